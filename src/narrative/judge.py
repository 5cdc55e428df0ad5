"""From predictions to findings: what the words support, held against the rating given.

Knows records and rubrics alone, never a model: any probabilities will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import exp, log

from narrative.records import FLAGGED, Evidence, Finding, Judgement, Read, Review, Verdict
from narrative.rubric.schema import Rubric

EVIDENCE = 0.25
"""Least weight of a passage that is shown as evidence for a factor."""

ADDRESSED, UNTRAINED_ADDRESSED = 0.4, 0.25
"""Least weight of the best passage at which a narrative counts as speaking of a factor: under
a rubric that the model learned from labels, and one that it knows by its descriptors alone."""

SILENT = 0.2
"""Greatest weight of the best passage at which a rating is called unsupported."""

PRECISION = 0.95
"""Share of flags that should be right unless told otherwise: nineteen in twenty."""

FITS = 0.5
"""Least probability at which a rating is called consistent."""

_SURENESS = (
    (0.5, 0.5),
    (0.75, 0.52),
    (0.8, 0.55),
    (0.85, 0.6),
    (0.9, 0.72),
    (0.95, 0.86),
    (1.0, 1.0),
)
"""By the precision asked for, the probability of a mismatch from which on it is flagged, lines
between them. Read off hands held out of training with the development sets beside them."""

_PLAINLY = 0.6
"""Least weight of the best passage at which a mismatch is flagged: most flags that were wrong
rested on passages that spoke of something else."""

_FEW, _GUESSED = 3, 0.6
"""Of more levels than this, neighbours are seldom told apart by descriptors alone: only who
asks for no more precision than this gets flags."""

_MANY = 5
"""With more levels than this, words cannot tell neighbours apart: those fit as well."""

_LEAST = 1e-4
"""Smallest probability whose logarithm is taken: no passage rules a level out by itself."""

_BOX_ODDS = 6.0
"""How much likelier a form's field for a factor makes that factor: a prior, not a verdict."""

_SHARPNESS = 1.25
"""Passages that agree are surer together than each alone; fitted on held-out hands."""

_NEAR = 0.25
"""How much less a gap of one level is than one of many: it counts 1 / (1 + this)."""

_UNSUPPORTED = 0.25
"""Highest flag score of a rating without words: contradictions are read first."""

_UNREAD = 0.5
"""Greatest share of a text in another language at which the rest of it still says enough."""


def judge(rubric: Rubric, passages: Sequence[Read], trained: bool = True) -> list[Judgement]:
    """What the passages of one review support, a judgement per factor in the rubric's order.

    `trained` says whether the model learned from comments labelled under the rubric.
    """
    chances = [_with_box(read) for read in passages]
    least = ADDRESSED if trained else UNTRAINED_ADDRESSED
    return [
        _judge_factor(factor, rubric, passages, [chance[factor] for chance in chances], least)
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
    factor: str,
    rubric: Rubric,
    passages: Sequence[Read],
    chances: Sequence[float],
    least: float,
) -> Judgement:
    found: list[Evidence] = []
    addressed = 0.0
    for read, chance in zip(passages, chances, strict=True):
        weight = chance * read.prediction.informative
        addressed = max(addressed, weight)
        if weight >= EVIDENCE:
            found.append(Evidence(read.box, read.passage, weight, read.prediction.levels))
    if addressed < least:
        return Judgement(factor, addressed, {}, ())
    return Judgement(factor, addressed, _pooled(rubric, found), tuple(found))


def _pooled(rubric: Rubric, evidence: Sequence[Evidence]) -> dict[str, float]:
    """Level distribution of all evidence: a weighted geometric mean, sharpened.

    A logarithmic opinion pool (Genest and Zidek 1986): a passage that all but rules a level
    out counts for more than it does in a plain mean. Weights are squared, so that what speaks
    plainly of the factor decides.
    """
    weights = [item.weight**2 for item in evidence]
    logs = {
        level: _SHARPNESS
        * sum(
            weight * log(max(item.levels[level], _LEAST))
            for item, weight in zip(evidence, weights, strict=True)
        )
        / sum(weights)
        for level in rubric.level_ids
    }
    highest = max(logs.values())
    risen = {level: exp(value - highest) for level, value in logs.items()}
    total = sum(risen.values())
    return {level: value / total for level, value in risen.items()}


@dataclass(frozen=True, slots=True)
class Unread:
    """How much of a review is in another language than English, as shares of its characters.

    Attributes:
        whole: Of all passages, 0 to 1.
        fields: Of those in a factor's own field, by factor id.
    """

    whole: float = 0.0
    fields: Mapping[str, float] = field(default_factory=dict)

    def too_much(self, judgement: Judgement) -> str | None:
        """Why the factor cannot be judged, or None where enough of the text was read.

        Where the rest is silent, any passage that was not read may be what speaks of it.
        """
        most = 0.0 if judgement.level is None else _UNREAD
        own = self.fields.get(judgement.factor, 0.0)
        share, text = (own, "text in its field") if own > _UNREAD else (self.whole, "text")
        if share <= most:
            return None
        much = f"{max(round(100 * share), 1)} % of the {text}"
        return f"{much} is in a language other than English, which is not supported."


_ALL_READ = Unread()


def unread(passages: Sequence[Read]) -> Unread:
    """How much of a review, and of each factor's own field, no model could read."""
    fields = dict.fromkeys(read.box_factor for read in passages if read.box_factor is not None)
    return Unread(
        _share(passages),
        {f: _share([read for read in passages if read.box_factor == f]) for f in fields},
    )


def _share(passages: Sequence[Read]) -> float:
    lengths = [(len(read.passage.text), read.foreign) for read in passages]
    total = sum(length for length, _ in lengths)
    return sum(length for length, foreign in lengths if foreign) / total if total else 0.0


def find(
    rubric: Rubric,
    review: Review,
    judgements: Sequence[Judgement],
    trained: bool = True,
    unread: Unread = _ALL_READ,
    precision: float = PRECISION,
) -> list[Finding]:
    """A finding per factor, in the order of the judgements.

    Args:
        rubric: The rubric.
        review: The review.
        judgements: What its passages support.
        trained: Whether the model learned from comments labelled under the rubric.
        unread: How much of the review is in another language.
        precision: Share of flags that should be right, from 0.5 to 1.
    """
    flags = surely(precision, rubric, trained)
    return [
        _abstain(rubric, review, judgement, why)
        if (why := unread.too_much(judgement))
        else _find(rubric, review, judgement, flags)
        for judgement in judgements
    ]


def surely(precision: float, rubric: Rubric, trained: bool) -> float:
    """From which probability of a mismatch on it is flagged; above 1 for never.

    Known by its descriptors alone, a rubric is less often read right, and where it has many
    levels not often enough for any precision.
    """
    near = ((a, b) for a, b in pairwise(_SURENESS) if precision <= b[0])
    (low, at), (high, to) = next(near, _SURENESS[-2:])
    sure = at + (to - at) * (precision - low) / (high - low)
    if trained:
        return sure
    known = len(rubric.levels) <= _FEW or precision <= _GUESSED
    return (1 + sure) / 2 if known else 2.0


def surest(findings: Sequence[Finding], most: int) -> list[Finding]:
    """The findings with the `most` of the highest flag score flagged; others turn uncertain."""
    flagged = [i for i, finding in enumerate(findings) if finding.flagged]
    # A stable sort: of equal scores the first come first.
    beyond = set(sorted(flagged, key=lambda i: -findings[i].flag_score)[most:])
    return [
        replace(
            finding,
            verdict=Verdict.UNCERTAIN,
            reason=f"{finding.reason} It is not among the surest findings asked for.",
        )
        if i in beyond
        else finding
        for i, finding in enumerate(findings)
    ]


def _abstain(rubric: Rubric, review: Review, judgement: Judgement, why: str) -> Finding:
    """What is said of a factor when too much of the text is in another language."""
    assigned, name = review.ratings.get(judgement.factor), rubric.factor(judgement.factor).name
    verdict = None if assigned is None else Verdict.UNCERTAIN
    rated = "is not rated" if assigned is None else f"is rated {rubric.level_name(assigned)}"
    return Finding(review.id, judgement, assigned, verdict, 0.0, 0.0, f"{name} {rated}; {why}")


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
    sure = confidence >= (FITS if verdict is Verdict.CONSISTENT else flags)
    if not sure or (verdict in FLAGGED and judgement.addressed < _PLAINLY):
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
    """Expected urgency: a gap of d levels counts d / (d + 1/4), so that two outrank one."""
    place = rubric.level_ids.index(assigned)
    gaps = ((abs(i - place), judgement.levels[level]) for i, level in enumerate(rubric.level_ids))
    return judgement.addressed * sum(chance * gap / (gap + _NEAR) for gap, chance in gaps)


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
