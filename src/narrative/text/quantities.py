"""Durations, percentages and shares in running text, in digits or words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_VALUES: dict[str, float] = {
    **{word: float(value) for value, word in enumerate(_ONES.split())},
    **{
        word: 10.0 * value
        for value, word in enumerate(
            ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
        )
    },
    **{"hundred": 100, "dozen": 12, "half": 0.5, "couple": 2, "few": 3, "several": 4},
    **{"a": 1, "an": 1, "same": 0.5, "next": 1},
}
_DAYS = {"minute": 1 / 1440, "min": 1 / 1440, "hour": 1 / 24, "hr": 1 / 24, "day": 1.0}
_DAYS |= {"week": 7.0, "wk": 7.0, "month": 30.0}

_PLAIN = "|".join(word for word in _VALUES if word not in {"a", "an", "same", "next", "half"})
_NUMBER = rf"(?:\d{{1,6}}(?:\.\d{{1,3}})?|(?:{_PLAIN})(?:[ -](?:{_PLAIN}))?)"
# "Twenty-four" is no range.
_COMPOUND = (
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty-"
    r"(?:one|two|three|four|five|six|seven|eight|nine)\b"
)
_UNIT = r"(?:minute|min|hour|hr|day|week|wk|month)s?\b"
_DURATION = re.compile(
    rf"\b(?:(?!{_COMPOUND})(?P<low>{_NUMBER})(?:\s?[-–]\s?|\s(?:to|or)\s))?"
    rf"(?P<number>{_NUMBER}|half|an?|(?:same|next)(?=[\s-](?:business |working )?day))"
    rf"(?:\s+of|\s+an?)?[\s-]*(?:(?:business|working|work|calendar|full|whole|more)[\s-]+)?"
    rf"(?P<unit>{_UNIT})"
)
_WITHIN = re.compile(
    r"\b(?:within|in under|under|less than|fewer than|no (?:more|later|longer) than|at most|"
    r"inside|up to|in)(?:\s+(?:the|about|only|just|first|a))*\s*$"
)
_AFTER = re.compile(
    r"\b(?:after|takes?|took|taken|taking|wait(?:s|ed|ing)?|more than|longer than|over|past|"
    r"beyond|exceed(?:s|ed|ing)|for|(?<!no )later than)"
    r"(?:\s+(?:the|about|another|nearly|almost|up to|at least|some|a))*\s*$"
)
_LATE = re.compile(r"\s+(?:late|later|overdue|old|behind|past|without|unanswered)\b")
_EARLY = re.compile(r"\s+(?:early|earlier|ahead|before|in advance)\b")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)")
_SHARE = re.compile(
    rf"\b({_NUMBER}) (?:out )?of (?:(?:the|her|his|their|every|all|these|those) )?({_NUMBER})\b"
)
_CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time and what it is said of.

    Attributes:
        days: Its length; the longer end of a range.
        bound: "within", "after" or "early" when a word nearby says so, else "".
    """

    days: float
    bound: str


def durations(text: str) -> Iterator[Duration]:
    """Minutes to months in a lower-case text; "a day" only where a bound governs it."""
    for match in _DURATION.finditer(text):
        bound = _bound(text, match.start(), match.end())
        if bound or match["number"] not in {"a", "an"}:
            unit = match["unit"].removesuffix("s")
            yield Duration(number(match["number"]) * _DAYS[unit], bound)


def percentages(text: str) -> list[float]:
    """Percentages as shares of one."""
    return [float(match) / 100 for match in _PERCENT.findall(text)]


def shares(text: str) -> list[float]:
    """ "3 of 40" and "nine out of ten" as shares of one; the first is never the larger."""
    pairs = ((number(a), number(b)) for a, b in _SHARE.findall(text))
    return [part / whole for part, whole in pairs if 0 <= part <= whole and whole > 0]


def number(text: str) -> float:
    """The value of digits or number words: "2.5", "twenty-four", "two hundred"."""
    if text[0].isdecimal():
        return float(text)
    first, *rest = (_VALUES[word] for word in re.split(r"[ -]", text))
    if rest and rest[0] >= 10:
        return first * rest[0]
    return first + sum(rest)


def _bound(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    if _EARLY.match(after):
        return "early"
    if _WITHIN.search(before):
        return "within"
    return "after" if _LATE.match(after) or _AFTER.search(before) else ""
