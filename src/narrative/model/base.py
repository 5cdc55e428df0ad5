"""The seam between models and everything after them: texts in, probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from narrative.records import NONE, Prediction
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a model says of n passages under one rubric.

    Attributes:
        rubric: The rubric.
        factors: Shape (n, factors + 1), the last column is none; rows sum to 1.
        levels: Shape (n, levels), lowest first, given that a passage is evidence; rows sum to 1.
        informative: Shape (n,), the probability that a passage says anything about a level.
    """

    rubric: Rubric
    factors: NDArray[np.float64]
    levels: NDArray[np.float64]
    informative: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.informative)

    def take(self, rows: Sequence[int]) -> Predictions:
        """Those of some passages, in the order given."""
        at = list(rows)
        parts = (self.factors[at], self.levels[at], self.informative[at])
        return Predictions(self.rubric, *parts)

    def put(self, rows: Sequence[int], others: Predictions) -> Predictions:
        """The same with those of some passages replaced."""
        at = list(rows)
        parts = [self.factors.copy(), self.levels.copy(), self.informative.copy()]
        given = (others.factors, others.levels, others.informative)
        for part, new in zip(parts, given, strict=True):
            part[at] = new
        return Predictions(self.rubric, *parts)

    def __getitem__(self, index: int) -> Prediction:
        factors = zip((*self.rubric.factor_ids, NONE), self.factors[index].tolist(), strict=True)
        levels = zip(self.rubric.level_ids, self.levels[index].tolist(), strict=True)
        return Prediction(dict(factors), dict(levels), float(self.informative[index]))


class Classifier(Protocol):
    """A model made ready for one rubric."""

    @property
    def rubric(self) -> Rubric:
        """The rubric it predicts under."""

    @property
    def model_id(self) -> str:
        """Names the weights behind the predictions, for the output's `model_id` column."""

    @property
    def trained(self) -> bool:
        """Whether it learned from comments labelled under the rubric, or from descriptors alone."""

    def predict(self, texts: Sequence[str], before: Sequence[str] = ()) -> Predictions:
        """Probabilities for each text; the same input always gets the same ones.

        Args:
            texts: The passages.
            before: For each what stands before it in its field, or "", for a model that reads
                it where a passage alone is unclear; or nothing.
        """
