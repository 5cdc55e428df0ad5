"""Table rows to reviews, with ratings on the rubric's own scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from narrative.errors import Fault
from narrative.records import Box, Review
from narrative.reviews.cells import as_text, native
from narrative.reviews.columns import Columns, find_columns
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric

UNRATED = frozenset({"", "na", "n a", "not applicable", "not rated", "none", "no rating"})
"""Folded spellings of "this factor was not rated"."""

_DASHES = " \t\r\n-–—./"
"""What stands in a form's empty field."""

_NEGATIVE = re.compile(r"\s*[-–−]\s*\d")

SHOWN = 40
"""Longest value a message may quote: a longer one is a text, not a rating."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table gave: its reviews, the columns that pass through, and the faults."""

    reviews: list[Review]
    extra_columns: list[str]
    faults: list[Fault]


@dataclass(slots=True)
class _Draft:
    """A review whose rows are still being read."""

    ident: str
    boxes: list[Box] = field(default_factory=list)
    ratings: dict[str, str] = field(default_factory=dict)
    factors: set[str] = field(default_factory=set)
    extra: dict[str, dict[str, Any]] = field(default_factory=dict)


def load_reviews(frame: pd.DataFrame, rubric: Rubric, mapping: Mapping[str, str]) -> Loaded:
    """The reviews of a wide or a long table, in the table's order.

    Rows with a fault are left out of the reviews; faults without a row (a missing
    column) leave no reviews at all.
    """
    columns, faults = find_columns(list(frame.columns), rubric, mapping)
    if faults:
        return Loaded([], [], faults)
    extra = [name for name in frame.columns if name not in columns.used]
    read = _read_long if columns.long else _read_wide
    reviews, faults = read(frame, rubric, columns, extra)
    return Loaded(reviews, extra, faults)


def _records(frame: pd.DataFrame) -> Iterable[tuple[int, dict[str, Any]]]:
    names = list(frame.columns)
    for row, values in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        yield int(row), dict(zip(names, map(native, values), strict=True))


def _read_wide(
    frame: pd.DataFrame, rubric: Rubric, columns: Columns, extra: Sequence[str]
) -> tuple[list[Review], list[Fault]]:
    scale = _Scale.of(rubric)
    texts = [columns.plain[n] for n in ("narrative",) if n in columns.plain]
    texts += columns.comments.values()
    reviews: list[Review] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for row, record in _records(frame):
        ident, wrong = _identify(record, row, columns)
        if not wrong and seen.setdefault(ident, row) != row:
            message = f"review_id {quoted(ident)} is already in row {seen[ident]}"
            wrong = [Fault(message, row, columns.plain["review_id"])]
        ratings: dict[str, str] = {}
        for factor, column in columns.ratings.items():
            wrong += scale.rate(record[column], factor, ratings, row, column)
        wrong += _nested(record, texts, row)
        faults += wrong
        if not wrong:
            boxes = _wide_boxes(record, columns)
            passed = {"": {name: record[name] for name in extra}}
            reviews.append(Review(ident, boxes, ratings, passed))
    return reviews, faults


def _nested(record: Mapping[str, Any], texts: Iterable[str], row: int) -> list[Fault]:
    return [
        Fault("a nested value where text is expected", row, column)
        for column in texts
        if isinstance(record[column], dict | list)
    ]


def _wide_boxes(record: Mapping[str, Any], columns: Columns) -> tuple[Box, ...]:
    fields: list[tuple[str | None, str]] = [(f, c) for f, c in columns.comments.items()]
    if "narrative" in columns.plain:
        fields.insert(0, (None, columns.plain["narrative"]))
    return tuple(Box(c, as_text(record[c]), f) for f, c in fields if as_text(record[c]).strip())


def _read_long(
    frame: pd.DataFrame, rubric: Rubric, columns: Columns, extra: Sequence[str]
) -> tuple[list[Review], list[Fault]]:
    scale, factors = _Scale.of(rubric), rubric.factor_keys()
    drafts: dict[str, _Draft] = {}
    faults: list[Fault] = []
    for row, record in _records(frame):
        ident, wrong = _identify(record, row, columns)
        draft = drafts.setdefault(ident, _Draft(ident)) if not wrong else _Draft("")
        value, column = record[columns.plain["factor"]], columns.plain["factor"]
        factor = factors.get(key(as_text(value)))
        if factor is None:
            known = ", ".join(rubric.factor_ids)
            wrong.append(
                Fault(f"{quoted(value)} is no factor of the rubric ({known})", row, column)
            )
        elif factor in draft.factors:
            message = f"review {quoted(ident)} already has a row for {factor}"
            wrong.append(Fault(message, row, column))
        ratings: dict[str, str] = {}
        column = columns.plain["rating"]
        wrong += scale.rate(record[column], factor or "", ratings, row, column)
        wrong += _nested(record, [columns.plain["narrative"]], row)
        faults += wrong
        if factor is not None and not wrong:
            _add_row(draft, factor, ratings, record, columns, extra)
    return [_finish(draft) for draft in drafts.values() if draft.factors], faults


def _add_row(
    draft: _Draft,
    factor: str,
    ratings: Mapping[str, str],
    record: Mapping[str, Any],
    columns: Columns,
    extra: Sequence[str],
) -> None:
    draft.factors.add(factor)
    draft.ratings.update(ratings)
    draft.extra[factor] = {name: record[name] for name in extra}
    draft.extra.setdefault("", draft.extra[factor])
    text = as_text(record[columns.plain["narrative"]])
    if text.strip():
        draft.boxes.append(Box(f"{columns.plain['narrative']}[{factor}]", text, factor))


def _finish(draft: _Draft) -> Review:
    """One narrative repeated on every row of a review is one text, not one per factor."""
    texts = {box.text for box in draft.boxes}
    if len(texts) == 1 and len(draft.boxes) > 1:
        name = draft.boxes[0].name.split("[")[0]
        draft.boxes = [Box(name, texts.pop())]
    return Review(draft.ident, tuple(draft.boxes), draft.ratings, draft.extra)


def _identify(record: Mapping[str, Any], row: int, columns: Columns) -> tuple[str, list[Fault]]:
    column = columns.plain["review_id"]
    ident = as_text(record[column]).strip()
    if ident and not isinstance(record[column], dict | list):
        return ident, []
    return "", [Fault("the review has no id", row, column)]


@dataclass(frozen=True, slots=True)
class _Scale:
    """The rubric's levels, by folded spelling, and their names for messages."""

    levels: Mapping[str, str]
    names: str

    @classmethod
    def of(cls, rubric: Rubric) -> _Scale:
        return cls(rubric.level_keys(), ", ".join(level.name for level in rubric.levels))

    def rate(
        self, value: Any, factor: str, ratings: dict[str, str], row: int, column: str
    ) -> list[Fault]:
        """Adds the rating to `ratings` if there is one; returns what is wrong with it."""
        level = match_level(value, self.levels)
        if level is not None:
            ratings[factor] = level
            return []
        text = as_text(value)
        if key(text) in UNRATED and (key(text) or not text.strip(_DASHES)):
            return []
        return [Fault(f"{quoted(text)} is no level of the rubric ({self.names})", row, column)]


def match_level(value: Any, levels: Mapping[str, str]) -> str | None:
    """The level a form's entry means: by id, name, alias or number, case and spacing folded.

    An entry of several parts ("3 - Exceeds", "Meets (2)") counts when every part that
    means a level means the same one.
    """
    text = as_text(value)
    if _NEGATIVE.match(text):  # folding would make a level's number of it
        return None
    folded = key(text)
    if folded in levels:
        return levels[folded]
    words = folded.split()
    ends = [(words[:1], words[1:]), (words[-1:], words[:-1])]
    for number, rest in ends:
        if number and number[0].isdigit() and rest:
            pair = levels.get(number[0]), levels.get(" ".join(rest))
            if pair[0] is not None and pair[0] == pair[1]:
                return pair[0]
    return None


def quoted(value: Any) -> str:
    """The value, unless it is so long that it may be a comment."""
    text = as_text(value)
    return repr(text) if len(text) <= SHOWN else f"a text of {len(text):,} characters"
