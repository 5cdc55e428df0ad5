"""From predictions to findings: what the words support, held against the rating given.

Knows records and rubrics alone, never a model: any probabilities will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from narrative.records import Evidence, Finding, Judgement, Read, Review, Verdict
from narrative.rubric.schema import Rubric

EVIDENCE = 0.25
"""Least weight of a passage that is shown as evidence for a factor."""

ADDRESSED = 0.3
"""Least weight of the best passage at which a narrative counts as speaking of a factor."""

SILENT = 0.2
"""Greatest weight of the best passage at which a rating is called unsupported."""

FITS, FLAGS = 0.5, 0.75
"""Least probability at which a rating is called consistent, or flagged: a wrong flag costs
a supervisor's trust, so it has to be surer. Between them the answer is "uncertain"."""

UNTRAINED_FLAGS = 0.9
"""The same for a rubric that the model knows by its descriptors alone: it is less often right."""

_MANY = 5
"""With more levels than this, words cannot tell neighbours apart: those fit as well."""

_BOX_ODDS = 6.0
"""How much likelier a form's field for a factor makes that factor: a prior, not a verdict."""

_UNSUPPORTED = 0.25
"""Highest flag score of a rating without words: contradictions are read first."""


def judge(rubric: Rubric, passages: Sequence[Read]) -> list[Judgement]:
    """What the passages of one review support, a judgement per factor in the rubric's order."""
    chances = [_with_box(read) for read in passages]
    return [
        _judge_factor(factor, rubric, passages, [chance[factor] for chance in chances])
        for factor in rubric.factor_ids
    ]


def _with_box(read: Read) -> Mapping[str, float]:
    """Factor probabilities given the field the passage stands in (Bayes' rule on the odds)."""
    factors = read.prediction.factors
    if read.box_factor is None:
        return factors
    odds = {f: p * (_BOX_ODDS if f == read.box_factor else 1.0) for f, p in factors.items()}
    total = sum(odds.values())
    return {factor: value / total for factor, value in odds.items()}


def _judge_factor(
    factor: str, rubric: Rubric, passages: Sequence[Read], chances: Sequence[float]
) -> Judgement:
    found: list[Evidence] = []
    addressed = 0.0
    for read, chance in zip(passages, chances, strict=True):
        weight = chance * read.prediction.informative
        addressed = max(addressed, weight)
        if weight >= EVIDENCE:
            found.append(Evidence(read.box, read.passage, weight, read.prediction.levels))
    if addressed < ADDRESSED:
        return Judgement(factor, addressed, {}, ())
    return Judgement(factor, addressed, _pooled(rubric, found), tuple(found))


def _pooled(rubric: Rubric, evidence: Sequence[Evidence]) -> dict[str, float]:
    """Level distribution of all evidence: the mean, each passage by its weight."""
    total = sum(item.weight for item in evidence)
    return {
        level: sum(item.weight * item.levels[level] for item in evidence) / total
        for level in rubric.level_ids
    }


def find(
    rubric: Rubric, review: Review, judgements: Sequence[Judgement], trained: bool = True
) -> list[Finding]:
    """A finding per factor, in the order of the judgements.

    `trained` says whether the model learned from comments labelled under the rubric.
    """
    flags = FLAGS if trained else UNTRAINED_FLAGS
    return [_find(rubric, review, judgement, flags) for judgement in judgements]


def _find(rubric: Rubric, review: Review, judgement: Judgement, flags: float) -> Finding:
    assigned, review_id = review.ratings.get(judgement.factor), review.id
    if assigned is None:
        confidence = max(judgement.levels.values(), default=1 - judgement.addressed)
        reason = _reason(rubric, judgement, None, None)
        return Finding(review_id, judgement, None, None, 0.0, confidence, reason)
    if judgement.level is None:
        silent = 1 - judgement.addressed
        verdict = Verdict.UNSUPPORTED if judgement.addressed < SILENT else Verdict.UNCERTAIN
        score = _UNSUPPORTED * silent
        own = any(box.factor == judgement.factor for box in review.boxes)
        reason = _silence(rubric, judgement.factor, assigned, verdict, own)
        return Finding(review_id, judgement, assigned, verdict, score, silent, reason)
    sides = _sides(rubric, judgement.levels, assigned)
    verdict = max(sides, key=sides.__getitem__)
    confidence = sides[verdict]
    if confidence < (FITS if verdict is Verdict.CONSISTENT else flags):
        verdict = Verdict.UNCERTAIN
    score = _flag_score(rubric, judgement, assigned)
    if verdict in {Verdict.ABOVE, Verdict.BELOW}:
        score = max(score, _UNSUPPORTED)
    reason = _reason(rubric, judgement, assigned, verdict)
    return Finding(review_id, judgement, assigned, verdict, score, confidence, reason)


def _sides(rubric: Rubric, levels: Mapping[str, float], assigned: str) -> dict[Verdict, float]:
    """Probability that the words support the assigned level, a lower or a higher one."""
    place = rubric.level_ids.index(assigned)
    slack = int(len(rubric.levels) > _MANY)
    below = sum(levels[level] for level in rubric.level_ids[: max(place - slack, 0)])
    above = sum(levels[level] for level in rubric.level_ids[place + slack + 1 :])
    fits = max(0.0, 1 - below - above)
    return {Verdict.CONSISTENT: fits, Verdict.ABOVE: below, Verdict.BELOW: above}


def _flag_score(rubric: Rubric, judgement: Judgement, assigned: str) -> float:
    """Expected urgency: a gap of one level counts 2/3, of two 4/5, of d levels d / (d + 1/2)."""
    place = rubric.level_ids.index(assigned)
    gaps = ((abs(i - place), judgement.levels[level]) for i, level in enumerate(rubric.level_ids))
    return judgement.addressed * sum(chance * gap / (gap + 0.5) for gap, chance in gaps)


def _reason(
    rubric: Rubric, judgement: Judgement, assigned: str | None, verdict: Verdict | None
) -> str:
    """One plain sentence; it quotes no review text and proposes no rating."""
    name = rubric.factor(judgement.factor).name
    if judgement.level is None:
        return f"{name} is neither rated nor spoken of."
    words = rubric.level_name(judgement.level)
    count = len(judgement.evidence)
    passages = "1 passage reads" if count == 1 else f"{count} passages together read"
    if assigned is None:
        return f"{name} is not rated; {passages} like {words}."
    rated = f"{name} is rated {rubric.level_name(assigned)}"
    if verdict is Verdict.CONSISTENT:
        return f"{rated}, and {passages} like it."
    if verdict is Verdict.UNCERTAIN:
        return f"{rated}; {passages} too mixed or too faint to tell whether that fits."
    side = "lower" if verdict is Verdict.ABOVE else "higher"
    if judgement.level == assigned:
        return f"{rated}, while {passages} like a {side} level."
    return f"{rated}, while {passages} more like {words}, a {side} level."


def _silence(rubric: Rubric, factor: str, assigned: str, verdict: Verdict, own: bool) -> str:
    """The reason where no level can be read; `own` says that the factor's own field has text."""
    rated = f"{rubric.factor(factor).name} is rated {rubric.level_name(assigned)}"
    if verdict is Verdict.UNCERTAIN:
        return f"{rated}; whether any passage speaks of it cannot be told."
    if own:
        return f"{rated}, but the text in its field says nothing of it that could be read."
    return f"{rated}, but no passage speaks of it."
