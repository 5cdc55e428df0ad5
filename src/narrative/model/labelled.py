"""Labelled comments: what models learn from and are measured on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative.corpus.load import Corpus, load_corpus
from narrative.corpus.schema import GENERAL, Comment, Review, Sentence
from narrative.errors import Fault, InputError
from narrative.model.scale import positions
from narrative.records import NONE
from narrative.reviews.cells import as_text
from narrative.reviews.columns import missing_column
from narrative.reviews.formats import STREAM, Format, format_of
from narrative.reviews.load import SHOWN, match_level, quoted
from narrative.reviews.read import read_table
from narrative.reviews.sheet import fold
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric

FIELDS = ("text", "factor", "level", "rubric", "source", "register")
"""The fields of a table of labelled comments."""

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
        before: The passage before it in its review, or "".
    """

    text: str
    rubric: str
    factor: str | None
    level: str | None
    position: float | None
    source: str
    register: str = ""
    before: str = ""


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
            before=before,
        )
        for line, part, before in _in_context(corpus)
    ]


def _in_context(corpus: Corpus) -> Iterator[tuple[Comment | Review, Comment | Sentence, str]]:
    """Every passage with its line, and the text before it in its review."""
    last, text = None, ""
    for line, part in corpus.passages():
        yield line, part, text if line is last else ""
        last, text = line, part.text


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


def read_labelled(
    path: str,
    rubrics: Sequence[Rubric],
    encoding: str = "utf-8",
    *,
    fmt: Format | None = None,
    mapping: Mapping[str, str] | None = None,
) -> list[Labelled]:
    """An organisation's own labelled comments: columns text, factor and level.

    Factor is an id, a name or an alias, or "none"; level may be empty where factor is
    none. With several rubrics, a column rubric says which one a row is labelled with. A
    column source may say who wrote a comment; sources are counted, their names not kept. A
    column register may name the manner it is written in.

    Args:
        path: The file; ``-`` is standard input.
        rubrics: What the comments are labelled with.
        encoding: Of .csv and .jsonl.
        fmt: The file's format; by its extension if not given.
        mapping: Column by field, for columns that are not named like their field.

    Raises:
        InputError: A missing column, or values that no rubric has; all are named.
    """
    faults: list[Fault] = []
    frame = read_table(path, fmt or format_of(path, None), encoding, faults)
    needed = FIELDS[:4] if len(rubrics) > 1 else FIELDS[:3]
    source = "standard input" if path == STREAM else path
    columns, wrong = _columns(list(frame.columns), needed, mapping)
    if wrong:
        row = frame.attrs.get("header_row", 1)
        raise InputError(source, [*(Fault(message, row) for message in wrong), *faults])
    spoilt = {(fault.row, fault.column) for fault in faults}
    readers = {rubric.id: _Reader.of(rubric, columns) for rubric in rubrics}
    sources: dict[str, str] = {}
    found: list[Labelled] = []
    for row, cells in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        if (int(row), None) in spoilt:
            continue
        values = dict(zip(frame.columns, cells, strict=True))
        record = {field: values[column] for field, column in columns.items()}
        name = as_text(record.get("rubric") or rubrics[0].id)
        if name not in readers:
            known = ", ".join(readers)
            faults.append(Fault(f"{quoted(name)} is none of {known}", int(row), columns["rubric"]))
            continue
        hand = sources.setdefault(
            as_text(record.get("source", "")), f"{Path(source).name}#{len(sources) + 1}"
        )
        item, wrong_cells = readers[name].read(record, int(row), hand)
        faults += [fault for fault in wrong_cells if (fault.row, fault.column) not in spoilt]
        found += [item] if item else []
    if faults:
        raise InputError(source, sorted(faults, key=lambda fault: fault.row or 0))
    return found


def _columns(
    names: Sequence[str], needed: Sequence[str], mapping: Mapping[str, str] | None
) -> tuple[dict[str, str], list[str]]:
    """Column by field, and what is missing, mapped to nothing, or could be one of two."""
    found: dict[str, str] = {}
    given = mapping or {}
    wrong = [f"the mapping names no known field: {name!r}" for name in given if name not in FIELDS]
    for field in FIELDS:
        if field in given:
            column = given[field] if given[field] in names else fold(given[field])
            hits = [column] if column in names else []
            if not hits:
                wrong.append(f"no column {given[field]!r} (mapped to {field})")
                continue
        else:
            hits = [name for name in names if key(name) == field]
        if len(hits) > 1:
            both = " and ".join(map(repr, hits[:2]))
            wrong.append(f"both {both} could be {field}; rename one of them")
        elif hits:
            found[field] = hits[0]
        elif field in needed:
            option = None if mapping is None else "--map"
            wrong.append(missing_column(field, names, option))
    return found, wrong


@dataclass(frozen=True, slots=True)
class _Reader:
    """A rubric's factors and levels by every spelling, and its levels' places."""

    rubric: Rubric
    columns: Mapping[str, str]
    factors: Mapping[str, str]
    levels: Mapping[str, str]
    places: Mapping[str, float]

    @classmethod
    def of(cls, rubric: Rubric, columns: Mapping[str, str]) -> _Reader:
        factors = rubric.factor_keys() | {NONE: NONE, "": NONE}
        return cls(rubric, columns, factors, rubric.level_keys(), level_places(rubric))

    def read(
        self, record: Mapping[Any, Any], row: int, source: str
    ) -> tuple[Labelled | None, list[Fault]]:
        """The row's comment, or what is wrong with it."""
        faults = [
            Fault("a nested value where text is expected", row, self.columns[field])
            for field, value in record.items()
            if isinstance(value, dict | list)
        ]
        if faults:
            return None, faults
        cells = {field: as_text(value) for field, value in record.items()}
        factor = self.factors.get(key(cells["factor"]))
        level = match_level(record["level"], self.levels)
        stated, register = cells["level"].strip(), cells.get("register", "").strip()
        wrong: dict[str, str] = {}
        if not cells["text"].strip():
            wrong["text"] = "the text is empty"
        if factor is None:
            known = ", ".join((*self.rubric.factor_ids, NONE))
            wrong["factor"] = f"{quoted(cells['factor'])} is none of {known}"
        if level is None and (stated or factor != NONE):
            known = ", ".join(level.name for level in self.rubric.levels)
            what = f"{quoted(stated)} is no level of the rubric ({known})"
            wrong["level"] = what if stated else f"is empty; only the factor {NONE} has no level"
        if len(register) > SHOWN:
            wrong["register"] = f"{quoted(register)} is no name of a manner of writing"
        if wrong:
            return None, [Fault(text, row, self.columns[field]) for field, text in wrong.items()]
        position = None if level is None else self.places[level]
        return Labelled(
            cells["text"], self.rubric.id, factor, level, position, source, register
        ), []
