"""Reads the first sheet of a workbook, after making sure that it is safe to unpack."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from narrative.errors import Fault, InputError
from narrative.reviews.cells import is_error
from narrative.reviews.sheet import Sheet, fold, without_title

MAX_UNPACKED = 2_000_000_000
"""Bytes a workbook may unpack to."""

MAX_RATIO = 200
"""Unpacked over packed size: real workbooks stay under 50."""

SMALL = 50_000_000
"""Bytes that may come out of a file of any size."""

MAX_AREA = 50_000_000
"""Cells of the rectangle from A1 to the last one used; the reader holds all of them."""

_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb"\bt=[\"']e[\"']")
_CHUNK = 1 << 20
_LONGEST_TAG = 64


def read_sheet(data: bytes, path: str, faults: list[Fault] | None = None) -> Sheet:
    """The first sheet, which is the table: further ones hold lists and notes.

    Blank rows are left out, and a title above the header. A cell with an error holds the
    error's name ("#REF!"). Values beside the table are named in `faults`, a fault a row.

    Raises:
        InputError: A damaged or dangerous file, an empty sheet, or, without a list for
            them, values beside the table.
    """
    check_zip(data, path)
    rows = [list(row) for row in _rows(data, path)]
    for number, column, name in error_cells(data):
        if 0 < number <= len(rows) and 0 < column <= len(rows[number - 1]):
            rows[number - 1][column - 1] = name
    filled = [(n, row) for n, row in enumerate(rows, 1) if any(cell != "" for cell in row)]
    if not filled:
        raise InputError(path, [Fault("the first sheet is empty")])
    ((header_row, first), *rest), remarks = without_title(filled)
    header = [fold(_cell(cell)) for cell in first]
    width = max((i + 1 for i, name in enumerate(header) if name), default=0)
    beside = [
        Fault("a value stands in a column without a name", row=number)
        for number, row in rest
        if any(cell != "" for cell in row[width:])
    ]
    if width == 1 and len(beside) > 1:
        what = "was taken for the header and names one column; delete what stands above the header"
        raise InputError(path, [Fault(what, row=header_row), *beside])
    if beside and faults is None:
        raise InputError(path, beside)
    if faults is not None:
        faults += beside
    body = [(n, [_cell(cell) for cell in row[:width]]) for n, row in rest]
    return Sheet(header[:width], body, header_row, remarks)


def _rows(data: bytes, path: str) -> Sequence[Sequence[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise InputError(path, [Fault("not an Excel workbook, or damaged")]) from error
    except BaseException as error:
        # A panic inside the reader is no Exception; anything else goes on its way.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(path, [Fault("not an Excel workbook, or damaged")]) from error


def _cell(value: Any) -> Any:
    """A workbook cell; whole numbers lose the ".0" that the file format gives them."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def error_cells(data: bytes) -> Iterator[tuple[int, int, str]]:
    """Row, column (both from 1) and name of each error in the first sheet's cells.

    The reader of the cells gives errors as empty cells; they are looked up in the file.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _first_sheet(archive)
            if part is None or not _holds_errors(archive, part):
                return
            with archive.open(part) as member:
                rows = etree.iterparse(member, tag="{*}row", resolve_entities=False)
                yield from _errors(rows)
    except (KeyError, ValueError, etree.LxmlError):
        return  # of another build than Excel's own; the reader of the cells has coped with it


def _first_sheet(archive: zipfile.ZipFile) -> str | None:
    """The name of the first sheet's part."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    sheet = next(book.iter("{*}sheet"), None)
    if sheet is None:
        return None
    wanted = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
    for relation in relations.iter("{*}Relationship"):
        if relation.get("Id") == wanted:
            target = posixpath.join("/xl", relation.get("Target", ""))
            return posixpath.normpath(target).lstrip("/")
    return None


def _holds_errors(archive: zipfile.ZipFile, part: str) -> bool:
    tail = b""
    with archive.open(part) as member:
        while chunk := member.read(_CHUNK):
            if _ERROR.search(tail + chunk):
                return True
            tail = chunk[-_LONGEST_TAG:]
    return False


def _errors(rows: Any) -> Iterator[tuple[int, int, str]]:
    number = 0
    for _, row in rows:
        number, column = int(row.get("r", number + 1)), 0
        for cell in row.iterchildren("{*}c"):
            letters = cell.get("r", "").rstrip("0123456789")
            column = _column_number(letters.encode()) if letters else column + 1
            if cell.get("t") == "e":
                name = cell.findtext("{*}v")
                yield number, column, name if is_error(name) else "#ERROR!"
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def check_zip(data: bytes, path: str, kind: str = "an Excel workbook") -> None:
    """Refuses an archive that is damaged, or unpacks to far more than it holds.

    The kind is what messages call the file.

    Every member is unpacked in pieces, as the sizes that an archive states may be lies.

    Raises:
        InputError: Not a zip archive, or a bomb.
    """
    allowed = min(MAX_UNPACKED, max(MAX_RATIO * len(data), SMALL))
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for item in archive.infolist():
                size += item.file_size
                if size > allowed:
                    raise InputError(path, [Fault("unpacks to too much: refused as a zip bomb")])
                area = _area(archive, item)
                if area > MAX_AREA:
                    what = f"a sheet spans {area:,} cells; at most {MAX_AREA:,}"
                    raise InputError(path, [Fault(what)])
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError) as error:
        raise InputError(path, [Fault(f"not {kind}, or damaged")]) from error
    except (RuntimeError, NotImplementedError) as error:
        raise InputError(path, [Fault("encrypted, or packed in an unknown way")]) from error


def _area(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> int:
    """Unpacks a member; for a sheet, the cells of the rectangle from A1 to the last one."""
    sheet = "worksheets/" in item.filename
    width = height = 0
    tail = b""
    with archive.open(item) as member:
        while chunk := member.read(_CHUNK):
            if sheet:
                for letters, number in _CELL.findall(tail + chunk):
                    height = max(height, int(number))
                    width = max(width, _column_number(letters))
                tail = chunk[-_LONGEST_TAG:]
    return width * height


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
