"""A grid with levels along one side, read into levels and rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from narrative.rubric.importers.blocks import Grid
from narrative.rubric.importers.draft import Row
from narrative.rubric.importers.header import Header
from narrative.rubric.importers.names import is_heading, split_names
from narrative.rubric.importers.words import clean
from narrative.rubric.naming import key, title

_DEFINITION = re.compile(r"(?:definition|description|meaning|what it means)s?", re.IGNORECASE)
_STANDARD = re.compile(r"(?:service )?(?:standards?|measures?|metrics?|targets?)", re.IGNORECASE)
_EXPLAINS = 4
LABELS = {
    "factor", "factors", "standard", "standards", "criteria", "criterion", "competency",
    "competencies", "definition", "rating scale", "rating", "ratings", "element", "elements",
    "notes", "comments", "description", "descriptions", "descriptor", "descriptors",
    "performance", "behavior", "behaviors", "behaviour", "behaviours", "indicator", "indicators",
    "what it looks like", "category", "performance factors", "measures", "dimension", "dimensions",
}  # fmt: skip
"""First cells of rows that name a kind of thing and no factor."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a grid holds: text above it, levels in the document's order, rows, and the rest."""

    before: list[str]
    names: list[str]
    rows: list[Row]
    left: list[str]
    notes: list[str]


def read(grid: Grid, header: Header) -> Table:
    """Levels and rows of a grid whose header is known."""
    top = grid.rows[header.row]
    left = [cell for column, cell in enumerate(top) if cell and column not in header.levels]
    left += [aside for aside in header.asides.values() if aside]
    before = [cell for row in grid.rows[: header.row] for cell in row if cell]
    reader = _RowReader(header, top)
    for row in grid.rows[header.row + 1 :]:
        reader.take(row)
    reader.finish()
    names = [title(name) for name in header.names]
    notes = list(reader.notes)
    if header.guessed:
        notes.append(
            "The level names are not known wordings: the short cells heading the columns were "
            "taken for levels, the first as the lowest."
        )
    return Table(before, names, reader.rows, [*left, *reader.left], notes)


@dataclass
class _Raw:
    """A row before names are split off: name cells, and raw text by level column."""

    name: str
    cells: dict[int, str]
    standards: tuple[str, ...] = ()
    definition: str = ""


def _name_and_definition(cell: str) -> tuple[str, str]:
    """A name on the first line of its cell, and the sentence below that explains it, if any."""
    name, _, rest = cell.strip().partition("\n")
    rest = clean(rest)
    # A name that wraps goes on without a sentence's length and full stop.
    explains = len(rest.split()) >= _EXPLAINS and rest[:1].isupper() and rest[-1] in ".;"
    return (name, rest) if explains and is_heading(name) else (cell, "")


class _RowReader:
    """Takes the rows under a header one by one."""

    def __init__(self, header: Header, top: Sequence[str]) -> None:
        self._header = header
        self._first = min(header.levels)
        self._top = top
        self._owner = self._owners(len(top))
        self._raw: list[_Raw] = []
        self._pending = ""
        self.left: list[str] = []
        self.notes: list[str] = []
        self.rows: list[Row] = []

    def _owners(self, width: int) -> dict[int, int]:
        """The level column whose text each column carries: a merged or blank header spreads on."""
        owner: dict[int, int] = {}
        current: int | None = None
        for column in range(self._first, width):
            if self._top[column]:
                current = column if column in self._header.levels else None
            if current is not None:
                owner[column] = current
        return owner

    def take(self, row: Sequence[str]) -> None:
        """Reads one row."""
        cells: dict[int, list[str]] = {}
        for column, cell in enumerate(row):
            if cell and column in self._owner:
                cells.setdefault(self._owner[column], []).append(cell)
        joined = {column: "\n".join(parts) for column, parts in cells.items()}
        repeated = {c: key(v) for c, v in joined.items()} == {
            c: key(v) for c, v in self._header.levels.items()
        }
        if repeated:
            self.left += [self._pending] if self._pending else []
            self.left += [cell for cell in row if cell]
            self._pending = ""
            return
        if not any(any(map(str.isalpha, text)) for text in joined.values()):
            self._no_cells(row)
            return
        raw = self._parts(row, joined)
        filled = [cell for cell in row if cell]
        if len(filled) == 1 and not raw.name and is_heading(filled[0]):
            self._hold(filled[0])
        elif not raw.name and not self._pending and self._raw and self._raw[-1].name:
            self._continue(raw)
        else:
            self._add(raw)

    def _parts(self, row: Sequence[str], cells: dict[int, str]) -> _Raw:
        """The row's name, definition and standards; other columns are left over."""
        raw = _Raw("", cells)
        standards: list[str] = []
        for column, cell in enumerate(row):
            if not cell or column in self._owner:
                continue
            head = self._top[column]
            if _DEFINITION.fullmatch(head):
                raw.definition = clean(cell)
            elif _STANDARD.fullmatch(head):
                standards.append(clean(cell))
            elif column > self._first or key(cell) in LABELS or not any(map(str.isalpha, cell)):
                self.left.append(cell)
            elif not raw.name:
                raw.name, raw.definition = _name_and_definition(cell)
            elif not raw.definition and len(cell.split()) > 3:
                raw.definition = clean(cell)
            else:
                self.left.append(cell)
        raw.standards = tuple(standards)
        return raw

    def _no_cells(self, row: Sequence[str]) -> None:
        """A row without descriptors: the name of the next row in a line of its own, or neither."""
        filled = [cell for cell in row if cell]
        if len(filled) == 1 and key(filled[0]) not in LABELS and is_heading(filled[0]):
            self._hold(filled[0])
        else:
            self.left += filled

    def _hold(self, name: str) -> None:
        if self._pending:
            self.left.append(self._pending)
        self._pending = name

    def _continue(self, raw: _Raw) -> None:
        """A row without a name below one that has it: the same factor, split by a page or merge."""
        last = self._raw[-1]
        for column, text in raw.cells.items():
            last.cells[column] = f"{last.cells[column]}\n{text}" if column in last.cells else text
        last.standards += raw.standards
        last.definition = clean(f"{last.definition} {raw.definition}")
        self.notes.append(
            f"A row without a name was read as more of {clean(last.name)!r} above it."
        )

    def _add(self, raw: _Raw) -> None:
        if self._pending and not raw.name:
            raw.name, self._pending = self._pending, ""
        elif self._pending:
            self.left.append(self._pending)
            self._pending = ""
        self._raw.append(raw)

    def finish(self) -> None:
        """Splits names from first cells where no row has one, and makes the rows."""
        if self._pending:
            self.left.append(self._pending)
        if not any(raw.name for raw in self._raw):
            self._split_names()
        for raw in self._raw:
            cells = {
                title(self._header.levels[column]): clean(text)
                for column, text in sorted(raw.cells.items())
            }
            name = title(clean(raw.name).rstrip(" :")) or None
            self.rows.append(Row(name, cells, raw.standards, raw.definition))

    def _split_names(self) -> None:
        firsts = [raw.cells.get(self._first, "") for raw in self._raw]
        splits = split_names(firsts)
        if splits is None:
            return
        for raw, (name, rest) in zip(self._raw, splits, strict=True):
            raw.name, raw.cells[self._first] = name, rest
        self.notes.append(
            "The factor names stood in front of the first descriptor of each row; "
            "they were split off where a capitalised word begins the sentence."
        )
