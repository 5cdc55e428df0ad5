"""Agreement figures, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Statistic = Callable[[Any, Any], float]
"""A figure of two equally long arrays: the truth and what was given."""


def quadratic_weighted_kappa(truth: Sequence[int], given: Sequence[int]) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968) over ordered levels numbered from 0.

    NaN when there is nothing to compare or neither side ever varies.
    """
    a, b = np.asarray(truth, dtype=np.int64), np.asarray(given, dtype=np.int64)
    if not len(a):
        return float("nan")
    size = int(max(a.max(), b.max())) + 1
    observed = np.zeros((size, size))
    np.add.at(observed, (a, b), 1)
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / len(a)
    weights = np.square(np.subtract.outer(np.arange(size), np.arange(size)))
    chance = float((weights * expected).sum())
    return 1 - float((weights * observed).sum()) / chance if chance else float("nan")


def macro_f1(truth: Sequence[int], given: Sequence[int]) -> float:
    """Mean over the classes that occur in `truth` of the F1 score; NaN when it is empty."""
    a, b = np.asarray(truth, dtype=np.int64), np.asarray(given, dtype=np.int64)
    scores = []
    for label in np.unique(a):
        hits = int(((a == label) & (b == label)).sum())
        scores.append(2 * hits / int((a == label).sum() + (b == label).sum()))
    return float(np.mean(scores)) if scores else float("nan")


def interval(
    statistic: Statistic, truth: Sequence[int], given: Sequence[int], rounds: int = 1000
) -> tuple[float, float]:
    """95 % percentile bootstrap interval (Efron 1979) of a statistic over paired items.

    Seeded: the same data gives the same interval. Resamples on which the statistic is not
    defined are left out.
    """
    a, b = np.asarray(truth, dtype=np.int64), np.asarray(given, dtype=np.int64)
    if not len(a):
        return float("nan"), float("nan")
    rng = np.random.default_rng(20_260)
    draws = rng.integers(0, len(a), size=(rounds, len(a)))
    values = np.array([statistic(a[rows], b[rows]) for rows in draws])
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)
