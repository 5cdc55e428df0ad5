"""Measurable service standards inside a descriptor: the clauses that state a time or a share."""

from __future__ import annotations

import re

_COUNT = r"(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty-four)"
_UNIT = r"(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?)"
_BETWEEN = r"(?:\s*(?:\(\d+\)|business|working|calendar|full|or fewer|or less|consecutive))*"
_TIME = rf"\b{_COUNT}{_BETWEEN}[\s-]+{_UNIT}\b"
_SHARE = r"\d[\d.,]*\s*(?:%|percent\b|per\s?cent\b)"
_MEASURE = re.compile(rf"{_TIME}|{_SHARE}", re.IGNORECASE)
_VAGUE = re.compile(rf"\ban?\s+(?:\w+\s+)?{_UNIT}\b", re.IGNORECASE)
# A comma inside a number ("1,000") has no space after it and does not end a clause.
_BREAK = re.compile(r"(?<=[.;!?])\s+|,\s+(?=(?:and|or|but)\b|\w)")
_AND = re.compile(r"(?:and|but|or)\s+", re.IGNORECASE)


def measurable(text: str) -> tuple[str, ...]:
    """The clauses of a text that state a number with a unit of time, or a percentage."""
    found: list[str] = []
    for clause in _BREAK.split(text):
        clause = _AND.sub("", clause.strip(), count=1) if _AND.match(clause) else clause.strip()
        clause = clause.rstrip(" .;,")
        # "takes a day off" and "once a year" are wordings, not limits.
        if _MEASURE.search(_VAGUE.sub("", clause)) and clause not in found:
            found.append(clause)
    return tuple(found)
