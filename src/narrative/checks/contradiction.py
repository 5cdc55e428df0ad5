"""N206: two passages of one narrative say opposite things of one factor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from narrative.checks.passages import bears, cite, matter, plain_words
from narrative.records import Observation, Read, Reading, Severity
from narrative.text import rules

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

CODE, SEVERITY = "N206", Severity.NOTE

SURE = 0.8
"""Least weight for the factor of either passage, and least probability of its end."""

SHARED = 0.4
"""Least share of the shorter passage's words of matter that the other one has too. Somebody
can be quick by e-mail and slow on the phone: only passages about one thing contradict."""

_RECONCILED = rules.words("""
    after although august april before beforehand began begin but december despite
    earlier early end ended eventually except exception february first formerly gradually
    however improve improved improvement improving initially instead january july june last
    lately later longer march may mostly nevertheless nonetheless november now occasionally
    october once otherwise past previously quarter recent recently rest save september since
    sometimes spring start started still summer autumn fall winter then though time till
    today turned unless until used usually week weekend when whenever whereas while yet
    """)
"""Words, as `plain_words` spells them, of time, exception and contrast: what they part may
both be true."""


def observe(rubric: Rubric, reading: Reading) -> Iterator[Observation]:
    """At most one observation a factor: the surest pair that nothing reconciles."""
    for factor in rubric.factor_ids:
        pair = _opposed(rubric, reading.passages, factor)
        if pair is None:
            continue
        reason = (
            f"On {rubric.factor(factor).name}, one passage reads like the lower end of the "
            "scale and another about the same thing like the upper end, and nothing says how "
            "both can be so."
        )
        evidence = tuple(cite(read, bears(read, factor), read.prediction.levels) for read in pair)
        yield Observation(CODE, SEVERITY, reading.review.id, factor, reason, evidence)


def _opposed(rubric: Rubric, reads: Sequence[Read], factor: str) -> tuple[Read, Read] | None:
    """The two passages that most surely stand at opposite ends, in reading order."""
    about = [(i, read) for i, read in enumerate(reads) if bears(read, factor) >= SURE]
    lows = [(i, _end(rubric, read, top=False)) for i, read in about]
    highs = [(i, _end(rubric, read, top=True)) for i, read in about]
    pairs = [
        (min(low, high), min(i, j), max(i, j))
        for i, low in lows
        for j, high in highs
        if min(low, high) >= SURE and _about_one_thing(reads[i], reads[j])
    ]
    for _, first, last in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if not any(_reconciles(read) for read in reads[first : last + 1]):
            return reads[first], reads[last]
    return None


def _end(rubric: Rubric, read: Read, top: bool) -> float:
    """Probability of the highest, or the lowest, third of the levels."""
    ids = rubric.level_ids
    third = (len(ids) + 1) // 3
    return sum(read.prediction.levels[level] for level in (ids[-third:] if top else ids[:third]))


def _about_one_thing(one: Read, other: Read) -> bool:
    first, second = (set(matter(plain_words(read.passage.text))) for read in (one, other))
    return len(first & second) >= SHARED * max(min(len(first), len(second)), 2)


def _reconciles(read: Read) -> bool:
    return not _RECONCILED.isdisjoint(plain_words(read.passage.text))
