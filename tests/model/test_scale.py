"""Levels of any rubric on one scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.corpus.load import load_rubrics
from narrative.model.scale import HIGH, LOW, MIDDLE, SILENT, class_of, on_levels, positions
from narrative.rubric.schema import Factor, Level, Rubric


def rubric(*names: str) -> Rubric:
    levels = tuple(Level(id=f"l{i}", name=name) for i, name in enumerate(names))
    return Rubric(
        id="own",
        name="Own",
        levels=levels,
        factors=(Factor(id="f", name="F", descriptors={"l0": "Does it."}),),
    )


@pytest.mark.parametrize(
    ("names", "classes"),
    [
        (("Poor", "Good", "Great"), [LOW, MIDDLE, HIGH]),
        (
            ("Unacceptable", "Needs improvement", "Meets expectations", "Exceeds", "Outstanding"),
            [LOW, LOW, MIDDLE, HIGH, HIGH],
        ),
        (("Red", "Amber", "Green", "Gold"), [LOW, LOW, MIDDLE, HIGH]),
        (("Not yet", "Competent"), [LOW, None]),
    ],
)
def test_classes_of_levels(names, classes):
    assert [class_of(place) for place in positions(rubric(*names))] == classes


def test_no_position_is_silent():
    assert class_of(None) == SILENT


@pytest.mark.parametrize("name", sorted(load_rubrics()))
def test_places_rise_from_the_low_end(name):
    places = positions(load_rubrics()[name])
    assert places[0] < 0.4
    assert list(places) == sorted(set(places))
    assert all(0 <= place <= 1 for place in places)


simplex = st.lists(st.floats(0.001, 1), min_size=3, max_size=3).map(
    lambda v: np.array([[x / sum(v) for x in v]])
)


@given(simplex, st.integers(2, 9))
def test_level_probabilities_sum_to_one(classes, count):
    found = on_levels(classes, positions(rubric(*(f"Colour {chr(65 + i)}" for i in range(count)))))
    assert found.shape == (1, count)
    assert found.sum() == pytest.approx(1)


@pytest.mark.parametrize("count", range(2, 10))
def test_the_ends_of_the_scale_are_the_ends_of_any_rubric(count):
    places = positions(rubric(*(f"Colour {chr(65 + i)}" for i in range(count))))
    ends = on_levels(np.array([[1.0, 0, 0], [0, 0, 1.0]]), places).argmax(axis=1)
    assert list(ends) == [0, count - 1]
