"""Writes a table in any supported format: whole or not at all, formulas neutralised."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from narrative.errors import ConfigError, NarrativeError
from narrative.reviews.cells import as_text, native, or_none
from narrative.reviews.formats import STREAM, Format

if TYPE_CHECKING:
    import pyarrow as pa

XLSX_ROWS = 1_048_575
"""Data rows an Excel sheet holds."""

XLSX_CELL = 32_767
"""Characters an Excel cell holds."""

_XLSX_LIST = 255
"""Characters an Excel drop-down's values take in all."""

_EXACT = 10**15
"""Excel rounds whole numbers of more digits; they are written as text."""

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")
_RISKY = tuple("=+-@\t\r\n＝＋－＠")
_QUOTABLE = re.compile(r'[",;\t\r\n]|^\s|\s$')


def neutralise(value: Any) -> Any:
    """A cell that no spreadsheet program runs as a formula.

    Text that starts like one gets a leading apostrophe, as OWASP's advice on CSV
    injection has it; signed numbers are left alone.
    """
    if not isinstance(value, str) or not value:
        return value
    risky = value.startswith(_RISKY) and not _NUMBER.fullmatch(value)
    return "'" + value if risky else value


def write_table(
    frame: pd.DataFrame, path: str, fmt: Format, choices: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Writes `frame` to `path` (``-`` is standard output); an old file is replaced at the end.

    Args:
        frame: The table.
        path: Where it goes.
        fmt: Its format.
        choices: Values by column name that a workbook offers in a drop-down.

    Raises:
        NarrativeError: The table does not fit the format, or the place cannot be written.
    """
    _write_bytes(path, _bytes(frame, fmt, path, choices or {}))


def write_tables(tables: Iterable[tuple[pd.DataFrame, str, Format]]) -> None:
    """Writes several tables as `write_table` does, none before all fit their formats."""
    ready = [(path, _bytes(frame, fmt, path, {})) for frame, path, fmt in tables]
    for path, data in ready:
        _write_bytes(path, data)


def _write_bytes(path: str, data: bytes) -> None:
    if path == STREAM:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with replacing(path) as handle:
        handle.write(data)


@contextlib.contextmanager
def replacing(path: str) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` only when the block ends without an error.

    A link keeps pointing where it did, and an old file's permissions stay. A device or a
    pipe cannot be replaced; it is written directly.
    """
    target = Path(path).resolve()
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as device:
                yield device
            return
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before the rename
            dir=target.parent, prefix=".narrative-", delete=False
        )
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(handle.name)
    try:
        with handle:
            yield handle
        temporary.chmod(mode)
        temporary.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    """The permissions that new files are not given; the system tells only when it is set."""
    umask = os.umask(0)
    os.umask(umask)
    return umask


def _unwritable(path: str, error: OSError) -> NarrativeError:
    return NarrativeError(f"{path}: cannot be written: {error.strerror or error}")


def check_writable(path: str) -> None:
    """Fails early, before minutes of work, when `path` could not be written.

    Raises:
        ConfigError: The folder does not exist or is read-only, or the path is a folder.
    """
    if path == STREAM:
        return
    target = Path(path)
    if not target.parent.is_dir():
        raise ConfigError(f"{path}: the folder {target.parent} does not exist")
    if target.is_dir():
        raise ConfigError(f"{path}: is a folder")
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        raise ConfigError(f"{path}: may not be written")


def _bytes(
    frame: pd.DataFrame, fmt: Format, path: str, choices: Mapping[str, Sequence[str]]
) -> bytes:
    names = [str(name) for name in frame.columns]
    cell_of = or_none if fmt is Format.JSONL else native
    rows = ([cell_of(cell) for cell in row] for row in _tuples(frame))
    try:
        if fmt is Format.CSV:
            # A byte-order mark would break pipelines; Excel has Data > From Text for UTF-8.
            return "".join(_csv_line(row) for row in (names, *rows)).encode("utf-8")
        if fmt is Format.JSONL:
            return "".join(_json_line(names, row) for row in rows).encode("utf-8")
        if fmt is Format.PARQUET:
            return _parquet(names, frame)
        return _xlsx(names, rows, frame, path, choices)
    except UnicodeEncodeError as error:
        raise NarrativeError(f"{path}: a cell holds characters that are not Unicode") from error


def _tuples(frame: pd.DataFrame) -> Iterable[Sequence[Any]]:
    """The rows, each column with its own types: a whole row at once would mix them."""
    columns = [frame.iloc[:, place] for place in range(len(frame.columns))]
    return zip(*columns, strict=True)


def _csv_line(cells: Sequence[Any]) -> str:
    """One line; whatever any spreadsheet program might split is quoted."""
    texts = [neutralise(str(c) if isinstance(c, float) else as_text(c)) for c in cells]
    lone = len(texts) == 1  # an empty line would be no row
    return ",".join(_quoted(text, lone) for text in texts) + "\n"


def _quoted(text: str, lone: bool) -> str:
    if _QUOTABLE.search(text) or (lone and not text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _json_line(names: Sequence[str], cells: Sequence[Any]) -> str:
    finite = [str(c) if isinstance(c, float) and abs(c) == float("inf") else c for c in cells]
    return json.dumps(dict(zip(names, finite, strict=True)), ensure_ascii=False) + "\n"


def _parquet(names: Sequence[str], frame: pd.DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [_array(frame.iloc[:, place]) for place in range(len(names))]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, names=list(names)), sink)
    return bytes(sink.getvalue())


def _array(column: pd.Series) -> pa.Array:
    """A column of one type; one of mixed types becomes text, nested values become JSON."""
    import pyarrow as pa

    cells = [or_none(cell) for cell in column]
    kinds = {type(cell) for cell in cells if cell is not None and cell != ""}
    if kinds and str not in kinds:
        cells = [None if cell == "" else cell for cell in cells]
    if kinds <= {int} or kinds <= {float, int} or kinds in ({bool}, {str}):
        with contextlib.suppress(pa.ArrowException, OverflowError):
            return pa.array(
                [float(c) if c is not None else c for c in cells] if float in kinds else cells
            )
    return pa.array([None if cell is None else as_text(cell) for cell in cells], pa.string())


def _xlsx(
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    frame: pd.DataFrame,
    path: str,
    choices: Mapping[str, Sequence[str]],
) -> bytes:
    import xlsxwriter

    if len(frame) > XLSX_ROWS:
        raise NarrativeError(f"{path}: {len(frame):,} rows; an Excel sheet holds {XLSX_ROWS:,}")
    buffer = io.BytesIO()
    # Strings are written as strings: never as formulas, links or numbers.
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, {**safe, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("narrative")
        bold = book.add_format({"bold": True})
        for col, name in enumerate(names):
            sheet.write_string(0, col, name, bold)
        for row, values in enumerate(rows, 1):
            for col, value in enumerate(values):
                if not _write_cell(sheet, row, col, value):
                    place = f"row {row + 1}, column {names[col]!r}"
                    fault = f"{len(as_text(value)):,} characters; an Excel cell holds {XLSX_CELL:,}"
                    raise NarrativeError(f"{path}: {place}: {fault}")
        sheet.freeze_panes(1, 0)
        if names:
            sheet.autofilter(0, 0, len(frame), len(names) - 1)
        for name, offered in choices.items():
            _offer(sheet, names.index(name), len(frame), offered)
    return buffer.getvalue()


def _offer(sheet: Any, col: int, rows: int, values: Sequence[str]) -> None:
    """A drop-down in every data cell of a column, as far as Excel has room for its values."""
    if rows and len(",".join(values)) <= _XLSX_LIST:
        sheet.data_validation(1, col, rows, col, {"validate": "list", "source": list(values)})


def _write_cell(sheet: Any, row: int, col: int, value: Any) -> bool:
    """Writes a cell with its type; False if it is too long for one."""
    if isinstance(value, bool):
        sheet.write_boolean(row, col, value)
    elif isinstance(value, int | float) and abs(value) < _EXACT:
        sheet.write_number(row, col, value)
    else:
        text = as_text(value)
        if len(text) > XLSX_CELL:
            return False
        sheet.write_string(row, col, text)
    return True
