"""Spreadsheets: .xlsx, and delimited text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

from narrative.errors import RubricError
from narrative.rubric.importers import guard
from narrative.rubric.importers.blocks import Document, grid

MOST_CELLS = 2_000_000
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')


def read_xlsx(path: Path, data: bytes) -> Document:
    """Every visible sheet as a grid; a merged cell's text stands in its first place."""
    guard.check_zip(path, data, "xl/workbook")
    _check_extent(path, data)
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    with guard.parsing(path, "spreadsheet"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        seen = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in seen]
    rows = [[[_text(value) for value in row] for row in sheet] for sheet in sheets]
    text = "\n".join(cell for sheet in rows for row in sheet for cell in row if cell)
    return Document(tuple(made for sheet in rows if (made := grid(sheet)).rows), text)


def _check_extent(path: Path, data: bytes) -> None:
    """Refuses a sheet whose far corner would make the reader build a grid of billions of cells."""
    with guard.parsing(path, "spreadsheet"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
                continue
            width = height = 1
            for match in _REFERENCE.finditer(archive.read(part)):
                column = 0
                for letter in match[1]:
                    column = column * 26 + letter - 64
                width, height = max(width, column), max(height, int(match[2]))
            if width * height > MOST_CELLS:
                raise RubricError(f"{path}: a sheet of {height:,} by {width:,} cells is no rubric")


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def read_delimited(path: Path, text: str) -> Document:
    """A .csv or .tsv file; the separator is the one that makes the most even table."""
    with guard.parsing(path, "table of separated values"):
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(path, text)))
    made = grid(rows)
    return Document((made,) if made.rows else (), "\n".join(c for row in rows for c in row if c))


def _delimiter(path: Path, text: str) -> str:
    if path.suffix.casefold() == ".tsv":
        return "\t"
    return max(",;\t|", key=lambda mark: _evenness(text, mark))


def _evenness(text: str, mark: str) -> tuple[int, int]:
    """How many rows share the most common width above one, and that width."""
    widths = [len(row) for row in csv.reader(io.StringIO(text), delimiter=mark)]
    wide = [width for width in widths if width > 1]
    common = max(set(wide), key=wide.count) if wide else 0
    return wide.count(common), common
