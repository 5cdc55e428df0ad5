"""A second reader's blind labels held against the writers', source by source."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from narrative.corpus.load import Corpus
from narrative.corpus.schema import GENERAL

FILE = Path("second_reader") / "labels.jsonl"
"""Where a corpus folder keeps the second reader's labels."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One passage read twice; levels as places from 0, lowest, to 1, or None."""

    source: str
    factors: tuple[str, str]
    levels: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the two readers of one source agree.

    Attributes:
        read: Passages read twice.
        share: Of the source's passages.
        factor_kappa: Cohen's kappa of the factor, none included.
        level_kappa: Quadratic weighted kappa of the level, where both readers give one.
        levels: How many those are.
    """

    source: str
    read: int
    share: float
    factor_kappa: float
    level_kappa: float
    levels: int


def pairs(folder: Path, corpora: Iterable[Corpus]) -> list[Pair]:
    """The passages that were read twice.

    Raises:
        KeyError: The second reader labelled a passage that is not there.
    """
    known = {
        (line.id, place): (corpus, line, part)
        for corpus in corpora
        for line, part, place in _numbered(corpus)
    }
    found = []
    for text in (folder / FILE).read_text(encoding="utf-8").splitlines():
        second = json.loads(text)
        corpus, line, part = known[second["id"], second.get("sentence")]
        names = (_name(line.rubric, part.factor), _name(line.rubric, second.get("factor")))
        places = _places(corpus, line.rubric)
        levels = (part.level, second["level"])
        found.append(
            Pair(line.source, names, (places.get(levels[0] or ""), places.get(levels[1] or "")))
        )
    return found


def _numbered(corpus: Corpus) -> Iterator[tuple]:
    yield from ((comment, comment, None) for comment in corpus.comments)
    for review in corpus.reviews:
        for place, sentence in enumerate(review.sentences, 1):
            yield review, sentence, place


def _name(rubric: str, factor: str | None) -> str:
    return f"{rubric}/{factor}"


def _places(corpus: Corpus, rubric: str) -> dict[str, float]:
    levels = ("low", "mid", "high") if rubric == GENERAL else corpus.rubrics[rubric].level_ids
    return {level: i / (len(levels) - 1) for i, level in enumerate(levels)}


def by_source(found: Iterable[Pair], corpora: Iterable[Corpus]) -> list[Agreement]:
    """Agreement of each source, and of all together under the name "all"."""
    sizes: dict[str, int] = defaultdict(int)
    for corpus in corpora:
        for line, _ in corpus.passages():
            sizes[line.source] += 1
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in found:
        groups[pair.source].append(pair)
        groups["all"].append(pair)
    sizes["all"] = sum(sizes.values())
    return [
        _agreement(source, groups[source], sizes[source])
        for source in [*sorted(groups.keys() - {"all"}), "all"]
    ]


def _agreement(source: str, found: list[Pair], size: int) -> Agreement:
    told = [pair.levels for pair in found if None not in pair.levels]
    return Agreement(
        source=source,
        read=len(found),
        share=len(found) / size,
        factor_kappa=_kappa([pair.factors for pair in found]),
        level_kappa=_weighted_kappa(np.array(told, dtype=np.float64)),
        levels=len(told),
    )


def _kappa(names: list[tuple[str, str]]) -> float:
    """Cohen's kappa (Cohen 1960)."""
    seen = sum(a == b for a, b in names) / len(names)
    labels = {name for pair in names for name in pair}
    sides = [[pair[side] for pair in names] for side in (0, 1)]
    chance = sum(sides[0].count(n) * sides[1].count(n) for n in labels) / len(names) ** 2
    return (seen - chance) / (1 - chance) if chance < 1 else 1.0


def _weighted_kappa(levels: np.ndarray) -> float:
    """Quadratic weighted kappa (Cohen 1968) of places on a scale; NaN if nothing varies."""
    if not len(levels):
        return float("nan")
    chance = np.square(np.subtract.outer(levels[:, 0], levels[:, 1])).mean()
    seen = np.square(levels[:, 0] - levels[:, 1]).mean()
    return float(1 - seen / chance) if chance else float("nan")
