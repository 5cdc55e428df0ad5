"""How the passages of a review become its findings, as `narrative explain` tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from narrative.records import Finding, Reading
from narrative.rubric.schema import Rubric


def lines(reading: Reading, rubric: Rubric, numbers: Mapping[str, int]) -> Iterator[str]:
    """The finding of each factor that is rated or spoken of, with what led to it.

    Args:
        reading: The review as it was read.
        rubric: Its rubric.
        numbers: The number a passage was shown under, by field and offsets (`Evidence.span`).
    """
    for finding in reading.findings:
        judgement = finding.judgement
        if finding.assigned is None and judgement.level is None:
            continue
        yield f"{rubric.factor(judgement.factor).name}: {_verdict(finding)}"
        for item in judgement.evidence:
            shown = numbers.get(item.span)
            place = f"passage {shown}" if shown else item.span
            yield f"   {place}, weight {item.weight:.2f}: {_chances(item.levels, rubric)}"
        if len(judgement.evidence) > 1:
            yield f"   together: {_chances(judgement.levels, rubric)}"
        if not judgement.evidence:
            yield f"   weight of the passage most like it: {judgement.addressed:.2f}"
        yield f"   {finding.reason}"
        yield ""


def record(reading: Reading) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "factor": finding.judgement.factor,
            "assigned": finding.assigned,
            "verdict": finding.verdict,
            "confidence": finding.confidence,
            "flag_score": finding.flag_score,
            "addressed": finding.judgement.addressed,
            "levels": dict(finding.judgement.levels),
            "evidence": [
                {"span": item.span, "weight": item.weight, "levels": dict(item.levels)}
                for item in finding.judgement.evidence
            ],
            "reason": finding.reason,
        }
        for finding in reading.findings
    ]


def _verdict(finding: Finding) -> str:
    if finding.verdict is None:
        return "not rated"
    score = f", flag score {finding.flag_score:.2f}" if finding.flagged else ""
    return f"{finding.verdict} (confidence {finding.confidence:.0%}{score})"


def _chances(levels: Mapping[str, float], rubric: Rubric) -> str:
    return ", ".join(f"{rubric.level_name(i)} {levels[i]:.0%}" for i in rubric.level_ids)
