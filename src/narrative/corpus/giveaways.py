"""Whether a label can be guessed from what should not tell it: length, names, pronouns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIMIT = 0.10
"""Greatest quadratic weighted kappa that such a guess may reach."""

_FOLDS = 5
_WORDS = ("he|him|his|himself", "she|her|hers|herself", "they|them|their|theirs", "you|your|yours",
          "mr|mrs|ms|miss|dr")  # fmt: skip
_PRONOUNS = tuple(re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in _WORDS)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


def length_features(texts: Sequence[str]) -> NDArray[np.float64]:
    """Characters and words of each text on a logarithmic scale, and their squares."""
    sizes = np.log1p([[len(text), len(text.split())] for text in texts])
    return np.hstack([sizes, sizes**2])


def person_features(texts: Sequence[str]) -> NDArray[np.float64]:
    """Which pronouns and titles a text has, whether it has or starts with a name."""
    rows = [
        [
            *(bool(pattern.search(text)) for pattern in _PRONOUNS),
            bool(_NAME.search(text)),
            bool(re.match(r"[A-Z][a-z]+ (?:is|was|has|does|did|can|will)\b", text)),
        ]
        for text in texts
    ]
    return np.array(rows, dtype=np.float64)


def guessed_kappa(
    features: NDArray[np.float64], classes: Sequence[int], sources: Sequence[str]
) -> float:
    """Quadratic weighted kappa of classes guessed from the features, sources held out in turn."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import cohen_kappa_score
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    guesser = make_pipeline(
        StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=500)
    )
    folds = GroupKFold(n_splits=min(_FOLDS, len(set(sources))))
    guessed = cross_val_predict(guesser, features, classes, groups=sources, cv=folds)
    return float(cohen_kappa_score(classes, guessed, weights="quadratic"))
