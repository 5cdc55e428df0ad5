"""Which table format a path or a stream is in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from narrative.errors import ConfigError

STREAM = "-"
"""The path that means standard input or standard output."""


class Format(StrEnum):
    """A table format the batch commands read and write."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"


def format_of(path: str, stream_format: Format | None) -> Format:
    """The format of a path by its extension, or `stream_format` for ``-``.

    Raises:
        ConfigError: An unknown extension, or ``-`` without a format.
    """
    known = ", ".join(f".{f}" for f in Format)
    if path == STREAM:
        if stream_format is None:
            raise ConfigError(f"'-' needs --format ({', '.join(Format)})")
        return stream_format
    suffix = Path(path).suffix.lower().lstrip(".")
    try:
        return Format(suffix)
    except ValueError:
        raise ConfigError(f"{path}: unknown table format; use one of {known}") from None
