"""Lengths of time that two points say: "Friday ... Monday", "4/2 ... 4/23", "9:05 ... 9:40"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from narrative.text.length_rules import DAY, SMALL, WEEKDAYS
from narrative.text.quantities import number
from narrative.text.rules import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

_REACH = 20
"""Words at most between two points that belong together."""

_MONTH_DAYS = 30.4
"""Days of a month, as far as a date without a year tells."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_TH = r"(?:st|nd|rd|th)"
_NOON = {"noon": 12, "midday": 12, "midnight": 0}
_HOUR = "|".join(SMALL[1:13])
_DAYS = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_POINTS = re.compile(
    rf"(?P<date>"
    rf"(?<![\d/.])(?!24/7)(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?:/\d{{2,4}})?(?![\d/%])"
    rf"|\b(?P<day>\d{{1,2}}){_TH}?\s+(?:of\s+)?(?P<month>{_MONTH})"
    rf"|\b(?P<name>{_MONTH})\.?\s+(?P<number>\d{{1,2}}){_TH}?\b(?![\s-]*(?:%|percent|calls|emails))"
    rf"|\bthe\s+(?P<only>\d{{1,2}}){_TH}\b(?=\s*(?:[^\w\s-]|$)|\s+(?:and|but|was|were|is|by|with|"
    rf"then|she|he|they|we|i|it|to|got|had|on|came|\w+ed)\b))"
    rf"|(?<!every )(?<!each )\b(?P<weekday>(?i:{_DAYS}))\b"
    rf"|(?P<clock>(?:(?<![\d:.])(?P<hour>\d{{1,2}})[:.h](?P<minute>\d{{2}})(?![\d:]|\.\d)"
    rf"|(?<![\d:.,])(?P<whole>\d{{1,2}})(?=\s*(?:[ap]\.?m\b|o.clock))"
    rf"|\b(?i:at|by|before|until|till|around|after)\s+(?P<told>\d{{1,2}}|{_HOUR})\b"
    rf"(?=\s*(?:[^\w\s%:/.-]|\.(?!\d)|$)|\s+(?:in|is|was|and|but|she|he|they|the|got|had|\w+ed)\b)"
    rf"|\b(?P<part>quarter|half|five|ten|twenty|twenty-five)\s(?P<side>past|to)\s(?P<base>{_HOUR})\b"
    rf"|\b(?P<noon>noon|midday|midnight)\b)(?P<half>\s*[ap]\.?m\b\.?)?)"
)
_ASKED = words("from sent left received dated asked wrote written of")
_TOOK = words("took takes take taken ran left waited waits sat lay hanging unanswered silent")
_RUNS = words("to through thru - – and or / , & till")
_THROUGH = words("to through thru - –")
_OTHER_DAY = words("next following later tomorrow")


class Point(StrEnum):
    """What kind of point in time."""

    DATE = "date"
    WEEKDAY = "weekday"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time in a sentence.

    Attributes:
        first: Its first token.
        end: The token behind its last.
        value: Weekday from Monday 0; minutes from midnight; 100 times the month, 0 if it is not
            told, and the day.
        exact: Whether a clock time says which half of the day it is in.
    """

    point: Point
    first: int
    end: int
    value: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """From one moment to the next: tokens as in `Length`, and hours.

    Attributes:
        working: Business days, where the days of the week tell them.
        same_day: Whether both are on one day, at hours that are not told.
    """

    first: int
    end: int
    hours: float
    working: float | None = None
    same_day: bool = False


def moments(doc: Doc) -> list[Moment]:
    """The points in time of a sentence, in order."""
    found = []
    days_first = any(int(m["one"]) > 12 for m in _POINTS.finditer(doc.text) if m["one"])
    for match in _POINTS.finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        value = _value(match, days_first)
        if span is not None and value is not None:
            point, exact = Point(match.lastgroup or ""), match["half"] is not None
            found.append(Moment(point, span.start, span.end, value, exact))
    return found


def _value(match: re.Match[str], days_first: bool) -> int | None:
    """As in `Moment`; None if it is no point in time after all."""
    if name := match["weekday"]:
        short = not name.lower().endswith("day") and name[0].islower()
        return None if short else WEEKDAYS[name.lower()]
    if match["one"]:
        day, month = int(match["one"]), int(match["two"])
        month, day = (month, day) if days_first else (day, month)
        return month * 100 + day if 0 < month <= 12 and 0 < day <= 31 else None
    if match["date"]:
        day = int(match["day"] or match["number"] or match["only"])
        named = match["month"] or match["name"]
        return (_MONTHS.index(named[:3].lower()) + 1 if named else 0) * 100 + day
    hour = match["base"] or match["hour"] or match["whole"] or match["told"]
    hours = _NOON[match["noon"]] if match["noon"] else int(number(hour.lower()))
    late = 12 if "p" in (match["half"] or "") and hours < 12 else 0
    minutes = int(match["minute"] or 0)
    if match["part"]:
        minutes = {"quarter": 15, "half": 30}.get(match["part"]) or int(number(match["part"]))
        minutes *= 1 if match["side"] == "past" else -1
    return (hours + late) * 60 + minutes if hours < 24 else None


def gaps(doc: Doc, here: Sequence[Moment], earlier: Sequence[Moment]) -> Iterator[Gap]:
    """The lengths between the moments of a sentence, or from the sentence in front to this one.

    Args:
        doc: The sentence.
        here: Its moments.
        earlier: Those of the sentence in front.
    """
    for point in Point:
        mine = [moment for moment in here if moment.point is point]
        theirs = [moment for moment in earlier if moment.point is point]
        if point is not Point.CLOCK and len(mine) == 1 and len(theirs) % 2:
            gap = _gap(doc, theirs[-1], mine[0], apart=True)
            if gap is not None:
                yield replace(gap, first=mine[0].first, end=mine[0].end)
        if len(mine) < 2:
            continue
        pairs = list(pairwise(mine))
        for one, other in pairs[::2] if len(mine) % 2 == 0 else pairs[-1:]:
            gap = _gap(doc, one, other) if _belong(doc, one, other) else None
            if gap is not None:
                yield gap
        return


def _belong(doc: Doc, one: Moment, other: Moment) -> bool:
    """Whether no mere list or opening hours: "Monday to Friday", "8:00 - 4:30"."""
    between = {token.lower_ for token in doc[one.end : other.first]} - {"the"}
    before = [token.lower_ for token in doc[max(one.first - 5, 0) : one.first]]
    if one.point is Point.DATE:
        return _THROUGH.isdisjoint(between) and other.first - one.end <= _REACH
    took = before[-1:] == ["from"] and not _TOOK.isdisjoint(before)
    return (took or not _RUNS.issuperset(between)) and other.first - one.end <= _REACH


def _gap(doc: Doc, one: Moment, other: Moment, apart: bool = False) -> Gap | None:
    until = not apart and one.first > 0 and doc[one.first - 1].lower_ in {"until", "till", "til"}
    behind = other.end < len(doc) and doc[other.end].lower_ in {"'s", "’s"}
    before = {token.lower_ for token in doc[max(other.first - 3, 0) : other.first]}
    swapped = not apart and (behind or until or not _ASKED.isdisjoint(before))
    came, done = (other, one) if swapped else (one, other)
    near = {token.lower_ for token in doc[max(done.first - 2, 0) : done.end + 4]}
    after = [token.lower_ for token in doc[done.end : done.end + 2]]
    later = not _OTHER_DAY.isdisjoint(near) or {"week", "after"} <= near
    later = later or (after[:1] == ["after"] and not "".join(after[1:]).isalnum())
    first = one.first - 1 if until else one.first
    if one.point is Point.WEEKDAY:
        return _over_days(came.value, done.value, later, first, other.end)
    if one.point is Point.DATE:
        days = _days(came.value, done.value)
        return Gap(first, other.end, days * DAY, same_day=not days)
    if later:
        return None
    minutes = done.value - came.value
    if minutes < 0 and not (came.exact and done.exact):
        minutes += 12 * 60
    return Gap(first, other.end, minutes / 60) if 0 < minutes < 12 * 60 else None


def _over_days(start: int, stop: int, later: bool, first: int, end: int) -> Gap:
    gap = (stop - start) % 7
    if stop == start and not later:
        return Gap(first, end, DAY, same_day=True)
    if stop >= start and later:
        gap += 7
    working = sum((start + day) % 7 < 5 for day in range(1, gap + 1))
    return Gap(first, end, gap * DAY, working=float(working))


def _days(start: int, stop: int) -> int:
    """From one date to the next later one; months count as equally long."""
    (month, day), (then, stop_day) = divmod(start, 100), divmod(stop, 100)
    months = (then - month) % 12 if month and then else 0
    days = stop_day - day + months * _MONTH_DAYS
    return round(days if days >= 0 else days + (365 if month and then else _MONTH_DAYS))
