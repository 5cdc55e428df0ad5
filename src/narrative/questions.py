"""What there is to decide: the flagged findings of a scored table, and observations beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from narrative.errors import Fault, InputError
from narrative.records import FLAGGED, Severity
from narrative.reviews.cells import as_text

if TYPE_CHECKING:
    import pandas as pd

NAMED = ("fingerprint", "code")
"""Columns of a scored table without which nothing can be decided about its findings."""

SEPARATOR = " | "
"""What parts the passages of a cell of evidence."""


@dataclass(frozen=True, slots=True)
class Question:
    """A finding or an observation that a person can settle. Every text is "" if there is none.

    Attributes:
        fingerprint: See `narrative.fingerprint`.
        code: The check's stable code.
        factor: The factor's id, or "" where it is about the review as a whole.
        reason: One plain sentence; it quotes no review text.
        passages: The evidence, in reading order.
        assigned_level: The level's id; "" for an observation.
        narrative_level: The level the words support best; "" for an observation.
        flag_score: 0 to 1; None for an observation.
    """

    fingerprint: str
    code: str
    review_id: str
    factor: str
    reason: str
    passages: tuple[str, ...]
    assigned_level: str = ""
    narrative_level: str = ""
    flag_score: float | None = None


def from_scored(frame: pd.DataFrame, path: str) -> list[Question]:
    """The flagged findings, highest flag score first; those of equal score in the table's order.

    Args:
        frame: A scored table whose values have been checked.
        path: What messages call it.

    Raises:
        InputError: The table has no fingerprints or codes: an older version wrote it.
    """
    check_named(frame, path)
    flagged = frame[frame["verdict"].isin([str(verdict) for verdict in FLAGGED])]
    ordered = flagged.sort_values("flag_score", ascending=False, kind="stable")
    return _distinct(_finding(record) for record in _records(ordered))


def from_observations(frame: pd.DataFrame) -> list[Question]:
    """The observations of a table that has been checked, warnings before notes."""
    found = sorted(_records(frame), key=lambda record: record["severity"] != Severity.WARNING)
    return _distinct(_observation(record) for record in found)


def passages_of(evidence: str, spans: str) -> tuple[str, ...]:
    """The passages of a cell, apart where the spans bear out that the separator parts them."""
    parts = tuple(part for part in evidence.split(SEPARATOR) if part)
    if len(parts) == len(spans.split("; ")):
        return parts
    return (evidence,) if evidence else ()


def check_named(frame: pd.DataFrame, path: str) -> None:
    """Refuses a table without which decisions cannot find their findings again.

    Raises:
        InputError: It has no fingerprints or codes: an older version wrote it.
    """
    missing = [name for name in NAMED if name not in frame.columns]
    if missing:
        row, hint = int(frame.attrs.get("header_row", 1)), "score the reviews again"
        raise InputError(path, [Fault(f"no column {name!r}: {hint}", row) for name in missing])


def _records(frame: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    for values in frame.itertuples(index=False, name=None):
        yield dict(zip(frame.columns, values, strict=True))


def _distinct(found: Iterable[Question]) -> list[Question]:
    """The first of those that are one question."""
    by_name: dict[str, Question] = {}
    for question in found:
        by_name.setdefault(question.fingerprint, question)
    return list(by_name.values())


def _finding(record: Mapping[str, Any]) -> Question:
    spans = as_text(record.get("evidence_spans", ""))
    return Question(
        **_texts(record, ("fingerprint", "code", "review_id", "factor", "reason")),
        passages=passages_of(as_text(record["evidence"]), spans),
        **_texts(record, ("assigned_level", "narrative_level")),
        flag_score=float(record["flag_score"]),
    )


def _observation(record: Mapping[str, Any]) -> Question:
    return Question(
        **_texts(record, ("fingerprint", "code", "review_id", "factor", "reason")),
        passages=passages_of(as_text(record["evidence"]), as_text(record["evidence_spans"])),
    )


def _texts(record: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: as_text(record[name]) for name in names}
