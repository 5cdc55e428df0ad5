"""How well a model reads comments by hands it never learned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from narrative.model import linear
from narrative.model.base import Classifier
from narrative.model.labelled import Labelled
from narrative.model.metrics import interval, macro_f1, quadratic_weighted_kappa
from narrative.records import NONE
from narrative.rubric.schema import Rubric

Train = Callable[[Sequence[Rubric], Sequence[Labelled]], Sequence[Classifier]]
"""Makes a model of passages ready for each of some rubrics."""

_PARTS = 5
"""Into how many parts a single source is split."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """True and predicted classes of passages, numbered in the rubric's order.

    Attributes:
        factors: Pairs (true, predicted) of factor numbers; none comes last.
        levels: Pairs of level numbers, of passages that have a level.
    """

    factors: list[tuple[int, int]]
    levels: list[tuple[int, int]]

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.factors + other.factors, self.levels + other.levels)

    def figures(self) -> dict[str, float | int | list[float]]:
        """Factor macro-F1 and level quadratic weighted kappa, n and 95 % intervals."""
        found: dict[str, float | int | list[float]] = {}
        named = (("factor_macro_f1", macro_f1, self.factors),
                 ("level_qwk", quadratic_weighted_kappa, self.levels))  # fmt: skip
        for name, statistic, pairs in named:
            truth, given = [a for a, _ in pairs], [b for _, b in pairs]
            found[name] = round(statistic(truth, given), 3)
            found[f"{name}_95"] = [round(v, 3) for v in interval(statistic, truth, given)]
            found[f"{name}_n"] = len(pairs)
        return found


def outcome(classifier: Classifier, passages: Sequence[Labelled]) -> Outcome:
    """The classifier's answers on passages labelled under its rubric."""
    rubric = classifier.rubric
    predictions = classifier.predict([p.text for p in passages], [p.before for p in passages])
    names = {name: i for i, name in enumerate((*rubric.factor_ids, NONE))}
    levels = {name: i for i, name in enumerate(rubric.level_ids)}
    factors = [
        (names[p.factor], int(np.argmax(predictions.factors[i])))
        for i, p in enumerate(passages)
        if p.factor in names
    ]
    told = [
        (levels[p.level], int(np.argmax(predictions.levels[i])))
        for i, p in enumerate(passages)
        if p.level in levels
    ]
    return Outcome(factors, told)


def linear_models(rubrics: Sequence[Rubric], passages: Sequence[Labelled]) -> list[Classifier]:
    """A linear model trained on the passages, made ready for each of the rubrics."""
    heads = linear.train(rubrics, passages)
    return [linear.LinearClassifier(rubric, "", heads) for rubric in rubrics]


def leave_one_source_out(
    rubrics: Sequence[Rubric],
    passages: Sequence[Labelled],
    train: Train = linear_models,
) -> dict[str, Outcome]:
    """By rubric id, the answers on each source by a model trained on all the others.

    A single source is split: of five passages in turn, one is held out.
    """
    total = {rubric.id: Outcome([], []) for rubric in rubrics}
    parts = [p.source for p in passages]
    if len(set(parts)) == 1:
        parts = [str(i % _PARTS) for i in range(len(passages))]
    pairs = list(zip(passages, parts, strict=True))
    for part in sorted(set(parts)):
        held = [p for p, own in pairs if own == part]
        concerned = [r for r in rubrics if any(p.rubric == r.id for p in held)]
        if not concerned:
            continue
        for ready in train(concerned, [p for p, own in pairs if own != part]):
            rubric = ready.rubric.id
            total[rubric] += outcome(ready, [p for p in held if p.rubric == rubric])
    return total


def by_rubric(
    heads: linear.Heads, rubrics: Mapping[str, Rubric], passages: Sequence[Labelled]
) -> dict[str, Outcome]:
    """By rubric id, the answers of given heads; unknown rubrics get a head from descriptors."""
    found: dict[str, Outcome] = {}
    for rubric_id in sorted({p.rubric for p in passages}):
        rubric = rubrics[rubric_id]
        ready = heads
        if rubric.content_hash() not in heads.factors:
            ready = linear.add_factor_head(heads, rubric, [])
        own = [p for p in passages if p.rubric == rubric_id]
        found[rubric_id] = outcome(linear.LinearClassifier(rubric, "", ready), own)
    return found
