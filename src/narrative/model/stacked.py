"""The stacked model: an encoder and the linear model, whose errors differ, weighed together.

The weights were fitted on hands that neither of the two had learned from. What labels of an
organisation's own change about the answers comes last, see `correction`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict

from narrative.model import correction as corrections
from narrative.model import encoder as encoders
from narrative.model.base import Predictions
from narrative.model.correction import Correction, alike, columns, learned, logs
from narrative.model.features import features
from narrative.model.labelled import Labelled
from narrative.model.linear import (
    Heads,
    class_probabilities,
    descriptor_passages,
    factor_probabilities,
)
from narrative.model.scale import SILENT, on_levels, positions
from narrative.records import NONE
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_matrix

    from narrative.model.encoder import Encoded, Encoder

KIND = "stacked"

CLEAR_FACTOR, CLEAR_LEVEL = 0.9, 0.7
"""A passage whose likeliest factor and level class have these probabilities at least is not
read again with what stands before it: no neighbour can change it. On held-out hands this is
as good as reading every passage in context, and twice as fast."""


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
class _Read:
    """What both models together say of n texts, without labels, and what they say it from."""

    predictions: Predictions
    encoded: Encoded
    ngrams: csr_matrix

    @property
    def levels(self) -> NDArray[np.float64]:
        """Probabilities of the levels, then of no level; shape (n, levels + 1)."""
        told = self.predictions.informative[:, None]
        return np.hstack([self.predictions.levels * told, 1 - told])


@dataclass(frozen=True, slots=True)
class StackedClassifier:
    """Both models made ready for one rubric.

    Attributes:
        anchors: The encoder's vectors of the rubric's factors, see `encoder.anchors`.
        correction: What comments labelled under the rubric changed; None without any.
    """

    rubric: Rubric
    model_id: str
    heads: Heads
    encoder: Encoder
    anchors: NDArray[np.float32]
    stack: Stack
    correction: Correction | None = None

    @classmethod
    def ready(
        cls,
        rubric: Rubric,
        model_id: str,
        heads: Heads,
        encoder: Encoder,
        stack: Stack,
        correction: Correction | None = None,
    ) -> StackedClassifier:
        """Reads the rubric's own texts once."""
        anchors = encoders.anchors(encoder, rubric)
        return cls(rubric, model_id, heads, encoder, anchors, stack, correction)

    @property
    def trained(self) -> bool:
        """Whether labels under the rubric were learned from, see `base.Classifier`."""
        known = self.rubric.content_hash() in self.heads.factors
        return known or self.correction is not None

    def predict(self, texts: Sequence[str], before: Sequence[str] = ()) -> Predictions:
        """Probabilities for each text, see `base.Classifier`."""
        alone = list(dict.fromkeys(texts))
        row = {text: i for i, text in enumerate(alone)}
        found = self._answers(alone).take([row[text] for text in texts])
        if not before:
            return found
        pairs = list(zip(texts, before, strict=True))
        unclear = [i for i, clear in enumerate(_clear(found)) if pairs[i][1] and not clear]
        wanted = list(dict.fromkeys(pairs[i] for i in unclear))
        again = self._answers([text for text, _ in wanted], [context for _, context in wanted])
        place = {pair: i for i, pair in enumerate(wanted)}
        return found.put(unclear, again.take([place[pairs[i]] for i in unclear]))

    def _answers(self, texts: Sequence[str], before: Sequence[str] | None = None) -> Predictions:
        """Probabilities for each text, read with what stands before it if that is given."""
        read = self._read(texts, before)
        if self.correction is None:
            return read.predictions
        about, how = self._columns(read)
        factors = weighed([read.predictions.factors], [1.0], about @ self.correction.factor)
        levels = weighed([read.levels], [1.0], how @ self.correction.level)
        told = levels[:, :-1].sum(axis=1)
        return Predictions(self.rubric, factors, levels[:, :-1] / told[:, None], told)

    def learn(self, labelled: Sequence[Labelled]) -> Correction:
        """What comments labelled under the rubric change, whatever was learned before.

        The rubric's own texts count as comments: a factor that no comment is labelled with
        is not forgotten.
        """
        texts = descriptor_passages(self.rubric)
        passages = [*texts, *labelled]
        read = self._read([passage.text for passage in passages])
        about, how = self._columns(read)
        factors = {name: i for i, name in enumerate((*self.rubric.factor_ids, NONE))}
        levels = {name: i for i, name in enumerate((*self.rubric.level_ids, None))}
        # A factor's name has no level, which does not make it a comment that tells of none.
        told = [i for i, p in enumerate(passages) if p.level is not None or i >= len(texts)]
        return Correction(
            learned(
                logs(read.predictions.factors),
                about,
                [factors[str(passage.factor)] for passage in passages],
                corrections.FACTOR,
            ),
            learned(
                logs(read.levels[told]),
                how[told],
                [levels[passages[i].level] for i in told],
                corrections.LEVEL,
                alike(positions(self.rubric)),
            ),
        )

    def _read(self, texts: Sequence[str], before: Sequence[str] | None = None) -> _Read:
        encoded = self.encoder.encode(texts, before)
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
        return _Read(Predictions(self.rubric, factors, placed, informative), encoded, matrix)

    def _columns(self, read: _Read) -> tuple[csr_matrix, csr_matrix]:
        """What bears on the factor and on the level, see `correction.columns`."""
        # What a factor's texts have in common tells no level from another.
        factors = read.predictions.factors.astype(np.float32)
        general = self.anchors.mean(axis=0, keepdims=True)
        topic = factors @ np.vstack([self.anchors, general])
        apart = _unit(_unit(read.encoded.pooled) - topic)
        return columns(read.encoded.projected, read.ngrams), columns(apart, read.ngrams)


def _clear(found: Predictions) -> NDArray[np.bool_]:
    """Which passages say by themselves what they are about and what level they tell, if any."""
    told = found.informative[:, None]
    level = np.hstack([found.levels * told, 1 - told]).max(axis=1, initial=0)
    clear = (found.factors.max(axis=1, initial=0) >= CLEAR_FACTOR) & (level >= CLEAR_LEVEL)
    return np.asarray(clear)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))


def weighed(
    parts: Sequence[NDArray[np.float64]], weights: Sequence[float], bias: ArrayLike = (0.0,)
) -> NDArray[np.float64]:
    """Softmax of weighted logarithms of probabilities; shape (n, classes), as each part's."""
    logits = np.asarray(bias) + sum(
        weight * logs(part) for part, weight in zip(parts, weights, strict=True)
    )
    logits -= logits.max(axis=1, keepdims=True)
    found = np.exp(logits)
    return found / found.sum(axis=1, keepdims=True)
