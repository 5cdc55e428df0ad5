"""Short stable names of findings and observations, by which people's decisions find them again.

A fingerprint rests on what a person decided about: the review's id, the rubric's id, the
factor, the side (a finding's verdict and assigned level, an observation's code), and the text
of one passage, the one that bears most on the factor. It holds no probability, so that a
retrained model that is a little surer or less sure, or that adds or drops a faint piece of
evidence, asks no settled question again. A new verdict, another assigned level or other words
in the passage are a new question and get a new name.

Passages whose weights lie within `NEAR` of the greatest count as equally strong, and the first
of them in reading order is taken: weights crowd near 1, where the greatest of them changes
with every training run.

Text is compared without regard to case, white space and compatibility forms. Of the digest 16
hexadecimal characters are kept: no text can be read out of them, though whoever holds the
review's id and the whole passage can tell that the two belong together. The first is always a
letter, as spreadsheet programs take "12345678e9012345" for a number and spoil it.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence

from narrative.records import Evidence, Finding, Observation

NEAR = 0.1
"""Weights that differ by no more than this are taken for equal."""

LENGTH = 16
"""Characters of a fingerprint: 62 bits, so that a million findings almost surely all differ."""

_LETTERS = "abcdef"


def finding_fingerprint(rubric_id: str, finding: Finding) -> str:
    """The finding's name: `LENGTH` lower-case hexadecimal characters.

    Args:
        rubric_id: The id of the rubric that the review was read under.
        finding: Any finding, flagged or not.
    """
    judgement = finding.judgement
    side = finding.verdict or ""
    parts = ("finding", rubric_id, finding.review_id, judgement.factor, side, finding.assigned)
    return _digest(parts, judgement.evidence)


def observation_fingerprint(rubric_id: str, observation: Observation) -> str:
    """The observation's name, of the same form as a finding's.

    Two observations of one code about one passage and factor are one question and share it.
    """
    parts = ("observation", rubric_id, observation.review_id, observation.factor, observation.code)
    return _digest(parts, observation.evidence)


def _digest(parts: Sequence[str | None], evidence: Sequence[Evidence]) -> str:
    # JSON keeps the parts apart: ("ab", "c") and ("a", "bc") must not meet.
    whole = json.dumps([*parts, _strongest(evidence)])
    digest = hashlib.sha256(whole.encode("ascii")).hexdigest()
    return _LETTERS[int(digest[0], 16) % len(_LETTERS)] + digest[1:LENGTH]


def _strongest(evidence: Sequence[Evidence]) -> str | None:
    """The folded text of the passage that bears most on the factor, or None without any."""
    least = max((item.weight for item in evidence), default=0.0) - NEAR
    for item in evidence:
        if item.weight >= least:
            return _folded(item.passage.text)
    return None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
