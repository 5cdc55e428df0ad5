"""What every reader makes of a document: paragraphs and grids, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. Line breaks of the document are kept: a name often stands on its own line."""

    text: str
    heading: bool = False
    item: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines that hold anything, without the white space around them."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. All rows are equally long; a merged cell's text stands in its first place only."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def column(self, index: int) -> list[str]:
        """The cells of a column, top to bottom."""
        return [row[index] for row in self.rows]

    def transposed(self) -> Grid:
        """The grid with rows for columns."""
        return Grid(tuple(zip(*self.rows, strict=True)))


Block = Para | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A document's blocks, and its visible text as found without regard to them.

    The text is what the words of an import are counted against.
    """

    blocks: tuple[Block, ...]
    text: str


def grid(rows: Iterable[Sequence[str]]) -> Grid:
    """A grid of rows that may differ in length; rows and columns that hold nothing are left out."""
    kept = [[cell.strip() for cell in row] for row in rows]
    kept = [row for row in kept if any(row)]
    width = max((len(row) for row in kept), default=0)
    full = [row + [""] * (width - len(row)) for row in kept]
    columns = [i for i in range(width) if any(row[i] for row in full)]
    return Grid(tuple(tuple(row[i] for i in columns) for row in full))


def texts(block: Block) -> list[str]:
    """The pieces of text in a block, in reading order."""
    if isinstance(block, Para):
        return [block.text]
    return [cell for row in block.rows for cell in row if cell]
