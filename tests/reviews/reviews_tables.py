"""A small rubric and ways to write tables for the tests of this folder."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from narrative.errors import InputError
from narrative.reviews.formats import Format
from narrative.reviews.read import read_table
from narrative.rubric.schema import Factor, Level, Rubric

RUBRIC = Rubric(
    id="small",
    name="Small",
    levels=(
        Level(id="needs_improvement", name="Needs Improvement", aliases=("NI",)),
        Level(id="meets", name="Meets Expectations"),
        Level(id="exceeds", name="Exceeds Expectations"),
    ),
    factors=(
        Factor(id="completeness", name="Completeness", descriptors={"meets": "Does it all."}),
        Factor(
            id="availability_timeliness",
            name="Availability/Timeliness",
            aliases=("Timeliness",),
            descriptors={"meets": "Is on time."},
        ),
    ),
)


def wide(**changes: Any) -> dict[str, Any]:
    """One row of a wide table; a change to None drops the column."""
    row = {
        "review_id": "007",
        "narrative": "Returns calls.",
        "completeness": "Meets",
        "Timeliness": "3",
        "unit": "North",
    }
    return {name: value for name, value in {**row, **changes}.items() if value is not None}


def faults_of(path: Path, fmt: Format = Format.CSV, encoding: str = "utf-8") -> list[str]:
    """What reading a file says is wrong, one entry a fault; fails if nothing is."""
    try:
        read_table(str(path), fmt, encoding)
    except InputError as error:
        return [str(fault) for fault in error.faults]
    raise AssertionError("the file was read")


def save(frame: pd.DataFrame, fmt: Format, folder: Path) -> Path:
    """Writes with other tools than ours, as a user's system would."""
    path = folder / f"in.{fmt}"
    if fmt is Format.CSV:
        frame.to_csv(path, index=False)
    elif fmt is Format.JSONL:
        path.write_text("".join(json.dumps(r) + "\n" for r in frame.to_dict("records")))
    elif fmt is Format.PARQUET:
        frame.to_parquet(path)
    else:
        frame.to_excel(path, index=False, engine="xlsxwriter")
    return path


def workbook(cells: dict[tuple[int, int], object]) -> bytes:
    """A workbook with these cells on its first sheet, by row and column from 0."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for (row, col), value in cells.items():
            sheet.write(row, col, value)
    return buffer.getvalue()
