"""One summary of a scored table, from which every report is rendered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from narrative.records import COMPARED, FLAGGED, Verdict
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    import pandas as pd

FIRST = 10
"""How many findings a summary names unless told otherwise."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """A finding that asks for a second look.

    Attributes:
        row: The scored table's columns by name, as text.
        flag_score: 0 to 1.
    """

    row: Mapping[str, str]
    flag_score: float


@dataclass(frozen=True, slots=True)
class Rater:
    """A rater's ratings against the words beside them.

    Attributes:
        compared: How many ratings could be compared with words.
        mean_gap: Mean of assigned minus narrative level, in levels; above 0 the ratings are
            higher than the words. None when there is nothing to compare.
        flagged: How many findings ask for a second look.
    """

    id: str
    reviews: int
    compared: int
    mean_gap: float | None
    flagged: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a scored table holds, counted.

    Attributes:
        verdicts: Number of findings by factor id and verdict, every verdict present.
        unrated: Factors that were not rated, over all reviews.
        settled: Findings that ask for a second look and have had it.
        first: The findings to read first, highest flag score first, none of them settled.
        raters: By mean gap, highest first, those without one last; empty without a column
            rater_id.
    """

    rubric: Rubric
    model_ids: tuple[str, ...]
    reviews: int
    verdicts: Mapping[str, Mapping[Verdict, int]]
    unrated: int
    settled: int
    first: tuple[ToRead, ...]
    raters: tuple[Rater, ...]

    @property
    def flagged(self) -> int:
        """How many findings ask for a second look."""
        return sum(counts[v] for counts in self.verdicts.values() for v in FLAGGED)

    @property
    def rated(self) -> int:
        """How many ratings were held against words."""
        return sum(sum(counts.values()) for counts in self.verdicts.values())


def summarise(
    scored: pd.DataFrame,
    rubric: Rubric,
    first: int = FIRST,
    settled: Collection[str] = frozenset(),
) -> Summary:
    """The summary of a scored table (see docs/output.md) under its rubric.

    Args:
        scored: The table.
        rubric: What it was scored under.
        first: How many findings to name.
        settled: Fingerprints of findings that people have decided about: they are counted,
            and not named again.
    """
    verdicts = {factor: dict.fromkeys(Verdict, 0) for factor in rubric.factor_ids}
    for factor, verdict in zip(scored["factor"], scored["verdict"], strict=True):
        if verdict:
            verdicts[factor][Verdict(verdict)] += 1
    return Summary(
        rubric=rubric,
        model_ids=tuple(dict.fromkeys(map(str, scored["model_id"]))),
        reviews=int(scored["review_id"].nunique()),
        verdicts=verdicts,
        unrated=int((scored["verdict"] == "").sum()),
        settled=int((_flagged(scored) & _settled(scored, settled)).sum()),
        first=_first(scored[~_settled(scored, settled)], first),
        raters=_raters(scored, rubric.level_ids),
    )


def _flagged(scored: pd.DataFrame) -> pd.Series:
    return scored["verdict"].isin([str(v) for v in FLAGGED])


def _settled(scored: pd.DataFrame, names: Collection[str]) -> pd.Series:
    # A table without fingerprints may be summed up too, as long as nothing is settled.
    fingerprints = scored["fingerprint"] if names else scored["review_id"]
    return fingerprints.isin(names)


def _first(scored: pd.DataFrame, count: int) -> tuple[ToRead, ...]:
    flagged = scored[_flagged(scored)]
    # A stable sort: findings of equal score keep the order of the reviews.
    ordered = flagged.sort_values("flag_score", ascending=False, kind="stable").head(count)
    return tuple(
        ToRead({str(k): str(v) for k, v in row.items()}, float(row["flag_score"]))
        for row in ordered.to_dict("records")
    )


def _raters(scored: pd.DataFrame, levels: Sequence[str]) -> tuple[Rater, ...]:
    if "rater_id" not in scored.columns:
        return ()
    place = {level: i for i, level in enumerate(levels)}
    told = scored["verdict"].isin([str(v) for v in COMPARED])
    gap = (scored["assigned_level"].map(place) - scored["narrative_level"].map(place)).where(told)
    table = scored.assign(
        rater_id=scored["rater_id"].astype(str).str.strip(),
        gap=gap.astype(float),
        flagged=_flagged(scored),
    )
    named = table[table["rater_id"] != ""]
    raters = [_rater(str(name), rows) for name, rows in named.groupby("rater_id", sort=True)]
    return tuple(sorted(raters, key=_by_gap))


def _by_gap(rater: Rater) -> float:
    return float("inf") if rater.mean_gap is None else -rater.mean_gap


def _rater(name: str, rows: Any) -> Rater:
    return Rater(
        id=name,
        reviews=int(rows["review_id"].nunique()),
        compared=int(rows["gap"].notna().sum()),
        mean_gap=float(rows["gap"].mean()) if rows["gap"].notna().any() else None,
        flagged=int(rows["flagged"].sum()),
    )
