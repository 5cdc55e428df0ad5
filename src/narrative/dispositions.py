"""What people decided about findings: a plain file of decisions, and what it says of the checks.

The file is a CSV table that only ever grows: a later line about the same fingerprint takes the
place of an earlier one. It names reviews, and holds no text of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from narrative.errors import ConfigError, Fault, InputError

if TYPE_CHECKING:
    import pandas as pd

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")

_Z = 1.959964
"""The normal distribution's 97.5 % point."""


class Outcome(StrEnum):
    """What a person made of a finding."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"
    RATING_CHANGED = "rating_changed"
    NARRATIVE_CHANGED = "narrative_changed"


@dataclass(frozen=True, slots=True)
class Disposition:
    """A person's decision about one finding or observation. Every field is text, "" if empty.

    Attributes:
        fingerprint: What was decided about, see `narrative.fingerprint`.
        factor: The factor's id, or "" where it is about the review as a whole.
        code: The check's stable code.
        reason: Why, in the person's own words; never empty where the outcome is dismissed.
        by: Who decided.
        date: When, as ISO 8601 has it.
        assigned_level: The level's id at the time, or "".
        new_level: The level's id after the decision, where it is that the rating was changed.
    """

    fingerprint: str
    review_id: str
    factor: str
    code: str
    outcome: Outcome
    reason: str = ""
    by: str = ""
    date: str = ""
    assigned_level: str = ""
    new_level: str = ""


COLUMNS = tuple(field.name for field in fields(Disposition))
"""The file's columns."""


def outcome_of(text: str) -> Outcome | None:
    """The outcome a person wrote, case and blanks folded; None if it is none."""
    folded = "_".join(re.split(r"[\s_-]+", text.strip().lower()))
    return Outcome(folded) if folded in set(Outcome) else None


def wanting(outcome: Outcome, reason: str, new_level: str) -> dict[str, str]:
    """What a decision lacks or has too much of: a message by column."""
    wrong: dict[str, str] = {}
    if outcome is Outcome.DISMISSED and not reason.strip():
        wrong["reason"] = "a dismissed finding needs a reason"
    if outcome is Outcome.RATING_CHANGED and not new_level.strip():
        wrong["new_level"] = "a changed rating needs its new level"
    if outcome is not Outcome.RATING_CHANGED and new_level.strip():
        wrong["new_level"] = f"only {Outcome.RATING_CHANGED} has a new level"
    return wrong


def read_dispositions(path: str, *, must_exist: bool = True) -> list[Disposition]:
    """Every line of the file, in its order.

    Args:
        path: A .csv file that narrative wrote, or a person in the same form.
        must_exist: Whether a file that is not there is a fault, or holds nothing.

    Raises:
        ConfigError: The path does not end in .csv.
        InputError: The file cannot be read, lacks a column, or has lines that are no
            decisions; all are named.
    """
    frame = _table(path, must_exist=must_exist)
    if frame is None:
        return []
    faults: list[Fault] = []
    found: list[Disposition] = []
    for row, record in _records(frame):
        item, wrong = _parse(record, row)
        faults += wrong
        found += [item] if item else []
    if faults:
        raise InputError(path, faults)
    return found


def latest(dispositions: Iterable[Disposition]) -> dict[str, Disposition]:
    """The decision that holds, by fingerprint: later lines win."""
    return {item.fingerprint: item for item in dispositions}


def append_dispositions(path: str, added: Sequence[Disposition]) -> None:
    """Adds lines at the end; the old file is replaced at once, or stays as it was.

    The file is read anew for every call, so that what another command has added in between
    is kept. Columns a person has added stay.

    Raises:
        ConfigError: The path does not end in .csv.
        InputError: The file is there and is no file of dispositions.
        NarrativeError: It cannot be written.
    """
    import pandas as pd

    from narrative.reviews.formats import Format
    from narrative.reviews.write import write_table

    read_dispositions(path, must_exist=False)
    if not added:
        return
    whole = pd.DataFrame([_record(item) for item in added], columns=list(COLUMNS), dtype=object)
    old = _table(path, must_exist=False)
    if old is not None:
        whole = pd.concat([old, whole.reindex(columns=old.columns, fill_value="")])
    # A leading apostrophe of a text's own is doubled: one is taken away when it is read.
    safe = whole.map(lambda cell: f"'{cell}" if str(cell).startswith("'") else cell)
    write_table(safe, path, Format.CSV)


def _record(item: Disposition) -> dict[str, str]:
    return {name: str(getattr(item, name)) for name in COLUMNS}


def _table(path: str, *, must_exist: bool) -> pd.DataFrame | None:
    """The file's rows as they were before formulas were neutralised; None if there are none."""
    from narrative.reviews.formats import Format
    from narrative.reviews.read import EMPTY, NO_ROWS, read_table

    if Path(path).suffix.lower() != ".csv":
        raise ConfigError(f"{path}: dispositions are kept in a .csv file")
    if not must_exist and not Path(path).exists():
        return None
    try:
        frame = read_table(path, Format.CSV)
    except InputError as error:
        # A person may have deleted every line.
        if all(fault.message in (EMPTY, NO_ROWS) for fault in error.faults):
            return None
        raise
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        what = "not a file of dispositions"
        raise InputError(path, [Fault(f"no column {name!r}: {what}", 1) for name in missing])
    return frame.map(_plain)


def _plain(cell: str) -> str:
    """The cell as it was before `append_dispositions` made it harmless."""
    from narrative.reviews.write import neutralise

    rest = cell[1:]
    marked = cell.startswith("'") and (rest.startswith("'") or neutralise(rest) != rest)
    return rest if marked else cell


def _records(frame: pd.DataFrame) -> Iterator[tuple[int, Mapping[str, str]]]:
    for row, values in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        yield int(row), dict(zip(frame.columns, values, strict=True))


def _parse(record: Mapping[str, str], row: int) -> tuple[Disposition | None, list[Fault]]:
    """A line's decision, or what is wrong with it.

    Dates are taken as they stand: a spreadsheet program that saves the file rewrites them.
    """
    wrong: dict[str, str] = {}
    outcome = outcome_of(record["outcome"])
    if not _FINGERPRINT.fullmatch(record["fingerprint"]):
        wrong["fingerprint"] = "is no fingerprint (16 hexadecimal characters)"
    if outcome is None:
        wrong["outcome"] = f"is none of {', '.join(Outcome)}"
    else:
        wrong |= wanting(outcome, record["reason"], record["new_level"])
    if outcome is None or wrong:
        return None, [Fault(message, row, column) for column, message in wrong.items()]
    values = {name: record[name] for name in COLUMNS if name != "outcome"}
    return Disposition(outcome=outcome, **values), []


@dataclass(frozen=True, slots=True)
class FieldPrecision:
    """How often people found a check right where they looked.

    Attributes:
        code: The check's code, or "all".
        counts: Findings by outcome, every outcome present.
    """

    code: str
    counts: Mapping[Outcome, int]

    @property
    def n(self) -> int:
        """Findings that were settled."""
        return sum(self.counts.values())

    @property
    def right(self) -> int:
        """Findings that were not dismissed."""
        return self.n - self.counts[Outcome.DISMISSED]

    @property
    def share(self) -> float:
        """Right over settled; there is at least one."""
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """The share's 95 % interval, see `wilson`."""
        return wilson(self.right, self.n)


def field_precision(settled: Iterable[Disposition]) -> list[FieldPrecision]:
    """A line per code, in their order, then one over all if there are several codes."""
    by_code: dict[str, list[Outcome]] = {}
    for item in settled:
        by_code.setdefault(item.code, []).append(item.outcome)
    found = [_counted(code, by_code[code]) for code in sorted(by_code)]
    every = [outcome for outcomes in by_code.values() for outcome in outcomes]
    return [*found, _counted("all", every)] if len(found) > 1 else found


def _counted(code: str, outcomes: Sequence[Outcome]) -> FieldPrecision:
    return FieldPrecision(code, {outcome: outcomes.count(outcome) for outcome in Outcome})


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927, JASA 22: 209-212), for n > 0.

    It stays within 0 to 1 and has a width where every one or none of few is a hit.
    """
    share, square = hits / n, _Z * _Z / n
    middle = (share + square / 2) / (1 + square)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)
