"""A rubric over several tables: pages of one table, or one table for each factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrative.rubric.importers import header as headers
from narrative.rubric.importers.blocks import Block, Grid, Para, texts
from narrative.rubric.importers.header import Found, Header
from narrative.rubric.importers.names import is_heading
from narrative.rubric.importers.table import LABELS
from narrative.rubric.naming import key

Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Joined:
    """One grid of all the tables, the text before the first, and all that is not in the grid."""

    before: list[Para]
    grid: Grid
    header: Header
    left: list[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """The place of a table among the blocks, and its rows in the columns of the first."""

    place: int
    rows: Rows


def join(blocks: Sequence[Block], place: int, head: Found) -> Joined:
    """The table at a place, with the later ones that carry it on."""
    parts = [_Part(place, list(head.grid.rows))]
    left: list[str] = []
    for i, block in enumerate(blocks[place + 1 :], place + 1):
        adjacent = i == parts[-1].place + 1
        more = _carried_on(head, block, adjacent) if isinstance(block, Grid) else None
        if more is None:
            left += texts(block)
        else:
            parts.append(_Part(i, more.rows))
            left += more.left
    before = blocks[:place]
    named = _named_by_headings(blocks, parts, head.header)
    if named:
        grid, header, names = named
        before = before[:-1]
        for name in names[1:]:
            left.remove(name)
    else:
        rows: Rows = []
        for part in parts:
            rows = _appended(rows, part.rows, head.header)
        grid, header = Grid(tuple(rows)), head.header
    above = [*paras(before), *map(Para, head.above)]
    return Joined(above, grid, header, [*head.below, *left])


def paras(blocks: Sequence[Block]) -> list[Para]:
    """Blocks as paragraphs, a table's cells one by one."""
    return [
        para
        for block in blocks
        for para in ([block] if isinstance(block, Para) else map(Para, texts(block)))
    ]


@dataclass(frozen=True, slots=True)
class _More:
    """Rows that carry a table on, and text of their table outside of it."""

    rows: Rows
    left: tuple[str, ...] = ()


def _carried_on(head: Found, block: Grid, adjacent: bool) -> _More | None:
    """The rows of a later grid in the columns of the first, if it carries that one on."""
    other = headers.find_header(block)
    if other is None:
        fits = adjacent and block.width == head.grid.width and not head.turned
        return _More(list(block.rows)) if fits else None
    if other.turned != head.turned or [*map(key, other.header.names)] != [
        *map(key, head.header.names)
    ]:
        return None
    outside = (*other.above, *other.below)
    return _in_columns(head, other, outside)


def _in_columns(head: Found, other: Found, outside: tuple[str, ...]) -> _More | None:
    first, levels = list(head.header.levels), list(other.header.levels)
    width = head.grid.width
    if other.grid.width == width and levels == first:
        return _More(list(other.grid.rows), outside)
    # A table of the scale alone has no column for names and is not the one that follows it.
    if min(levels) > min(first) or other.grid.width - len(levels) > width - len(first):
        return None
    # A page without any name leaves the name column out.
    back = {new: old for old, new in zip(levels, first, strict=True)}
    back |= {i: i for i in range(min(levels))}
    trailing = other.grid.width - max(levels) - 1
    if trailing > width - max(first) - 1:
        return None
    back |= {max(first) + i: max(levels) + i for i in range(1, trailing + 1)}
    rows = [
        tuple(row[back[i]] if i in back else "" for i in range(width)) for row in other.grid.rows
    ]
    return _More(rows, outside)


def _named_by_headings(
    blocks: Sequence[Block], parts: Sequence[_Part], header: Header
) -> tuple[Grid, Header, list[str]] | None:
    """Tables of one row each, every one below a heading that names its factor."""
    if len(parts) < 2:
        return None
    names: list[str] = []
    rows: Rows = []
    first = min(header.levels)
    for part in parts:
        above = blocks[part.place - 1] if part.place else None
        body = [row for row in part.rows[_start(part.rows, header) :] if any(row)]
        if not isinstance(above, Para) or not is_heading(above.text) or len(body) != 1:
            return None
        if any(cell and key(cell) not in LABELS for cell in body[0][:first]):
            return None
        names.append(above.text)
        rows += [(above.text, *body[0])]
    top = [("", *row) for row in parts[0].rows[: header.row + 1]]
    moved = replace(
        header,
        levels={column + 1: name for column, name in header.levels.items()},
        asides={column + 1: text for column, text in header.asides.items()},
    )
    return Grid((*top, *rows)), moved, names


def _start(rows: Rows, header: Header) -> int:
    """The first row below the heads."""
    heads = {column: key(name) for column, name in header.levels.items()}
    for place, row in enumerate(rows):
        if all(key(row[column]).startswith(name) for column, name in heads.items()):
            return place + 1
    return 0


def _appended(rows: Rows, more: Rows, header: Header) -> Rows:
    """The rows of two pages; one that the page's end cut in two is put together again."""
    if len(rows) <= header.row + 1:
        return [*rows, *more]
    at = _start(more, header)
    if at == len(more):
        return [*rows, *more]
    row = more[at]
    named = any(row[: min(header.levels)])
    # A descriptor begins with a capital; what does not is the rest of one.
    if named or not any(row[column][:1].islower() for column in header.levels):
        return [*rows, *more]
    joined = tuple("\n".join(filter(None, pair)) for pair in zip(rows[-1], row, strict=True))
    return [*rows[:-1], joined, *more[:at], *more[at + 1 :]]
