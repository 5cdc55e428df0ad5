"""Readings from made-up predictions: no model is involved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from narrative.judge import find, judge
from narrative.records import NONE, Box, Observation, Passage, Prediction, Read, Reading, Review
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric

AGENCY = load_rubric("agency")
LOW, MIDDLE, HIGH = AGENCY.level_ids


@dataclass(frozen=True, slots=True)
class Said:
    """A passage, and what a model is to say of it."""

    text: str
    factor: str = NONE
    level: str = MIDDLE
    sure: float = 0.98
    level_sure: float = 0.98
    informative: float | None = None
    box: str | None = None


def prediction(rubric: Rubric, said: Said) -> Prediction:
    others = [f for f in (*rubric.factor_ids, NONE) if f != said.factor]
    factors = {said.factor: said.sure, **{f: (1 - said.sure) / len(others) for f in others}}
    rest = [level for level in rubric.level_ids if level != said.level]
    levels = {level: (1 - said.level_sure) / len(rest) for level in rest}
    told = 0.0 if said.factor == NONE else 1.0
    informative = told if said.informative is None else said.informative
    return Prediction(factors, levels | {said.level: said.level_sure}, informative)


def reading(
    *passages: Said,
    ratings: Mapping[str, str] | None = None,
    rubric: Rubric = AGENCY,
    review_id: str = "1",
) -> Reading:
    """The passages as a review's text, a line each; those of one box stand together."""
    boxes, reads = [], []
    for factor in dict.fromkeys(said.box for said in passages):
        name, text = f"narrative[{factor}]" if factor else "narrative", ""
        for said in (item for item in passages if item.box == factor):
            start = len(text)
            place = Passage(said.text, start, start + len(said.text))
            reads.append(Read(name, factor, place, prediction(rubric, said)))
            text += said.text + "\n"
        boxes.append(Box(name, text, factor))
    review = Review(review_id, tuple(boxes), dict(ratings or {}))
    findings = find(rubric, review, judge(rubric, reads))
    return Reading(review, tuple(reads), tuple(findings))


def all_rated(level: str, rubric: Rubric = AGENCY) -> dict[str, str]:
    return dict.fromkeys(rubric.factor_ids, level)


def spans_are_exact(observation: Observation, review: Review) -> bool:
    """Whether every piece of evidence is what stands at its place in the original."""
    texts = {box.name: box.text for box in review.boxes}
    return all(
        texts[item.box][item.passage.start : item.passage.end] == item.passage.text
        for item in observation.evidence
    )
