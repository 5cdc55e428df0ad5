"""N207: the narrative itself states a rating, and the form has another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from narrative.checks.passages import cite, factor_names
from narrative.records import Observation, Read, Reading, Severity
from narrative.rubric.naming import default_aliases, key
from narrative.text.neutral import neutral

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

CODE, SEVERITY = "N207", Severity.WARNING

_LETTERS = ascii_lowercase
_VERBS = frozenset({"meets", "exceeds"})

# A passage is read with its levels and factors replaced by marks that no name looks like:
# "lvmark", the level's letter, and how it is spelt: n a number, u with capitals, w several
# words, v a word of rating forms ("meets"), l any other word.
_LEVEL = r"lvmark(?P<level>[a-z])(?P<kind>[nuwvl])"
_FACTOR = r"fcmark[a-z]"
_END = r"(?= (?:[.,;:!)(]|-|–|—|overall|for|in|on|from|this|across|and|because|as)|$)"
_FILL = (
    rf"(?:(?:an?|the|as|at|is|are|of|with|being|to|be|person|level|rating|solid|solidly|strong|"
    rf"strongly|clear|clearly|full|fully|firm|firmly|comfortable|comfortably|overall|work|"
    rf"performance|service|for|on|in|this|year|{_FACTOR}|[\"'“”:=–—-]) )"
)
_EVERYWHERE = (
    r"(?:(?:in|across|on|for|under) (?:all|every|each)(?: of)?(?: the| person)?(?: \w+)? "
    r"(?:area|factor|categor|competenc|respect|element|standard|aspect|dimension|criteri|"
    r"heading)\w*|across the board|all round|throughout)"
)


def _said(pattern: str, kind: str) -> re.Pattern[str]:
    """The pattern with LEVEL standing for a level of one of the kinds."""
    return re.compile(pattern.replace("LEVEL", _LEVEL.replace("[nuwvl]", kind)))


_RATE = (
    r"\b(?:i|i'd|i'll|i'm|we|we'd|we'll)(?: \w+){0,3}? "
    rf"(?:rate|rated|rating|score|scored|grade|graded|mark|marked) {_FILL}{{0,6}}"
)
_GIVE = (
    r"\b(?:earn|earned|deserve|deserved|merit|merited|warrant|receive|received|get|assign|"
    r"assigned|give|gave|given|award|awarded|call it|remain) (?:person )?an? "
    r"(?:(?:solid|strong|clear|full|firm) )?"
)
_HEAD = (
    rf"^(?:{_FACTOR}(?: \))?|overall|rating|final rating|overall rating) [:=–—-] (?:an? |level )?"
)
_OVERALL = rf"(?:^|[.,;:(] )overall (?:, )?(?:rating )?{_FILL}{{0,4}}"

_STATED = (
    _said(rf"{_RATE}LEVEL", "[uwvl]"),  # "I rate her Exceeds"
    _said(rf"{_RATE}LEVEL{_END}", "n"),  # "we are rating his communication as a 2"
    _said(rf"(?<!self )\brating {_FILL}{{0,5}}LEVEL", "[nuwvl]"),  # "her rating is Meets"
    _said(r"\ban? LEVEL rating\b", "[nuwvl]"),  # "an unsatisfactory rating"
    _said(rf"{_GIVE}LEVEL{_END}", "[nu]"),  # "she earns an Exceeds", "I give him a solid 3"
    _said(rf"{_OVERALL}LEVEL(?= [.,;:!)(]|$)", "[nuwv]"),  # "overall a solid 3"
    _said(rf"{_HEAD}LEVEL{_END}", "[nuwvl]"),  # "Communication: Exceeds", "Timeliness - 2"
    _said(rf"LEVEL {_EVERYWHERE}", "[uwv]"),  # "meets expectations in all areas"
)
_ANYWHERE = re.compile(_EVERYWHERE)
_SCORE = re.compile(r"\b(\d{1,3})\s*(?:out of|of|/)\s*(\d{1,3})\b")

_OTHERWISE = re.compile(
    r"\b(?:not|no|never|cannot|\w+n't|almost|nearly|close to|short of|last|previous|previously|"
    r"prior|former|formerly|next|could|if|unless|until|hope|hoping|goal|want|wanted|wish|aim|"
    r"towards?|between|rather|instead|than|self|self-\w+|potential|promotion|would have|"
    r"should have|surveys?|stars?|earlier|ago|used to|asked|thinks?|thought|rating from|"
    r"(?:customer|client|patron|guest|user|visitor|satisfaction|team|unit|branch|office) "
    r"(?:\w+ )?(?:rating|rate|rated|score|gave|give))\b"
)
"""Words beside which a rating is not this year's, not this person's, or not given."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How a rubric's levels and factors are spelt in running text.

    Attributes:
        spelt: Matches any of the spellings.
        levels: A level's letter by folded spelling.
        initials: Folded spellings that count in capitals only.
        factors: A factor's letter by folded spelling.
        top: The highest number that stands for a level, or 0.
    """

    spelt: re.Pattern[str]
    levels: Mapping[str, str]
    initials: frozenset[str]
    factors: Mapping[str, str]
    top: int


@dataclass(frozen=True, slots=True)
class _Statement:
    """A rating that a passage states.

    Attributes:
        level: The level's id.
        factors: The factors it is stated for; empty for the review as a whole.
        everywhere: Whether it is stated of every factor there is.
    """

    read: Read
    level: str
    factors: tuple[str, ...]
    everywhere: bool


def observe(rubric: Rubric, reading: Reading) -> Iterator[Observation]:
    """An observation for each passage that states a rating which the form does not bear out."""
    ratings = reading.review.ratings
    if not ratings or len(rubric.levels) > len(_LETTERS) or len(rubric.factors) > len(_LETTERS):
        return
    scale = _scale(
        tuple((level.id, level.name, *level.aliases) for level in rubric.levels),
        tuple((factor.id, factor.name, *factor.aliases) for factor in rubric.factors),
    )
    for read in reading.passages:
        statement = _stated(rubric, scale, read)
        if statement is None:
            continue
        told = _contradiction(rubric, statement, ratings)
        if told is None:
            continue
        factor, form = told
        reason = f"The narrative states the rating {rubric.level_name(statement.level)}{form}."
        yield Observation(CODE, SEVERITY, reading.review.id, factor, reason, (cite(read),))


@lru_cache(maxsize=8)
def _scale(levels: tuple[tuple[str, ...], ...], factors: tuple[tuple[str, ...], ...]) -> _Scale:
    """The spellings of levels and factors, each given as its id, name and aliases."""
    guesses = default_aliases([names[1] for names in levels])
    spelt = {
        key(name): (letter, name)
        for letter, names, more in zip(_LETTERS, levels, guesses, strict=False)
        for name in (*more, *names)
    }
    # What a rubric states comes before what is guessed for another of its levels.
    spelt |= {
        key(name): (letter, name)
        for letter, names in zip(_LETTERS, levels, strict=False)
        for name in names
    }
    factor_letters = {
        key(name): letter
        for letter, names in zip(_LETTERS, factors, strict=False)
        for name in names
    }
    # "I" is a roman one on some forms, and the writer in every text.
    words = sorted({*spelt, *factor_letters} - {"", "i"}, key=len, reverse=True)
    parts = "|".join(r"[\W_]+".join(map(re.escape, word.split())) for word in words)
    numbers = [int(word) for word in spelt if word.isdecimal()]
    return _Scale(
        spelt=re.compile(rf"(?<![\w.,$#%/-])(?:{parts})(?![\w%]|[.,:]\d|-\w)", re.IGNORECASE),
        levels={word: letter for word, (letter, _) in spelt.items()},
        initials=frozenset(w for w, (_, name) in spelt.items() if name.isupper() and " " not in w),
        factors=factor_letters,
        top=max(numbers, default=0),
    )


def _marked(scale: _Scale, text: str) -> str:
    """The neutral text, with marks in the place of levels and factors."""

    def score(match: re.Match[str]) -> str:
        return match[1] if int(match[2]) == scale.top else "several"

    def mark(match: re.Match[str]) -> str:
        word = key(match[0])
        if word in scale.factors and (word not in scale.levels or match[0].islower()):
            return f" fcmark{scale.factors[word]} "
        if word in scale.initials and not match[0].isupper():
            return match[0]
        return f" lvmark{scale.levels[word]}{_kind(match)} "

    return neutral(scale.spelt.sub(mark, _SCORE.sub(score, text)))


def _kind(match: re.Match[str]) -> str:
    """How a level is spelt, see the marks above."""
    word = match[0]
    if word.isdecimal():
        return "n"
    opens = not any(char.isalnum() for char in match.string[: match.start()])
    if any(char.isupper() for char in (word[1:] if opens else word)):
        return "u"
    if " " in word:
        return "w"
    return "v" if word.lower() in _VERBS else "l"


def _stated(rubric: Rubric, scale: _Scale, read: Read) -> _Statement | None:
    """The one rating that a passage states, if it states one."""
    text = _marked(scale, read.passage.text)
    if "lvmark" not in text or _OTHERWISE.search(text):
        return None
    found = [match["level"] for said in _STATED for match in said.finditer(text)]
    if len(set(found)) != 1 or len(set(re.findall(r"\blvmark([a-z])[nuw]\b", text))) > 1:
        return None
    level = rubric.levels[_LETTERS.index(found[0])].id
    letters = dict.fromkeys(re.findall(r"\bfcmark([a-z])\b", text))
    factors = tuple(rubric.factor_ids[_LETTERS.index(letter)] for letter in letters)
    everywhere = _ANYWHERE.search(text) is not None
    if re.search(r"\boverall\b", text):
        factors = ()
    elif not factors and not everywhere and read.box_factor is not None:
        factors = (read.box_factor,)
    return _Statement(read, level, factors, everywhere)


def _contradiction(
    rubric: Rubric, statement: _Statement, ratings: Mapping[str, str]
) -> tuple[str | None, str] | None:
    """The factor it is about, or None for several, and what the form has; None if they agree."""
    if statement.factors or statement.everywhere:
        told = statement.factors or tuple(ratings)
        wrong = [f for f in told if ratings.get(f, statement.level) != statement.level]
        if not wrong:
            return None
        if len(told) > 1:
            return None, f", and the form has another one for {factor_names(rubric, wrong)}"
        form = rubric.level_name(ratings[wrong[0]])
        return wrong[0], f" for {factor_names(rubric, wrong)}, and the form has {form}"
    places = [rubric.level_ids.index(level) for level in ratings.values()]
    place = rubric.level_ids.index(statement.level)
    if min(places) <= place <= max(places):
        return None
    side = "lower" if max(places) < place else "higher"
    return None, f" for the review as a whole, and every rating on the form is {side}"
