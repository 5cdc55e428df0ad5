"""Word documents: paragraphs and tables in order, merged cells, headers and footers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from narrative.rubric.importers import guard
from narrative.rubric.importers.blocks import Block, Document, Grid, Para, grid

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Properties hold no text; "Fallback" repeats the text of the shape beside it.
_SKIPPED = {f"{_W}pPr", f"{_W}rPr", f"{_W}tblPr", f"{_W}tcPr", f"{_W}del", f"{_W}sdtPr", _FALLBACK}
_BREAKS = {f"{_W}br", f"{_W}cr", f"{_W}p"}


def read_docx(path: Path, data: bytes) -> Document:
    """A Word document: the page header's text first, the footer's last."""
    guard.check_zip(path, data, "word/document")
    import docx

    with guard.parsing(path, "Word document"):
        opened = docx.Document(io.BytesIO(data))
        sections = opened.sections
        tops = [s.header._element for s in sections if not s.header.is_linked_to_previous]
        feet = [s.footer._element for s in sections if not s.footer.is_linked_to_previous]
        parts = [*tops, opened.element.body, *feet]
        blocks = tuple(block for part in parts for block in _blocks(part))
        text = "\n".join(_text(part) for part in parts)
    return Document(blocks, text)


def _blocks(element: Any) -> Iterator[Block]:
    for child in element:
        if child.tag == f"{_W}p":
            text = _text(child)
            if text.strip():
                style = child.find(f"{_W}pPr/{_W}pStyle")
                name = "" if style is None else style.get(f"{_W}val", "")
                numbered = child.find(f"{_W}pPr/{_W}numPr") is not None or "List" in name
                yield Para(text, heading=name.startswith(("Heading", "Title")), item=numbered)
        elif child.tag == f"{_W}tbl":
            made = _table(child)
            if made.rows:
                yield made
        elif child.tag not in _SKIPPED:
            yield from _blocks(child)


def _table(table: Any) -> Grid:
    rows: list[list[str]] = []
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue
        cells: list[str] = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is row:
                cells.append(_text(cell).strip())
                across = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"))
                cells += [""] * (across - 1)
        rows.append(cells)
    return grid(rows)


def _number(element: Any) -> int:
    value = "0" if element is None else element.get(f"{_W}val", "0")
    return min(int(value), 100) if value.isdigit() else 0


def _text(element: Any) -> str:
    """The visible text under an element, paragraphs and breaks as lines."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: Any, parts: list[str]) -> None:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif child.tag == f"{_W}tab":
            parts.append("\t")
        elif child.tag == f"{_W}r" and child.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        else:
            _collect(child, parts)
            if child.tag in _BREAKS:
                parts.append("\n")
