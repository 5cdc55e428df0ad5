"""PDF files: ruled tables, columns without rules, running text. Needs the extra `docs-import`."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative.errors import RubricError
from narrative.rubric.importers import guard
from narrative.rubric.importers.blocks import Block, Document, Grid
from narrative.rubric.importers.pdf_layout import Word, lines_of, page_blocks

MOST_PAGES = 60


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's words in reading order, and the cells of its ruled tables by row."""

    words: list[Word]
    tables: list[list[list[tuple[float, float, float, float] | None]]]


def read_pdf(path: Path, data: bytes) -> Document:
    """The text layer of a PDF. Raises RubricError for a scan, which has none."""
    if not data.lstrip()[:1024].startswith(b"%PDF") and b"%PDF" not in data[:1024]:
        raise RubricError(f"{path}: not a PDF file, whatever its suffix says")
    try:
        import pdfplumber
    except ImportError:
        raise RubricError(
            f"{path}: reading PDF needs one more library: pip install 'narrative[docs-import]'"
        ) from None
    with guard.parsing(path, "PDF file"), pdfplumber.open(io.BytesIO(data)) as opened:
        if len(opened.pages) > MOST_PAGES:
            raise RubricError(f"{path}: {len(opened.pages)} pages; export the rubric's pages alone")
        pages = [_page(page) for page in opened.pages]
    if not any(page.words for page in pages):
        raise RubricError(f"{path}: has no text layer (a scan?); run text recognition on it first")
    text = "\n".join(word.text for page in pages for word in page.words)
    return Document(tuple(block for page in pages for block in _blocks(page)), text)


def _page(page: Any) -> _Page:
    found = page.dedupe_chars().extract_words(x_tolerance=1.5, y_tolerance=2)
    words = [Word(w["text"], w["x0"], w["x1"], w["top"], w["bottom"]) for w in found]
    tables = [[list(row.cells) for row in table.rows] for table in page.find_tables()]
    # A frame around a paragraph is no table; one row may be the rest of the page before's.
    kept = [t for t in tables if max(sum(map(bool, row)) for row in t) > 1]
    return _Page(words, kept)


def _blocks(page: _Page) -> Iterator[Block]:
    """Tables and the text between them, top to bottom."""
    rest = list(page.words)
    for table in sorted(page.tables, key=_top):
        above = [word for word in rest if word.middle < _top(table)]
        yield from page_blocks(above)
        rest = [word for word in rest if word.middle >= _top(table)]
        made, rest = _grid(table, rest)
        yield made
    yield from page_blocks(rest)


def _top(table: Sequence[Sequence[tuple[float, float, float, float] | None]]) -> float:
    return min(cell[1] for row in table for cell in row if cell)


def _grid(
    table: Sequence[Sequence[tuple[float, float, float, float] | None]], words: Sequence[Word]
) -> tuple[Grid, list[Word]]:
    """The table with each word in the cell that holds its middle, and the words in none."""
    rest = list(words)
    rows: list[list[str]] = []
    for row in table:
        texts: list[str] = []
        for cell in row:
            held = [word for word in rest if cell and word.within(cell)]
            taken = set(map(id, held))
            rest = [word for word in rest if id(word) not in taken]
            texts.append(_text(held))
        rows.append(texts)
    width = max(map(len, rows))
    # Blank columns stay: a table over two pages must keep its columns in place.
    return Grid(tuple(tuple(row + [""] * (width - len(row))) for row in rows if any(row))), rest


def _text(words: Sequence[Word]) -> str:
    return "\n".join(" ".join(word.text for word in line) for line in lines_of(words))
