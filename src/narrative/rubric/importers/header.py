"""Where a grid names its rating levels: along the top, down a side, or in unknown wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from narrative.rubric.importers import scale
from narrative.rubric.importers.blocks import Grid
from narrative.rubric.importers.words import clean
from narrative.rubric.naming import key

_NOT_LEVELS = re.compile(
    r"(?:weights?|scores?|points?|comments?|ratings?|notes?|evidence|total|definitions?|"
    r"descriptions?|employee|manager|self|no|#|id|measures?|standards?|factors?|targets?)\b.*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the levels stand: the row, and by column the level's name and what follows it."""

    row: int
    levels: dict[int, str]
    asides: dict[int, str] = field(default_factory=dict)
    guessed: bool = False

    @property
    def names(self) -> list[str]:
        """The levels' names as printed, in the document's order."""
        return list(self.levels.values())


@dataclass(frozen=True, slots=True)
class Found:
    """A grid turned so that levels head its columns, and the text cut off above and below it."""

    grid: Grid
    header: Header
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    turned: bool = False


def find_header(grid: Grid, guess: bool = False) -> Found | None:
    """Levels of a grid, or None; with `guess`, by shape where no wording is known."""
    if guess:
        return _guessed_header(grid)
    top = row_header(grid)
    if top:
        return Found(grid, top)
    return (
        _listed(grid) or _turned(grid, bare=False) or _bare_header(grid) or _turned(grid, bare=True)
    )


def _levels_of(cells: Sequence[str]) -> dict[int, str]:
    """Levels by place; none at all where a name comes twice or most cells are something else."""
    found = {i: clean(cell) for i, cell in enumerate(cells) if scale.is_level(clean(cell))}
    distinct = len({key(name) for name in found.values()})
    return found if 2 <= distinct == len(found) <= scale.MOST else {}


def row_header(grid: Grid) -> Header | None:
    """The header of a grid with levels along its top, or None."""
    for index, row in enumerate(grid.rows):
        levels = _levels_of(row)
        if levels and index + 1 < len(grid.rows):
            return _make_header(grid, index, levels)
    return None


def _make_header(grid: Grid, index: int, levels: dict[int, str]) -> Header:
    """Adds the columns between and beside known levels which, by what is under them, are levels."""
    row, first = grid.rows[index], min(levels)
    for column in range(first + 1, grid.width):
        cell = clean(row[column])
        if column in levels or not cell or _NOT_LEVELS.fullmatch(cell):
            continue
        below = [r[column] for r in grid.rows[index + 1 :]]
        between = column < max(levels)
        if len(cell.split()) <= 6 and (between or _wordy(below)):
            levels[column] = cell
    names, asides = {}, {}
    for column in sorted(levels):
        split = scale.split_label(levels[column])
        names[column], asides[column] = split if split else (levels[column], "")
    return Header(index, names, asides)


def _wordy(cells: Sequence[str], least: int = 4) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(len(cell.split()) for cell in filled) >= least * len(filled)


def _turned(grid: Grid, *, bare: bool) -> Found | None:
    """The grid transposed, where a column holds the levels and the row above it the factors."""
    for column in range(min(grid.width, 3)):
        cells = grid.column(column)
        levels = _numbers_of(cells) if bare else _levels_of(cells)
        if not levels or grid.width < column + 2:
            continue
        top, bottom = min(levels), max(levels)
        # A bare column of numbers is a scale only under a heading that says so.
        says_so = top > 0 and re.match(r"(rating|level|score|scale|points?)", cells[top - 1], re.I)
        if bare and not says_so:
            continue
        start = max(top - 1, 0)
        body = Grid(tuple(row[column:] for row in grid.rows[start : bottom + 1]))
        above = [cell for row in grid.rows[:start] for cell in row if cell]
        above += [c for row in grid.rows[start : bottom + 1] for c in row[:column] if c]
        below = [cell for row in grid.rows[bottom + 1 :] for cell in row if cell]
        turned = body.transposed()
        shifted = {place - start: name for place, name in levels.items()}
        return Found(
            turned, _make_header(turned, 0, shifted), tuple(above), tuple(below), turned=True
        )
    return None


def _listed(grid: Grid) -> Found | None:
    """A grid with a line for every cell: factor, level, descriptor, as databases export them."""
    for column in range(grid.width if grid.width > 2 else 0):
        lines = [row for row in grid.rows if scale.is_level(clean(row[column]))]
        names = list(dict.fromkeys(clean(row[column]) for row in lines))
        if not 2 <= len(names) <= scale.MOST or len(lines) < 2 * len(names):
            continue
        rest = [i for i in range(grid.width) if i != column]
        text = max(rest, key=lambda i: sum(len(row[i]) for row in lines))
        factor = next((i for i in rest if i != text and any(row[i] for row in lines)), None)
        if factor is None:
            continue
        used = {column, text, factor}
        made, told = _pivoted(lines, names, (factor, column, text))
        left = [c for row in lines for i, c in enumerate(row) if c and i not in used]
        left += [c for row in grid.rows if row not in lines for c in row if c] + told
        levels = dict(enumerate(names, 1))
        return Found(made, Header(0, levels), below=tuple(left))
    return None


def _pivoted(
    lines: Sequence[Sequence[str]], names: Sequence[str], columns: tuple[int, int, int]
) -> tuple[Grid, list[str]]:
    """Lines of (factor, level, text) as a table, and the names that came more than once."""
    factor, level, text = columns
    rows: dict[str, dict[str, str]] = {}
    told: list[str] = []
    seen: set[tuple[int, str]] = set()
    current = ""
    for line in lines:
        current = line[factor] or current
        cells = rows.setdefault(current, {})
        name = clean(line[level])
        cells[name] = f"{cells[name]}\n{line[text]}" if name in cells else line[text]
        for column in (factor, level):
            told += [line[column]] if (column, key(line[column])) in seen and line[column] else []
            seen.add((column, key(line[column])))
    body = [(name, *(cells.get(level, "") for level in names)) for name, cells in rows.items()]
    return Grid((("", *names), *body)), told


def _numbers_of(cells: Sequence[str]) -> dict[int, str]:
    found = {i: cell for i, cell in enumerate(cells) if re.fullmatch(r"\d", cell)}
    values = [int(cell) for cell in found.values()]
    steps = {b - a for a, b in pairwise(values)}
    return found if 2 <= len(values) <= scale.MOST and steps in ({1}, {-1}) else {}


def _bare_header(grid: Grid) -> Found | None:
    for index, row in enumerate(grid.rows[:-1]):
        numbers = _numbers_of(row)
        if numbers:
            return Found(grid, Header(index, numbers))
    return None


def _guessed_header(grid: Grid) -> Found | None:
    """A first full row of short cells over columns of sentences: levels of unknown wording."""
    for index, row in enumerate(grid.rows[:-1]):
        below = grid.rows[index + 1 :]
        short = [
            i
            for i, cell in enumerate(row)
            if cell and len(cell.split()) <= 5 and not _NOT_LEVELS.fullmatch(cell)
        ]
        places = [i for i in short if _wordy([r[i] for r in below])]
        if len(places) < 2:
            continue
        # Where some columns hold sentences, the terse ones beside them are levels as well.
        places = [i for i in short if i >= places[0] and _wordy([r[i] for r in below], least=2)]
        if len({key(row[i]) for i in places}) == len(places) <= scale.MOST:
            names = {i: clean(row[i]) for i in places}
            return Found(grid, Header(index, names, guessed=True))
    return None
