"""The stacked model: an encoder and the linear model, whose errors differ, weighed together.

The weights were fitted on hands that neither of the two had learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict

from narrative.model import encoder as encoders
from narrative.model.base import Predictions
from narrative.model.features import features
from narrative.model.linear import Heads, class_probabilities, factor_probabilities
from narrative.model.scale import SILENT, on_levels, positions
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from narrative.model.encoder import Encoder

KIND = "stacked"

_LEAST = 1e-6
"""Smallest probability whose logarithm is taken: no model is that sure."""


class Stack(BaseModel):
    """How the two models are weighed: probabilities are softmax(sum of weight x log p + bias).

    Attributes:
        level: Weights of the encoder's and the linear model's level classes.
        level_bias: By class: low, middle, high, silent.
        factor: Weights of their factor probabilities, for rubrics both know.
        alone: Weight of the encoder's factor probabilities, for rubrics it knows by their
            descriptors alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: tuple[float, float]
    level_bias: tuple[float, float, float, float]
    factor: tuple[float, float]
    alone: float


@dataclass(frozen=True, slots=True)
class StackedClassifier:
    """Both models made ready for one rubric.

    Attributes:
        anchors: The encoder's vectors of the rubric's factors, see `encoder.anchors`.
    """

    rubric: Rubric
    model_id: str
    heads: Heads
    encoder: Encoder
    anchors: NDArray[np.float32]
    stack: Stack

    @classmethod
    def ready(
        cls, rubric: Rubric, model_id: str, heads: Heads, encoder: Encoder, stack: Stack
    ) -> StackedClassifier:
        """Reads the rubric's own texts once."""
        anchors = encoders.anchors(encoder, rubric)
        return cls(rubric, model_id, heads, encoder, anchors, stack)

    @property
    def trained(self) -> bool:
        """Whether there is a factor head for the rubric, see `base.Classifier`."""
        return self.rubric.content_hash() in self.heads.factors

    def predict(self, texts: Sequence[str]) -> Predictions:
        """Probabilities for each text, see `base.Classifier`."""
        encoded = self.encoder.encode(texts)
        matrix = features(texts, self.heads.weights)
        classes = weighed(
            [encoded.levels, class_probabilities(self.heads.level, matrix)],
            self.stack.level,
            self.stack.level_bias,
        )
        factors = encoders.factor_probabilities(encoded.projected, self.anchors, self.encoder)
        head = self.heads.factors.get(self.rubric.content_hash())
        if head is None:
            factors = weighed([factors], [self.stack.alone])
        else:
            own = factor_probabilities(head, self.rubric, matrix)
            factors = weighed([factors, own], self.stack.factor)
        informative = classes[:, :SILENT].sum(axis=1)
        levels = classes[:, :SILENT] / informative[:, None]
        placed = on_levels(levels, positions(self.rubric))
        return Predictions(self.rubric, factors, placed, informative)


def weighed(
    parts: Sequence[NDArray[np.float64]], weights: Sequence[float], bias: Sequence[float] = (0.0,)
) -> NDArray[np.float64]:
    """Softmax of weighted logarithms of probabilities; shape (n, classes), as each part's."""
    logits = np.asarray(bias) + sum(
        weight * np.log(np.maximum(part, _LEAST))
        for part, weight in zip(parts, weights, strict=True)
    )
    logits -= logits.max(axis=1, keepdims=True)
    found = np.exp(logits)
    return found / found.sum(axis=1, keepdims=True)
