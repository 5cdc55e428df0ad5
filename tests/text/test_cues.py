"""Cues: what a passage shows besides its topic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.text.cues import CUE_NAMES, cues
from narrative.text.quantities import durations, number, percentages, shares


def shown(text: str) -> set[str]:
    (row,) = cues([text])
    return {name for name, value in zip(CUE_NAMES, row, strict=True) if value} - {"length"}


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("Never late.", {"negation", "failure_negated"}, {"failure"}),
        ("Not adequate.", {"negation", "sufficient_negated"}, {"sufficient"}),
        ("Often late.", {"often", "failure"}, {"negation"}),
        ("Sometimes forgets.", {"seldom", "failure"}, {"often"}),
        ("Stayed late to help.", {"effort"}, {"failure"}),
        ("Goes out of her way.", {"effort"}, set()),
        ("No complaints.", {"sufficient"}, {"failure", "negation"}),
        ("At least it is done.", set(), {"comparison"}),
        ("Didn't call back.", {"negation"}, set()),
        ("Didn’t call back.", {"negation"}, set()),
        ("Outstanding work!", {"praise", "exclamations"}, set()),
        ("Good, but slow.", {"contrast"}, set()),
        ("You were asked.", {"second_person"}, set()),
        ("Answers within 2 days.", {"duration", "duration_within"}, {"duration_after"}),
        ("Took three weeks.", {"duration", "duration_after"}, {"duration_within"}),
        ("A day early.", {"duration", "duration_early"}, set()),
        ("Answered 9 of 40 calls.", {"share"}, {"percent"}),
        ("Answered 95% of calls.", {"percent"}, {"share"}),
        ("THIS IS WHAT YOU WILL DO", {"capitals"}, set()),
        ("", set(), set(CUE_NAMES) - {"length"}),
    ],
)
def test_cues_of_a_passage(text, present, absent):
    assert present <= shown(text)
    assert not absent & shown(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Will is never late.", "Maria de la Cruz is never late."),
        ("Miss Lopez answers.", "Mr. Lopez answers."),
        ("She forgets, neglects and refuses.", "They forget, neglect and refuse."),
        ("She misses calls and exceeds her quota.", "They miss calls and exceed their quota."),
        ("He goes out of his way on his own time.", "They go out of their way on their own time."),
        ("SHE WAS LATE TO THIS", "THEY WERE LATE TO THIS"),
        ("HE DID NOT DO HIS WORK", "SHE DID NOT DO HER WORK"),
    ],
)
def test_no_name_gender_or_number_moves_a_cue(one, other):
    assert np.array_equal(*cues([one, other]))


@given(st.lists(st.text(max_size=60), max_size=4))
def test_every_cue_lies_between_0_and_1(texts):
    table = cues(texts)
    assert table.shape == (len(texts), len(CUE_NAMES))
    assert ((table >= 0) & (table <= 1)).all()


@pytest.mark.parametrize(
    ("text", "days", "bound"),
    [
        ("within 24 hours", 1, "within"),
        ("within one business day", 1, "within"),
        ("no later than 2 days", 2, "within"),
        ("took two to three weeks", 21, "after"),
        ("10 minutes late", 10 / 1440, "after"),
        ("two weeks ahead of the date", 14, "early"),
        ("the same day", 0.5, ""),
        ("twenty-four hours", 1, ""),
        ("half a day", 0.5, ""),
        ("a two-week wait", 14, ""),
    ],
)
def test_durations(text, days, bound):
    (found,) = durations(text)
    assert (found.days, found.bound) == (pytest.approx(days), bound)


def test_figures():
    assert list(durations("one day at a time")) == list(durations("one day"))
    assert percentages("between 5% and 97.5 percent") == [0.05, 0.975]
    assert shares("3 of 40, nine out of ten, 5 of 3") == [0.075, 0.9]
    assert [number(n) for n in ("2.5", "two hundred", "twenty-four")] == [2.5, 200, 24]


def test_long_passages_of_figures_are_read_in_one_pass():
    for unit in ("5% ", "3 of ", "1 ", "not ", "a" + " " * 500):
        assert cues([unit * (50_000 // len(unit))]).shape == (1, len(CUE_NAMES))
