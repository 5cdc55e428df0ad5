"""N207: a rating in words, and another on the form."""

from __future__ import annotations

import pytest
from checks_readings import AGENCY, HIGH, LOW, MIDDLE, Said, all_rated, reading, spans_are_exact

from narrative.checks import stated
from narrative.rubric.schema import Rubric


def noticed(*texts: str, ratings=None, box=None, rubric: Rubric = AGENCY):
    ratings = all_rated(MIDDLE, rubric) if ratings is None else ratings
    read = reading(*(Said(text, box=box) for text in texts), ratings=ratings, rubric=rubric)
    found = list(stated.observe(rubric, read))
    assert all(spans_are_exact(item, read.review) for item in found)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "I rate her Exceeds.",
        "I'd rate Mohammed an EE this year.",
        "We are rating Jonas as exceeding expectations.",
        "I would rate her a 3.",
        "Overall a solid 3.",
        "Overall 3 out of 3.",
        "Overall, Wei exceeds expectations.",
        "Overall rating: Exceeds",
        "My rating for this year is EE.",
        "She earns an Exceeds from me.",
        "I give him a solid 3.",
        "An Exceeds rating is deserved.",
    ],
)
def test_a_rating_of_the_whole_is_contradicted_when_every_rating_is_lower(text):
    (found,) = noticed(text)
    assert (found.code, found.factor) == ("N207", None)
    assert found.reason == (
        "The narrative states the rating Exceeds Expectations for the review as a whole, and "
        "every rating on the form is lower."
    )
    assert noticed(text, ratings={**all_rated(MIDDLE), "communication": HIGH}) == []
    assert noticed(text, ratings=all_rated(HIGH)) == []
    assert noticed(text, ratings={}) == []


@pytest.mark.parametrize(
    "text",
    [
        "Communication: Exceeds Expectations.",
        "Communication - 3, she explains well.",
        "I rate her Exceeds in Communication.",
        "I'd rate his communication skills a 3.",
    ],
)
def test_a_rating_of_a_factor_is_held_against_that_factor(text):
    (found,) = noticed(text)
    assert found.factor == "communication"
    assert found.reason == (
        "The narrative states the rating Exceeds Expectations for Communication, and the form "
        "has Meets Expectations."
    )
    assert noticed(text, ratings={"communication": HIGH, "completeness": LOW}) == []


def test_a_field_names_the_factor_where_the_words_do_not():
    (found,) = noticed("I rate her Exceeds.", box="completeness")
    assert found.factor == "completeness"


def test_a_rating_in_all_areas_is_contradicted_by_any_other():
    ratings = {**all_rated(MIDDLE), "communication": HIGH, "completeness": HIGH}
    for text in ("He meets expectations in all areas.", "Meets across the board."):
        (found,) = noticed(text, ratings=ratings)
        assert found.factor is None
        assert found.reason.endswith("another one for Completeness and Communication.")
        assert noticed(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "She exceeds my expectations every day.",
        "She exceeds expectations when it comes to customers.",
        "Her communication needs improvement.",
        "Overall he needs improvement in how he answers.",
        "Last year she was rated Exceeds.",
        "I rated her Exceeds a year ago.",
        "I would not rate her Exceeds.",
        "I can't rate her Exceeds yet.",
        "I hope to rate her Exceeds.",
        "He is close to an Exceeds.",
        "Customers rate him 3 of 5.",
        "Her self-rating says Exceeds.",
        "Overall, 3 clerks left this year.",
        "Response time: 3 days.",
        "Communication: 3 classes taken.",
        "She gets a 3 day turnaround.",
        "I gave her 3 files and she met the deadline.",
        "Rate me if you want.",
        "Somewhere between Meets and Exceeds, I rate her Exceeds or Meets.",
    ],
)
def test_what_is_put_otherwise_is_no_rating(text):
    for level in (LOW, MIDDLE):
        assert noticed(text, ratings=all_rated(level)) == []


def test_levels_of_any_name_and_letters_that_are_words():
    rubric = Rubric.model_validate(
        {
            "id": "own",
            "name": "Own",
            "levels": [
                {"id": "draft", "name": "Draft", "aliases": ["A"]},
                {"id": "solid", "name": "Solid", "aliases": ["ME"]},
                {"id": "level_5", "name": "Level 5"},
            ],
            "factors": [{"id": "stock", "name": "Stock (shelves)", "descriptors": {"draft": "x"}}],
        }
    )
    for text in ("I rate him Solid.", "Stock (shelves): Solid", "I rate him ME.", "Rating: solid"):
        assert len(noticed(text, ratings={"stock": "draft"}, rubric=rubric)) == 1, text
    for text in (
        "He is a solid worker.",
        "I rate me too.",
        "I rate drafts of his.",
        "Overall solid work",
    ):
        assert noticed(text, ratings={"stock": "level_5"}, rubric=rubric) == [], text
