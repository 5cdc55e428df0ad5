"""N205: every factor rated alike, over words that differ from factor to factor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from narrative.records import Finding, Judgement, Observation, Reading, Severity

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

CODE, SEVERITY = "N205", Severity.WARNING

RATED = 3
"""Least number of ratings; two may be equal by chance."""

SURE = 0.8
"""Least probability, for each of the two factors, that the words lie on their side."""

ADDRESSED = 0.7
"""Least probability that the words speak of either factor at all."""

_MANY = 5
"""With more levels than this, words cannot tell neighbours apart: the gap has to be wider."""


def observe(rubric: Rubric, reading: Reading) -> Iterator[Observation]:
    """One observation about the review as a whole, citing the two factors furthest apart."""
    rated = [finding for finding in reading.findings if finding.assigned is not None]
    if len(rated) < RATED or len({finding.assigned for finding in rated}) > 1:
        return
    apart = _furthest(rubric, rated)
    if apart is None:
        return
    low, high = apart
    reason = (
        f"All {len(rated)} ratings are {rubric.level_name(str(rated[0].assigned))}, while the "
        f"words on {rubric.factor(low.factor).name} read like a lower level than those on "
        f"{rubric.factor(high.factor).name}."
    )
    evidence = [item for item in low.evidence if item not in high.evidence]
    evidence = sorted((*evidence, *high.evidence), key=lambda item: (item.box, item.passage.start))
    yield Observation(CODE, SEVERITY, reading.review.id, None, reason, tuple(evidence))


def _furthest(rubric: Rubric, rated: Sequence[Finding]) -> tuple[Judgement, Judgement] | None:
    """The two judgements furthest apart of those that surely differ, the lower one first."""
    judged = (finding.judgement for finding in rated)
    told = [item for item in judged if item.levels and item.addressed >= ADDRESSED]
    pairs = [pair for pair in permutations(told, 2) if _apart(rubric, *pair) >= SURE]
    return max(pairs, key=lambda pair: _gap(rubric, *pair), default=None)


def _gap(rubric: Rubric, low: Judgement, high: Judgement) -> float:
    """How many levels the words on the one are expected to lie above those on the other."""
    gaps = ((high.levels[level] - low.levels[level], i) for i, level in enumerate(rubric.level_ids))
    return sum(chance * place for chance, place in gaps)


def _apart(rubric: Rubric, low: Judgement, high: Judgement) -> float:
    """How surely some level has the one below or at it and the other above it, 0 to 1."""
    ids = rubric.level_ids
    gap = 1 + int(len(ids) > _MANY)
    return max(
        (
            min(
                sum(low.levels[level] for level in ids[: cut + 1]),
                sum(high.levels[level] for level in ids[cut + gap :]),
            )
            for cut in range(len(ids) - 1)
        ),
        default=0.0,
    )
