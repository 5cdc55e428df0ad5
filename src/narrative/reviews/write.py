"""Writes a table in any supported format: whole or not at all, formulas neutralised."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pandas as pd

from narrative.errors import ConfigError, NarrativeError
from narrative.reviews.formats import STREAM, Format

XLSX_ROWS = 1_048_575
"""Data rows an Excel sheet holds."""

XLSX_CELL = 32_767
"""Characters an Excel cell holds."""

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")


def neutralise(value: Any) -> Any:
    """A cell that no spreadsheet program runs as a formula.

    Text that starts like one gets a leading apostrophe, as OWASP's advice on CSV
    injection has it; signed numbers are left alone.
    """
    if not isinstance(value, str) or not value:
        return value
    risky = value[0] in "=+-@\t\r" and not _NUMBER.fullmatch(value)
    return "'" + value if risky else value


def write_table(frame: pd.DataFrame, path: str, fmt: Format) -> None:
    """Writes `frame` to `path` (``-`` is standard output); an old file is replaced at the end.

    Raises:
        NarrativeError: The table does not fit the format, or the place cannot be written.
    """
    data = _bytes(frame, fmt, path)
    if path == STREAM:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with replacing(path) as handle:
        handle.write(data)


@contextlib.contextmanager
def replacing(path: str) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` only when the block ends without an error."""
    target = Path(path)
    try:
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before the rename
            dir=target.parent, prefix=f".{target.name}.", delete=False
        )
    except OSError as error:
        raise NarrativeError(f"{path}: cannot be written: {error.strerror}") from error
    temporary = Path(handle.name)
    try:
        with handle:
            yield handle
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(target)
    except OSError as error:
        raise NarrativeError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)


def check_writable(path: str) -> None:
    """Fails early, before minutes of work, when `path` could not be written.

    Raises:
        ConfigError: The folder does not exist, or the path is a folder.
    """
    if path == STREAM:
        return
    target = Path(path)
    if not target.parent.is_dir():
        raise ConfigError(f"{path}: the folder {target.parent} does not exist")
    if target.is_dir():
        raise ConfigError(f"{path}: is a folder")


def _bytes(frame: pd.DataFrame, fmt: Format, path: str) -> bytes:
    buffer = io.BytesIO()
    if fmt is Format.CSV:
        # The byte-order mark would break pipelines; Excel reads UTF-8 through Data > From text.
        safe = frame.map(neutralise)
        safe.columns = pd.Index([neutralise(name) for name in frame.columns])
        return safe.to_csv(index=False, lineterminator="\n").encode("utf-8")
    if fmt is Format.JSONL:
        text = frame.to_json(orient="records", lines=True, force_ascii=False, date_format="iso")
        return text.encode("utf-8")
    if fmt is Format.PARQUET:
        _uniform(frame).to_parquet(buffer, index=False)
    else:
        _write_xlsx(frame, buffer, path)
    return buffer.getvalue()


def _uniform(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of mixed types become text: Parquet holds one type a column."""
    frame = frame.copy()
    for name in frame.columns:
        if frame[name].dtype == object:
            kinds = {type(value) for value in frame[name]}
            if len(kinds) > 1:
                frame[name] = frame[name].map(str)
    return frame


def _write_xlsx(frame: pd.DataFrame, buffer: io.BytesIO, path: str) -> None:
    import xlsxwriter

    if len(frame) > XLSX_ROWS:
        raise NarrativeError(f"{path}: {len(frame):,} rows; an Excel sheet holds {XLSX_ROWS:,}")
    # Strings are written as strings: never as formulas, links or numbers.
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, {**safe, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("narrative")
        bold = book.add_format({"bold": True})
        for col, name in enumerate(frame.columns):
            sheet.write_string(0, col, str(name), bold)
        for row, values in enumerate(frame.itertuples(index=False), 1):
            for col, value in enumerate(values):
                if isinstance(value, str) and len(value) > XLSX_CELL:
                    place = f"row {row + 1}, column {frame.columns[col]!r}"
                    fault = f"{len(value):,} characters; an Excel cell holds {XLSX_CELL:,}"
                    raise NarrativeError(f"{path}: {place}: {fault}")
                _write_cell(sheet, row, col, value)
        sheet.freeze_panes(1, 0)
        if len(frame.columns):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _write_cell(sheet: Any, row: int, col: int, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        sheet.write_string(row, col, str(value))
    elif value == value:
        sheet.write_number(row, col, value)
