"""Cells: whatever type a library gives them, as Python's own types or as text."""

from __future__ import annotations

import datetime
import decimal
import json
import math
import re
from typing import Any

import numpy as np
import pandas as pd

_ERROR = re.compile(
    r"#(REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|EXTERNAL|PYTHON"
    r"|ERROR)!|#NAME\?|#N/A|#GETTING_DATA|Err:\d{3}"
)


def is_error(value: Any) -> bool:
    """Whether the cell holds what spreadsheets show for a failed formula, and nothing else."""
    return isinstance(value, str) and _ERROR.fullmatch(value.strip()) is not None


def missing(value: Any) -> bool:
    """Whether the cell is one of the many ways to say that there is no value."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, float | np.floating) and math.isnan(value)


def native(value: Any) -> Any:
    """The cell as str, int, float, bool, dict or list; a missing one is an empty string.

    Dates and times become ISO text, decimals text that keeps every digit, bytes the
    UTF-8 text they hold.
    """
    if type(value) in (str, int, bool):
        return value
    if missing(value):
        return ""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): or_none(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [or_none(part) for part in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return _scalar(value)


def or_none(value: Any) -> Any:
    """The same where a missing value has a word of its own, as in JSON."""
    return None if missing(value) else native(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, str | int | float | bool) and not isinstance(value, decimal.Decimal):
        return value
    return str(value)


def as_text(value: Any) -> str:
    """The cell as a text file holds it; nested values as JSON, whole floats without ".0"."""
    value = native(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
