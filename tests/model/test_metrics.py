"""Statistics against other software and known values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from narrative.model.metrics import interval, macro_f1, quadratic_weighted_kappa

pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=5, max_size=60)


@given(pairs)
def test_kappa_agrees_with_scikit_learn(items):
    truth, given_ = zip(*items, strict=True)
    if len(set(truth)) > 1 and len(set(given_)) > 1:
        expected = cohen_kappa_score(truth, given_, labels=range(5), weights="quadratic")
        assert quadratic_weighted_kappa(truth, given_) == pytest.approx(expected)


@given(pairs)
def test_macro_f1_agrees_with_scikit_learn(items):
    truth, given_ = zip(*items, strict=True)
    labels = sorted(set(truth))
    expected = f1_score(truth, given_, average="macro", labels=labels, zero_division=0)
    assert macro_f1(truth, given_) == pytest.approx(expected)


def test_kappa_of_a_worked_table():
    truth = [0] * 5 + [1] * 4 + [2] * 6
    given_ = [0, 0, 0, 1, 2, 1, 1, 1, 0, 2, 2, 2, 2, 2, 1]
    expected = cohen_kappa_score(truth, given_, weights="quadratic")
    assert quadratic_weighted_kappa(truth, given_) == pytest.approx(expected)


def test_nothing_to_compare_is_not_a_number():
    assert quadratic_weighted_kappa([], []) != quadratic_weighted_kappa([], [])
    assert quadratic_weighted_kappa([1, 1], [1, 1]) != quadratic_weighted_kappa([1, 1], [1, 1])
    assert macro_f1([], []) != macro_f1([], [])


def test_interval_holds_the_figure_and_repeats():
    truth = [0, 1, 2] * 20
    given_ = [0, 1, 2, 0, 1, 1] * 10
    low, high = interval(quadratic_weighted_kappa, truth, given_)
    assert low < quadratic_weighted_kappa(truth, given_) < high
    assert (low, high) == interval(quadratic_weighted_kappa, truth, given_)
