"""The summary as one self-contained HTML page: no script, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from narrative.questions import passages_of
from narrative.records import Verdict
from narrative.report.observed import Observed
from narrative.report.summary import Rater, Summary, ToRead
from narrative.report.templates import fill

_HEADINGS = {
    Verdict.CONSISTENT: "consistent",
    Verdict.ABOVE: "rated above the words",
    Verdict.BELOW: "rated below the words",
    Verdict.UNSUPPORTED: "no words",
    Verdict.UNCERTAIN: "uncertain",
}

_SCALE = 2.0
"""Mean gap, in levels, at which a rater's bar is full."""


def render(summary: Summary, observed: Observed | None = None) -> str:
    """The page; all text from the tables is escaped.

    Args:
        summary: Of the scored table.
        observed: Of the table of observations beside it; without one the page is silent on it.
    """
    return fill(
        "page.html.j2",
        summary=summary,
        headings=_HEADINGS,
        factors=[_factor(summary, factor) for factor in summary.rubric.factor_ids],
        findings=[_finding(summary, item) for item in summary.first],
        raters=[_bar(rater) for rater in summary.raters],
        observed=observed,
        observations=[_observation(summary, row) for row in observed.first] if observed else [],
    )


def _factor(summary: Summary, factor: str) -> dict[str, Any]:
    counts = summary.verdicts[factor]
    total = sum(counts.values())
    shares = {v: 100 * n / total if total else 0 for v, n in counts.items()}
    name = summary.rubric.factor(factor).name
    return {"name": name, "counts": counts, "shares": shares}


def _finding(summary: Summary, item: ToRead) -> dict[str, Any]:
    """A finding with the descriptors at the assigned level and at the one the words support."""
    row, rubric = item.row, summary.rubric
    factor = rubric.factor(row["factor"])
    levels = [row["assigned_level"], row["narrative_level"]]
    told = [
        {
            "role": role,
            "name": rubric.level_name(level),
            "text": factor.descriptors.get(level, "The rubric does not describe this level."),
        }
        for role, level in zip(("As rated", "As the words read"), levels, strict=True)
        if level
    ]
    about = [row[name] for name in ("rater_id", "unit", "period") if row.get(name)]
    return {
        "review": row["review_id"],
        "about": about,
        "factor": factor.name,
        "heading": _HEADINGS[Verdict(row["verdict"])],
        "verdict": row["verdict"],
        "score": item.flag_score,
        "reason": row["reason"],
        "passages": passages_of(row["evidence"], row.get("evidence_spans", "")),
        "descriptors": told,
    }


def _observation(summary: Summary, row: Mapping[str, str]) -> dict[str, Any]:
    factor = row["factor"]
    return {
        "review": row["review_id"],
        "code": row["code"],
        "check": row["check"].replace("_", " "),
        "severity": row["severity"],
        "factor": summary.rubric.factor(factor).name if factor else "",
        "reason": row["reason"],
        "passages": passages_of(row["evidence"], row["evidence_spans"]),
    }


def _bar(rater: Rater) -> dict[str, Any]:
    gap = rater.mean_gap or 0.0
    width = min(abs(gap) / _SCALE, 1) * 50
    left = 50 if gap >= 0 else 50 - width
    return {"rater": rater, "left": round(left, 1), "width": round(width, 1)}
