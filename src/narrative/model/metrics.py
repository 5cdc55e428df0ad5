"""Agreement and calibration figures, with bootstrap intervals.

Figures of classes are functions of confusion tables, arrays of shape (..., classes, classes)
with the truth in rows, so that one call serves a sample or a thousand resamples of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Statistic = Callable[[Any, Any], float]
"""A figure of two equally long arrays: the truth and what was given."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BINS = 10
"""Bins of equal mass of a calibration error."""

ROUNDS = 1000
"""Resamples of a bootstrap."""

LEAST_UNITS = 10
"""Sources or passages that a resample needs at least: of fewer, an interval says nothing."""

_SEED = 20_260
_AT_ONCE = 2_000_000
"""Weights held in memory at a time."""


def confusion(truth: Sequence[int] | Integers, given: Sequence[int] | Integers, size: int) -> Any:
    """How often each of `size` true classes (rows) was given each class (columns)."""
    table = np.zeros((size, size))
    np.add.at(table, (np.asarray(truth, dtype=np.int64), np.asarray(given, dtype=np.int64)), 1)
    return table


def accuracies(tables: Floats) -> Floats:
    """Share of the items given their true class; NaN without items."""
    return _share(np.trace(tables, axis1=-2, axis2=-1), tables.sum(axis=(-2, -1)))


def class_f1s(tables: Floats) -> Floats:
    """F1 score of each class, shape (..., classes); NaN where a class does not occur in truth.

    2 x hits / (items of the class + items given the class): van Rijsbergen (1979), ch. 7.
    """
    hits = np.diagonal(tables, axis1=-2, axis2=-1)
    true, given = tables.sum(axis=-1), tables.sum(axis=-2)
    return np.where(true > 0, _share(2 * hits, true + given), np.nan)


def macro_f1s(tables: Floats) -> Floats:
    """Mean of the F1 scores of the classes that occur in truth; NaN without items."""
    scores = class_f1s(tables)
    return _share(np.nansum(scores, axis=-1), (~np.isnan(scores)).sum(axis=-1))


def kappas(tables: Floats) -> Floats:
    """Cohen's kappa with quadratic weights (Cohen 1968) over ordered classes.

    1 - (mean squared distance) / (the same if truth and given were independent). NaN when
    there is nothing to compare or neither side ever varies.
    """
    weights = _distances(tables) ** 2
    total = tables.sum(axis=(-2, -1))
    chance = tables.sum(axis=-1)[..., :, None] * tables.sum(axis=-2)[..., None, :]
    expected = _share((weights * chance).sum(axis=(-2, -1)), total)
    return 1 - _share((weights * tables).sum(axis=(-2, -1)), expected)


def absolute_errors(tables: Floats) -> Floats:
    """Mean distance of given and true class, in classes; NaN without items."""
    return _share((_distances(tables) * tables).sum(axis=(-2, -1)), tables.sum(axis=(-2, -1)))


def adjacent_accuracies(tables: Floats) -> Floats:
    """Share of the items given their true class or a neighbour of it; NaN without items."""
    near = (_distances(tables) <= 1) * tables
    return _share(near.sum(axis=(-2, -1)), tables.sum(axis=(-2, -1)))


def _distances(tables: Floats) -> Floats:
    places = np.arange(tables.shape[-1])
    return np.abs(np.subtract.outer(places, places)).astype(np.float64)


def _share(part: Any, whole: Any) -> Floats:
    """The quotient; NaN where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, np.true_divide(part, whole), np.nan)


def quadratic_weighted_kappa(truth: Sequence[int], given: Sequence[int]) -> float:
    """Cohen's kappa with quadratic weights over levels numbered from 0, see `kappas`."""
    return float(kappas(confusion(truth, given, _size(truth, given))))


def macro_f1(truth: Sequence[int], given: Sequence[int]) -> float:
    """Mean over the classes that occur in `truth` of the F1 score; NaN when it is empty."""
    return float(macro_f1s(confusion(truth, given, _size(truth, given))))


def _size(truth: Sequence[int], given: Sequence[int]) -> int:
    return int(max([*truth, *given], default=0)) + 1


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin of a reliability diagram.

    Attributes:
        confidence: Mean probability that the model gave its own answers.
        accuracy: Share of these answers that are right.
        count: How many they are.
    """

    confidence: float
    accuracy: float
    count: int


def reliability(confidence: Sequence[float] | Floats, right: Sequence[bool] | Any) -> list[Bin]:
    """The bins of equal mass of a reliability diagram (DeGroot and Fienberg 1983).

    Answers of one confidence are never parted, so that there may be fewer bins than `BINS`.
    """
    sums, hits, counts = _binned(
        np.asarray(confidence, dtype=np.float64), np.asarray(right), np.ones((1, len(confidence)))
    )
    return [
        Bin(float(s / n), float(h / n), int(n))
        for s, h, n in zip(sums[0], hits[0], counts[0], strict=True)
        if n
    ]


def calibration_errors(confidence: Floats, right: NDArray[np.bool_], weights: Floats) -> Floats:
    """Expected calibration error of each row of item weights, shape (rows,).

    The mean over answers of |accuracy - mean confidence| of their bin (Naeini et al. 2015),
    in bins of equal mass as Nguyen and O'Connor (2015) have them. Of few answers it is above
    0 even when probabilities are right. NaN without weight.
    """
    sums, hits, counts = _binned(confidence, right, weights)
    return _share(np.abs(hits - sums).sum(axis=1), counts.sum(axis=1))


def _binned(confidence: Floats, right: Any, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """By row of weights and bin: sum of confidences, of right answers, and of weights."""
    shape = (len(weights), BINS)
    if not len(confidence):
        return np.zeros(shape), np.zeros(shape), np.zeros(shape)
    order = np.argsort(confidence, kind="stable")
    ranked = weights[:, order]
    values, starts = np.unique(confidence[order], return_index=True)
    mass = np.add.reduceat(ranked, starts, axis=1)
    hits = np.add.reduceat(ranked * np.asarray(right, dtype=np.float64)[order], starts, axis=1)
    # A confidence belongs to the bin in which the middle of its mass lies.
    total = np.maximum(mass.sum(axis=1, keepdims=True), 1e-300)
    middle = (np.cumsum(mass, axis=1) - mass / 2) / total
    bins = np.minimum((middle * BINS).astype(np.int64), BINS - 1)
    flat = (bins + BINS * np.arange(len(weights))[:, None]).ravel()
    return tuple(  # type: ignore[return-value]
        np.bincount(flat, part.ravel(), minlength=BINS * len(weights)).reshape(shape)
        for part in (mass * values, hits, mass)
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model answered about items whose truth is known.

    Attributes:
        truth: Class numbers.
        given: Class numbers, the likeliest of each item.
        confidence: The probability the model gave each of them.
        size: Number of classes.
    """

    truth: Integers
    given: Integers
    confidence: Floats
    size: int

    def __len__(self) -> int:
        return len(self.truth)

    def take(self, rows: Any) -> Answers:
        """The answers at these places."""
        return Answers(self.truth[rows], self.given[rows], self.confidence[rows], self.size)

    def table(self) -> Floats:
        """The confusion table."""
        found: Floats = confusion(self.truth, self.given, self.size)
        return found


def figures(answers: Answers, weights: Floats, ordered: bool) -> dict[str, Floats]:
    """Every figure by name, each of shape (rows,), for rows of item weights.

    Args:
        answers: Of n items.
        weights: Shape (rows, n): how often each item counts.
        ordered: Whether classes are levels, near or far from each other.
    """
    size = answers.size
    cells = np.zeros((len(answers), size * size))
    cells[np.arange(len(answers)), answers.truth * size + answers.given] = 1
    tables = (weights @ cells).reshape(len(weights), size, size)
    found = {"accuracy": accuracies(tables), "macro_f1": macro_f1s(tables)}
    if ordered:
        found |= {
            "qwk": kappas(tables),
            "mae": absolute_errors(tables),
            "adjacent": adjacent_accuracies(tables),
        }
    right = answers.truth == answers.given
    found["ece"] = calibration_errors(answers.confidence, right, weights)
    each = class_f1s(tables)
    return found | {f"f1.{label}": each[:, label] for label in range(size)}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval; NaN stands for what is not defined."""

    value: float
    low: float
    high: float


def compare(
    model: Answers, baseline: Answers, units: Sequence[int] | Integers, ordered: bool
) -> dict[str, Mapping[str, Estimate]]:
    """Figures of two models on the same items, and their difference, by figure's name.

    Percentile bootstrap (Efron 1979), seeded. Whole units are drawn (the cluster bootstrap:
    Davison and Hinkley 1997, section 3.8), and both models are measured on the same draws,
    so that the difference's interval is that of a paired comparison. Resamples on which a
    figure is not defined are left out.

    Args:
        model: Answers of the one.
        baseline: Answers of the other.
        units: For each item the unit, from 0, it is drawn with: itself or its source.
        ordered: See `figures`.
    """
    whole = np.ones((1, len(model)))
    values = [figures(answers, whole, ordered) for answers in (model, baseline)]
    drawn: list[list[dict[str, Floats]]] = [
        [figures(answers, weights, ordered) for answers in (model, baseline)]
        for weights in _draws(np.asarray(units, dtype=np.int64))
    ]
    found: dict[str, Mapping[str, Estimate]] = {}
    for name in values[0]:
        one, other = (
            np.concatenate([np.empty(0), *(part[side][name] for part in drawn)]) for side in (0, 1)
        )
        first, second = (float(value[name][0]) for value in values)
        found[name] = {
            "model": _estimate(first, one),
            "baseline": _estimate(second, other),
            "difference": _estimate(first - second, one - other),
        }
    return found


def _draws(units: Integers) -> Iterator[Floats]:
    """Item weights of resampled units, some rows at a time; none of too few units."""
    _, numbers = np.unique(units, return_inverse=True)
    count = int(numbers.max(initial=-1)) + 1
    if count < LEAST_UNITS:
        return
    rng = np.random.default_rng(_SEED)
    step = max(1, _AT_ONCE // len(units))
    for start in range(0, ROUNDS, step):
        rows = min(step, ROUNDS - start)
        times = rng.multinomial(count, np.full(count, 1 / count), size=rows)
        yield times[:, numbers].astype(np.float64)


def _estimate(value: float, drawn: Floats) -> Estimate:
    known = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(known):
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.percentile(known, [2.5, 97.5])
    return Estimate(value, float(low), float(high))


def interval(
    statistic: Statistic, truth: Sequence[int], given: Sequence[int], rounds: int = ROUNDS
) -> tuple[float, float]:
    """95 % percentile bootstrap interval (Efron 1979) of a statistic over paired items.

    Seeded: the same data gives the same interval. Resamples on which the statistic is not
    defined are left out.
    """
    a, b = np.asarray(truth, dtype=np.int64), np.asarray(given, dtype=np.int64)
    if not len(a):
        return float("nan"), float("nan")
    rng = np.random.default_rng(_SEED)
    draws = rng.integers(0, len(a), size=(rounds, len(a)))
    values = np.array([statistic(a[rows], b[rows]) for rows in draws])
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)
