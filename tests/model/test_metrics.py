"""Statistics against other software and known values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    cohen_kappa_score,
    confusion_matrix,
    f1_score,
    mean_absolute_error,
)

from narrative.model.metrics import (
    Answers,
    Estimate,
    absolute_errors,
    accuracies,
    adjacent_accuracies,
    calibration_errors,
    class_f1s,
    compare,
    confusion,
    figures,
    interval,
    kappas,
    macro_f1,
    quadratic_weighted_kappa,
    reliability,
)

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


def answers(truth, given_, confidence=None, size=3):
    sure = np.full(len(truth), 0.9) if confidence is None else np.asarray(confidence)
    whole = np.asarray(truth, dtype=int), np.asarray(given_, dtype=int)
    return Answers(*whole, sure, size)


WORKED_TRUTH = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]
WORKED_GIVEN = [0, 0, 1, 2, 1, 1, 0, 2, 1, 0]


def test_a_worked_table():
    """Rows truth: 2 1 1 / 1 2 0 / 1 1 1; worked by hand."""
    table = confusion(WORKED_TRUTH, WORKED_GIVEN, 3)
    assert table.tolist() == [[2, 1, 1], [1, 2, 0], [1, 1, 1]]
    assert accuracies(table) == pytest.approx(5 / 10)
    assert absolute_errors(table) == pytest.approx((3 * 1 + 2 * 2) / 10)
    assert adjacent_accuracies(table) == pytest.approx(8 / 10)
    assert class_f1s(table).tolist() == pytest.approx([4 / 8, 4 / 7, 2 / 5])
    # Squared distances: observed 3 x 1 + 2 x 4 = 11; by chance
    # (4 x 4 + 3 x 4 + 3 x 2 + 3 x 4 + 4 x (4 x 2 + 3 x 4)) / 10 = 12.6.
    assert kappas(table) == pytest.approx(1 - 11 / 12.6)


@given(pairs)
def test_ordered_figures_agree_with_scikit_learn_and_numpy(items):
    truth, given_ = map(np.array, zip(*items, strict=True))
    table = confusion(truth, given_, 5)
    assert table.tolist() == confusion_matrix(truth, given_, labels=range(5)).tolist()
    assert accuracies(table) == pytest.approx(accuracy_score(truth, given_))
    assert absolute_errors(table) == pytest.approx(mean_absolute_error(truth, given_))
    assert adjacent_accuracies(table) == pytest.approx(np.mean(abs(truth - given_) <= 1))


@given(pairs)
def test_weights_count_as_repeated_items(items):
    truth, given_ = map(np.array, zip(*items, strict=True))
    times = np.arange(len(truth)) % 3
    confidence = 0.2 + (truth * 7 + given_ * 3) % 11 / 20
    weighted = figures(answers(truth, given_, confidence, 5), times[None, :].astype(float), True)
    rows = np.repeat(np.arange(len(truth)), times)
    repeated = answers(truth, given_, confidence, 5).take(rows)
    plain = figures(repeated, np.ones((1, len(rows))), True)
    for name in plain:
        assert weighted[name][0] == pytest.approx(plain[name][0], nan_ok=True), name


def test_calibration_error_of_calibrated_probabilities_is_near_0():
    rng = np.random.default_rng(1)
    confidence = rng.uniform(0.3, 1, 40_000)
    right = rng.uniform(size=40_000) < confidence
    assert error_of(confidence, right) < 0.01
    assert error_of(np.minimum(confidence + 0.15, 1), right) > 0.1


def test_calibration_error_worked_by_hand():
    """Twenty answers, two a bin: ten at 0.5 of which 4 are right, ten at 0.9, all right."""
    confidence = np.array([0.5] * 10 + [0.9] * 10)
    right = np.array([True] * 4 + [False] * 6 + [True] * 10)
    assert error_of(confidence, right) == pytest.approx(0.5 * 0.1 + 0.5 * 0.1)
    bins = reliability(confidence, right)
    assert [(b.confidence, b.accuracy, b.count) for b in bins] == [
        (pytest.approx(0.5), pytest.approx(0.4), 10),
        (pytest.approx(0.9), pytest.approx(1.0), 10),
    ]


def test_bins_have_equal_mass_as_in_scikit_learn():
    rng = np.random.default_rng(2)
    confidence = rng.uniform(0.2, 1, 500)
    right = rng.uniform(size=500) < confidence
    bins = reliability(confidence, right)
    assert [b.count for b in bins] == [50] * 10
    accuracy, mean = calibration_curve(right, confidence, n_bins=10, strategy="quantile")
    assert [b.accuracy for b in bins] == pytest.approx(accuracy.tolist())
    assert [b.confidence for b in bins] == pytest.approx(mean.tolist())


def error_of(confidence, right) -> float:
    return calibration_errors(confidence, right, np.ones((1, len(right))))[0]


def test_interval_of_a_share_is_that_of_the_binomial():
    truth = np.zeros(400, dtype=int)
    given_ = np.where(np.arange(400) < 300, 0, 1)
    found = compare(answers(truth, given_), answers(truth, given_), range(400), ordered=False)
    own = found["accuracy"]["model"]
    spread = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert own.value == 0.75
    assert (own.low, own.high) == pytest.approx((0.75 - spread, 0.75 + spread), abs=0.01)
    assert found["accuracy"]["difference"] == Estimate(0.0, 0.0, 0.0)  # paired: never a gap


def test_sources_that_agree_within_themselves_widen_the_interval():
    truth = np.zeros(400, dtype=int)
    units = np.arange(400) // 20
    given_ = (units % 4 == 0).astype(int)  # one source in four is all wrong

    def width(of):
        own = compare(answers(truth, given_), answers(truth, given_), of, False)["accuracy"]
        return own["model"].high - own["model"].low

    assert width(units) > 3 * width(np.arange(400))


def test_too_few_units_have_no_interval_and_nothing_has_no_figures():
    few = compare(answers([0] * 9, [0] * 9), answers([0] * 9, [1] * 9), range(9), True)
    assert few["accuracy"]["difference"].value == 1
    assert math.isnan(few["accuracy"]["difference"].low)
    none = compare(answers([], []), answers([], []), [], True)
    assert all(math.isnan(e.value) for sides in none.values() for e in sides.values())
