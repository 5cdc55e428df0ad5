"""Ways to tell from a model's probabilities whether a rating fits the words of a review.

Beside the judgement, on the same probabilities: disagreement of the likeliest levels (argmax),
a weighted mean of the passages' levels with a fixed gap (naive), and cleanlab (>= 2.8.0,
Apache-2.0; Northcutt et al. 2021), which is no dependency of the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrative.corpus.schema import Review as LabelledReview
from narrative.judge import PRECISION, find, unread
from narrative.records import Box, Finding, Read, Review, Verdict
from narrative.rubric.schema import Rubric

SIDES = {Verdict.ABOVE: 1, Verdict.BELOW: -1}
MISSING = -1
"""The place of a level that is not there."""

NAIVE_WEIGHT, NAIVE_GAP = 0.5, 0.5
"""Naive way: least sum of factor probabilities that speaks of a factor, and least gap, in
levels, that is a mismatch: from there on the mean rounds to another level."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Item:
    """A factor of a review: how it is labelled, and what was found at the default setting."""

    label: LabelledReview
    register: str
    rubric: Rubric
    trained: bool
    passages: tuple[Read, ...]
    finding: Finding

    @property
    def factor(self) -> str:
        return self.finding.judgement.factor

    @property
    def truth(self) -> int:
        assert isinstance(self.label.overall, dict)
        return self.place(self.label.overall.get(self.factor))

    @property
    def assigned(self) -> int:
        return self.place(self.finding.assigned)

    @property
    def verdict(self) -> Verdict | None:
        return (self.label.verdict or {}).get(self.factor)

    @property
    def side(self) -> int:
        """1 where the rating is labelled above the words, -1 below, else 0."""
        return side(self.verdict)

    def place(self, level: str | None) -> int:
        return MISSING if level is None else self.rubric.level_ids.index(level)

    def values(self, levels: Mapping[str, float]) -> Any:
        """Probabilities in the order of the levels; None without any."""
        return np.array([levels[level] for level in self.rubric.level_ids]) if levels else None


@dataclass
class Way:
    """What a way says of each item; None where it gives no such answer.

    Attributes:
        levels: Place of the level the words support, or MISSING.
        scores: The higher, the likelier a mismatch.
        flags: 1 where the rating is called too high, -1 too low, else 0.
        chances: Level probabilities, None where the factor is not spoken of.
    """

    name: str
    levels: Integers | None = None
    scores: Floats | None = None
    flags: Integers | None = None
    chances: list[Floats | None] = field(default_factory=list)


def side(verdict: Verdict | None) -> int:
    return SIDES.get(verdict, 0) if verdict else 0


def record(label: LabelledReview) -> Review:
    """A labelled review as running text with its ratings."""
    text = " ".join(sentence.text for sentence in label.sentences)
    return Review(label.id, (Box("narrative", text),), label.assigned or {})


def judged(items: Sequence[Item], precision: float = PRECISION) -> Way:
    """The judgement; the share of right flags asked for changes its flags alone."""
    return Way(
        "judgement",
        np.array([item.place(item.finding.judgement.level) for item in items]),
        np.array([item.finding.flag_score for item in items]),
        np.array([side(found_at(item, precision).verdict) for item in items]),
        [item.values(item.finding.judgement.levels) for item in items],
    )


def found_at(item: Item, precision: float) -> Finding:
    if precision == PRECISION:
        return item.finding
    share, judgement = unread(item.passages), item.finding.judgement
    (found,) = find(item.rubric, record(item.label), [judgement], item.trained, share, precision)
    return found


def argmax(items: Sequence[Item]) -> Way:
    """Mean level probabilities of the passages whose likeliest factor is the factor."""
    chances: list[Any] = []
    for item in items:
        read = [passage.prediction for passage in item.passages]
        own = [item.values(p.levels) for p in read if likeliest(p.factors) == item.factor]
        chances.append(np.mean(own, axis=0) if own else None)
    levels = np.array([MISSING if c is None else int(c.argmax()) for c in chances])
    assigned = np.array([item.assigned for item in items])
    told = (levels != MISSING) & (assigned != MISSING)
    scores = [1 - chances[i][assigned[i]] if told[i] else 0.0 for i in range(len(items))]
    return Way("argmax", levels, np.array(scores), told * np.sign(assigned - levels), chances)


def likeliest(chances: Mapping[str, float]) -> str:
    return max(chances, key=chances.__getitem__)


def naive(items: Sequence[Item]) -> Way:
    """Mean of the passages' expected levels, each by the probability of the factor."""
    means = np.array([naive_mean(item) for item in items])
    assigned = np.array([item.assigned for item in items])
    told = ~np.isnan(means)
    gaps = np.where(told & (assigned != MISSING), assigned - np.nan_to_num(means), 0.0)
    levels = np.where(told, np.floor(np.nan_to_num(means) + 0.5), MISSING).astype(int)
    flags = np.sign(gaps).astype(int) * (np.abs(gaps) >= NAIVE_GAP)
    return Way("naive mean", levels, np.abs(gaps), flags)


def naive_mean(item: Item) -> float:
    read = [passage.prediction for passage in item.passages]
    weights = np.array([prediction.factors[item.factor] for prediction in read])
    if weights.sum() < NAIVE_WEIGHT:
        return float("nan")
    places = np.arange(len(item.rubric.level_ids))
    return float(np.average([item.values(p.levels) @ places for p in read], weights=weights))


def cleaned(items: Sequence[Item], way: Way) -> list[Way]:
    """Rankings and label issues of cleanlab on another way's level probabilities.

    Each rubric is a data set of its own; what has no probabilities cannot be flagged. Empty
    where cleanlab is not installed.
    """
    try:
        from cleanlab.filter import find_label_issues
        from cleanlab.rank import get_label_quality_scores
    except ImportError:
        return []
    scores = {name: np.zeros(len(items)) for name in ("self_confidence", "normalized_margin")}
    flags = np.zeros(len(items), dtype=np.int64)
    for name in sorted({item.rubric.id for item in items}):
        rows = [
            i
            for i, item in enumerate(items)
            if item.rubric.id == name and item.assigned != MISSING and way.chances[i] is not None
        ]
        chances = np.array([way.chances[i] for i in rows])
        labels = np.array([items[i].assigned for i in rows])
        for method, found in scores.items():
            found[rows] = 1 - get_label_quality_scores(labels, chances, method=method)
        flags[rows] = find_label_issues(labels, chances) * np.sign(labels - chances.argmax(1))
    ranks = [
        Way(f"cleanlab {method.replace('_', ' ')}, {way.name}", scores=found)
        for method, found in scores.items()
    ]
    return [*ranks, Way(f"cleanlab label issues, {way.name}", flags=flags)]
