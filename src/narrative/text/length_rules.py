"""The wordings of lengths of time: number words, units, and the patterns spaCy's matcher finds."""

from __future__ import annotations

import re
from typing import Any

from narrative.text.rules import words

DAY = 24.0
"""Hours of a day, business day or not."""

WORKDAY = 8.0
"""Business hours of a business day."""

UNITS = {
    **dict.fromkeys(words("seconds secs sec"), 1 / 3600),
    **dict.fromkeys(words("minute minutes min mins"), 1 / 60),
    **dict.fromkeys(words("hour hours hr hrs h h."), 1.0),
    **dict.fromkeys(words("day days d d. weekday weekdays workday workdays"), DAY),
    **dict.fromkeys(words("week weeks wk wks workweek"), 7 * DAY),
    **dict.fromkeys(words("fortnight fortnights"), 14 * DAY),
    **dict.fromkeys(words("month months mos"), 30 * DAY),
    **dict.fromkeys(words("year years yr yrs"), 365 * DAY),
}
"""Hours by unit, lower case."""

WORKDAYS = words("weekday weekdays workday workdays")
BUSINESS = words("business working work bus wkg duty office")
PADDING = words(
    "calendar full whole entire single solid straight consecutive long good more extra additional "
    "short plus odd"
)
_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
SMALL = tuple(_NAMES.split())
"""Number words from 0 to 19, then the tens."""

FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ORDINALS = {name: place for place, name in enumerate(_PLACES.split(), 1)} | {
    f"{place}th": place for place in range(4, 61)
}
_WEEK = ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri")
WEEKDAYS = {
    name: place
    for place, names in enumerate((*_WEEK, "saturday sat", "sunday sun"))
    for name in names.split()
}
"""Place in the week, Monday 0, by lower-case name."""

_PARTS = "day afternoon morning evening night shift forenoon"

_DIGITS = r"[~>]?\d{1,6}(?:,\d{3})*(?:\.\d{1,3})?\+?"
_UNIT = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
_WORD = "|".join((*SMALL, "hundred", "dozen", "couple", "few", "several"))
_START = rf"^(?:{_DIGITS}|\d*[½¼¾]|\d+[-–]\d+|{_WORD}|(?:{_WORD})-|an?|half|quarter|another)$"
_MIDDLE = (
    rf"^(?:{_DIGITS}|\d*[½¼¾]|\d/\d|\d+[-–]\d+|{_WORD}|an?|half|quarters?|of|to|or|and|to-\d+|"
    r"[-–,()+])$"
)

GLUED = re.compile(rf"^([~>]?\d[\d.,]*)(?:([-–])(\d[\d.]*))?-?({_UNIT})$")
"""A number and its unit in one token: "48hrs", "3-day"."""

JOINED = re.compile(r"^([~>]?\d+)([-–])(\d+)$|^(to)-(\d+)$|^([a-z]+)(-)$")
"""Other tokens that hold several words: "2–3", "to-3", "two-"."""

# What a run of words in lower case ends with, in front of its unit.
_SINGLE = (
    rf"(?:{'|'.join(SMALL[20:])})(?: - | )(?:{'|'.join(SMALL[1:10])})|"
    rf"(?:{'|'.join(SMALL[1:])}|an?) (?:hundred|dozen)|half a dozen|{_WORD}"
)
_ONE = (
    rf"(?:{_DIGITS}(?: (?:1/2|1/4|3/4))?|\d*[½¼¾]|1/2|half an?|three quarters of an?|"
    rf"(?:an? )?quarter of an?|(?:an? )?(?:couple(?: of)?|few|half)|(?:{_SINGLE})|an?|another)"
    rf"(?: and a half)?"
)
QUANTITY = re.compile(rf"(?:^| )({_ONE})$")
"""The quantity that a run of words ends with."""

LOWER = re.compile(rf"(?:^| )({_ONE})(?: -)? (to|or|-|–|,|and)$")
"""The quantity in front of it, and what joins the two."""


_Pattern = list[dict[str, Any]]


def patterns() -> dict[str, list[_Pattern]]:
    """The matcher's patterns by the kind of wording they find, over lower-case tokens."""
    return {
        "length": _of_lengths(),
        "the": [
            [_any("within inside under"), _maybe("the"), _maybe("a"), _any("half quarter"),
             _maybe("-"), _any("hour")],
            [_any("within inside in under"), _any("the"), _any("hour hr")],
            [_any("within inside"), _any("the"), _maybe(*BUSINESS), _any("week month minute")],
            [_any("took takes take taking used"), _any("the"), _any("whole full entire"),
             _any("day week month hour")],
        ],
        "same": _of_same_days(),
        "minutes": [[_any("within in"), _any("minutes seconds")],
                    [_any("matter"), _any("of"), _any("minutes seconds")]],
        "units": [[_any("for"), _maybe("many"), _any("days weeks months")]],
        "hour": [[_any("same"), _maybe("-"), _any("hour")]],
        "overnight": [[_any("overnight")]],
        "next": [
            [_any("next following"), _maybe("-"), _maybe(*BUSINESS), _maybe("-"), _any(_PARTS)],
            [_any("next following"), _maybe("-"), _any("workday")],
            [_any("the"), _any("day"), _any("after")],
        ],
        "place": [
            [_any("on by until till the"), _maybe("the"), _any(" ".join(ORDINALS)),
             _maybe(*BUSINESS), _any("day")],
            [_any("on by until till"), _any("day"), {"TEXT": {"REGEX": r"^[0-9]{1,3}$"}}],
            [_any("on by until till was"), _any("day"), _any(" ".join(SMALL[1:20]))],
            [_any("on by until till the"), _maybe("the"), _any(" ".join(ORDINALS)), _any("or to"),
             _any(" ".join(ORDINALS)), _maybe(*BUSINESS), _any("day")],
        ],
    }  # fmt: skip


def _of_lengths() -> list[_Pattern]:
    """A quantity and its unit, or two of them; loosely, as code reads the value."""
    start: _Pattern = [
        {"LOWER": {"REGEX": _START}},
        {"LOWER": {"REGEX": _MIDDLE}, "OP": "{0,7}"},
        {"LOWER": {"IN": sorted({*BUSINESS, *PADDING, "-", "."})}, "OP": "{0,3}"},
        {"LOWER": {"IN": sorted(UNITS)}},
    ]
    glued = {"LOWER": {"REGEX": GLUED.pattern}}
    ones: list[_Pattern] = [start, [glued], [{"LIKE_NUM": True}, _any("-"), glued]]
    joint: _Pattern = [_maybe("."), _maybe("to", "or", "-", "–", "and")]
    tails: list[_Pattern] = [
        [_any("and"), _any("a"), _any("half")],
        [_any("or"), _any("so two three")],
        [{"TEXT": {"REGEX": r"^[0-9]{1,2}$"}}],
    ]
    longer = [[*one, *tail] for one in ones for tail in tails]
    pairs = [[*one, *joint, *other] for one in ones for other in ones]
    return [*ones, *longer, *pairs, *([*pair, *tails[0]] for pair in pairs)]


def _of_same_days() -> list[_Pattern]:
    the, on = _maybe("the"), _maybe("on")
    closes: list[_Pattern] = [
        [
            the,
            _any("close end"),
            _any("of"),
            the,
            _maybe(*BUSINESS),
            _any("day business play shift"),
        ],
        [_any("cob eod c.o.b e.o.d")],
        [the, _any("evening nightfall dark lunch lunchtime noon midday")],
        [_any("day"), _any("'s"), _any("end")],
    ]
    came = _any("came come comes arrived arrive arrives landed lands")
    return [
        [_any("same"), _maybe("-"), _maybe(*BUSINESS), _maybe("-"), _any(_PARTS)],
        [_any("that"), _maybe("very", "same"), _any(_PARTS)],
        [_any("in"), _any("an a"), _maybe("single"), _any("afternoon morning evening")],
        [_any("within inside"), _any("the"), _maybe(*BUSINESS), _any("day")],
        *([_any("by before"), *close] for close in closes),
        [on, _any("the"), _any("day"), _any("it they one each"), came],
        [
            on,
            _any("the"),
            _any("day"),
            _any("it they one each"),
            _any("is are was were 's 're"),
            _any("left received sent in made"),
        ],
        [on, _any("the"), _any("day"), _any("of"), _any("receipt")],
        [_any("before"), _any("the"), _any("day"), _any("is was"), _any("out over done")],
    ]


def _any(choices: str) -> dict[str, Any]:
    return {"LOWER": {"IN": choices.split()}}


def _maybe(*choices: str) -> dict[str, Any]:
    return {"LOWER": {"IN": sorted(choices)}, "OP": "?"}
