"""Tables in, tables out: the two batch jobs, without files or terminals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from narrative.judge import find, judge
from narrative.model.base import Classifier
from narrative.records import (
    NONE,
    Evidence,
    Finding,
    Judgement,
    Passage,
    Prediction,
    Read,
    Reading,
    Review,
)
from narrative.text.segment import segment

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1_000
"""Reviews or comments in memory as features at once."""

SCORE_COLUMNS = (
    "review_id",
    "factor",
    "assigned_level",
    "narrative_level",
    "verdict",
    "flag_score",
    "confidence",
    "evidence",
    "evidence_spans",
    "reason",
    "rubric_id",
    "model_id",
)
"""Columns of a scored table; the input's other columns stand behind the first."""

CLASSIFY_COLUMNS = ("factor", "factor_probability", "level", "level_probability")
"""Columns that a classified table gains, before those of single probabilities."""

_PLACES = 4
"""Decimals of probabilities and scores."""

_LONGEST = 20_000
"""Characters of evidence in a row; a spreadsheet's cell holds little more."""

_T = TypeVar("_T")


def read(reviews: Sequence[Review], classifier: Classifier, jobs: int = 1) -> Iterator[Reading]:
    """Each review with its passages as the model reads them and what was found, in order.

    Args:
        reviews: The reviews.
        classifier: The model.
        jobs: Processes to share the work; the result is the same for any number.
    """
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=jobs, return_as="generator")
    for found in parallel(delayed(_read)(chunk, classifier) for chunk in _chunks(reviews)):
        yield from found


def _read(reviews: Sequence[Review], classifier: Classifier) -> list[Reading]:
    passages = [_passages(review) for review in reviews]
    texts = dict.fromkeys(passage.text for found in passages for _, _, passage in found)
    # A sentence that many reviews share is read once.
    place = {text: i for i, text in enumerate(texts)}
    predictions = classifier.predict(list(texts))
    readings = []
    for review, found in zip(reviews, passages, strict=True):
        reads = tuple(
            Read(box, factor, passage, predictions[place[passage.text]])
            for box, factor, passage in found
        )
        judged = judge(classifier.rubric, reads)
        findings = find(classifier.rubric, review, judged, classifier.trained)
        readings.append(Reading(review, reads, tuple(findings)))
    return readings


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def _passages(review: Review) -> list[tuple[str, str | None, Passage]]:
    return [
        (box.name, box.factor, passage) for box in review.boxes for passage in segment(box.text)
    ]


def score_table(
    reviews: Sequence[Review],
    extra_columns: Sequence[str],
    classifier: Classifier,
    jobs: int = 1,
) -> pd.DataFrame:
    """A row per review and factor: `SCORE_COLUMNS`, and the columns that pass through."""
    import pandas as pd

    renamed = aside(extra_columns, SCORE_COLUMNS)
    extra = {name: renamed.get(name, name) for name in extra_columns}
    rows = [
        _row(reading.review, finding, extra, classifier)
        for reading in read(reviews, classifier, jobs)
        for finding in reading.findings
    ]
    columns = [SCORE_COLUMNS[0], *extra.values(), *SCORE_COLUMNS[1:]]
    return pd.DataFrame(rows, columns=columns, dtype=object).astype(
        {"flag_score": float, "confidence": float}
    )


def _row(
    review: Review, finding: Finding, extra: Mapping[str, str], classifier: Classifier
) -> dict[str, Any]:
    judgement = finding.judgement
    evidence, spans = _evidence(judgement)
    passed = review.extra.get(judgement.factor, review.extra.get("", {}))
    return {
        **{new: passed.get(name, "") for name, new in extra.items()},
        "review_id": review.id,
        "factor": judgement.factor,
        "assigned_level": finding.assigned or "",
        "narrative_level": judgement.level or "",
        "verdict": finding.verdict or "",
        "flag_score": round(finding.flag_score, _PLACES),
        "confidence": round(finding.confidence, _PLACES),
        "evidence": evidence,
        "evidence_spans": spans,
        "reason": finding.reason,
        "rubric_id": classifier.rubric.id,
        "model_id": classifier.model_id,
    }


def _evidence(judgement: Judgement) -> tuple[str, str]:
    """The passages and where they stand, as many as a spreadsheet's cell holds with ease."""
    shown: list[Evidence] = []
    room = _LONGEST
    for item in judgement.evidence:
        room -= max(len(item.passage.text), len(item.span)) + 3
        if room < 0 and shown:
            break
        shown.append(item)
    text = " | ".join(item.passage.text for item in shown)
    return text[:_LONGEST], "; ".join(item.span for item in shown)


def aside(columns: Sequence[str], added: Sequence[str]) -> dict[str, str]:
    """New names for input columns that the output needs for itself: ``level`` to ``input_level``.

    A name that is taken gets a number, so that no column of the input is lost.
    """
    names, taken = {}, {*columns, *added}
    for name in columns:
        if name in added:
            fresh, count = f"input_{name}", 2
            while fresh in taken:
                fresh, count = f"input_{name}_{count}", count + 1
            names[name] = fresh
            taken.add(fresh)
    return names


def classified_columns(classifier: Classifier) -> list[str]:
    """The columns that `classify_table` adds, in order."""
    rubric = classifier.rubric
    return [
        *CLASSIFY_COLUMNS,
        *(f"p_factor.{factor}" for factor in (*rubric.factor_ids, NONE)),
        *(f"p_level.{level}" for level in rubric.level_ids),
    ]


def classify_table(frame: pd.DataFrame, column: str, classifier: Classifier) -> pd.DataFrame:
    """The frame with what each text in `column` is evidence for, see `classified_columns`.

    A blank text is evidence for nothing: factor none, certainly, and no level.
    """
    import pandas as pd

    texts = [str(text) for text in frame[column]]
    wanted = list(dict.fromkeys(text for text in texts if text.strip()))
    answers: dict[str, Mapping[str, Any]] = {}
    for chunk in _chunks(wanted):
        predictions = classifier.predict(chunk)
        answers |= {text: _answer(predictions[i]) for i, text in enumerate(chunk)}
    blank: Mapping[str, Any] = {
        "factor": NONE,
        "factor_probability": 1.0,
        "level": "",
        "level_probability": None,
        **{f"p_factor.{factor}": 0.0 for factor in classifier.rubric.factor_ids},
        f"p_factor.{NONE}": 1.0,
        **{f"p_level.{level}": None for level in classifier.rubric.level_ids},
    }
    names = classified_columns(classifier)
    frame = frame.rename(columns=aside(list(frame.columns), names))
    added = pd.DataFrame([answers.get(t, blank) for t in texts], index=frame.index, columns=names)
    numeric = [name for name in names if name not in ("factor", "level")]
    return pd.concat([frame, added.astype(dict.fromkeys(numeric, float))], axis=1)


def _answer(prediction: Prediction) -> dict[str, Any]:
    factor = max(prediction.factors, key=prediction.factors.__getitem__)
    level = max(prediction.levels, key=prediction.levels.__getitem__)
    told = factor != NONE
    return {
        "factor": factor,
        "factor_probability": round(prediction.factors[factor], _PLACES),
        "level": level if told else "",
        "level_probability": round(prediction.levels[level], _PLACES) if told else None,
        **{f"p_factor.{name}": round(p, _PLACES) for name, p in prediction.factors.items()},
        **{f"p_level.{name}": round(p, _PLACES) for name, p in prediction.levels.items()},
    }
