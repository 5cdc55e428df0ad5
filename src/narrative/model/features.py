"""Passages as numbers: TF-IDF of word and character n-grams, and cues.

N-grams are hashed rather than listed: a vocabulary learned from an organisation's reviews
would carry their words, and a model file must not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from narrative.text.cues import CUE_NAMES, cues
from narrative.text.neutral import neutral

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

VERSION = 2
"""Raised whenever the same text would give other features: old models are then refused."""

WORDS = 2**16
"""Columns of word n-grams (one to three words)."""

CHARACTERS = 2**17
"""Columns of character n-grams (two to five characters, inside words)."""

WIDTH = WORDS + CHARACTERS + len(CUE_NAMES)
"""Columns of a feature matrix."""

_CUE_WEIGHT = 0.3
"""Scales cues to the size of single n-gram weights, so that regularisation is fair to both."""

Weights = tuple["TfidfTransformer", "TfidfTransformer"]
"""Fitted document frequencies, of words and of characters."""


@cache
def vectorizers() -> tuple[HashingVectorizer, HashingVectorizer]:
    """What counts the n-grams of a neutral text, those of words and those of characters."""
    from sklearn.feature_extraction.text import HashingVectorizer

    plain = {"norm": None, "alternate_sign": False, "lowercase": False, "dtype": np.float32}
    words = HashingVectorizer(n_features=WORDS, ngram_range=(1, 3), token_pattern=r"\S+", **plain)
    characters = HashingVectorizer(
        n_features=CHARACTERS, analyzer="char_wb", ngram_range=(2, 5), **plain
    )
    return words, characters


def fit_weights(texts: Sequence[str]) -> Weights:
    """Document frequencies of the n-grams of `texts`."""
    from sklearn.feature_extraction.text import TfidfTransformer

    seen = [neutral(text) for text in texts]
    words, characters = (
        TfidfTransformer(sublinear_tf=True).fit(vectorizer.transform(seen))
        for vectorizer in vectorizers()
    )
    return words, characters


def features(texts: Sequence[str], weights: Weights) -> csr_matrix:
    """Feature matrix of shape (texts, WIDTH), float32; names and pronouns leave no trace in it."""
    from scipy.sparse import csr_matrix, hstack

    if not texts:
        return csr_matrix((0, WIDTH), dtype=np.float32)
    seen = [neutral(text) for text in texts]
    parts = [
        weight.transform(vectorizer.transform(seen))
        for vectorizer, weight in zip(vectorizers(), weights, strict=True)
    ]
    parts.append(csr_matrix(cues(texts) * np.float32(_CUE_WEIGHT)))
    return csr_matrix(hstack(parts), dtype=np.float32)
