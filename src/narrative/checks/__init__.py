"""What else an auditor would notice in a review: each check has a code, see docs/checks.md."""
