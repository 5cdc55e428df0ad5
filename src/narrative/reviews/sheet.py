"""The rows of a file before they are a table: which row is the header, and its names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from narrative.errors import Fault
from narrative.reviews.cells import missing

MAX_NAME = 200
"""Characters in a column's name; a longer one is a comment in a file without a header."""

QUOTED_NAME = 60
"""Longest column name a message may quote: without a header, the first row is review text."""

Row = tuple[int, Sequence[Any]]
"""A row's number in the file, and its cells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds.

    Attributes:
        header: The columns' names, folded.
        rows: The rows below, every one as wide as the header.
        header_row: The number of the header's row.
        remarks: What the user should know of how the file was read.
    """

    header: Sequence[str]
    rows: Sequence[Row]
    header_row: int = 1
    remarks: Sequence[str] = field(default_factory=tuple)


def fold(name: object) -> str:
    """A column's name without line breaks and repeated blanks, as wrapped headers have them."""
    return " ".join(str(name).split())


def blank(cell: Any) -> bool:
    """Whether there is nothing in the cell."""
    return missing(cell) or (isinstance(cell, str) and not cell.strip())


def without_title(filled: Sequence[Row]) -> tuple[Sequence[Row], list[str]]:
    """The rows from the header on, and a remark if a title above it was skipped.

    A title is one cell alone in the first row (merged cells are), above a row that reads
    like a header: short, different texts, two or more.
    """
    if len(filled) < 3:
        return filled, []
    (number, first), (below, second) = filled[:2]
    names = [fold(cell) for cell in second if not blank(cell)]
    title = len(first) == len(second) and sum(not blank(cell) for cell in first) == 1
    worded = all(
        isinstance(cell, str) and any(c.isalpha() for c in cell)
        for cell in second
        if not blank(cell)
    )
    short = all(len(name) <= QUOTED_NAME for name in names)
    if not (title and worded and short and 2 <= len(names) == len(set(names))):
        return filled, []
    told = f"row {number} holds one cell and was taken for a title; row {below} is the header"
    return filled[1:], [told]


def header_faults(columns: Sequence[str], row: int) -> Iterable[Fault]:
    """What is wrong with the columns' names."""
    seen: set[str] = set()
    for place, name in enumerate(columns, 1):
        if not name:
            yield Fault(f"column {place} has no name", row)
        elif len(name) > MAX_NAME:
            what = f"column {place} has a name of {len(name):,} characters; is there a header?"
            yield Fault(what, row)
        elif not name.isprintable():
            yield Fault(f"column {place} has a name with control characters", row)
        elif name in seen:
            yield Fault("the column occurs twice", row, name)
        seen.add(name)
