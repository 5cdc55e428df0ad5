"""Which words moved an answer of the linear model: exactly, as its log-odds are a sum.

What adds up is the difference between the answer's logit and the mean of the other answers',
each weighted by its probability: the rivals that matter count most.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from narrative.model.base import Predictions
from narrative.model.features import features
from narrative.model.linear import LinearClassifier
from narrative.model.reasons import Reasons, Word
from narrative.model.scale import HIGH, LOW, MIDDLE, SILENT, on_levels, positions
from narrative.model.traces import CUES_FROM, traces
from narrative.records import NONE
from narrative.rubric.schema import Rubric
from narrative.text.align import Aligned
from narrative.text.cues import CUE_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

_PLACES = {LOW: 0.0, MIDDLE: 0.5, HIGH: 1.0}


@dataclass(frozen=True, slots=True)
class _Shares:
    """Who has part in a row's filled columns: entry by entry a column, a word and a share.

    A column's shares add up to 1, less what marks and persons have of it.
    """

    columns: NDArray[np.int64]
    words: NDArray[np.int64]
    shares: NDArray[np.float64]


def by_parts(
    classifier: LinearClassifier, text: str, words: Sequence[Aligned], found: Predictions
) -> tuple[Reasons, Reasons]:
    """The parts that words and cues have in the factor, and in the level.

    Args:
        classifier: The model.
        text: The passage.
        words: Its words, see `text.align.aligned`.
        found: What the model says of the passage.
    """
    rubric, heads = classifier.rubric, classifier.heads
    row = features([text], heads.weights)
    shares = _shares(words, row.indices.tolist())
    factor = (*rubric.factor_ids, NONE)[int(found.factors[0].argmax())]
    level = rubric.level_ids[int(found.levels[0].argmax())]
    asked: tuple[tuple[str, float, LogisticRegression, Collection[object]], ...] = (
        (factor, found.factors[0].max(), heads.factors[rubric.content_hash()], {factor}),
        (level, found.levels[0].max(), heads.level, classes_of(rubric, level)),
    )
    one, two = (
        _told(answer, float(chance), text, words, row, shares, *_contrast(head, own, row))
        for answer, chance, head, own in asked
    )
    return one, two


def classes_of(rubric: Rubric, level: str) -> set[int]:
    """The level head's classes that speak for a level of the rubric.

    Those that read as just this level; where none does, as on a scale of many levels, the
    one that lies nearest.
    """
    places = positions(rubric)
    index = rubric.level_ids.index(level)
    pure = on_levels(np.eye(len(_PLACES)), places).argmax(axis=1).tolist()
    own = {kind for kind, read in zip(_PLACES, pure, strict=True) if read == index}
    return own or {min(_PLACES, key=lambda kind: abs(_PLACES[kind] - places[index]))}


def _contrast(
    head: LogisticRegression, own: Collection[object], row: csr_matrix
) -> tuple[NDArray[np.float64], float]:
    """The part of each filled column in the log-odds of `own`, and that of no column.

    Of a level it is asked which one, given that the text bears on any: silence is no rival.
    """
    weights, bias = head.coef_[:, row.indices].astype(np.float64), head.intercept_
    if len(head.classes_) == 2:  # one row of weights, for the second class
        weights, bias = np.vstack([0 * weights, weights]), np.array([0.0, bias[0]])
    classes = head.classes_.tolist()
    mine = np.array([name in own for name in classes])
    rivals = ~mine & np.array([name != SILENT for name in classes])
    if not mine.any() or not rivals.any():
        return np.zeros(len(row.indices)), 0.0
    chances = np.maximum(head.predict_proba(row)[0].astype(np.float64), 1e-12)
    for_, against = (np.where(side, chances, 0) for side in (mine, rivals))
    sides = for_ / for_.sum() - against / against.sum()
    return (sides @ weights) * row.data, float(sides @ bias)


def _shares(words: Sequence[Aligned], filled: Sequence[int]) -> _Shares:
    """Equal shares: of a column among the n-grams in it, of an n-gram among its words."""
    found = traces([word.word for word in words])
    place = {column: i for i, column in enumerate(filled)}
    columns = np.array([place[int(column)] for column in found.columns], dtype=np.int64)
    often = np.bincount(columns, minlength=len(filled))
    entries: list[tuple[int, int, float]] = []
    for column, span in zip(columns.tolist(), found.spans, strict=True):
        own = [i for i in range(*span) if words[i].counts]
        entries += [(column, i, 1 / (often[column] * len(own))) for i in own]
    return _Shares(
        np.array([column for column, _, _ in entries], dtype=np.int64),
        np.array([word for _, word, _ in entries], dtype=np.int64),
        np.array([share for _, _, share in entries], dtype=np.float64),
    )


def _told(
    answer: str,
    chance: float,
    text: str,
    words: Sequence[Aligned],
    row: csr_matrix,
    shares: _Shares,
    parts: NDArray[np.float64],
    bias: float,
) -> Reasons:
    """Shares the columns' parts out among words and cues."""
    weights = np.bincount(
        shares.words, parts[shares.columns] * shares.shares, minlength=len(words)
    ).tolist()
    told = tuple(
        Word(text[word.start : word.end], word.start, word.end, weight)
        for word, weight in zip(words, weights, strict=True)
        if word.counts
    )
    signs = {
        CUE_NAMES[column - CUES_FROM]: part
        for column, part in zip(row.indices.tolist(), parts.tolist(), strict=True)
        if column >= CUES_FROM
    }
    known = sum(word.weight for word in told) + sum(signs.values())
    return Reasons(answer, chance, told, signs, float(parts.sum()) + bias - known)
