"""What an organisation's own labels change about the answers of a model that stays as it is.

A multinomial logistic regression whose weights are added to the logarithms of the model's own
probabilities, with a Gaussian prior that holds them at zero (maximum a posteriori adaptation,
Chelba and Acero 2006). Few labels therefore change little, many change much, and nothing has
to be set by their number.

How often an organisation gives each label says nothing about a passage's words. While
weights are learned the share of each label is added too, and left out afterwards (logit
adjustment, Menon et al. 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

FACTOR, LEVEL = 0.2, 3.0
"""Strengths of the priors. These and the settings below were found on 26 rubrics of training
hands, read by encoders that had not seen them; a level is hard to tell and wants more."""

_NEAR = 0.6
"""How far apart on the scale two levels are whose weights go different ways."""

_NGRAMS = 0.5
"""Scales n-grams and cues beside an encoder's vector of unit length."""

_JITTER = 1e-6
"""Added to a covariance, which may be singular to the last digit."""

_LEAST = 1e-6
"""Smallest probability whose logarithm is taken: no model is that sure."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Weights for one rubric; of which columns, see `columns`.

    Attributes:
        factor: Shape (columns, factors + 1), float32, the last class is none.
        level: Shape (columns, levels + 1), float32, the last class is no level.
    """

    factor: NDArray[np.float32]
    level: NDArray[np.float32]


def logs(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms of probabilities, none of them without end."""
    return np.asarray(np.log(np.maximum(chances, _LEAST)))


def columns(vectors: NDArray[np.float32], ngrams: csr_matrix) -> csr_matrix:
    """What is weighed: an encoder's vectors, then n-grams and cues; shape (n, columns).

    Args:
        vectors: Shape (n, d), rows of unit length.
        ngrams: What `features.features` makes of the same texts.
    """
    from scipy.sparse import csr_matrix, hstack

    return csr_matrix(hstack([csr_matrix(vectors), ngrams * np.float32(_NGRAMS)]))


def alike(places: Sequence[float]) -> NDArray[np.float64]:
    """Covariance of the weights of levels, then of no level; shape (levels + 1, levels + 1).

    Levels near each other are weighed alike (the squared exponential kernel of Gaussian
    processes: Rasmussen and Williams 2006, section 4.2): words that are taken for another
    level are then rather taken for the next one than for one far away.

    Args:
        places: The levels' places on the scale, see `scale.positions`.
    """
    found = np.eye(len(places) + 1)
    apart = np.subtract.outer(places, places)
    found[:-1, :-1] = np.exp(-0.5 * np.square(apart / _NEAR))
    return found


def learned(
    start: NDArray[np.float64],
    matrix: csr_matrix,
    classes: Sequence[int],
    strength: float,
    covariance: NDArray[np.float64] | None = None,
) -> NDArray[np.float32]:
    """The likeliest weights given labels; the same labels give the same ones.

    Minimises -sum(log softmax(start + log share + matrix @ weights)) - log prior(weights).

    Args:
        start: Logarithms of the model's probabilities, shape (n, classes).
        matrix: See `columns`.
        classes: Each row's true class.
        strength: Of the prior, the inverse of its variance.
        covariance: What the prior says of the classes' weights, see `alike`; nothing if None.

    Returns:
        Shape (columns, classes).
    """
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    size = start.shape[1]
    filled = np.unique(matrix.indices)
    rows = matrix[:, filled].astype(np.float64)
    truth = np.eye(size)[list(classes)]
    often = truth.sum(axis=0) + 1
    start = start + np.log(often / often.sum())
    # Weights are mixed from independent ones, for which the prior is a sum of squares.
    given = np.eye(size) if covariance is None else covariance + _JITTER * np.eye(size)
    mixed = np.linalg.cholesky(given).T

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(-1, size)
        logits = start + rows @ (weights @ mixed)
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        chances /= chances.sum(axis=1, keepdims=True)
        own = (chances * truth).sum(axis=1)
        value = strength / 2 * float(flat @ flat) - float(np.log(own).sum())
        return value, (rows.T @ (chances - truth) @ mixed.T + strength * weights).ravel()

    # With one thread sums have one order, and training again gives the same bytes.
    with threadpool_limits(1):
        best = minimize(loss, np.zeros(len(filled) * size), jac=True, method="L-BFGS-B").x
    found = np.zeros((matrix.shape[1], size), np.float32)
    found[filled] = best.reshape(-1, size) @ mixed
    return found
