"""Which column of a table holds which field, whatever the header's spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from narrative.errors import Fault
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric

_QUOTED_NAME = 60
"""Longest column name a hint may quote: without a header, the first row is review text."""

PLAIN_FIELDS = ("review_id", "narrative", "factor", "rating")
"""The fields of a review that are not named after a factor."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Column names by field.

    Attributes:
        plain: Column by field of `PLAIN_FIELDS`; a field without a column is missing.
        ratings: Rating column by factor id (wide input).
        comments: Comment column by factor id (wide input).
    """

    plain: Mapping[str, str]
    ratings: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def long(self) -> bool:
        """Whether a row is a review and factor rather than a whole review."""
        return "factor" in self.plain and ("rating" in self.plain or not self.ratings)

    @property
    def used(self) -> set[str]:
        """Every column that is a field; the others pass through."""
        if self.long:
            return set(self.plain.values())
        shared = {self.plain[n] for n in ("review_id", "narrative") if n in self.plain}
        return {*shared, *self.ratings.values(), *self.comments.values()}


def find_columns(
    names: Sequence[str], rubric: Rubric, mapping: Mapping[str, str]
) -> tuple[Columns, list[Fault]]:
    """The fields' columns, and what is missing, ambiguous or mapped to nothing."""
    fields = {key(name): ("plain", name) for name in PLAIN_FIELDS}
    for spelling, factor in rubric.factor_keys().items():
        fields.setdefault(spelling, ("ratings", factor))
        fields.setdefault(f"{spelling} rating", ("ratings", factor))
        for tail in ("comment", "comments", "narrative"):
            fields.setdefault(f"{spelling} {tail}", ("comments", factor))
    chosen: dict[tuple[str, str], str] = {}
    faults = _apply_mapping(mapping, fields, names, chosen)
    explicit, taken = set(chosen), set(chosen.values())
    for name in names:
        place = fields.get(key(name))
        if place is None or place in explicit or name in taken:
            continue
        if place in chosen:
            what = f"both {chosen[place]!r} and {name!r} could be {_label(place)}"
            faults.append(Fault(f"{what}; say which with --map {_label(place)}=COLUMN", row=1))
        else:
            chosen[place] = name
    found: dict[str, dict[str, str]] = {"plain": {}, "ratings": {}, "comments": {}}
    for (kind, name), column in chosen.items():
        found[kind][name] = column
    columns = Columns(found["plain"], found["ratings"], found["comments"])
    if not faults:
        faults = _missing(columns, names, rubric)
    return columns, faults


def _label(place: tuple[str, str]) -> str:
    return f"{place[1]}_comment" if place[0] == "comments" else place[1]


def _apply_mapping(
    mapping: Mapping[str, str],
    fields: Mapping[str, tuple[str, str]],
    names: Sequence[str],
    chosen: dict[tuple[str, str], str],
) -> list[Fault]:
    faults: list[Fault] = []
    owners: dict[str, str] = {}
    for name, column in mapping.items():
        if name == "text":  # classify's field; a shared configuration may set it
            continue
        place = fields.get(key(name))
        if place is None:
            faults.append(Fault(f"the mapping names no known field: {name!r}"))
        elif column not in names:
            faults.append(Fault(f"{missing_column(column, names)} (mapped to {name})", row=1))
        elif owners.setdefault(column, name) != name:
            what = f"the column {column!r} is mapped to both {owners[column]} and {name}"
            faults.append(Fault(what, row=1))
        else:
            chosen[place] = column
    return faults


def _missing(columns: Columns, names: Sequence[str], rubric: Rubric) -> list[Fault]:
    faults: list[Fault] = []
    if "review_id" not in columns.plain:
        faults.append(Fault(missing_column("review_id", names), row=1))
    if columns.long:
        needed = [n for n in ("rating", "narrative") if n not in columns.plain]
        return faults + [Fault(missing_column(name, names), row=1) for name in needed]
    if "narrative" not in columns.plain and not columns.comments:
        what = "or a <factor>_comment column for at least one factor"
        faults.append(Fault(f"{missing_column('narrative', names)}, {what}", row=1))
    if not columns.ratings:
        factors = ", ".join(rubric.factor_ids)
        faults.append(
            Fault(
                f"no rating column: expected one named after a factor ({factors}), or the "
                "columns 'factor' and 'rating'",
                row=1,
            )
        )
    return faults


def missing_column(wanted: str, names: Sequence[str]) -> str:
    """A sentence for a column that is not there, with the nearest one that is."""
    short = [name for name in names if len(name) <= _QUOTED_NAME]
    near = process.extractOne(wanted, short, scorer=fuzz.WRatio, processor=key, score_cutoff=75)
    hint = f"; did you mean --map {wanted}={near[0]!r}?" if near else ""
    return f"no column {wanted!r}{hint}"
