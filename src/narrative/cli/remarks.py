"""What a person is told of a file beside its faults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from narrative.cli.options import tell

if TYPE_CHECKING:
    import pandas as pd

    from narrative.reviews.formats import Format

_ROWS = 5
"""Rows that a remark names; of more, it says how many."""


def tell_spoilt(frame: pd.DataFrame, source: str, fmt: Format, encoding: str) -> None:
    """Names the rows whose text looks wrongly decoded, and what may mend it."""
    from narrative.reviews.formats import Format
    from narrative.text.decoding import spoilt

    rows = [
        int(row)
        for row, cells in zip(frame.index, frame.itertuples(index=False), strict=True)
        if any(isinstance(cell, str) and spoilt(cell) for cell in cells)
    ]
    if not rows:
        return
    mend = "export it again as UTF-8"
    if fmt in (Format.CSV, Format.JSONL):
        other = "cp1252" if _is_utf8(encoding) else "utf-8"
        mend = f"try another --encoding, such as {other}, or {mend}"
    tell(f"{source}: {_listed(rows)}: text that looks wrongly decoded; {mend}")


def tell_spoilt_draft(text: str, source: str) -> None:
    """The same of a draft, by line."""
    from narrative.text.decoding import spoilt

    rows = [number for number, line in enumerate(text.split("\n"), 1) if spoilt(line)]
    if rows:
        told = _listed(rows, "line")
        tell(f"{source}: {told}: text that looks wrongly decoded; save it again as UTF-8")


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")


def _listed(rows: Sequence[int], noun: str = "row") -> str:
    """``row 3``, ``rows 3 and 7``, ``rows 3, 4, 5, 6, 7 and 12 more``."""
    shown: Iterable[str] = map(str, rows[:_ROWS])
    rest = len(rows) - _ROWS
    *first, last = [*shown, f"{rest:,} more"] if rest > 0 else [*shown]
    return f"{noun}s {', '.join(first)} and {last}" if first else f"{noun} {last}"
