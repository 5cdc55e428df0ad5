"""Reads text files: what they are encoded in, and the rows of a .csv."""

from __future__ import annotations

import codecs
import csv
import io
import re

from narrative.errors import Fault, InputError
from narrative.reviews.sheet import MAX_NAME, Sheet, fold, without_title

_QUOTED = re.compile(r'"[^"]*"')
_FIRST_RECORD = re.compile(r'(?:"[^"]*"|[^"\r\n]+)*')
_SEPARATOR = re.compile(r'"?sep=([^\w\s"]|\t)"?(?:\r\n|\r|\n)', re.IGNORECASE)


def decode(data: bytes, path: str, encoding: str) -> str:
    """The text of a file, by its byte-order mark or in the given encoding.

    Raises:
        InputError: An unknown encoding, or bytes that it does not have.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        codec = codecs.lookup(encoding).name
        return data.decode("utf-8-sig" if codec == "utf-8" else encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        row, column = _place(data[: error.start], encoding)
        hint = f"not {encoding} text; if it comes from Excel, try --encoding cp1252"
        raise InputError(path, [Fault(hint, row, column)]) from error
    except (LookupError, ValueError) as error:
        raise InputError(path, [Fault(f"unknown encoding {encoding!r}")]) from error


def _place(before: bytes, encoding: str) -> tuple[int, str | None]:
    """The row and column that follow the readable beginning of a file, as far as known."""
    text = before.decode(encoding, "ignore").removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        return text.count("\n") + 1, None
    text, delimiter = _separated(text)
    _allow_large_fields(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return text.count("\n") + 1, None
    if not rows or text.endswith(("\n", "\r")):
        return len(rows) + 1, None
    place = max(len(rows[-1]) - 1, 0)
    known = len(rows) > 1 and place < len(rows[0]) and len(rows[0][place]) <= MAX_NAME
    return len(rows), fold(rows[0][place]) if known else None


def _allow_large_fields(text: str) -> None:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))


def _separated(text: str) -> tuple[str, str]:
    """The text and its separator: comma, semicolon (Excel in much of Europe) or tab.

    A first line ``sep=;`` says which; Excel does not count it as a row.
    """
    said = _SEPARATOR.match(text)
    if said:
        return text[said.end() :], said[1]
    first = _FIRST_RECORD.match(text.lstrip("\r\n"))
    header = _QUOTED.sub("", first[0] if first else "")
    return text, max(",;\t", key=header.count)


def read_csv(data: bytes, path: str, encoding: str, faults: list[Fault]) -> Sheet:
    """The rows of a .csv; those with a wrong number of fields are named in `faults`.

    Such a row is filled up with empty cells, or has the surplus in its last cell.

    Raises:
        InputError: Not text, not CSV, or empty.
    """
    text = decode(data, path, encoding)
    if text.count("\0") > len(text) / 4:
        raise InputError(path, [Fault("not text in this encoding; try --encoding utf-16")])
    text, delimiter = _separated(text)
    _allow_large_fields(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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
    ((header_row, header), *body), remarks = without_title(filled)
    width = len(header)
    rows: list[tuple[int, list[str]]] = []
    for number, found in body:
        row = list(found)
        if len(row) != width:
            faults.append(Fault(f"{len(row)} fields where the header has {width}", row=number))
            row = [*row[: width - 1], delimiter.join(row[width - 1 :])]
            row += [""] * (width - len(row))
        rows.append((number, row))
    kept = [i for i, name in enumerate(header) if name.strip() or any(r[i] for _, r in rows)]
    names = [fold(header[i]) for i in kept]
    cells = [(number, [row[i] for i in kept]) for number, row in rows]
    return Sheet(names, cells, header_row, remarks)
