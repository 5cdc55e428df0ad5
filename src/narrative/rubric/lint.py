"""What is weak in a rubric before anybody rates by it: cells that say nothing, or say it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from narrative.rubric import wording
from narrative.rubric.naming import key
from narrative.rubric.schema import Factor, Rubric


class Severity(StrEnum):
    """How much a problem matters: an error makes ratings by the rubric arbitrary."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem, and what it means for whoever rates by the rubric."""

    severity: Severity
    meaning: str


CODES: dict[str, Code] = {
    "level-order": Code(
        Severity.ERROR, "The level names run from the highest to the lowest; verdicts would flip."
    ),
    "no-content": Code(
        Severity.ERROR,
        "A descriptor only names the level or refers elsewhere; it describes nothing.",
    ),
    "same-level": Code(
        Severity.ERROR, "Two levels of a factor have descriptors that say the same."
    ),
    "copied": Code(Severity.ERROR, "Two factors have the same descriptor."),
    "missing-cell": Code(Severity.WARNING, "A factor has no descriptor at one or more levels."),
    "cut-off": Code(Severity.WARNING, "A text breaks off in the middle of a sentence."),
    "placeholder": Code(
        Severity.WARNING, "A blank was not filled in, such as [Insert Bureau Name]."
    ),
    "vague": Code(
        Severity.WARNING, "A descriptor has too few words of its own to tell a passage by."
    ),
    "near-level": Code(
        Severity.WARNING, "Two levels of a factor differ in words that tell no levels apart."
    ),
    "near-copy": Code(Severity.WARNING, "Two factors have nearly the same descriptor."),
    "shared-wording": Code(
        Severity.INFO, "Two factors share a phrase; a passage that echoes it fits both."
    ),
}
"""Every code `lint` reports, the grave ones first."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One weak spot of a rubric.

    Attributes:
        code: A key of `CODES`.
        message: What is wrong, in one sentence.
        factor: The id of the factor it is in, or None for the rubric as a whole.
        level: The id of the level it is at, or None for more than one or none.
    """

    code: str
    message: str
    factor: str | None = None
    level: str | None = None

    @property
    def severity(self) -> Severity:
        """The severity of the problem's code."""
        return CODES[self.code].severity

    @property
    def place(self) -> str:
        """Factor and level, as in ``accuracy/level_3``; "rubric" for the whole of it."""
        return "/".join(part for part in (self.factor, self.level) if part) or "rubric"


def lint(rubric: Rubric) -> list[Problem]:
    """The problems of a rubric, errors first, then in the rubric's order."""
    checks: tuple[Callable[[Rubric], Iterator[Problem]], ...] = (
        _level_order,
        _missing_cells,
        _cells,
        _other_texts,
        _levels_apart,
        _factors_apart,
    )
    found = [problem for check in checks for problem in check(rubric)]
    order = list(CODES)
    factors = [None, *rubric.factor_ids]
    return sorted(found, key=lambda p: (order.index(p.code), factors.index(p.factor)))


def _level_order(rubric: Rubric) -> Iterator[Problem]:
    from narrative.rubric.importers.scale import highest_first

    names = [level.name for level in rubric.levels]
    if highest_first(names):
        yield Problem(
            "level-order",
            f"levels are listed lowest first, but {names[0]!r} reads higher than {names[-1]!r}",
        )


def _missing_cells(rubric: Rubric) -> Iterator[Problem]:
    for factor in rubric.factors:
        missing = [level.name for level in rubric.levels if level.id not in factor.descriptors]
        if missing:
            message = f"no descriptor at {', '.join(map(repr, missing))}"
            yield Problem("missing-cell", message, factor.id)


def _cells(rubric: Rubric) -> Iterator[Problem]:
    """Each descriptor by itself."""
    levels = [level.name for level in rubric.levels]
    for factor in rubric.factors:
        for level, text in _ordered(rubric, factor):
            for code, message in _faults(text):
                yield Problem(code, message, factor.id, level)
            # The rubric's own words for levels and factors tell nothing about a passage.
            own = wording.specific(text, [*levels, factor.name])
            if not own:
                yield Problem("no-content", "describes nothing to look for", factor.id, level)
            elif len(own) < wording.FEWEST:
                said = ", ".join(own)
                yield Problem("vague", f"says nothing specific but: {said}", factor.id, level)


def _other_texts(rubric: Rubric) -> Iterator[Problem]:
    """Names, definitions and standards: what a descriptor's text is checked for, content aside."""
    texts: list[tuple[str | None, str, str]] = [
        (None, "the rubric's name", rubric.name),
        (None, "the rubric's definition", rubric.definition),
        *((None, f"the name of level {level.id!r}", level.name) for level in rubric.levels),
    ]
    for factor in rubric.factors:
        texts += [
            (factor.id, "its name", factor.name),
            (factor.id, "its definition", factor.definition),
        ]
        texts += [(factor.id, f"standard {i}", s) for i, s in enumerate(factor.standards, 1)]
    for ident, what, text in texts:
        for code, message in _faults(text):
            yield Problem(code, f"{what}: {message}", ident)


def _faults(text: str) -> Iterator[tuple[str, str]]:
    ending = wording.cut_off(text)
    if ending:
        yield "cut-off", f"breaks off: ends in {ending!r}"
    for blank in wording.placeholders(text):
        yield "placeholder", f"not filled in: {blank}"


def _levels_apart(rubric: Rubric) -> Iterator[Problem]:
    """Pairs of levels of one factor."""
    for factor in rubric.factors:
        for (low, a), (high, b) in combinations(_ordered(rubric, factor), 2):
            names = f"{rubric.level_name(low)!r} and {rubric.level_name(high)!r}"
            if wording.say_the_same(a, b):
                yield Problem("same-level", f"{names} say the same", factor.id)
            elif wording.hardly_differ(a, b):
                odd = ", ".join(wording.difference(a, b))
                message = f"{names} differ only in: {odd}"
                yield Problem("near-level", message, factor.id)


def _factors_apart(rubric: Rubric) -> Iterator[Problem]:
    """Pairs of factors: whole descriptors first, then phrases."""
    for one, other in combinations(rubric.factors, 2):
        alike = list(_alike(rubric, one, other))
        yield from alike
        if not alike:
            phrase = _shared(one, other)
            if phrase:
                message = f"shares the phrase {phrase!r} with {one.id!r}"
                yield Problem("shared-wording", message, other.id)


def _alike(rubric: Rubric, one: Factor, other: Factor) -> Iterator[Problem]:
    for level, text in _ordered(rubric, other):
        for source, original in _ordered(rubric, one):
            where = f"{one.id}/{source}"
            if key(text) == key(original):
                yield Problem("copied", f"is the descriptor of {where}", other.id, level)
            elif wording.nearly_equal(text, original):
                message = f"is nearly the descriptor of {where}"
                yield Problem("near-copy", message, other.id, level)


def _shared(one: Factor, other: Factor) -> str:
    """The longest phrase that descriptors of two factors share, or ""."""
    found = [
        wording.common_phrase(a, b)
        for a in one.descriptors.values()
        for b in other.descriptors.values()
    ]
    return max(found, key=len, default="")


def _ordered(rubric: Rubric, factor: Factor) -> list[tuple[str, str]]:
    """Level ids and descriptors, lowest level first."""
    return [(i, factor.descriptors[i]) for i in rubric.level_ids if i in factor.descriptors]
