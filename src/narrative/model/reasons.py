"""Which words moved an answer, and how a model of any kind is asked: by leaving words out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from narrative.model.base import Classifier, Predictions
from narrative.records import NONE
from narrative.text.align import Aligned

if TYPE_CHECKING:
    from numpy.typing import NDArray

_VARIANTS = 256
"""Texts with a word left out per passage; in a longer passage, runs of words are."""

_SURE = 1e-6
"""Probabilities nearer to 0 or 1 than this are not told apart."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text and its part in an answer.

    Attributes:
        text: The word as written, ``passage[start:end]``.
        weight: In log-odds; above zero it counts for the answer, below against it.
    """

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a model gave one answer, a factor or a level.

    Attributes:
        answer: The factor's or the level's id.
        probability: Its probability.
        words: Every word but names and pronouns, in reading order.
        signs: Parts of cues, which belong to no single word, by name.
        rest: What is left: how likely the answer is whatever the text, marks, and that
            somebody is spoken of; where words are left out, also what they do together.
    """

    answer: str
    probability: float
    words: tuple[Word, ...]
    signs: Mapping[str, float] = field(default_factory=dict)
    rest: float = 0.0

    @property
    def total(self) -> float:
        """The log-odds of the answer that the parts add up to."""
        return sum(word.weight for word in self.words) + sum(self.signs.values()) + self.rest


def leading(words: Sequence[Word], count: int, least: float = 0.1) -> tuple[Word, ...]:
    """At most `count` words with the greatest weights of either sign, the greatest first.

    Args:
        words: The words.
        count: How many at most.
        least: Words weighing less than this share of the greatest are left out.
    """
    ranked = sorted(words, key=lambda word: (-abs(word.weight), word.start))
    floor = least * abs(ranked[0].weight) if ranked else 0.0
    return tuple(word for word in ranked[:count] if abs(word.weight) >= floor and word.weight)


def by_leaving_out(
    classifier: Classifier, text: str, words: Sequence[Aligned], found: Predictions
) -> tuple[Reasons, Reasons]:
    """How far the log-odds of the factor, and of the level, fall without each word.

    Args:
        classifier: Any model.
        text: The passage.
        words: Its words, see `text.align.aligned`.
        found: What the model says of the passage.
    """
    own = [word for word in words if word.counts]
    size = -(-len(own) // _VARIANTS) or 1
    runs = [own[i : i + size] for i in range(0, len(own), size)]
    without = classifier.predict([_without(text, run) for run in runs])
    rubric = classifier.rubric
    return (
        _fallen(text, runs, (*rubric.factor_ids, NONE), found.factors[0], without.factors),
        _fallen(text, runs, rubric.level_ids, found.levels[0], without.levels),
    )


def _without(text: str, run: Sequence[Aligned]) -> str:
    for word in reversed(run):
        text = text[: word.start] + text[word.end :]
    return text


def _fallen(
    text: str,
    runs: Sequence[Sequence[Aligned]],
    names: Sequence[str],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
) -> Reasons:
    column = int(before.argmax())
    whole = float(_log_odds(before[column]))
    weights = (whole - _log_odds(after[:, column])).tolist()
    words = tuple(
        Word(text[word.start : word.end], word.start, word.end, weight / len(run))
        for run, weight in zip(runs, weights, strict=True)
        for word in run
    )
    return Reasons(names[column], float(before[column]), words, {}, whole - sum(weights))


def _log_odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(chance, _SURE, 1 - _SURE)
    return np.log(kept / (1 - kept))
