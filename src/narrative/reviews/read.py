"""Reads a table of any supported format, or says everything that is wrong with it.

Text formats keep every cell as text, so leading zeros survive; typed formats keep their
types. Whatever the format, missing cells become empty strings.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from narrative.errors import Fault, InputError
from narrative.reviews.formats import STREAM, Format

MAX_CELL = 200_000
"""Characters in one cell; a longer one is a damaged file, not a comment."""

MAX_UNPACKED = 2_000_000_000
"""Bytes a compressed file may unpack to."""

MAX_RATIO = 200
"""Unpacked over packed size: real workbooks stay under 50."""


def read_table(path: str, fmt: Format, encoding: str = "utf-8") -> pd.DataFrame:
    """The table at `path` (``-`` is standard input), its columns in the file's order.

    Raises:
        InputError: The file cannot be read, is damaged, or has faulty rows; all are named.
    """
    data = _bytes(path)
    if not data.strip():
        raise InputError(path, [Fault("the file is empty")])
    frame = _READERS[fmt](data, path, encoding)
    _check(frame, path)
    return frame


def _bytes(path: str) -> bytes:
    if path == STREAM:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(path, [Fault(f"cannot be read: {error.strerror}")]) from error


def _decode(data: bytes, path: str, encoding: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError as error:
        raise InputError(path, [Fault(f"unknown encoding {encoding!r}")]) from error
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        hint = f"not {encoding} text; if it comes from Excel, try --encoding cp1252"
        raise InputError(path, [Fault(hint, row=row)]) from error


def _read_csv(data: bytes, path: str, encoding: str) -> pd.DataFrame:
    text = _decode(data, path, encoding)
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise InputError(path, [Fault("contains NUL bytes: not a text file", row=row)])
    csv.field_size_limit(max(MAX_CELL * 100, len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        fault = Fault(f"not valid CSV from here on: {error}", row=len(records) + 1)
        raise InputError(path, [fault]) from error
    header, rows = records[0], records[1:]
    # A blank line is not a record, but it counts where rows are named.
    wrong = [
        Fault(f"{len(row)} fields where the header has {len(header)}", row=number)
        for number, row in enumerate(rows, 2)
        if row and len(row) != len(header)
    ]
    if wrong:
        raise InputError(path, wrong)
    numbers = [number for number, row in enumerate(rows, 2) if row]
    frame = pd.DataFrame([row for row in rows if row], columns=header, dtype=object)
    return _with_rows(frame, numbers)


def _delimiter(text: str) -> str:
    """The separator of the header line: comma, semicolon (Excel in much of Europe) or tab."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _read_jsonl(data: bytes, path: str, encoding: str) -> pd.DataFrame:
    faults: list[Fault] = []
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    for number, line in enumerate(_decode(data, path, encoding).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            faults.append(
                Fault(f"not valid JSON: {getattr(error, 'msg', 'nested too deep')}", number)
            )
            continue
        if isinstance(record, dict):
            rows.append(record)
            numbers.append(number)
        else:
            faults.append(Fault("not a JSON object", row=number))
    if faults:
        raise InputError(path, faults)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    frame = pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in columns}
    )
    return _with_rows(frame, numbers)


def _read_parquet(data: bytes, path: str, encoding: str) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        groups = range(file.metadata.num_row_groups)
        if sum(file.metadata.row_group(g).total_byte_size for g in groups) > MAX_UNPACKED:
            raise InputError(path, [Fault(f"unpacks to more than {MAX_UNPACKED:,} bytes")])
        frame = file.read().to_pandas(types_mapper=lambda _: None)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(path, [Fault("not a Parquet file, or damaged")]) from error
    return _with_rows(frame.astype(object), list(range(2, len(frame) + 2)))


def _read_xlsx(data: bytes, path: str, encoding: str) -> pd.DataFrame:
    check_zip(data, path)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        # The first sheet is the table; further ones hold lists and notes.
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise InputError(path, [Fault("not an Excel workbook, or damaged")]) from error
    start = next((i for i, row in enumerate(rows) if any(c != "" for c in row)), None)
    if start is None:
        raise InputError(path, [Fault("the first sheet is empty")])
    header = [str(cell).strip() for cell in rows[start]]
    width = max(i for i, name in enumerate(header) if name) + 1
    body = [
        (n, row) for n, row in enumerate(rows[start + 1 :], start + 2) if any(c != "" for c in row)
    ]
    cells = [[_cell(c) for c in row[:width]] for _, row in body]
    frame = pd.DataFrame(cells, columns=header[:width], dtype=object)
    return _with_rows(frame, [n for n, _ in body])


def _cell(value: Any) -> Any:
    """A workbook cell; whole numbers lose the ".0" that the file format gives them."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def check_zip(data: bytes, path: str, kind: str = "an Excel workbook") -> None:
    """Refuses a zip archive that is damaged or unpacks to far more than it holds.

    Raises:
        InputError: Not a zip archive, or a bomb.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(path, [Fault(f"not {kind}, or damaged")]) from error
    if size > MAX_UNPACKED or size > max(MAX_RATIO * len(data), 50_000_000):
        raise InputError(path, [Fault(f"unpacks to {size:,} bytes: refused as a zip bomb")])


def _with_rows(frame: pd.DataFrame, numbers: list[int]) -> pd.DataFrame:
    """Numbers the rows as the file does, and turns missing cells into empty strings."""
    if isinstance(frame.columns, pd.MultiIndex):
        frame.columns = frame.columns.to_flat_index()
    frame.columns = pd.Index([str(name).strip() for name in frame.columns])
    frame = frame.where(frame.map(_present), "") if len(frame) else frame
    frame.index = pd.Index(numbers, name="row")
    return frame


def _present(value: Any) -> bool:
    return not (value is None or value is pd.NaT or (isinstance(value, float) and value != value))


def _check(frame: pd.DataFrame, path: str) -> None:
    faults = list(_header_faults(frame.columns))
    if not len(frame):
        faults.append(Fault("has a header but no rows"))
    if not faults:
        for column in frame.columns:
            faults.extend(_cell_faults(frame[column], column))
    if faults:
        raise InputError(path, sorted(faults, key=lambda f: f.row or 0))


def _header_faults(columns: Iterable[str]) -> Iterable[Fault]:
    seen: set[str] = set()
    for place, name in enumerate(columns, 1):
        if name in seen and name:
            yield Fault("the column occurs twice", row=1, column=name)
        if not name:
            yield Fault(f"column {place} has no name", row=1)
        seen.add(name)


def _cell_faults(column: pd.Series, name: str) -> Iterable[Fault]:
    for row, value in column.items():
        if not isinstance(value, str):
            continue
        number = int(str(row))
        if len(value) > MAX_CELL:
            yield Fault(
                f"{len(value):,} characters in one cell; at most {MAX_CELL:,}", number, name
            )
        elif "\0" in value:
            yield Fault("contains NUL bytes", number, name)
        elif not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            yield Fault("contains characters that are not valid Unicode", number, name)


_READERS: dict[Format, Callable[[bytes, str, str], pd.DataFrame]] = {
    Format.CSV: _read_csv,
    Format.JSONL: _read_jsonl,
    Format.PARQUET: _read_parquet,
    Format.XLSX: _read_xlsx,
}
