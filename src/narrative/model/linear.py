"""The linear model: logistic regressions over hashed TF-IDF n-grams and cues.

One level head serves every rubric (see `scale`); each rubric has a factor head of its own,
learned from its descriptors and from comments labelled under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from narrative.corpus.schema import GENERAL
from narrative.errors import ConfigError
from narrative.model.base import Predictions
from narrative.model.features import Weights, features, fit_weights
from narrative.model.labelled import Labelled, level_places
from narrative.model.scale import SILENT, class_of, on_levels, positions
from narrative.records import NONE
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

KIND = "linear"

_LEVEL_C, _FACTOR_C = 3.0, 10.0
_BORROWED = 5
"""Passages without a factor lent to a rubric that has none of its own. With as many as a
rubric has descriptors, words that no descriptor uses would all count as none."""
_FEW = 300
_CLAUSE = re.compile(r";\s+|(?<=[a-z])\.\s+(?=[A-Z])")
_DESCRIPTORS = "descriptors"
"""The source name of texts that come from rubrics."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What training produces.

    Attributes:
        weights: Document frequencies.
        level: Classes low, middle, high and silent.
        factors: By a rubric's content hash, classes are factor ids and none.
    """

    weights: Weights
    level: LogisticRegression
    factors: Mapping[str, LogisticRegression]


@dataclass(frozen=True, slots=True)
class LinearClassifier:
    """Heads made ready for one rubric; `trained` as in `base.Classifier`."""

    rubric: Rubric
    model_id: str
    heads: Heads
    trained: bool = True

    def predict(self, texts: Sequence[str], before: Sequence[str] = ()) -> Predictions:
        """Probabilities for each text, see `base.Classifier`; what stands before it is not read."""
        matrix = features(texts, self.heads.weights)
        head = self.heads.factors[self.rubric.content_hash()]
        factors = factor_probabilities(head, self.rubric, matrix)
        classes = class_probabilities(self.heads.level, matrix)
        informative = classes[:, :SILENT].sum(axis=1)
        # A head may never have seen one of the classes; no row is ever all zeros.
        levels = (classes[:, :SILENT] + 1e-9) / (informative + 3e-9)[:, None]
        placed = on_levels(levels, positions(self.rubric))
        return Predictions(self.rubric, factors, placed, informative)


def factor_probabilities(
    head: LogisticRegression, rubric: Rubric, matrix: csr_matrix
) -> NDArray[np.float64]:
    """Probabilities of the rubric's factors, then none; shape (n, factors + 1)."""
    return _spread(head, matrix, {name: i for i, name in enumerate((*rubric.factor_ids, NONE))})


def class_probabilities(head: LogisticRegression, matrix: csr_matrix) -> NDArray[np.float64]:
    """Probabilities of low, middle, high and silent; shape (n, 4)."""
    return _spread(head, matrix, {i: i for i in range(SILENT + 1)})


def _spread(
    head: LogisticRegression, matrix: csr_matrix, order: Mapping[Any, int]
) -> NDArray[np.float64]:
    """The head's probabilities in the columns of `order`; a class it never saw has none."""
    found = np.zeros((matrix.shape[0], len(order)))
    if matrix.shape[0]:
        found[:, [order[name] for name in head.classes_.tolist()]] = head.predict_proba(matrix)
    return found


def descriptor_passages(rubric: Rubric) -> list[Labelled]:
    """The rubric's own texts: each descriptor whole and by clause, and names with definitions."""
    places = level_places(rubric)
    found: list[Labelled] = []
    for factor in rubric.factors:
        about = f"{factor.name}. {factor.definition}" if factor.definition else factor.name
        named = Labelled(about, rubric.id, factor.id, None, None, _DESCRIPTORS)
        found.append(named)
        for level, text in factor.descriptors.items():
            for part in dict.fromkeys([text, *_clauses(text)]):
                found.append(
                    Labelled(part, rubric.id, factor.id, level, places[level], _DESCRIPTORS)
                )
    return found


def _clauses(text: str) -> Iterator[str]:
    parts = [part.strip() for part in _CLAUSE.split(text)]
    return (part for part in parts if len(part.split()) > 2)


def train(rubrics: Sequence[Rubric], labelled: Sequence[Labelled]) -> Heads:
    """Level head from all passages, and a factor head for each of the rubrics.

    Args:
        rubrics: What the model is for. Comments count for a factor head where their rubric
            id is the rubric's and they name one of its factors or none.
        labelled: Comments of any rubric; may be empty.
    """
    own = {rubric.content_hash(): descriptor_passages(rubric) for rubric in rubrics}
    passages = [*labelled, *(item for items in own.values() for item in items)]
    weights = fit_weights([item.text for item in passages])
    matrix = features([item.text for item in passages], weights)
    factors = {}
    for rubric in rubrics:
        rows, names = _factor_rows(rubric, passages)
        factors[rubric.content_hash()] = _fit_factor(matrix[rows], names)
    return Heads(weights, _fit_level(matrix, passages), factors)


def add_factor_head(heads: Heads, rubric: Rubric, labelled: Sequence[Labelled]) -> Heads:
    """The heads with one more for a rubric they do not know, document frequencies unchanged."""
    passages = [*labelled, *descriptor_passages(rubric)]
    rows, names = _factor_rows(rubric, passages)
    matrix = features([passages[row].text for row in rows], heads.weights)
    head = _fit_factor(matrix, names)
    return Heads(heads.weights, heads.level, {**heads.factors, rubric.content_hash(): head})


def renew_level_head(heads: Heads, labelled: Sequence[Labelled]) -> Heads:
    """The heads with another level head, learned from these passages alone."""
    matrix = features([passage.text for passage in labelled], heads.weights)
    return Heads(heads.weights, _fit_level(matrix, labelled), heads.factors)


def _factor_rows(rubric: Rubric, passages: Sequence[Labelled]) -> tuple[list[int], list[str]]:
    """Passages that teach the rubric's factors, by index, and the factor of each."""
    known = {*rubric.factor_ids, NONE}
    rows = [i for i, p in enumerate(passages) if p.rubric == rubric.id and p.factor in known]
    names = [str(passages[i].factor) for i in rows]
    if NONE not in names:
        silent = [i for i, p in enumerate(passages) if p.level is None and _elsewhere(p, rubric)]
        step = max(1, len(silent) // _BORROWED)
        lent = silent[::step][:_BORROWED]
        rows, names = rows + lent, names + [NONE] * len(lent)
    return rows, names


def _elsewhere(passage: Labelled, rubric: Rubric) -> bool:
    return passage.rubric != rubric.id and (passage.factor == NONE or passage.rubric == GENERAL)


def _fit_level(matrix: csr_matrix, passages: Sequence[Labelled]) -> LogisticRegression:
    """The level head. Raises ConfigError where all passages are of one class."""
    classes = [None if _untold(passage) else class_of(passage.position) for passage in passages]
    rows = [i for i, value in enumerate(classes) if value is not None]
    if len({classes[i] for i in rows}) < 2:
        raise ConfigError(
            "nothing to tell one level from another by: add comments of other levels, "
            "or train with the corpus"
        )
    return _fit(matrix[rows], [classes[i] for i in rows], _LEVEL_C)


def _untold(passage: Labelled) -> bool:
    """Whether no label says if the passage bears on a level: a factor's name is a heading."""
    return passage.source == _DESCRIPTORS and passage.level is None


def _fit_factor(matrix: csr_matrix, names: Sequence[str]) -> LogisticRegression:
    """A factor head; few passages count by factor, not by how many each happens to have.

    Raises:
        ConfigError: Passages of one factor only.
    """
    if len(set(names)) < 2:
        raise ConfigError(
            f"nothing to tell the factor {names[0]!r} from: add comments labelled {NONE!r}, "
            "or train with the corpus"
        )
    weight = "balanced" if len(names) < _FEW else None
    return _fit(matrix, names, _FACTOR_C, weight)


def _fit(
    matrix: csr_matrix, classes: Sequence[object], strength: float, weight: str | None = None
) -> LogisticRegression:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    head = LogisticRegression(C=strength, max_iter=300, tol=1e-3, class_weight=weight)
    # With one thread sums have one order, and training again gives the same bytes.
    with threadpool_limits(1):
        return head.fit(matrix, np.array(classes))
