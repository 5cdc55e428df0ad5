"""What lint reports, and what it leaves alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from narrative.resources import corpus_dir
from narrative.rubric import wording
from narrative.rubric.lint import CODES, Problem, Severity, lint
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric, parse_rubric

TONE = {
    "low": "Speaks to callers in a curt or mocking voice.",
    "mid": "Speaks politely and lets callers finish their sentences.",
    "high": "Calms angry callers so that they thank the desk afterwards.",
}
PACE = {
    "low": "Leaves messages unread until somebody complains.",
    "mid": "Reads and answers messages on the day they arrive.",
    "high": "Sees bottlenecks coming and moves work before they form.",
}


def rubric(tone: dict[str, str], pace: dict[str, str] | None = None, **more: Any) -> Rubric:
    levels = [{"id": i, "name": f"{i.title()} Rung"} for i in ("low", "mid", "high")]
    factors = [{"id": "tone", "name": "Tone", "descriptors": tone}]
    factors += [{"id": "pace", "name": "Pace", "descriptors": pace}] if pace else []
    return parse_rubric({"id": "d", "name": "D", "levels": levels, "factors": factors} | more, "d")


def found(made: Rubric) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in lint(made)]


def test_a_sound_rubric_has_no_problems() -> None:
    assert lint(rubric(TONE, PACE)) == []


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"mid": "Meets expectations."}, "no-content", "tone/mid"),
        ({"mid": "N/A"}, "no-content", "tone/mid"),
        ({"mid": "Performs satisfactorily in all required areas."}, "no-content", "tone/mid"),
        ({"mid": "Always shows a good attitude."}, "vague", "tone/mid"),
        ({"mid": TONE["low"]}, "same-level", "tone"),
        ({"mid": "In a mocking or curt voice, speaks to the callers!"}, "same-level", "tone"),
        ({"mid": "Speaks to our callers in a curt, mocking tone of voice."}, "near-level", "tone"),
        ({"mid": "Speaks politely, lets callers finish and,"}, "cut-off", "tone/mid"),
        ({"mid": "Speaks politely to callers (and visitors"}, "cut-off", "tone/mid"),
        ({"mid": "Speaks politely to callers of the"}, "cut-off", "tone/mid"),
        ({"mid": "Answers callers of [Insert Bureau Name] politely."}, "placeholder", "tone/mid"),
        ({"mid": "Answers callers within ____ rings, politely."}, "placeholder", "tone/mid"),
        ({"mid": "Answers callers within XX rings, politely."}, "placeholder", "tone/mid"),
    ],
)
def test_faults_of_one_factor(changes: dict[str, str], code: str, place: str) -> None:
    assert (code, place) in found(rubric(TONE | changes, PACE))


def test_missing_cells_are_one_problem_a_factor_and_name_the_levels() -> None:
    problems = lint(rubric({"mid": TONE["mid"]}, PACE))
    assert problems == [Problem("missing-cell", "no descriptor at 'Low Rung', 'High Rung'", "tone")]


def test_copies_between_factors() -> None:
    assert found(rubric(TONE, PACE | {"mid": TONE["mid"].upper()})) == [("copied", "pace/mid")]
    near = TONE["mid"].replace("sentences", "sentence")
    assert found(rubric(TONE, PACE | {"mid": near})) == [("near-copy", "pace/mid")]
    shared = "Answers messages so that they thank the desk afterwards."
    assert found(rubric(TONE, PACE | {"high": shared})) == [("shared-wording", "pace")]


def test_levels_that_run_down() -> None:
    levels = [{"id": "a", "name": "Exceeds"}, {"id": "b", "name": "Meets"}]
    factors = [{"id": "tone", "name": "Tone", "descriptors": {"a": TONE["high"], "b": TONE["mid"]}}]
    made = rubric(TONE, levels=levels, factors=factors)
    assert found(made) == [("level-order", "rubric")]


def test_blanks_in_names_definitions_and_standards_count() -> None:
    factor = {
        "id": "tone",
        "name": "Tone",
        "descriptors": TONE,
        "definition": "For [Name of unit].",
    }
    made = rubric(
        TONE, definition="Of <agency>,", factors=[factor | {"standards": ["in TBD days"]}]
    )
    assert found(made) == [
        ("cut-off", "rubric"),
        ("placeholder", "rubric"),
        ("placeholder", "tone"),
        ("placeholder", "tone"),
    ]


def test_the_bundled_rubrics_are_reported_as_they_are() -> None:
    assert lint(load_rubric("agency")) == []
    (cut,) = lint(load_rubric("psa"))
    assert (cut.code, cut.place) == ("cut-off", "explanation_of_decisions/meets")
    assert "rules, and actions," in cut.message
    codes = found(load_rubric("departmental"))
    assert [code for code, _ in codes].count("missing-cell") == 6
    assert ("placeholder", "accuracy/level_3") in codes


def test_no_false_alarm_on_many_rubrics_of_other_trades() -> None:
    raw = json.loads((corpus_dir() / "rubrics.json").read_text(encoding="utf-8"))
    terse = {"vague", "missing-cell", "no-content"}  # some were written to be
    for ident, body in raw.items():
        codes = {problem.code for problem in lint(parse_rubric({"id": ident, **body}, ident))}
        assert codes <= terse, ident


def test_errors_come_first() -> None:
    made = rubric({"low": "TBD", "mid": "A b,"}, {"low": "Meets expectations", "high": "See above"})
    ranks = [list(Severity).index(problem.severity) for problem in lint(made)]
    assert ranks == sorted(ranks)
    assert [code.severity for code in CODES.values()] == sorted(
        (code.severity for code in CODES.values()), key=list(Severity).index
    )


@pytest.mark.parametrize(
    "text", ["See [sic] it", "his[s] own", "a {b} c", "1 < 2 > 0", "XIX men", ""]
)
def test_what_is_no_blank(text: str) -> None:
    assert wording.placeholders(text) == []


@pytest.mark.parametrize(
    "text",
    ["Listens.", "Is easy to work with", 'Says "no"', "Knows what to ask for", "Asks:\nyes", ""],
)
def test_what_is_no_broken_end(text: str) -> None:
    assert wording.cut_off(text) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Responds promptly to customers.", "Promptly responds to a customer", True),
        ("Responds to customers.", "Does not respond to customers.", False),
        ("Rarely responds to customers.", "Usually responds to customers.", False),
        ("Answers within 2 days.", "Answers within 5 days.", False),
        ("and", "or", False),
    ],
)
def test_saying_the_same(one: str, other: str, same: bool) -> None:
    assert wording.say_the_same(one, other) is same
    assert wording.say_the_same(one, other) or not wording.hardly_differ(one, other)
