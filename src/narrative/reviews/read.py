"""Reads a table of any supported format, or says everything that is wrong with it.

Text formats keep every cell as text, so leading zeros survive; typed formats keep their
types. Whatever the format, missing cells become empty strings.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from narrative.errors import Fault, InputError
from narrative.reviews.cells import native
from narrative.reviews.excel import check_zip as check_zip
from narrative.reviews.excel import read_sheet
from narrative.reviews.formats import STREAM, Format

MAX_CELL = 200_000
"""Characters in one cell; a longer one is a damaged file, not a comment."""

MAX_NAME = 200
"""Characters in a column's name; a longer one is a comment in a file without a header."""

MAX_UNPACKED = 2_000_000_000
"""Bytes a compressed file may unpack to."""

_QUOTED = re.compile(r'"[^"]*"')


def read_table(path: str, fmt: Format, encoding: str = "utf-8") -> pd.DataFrame:
    """The table at `path` (``-`` is standard input), its columns in the file's order.

    The index holds each row's number as the file counts it: the header is row 1, and in
    .jsonl, which has none, the first line is.

    Raises:
        InputError: The file cannot be read, is damaged, or has faulty rows; all are named.
    """
    source = "standard input" if path == STREAM else path
    data = _bytes(path)
    if not data.strip():
        raise InputError(source, [Fault("the file is empty")])
    frame = _READERS[fmt](data, source, encoding)
    _check(frame, source)
    return frame


def _bytes(path: str) -> bytes:
    if path == STREAM:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        reason = getattr(error, "strerror", None) or "not a path"
        raise InputError(path, [Fault(f"cannot be read: {reason}")]) from error


def _decode(data: bytes, path: str, encoding: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        codec = codecs.lookup(encoding).name
        return data.decode("utf-8-sig" if codec == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        row, column = _place(data[: error.start], encoding)
        hint = f"not {encoding} text; if it comes from Excel, try --encoding cp1252"
        raise InputError(path, [Fault(hint, row, column)]) from error
    except (LookupError, ValueError) as error:
        raise InputError(path, [Fault(f"unknown encoding {encoding!r}")]) from error


def _place(before: bytes, encoding: str) -> tuple[int, str | None]:
    """The row and column that follow the readable beginning of a file, as far as known."""
    text = before.decode(encoding, "ignore")
    if text.lstrip().startswith("{"):
        return text.count("\n") + 1, None
    _allow_large_fields(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error:
        return text.count("\n") + 1, None
    if not rows or text.endswith(("\n", "\r")):
        return len(rows) + 1, None
    place = max(len(rows[-1]) - 1, 0)
    known = len(rows) > 1 and place < len(rows[0]) and len(rows[0][place]) <= MAX_NAME
    return len(rows), rows[0][place].strip() if known else None


def _allow_large_fields(text: str) -> None:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))


def _read_csv(data: bytes, path: str, encoding: str) -> pd.DataFrame:
    text = _decode(data, path, encoding).removeprefix("\ufeff")
    if text.count("\0") > len(text) / 4:
        raise InputError(path, [Fault("not text in this encoding; try --encoding utf-16")])
    _allow_large_fields(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        fault = Fault(f"not valid CSV from here on: {error}", row=len(records) + 1)
        raise InputError(path, [fault]) from error
    # A blank line is not a record, but it counts where rows are named.
    filled = [(n, row) for n, row in enumerate(records, 1) if any(cell.strip() for cell in row)]
    if not filled:
        raise InputError(path, [Fault("the file is empty")])
    (_, header), *body = filled
    wrong = [
        Fault(f"{len(row)} fields where the header has {len(header)}", row=number)
        for number, row in body
        if len(row) != len(header)
    ]
    if wrong:
        raise InputError(path, [*_header_faults([name.strip() for name in header]), *wrong])
    rows = [row for _, row in body]
    kept = [i for i, name in enumerate(header) if name.strip() or any(row[i] for row in rows)]
    return _frame([header[i] for i in kept], ([r[i] for i in kept] for r in rows), body)


def _delimiter(text: str) -> str:
    """The separator of the header line: comma, semicolon (Excel in much of Europe) or tab."""
    header = re.split(r"[\r\n]", text.lstrip("\ufeff\r\n"), maxsplit=1)[0]
    return max(",;\t", key=_QUOTED.sub("", header).count)


def _read_jsonl(data: bytes, path: str, encoding: str) -> pd.DataFrame:
    faults: list[Fault] = []
    body: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(_decode(data, path, encoding).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = "nested too deep" if isinstance(error, RecursionError) else "broken"
            faults.append(Fault(f"not valid JSON: {getattr(error, 'msg', what)}", number))
            continue
        if isinstance(record, dict):
            body.append((number, record))
        else:
            faults.append(Fault("not a JSON object", row=number))
    if faults:
        raise InputError(path, faults)
    columns = list(dict.fromkeys(name for _, row in body for name in row))
    return _frame(columns, ([row.get(name) for name in columns] for _, row in body), body)


def _read_parquet(data: bytes, path: str, encoding: str) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        groups = range(file.metadata.num_row_groups)
        if sum(file.metadata.row_group(g).total_byte_size for g in groups) > MAX_UNPACKED:
            raise InputError(path, [Fault(f"unpacks to more than {MAX_UNPACKED:,} bytes")])
        table = file.read()
        # pandas keeps a nameless index here; a named one is a column like any other.
        kept = [i for i, n in enumerate(table.column_names) if not n.startswith("__index_level_")]
        cells = [table.column(i).to_pylist() for i in kept]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(path, [Fault("not a Parquet file, or damaged")]) from error
    body = [(number, None) for number in range(2, table.num_rows + 2)]
    return _frame([table.column_names[i] for i in kept], zip(*cells, strict=True), body)


def _read_xlsx(data: bytes, path: str, encoding: str) -> pd.DataFrame:
    header, body = read_sheet(data, path)
    return _frame(header, (row for _, row in body), body)


def _frame(
    header: Sequence[str], rows: Iterable[Sequence[Any]], body: Sequence[tuple[int, Any]]
) -> pd.DataFrame:
    """The cells as a frame that numbers its rows as the file does."""
    numbers = pd.Index([number for number, _ in body], name="row")
    cells = [[native(cell) for cell in row] for row in rows]
    frame = pd.DataFrame(cells or None, index=numbers, columns=range(len(header)), dtype=object)
    frame.columns = pd.Index([str(name).strip() for name in header])
    return frame


def _check(frame: pd.DataFrame, path: str) -> None:
    faults = list(_header_faults(list(frame.columns)))
    if not len(frame):
        faults.append(Fault("has a header but no rows"))
    elif not len(frame.columns):
        faults.append(Fault("has no columns"))
    named_well = not faults
    for place, name in enumerate(frame.columns):
        faults.extend(_cell_faults(frame.iloc[:, place], name if named_well else None))
    if faults:
        raise InputError(path, sorted(faults, key=lambda f: f.row or 0))


def _header_faults(columns: Sequence[str]) -> Iterable[Fault]:
    seen: set[str] = set()
    for place, name in enumerate(columns, 1):
        if not name:
            yield Fault(f"column {place} has no name", row=1)
        elif len(name) > MAX_NAME:
            what = f"column {place} has a name of {len(name):,} characters; is there a header?"
            yield Fault(what, row=1)
        elif not name.isprintable():
            yield Fault(f"column {place} has a name with control characters", row=1)
        elif name in seen:
            yield Fault("the column occurs twice", row=1, column=name)
        seen.add(name)


def _cell_faults(column: pd.Series, name: str | None) -> Iterable[Fault]:
    for row, value in column.items():
        if isinstance(value, dict | list):
            value = json.dumps(value, ensure_ascii=False, default=str)
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
