"""The checks that rest on predictions: N201, N202, N205, N206."""

from __future__ import annotations

import pytest
from checks_readings import AGENCY, HIGH, LOW, MIDDLE, Said, all_rated, reading, spans_are_exact

from narrative.checks import alike, boxes, contradiction, general
from narrative.records import Severity
from narrative.rubric.store import load_rubric

TALK, MANNERS, TIME = "communication", "professionalism", "availability_timeliness"


def noticed(check, read, rubric=AGENCY):
    found = list(check.observe(rubric, read))
    assert all(spans_are_exact(item, read.review) for item in found)
    return found


# N201


def test_a_field_that_speaks_of_another_factor_only_is_noticed_once():
    stray = [Said("Polite to all.", MANNERS, box=TALK), Said("Calm.", MANNERS, box=TALK)]
    read = reading(*stray, Said("Calls back.", TIME, box=TIME))
    (found,) = noticed(boxes, read)
    assert (found.code, found.severity, found.factor) == ("N201", Severity.WARNING, TALK)
    assert [item.passage.text for item in found.evidence] == ["Polite to all.", "Calm."]
    assert "Communication seems to say nothing of it" in found.reason
    assert "2 passages in it read like evidence for Professionalism" in found.reason


@pytest.mark.parametrize(
    "passages",
    [
        [Said("Polite to all.", MANNERS, box=TALK), Said("Asks first.", TALK, box=TALK)],
        [Said("Polite to all.", MANNERS, sure=0.7, box=TALK)],
        [Said("Polite to all.", MANNERS, informative=0.4, box=TALK)],
        [Said("Off to Spain in May.", box=TALK)],
        [Said("Polite to all.", MANNERS)],
    ],
    ids=["own factor too", "unsure", "says little", "no factor", "no field"],
)
def test_a_remark_or_a_doubt_is_no_wrong_field(passages):
    assert noticed(boxes, reading(*passages)) == []


# N202


@pytest.mark.parametrize(
    "text",
    ["Communication is excellent.", "Good communicator overall.", "Meets expectations.", "Poor."],
)
def test_general_words_on_a_rated_factor_are_noticed(text):
    read = reading(Said(text, TALK), Said("Calls back.", TIME), ratings={TALK: MIDDLE, TIME: HIGH})
    (found,) = noticed(general, read)
    assert (found.code, found.factor) == ("N202", TALK)
    assert found.reason.startswith("Communication is rated, and the one passage on it is general")


@pytest.mark.parametrize(
    "text",
    [
        "Communication is excellent: the leaflet she wrote halved the calls.",
        "Excellent, 40 letters answered.",
        "Explains fees in plain words.",
        "Never raised his voice.",
    ],
)
def test_behaviour_a_figure_or_an_example_is_not_general(text):
    assert noticed(general, reading(Said(text, TALK), ratings={TALK: MIDDLE})) == []


def test_general_words_beside_behaviour_and_those_on_unrated_factors_are_passed_over():
    both = reading(Said("Good.", TALK), Said("Explains fees.", TALK), ratings={TALK: MIDDLE})
    assert noticed(general, both) == []
    assert noticed(general, reading(Said("Good communicator.", TALK))) == []


def test_a_narrative_of_praise_alone_is_one_observation_about_the_whole():
    praise = [Said("A joy to have on the team."), Said("Fantastic attitude!"), Said("Sings, too.")]
    (found,) = noticed(general, reading(*praise, ratings=all_rated(HIGH)))
    assert (found.code, found.factor) == ("N202", None)
    assert found.reason.startswith("4 factors are rated")
    assert [item.passage.text for item in found.evidence] == [
        "A joy to have on the team.",
        "Fantastic attitude!",
    ]


def test_praise_beside_evidence_and_a_narrative_without_praise_are_not_halo():
    with_evidence = [Said("A joy."), Said("Calls back the same day.", TIME)]
    assert noticed(general, reading(*with_evidence, ratings=all_rated(HIGH))) == []
    assert noticed(general, reading(Said("Moved desks."), ratings=all_rated(HIGH))) == []


# N205


def test_one_rating_over_words_that_differ_cites_the_two_furthest_apart():
    read = reading(
        Said("Polite.", MANNERS, MIDDLE),
        Said("Two weeks for a call.", TIME, LOW),
        Said("Rewrote the leaflet unasked.", TALK, HIGH),
        ratings=all_rated(MIDDLE),
    )
    (found,) = noticed(alike, read)
    assert (found.code, found.factor) == ("N205", None)
    assert [item.passage.text for item in found.evidence] == [
        "Two weeks for a call.",
        "Rewrote the leaflet unasked.",
    ]
    assert found.reason == (
        "All 4 ratings are Meets Expectations, while the words on Availability/Timeliness read "
        "like a lower level than those on Communication."
    )


@pytest.mark.parametrize(
    ("other", "ratings"),
    [
        (Said("Polite.", MANNERS, LOW), all_rated(MIDDLE)),
        (Said("Polite.", MANNERS, MIDDLE, level_sure=0.5), all_rated(MIDDLE)),
        (Said("Polite.", MANNERS, MIDDLE, sure=0.5), all_rated(MIDDLE)),
        (Said("Polite.", MANNERS, MIDDLE), {TIME: MIDDLE, MANNERS: MIDDLE}),
        (Said("Polite.", MANNERS, MIDDLE), {**all_rated(MIDDLE), TALK: LOW}),
    ],
    ids=["same level", "level unsure", "factor unsure", "two ratings", "ratings differ"],
)
def test_ratings_that_may_fit_are_not_called_alike(other, ratings):
    read = reading(Said("Two weeks for a call.", TIME, LOW), other, ratings=ratings)
    assert noticed(alike, read) == []


# N206

CONTRADICTION = (
    Said("He returns every call the same day.", TIME, HIGH),
    Said("He never returns a call.", TIME, LOW),
)


def test_opposite_passages_on_one_thing_contradict():
    (found,) = noticed(contradiction, reading(*CONTRADICTION))
    assert (found.code, found.factor, found.severity) == ("N206", TIME, Severity.NOTE)
    assert [item.passage.text for item in found.evidence] == [s.text for s in CONTRADICTION]


@pytest.mark.parametrize(
    "passages",
    [
        [Said("Until June he never returned a call.", TIME, LOW), CONTRADICTION[0]],
        [CONTRADICTION[0], Said("This was before the merger.", "none"), CONTRADICTION[1]],
        [Said("E-mail gets an answer within the hour.", TIME, HIGH), CONTRADICTION[1]],
        [CONTRADICTION[0], Said("He never returns a call.", TIME, MIDDLE)],
        [CONTRADICTION[0], Said("He never returns a call.", TIME, LOW, sure=0.6)],
    ],
    ids=["time", "contrast between", "another thing", "not the other end", "unsure"],
)
def test_what_time_or_contrast_reconciles_is_no_contradiction(passages):
    assert noticed(contradiction, reading(*passages)) == []


def test_only_the_ends_of_a_longer_scale_are_opposite():
    raw = AGENCY.model_dump(mode="json")
    raw["levels"] = [{"id": f"l{i}", "name": f"Step {name}"} for i, name in enumerate("ABCD")]
    for factor in raw["factors"]:
        factor["descriptors"] = {"l0": "Bad.", "l3": "Good."}
    rubric = type(AGENCY).model_validate(raw)
    texts = [said.text for said in CONTRADICTION]
    pair = [Said(text, TIME, level) for text, level in zip(texts, ("l3", "l0"), strict=True)]
    near = [Said(text, TIME, level) for text, level in zip(texts, ("l2", "l0"), strict=True)]
    assert len(noticed(contradiction, reading(*pair, rubric=rubric), rubric)) == 1
    assert noticed(contradiction, reading(*near, rubric=rubric), rubric) == []


@pytest.mark.parametrize("check", [boxes, general, alike, contradiction])
def test_a_review_without_words_or_ratings_gives_nothing(check):
    for rubric in ("agency", "psa", "departmental"):
        loaded = load_rubric(rubric)
        assert noticed(check, reading(rubric=loaded), loaded) == []
