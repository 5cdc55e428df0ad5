"""Labelled comments: what models learn from and are measured on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative import resources
from narrative.errors import Fault, InputError
from narrative.model.scale import positions
from narrative.records import NONE
from narrative.reviews.formats import format_of
from narrative.reviews.load import match_level
from narrative.reviews.read import read_table
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric
from narrative.rubric.store import bundled_ids, load_rubric, parse_rubric

GENERAL = "overall_performance"
"""The rubric id of comments on performance in general: levels, but no factors."""

_GENERAL_PLACES = {"low": 0.0, "mid": 0.5, "high": 1.0}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A comment and what a careful reader concluded from it.

    Attributes:
        rubric: The rubric's id.
        factor: A factor id, "none", or None where the rubric has no factors.
        level: A level id, or None where the comment says nothing about a level.
        position: The level's place on its rubric's scale, 0 lowest to 1 highest, or None.
        source: Who wrote it: one hand, or a file.
    """

    text: str
    rubric: str
    factor: str | None
    level: str | None
    position: float | None
    source: str
    register: str = ""


def corpus_rubrics(folder: Path | None = None) -> dict[str, Rubric]:
    """Every rubric the corpus is labelled with, the bundled ones included, by id."""
    path = (folder or resources.corpus_dir()) / "rubrics.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    rubrics = {name: parse_rubric({"id": name, **body}, str(path)) for name, body in raw.items()}
    return rubrics | {name: load_rubric(name) for name in bundled_ids()}


def read_corpus(folder: Path | None = None) -> list[Labelled]:
    """The training corpus: comments, and the sentences of whole reviews."""
    folder = folder or resources.corpus_dir()
    places = _places(corpus_rubrics(folder).values())
    lines = [*_lines(folder / "comments.jsonl"), *_lines(folder / "reviews.jsonl")]
    return from_records(lines, places)


def from_records(
    lines: Iterable[Mapping[str, Any]], places: Mapping[str, Mapping[str, float]]
) -> list[Labelled]:
    """Comments and whole reviews in the corpus format, a labelled item per passage.

    `places` gives each rubric's levels their place on the common scale.
    """
    found: list[Labelled] = []
    for line in lines:
        for item in line.get("sentences", [line]):
            level = item.get("level")
            found.append(
                Labelled(
                    text=item["text"],
                    rubric=line["rubric"],
                    factor=item.get("factor"),
                    level=level,
                    position=None if level is None else places[line["rubric"]][level],
                    source=line["source"],
                    register=line.get("register", ""),
                )
            )
    return found


def level_places(rubric: Rubric) -> dict[str, float]:
    """Place on the common scale by level id."""
    return dict(zip(rubric.level_ids, positions(rubric), strict=True))


def _places(rubrics: Iterable[Rubric]) -> dict[str, dict[str, float]]:
    return {rubric.id: level_places(rubric) for rubric in rubrics} | {GENERAL: _GENERAL_PLACES}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read_labelled(path: str, rubric: Rubric, encoding: str = "utf-8") -> list[Labelled]:
    """An organisation's own labelled comments: columns text, factor, level.

    Factor is an id, a name or an alias, or "none"; level may be empty where factor is
    none. A column rubric, where there is one, must name this rubric or the row is skipped.

    Raises:
        InputError: A missing column, or values that are not in the rubric; all are named.
    """
    frame = read_table(path, format_of(path, None), encoding)
    missing = [name for name in ("text", "factor", "level") if name not in frame.columns]
    if missing:
        raise InputError(path, [Fault(f"no column {name!r}", row=1) for name in missing])
    if "rubric" in frame.columns:
        frame = frame[frame["rubric"].isin([rubric.id, ""])]
    if not len(frame):
        raise InputError(path, [Fault(f"no row is labelled with the rubric {rubric.id!r}")])
    factors = rubric.factor_keys() | {NONE: NONE, "": NONE}
    levels = rubric.level_keys()
    found: list[Labelled] = []
    faults: list[Fault] = []
    for row, record in zip(frame.index, frame.to_dict("records"), strict=True):
        item, wrong = _labelled_row(record, int(row), factors, levels, rubric, path)
        faults += wrong
        if item is not None:
            found.append(item)
    if faults:
        raise InputError(path, faults)
    return found


def _labelled_row(
    record: Mapping[Any, Any],
    row: int,
    factors: Mapping[str, str],
    levels: Mapping[str, str],
    rubric: Rubric,
    path: str,
) -> tuple[Labelled | None, list[Fault]]:
    factor = factors.get(key(record["factor"]))
    level = match_level(record["level"], levels)
    faults: list[Fault] = []
    if not str(record["text"]).strip():
        faults.append(Fault("the text is empty", row, "text"))
    if factor is None:
        faults.append(Fault("is no factor of the rubric, nor 'none'", row, "factor"))
    if level is None and (str(record["level"]).strip() or factor != NONE):
        faults.append(Fault("is no level of the rubric", row, "level"))
    if faults:
        return None, faults
    position = None if level is None else level_places(rubric)[level]
    source = str(record.get("source") or Path(path).name)
    return Labelled(str(record["text"]), rubric.id, factor, level, position, source), []
