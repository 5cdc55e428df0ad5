"""N204: one narrative for several people."""

from __future__ import annotations

import random

import pytest
from checks_readings import AGENCY, spans_are_exact
from hypothesis import given
from hypothesis import strategies as st

from narrative.checks import copies
from narrative.records import Box, Review

LONG = (
    "{} is at the counter during posted hours and applicants rarely wait more than a day. "
    "{} goes through the checklist with people and tells them what is missing before they pay. "
    "I have had no complaints about {}'s manner from the public or from other sections. "
)
WORDS = [f"word{chr(97 + i)}{chr(97 + j)}" for i in range(20) for j in range(20)]


def review(place: int, text: str, **extra: str) -> Review:
    return Review(f"R{place}", (Box("narrative", text),), {}, {"": extra} if extra else {})


def noticed(*reviews: Review):
    found = list(copies.compare(AGENCY, reviews))
    by_id = {item.id: item for item in reviews}
    assert all(spans_are_exact(item, by_id[item.review_id]) for item in found)
    return found


def test_another_name_and_pronoun_do_not_hide_a_copy():
    first = review(1, LONG.format("Carla", "She", "Carla"), rater_id="R08")
    second = review(2, LONG.format("Mohammed", "He", "Mohammed"), rater_id="R08")
    found = noticed(first, review(3, "Quite another text about somebody who works here."), second)
    assert [item.review_id for item in found] == ["R1", "R2"]
    assert found[0].code == "N204"
    assert found[0].factor is None
    assert found[0].reason == (
        "Names and pronouns aside, the narrative is the same as that of review R2, about other "
        "people, by the same rater."
    )


def test_a_copy_with_another_ending_is_mostly_the_same():
    ends = ("Carla also looks after the plants and the stationery.", "He fixed the stamp machine.")
    texts = [
        LONG.format(name, name, name) + end for name, end in zip(("Carla", "Ed"), ends, strict=True)
    ]
    found = noticed(review(1, texts[0], rater_id="A"), review(2, texts[1], rater_id="B"))
    assert len(found) == 2
    assert "is mostly the same as that of review R2, about other people, by other raters" in (
        found[0].reason
    )


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("Good year for Ana at the window.", "Good year for Ben at the window.", 2),
        ("Good year for Ana at the window.", "Good year for Ben at the desk.", 0),
        ("See attached.", "See attached.", 0),
        ("", "", 0),
    ],
)
def test_short_narratives_have_to_be_equal_and_very_short_ones_are_left_alone(one, other, count):
    assert len(noticed(review(1, one), review(2, other))) == count


def test_two_reviews_of_one_person_are_no_copy():
    text = LONG.format("Carla", "She", "Carla")
    same = [review(i, text, employee_id="007") for i in range(2)]
    assert noticed(*same) == []
    found = noticed(*same, review(2, text, employee_id="008"))
    assert [item.review_id for item in found] == ["R0", "R1", "R2"]
    assert "of review R2, about" in found[0].reason
    assert "of reviews R0 and R1, about" in found[2].reason


def test_many_copies_are_counted_and_a_few_named():
    text = LONG.format("Carla", "She", "Carla")
    raters = ["A", *"BBBBB"]
    found = noticed(*(review(i, text, rater_id=rater) for i, rater in enumerate(raters)))
    assert "reviews R1, R2, R3 and 2 more, about other people, by other raters" in found[0].reason
    assert "some of them by the same rater" in found[1].reason


def test_a_text_in_several_fields_is_compared_as_a_whole():
    parts = LONG.format("Carla", "She", "Carla").split(". ")
    boxed = tuple(Box(f"n[{i}]", f" {part}. ", None) for i, part in enumerate(parts) if part)
    whole = review(2, LONG.format("Ed", "He", "Ed"))
    found = noticed(Review("R1", boxed, {}), whole)
    assert len(found) == 2
    assert [item.box for item in found[0].evidence] == [box.name for box in boxed]


@given(st.integers(0, 10_000), st.integers(30, 90), st.integers(0, 3))
def test_few_changed_words_are_found_and_texts_of_other_words_are_not(seed, length, changed):
    rng = random.Random(seed)
    words = rng.sample(WORDS[:200], length)
    other = list(words)
    for place in rng.sample(range(length), changed):
        other[place] = "changed"
    apart = rng.sample(WORDS[200:], length)
    texts = [" ".join(text) for text in (words, other, apart)]
    found = noticed(*(review(i, text) for i, text in enumerate(texts)))
    assert [item.review_id for item in found] == ["R0", "R1"]


def test_thousands_of_reviews_of_one_mould_are_no_quadratic_work():
    rng = random.Random(1)
    mould = " ".join(WORDS[:60])
    comparisons = 0
    plain = copies._jaccard

    def counted(one, other):
        nonlocal comparisons
        comparisons += 1
        return plain(one, other)

    copies._jaccard = counted
    try:
        found = noticed(*(review(i, f"{mould} {rng.choice(WORDS)} {i}") for i in range(2_000)))
    finally:
        copies._jaccard = plain
    assert len(found) == 2_000
    assert comparisons < 4 * 2_000
