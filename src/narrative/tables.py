"""The rows of scored tables and of tables of observations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from narrative.checks.registry import BY_CODE, CODES
from narrative.fingerprint import finding_fingerprint, observation_fingerprint
from narrative.records import Evidence, Finding, Observation, Review

if TYPE_CHECKING:
    from narrative.model.base import Classifier

SCORE_COLUMNS = (
    "review_id",
    "factor",
    "assigned_level",
    "narrative_level",
    "verdict",
    "code",
    "flag_score",
    "confidence",
    "evidence",
    "evidence_spans",
    "reason",
    "fingerprint",
    "rubric_id",
    "model_id",
)
"""Columns of a scored table; the input's other columns stand behind the first."""

OBSERVATION_COLUMNS = (
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
    "model_id",
)
"""Columns of a table of observations."""

PLACES = 4
"""Decimals of probabilities and scores."""

_LONGEST = 20_000
"""Characters of evidence in a row; a spreadsheet's cell holds little more."""


def finding_row(
    review: Review, finding: Finding, extra: Mapping[str, str], classifier: Classifier
) -> dict[str, Any]:
    """A row of a scored table; `extra` has the new names of columns that pass through."""
    judgement = finding.judgement
    evidence, spans = _evidence(judgement.evidence)
    passed = review.extra.get(judgement.factor, review.extra.get("", {}))
    return {
        **{new: passed.get(name, "") for name, new in extra.items()},
        "review_id": review.id,
        "factor": judgement.factor,
        "assigned_level": finding.assigned or "",
        "narrative_level": judgement.level or "",
        "verdict": finding.verdict or "",
        "code": CODES.get(finding.verdict, "") if finding.verdict else "",
        "flag_score": round(finding.flag_score, PLACES),
        "confidence": round(finding.confidence, PLACES),
        "evidence": evidence,
        "evidence_spans": spans,
        "reason": finding.reason,
        "fingerprint": finding_fingerprint(classifier.rubric.id, finding),
        "rubric_id": classifier.rubric.id,
        "model_id": classifier.model_id,
    }


def observation_row(observation: Observation, classifier: Classifier) -> dict[str, Any]:
    """A row of a table of observations."""
    evidence, spans = _evidence(observation.evidence)
    return {
        "review_id": observation.review_id,
        "code": observation.code,
        "check": BY_CODE[observation.code].name,
        "severity": str(observation.severity),
        "factor": observation.factor or "",
        "reason": observation.reason,
        "evidence": evidence,
        "evidence_spans": spans,
        "fingerprint": observation_fingerprint(classifier.rubric.id, observation),
        "rubric_id": classifier.rubric.id,
        "model_id": classifier.model_id,
    }


def _evidence(items: Sequence[Evidence]) -> tuple[str, str]:
    """The passages and where they stand, as many as a spreadsheet's cell holds with ease."""
    shown: list[Evidence] = []
    room = _LONGEST
    for item in items:
        room -= max(len(item.passage.text), len(item.span)) + 3
        if room < 0 and shown:
            break
        shown.append(item)
    text = " | ".join(item.passage.text for item in shown)
    return text[:_LONGEST], "; ".join(item.span for item in shown)
