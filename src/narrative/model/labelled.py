"""Labelled comments: what models learn from and are measured on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative.corpus.load import load_corpus
from narrative.corpus.schema import GENERAL
from narrative.errors import Fault, InputError
from narrative.model.scale import positions
from narrative.records import NONE
from narrative.reviews.formats import format_of
from narrative.reviews.load import match_level, quoted
from narrative.reviews.read import read_table
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric

_COLUMNS = ("text", "factor", "level", "rubric", "source")
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


def read_corpus(folder: Path | None = None) -> list[Labelled]:
    """The passages of a corpus folder, the bundled one if none is given."""
    corpus = load_corpus(folder)
    places = {rubric.id: level_places(rubric) for rubric in corpus.rubrics.values()}
    places[GENERAL] = _GENERAL_PLACES
    return [
        Labelled(
            text=part.text,
            rubric=line.rubric,
            factor=part.factor,
            level=part.level,
            position=None if part.level is None else places[line.rubric][part.level],
            source=line.source,
            register=line.register_,
        )
        for line, part in corpus.passages()
    ]


def whole_sources(passages: Iterable[Labelled], count: int | None, seed: int = 0) -> list[Labelled]:
    """Whole sources, in a seeded order, until there are `count` passages; all for None.

    A larger count adds sources to those of a smaller one, as a learning curve needs.
    """
    by_source: dict[str, list[Labelled]] = {}
    for passage in passages:
        by_source.setdefault(passage.source, []).append(passage)
    taken: list[Labelled] = []
    for name in sorted(by_source, key=lambda s: hashlib.sha256(f"{seed}:{s}".encode()).digest()):
        if count is None or len(taken) < count:
            taken += by_source[name]
    return taken


def level_places(rubric: Rubric) -> dict[str, float]:
    """Place on the common scale by level id."""
    return dict(zip(rubric.level_ids, positions(rubric), strict=True))


def read_labelled(path: str, rubrics: Sequence[Rubric], encoding: str = "utf-8") -> list[Labelled]:
    """An organisation's own labelled comments: columns text, factor and level.

    Factor is an id, a name or an alias, or "none"; level may be empty where factor is
    none. With several rubrics, a column rubric says which one a row is labelled with. A
    column source may say who wrote a comment; sources are counted, their names not kept.

    Raises:
        InputError: A missing column, or values that no rubric has; all are named.
    """
    frame = read_table(path, format_of(path, None), encoding)
    frame.columns = [key(name) if key(name) in _COLUMNS else name for name in frame.columns]
    needed = _COLUMNS[:4] if len(rubrics) > 1 else _COLUMNS[:3]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise InputError(path, [Fault(f"no column {name!r}", row=1) for name in missing])
    readers = {rubric.id: _Reader.of(rubric) for rubric in rubrics}
    sources: dict[str, str] = {}
    found: list[Labelled] = []
    faults: list[Fault] = []
    for row, record in zip(frame.index, frame.to_dict("records"), strict=True):
        name = str(record.get("rubric") or rubrics[0].id)
        if name not in readers:
            known = ", ".join(readers)
            faults.append(Fault(f"{quoted(name)} is none of {known}", int(row), "rubric"))
            continue
        written = str(record.get("source") or "")
        source = sources.setdefault(written, f"{Path(path).name}#{len(sources) + 1}")
        item, wrong = readers[name].read(record, int(row), source)
        faults += wrong
        found += [item] if item else []
    if faults:
        raise InputError(path, faults)
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """A rubric's factors and levels by every spelling, and its levels' places."""

    rubric: Rubric
    factors: Mapping[str, str]
    levels: Mapping[str, str]
    places: Mapping[str, float]

    @classmethod
    def of(cls, rubric: Rubric) -> _Reader:
        factors = rubric.factor_keys() | {NONE: NONE, "": NONE}
        return cls(rubric, factors, rubric.level_keys(), level_places(rubric))

    def read(
        self, record: Mapping[Any, Any], row: int, source: str
    ) -> tuple[Labelled | None, list[Fault]]:
        """The row's comment, or what is wrong with it."""
        text, named = str(record["text"]), str(record["factor"])
        factor = self.factors.get(key(named))
        level = match_level(record["level"], self.levels)
        stated = str(record["level"]).strip()
        faults: list[Fault] = []
        if not text.strip():
            faults.append(Fault("the text is empty", row, "text"))
        if factor is None:
            known = ", ".join((*self.rubric.factor_ids, NONE))
            faults.append(Fault(f"{quoted(named)} is none of {known}", row, "factor"))
        if level is None and (stated or factor != NONE):
            known = ", ".join(level.name for level in self.rubric.levels)
            faults.append(
                Fault(f"{quoted(stated)} is no level of the rubric ({known})", row, "level")
            )
        if faults:
            return None, faults
        position = None if level is None else self.places[level]
        return Labelled(text, self.rubric.id, factor, level, position, source), []
