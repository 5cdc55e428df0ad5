"""From blocks to a draft: which part of the document is the rubric, and what is the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrative.errors import RubricError
from narrative.rubric.importers import header as headers
from narrative.rubric.importers import joined, preface, prose, scale, table
from narrative.rubric.importers.blocks import Block, Grid, Para
from narrative.rubric.importers.draft import DraftLevel, Row
from narrative.rubric.importers.standards import measurable
from narrative.rubric.importers.words import clean

SOUGHT = (
    "no rubric was found in it. Looked for: a table with two to nine rating levels along one "
    'side (such as "Needs Improvement", "Meets Expectations"); such levels on one line above '
    'paragraphs; numbered criteria below a level ("Level 3: ...")'
)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the document itself says, sorted."""

    title: str
    definition: str
    levels: list[DraftLevel]
    rows: list[Row]
    left: list[str]
    notes: list[str]


@dataclass
class _Parts:
    """The pieces in reading order, before they are sorted."""

    before: list[Para]
    names: list[str]
    rows: list[Row]
    left: list[str]
    notes: list[str]


def recognise(blocks: Sequence[Block]) -> Reading:
    """Finds the rubric among the blocks. Raises RubricError that says what was looked for."""
    parts = _from_grids(blocks) or _from_prose(blocks)
    if parts is None or not any(row.cells for row in parts.rows):
        raise RubricError(_repeated_level(blocks) or SOUGHT)
    found = preface.read(parts.before)
    names, rows, notes = _lowest_first(parts)
    levels = [DraftLevel(name) for name in names]
    notes += _undescribed(names, rows)
    extra, told = _below(names, rows)
    standard = scale.standard_level(names)
    rows = [_with_standards(row, standard) for row in rows]
    return Reading(
        found.title, found.definition, [*extra, *levels], rows, [*found.left, *parts.left],
        [*notes, *told],
    )  # fmt: skip


def _repeated_level(blocks: Sequence[Block]) -> str:
    """What is wrong with a table that heads two columns with one level; "" if none does."""
    for block in blocks:
        for row in block.rows if isinstance(block, Grid) else ():
            names = [clean(cell) for cell in row if scale.is_level(clean(cell))]
            twice = [name for name in names if names.count(name) > 1]
            if len(names) > 1 and twice:
                return f"the level {twice[0]!r} heads two columns of one table"
    return ""


def _from_grids(blocks: Sequence[Block]) -> _Parts | None:
    """The grid with levels along a side that holds most, and later ones that carry it on."""
    for guess in (False, True):
        found = [
            _read_grid(blocks, place, head)
            for place, block in enumerate(blocks)
            if isinstance(block, Grid) and (head := headers.find_header(block, guess))
        ]
        # Of two tables, the one that only explains the scale has fewer cells.
        best = max(found, key=lambda p: sum(len(row.cells) for row in p.rows), default=None)
        if best and best.rows:
            return best
    return None


def _read_grid(blocks: Sequence[Block], place: int, head: headers.Found) -> _Parts:
    found = joined.join(blocks, place, head)
    read = table.read(found.grid, found.header)
    before = [*found.before, *map(Para, read.before)]
    return _Parts(before, read.names, read.rows, [*read.left, *found.left], read.notes)


def _from_prose(blocks: Sequence[Block]) -> _Parts | None:
    found = prose.find(joined.paras(blocks))
    if found is None:
        return None
    head = headers.find_header(found.grid)
    if head is None:
        return None
    read = table.read(head.grid, head.header)
    left = [*found.inside, *read.left, *(para.text for para in found.after)]
    return _Parts(found.before, read.names, read.rows, left, read.notes)


def _lowest_first(parts: _Parts) -> tuple[list[str], list[Row], list[str]]:
    """Names and cells in rising order, and a note on how the order was found."""
    names, notes = parts.names, list(parts.notes)
    down = scale.highest_first(names)
    if down:
        names = names[::-1]
        notes.append("The document prints the highest level first; the order was reversed.")
    elif down is None:
        notes.append(
            "Which level is the lowest could not be told from their names; "
            "the document's order was kept, the first as the lowest."
        )
    rows = [
        replace(row, cells={name: row.cells[name] for name in names if name in row.cells})
        for row in parts.rows
    ]
    return names, rows, notes


def _undescribed(names: Sequence[str], rows: Sequence[Row]) -> list[str]:
    return [
        f"Level {name!r} is named but not described."
        for name in names
        if not any(name in row.cells for row in rows)
    ]


def _below(names: Sequence[str], rows: Sequence[Row]) -> tuple[list[DraftLevel], list[str]]:
    """A level below the only described one, if that is the lowest: failing it must be ratable."""
    described = [name for name in names if any(name in row.cells for row in rows)]
    if described != [names[0]]:
        return [], []
    name = f"Below {names[0]}"
    note = (
        f"Level {name!r} is not in the document: added, "
        "because only the level that meets the standard is described."
    )
    return [DraftLevel(name, printed=False)], [note]


def _with_standards(row: Row, level: str | None) -> Row:
    """The row with the measurable clauses of its descriptor at the level that meets standards."""
    found = measurable(row.cells.get(level, "")) if level else ()
    return replace(row, standards=tuple(dict.fromkeys([*row.standards, *found])))
