"""Reads a scored table back, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from narrative.errors import Fault, InputError
from narrative.records import Verdict
from narrative.reviews.formats import Format
from narrative.reviews.read import read_table
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = (
    "review_id",
    "factor",
    "assigned_level",
    "narrative_level",
    "verdict",
    "flag_score",
    "evidence",
    "reason",
    "rubric_id",
    "model_id",
)


def read_scored(path: str, fmt: Format) -> pd.DataFrame:
    """A table that `narrative score` wrote.

    Raises:
        InputError: The file cannot be read, lacks columns, or mixes rubrics.
    """
    frame = read_table(path, fmt)
    missing = [name for name in _NEEDED if name not in frame.columns]
    faults = [Fault(f"no column {name!r}: not a table of scored reviews", 1) for name in missing]
    if not faults and frame["rubric_id"].nunique() > 1:
        faults = [Fault("holds reviews scored under several rubrics; audit one at a time")]
    if faults:
        raise InputError(path, faults)
    return frame


def checked(frame: pd.DataFrame, rubric: Rubric, path: str) -> pd.DataFrame:
    """The table with numeric scores, every value one that the rubric and the package know.

    Raises:
        InputError: Unknown factors, levels or verdicts, or scores outside 0 to 1; all are named.
    """
    import pandas as pd

    known = {
        "factor": set(rubric.factor_ids),
        "assigned_level": {"", *rubric.level_ids},
        "narrative_level": {"", *rubric.level_ids},
        "verdict": {"", *map(str, Verdict)},
        "rubric_id": {rubric.id},
    }
    faults = [fault for name, values in known.items() for fault in strangers(frame, name, values)]
    scores = pd.to_numeric(frame["flag_score"], errors="coerce")
    wrong = frame.index[~scores.between(0, 1)]
    faults += [Fault("is not a number from 0 to 1", int(row), "flag_score") for row in wrong]
    if faults:
        raise InputError(path, sorted(faults, key=lambda fault: fault.row or 0))
    return frame.assign(flag_score=scores.astype(float))


def strangers(frame: pd.DataFrame, name: str, known: set[str]) -> Iterator[Fault]:
    """A fault for each value of a column that is not among those known."""
    for row in frame.index[~frame[name].astype(str).isin(known)]:
        yield Fault(f"is none of {', '.join(sorted(known - {''}))}", int(row), name)
