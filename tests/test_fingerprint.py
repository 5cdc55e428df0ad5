"""A fingerprint stays the same for the same question, and only for that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.fingerprint import LENGTH, NEAR, finding_fingerprint, observation_fingerprint
from narrative.judge import find, judge
from narrative.records import (
    NONE,
    Box,
    Evidence,
    Finding,
    Judgement,
    Observation,
    Passage,
    Prediction,
    Read,
    Review,
    Severity,
    Verdict,
)
from narrative.rubric.schema import Rubric

RUBRIC = Rubric.model_validate(
    {
        "id": "desk",
        "name": "Desk",
        "levels": [{"id": "low", "name": "Low"}, {"id": "high", "name": "High"}],
        "factors": [
            {"id": "care", "name": "Care", "descriptors": {"low": "Rude."}},
            {"id": "speed", "name": "Speed", "descriptors": {"low": "Slow."}},
        ],
    }
)
WORDS = ("She is kind to callers.", "Calls wait for days.", "He knows the forms by heart.")


def evidence(text: str, weight: float = 1.0, box: str = "narrative", start: int = 0) -> Evidence:
    return Evidence(box, Passage(text, start, start + len(text)), weight, {"low": 0.4, "high": 0.6})


def finding(
    *items: Evidence,
    review_id: str = "R-1",
    factor: str = "care",
    assigned: str | None = "low",
    verdict: Verdict | None = Verdict.BELOW,
    flag_score: float = 0.5,
) -> Finding:
    judged = Judgement(factor, 0.9, {"low": 0.2, "high": 0.8}, items)
    return Finding(review_id, judged, assigned, verdict, flag_score, 0.8, "A reason.")


def name(found: Finding, rubric_id: str = "desk") -> str:
    return finding_fingerprint(rubric_id, found)


TEXTS = st.text(min_size=1).filter(str.strip)
SPACES = st.text(" \t\r\n\u00a0", min_size=1, max_size=3)


@given(text=TEXTS, rubric_id=st.text(), review_id=st.text())
def test_a_fingerprint_is_sixteen_hexadecimal_characters_and_no_number(text, rubric_id, review_id):
    for found in (
        finding_fingerprint(rubric_id, finding(evidence(text), review_id=review_id)),
        observation_fingerprint(
            rubric_id,
            Observation("N201", Severity.NOTE, review_id, None, "A reason.", (evidence(text),)),
        ),
    ):
        assert re.fullmatch(r"[a-f][0-9a-f]{15}", found)
        assert len(found) == LENGTH


@given(
    words=st.lists(st.sampled_from(["Kind", "to", "ALL", "callers."]), min_size=1), data=st.data()
)
def test_white_space_case_offsets_and_fields_do_not_count(words, data):
    plain = " ".join(words)
    other = "".join(
        data.draw(st.sampled_from([w.lower(), w.upper(), w])) + data.draw(SPACES) for w in words
    )
    moved = evidence(other, box="comments", start=data.draw(st.integers(0, 999)))
    assert name(finding(moved)) == name(finding(evidence(plain)))


@given(
    weights=st.lists(st.floats(0.5, 1.0), min_size=3, max_size=3).filter(
        # The strongest passages are clear of the limit between equal and fainter.
        lambda found: all(abs(max(found) - NEAR - w) > 0.03 for w in found)
    ),
    shifts=st.lists(st.floats(-0.01, 0.01), min_size=3, max_size=3),
    score=st.floats(0, 1),
)
def test_small_changes_of_the_models_probabilities_do_not_count(weights, shifts, score):
    before = [evidence(text, weight) for text, weight in zip(WORDS, weights, strict=True)]
    after = [
        evidence(text, weight + shift)
        for text, weight, shift in zip(WORDS, weights, shifts, strict=True)
    ]
    assert name(finding(*before)) == name(finding(*after, flag_score=score))


@given(
    faint=st.lists(st.tuples(TEXTS, st.floats(0.25, 0.8 - NEAR - 0.01)), max_size=4),
    place=st.integers(0, 4),
)
def test_a_faint_piece_of_evidence_may_come_or_go(faint, place):
    items = [evidence(text, weight) for text, weight in faint]
    items.insert(min(place, len(items)), evidence(WORDS[0], 0.8))
    assert name(finding(*items)) == name(finding(evidence(WORDS[0], 0.8)))


def test_of_passages_equally_strong_the_first_counts():
    first, second = evidence(WORDS[0], 0.93), evidence(WORDS[1], 0.97)
    assert name(finding(first, second)) == name(finding(first))
    assert name(finding(first, second)) != name(finding(second))


@pytest.mark.parametrize(
    "other",
    [
        {"review_id": "R-2"},
        {"factor": "speed"},
        {"assigned": "high"},
        {"assigned": None},
        {"verdict": Verdict.ABOVE},
        {"verdict": Verdict.UNSUPPORTED},
    ],
)
def test_another_review_factor_rating_or_side_is_another_question(other):
    assert name(finding(evidence(WORDS[0]), **other)) != name(finding(evidence(WORDS[0])))


def test_other_words_or_another_rubric_are_another_question():
    found = finding(evidence(WORDS[0]))
    assert name(found) != name(finding(evidence(WORDS[1])))
    assert name(found) != name(found, "counter")
    assert name(finding()) != name(found)


@given(parts=st.lists(st.text(max_size=3), min_size=2, max_size=2))
def test_parts_do_not_run_into_each_other(parts):
    rubric_id, review_id = parts
    joined = finding(evidence(WORDS[0]), review_id=rubric_id + review_id)
    apart = finding(evidence(WORDS[0]), review_id=review_id)
    assert (name(joined, "") == name(apart, rubric_id)) == (rubric_id == "")


def test_an_observation_has_its_code_and_never_a_findings_name():
    seen = Observation("N201", Severity.NOTE, "R-1", "care", "A.", (evidence(WORDS[0]),))
    other = Observation("N202", Severity.NOTE, "R-1", "care", "A.", (evidence(WORDS[0]),))
    again = Observation("N201", Severity.WARNING, "R-1", "care", "B.", (evidence(WORDS[0]),))
    assert observation_fingerprint("desk", seen) == observation_fingerprint("desk", again)
    assert observation_fingerprint("desk", seen) != observation_fingerprint("desk", other)
    assert observation_fingerprint("desk", seen) != name(finding(evidence(WORDS[0])))


def read(text: str, factor: str, at: int) -> Read:
    sure = Prediction(
        {"care": 0.02, "speed": 0.02, NONE: 0.02} | {factor: 0.96}, {"low": 0.9, "high": 0.1}
    )
    return Read("narrative", None, Passage(text, at, at + len(text)), sure)


@given(edit=TEXTS)
def test_an_edit_of_a_passage_that_is_not_its_evidence_does_not_count(edit):
    """The whole way from passages to findings: the words about speed change, care's stay."""
    review = Review("R-1", (Box("narrative", ""),), {"care": "high", "speed": "high"})
    named = []
    for about_speed in (WORDS[1], edit):
        reads = [read(about_speed, "speed", 0), read(WORDS[0], "care", len(about_speed) + 1)]
        found = find(RUBRIC, review, judge(RUBRIC, reads))
        named.append(name(found[0]))
        assert found[0].flagged
    assert named[0] == named[1]
