"""The nouns of stated times: what a text says took how long. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Bound(StrEnum):
    """How a stated time limits the true one."""

    WITHIN = "within"
    OVER = "over"
    AT_LEAST = "at least"
    ABOUT = "about"
    EXACT = "exact"


class Act(StrEnum):
    """What took the time."""

    ANSWER = "answer"
    WAIT = "wait"  # somebody or something waited, for an answer or for something else
    RESOLVE = "resolve"
    OTHER = "other"


class Channel(StrEnum):
    """How a question came in."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    WRITTEN = "written"
    IN_PERSON = "in person"


class Said(StrEnum):
    """What a length of time is told as."""

    FACT = "fact"
    PAST = "past"  # how it was before the time that the words are about
    OTHERS = "others"  # somebody else's doing
    GOAL = "goal"  # a goal, a policy, a standard
    MISSED = "missed"  # a standard that was not kept: "past the one-day limit"
    OFFER = "offer"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"
    ASIDE = "aside"  # a period, a frequency, a length of leave


TOLD = frozenset({Said.FACT, Said.PAST, Said.OTHERS})
"""Told as something that was so, whoever did it."""


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A length of time in a text; ``original[start:end] == text``.

    Attributes:
        low: Its least length in hours; a business day counts as 24.
        high: Its greatest length in hours.
        business: Whether it is counted in business days or hours.
        working: Business days in it where the words tell them, else None.
        same_day: Whether it ended on the day it began.
        late: Whether it is counted from a deadline on, not from the beginning.
        channels: The channels that the words speak of here; empty where they do not say.
        obtained: Whether the words say that information had to be obtained.
        weekend: Whether a weekend or a holiday may lie in it.
        implied: Whether two points in time imply it: "Friday ... Monday".
    """

    text: str
    start: int
    end: int
    low: float
    high: float
    business: bool
    working: float | None
    same_day: bool
    bound: Bound
    late: bool
    said: Said
    act: Act
    channels: frozenset[Channel]
    obtained: bool
    weekend: bool
    implied: bool


@dataclass(frozen=True, slots=True)
class LateCount:
    """ "3 of 40 late": how many of how many came late; ``original[start:end] == text``."""

    text: str
    start: int
    end: int
    part: int
    whole: int
    act: Act
    channels: frozenset[Channel]


@dataclass(frozen=True, slots=True)
class Context:
    """What a passage speaks of, for the passages beside it.

    Attributes:
        channels: The channels it names.
        act: What it says was done.
        obtained: Whether it says that information had to be obtained.
    """

    channels: frozenset[Channel] = frozenset()
    act: Act = Act.OTHER
    obtained: bool = False
