"""Reads a table of observations back, and sums it up for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrative.errors import Fault, InputError
from narrative.records import Severity
from narrative.report.scored import strangers
from narrative.reviews.formats import Format
from narrative.reviews.read import EMPTY, NO_ROWS, read_table
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = (
    "review_id",
    "code",
    "check",
    "severity",
    "factor",
    "reason",
    "evidence",
    "evidence_spans",
    "fingerprint",
    "rubric_id",
)


@dataclass(frozen=True, slots=True)
class Count:
    """How often a check observed something.

    Attributes:
        name: The check's name as the table has it.
        severity: "warning" or "note".
    """

    code: str
    name: str
    severity: str
    observations: int


@dataclass(frozen=True, slots=True)
class Observed:
    """What a table of observations holds, counted.

    Attributes:
        counts: Every check that observed something, by code.
        first: The first rows, warnings before notes, none of them settled: the table's columns
            by name, as text.
        settled: Observations that people have decided about.
    """

    counts: tuple[Count, ...]
    first: tuple[Mapping[str, str], ...]
    settled: int = 0

    @property
    def total(self) -> int:
        """How many observations there are."""
        return sum(count.observations for count in self.counts)


def read_observed(path: str, fmt: Format, scored: pd.DataFrame, rubric: Rubric) -> pd.DataFrame:
    """A table of observations that `narrative score` wrote beside the scored table.

    Raises:
        InputError: The file cannot be read, is no such table, or is about other reviews.
    """
    import pandas as pd

    try:
        frame = read_table(path, fmt)
    except InputError as error:
        # The checks may have noticed nothing.
        if all(fault.message in (EMPTY, NO_ROWS) for fault in error.faults):
            return pd.DataFrame(columns=list(_NEEDED), dtype=object)
        raise
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        faults = [Fault(f"no column {name!r}: not a table of observations", 1) for name in missing]
        raise InputError(path, faults)
    faults = sorted(_faults(frame, scored, rubric), key=lambda fault: fault.row or 0)
    if faults:
        raise InputError(path, faults)
    return frame


def _faults(frame: pd.DataFrame, scored: pd.DataFrame, rubric: Rubric) -> Iterator[Fault]:
    known = {
        "severity": set(map(str, Severity)),
        "factor": {"", *rubric.factor_ids},
        "rubric_id": {rubric.id},
    }
    for name, values in known.items():
        yield from strangers(frame, name, values)
    reviews = set(scored["review_id"].astype(str))
    for row in frame.index[~frame["review_id"].astype(str).isin(reviews)]:
        yield Fault("is no review of the scored table", int(row), "review_id")


def sum_up(observed: pd.DataFrame, first: int, settled: Collection[str] = frozenset()) -> Observed:
    """The counts by code, and as many rows as wanted of those that are not `settled`."""
    columns = (observed[name].astype(str) for name in ("code", "check", "severity"))
    counts = Counter(zip(*columns, strict=True))
    done = observed["fingerprint"].isin(settled)
    # A stable sort: observations of one severity keep the order of the reviews.
    ordered = observed[~done].sort_values(
        "severity", key=lambda column: column != str(Severity.WARNING), kind="stable"
    )
    return Observed(
        tuple(
            Count(code, name, severity, n) for (code, name, severity), n in sorted(counts.items())
        ),
        tuple(
            {str(name): str(value) for name, value in row.items()}
            for row in ordered.head(first).to_dict("records")
        ),
        int(done.sum()),
    )
