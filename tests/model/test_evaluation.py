"""What is measured and against what, with made-up models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from narrative.errors import ConfigError
from narrative.model.base import Predictions
from narrative.model.evaluation import Contender, contenders, evaluate, remarks
from narrative.model.gold import Gold
from narrative.model.labelled import Labelled
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric

AGENCY = load_rubric("agency")
FACTORS = [*AGENCY.factor_ids, "none"]


@dataclass(frozen=True)
class Reader:
    """Reads the labels off a text "factor level", each in the given share of texts."""

    share: float
    rubric: Rubric = AGENCY

    @property
    def model_id(self) -> str:
        return f"reader-{self.share}"

    def predict(self, texts, before=()):
        factors = np.full((len(texts), len(FACTORS)), 0.05)
        levels = np.full((len(texts), 3), 0.1)
        for i, text in enumerate(texts):
            factor, level, number = text.split()
            right = int(number) % 10 < 10 * self.share
            factors[i, FACTORS.index(factor) if right else 0] = 0.8
            levels[i, AGENCY.level_ids.index(level) if right else 0] = 0.8
        return Predictions(AGENCY, factors, levels, np.ones(len(texts)))


def gold(sources: int, count: int = 240) -> Gold:
    passages = []
    for i in range(count):
        factor, level = FACTORS[i % len(FACTORS)], AGENCY.level_ids[i % 3]
        text = f"{factor} {level} {i}"
        stated = None if factor == "none" else level
        passages.append(
            Labelled(text, "agency", factor, stated, None, f"hand {i // 7 % sources}", "plain")
        )
    return Gold("made.csv", passages)


def report_of(sources: int, seen: frozenset[str] = frozenset()):
    model = Contender("good", Reader(1), seen)
    return evaluate(gold(sources), model, Contender("bad", Reader(0.5), frozenset()))


def test_a_reader_without_fault_is_perfect_and_better_than_one_with():
    figures = report_of(12)["groups"][0]["figures"]
    assert figures["factor"]["n"] == 240
    assert figures["level"]["n"] == 192  # those without a factor have no level
    for kind in figures.values():
        assert kind["accuracy"]["model"] == {"value": 1.0, "low": 1.0, "high": 1.0}
        assert kind["accuracy"]["difference"]["low"] > 0
    assert figures["level"]["mae"]["model"]["value"] == 0
    assert figures["level"]["mae"]["difference"]["high"] < 0
    assert figures["factor"]["ece"]["model"]["value"] == pytest.approx(0.2)


@pytest.mark.parametrize(("sources", "units"), [(9, "passages"), (10, "sources")])
def test_sources_are_resampled_when_there_are_ten(sources, units):
    report = report_of(sources)
    assert report["groups"][0]["resampled"] == units
    assert bool(remarks(report)) == (units == "passages")
    by_source = [group for group in report["groups"] if group["by"] == "source"]
    assert len(by_source) == sources
    assert {group["resampled"] for group in by_source} == {"passages"}


def test_what_one_class_cannot_tell_is_left_open():
    groups = {(g["by"], g["name"]): g["figures"] for g in report_of(3)["groups"]}
    silent = groups["factor", "none"]
    assert silent["factor"]["macro_f1"]["model"]["value"] is None
    assert silent["factor"]["f1"]["model"]["value"] == 1
    assert silent["level"]["n"] == 0
    assert silent["level"]["accuracy"]["model"]["value"] is None
    meets = groups["level", "meets"]["level"]
    assert meets["qwk"]["model"]["value"] is None
    assert meets["n"] == groups["all", "all"]["level"]["n"] / 3
    assert ("register", "plain") not in groups  # the same as all


def test_the_data_hold_no_text():
    report = str(report_of(3))
    assert not [p.text for p in gold(3).passages if p.text in report]


def test_comments_by_hands_the_model_learned_from_are_told():
    report = report_of(12, frozenset({"hand 0"}))
    assert report["models"]["model"]["seen"] == 21
    assert report["models"]["baseline"]["seen"] == 0
    assert remarks(report) == [
        "good learned from 21 of the 240 comments or from their sources: its figures are better "
        "than on new text."
    ]


def test_the_baseline_is_another_model():
    model, baseline = contenders(AGENCY, "tfidf", None)
    assert (model.name, baseline.name) == ("tfidf", "descriptors")
    model, baseline = contenders(AGENCY, "descriptors", None)
    assert (model.name, baseline.name) == ("descriptors", "tfidf")
    assert baseline.sources
    assert not model.sources
    with pytest.raises(ConfigError, match="the same model"):
        contenders(AGENCY, "descriptors", "descriptors")


def test_descriptors_of_one_factor_teach_nothing():
    lone = AGENCY.model_copy(update={"id": "lone", "factors": AGENCY.factors[:1]})
    with pytest.raises(ConfigError, match="too few factors"):
        contenders(lone, "descriptors", "tfidf")
