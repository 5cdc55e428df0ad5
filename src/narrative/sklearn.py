"""A scikit-learn estimator, for those whose comments and tools live in notebooks.

>>> from narrative.sklearn import RubricClassifier
>>> model = RubricClassifier(rubric="agency", target="factor", corpus=False)
>>> texts = ["Snaps at callers.", "Never calls anybody back.", "The roof leaked."]
>>> model = model.fit(texts, ["professionalism", "availability_timeliness", "none"])
>>> model.predict(["He snaps at people."]).tolist()
['professionalism']
>>> model.predict_proba(["He snaps at people."]).shape
(1, 5)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from narrative import resources
from narrative.model import linear
from narrative.model.choose import choose
from narrative.model.labelled import Labelled, level_places
from narrative.model.training import corpus_for
from narrative.records import NONE
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FACTOR, LEVEL = "factor", "level"


class RubricClassifier(ClassifierMixin, BaseEstimator):
    """Predicts a rubric's factor, or its level, from a comment.

    X is a one-dimensional sequence, array or Series of strings; y holds ids as the rubric
    has them. It learns narrative's linear model from y, from the rubric's own descriptors,
    and unless told otherwise from the labelled comments that travel with narrative. As a
    rubric alone says something, ``fit([], [])`` is allowed.

    Args:
        rubric: A bundled rubric's id, a rubric file, or a Rubric.
        target: What y holds and `predict` answers: "factor" (factor ids and "none") or
            "level" (level ids; the answer holds given that the comment is evidence at all).
        corpus: Whether to learn from the bundled comments too. Fitting then takes seconds
            for factors and half a minute for levels; without them, well below a second.

    Attributes:
        classes_: The ids that `predict_proba` has columns for, sorted: all of the rubric's,
            not only those in y, and "none" among factors.
        rubric_: The rubric.
        classifier_: The model behind it, for `narrative.batch` and `narrative.model.explain`.
            What `target` did not teach, it has from the corpus and the descriptors.
    """

    classes_: NDArray[np.str_]
    rubric_: Rubric
    classifier_: linear.LinearClassifier

    def __init__(
        self, rubric: str | Rubric = "agency", *, target: str = FACTOR, corpus: bool = True
    ) -> None:
        self.rubric = rubric
        self.target = target
        self.corpus = corpus

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Learns from comments and their labels; both may be empty.

        Raises:
            ValueError: A parameter, comment or label that cannot be used.
            NarrativeError: The rubric cannot be read or says too little.
        """
        if self.target not in (FACTOR, LEVEL):
            raise ValueError(f"target={self.target!r}: one of {FACTOR!r} and {LEVEL!r}")
        if not isinstance(self.corpus, bool | np.bool_):
            raise ValueError(f"corpus={self.corpus!r}: True or False")
        rubric = self.rubric if isinstance(self.rubric, Rubric) else load_rubric(self.rubric)
        known = rubric.level_ids if self.target == LEVEL else (*rubric.factor_ids, NONE)
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        texts = _texts(X)
        labels = _labels(y, known, len(texts))
        own = [self._labelled(rubric, *pair) for pair in zip(texts, labels, strict=True)]
        heads = self._learned(rubric, own)
        self.rubric_ = rubric
        self.classes_ = np.array(sorted(known))
        ident = f"{linear.KIND}-own+{rubric.content_hash()[:8]}"
        self.classifier_ = linear.LinearClassifier(rubric, ident, heads)
        return self

    def _labelled(self, rubric: Rubric, text: str, label: str) -> Labelled:
        if self.target == FACTOR:
            return Labelled(text, rubric.id, label, None, None, "own")
        return Labelled(text, rubric.id, None, label, level_places(rubric)[label], "own")

    def _learned(self, rubric: Rubric, own: Sequence[Labelled]) -> linear.Heads:
        descriptors = linear.descriptor_passages(rubric)
        if not self.corpus:
            heads = linear.train([rubric], own)
            # A comment labelled with a factor alone is not one that says nothing of a level.
            told = descriptors if self.target == FACTOR else [*own, *descriptors]
            return linear.renew_level_head(heads, told)
        base = choose(rubric, resources.models_dir() / linear.KIND)
        if not isinstance(base, linear.LinearClassifier):
            raise TypeError("the bundled linear model is of another kind")
        bundled = corpus_for([rubric])
        if self.target == FACTOR:
            return linear.add_factor_head(base.heads, rubric, [*bundled, *own])
        return linear.renew_level_head(base.heads, [*bundled, *own, *descriptors])

    def predict(self, X: ArrayLike) -> NDArray[np.str_]:
        """The likeliest id for each comment."""
        chances = self.predict_proba(X)
        return self.classes_[chances.argmax(axis=1)]

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Probabilities, a row per comment, columns as in `classes_`; rows sum to 1."""
        check_is_fitted(self)
        found = self.classifier_.predict(_texts(X))
        order = {name: i for i, name in enumerate((*self.rubric_.factor_ids, NONE))}
        if self.target == LEVEL:
            order = {name: i for i, name in enumerate(self.rubric_.level_ids)}
        columns = [order[name] for name in self.classes_.tolist()]
        chances = (found.levels if self.target == LEVEL else found.factors)[:, columns]
        # To the last digit, as scikit-learn's losses ask.
        return chances / chances.sum(axis=1, keepdims=True)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags


def _texts(given: ArrayLike) -> list[str]:
    """The comments. Raises ValueError, which names a row and never quotes it."""
    if isinstance(given, str | bytes):
        raise ValueError("X is one string; expected a sequence of strings")
    if hasattr(given, "toarray"):
        raise TypeError("X is sparse; sparse data is not supported, only strings")
    values = np.asarray(given, dtype=object)
    if values.ndim == 0:
        raise ValueError(f"X is of type {type(given).__name__}; expected a sequence of strings")
    if values.ndim != 1:
        shape = "x".join(map(str, values.shape))
        raise ValueError(f"X has shape {shape}; expected one column of strings, 1-dimensional")
    texts: list[str] = []
    for row, value in enumerate(values.tolist()):
        if not isinstance(value, str):
            raise ValueError(f"X[{row}] is of type {type(value).__name__}; expected a string")
        texts.append(str(value))
    return texts


def _labels(given: ArrayLike, known: Sequence[str], count: int) -> list[str]:
    """The labels. Raises ValueError for a length that differs or ids that are not known."""
    values: list[Any] = np.asarray(given, dtype=object).ravel().tolist()
    if len(values) != count:
        raise ValueError(f"X has {count} comments and y {len(values)} labels")
    strange = [
        row for row, value in enumerate(values) if not (isinstance(value, str) and value in known)
    ]
    if strange:
        rest = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise ValueError(f"y[{strange[0]}]{rest}: not one of {', '.join(known)}")
    return [str(value) for value in values]
