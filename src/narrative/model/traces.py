"""Back from a feature matrix's columns to the words that filled them.

Hashing keeps no vocabulary, so the n-grams of the one text in question are hashed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from narrative.model.features import CHARACTERS, WORDS, vectorizers

if TYPE_CHECKING:
    from numpy.typing import NDArray

CUES_FROM = WORDS + CHARACTERS
"""The first column that holds a cue."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Every n-gram of a text, as often as it occurs.

    Attributes:
        columns: Its column in `features.features`.
        spans: Its first word's index and the index behind its last one's; of n-grams inside
            a word, that word's.
    """

    columns: NDArray[np.int64]
    spans: tuple[tuple[int, int], ...]


def traces(words: Sequence[str]) -> Traces:
    """The n-grams of a neutral text, given as its words."""
    whole, parts = vectorizers()
    grams = [*_word_grams(words, *whole.ngram_range)]
    inside = [*_character_grams(words, *parts.ngram_range)]
    columns = [
        *_hashed([gram for gram, _ in grams], WORDS),
        *(WORDS + column for column in _hashed([gram for gram, _ in inside], CHARACTERS)),
    ]
    spans = tuple(span for _, span in (*grams, *inside))
    return Traces(np.array(columns, dtype=np.int64), spans)


def _word_grams(
    words: Sequence[str], least: int, most: int
) -> Iterator[tuple[str, tuple[int, int]]]:
    for size in range(least, most + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size]), (start, start + size)


def _character_grams(
    words: Sequence[str], least: int, most: int
) -> Iterator[tuple[str, tuple[int, int]]]:
    """N-grams of each word between two blanks; a word shorter than that counts once, whole."""
    for i, word in enumerate(words):
        padded = f" {word} "
        for size in range(least, most + 1):
            for start in range(max(1, len(padded) - size + 1)):
                yield padded[start : start + size], (i, i + 1)
            if size >= len(padded):
                break


def _hashed(grams: Sequence[str], width: int) -> list[int]:
    from sklearn.feature_extraction import FeatureHasher

    if not grams:
        return []
    hasher = FeatureHasher(width, input_type="string", alternate_sign=False, dtype=np.float32)
    found: list[int] = hasher.transform([gram] for gram in grams).indices.tolist()
    return found
