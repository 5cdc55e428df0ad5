"""One scale for every rubric: 0 far below, 0.5 at, 1 far above what the job asks.

Levels learned on one rubric serve another because both lie on it: a rubric's levels are
placed by their wording where that is known ("Meets" is 0.5), else evenly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from narrative.rubric.importers.scale import rank
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOW, MIDDLE, HIGH, SILENT = range(4)
"""Classes of a level head: below, at, above what the job asks; says nothing about it."""

_ANCHORS = np.array([0.0, 0.5, 1.0])
_EVEN = (0.0, 0.5, 1.0)
_SHARPEST, _BLUNTEST = 0.1, 0.2
"""Least and greatest standard deviation of a passage whose class is sure: three classes
cannot tell nine levels apart, and must tell two."""

_UNKNOWN = {2: (0.15, 0.65), 4: (0.0, 0.25, 0.55, 1.0)}
"""Places where the wording says nothing and even steps would split "does the job" in two:
of two levels the upper one is "at or above", of four the third is "at"."""


def class_of(position: float | None) -> int | None:
    """The level head's class for a place on the scale; None where it could be two.

    A position of None says nothing about a level, which is a class of its own.
    """
    if position is None:
        return SILENT
    if 0.6 < position < 0.7:
        return None
    return LOW if position < 0.4 else MIDDLE if position <= 0.6 else HIGH


def positions(rubric: Rubric) -> tuple[float, ...]:
    """Each level's place on the scale, lowest first, rising."""
    count = len(rubric.levels)
    even = _UNKNOWN.get(count, tuple(i / (count - 1) for i in range(count)))
    ranks = [rank(level.name) for level in rubric.levels]
    known = [value for value in ranks if value is not None]
    if len(known) < count or any(b <= a for a, b in pairwise(known)):
        return even
    # Wording ranks "meets" 5 of 10. It tells which level that is, not how far others lie from
    # it: "Highly successful" and "Exceeds" are as far above.
    middle = min(range(count), key=lambda i: abs(known[i] - 5))
    below = [0.5 * i / middle for i in range(middle)]
    above = [0.5 + 0.5 * i / (count - 1 - middle) for i in range(1, count - middle)]
    return (*below, 0.5, *above)


def on_levels(classes: NDArray[np.float64], places: Sequence[float]) -> NDArray[np.float64]:
    """Probabilities of the rubric's levels from those of low, middle and high.

    Args:
        classes: Shape (n, 3); rows sum to 1.
        places: The levels' places on the scale, see `positions`.

    Returns:
        Shape (n, levels); rows sum to 1. Where the levels are low, middle and high
        themselves, the classes; else each row is a normal distribution of the classes' mean
        and variance on the scale, read off at the levels.
    """
    if tuple(places) == _EVEN:
        return classes
    mean = classes @ _ANCHORS
    variance = classes @ _ANCHORS**2 - mean**2
    step = min(max(0.5 / (len(places) - 1), _SHARPEST), _BLUNTEST)
    distance = np.square(np.array(places)[None, :] - mean[:, None])
    # A floor keeps every level possible, and rows from vanishing far from all levels.
    density = np.exp(-0.5 * distance / (variance + step**2)[:, None]) + 1e-9
    return density / density.sum(axis=1, keepdims=True)
