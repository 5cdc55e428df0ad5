"""From blocks to a draft: which part of the document is the rubric, and what is the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from narrative.errors import RubricError
from narrative.rubric.importers import header as headers
from narrative.rubric.importers import preface, prose, scale, table
from narrative.rubric.importers.blocks import Block, Grid, Para, texts
from narrative.rubric.importers.draft import DraftLevel, Row
from narrative.rubric.importers.standards import measurable
from narrative.rubric.naming import key

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
        raise RubricError(SOUGHT)
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
    rows = list(head.grid.rows)
    rest: list[str] = []
    following = place + 1
    for i, block in enumerate(blocks[place + 1 :], place + 1):
        more = _carried_on(head, block, i == following) if isinstance(block, Grid) else None
        if more is None:
            rest += texts(block)
        else:
            rows = _appended(rows, more, head.header)
            following = i + 1
    read = table.read(Grid(tuple(rows)), head.header)
    before = [*_paras(blocks[:place]), *map(Para, [*head.above, *read.before])]
    return _Parts(before, read.names, read.rows, [*read.left, *head.below, *rest], read.notes)


def _carried_on(head: headers.Found, block: Grid, adjacent: bool) -> list[tuple[str, ...]] | None:
    """The rows of a later grid in the columns of the first, if it carries that one on."""
    first, width = head.header, head.grid.width
    other = headers.row_header(block)
    if other is None:
        fits = adjacent and block.width == width and not headers.find_header(block)
        return list(block.rows) if fits else None
    if [*map(key, other.names)] != [*map(key, first.names)]:
        return None
    if block.width == width and list(other.levels) == list(first.levels):
        return list(block.rows)
    # A page without any name leaves the name column out.
    to = dict(zip(other.levels, first.levels, strict=True))
    if block.width - len(to) > min(first.levels) or max(other.levels) - len(to) >= min(
        first.levels
    ):
        return None
    moved = {**{i: i for i in range(min(other.levels))}, **to}
    return [
        tuple(row[back[i]] if i in back else "" for i in range(width))
        for back in [{new: old for old, new in moved.items()}]
        for row in block.rows
    ]


def _appended(
    rows: list[tuple[str, ...]], more: list[tuple[str, ...]], header: headers.Header
) -> list[tuple[str, ...]]:
    """The rows of two pages; one that the page's end cut in two is put together again."""
    heads = [*map(key, header.names)]
    body = [row for row in more if [key(row[i]) for i in header.levels] != heads]
    cells = [row[i] for row in body[:1] for i in header.levels if row[i]]
    named = any(row[i] for row in body[:1] for i in range(min(header.levels)))
    # A descriptor begins with a capital; what does not is the rest of one.
    if named or not any(cell[:1].islower() for cell in cells) or len(rows) <= header.row + 1:
        return [*rows, *more]
    at = more.index(body[0])
    joined = tuple("\n".join(filter(None, pair)) for pair in zip(rows[-1], body[0], strict=True))
    return [*rows[:-1], joined, *more[:at], *more[at + 1 :]]


def _paras(blocks: Iterable[Block]) -> list[Para]:
    return [
        para
        for block in blocks
        for para in ([block] if isinstance(block, Para) else map(Para, texts(block)))
    ]


def _from_prose(blocks: Sequence[Block]) -> _Parts | None:
    found = prose.find(_paras(blocks))
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
