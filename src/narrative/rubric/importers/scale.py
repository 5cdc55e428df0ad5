"""Rating levels: how organisations name them, and which of two is the lower."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from narrative.rubric.naming import key

# The wordings of rating forms in use, each with its place between 0 and 10.
_CORES: dict[str, float] = {
    "unacceptable": 0, "unsatisfactory": 0.5, "poor": 1, "inadequate": 1, "insufficient": 1,
    "deficient": 1, "failing": 1, "fails": 1, "fail": 1, "failed": 1, "fails to meet": 1,
    "fail to meet": 1, "failed to meet": 1, "unsuccessful": 1, "ineffective": 1, "weak": 1.2,
    "not demonstrated": 0.8, "not evident": 0.8, "not achieved": 1, "low": 1.5,
    "beginning": 1.5, "beginner": 1.5, "novice": 1.5, "entry": 1.5, "awareness": 1.5,
    "below average": 2, "below": 2, "under": 2, "underperforming": 1.5, "limited": 2,
    "emerging": 2.2, "needs improvement": 2.5, "need improvement": 2.5, "needs work": 2.5,
    "improvement needed": 2.5, "improvement required": 2.5, "needs development": 2.5,
    "needs attention": 2.5, "development needed": 2.5, "development required": 2.5,
    "opportunity for improvement": 2.5, "minimal": 2.5, "minimum": 2.5, "marginal": 2.5,
    "basic": 2.5, "foundational": 2.5, "inconsistent": 2.5, "partial": 3, "learning": 2.5,
    "developing": 3, "fair": 3, "approaching": 3, "approaches": 3, "progressing": 3.2,
    "improving": 3, "medium": 5, "moderate": 4, "average": 4, "intermediate": 4, "adequate": 4,
    "practicing": 4, "acceptable": 4.2, "satisfactory": 4.5, "capable": 4.8, "competent": 5,
    "meets": 5, "meet": 5, "met": 5, "meeting": 5, "achieves": 5, "achieved": 5, "achieving": 5,
    "satisfies": 5, "successful": 5, "effective": 5, "on target": 5, "on track": 5, "solid": 5,
    "at standard": 5, "at standards": 5, "to standard": 5, "at expectations": 5, "at target": 5,
    "performing": 5, "valued": 5, "demonstrated": 5, "evident": 5, "as expected": 5,
    "proficient": 5.5, "good": 5.5, "strong": 6, "skilled": 6, "applying": 5,
    "commendable": 6.5, "very good": 6.5, "accomplished": 6.5, "high": 7, "advanced": 7,
    "above average": 7, "above": 7, "exceeds": 7.5, "exceed": 7.5, "exceeded": 7.5,
    "exceeding": 7.5, "surpasses": 7.5, "superior": 8, "excellent": 8.2, "leading": 8.5,
    "expert": 9, "mastery": 9, "mastering": 9, "master": 9, "distinguished": 9,
    "outstanding": 9, "exceptional": 9, "exemplary": 9, "extraordinary": 9.2, "role model": 9.5,
}  # fmt: skip
_MODIFIERS = """fully|mostly|partially|partly|consistently|usually|generally|sometimes|often
|occasionally|rarely|seldom|frequently|always|far|significantly|substantially|greatly|well
|slightly|somewhat|just|barely|minimally|marginally|almost|nearly|highly|very|more than
|less than|clearly|not yet|not|does not|do not|did not|doesn't|has not|is|truly|performance
|performs|inconsistently|overall|some|most|at|regularly""".replace("\n", "")
_TAILS = """all|some|most|many|the|job|performance|position|role|basic|minimum|key|core
|expectations?|expected|standards?|requirements?|objectives?|goals?|targets?|performer
|contributor|levels?|rating|criteria|proficiency|competency|norms?|work|practice
|in (?:all|some|most|many) areas|of""".replace("\n", "")
_COUNT = r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|[IVX]{1,4}"
_RUNG = rf"(?:level|tier|band|stage|step|score|rating)\s*#?\s*(?:{_COUNT})\b"
_POINTS = r"\(?\d{1,3}(?:\s*(?:-|–|to)\s*\d{1,3})?\s*(?:points?|pts?\.?|%)?\)?"
_CORE = "|".join(sorted(map(re.escape, _CORES), key=len, reverse=True))
_PHRASE = rf"(?:(?:{_MODIFIERS})\s+)*(?:{_CORE})(?:\s+(?:{_TAILS}))*\b"
_PHRASES = rf"{_PHRASE}(?:(?:\s+(?:and|but|to|or)\s+|\s*/\s*){_PHRASE})*"
_SEP = r"\s*[-–—:=.,]?\s*"
_BEFORE = rf"\(?(?:{_RUNG}|\d{{1,2}})\)?{_SEP}{_PHRASES}"
_AFTER = rf"{_PHRASES}(?:{_SEP}\(?(?:{_RUNG}|{_POINTS})\)?)?"
_LEVEL = re.compile(rf"{_BEFORE}|{_AFTER}|(?:below|above)\s+{_RUNG}|{_RUNG}", re.IGNORECASE)
_ONE_BEFORE = re.compile(rf"(?:{_BEFORE}|{_RUNG})(?=\s|$)\s*", re.IGNORECASE)
_ONE_AFTER = re.compile(rf"{_AFTER}(?=\s|$)\s*", re.IGNORECASE)
_END = re.compile(r"\s*(?:$|(?=[:(\[–—\n])|(?=-\s))")
_LABEL = re.compile(
    r"(?:rating scale|rating|scale|factors?|criteri(?:a|on)|competenc(?:y|ies)|elements?"
    r"|categor(?:y|ies)|dimensions?|areas?|attributes?|behaviou?rs?|skills?|levels?)\b[\s:]+",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(not|doesn t|fails? to|failed to|rarely|seldom)\b")
_PARTLY = re.compile(
    r"\b(partial\w*|partly|some\w*|occasionally|almost|nearly|mostly|most|minimally|marginally"
    r"|inconsistently|barely|just|less than|slightly)\b"
)
_VERY = re.compile(
    r"\b(far|significantly|substantially|greatly|well|consistently|highly|always|frequently"
    r"|often|usually|more than|regularly)\b"
)
_LONGEST = 90
MOST = 9


def split_label(text: str) -> tuple[str, str] | None:
    """The level's name that a text begins with and the rest, or None if it begins otherwise."""
    match = _LEVEL.match(text[:_LONGEST])
    if match is None or not _END.match(text, match.end()):
        return None
    return text[: match.end()].strip(), text[match.end() :].strip()


def is_level(text: str) -> bool:
    """Whether a text is a level's name and no more than that (an aside in brackets may follow)."""
    found = split_label(text)
    return found is not None and (
        not found[1] or bool(re.fullmatch(r"[(\[].{1,30}[)\]]", found[1]))
    )


def split_header(line: str) -> tuple[str, list[str]] | None:
    """The names of two to nine levels printed on one line, and a column label before them."""
    label = _LABEL.match(line)
    # "Level 1 Level 2" begins with a label only in appearance.
    for start in [0, label.end()] if label else [0]:
        names = _chain(line[start:])
        if names:
            return line[:start].strip(" :"), names
    return None


def _chain(line: str) -> list[str] | None:
    for one in (_ONE_BEFORE, _ONE_AFTER):
        names: list[str] = []
        at = 0
        while at < len(line) and (match := one.match(line, at)) and len(names) <= MOST:
            names.append(match.group().strip())
            at = match.end()
        if at == len(line) and 2 <= len(names) <= MOST and len(set(map(key, names))) == len(names):
            return names
    return None


def number(name: str) -> int | None:
    """The number in a level's name, if it has one."""
    found = re.search(r"\d+", name)
    return int(found.group()) if found else None


def rank(name: str) -> float | None:
    """Where the wording of a name places it, 0 the lowest; None for wording that is not known."""
    text = key(name)
    cores = [_CORES[core] for core in re.findall(rf"\b(?:{_CORE})\b", text)]
    if not cores:
        return None
    value = fmean(cores)
    if _NOT.search(text) and value > 1.5:
        return 1.5 if "yet" in text else 1.0
    if len(cores) == 1 and _PARTLY.search(text):
        return value - 1.5 if value > 3 else value + 0.5
    if _VERY.search(text):
        return value + 1 if value > 5 else value - 1 if value < 4 else value + 0.3
    return value


def highest_first(names: Sequence[str]) -> bool | None:
    """Whether levels are printed highest first; None when neither words nor numbers tell."""
    known = [value for name in names if (value := rank(name)) is not None]
    numbers = [value for name in names if (value := number(name)) is not None]
    for values in (known, numbers):
        if len(values) >= max(2, len(names) - 1) and len(set(values)) > 1:
            if all(a <= b for a, b in pairwise(values)):
                return False
            if all(a >= b for a, b in pairwise(values)):
                return True
    return None


def standard_level(names: Sequence[str]) -> str | None:
    """The level that meets the standard: the one worded so, else the middle of three or five."""
    near = [(abs(value - 5), name) for name in names if (value := rank(name)) is not None]
    if near and min(near)[0] <= 1:
        return min(near)[1]
    if not near and any(number(name) == 3 for name in names):
        return next(
            name for name in names if number(name) == 3 and not name.casefold().startswith("below")
        )
    return names[len(names) // 2] if len(names) in (3, 5) and not near else None
