"""What several checks need of passages: citing them, counting them, and their plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from narrative.records import NONE, Evidence, Read
from narrative.text import rules
from narrative.text.neutral import neutral

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

FUNCTION_WORDS = rules.words("""
    a about above after again all also always am an and any anyone are as at be because been
    before being between both but by can could did do does doing done don't down during each
    either else even ever every for from further get go had has have having here how however i
    if in into is it its itself just like many may me might mine more most much must my myself
    never no nor not now of off often on once one only or other our out over own person quite
    rather really s same shall should since so some such t than that the their theirs them then
    there these they this those though through to too under until up upon us very was we were
    what when where whether which while who whom whose why will with within without would yet
    you your yours
    """)
"""Words that carry no matter of their own, as `plain_words` spells them."""

_ENDINGS = ("ing", "ed", "es", "s", "e")


def bears(read: Read, factor: str) -> float:
    """Probability that the passage is evidence for the factor, 0 to 1."""
    return read.prediction.factors[factor] * read.prediction.informative


def likeliest(read: Read, but: Collection[str] = ()) -> tuple[str, float]:
    """The factor that the passage most likely speaks of, and the probability.

    Args:
        read: The passage.
        but: Factors that are left out, beside none.
    """
    chances = {f: p for f, p in read.prediction.factors.items() if f != NONE and f not in but}
    return max(chances.items(), key=lambda pair: pair[1], default=(NONE, 0.0))


def cite(read: Read, weight: float = 1.0, levels: Mapping[str, float] | None = None) -> Evidence:
    """The passage as evidence of an observation."""
    return Evidence(read.box, read.passage, weight, levels or {})


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, names and pronouns made one, without marks."""
    return [word for word in neutral(text).split() if word[0].isalnum()]


def stem(word: str) -> str:
    """A word without the endings of tense and number, so that both forms of it are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word


def matter(words: Iterable[str]) -> list[str]:
    """The stems of the words that are no function words, in order."""
    return [stem(word) for word in words if word not in FUNCTION_WORDS]


def listed(names: Iterable[str]) -> str:
    """The names as a sentence lists them: ``A, B and C``."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def factor_names(rubric: Rubric, factors: Iterable[str]) -> str:
    """The factors' names as a sentence lists them, in the rubric's order, each once."""
    wanted = set(factors)
    return listed(factor.name for factor in rubric.factors if factor.id in wanted)


def counted(count: int, noun: str = "passage") -> str:
    """``1 passage`` or ``3 passages``."""
    return f"{count} {noun}" if count == 1 else f"{count:,} {noun}s"
