"""Reads a table of any supported format, or says everything that is wrong with it.

Text formats keep every cell as text, so leading zeros survive; typed formats keep their
types. Whatever the format, missing cells become empty strings.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from narrative.errors import Fault, InputError
from narrative.reviews.cells import native
from narrative.reviews.delimited import decode, read_csv
from narrative.reviews.excel import check_zip as check_zip
from narrative.reviews.excel import read_sheet
from narrative.reviews.formats import STREAM, Format
from narrative.reviews.sheet import MAX_NAME as MAX_NAME
from narrative.reviews.sheet import Sheet, fold, header_faults

MAX_CELL = 200_000
"""Characters in one cell; a longer one is a damaged file, not a comment."""

EMPTY, NO_ROWS = "the file is empty", "has a header but no rows"
"""What is said of a file that holds nothing, and of one that holds no more than a header."""

MAX_UNPACKED = 2_000_000_000
"""Bytes a compressed file may unpack to."""


def read_table(
    path: str, fmt: Format, encoding: str = "utf-8", faults: list[Fault] | None = None
) -> pd.DataFrame:
    """The table at `path` (``-`` is standard input), its columns in the file's order.

    The index holds each row's number as the file counts it: the header is row 1, and in
    .jsonl, which has none, the first line is. `attrs` of the frame holds the header's row
    (``header_row``) and what to tell the user of how the file was read (``remarks``).

    Args:
        path: The file.
        fmt: Its format.
        encoding: Of .csv and .jsonl.
        faults: A list that gains the faults of single rows, which then do not stop the
            reading: the rows are in the table, with surrogates spelled as escapes, and a
            line that is no record as empty cells. Pass it on to `load_reviews`.

    Raises:
        InputError: The file cannot be read or is damaged, or, without a list for them, has
            faulty rows; all are named.
    """
    source = "standard input" if path == STREAM else path
    data = _bytes(path)
    if not data.strip():
        raise InputError(source, [Fault(EMPTY)])
    found: list[Fault] = []
    sheet = _READERS[fmt](data, source, encoding, found)
    frame = _frame(sheet)
    fatal = _table_faults(frame, sheet.header_row)
    found += _cell_faults(frame, named=not fatal)
    if fatal or (found and faults is None):
        raise InputError(source, _in_order([*fatal, *found]))
    if faults is not None:
        faults += _in_order(found)
    return frame


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: fault.row or 0)


def _bytes(path: str) -> bytes:
    if path == STREAM:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        reason = getattr(error, "strerror", None) or "not a path"
        raise InputError(path, [Fault(f"cannot be read: {reason}")]) from error


def _read_jsonl(data: bytes, path: str, encoding: str, faults: list[Fault]) -> Sheet:
    body: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(decode(data, path, encoding).split("\n"), 1):
        if not line.strip():
            continue
        record: Any = None
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = "nested too deep" if isinstance(error, RecursionError) else "broken"
            faults.append(Fault(f"not valid JSON: {getattr(error, 'msg', what)}", number))
        else:
            if not isinstance(record, dict):
                faults.append(Fault("not a JSON object", row=number))
        body.append((number, record if isinstance(record, dict) else {}))
    columns = list(dict.fromkeys(name for _, row in body for name in row))
    if not columns and faults:
        raise InputError(path, faults)
    rows = [(number, [row.get(name) for name in columns]) for number, row in body]
    return Sheet([fold(name) for name in columns], rows)


def _read_parquet(data: bytes, path: str, encoding: str, faults: list[Fault]) -> Sheet:
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
    header = [fold(table.column_names[i]) for i in kept]
    return Sheet(header, list(enumerate(zip(*cells, strict=True), 2)))


def _read_xlsx(data: bytes, path: str, encoding: str, faults: list[Fault]) -> Sheet:
    return read_sheet(data, path, faults)


def _frame(sheet: Sheet) -> pd.DataFrame:
    """The cells as a frame that numbers its rows as the file does."""
    numbers = pd.Index([number for number, _ in sheet.rows], name="row")
    cells = [[native(cell) for cell in row] for _, row in sheet.rows]
    columns = range(len(sheet.header))
    frame = pd.DataFrame(cells or None, index=numbers, columns=columns, dtype=object)
    frame.columns = pd.Index(list(sheet.header))
    frame.attrs = {"header_row": sheet.header_row, "remarks": list(sheet.remarks)}
    return frame


def _table_faults(frame: pd.DataFrame, header_row: int) -> list[Fault]:
    faults = list(header_faults(list(frame.columns), header_row))
    if not len(frame):
        faults.append(Fault(NO_ROWS))
    elif not len(frame.columns):
        faults.append(Fault("has no columns"))
    return faults


def _cell_faults(frame: pd.DataFrame, named: bool) -> list[Fault]:
    """What is wrong with single cells; what is no Unicode is spelled as an escape."""
    faults: list[Fault] = []
    for place, name in enumerate(frame.columns):
        for at, value in enumerate(frame.iloc[:, place]):
            nested = isinstance(value, dict | list)
            text = json.dumps(value, ensure_ascii=False, default=str) if nested else value
            wrong = _wrong(text) if isinstance(text, str) else None
            if wrong:
                faults.append(Fault(wrong, int(frame.index[at]), name if named else None))
                escaped = text.encode("utf-8", "backslashreplace").decode()
                frame.iat[at, place] = escaped if escaped != text else value
    return faults


def _wrong(text: str) -> str | None:
    if len(text) > MAX_CELL:
        return f"{len(text):,} characters in one cell; at most {MAX_CELL:,}"
    if "\0" in text:
        return "contains NUL bytes"
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        return "contains characters that are not valid Unicode"
    return None


_READERS: dict[Format, Callable[[bytes, str, str, list[Fault]], Sheet]] = {
    Format.CSV: read_csv,
    Format.JSONL: _read_jsonl,
    Format.PARQUET: _read_parquet,
    Format.XLSX: _read_xlsx,
}
