"""Reads the first sheet of a workbook, after making sure that it is safe to unpack."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

from narrative.errors import Fault, InputError

MAX_UNPACKED = 2_000_000_000
"""Bytes a workbook may unpack to."""

MAX_RATIO = 200
"""Unpacked over packed size: real workbooks stay under 50."""

SMALL = 50_000_000
"""Bytes that may come out of a file of any size."""

MAX_AREA = 50_000_000
"""Cells of the rectangle from A1 to the last one used; the reader holds all of them."""

_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 1 << 20
_LONGEST_TAG = 64


def read_sheet(data: bytes, path: str) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """The header of the first sheet, and its rows with their numbers; blank rows are left out.

    The first sheet is the table; further ones hold lists and notes.

    Raises:
        InputError: A damaged or dangerous file, an empty sheet, or cells beside the table.
    """
    check_zip(data, path)
    rows = _rows(data, path)
    filled = [(n, row) for n, row in enumerate(rows, 1) if any(cell != "" for cell in row)]
    if not filled:
        raise InputError(path, [Fault("the first sheet is empty")])
    (_, first), *rest = filled
    header = [str(_cell(cell)).strip() for cell in first]
    width = max((i + 1 for i, name in enumerate(header) if name), default=0)
    faults = [
        Fault("a value stands in a column without a name", row=number)
        for number, row in rest
        if any(cell != "" for cell in row[width:])
    ]
    if faults:
        raise InputError(path, faults)
    return header[:width], [(n, [_cell(cell) for cell in row[:width]]) for n, row in rest]


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
