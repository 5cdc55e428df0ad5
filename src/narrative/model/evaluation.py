"""One model beside another on the same labelled comments, as plain data for a report.

No text of a comment gets into the data: counts, figures, and the names of files, sources,
registers, factors and levels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from narrative import resources
from narrative.errors import ConfigError
from narrative.model import choose, linear
from narrative.model.base import Classifier
from narrative.model.gold import Gold
from narrative.model.labelled import Labelled, read_corpus
from narrative.model.metrics import (
    BINS,
    LEAST_UNITS,
    ROUNDS,
    Answers,
    Estimate,
    compare,
    reliability,
)
from narrative.model.store import read_manifest
from narrative.records import NONE
from narrative.rubric.schema import Rubric

FORMAT = 1
"""Version of the data's layout."""

DESCRIPTORS, TFIDF = "descriptors", "tfidf"
"""Names of models that need no folder: learned from the rubric's own texts alone, and the
bundled linear model."""

LEAST_SOURCES = 10
"""From so many sources on, sources are resampled rather than passages."""

LEAST_CALIBRATED = 5 * BINS
"""Answers a calibration error needs at least: with fewer, its bins are next to empty."""

_SIDES = ("model", "baseline")
_ORDERED = {"factor": False, "level": True}
_ABOUT_CLASSES = ("macro_f1", "qwk")
"""Figures that say nothing where the truth is one class."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A model that is measured.

    Attributes:
        name: As the user named it.
        classifier: The model made ready for the rubric.
        sources: Names of the sources it learned from.
    """

    name: str
    classifier: Classifier
    sources: frozenset[str]


def contenders(
    rubric: Rubric,
    model: str | None,
    baseline: str | None,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Contender, Contender]:
    """The model and what it is held against.

    Args:
        rubric: What they are made ready for.
        model: A model folder or a bundled model's name, `DESCRIPTORS` or `TFIDF`; the default
            model for None.
        baseline: The same; for None `TFIDF`, or `DESCRIPTORS` where the model is that already.
        tell: Takes remarks for the user.

    Raises:
        ConfigError: Both are the same, or the rubric's texts are too few to learn from.
        ModelError: A folder is no model.
    """
    if baseline is None:
        same = model != DESCRIPTORS and _folder(model).resolve() == _folder(TFIDF).resolve()
        baseline = DESCRIPTORS if same else TFIDF
    found = _contender(rubric, model, tell), _contender(rubric, baseline, tell)
    if found[0].classifier.model_id == found[1].classifier.model_id:
        raise ConfigError(f"{found[0].name} and {found[1].name} are the same model")
    return found


def _contender(rubric: Rubric, name: str | None, tell: Callable[[str], None]) -> Contender:
    if name == DESCRIPTORS:
        told = {level for factor in rubric.factors for level in factor.descriptors}
        if len(rubric.factors) < 2 or len(told) < 2:
            raise ConfigError(
                f"{DESCRIPTORS}: the rubric {rubric.id!r} has too few factors or descriptors to "
                "learn from; name another model"
            )
        heads = linear.train([rubric], [])
        ident = f"{DESCRIPTORS}-{rubric.content_hash()[:8]}"
        return Contender(name, linear.LinearClassifier(rubric, ident, heads), frozenset())
    folder = _folder(name)
    classifier = choose.choose(rubric, folder, tell)
    shown = name or (TFIDF if folder == _folder(TFIDF) else folder.name)
    return Contender(shown, classifier, frozenset(read_manifest(folder).sources))


def _folder(name: str | None) -> Path:
    return choose.model_folder(resources.models_dir() / linear.KIND if name == TFIDF else name)


def evaluate(gold: Gold, model: Contender, baseline: Contender) -> dict[str, Any]:
    """Every figure of both models and their differences; see docs/evaluation.md for the keys."""
    rubric, passages = model.classifier.rubric, gold.passages
    asked = {
        "factor": _asked(model, baseline, passages, "factor"),
        "level": _asked(model, baseline, passages, "level"),
    }
    return {
        "report": "evaluation",
        "format": FORMAT,
        "rubric": {
            "id": rubric.id,
            "name": rubric.name,
            "content_hash": rubric.content_hash(),
            "factors": {factor.id: factor.name for factor in rubric.factors},
            "levels": {level.id: level.name for level in rubric.levels},
        },
        "gold": {
            "file": gold.name,
            "n": len(passages),
            "sources": len({p.source for p in passages}),
            "left_out": gold.left_out,
        },
        "models": {
            side: {"name": c.name, "model_id": c.classifier.model_id, "seen": _seen(c, passages)}
            for side, c in zip(_SIDES, (model, baseline), strict=True)
        },
        "bootstrap": {"interval": 0.95, "rounds": ROUNDS, "least_units": LEAST_UNITS},
        "groups": list(_groups(rubric, passages, asked)),
        "confusion": {kind: _confusion(rubric, kind, asked[kind]) for kind in asked},
        "reliability": {
            kind: {side: _reliability(a) for side, a in zip(_SIDES, pair, strict=True)}
            for kind, (_, *pair) in asked.items()
        },
    }


def remarks(report: Mapping[str, Any]) -> list[str]:
    """What a reader of the figures must know beforehand, a sentence each."""
    gold, found = report["gold"], []
    for model in report["models"].values():
        if model["seen"]:
            found.append(
                f"{model['name']} learned from {model['seen']:,} of the {gold['n']:,} comments "
                "or from their sources: its figures are better than on new text."
            )
    if gold["left_out"] == 1:
        found.append("1 comment labelled under another rubric is left out.")
    elif gold["left_out"]:
        found.append(f"{gold['left_out']:,} comments labelled under other rubrics are left out.")
    if report["groups"][0]["resampled"] == "passages":
        found.append(
            f"There are fewer than {LEAST_SOURCES} sources, so that passages are resampled: the "
            "intervals say nothing about text by other hands."
        )
    return found


_Asked = tuple[list[int], Answers, Answers]
"""Places of the passages that have a label, and both models' answers about them."""


def _asked(
    model: Contender, baseline: Contender, passages: Sequence[Labelled], kind: str
) -> _Asked:
    rubric = model.classifier.rubric
    names = (*rubric.factor_ids, NONE) if kind == "factor" else rubric.level_ids
    numbers = {name: number for number, name in enumerate(names)}
    labels = [passage.factor if kind == "factor" else passage.level for passage in passages]
    rows = [row for row, label in enumerate(labels) if label in numbers]
    truth = np.array([numbers[str(labels[row])] for row in rows], dtype=np.int64)
    texts = [passages[row].text for row in rows]
    before = [passages[row].before for row in rows]
    found = []
    for contender in (model, baseline):
        predictions = contender.classifier.predict(texts, before)
        shares = predictions.factors if kind == "factor" else predictions.levels
        given = np.argmax(shares, axis=1) if rows else np.zeros(0, dtype=np.int64)
        confidence = np.max(shares, axis=1) if rows else np.zeros(0)
        found.append(Answers(truth, given.astype(np.int64), confidence, len(names)))
    return rows, found[0], found[1]


def _seen(contender: Contender, passages: Sequence[Labelled]) -> int:
    """How many passages the model learned from, or are by the same hands, as far as known."""
    learned = {p.text for p in read_corpus() if p.source in contender.sources}
    return sum(p.source in contender.sources or p.text in learned for p in passages)


def _groups(
    rubric: Rubric, passages: Sequence[Labelled], asked: Mapping[str, _Asked]
) -> Iterator[dict[str, Any]]:
    """The figures of all, then by factor, level, source and register."""
    whole = _group("all", "all", range(len(passages)), passages, asked)
    kept = {name: whole["figures"][name] for name in asked}
    each = {kind: _take_f1s(kept[kind]) for kind in kept}
    yield whole
    labels = {
        "factor": [*rubric.factor_ids, NONE],
        "level": list(rubric.level_ids),
        "source": list(dict.fromkeys(p.source for p in passages)),
        "register": sorted({p.register for p in passages}),
    }
    for by, names in labels.items():
        if by in ("source", "register") and len(names) < 2:
            continue
        for number, name in enumerate(names):
            rows = [row for row, p in enumerate(passages) if getattr(p, by) == name]
            if not rows:
                continue
            group = _group(by, name, rows, passages, asked)
            for kind in asked:
                _take_f1s(group["figures"][kind])
            if by in asked:
                group["figures"][by]["f1"] = each[by][number]
            yield group


def _take_f1s(figures: dict[str, Any]) -> dict[int, Any]:
    """Takes the single classes' F1 scores out of the figures."""
    names = [name for name in figures if name.startswith("f1.")]
    return {int(name.removeprefix("f1.")): figures.pop(name) for name in names}


def _group(
    by: str,
    name: str,
    rows: Sequence[int],
    passages: Sequence[Labelled],
    asked: Mapping[str, _Asked],
) -> dict[str, Any]:
    hands = {passages[row].source for row in rows}
    by_source = len(hands) >= LEAST_SOURCES
    numbers = {hand: number for number, hand in enumerate(sorted(hands))}
    chosen = set(rows)
    figures = {}
    for kind, (labelled, *pair) in asked.items():
        places = [place for place, row in enumerate(labelled) if row in chosen]
        model, baseline = (answers.take(places) for answers in pair)
        units = [numbers[passages[labelled[p]].source] if by_source else p for p in places]
        figures[kind] = _figures(model, baseline, units, ordered=_ORDERED[kind])
    return {
        "by": by,
        "name": name,
        "n": len(rows),
        "sources": len(hands),
        "resampled": "sources" if by_source else "passages",
        "figures": figures,
    }


def _figures(
    model: Answers, baseline: Answers, units: Sequence[int], ordered: bool
) -> dict[str, Any]:
    """Figures by name, and n; one that is not defined is None."""
    found = compare(model, baseline, units, ordered)
    blank = Estimate(math.nan, math.nan, math.nan)
    idle = [*(_ABOUT_CLASSES if len(set(model.truth.tolist())) < 2 else ())]
    idle += ["ece"] if len(model) < LEAST_CALIBRATED else []
    told: dict[str, Any] = {"n": len(model)}
    for name, sides in found.items():
        told[name] = {
            side: _plain(blank if name in idle else estimate) for side, estimate in sides.items()
        }
    return told


def _plain(estimate: Estimate) -> dict[str, float | None]:
    return {name: _rounded(getattr(estimate, name)) for name in ("value", "low", "high")}


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _confusion(rubric: Rubric, kind: str, asked: _Asked) -> dict[str, Any]:
    labels = (*rubric.factor_ids, NONE) if kind == "factor" else rubric.level_ids
    tables = {
        side: answers.table().astype(int).tolist()
        for side, answers in zip(_SIDES, asked[1:], strict=True)
    }
    return {"labels": list(labels), **tables}


def _reliability(answers: Answers) -> list[dict[str, float]]:
    if len(answers) < LEAST_CALIBRATED:
        return []
    return [
        {
            "confidence": round(part.confidence, 4),
            "accuracy": round(part.accuracy, 4),
            "n": part.count,
        }
        for part in reliability(answers.confidence, answers.truth == answers.given)
    ]
