"""Rubrics with one factor: the work as a whole, or one thing among others."""

from __future__ import annotations

import numpy as np
import pytest

from narrative.corpus.load import read_lines
from narrative.corpus.schema import GENERAL
from narrative.model.choose import choose
from narrative.model.whole import WholeClassifier, is_whole
from narrative.resources import corpus_dir
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric, parse_rubric

NAMES = {
    3: ("Below Expectations", "Meets Expectations", "Exceeds Expectations"),
    5: ("Unsatisfactory", "Needs Improvement", "Meets", "Exceeds", "Outstanding"),
}


def rubric_of(name: str, levels: int = 3) -> Rubric:
    scale = [{"id": f"l{i}", "name": told} for i, told in enumerate(NAMES[levels])]
    descriptors = {level["id"]: f"Work {level['name'].lower()}." for level in scale}
    factor = {"id": "f", "name": name, "descriptors": descriptors}
    return parse_rubric({"id": "r", "name": "R", "levels": scale, "factors": [factor]}, "r")


@pytest.mark.parametrize(
    "name", ["Overall Performance", "OVERALL RATING", "Performance", "Job performance (annual)"]
)
def test_one_factor_named_for_the_work_is_the_whole_of_it(name):
    assert is_whole(rubric_of(name))


@pytest.mark.parametrize(
    "name", ["Punctuality", "Job knowledge", "Quality of work", "Communication", "Rating", "F"]
)
def test_one_with_a_name_of_its_own_is_not(name):
    assert not is_whole(rubric_of(name))


def test_among_other_factors_none_is_the_whole():
    several = rubric_of("Overall Performance")
    other = several.factors[0].model_copy(update={"id": "g", "name": "Punctuality"})
    assert not is_whole(several.model_copy(update={"factors": (several.factors[0], other)}))


@pytest.fixture(scope="module")
def general() -> list[tuple[str, str | None]]:
    """Passages on performance in general that no model learned from, with their levels."""
    found = []
    for path in sorted((corpus_dir() / "dev").glob("*.jsonl")):
        for line in read_lines(path):
            if line.rubric == GENERAL:
                parts = getattr(line, "sentences", [line])
                found += [(part.text, part.level) for part in parts]
    return found


@pytest.mark.parametrize("levels", [3, 5])
def test_what_tells_of_the_work_is_evidence_and_the_rest_is_none(general, levels):
    classifier = choose(rubric_of("Overall Performance", levels))
    assert isinstance(classifier, WholeClassifier)
    found = classifier.predict([text for text, _ in general])
    told = np.array([level is not None for _, level in general])
    evidence = found.factors[:, 0] > 0.5
    assert np.allclose(found.factors.sum(axis=1), 1)
    assert evidence[told].mean() > 0.85
    assert evidence[~told].mean() < 0.25


def test_whatever_the_passage_is_about_it_counts():
    texts = [
        "Calls are returned the same day.",
        "Never once late with the monthly report.",
        "Three customers complained about her tone in March.",
        "We moved to the new building in May.",
    ]
    found = choose(rubric_of("Overall Performance")).predict(texts)
    assert [found[i].factors["f"] > 0.5 for i in range(4)] == [True, True, True, False]


def test_a_single_factor_of_another_name_is_read_by_its_descriptors():
    agency = load_rubric("agency")
    alone = agency.model_copy(update={"id": "one", "factors": (agency.factor("professionalism"),)})
    found = choose(alone).predict(["She is rude to customers.", "We moved in May."])
    assert found[0].factors["professionalism"] > 0.5
    assert found[1].factors["none"] > 0.5
