"""`python -m narrative` is the `narrative` command."""

from narrative.cli.app import main

main()
