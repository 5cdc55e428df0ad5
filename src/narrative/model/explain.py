"""Why a passage is read as it is: the words that count, and the descriptors nearest to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import numpy as np

from narrative.model.additive import by_parts
from narrative.model.base import Classifier
from narrative.model.features import features, fit_weights
from narrative.model.linear import LinearClassifier, descriptor_passages
from narrative.model.reasons import Reasons, by_leaving_out
from narrative.model.traces import CUES_FROM
from narrative.records import Prediction
from narrative.text.align import aligned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from narrative.model.features import Weights


@runtime_checkable
class Similar(Protocol):
    """A model that knows how alike two texts are in meaning."""

    def similarity(self, texts: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
        """How alike each text and each of the others are, at most 1; shape (texts, others)."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The part of a level's descriptor that a passage is most like.

    Attributes:
        text: The descriptor, or the clause of it that lies nearer.
        similarity: How alike they are, at most 1.
    """

    level: str
    text: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a model reads a passage as it does.

    Attributes:
        method: Whether word weights are exact parts of the model's sum, or what leaving
            each word out does.
        factor: About the likeliest factor, which may be none.
        level: About the likeliest level, given that the passage is evidence.
        descriptors: One for each level that the factor has a descriptor for, lowest first.
    """

    text: str
    prediction: Prediction
    method: Literal["exact", "leave-one-out"]
    factor: Reasons
    level: Reasons
    descriptors: tuple[Nearest, ...]


def explain(classifier: Classifier, text: str) -> Explanation:
    """Explains what a model says of a passage; the same passage always gets the same answer.

    Names, pronouns and gendered words are in no explanation: no bundled model sees them.
    """
    found = classifier.predict([text])
    words = aligned(text)
    if isinstance(classifier, LinearClassifier):
        method: Literal["exact", "leave-one-out"] = "exact"
        factor, level = by_parts(classifier, text, words, found)
    else:
        method = "leave-one-out"
        factor, level = by_leaving_out(classifier, text, words, found)
    nearest = _nearest(classifier, text, factor.answer)
    return Explanation(text, found[0], method, factor, level, nearest)


def _nearest(classifier: Classifier, text: str, factor: str) -> tuple[Nearest, ...]:
    parts = [
        (str(part.level), part.text)
        for part in descriptor_passages(classifier.rubric)
        if part.factor == factor and part.level is not None
    ]
    if not parts:
        return ()
    others = [part for _, part in parts]
    if isinstance(classifier, Similar):
        alike = classifier.similarity([text], others)[0]
    else:
        alike = _cosine(text, others, _weights(classifier))
    best: dict[str, Nearest] = {}
    for (level, part), value in zip(parts, alike.tolist(), strict=True):
        if level not in best or value > best[level].similarity:
            best[level] = Nearest(level, part, value)
    return tuple(best[level] for level in classifier.rubric.level_ids if level in best)


def _weights(classifier: Classifier) -> Weights:
    """The model's own document frequencies, else those of the rubric's texts."""
    heads = getattr(classifier, "heads", None)
    if heads is not None:
        weights: Weights = heads.weights
        return weights
    return fit_weights([part.text for part in descriptor_passages(classifier.rubric)])


def _cosine(text: str, others: Sequence[str], weights: Weights) -> NDArray[np.float64]:
    """TF-IDF cosine: the mean of that of word and of character n-grams."""
    matrix = features([text, *others], weights)[:, :CUES_FROM].astype(np.float64)
    found: NDArray[np.float64] = (matrix[1:] @ matrix[0].T).toarray().ravel() / 2
    return found
