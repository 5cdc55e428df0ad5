"""Lengths of time as they stand in a sentence, in hours, whatever they are said of.

Matcher rules find the run of words ("two to three business days", "same afternoon",
"Friday ... Monday"); plain code reads its value. A business day counts as 24 hours, like
any other day, and is marked as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from narrative.text.length_rules import (
    BUSINESS,
    DAY,
    FRACTIONS,
    GLUED,
    JOINED,
    LOWER,
    ORDINALS,
    PADDING,
    QUANTITY,
    SMALL,
    UNITS,
    WEEKDAYS,
    WORKDAY,
    WORKDAYS,
    patterns,
)
from narrative.text.moments import Gap, Moment, gaps
from narrative.text.quantities import number
from narrative.text.rules import words
from narrative.text.tokens import pipeline

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc, Token

_COUNT = re.compile(rf"^(?:\d{{1,3}}(?:\.\d)?|{'|'.join(SMALL[1:])})$")
_BEFORE_NUMBER = words(
    "to was is were took takes take got gets , and or the in from even letter letters email "
    "emails mail mails call calls phone voicemail voicemails messages for sometimes often "
    "another then once second other than now usually averaged averages after needed"
)
_AFTER_NUMBER = words(
    "if in on for when where and or but the at since by with this last after while ( because as "
    "it he she you"
)
_WAS = words("was is took takes take averaged needed needs got gets")
_FACTOR = 15
"""By how much two lengths in one unit that belong together differ at most."""

_LOOSE = {"couple": (2.0, 3.0), "few": (3.0, 5.0), "several": (3.0, 7.0)}
"""Least and most that a loose number means."""

_BETTER_PART = 4 / 7
"""The least share of a length that is "the better part" of it."""

_AFTERS = words("the a an his her their tomorrow")


class Kind(StrEnum):
    """How a length of time is put."""

    NUMBER = "number"
    ARTICLE = "article"  # "a week", "an hour": may be a frequency
    SAME_DAY = "same day"
    OVERNIGHT = "overnight"
    NEXT_DAY = "next day"
    PLACE = "place"  # "on the fourth day"
    BETWEEN = "between two points in time"  # "Friday ... Monday"
    LEFT_OUT = "unit left out"  # "from nine days to two"
    VAGUE = "vague"  # "for weeks", "within minutes"


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time.

    Attributes:
        first: Its first token.
        end: The token behind its last.
        low: Its least length in hours.
        high: Its greatest length in hours.
        business: Whether it is counted in business days or hours.
        working: Business days in it where they are known, as between two days of the week.
        about: Whether the words themselves are loose ("an hour or so").
        implied: Whether two points in time imply it.
    """

    first: int
    end: int
    low: float
    high: float
    kind: Kind = Kind.NUMBER
    business: bool = False
    working: float | None = None
    about: bool = False
    implied: bool = False


def lengths(
    doc: Doc, here: Sequence[Moment], earlier: Sequence[Moment], unit: float = 0.0
) -> list[Length]:
    """The lengths of time of a sentence, in order; none overlaps another.

    Args:
        doc: The sentence.
        here: The points in time it names.
        earlier: Those that the sentence in front names.
        unit: Hours of the unit that its last length is in; 0 if it has none.
    """
    taken: set[int] = set()
    found = []
    hits = sorted(_matcher()(doc), key=lambda hit: (hit[1] - hit[2], hit[1]))
    for key, start, end in hits:
        if taken.isdisjoint(range(start, end)):
            length = _READERS[doc.vocab.strings[key]](doc, start, end)
            if length is not None:
                taken.update(range(length.first, length.end))
                found.append(length)
    found.sort(key=lambda length: length.first)
    more = [*map(_between, gaps(doc, here, earlier)), *_left_out(doc, found, unit)]
    found += [length for length in more if taken.isdisjoint(range(length.first, length.end))]
    return sorted(found, key=lambda length: length.first)


def _between(gap: Gap) -> Length:
    low = 0.0 if gap.same_day else gap.hours
    kind = Kind.SAME_DAY if gap.same_day else Kind.BETWEEN
    high = DAY if gap.same_day else low
    return Length(gap.first, gap.end, low, high, kind, working=gap.working, implied=True)


@cache
def _matcher() -> Matcher:
    from spacy.matcher import Matcher

    matcher = Matcher(pipeline().vocab)
    for name, wordings in patterns().items():
        matcher.add(name, wordings)
    return matcher


def _read_length(doc: Doc, start: int, end: int) -> Length | None:
    """The value of a run of words that ends with a unit, or with "and a half" and the like."""
    norm = [(word, token.i) for token in doc[start:end] for word in _parts(token)]
    places = [i for i, (word, _) in enumerate(norm) if word in UNITS]
    between = start > 0 and doc[start - 1].lower_ == "between"
    first = _measure(doc, norm[: places[0] + 1], between)
    if first is None:
        return None
    rest = [word for word, _ in norm[places[0] + 1 :]]
    stop = norm[places[0]][1] + 1
    if rest[:3] == ["and", "a", "half"]:
        more = UNITS[norm[places[0]][0]] / 2
        low, high = first.low + more, first.high + more
        return replace(first, end=stop + 3, low=low, high=high, kind=Kind.NUMBER)
    if len(places) > 1:
        second = _measure(doc, norm[places[0] + 1 : places[1] + 1], False)
        if second and [word for word, _ in norm[places[1] + 1 :]] == ["and", "a", "half"]:
            more = UNITS[norm[places[1]][0]] / 2
            second = replace(second, low=second.low + more, high=second.high + more)
        finer = UNITS[norm[places[1]][0]] < UNITS[norm[places[0]][0]]
        return _together(first, second, rest, end, finer) if second else first
    if rest[:1] == ["or"]:
        many = {"two": 2.0, "three": 3.0, "so": 1.0}[rest[1]]
        return replace(first, end=end, high=first.high * many, about=True, kind=Kind.NUMBER)
    if rest and rest[0].isdigit() and norm[places[0]][0] in {"hour", "hours", "hrs", "hr"}:
        minutes = float(rest[0]) / 60
        return replace(first, end=end, low=first.low + minutes, high=first.high + minutes)
    return replace(first, end=stop)


def _together(first: Length, second: Length, rest: Sequence[str], end: int, finer: bool) -> Length:
    """ "Two days to a week" is a range, "an hour and ten minutes" a sum."""
    joint = next((word for word in rest if word != "."), "")
    if joint in {"to", "or", "-", "–"} and second.high >= first.low:
        business = first.business or second.business
        return replace(first, end=end, high=second.high, business=business, kind=Kind.NUMBER)
    smaller = second.high < min(first.low, DAY) and first.low == first.high
    if finer and joint not in {"to", "or", "-", "–"} and smaller and second.kind is Kind.NUMBER:
        return replace(first, end=end, low=first.low + second.low, high=first.high + second.high)
    return first


def _measure(doc: Doc, norm: Sequence[tuple[str, int]], between: bool) -> Length | None:
    """A quantity and its unit, the last word; words in front that are no part of it drop off."""
    *front, (unit, last) = norm
    manner = []
    while front and (front[-1][0] in BUSINESS | PADDING or front[-1][0] in {"-", "–", "+", "."}):
        manner.append(front.pop()[0])
    text = " ".join(word for word, _ in front)
    text = re.sub(r" \( \S+ \)$", "", text)
    match = QUANTITY.search(text)
    if match is None:
        return None
    high_text, begin = match[1], match.start(1)
    low = high = _value(high_text)
    lower = LOWER.search(text[:begin].rstrip())
    if lower and _is_range(_value(lower[1]), lower[2], high, between):
        low, begin = _value(lower[1]), lower.start(1)
    token = _token_at(front, begin)
    article = high_text in {"a", "an", "another"} and low == high
    if article and (doc[last].text in {"HR", "MIN"} or unit in {"h", "d", "sec", "min"}):
        return None
    scale = UNITS[unit]
    business = unit in WORKDAYS or (not BUSINESS.isdisjoint(manner) and scale <= DAY)
    working = low * scale / WORKDAY if business and scale < DAY else None
    kind = Kind.ARTICLE if article else Kind.NUMBER
    loose = next((word for word in _LOOSE if high_text.endswith((word, f"{word} of"))), "")
    if loose and low == high:
        low, high = _LOOSE[loose]
    ahead = [t.lower_ for t in doc[max(token - 3, 0) : token]]
    if ahead[-1:] == ["of"] and not {"better", "best", "most"}.isdisjoint(ahead):
        low *= _BETTER_PART
    if unit.startswith("y") and high_text == "half" and ahead[-1:] == ["the"]:
        return None
    about = bool(loose)
    return Length(token, last + 1, low * scale, high * scale, kind, business, working, about)


def _is_range(low: float, joint: str, high: float, between: bool) -> bool:
    if joint == "and" and not between and not (low >= 2 and high - low <= 2):
        return False
    return 0 < low < high and (joint != "," or (low >= 2 and high <= 2 * low))


def _token_at(front: Sequence[tuple[str, int]], begin: int) -> int:
    place = 0
    for word, token in front:
        if place >= begin:
            return token
        place += len(word) + 1
    return front[-1][1]


def _parts(token: Token) -> list[str]:
    """A token's words in lower case; "48hrs", "2–3" and "to-3" have several."""
    text = token.lower_
    if glued := GLUED.match(text):
        return [part for part in glued.groups() if part]
    if joined := JOINED.match(text):
        return [part for part in joined.groups() if part]
    return [text]


def _value(text: str) -> float:
    """The value of one quantity: "2 1/2", "one and a half", "half an", "a couple of"."""
    text, halves = re.subn(r" and a half$", "", text)
    more = 0.5 * halves
    text = re.sub(r" (?:of|an?|of an?)$", "", text).lstrip("~>").rstrip("+").replace(",", "")
    if text in FRACTIONS:
        return FRACTIONS[text] + more
    if text[-1:] in FRACTIONS:
        return float(text[:-1]) + FRACTIONS[text[-1]] + more
    if text.endswith("quarter"):
        return 0.25
    if text == "three quarters":
        return 0.75
    if text == "half a dozen":
        return 6.0
    if text in {"a", "an", "another"}:
        return 1.0 + more
    whole, _, fraction = text.removeprefix("a ").removeprefix("an ").partition(" ")
    if fraction in FRACTIONS:
        return float(whole) + FRACTIONS[fraction]
    return number(re.sub(r" - ", "-", text.removeprefix("a ").removeprefix("an "))) + more


def _read_the(doc: Doc, start: int, end: int) -> Length | None:
    """ "Within the hour", "inside the half hour"."""
    scale = UNITS[doc[end - 1].lower_]
    between = {token.lower_ for token in doc[start + 1 : end - 1]}
    part = 0.5 if "half" in between else 0.25 if "quarter" in between else 1.0
    return Length(start + 1, end, part * scale, part * scale)


def _read_same(doc: Doc, start: int, end: int) -> Length | None:
    """Between none and a day, as nobody says at what hour it came in."""
    after = {token.lower_ for token in doc[end : end + 4]}
    if doc[start].lower_ in {"by", "before"} and not after.isdisjoint({*WEEKDAYS, "next"}):
        return None
    business = any(token.lower_ in {"business", "working"} for token in doc[start : end - 1])
    business = business and doc[end - 1].lower_ == "day" and doc[start].lower_ == "same"
    return Length(start, end, 0.0, DAY, Kind.SAME_DAY, business)


def _read_minutes(_: Doc, start: int, end: int) -> Length:
    return Length(end - 1, end, 0.0, 1.0, Kind.VAGUE)


def _read_units(doc: Doc, _: int, end: int) -> Length:
    """Two of them at least, and not so many that a longer unit would be named."""
    unit = doc[end - 1].lower_
    most = {"days": 7 * DAY, "weeks": 30 * DAY, "months": 365 * DAY}[unit]
    return Length(end - 1, end, 2 * UNITS[unit], most, Kind.VAGUE)


def _read_hour(_: Doc, start: int, end: int) -> Length | None:
    return Length(start, end, 0.0, 1.0, Kind.VAGUE)


def _read_overnight(_: Doc, start: int, end: int) -> Length | None:
    return Length(start, end, 0.0, DAY, Kind.OVERNIGHT)


def _read_next(doc: Doc, start: int, end: int) -> Length | None:
    """Between none and two days, as nobody says at what hours."""
    if doc[end - 1].lower_ == "after" and doc[end : end + 1].text.lower() in _AFTERS:
        return None
    business = any(token.lower_ in BUSINESS | WORKDAYS for token in doc[start:end])
    return Length(start, end, 0.0, 2 * DAY, Kind.NEXT_DAY, business, 1.0)


def _read_place(doc: Doc, start: int, end: int) -> Length | None:
    """The fourth day is reached after more than three and at most four days."""
    named = [ORDINALS[t.lower_] for t in doc[start:end] if t.lower_ in ORDINALS]
    last = doc[end - 1].lower_
    place = named[0] if named else int(number(last)) if last != "day" else 1
    business = any(token.lower_ in BUSINESS for token in doc[start:end])
    low = max(place - 1, 0) * DAY
    return Length(start, end, low, max(place, 1, *named) * DAY, Kind.PLACE, business)


_READERS = {
    "length": _read_length,
    "the": _read_the,
    "same": _read_same,
    "minutes": _read_minutes,
    "units": _read_units,
    "hour": _read_hour,
    "overnight": _read_overnight,
    "next": _read_next,
    "place": _read_place,
}


def unit_of(doc: Doc, length: Length) -> float:
    """Hours of the unit that a length of time is told in; 0 if in none."""
    unit = UNITS.get(doc[length.end - 1].lower_, 0.0)
    counted = length.kind in {Kind.NUMBER, Kind.ARTICLE}
    return unit if counted and unit <= 7 * DAY else 0.0


def _left_out(doc: Doc, found: Sequence[Length], earlier: float) -> Iterator[Length]:
    """Numbers behind a length that leave its unit out: "from nine days to two"."""
    if earlier and not found:
        yield from _without_unit(doc, range(1, len(doc)), earlier, False)
    for place, one in enumerate(found):
        unit, last = unit_of(doc, one), place + 1 == len(found)
        if one.kind is Kind.ARTICLE and one.first and doc[one.first - 1].like_num:
            continue
        span = range(one.end, len(doc) if last else found[place + 1].first)
        for length in _without_unit(doc, span, unit, one.kind is Kind.NUMBER) if unit else ():
            if length.high <= _FACTOR * one.high and one.low <= _FACTOR * length.high:
                yield replace(length, business=one.business)


def _without_unit(doc: Doc, span: range, unit: float, listed: bool) -> Iterator[Length]:
    """Numbers that stand alone in a span; `listed`, also where no verb is in front of them."""
    reached = 0
    for i in span:
        before = doc[i - 1].lower_
        fits = (listed and before in _BEFORE_NUMBER) or _is_answered(doc, i)
        if i < reached or not fits or not _COUNT.match(doc[i].lower_):
            continue
        more = i + 2 < len(doc) and doc[i + 1].lower_ in {"or", "to", "-", "–"}
        end = i + 3 if more and _COUNT.match(doc[i + 2].lower_) else i + 1
        low, high = (_value(doc[place].lower_) * unit for place in (i, end - 1))
        if 0 < low <= high and _stands_alone(doc, end):
            reached = end
            yield Length(i, end, low, high, Kind.LEFT_OUT)


def _is_answered(doc: Doc, i: int) -> bool:
    """Whether a number stands where a length of time would: "it took five", "the five it took"."""
    taken = any(token.lower_ in {"took", "takes"} for token in doc[i + 1 : i + 4])
    last = i + 1 == len(doc) or doc[i + 1].is_punct
    down = doc[i - 1].lower_ in {"to", "in"} and last and doc[i - 2].lower_ != "up"
    return down or doc[i - 1].lower_ in _WAS or (doc[i - 1].lower_ == "the" and taken)


def _stands_alone(doc: Doc, end: int) -> bool:
    """Whether nothing is named behind a number that it counts."""
    behind = doc[end : end + 1].text.lower()
    counted = behind.isalpha() and behind not in _AFTER_NUMBER
    return not counted and behind not in {"%", "-", "/", ":"}
