"""Table rows to reviews, with ratings on the rubric's own scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from narrative.errors import Fault
from narrative.records import Box, Review
from narrative.reviews.cells import as_text, is_error, native
from narrative.reviews.columns import Columns, find_columns, near_misses
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric

UNRATED = frozenset({"", "na", "n a", "not applicable", "not rated", "none", "no rating"})
"""Folded spellings of "this factor was not rated"."""

_DASHES = " \t\r\n-–—./"
"""What stands in a form's empty field."""

_NEGATIVE = re.compile(r"\s*[-–−]\s*\d")

_WORDS = 5
SHOWN = 40
"""Longest value a message may quote: a longer one is a text, not a rating."""


_SISTER = "another row of this review has a fault"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table gave.

    Attributes:
        reviews: The reviews, none of whose rows has a fault.
        extra_columns: The columns that pass through, by the names they have in the output.
        faults: What is wrong, by row; faults without a good header leave no reviews.
        remarks: What the user should look at, though it stops nothing; a line each.
        bad_rows: Messages by row, for every row that is in no review: its own faults, each
            with its column, or that another row of its review has one.
    """

    reviews: list[Review]
    extra_columns: list[str]
    faults: list[Fault]
    remarks: list[str] = field(default_factory=list)
    bad_rows: dict[int, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    """A review whose rows are still being read."""

    ident: str
    rows: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    ratings: dict[str, str] = field(default_factory=dict)
    factors: set[str] = field(default_factory=set)
    extra: dict[str, dict[str, Any]] = field(default_factory=dict)


class _Faults:
    """Faults by row: those of reading the file, then those of the rows' meaning."""

    def __init__(self, read: Iterable[Fault]) -> None:
        self.by_row: dict[int, list[Fault]] = {}
        for fault in read:
            self.by_row.setdefault(fault.row or 0, []).append(fault)
        self.misshapen = {
            row for row, all_ in self.by_row.items() if any(f.column is None for f in all_)
        }
        """Rows whose cells may stand in the wrong columns."""

    def add(self, row: int, faults: Iterable[Fault]) -> None:
        """Adds faults of one row, but for those of cells that have one already."""
        told = {fault.column for fault in self.by_row.get(row, ())}
        fresh = [fault for fault in faults if fault.column not in told]
        if fresh:
            self.by_row.setdefault(row, []).extend(fresh)

    def all(self) -> list[Fault]:
        """Every fault, by row."""
        return [fault for row in sorted(self.by_row) for fault in self.by_row[row]]

    def messages(self, left_out: Iterable[int]) -> dict[int, list[str]]:
        """The messages of each row, those of the rows left out for another's fault included."""
        told = {row: [_SISTER] for row in left_out}
        for row, faults in self.by_row.items():
            told[row] = [f"{f.column}: {f.message}" if f.column else f.message for f in faults]
        return dict(sorted(told.items()))


def load_reviews(
    frame: pd.DataFrame,
    rubric: Rubric,
    mapping: Mapping[str, str],
    read_faults: Sequence[Fault] = (),
) -> Loaded:
    """The reviews of a wide or a long table, in the table's order.

    A review is left out when any of its rows has a fault; faults of the header (a missing
    column) leave no reviews at all. The faults of single rows that `read_table` has
    collected are merged with those found here.
    """
    names = list(frame.columns)
    columns, wrong = find_columns(names, rubric, mapping)
    if wrong:
        header_row = frame.attrs.get("header_row", 1)
        wrong = [replace(fault, row=header_row) if fault.row else fault for fault in wrong]
        return Loaded([], [], [*wrong, *read_faults])
    passing = columns.passing(names)
    faults = _Faults(read_faults)
    read = _read_long if columns.long else _read_wide
    reviews, left_out = read(frame, rubric, columns, passing, faults)
    remarks = [*frame.attrs.get("remarks", ()), *near_misses(columns, names, rubric)]
    bad_rows = faults.messages(left_out)
    return Loaded(reviews, list(passing.values()), faults.all(), remarks, bad_rows)


def _records(frame: pd.DataFrame) -> Iterable[tuple[int, dict[str, Any]]]:
    names = list(frame.columns)
    for row, values in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        yield int(row), dict(zip(names, map(native, values), strict=True))


def _read_wide(
    frame: pd.DataFrame,
    rubric: Rubric,
    columns: Columns,
    passing: Mapping[str, str],
    faults: _Faults,
) -> tuple[list[Review], list[int]]:
    scale = _Scale.of(rubric)
    texts = [columns.plain[n] for n in ("narrative",) if n in columns.plain]
    texts += columns.comments.values()
    used = [name for name in frame.columns if name in columns.used]
    reviews: list[Review] = []
    seen: dict[str, int] = {}
    for row, record in _records(frame):
        if row in faults.misshapen:
            continue
        faults.add(row, _errors(record, used, row))
        ident, wrong = _identify(record, row, columns)
        if not wrong and seen.setdefault(ident, row) != row:
            message = f"review_id {quoted(ident)} is already in row {seen[ident]}"
            wrong = [Fault(message, row, columns.plain["review_id"])]
        ratings: dict[str, str] = {}
        for factor, column in columns.ratings.items():
            wrong += scale.rate(record[column], factor, ratings, row, column)
        faults.add(row, [*wrong, *_nested(record, texts, row)])
        if row not in faults.by_row:
            boxes = _wide_boxes(record, columns)
            reviews.append(Review(ident, boxes, ratings, {"": _passed(record, passing)}))
    return reviews, []


def _passed(record: Mapping[str, Any], passing: Mapping[str, str]) -> dict[str, Any]:
    return {new: record[name] for name, new in passing.items()}


def _errors(record: Mapping[str, Any], used: Iterable[str], row: int) -> list[Fault]:
    return [
        Fault(f"{record[column].strip()!r} is an error of the spreadsheet, no value", row, column)
        for column in used
        if is_error(record[column])
    ]


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
    frame: pd.DataFrame,
    rubric: Rubric,
    columns: Columns,
    passing: Mapping[str, str],
    faults: _Faults,
) -> tuple[list[Review], list[int]]:
    scale, factors = _Scale.of(rubric), rubric.factor_keys()
    used = [name for name in frame.columns if name in columns.used]
    drafts: dict[str, _Draft] = {}
    for row, record in _records(frame):
        ident, wrong = _identify(record, row, columns)
        draft = drafts.setdefault(ident, _Draft(ident)) if ident else _Draft("")
        draft.rows.append(row)
        if row in faults.misshapen:
            continue
        faults.add(row, _errors(record, used, row))
        factor, unknown = _factor(record, row, columns, factors, rubric)
        wrong += unknown
        if factor in draft.factors:
            message = f"review {quoted(ident)} already has a row for {factor}"
            wrong.append(Fault(message, row, columns.plain["factor"]))
        ratings: dict[str, str] = {}
        column = columns.plain["rating"]
        wrong += scale.rate(record[column], factor or "", ratings, row, column)
        wrong += _nested(record, [columns.plain["narrative"]], row)
        faults.add(row, wrong)
        if factor is not None and row not in faults.by_row:
            _add_row(draft, factor, ratings, record, columns, passing)
    whole, left_out = [], []
    for draft in drafts.values():
        if any(row in faults.by_row for row in draft.rows):
            left_out += draft.rows
        else:
            whole.append(_finish(draft))
    return whole, left_out


def _factor(
    record: Mapping[str, Any],
    row: int,
    columns: Columns,
    factors: Mapping[str, str],
    rubric: Rubric,
) -> tuple[str | None, list[Fault]]:
    value, column = record[columns.plain["factor"]], columns.plain["factor"]
    factor = factors.get(key(as_text(value)))
    if factor is not None:
        return factor, []
    known = ", ".join(rubric.factor_ids)
    return None, [Fault(f"{quoted(value)} is no factor of the rubric ({known})", row, column)]


def _add_row(
    draft: _Draft,
    factor: str,
    ratings: Mapping[str, str],
    record: Mapping[str, Any],
    columns: Columns,
    passing: Mapping[str, str],
) -> None:
    draft.factors.add(factor)
    draft.ratings.update(ratings)
    draft.extra[factor] = _passed(record, passing)
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
    # A NUL is a fault already; without it, the row's review is still known.
    ident = as_text(record[column]).replace("\0", "").strip()
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
    """The value, unless it is so long, or so like a sentence, that it may be a comment."""
    text = as_text(value)
    sentence = len(text.split()) > _WORDS or (" " in text and text.rstrip()[-1:] in ".!?")
    if len(text) > SHOWN or sentence:
        return f"a text of {len(text):,} characters"
    return repr(text)
