"""N203: the rubric's own words in a narrative."""

from __future__ import annotations

import pytest
from checks_readings import AGENCY, Said, reading, spans_are_exact

from narrative.checks import pasted


def noticed(*texts: str):
    read = reading(*map(Said, texts))
    found = list(pasted.observe(AGENCY, read))
    assert all(spans_are_exact(item, read.review) for item in found)
    return found


@pytest.mark.parametrize(
    ("text", "factor", "level"),
    [
        (
            "Seeks out, confirms and understands customer needs and/or problems.",
            "communication",
            "Meets Expectations",
        ),
        (
            "Maria seeks out, confirms and understands customers' needs and problems.",
            "communication",
            "Meets Expectations",
        ),
        (
            "In 2025 he willingly provided assistance and useful information to everybody.",
            "completeness",
            "Meets Expectations",
        ),
        (
            "She always makes herself fully available to the customer, even on Fridays, and is "
            "consistently responsive to requests exceeding customer expectations.",
            "availability_timeliness",
            "Exceeds Expectations",
        ),
        (
            "FAILS TO INTERACT WITH CUSTOMERS POLITELY",
            "professionalism",
            "Needs Improvement",
        ),
    ],
)
def test_a_descriptor_is_known_through_names_tense_and_small_edits(text, factor, level):
    (found,) = noticed(text)
    assert (found.code, found.factor) == ("N203", factor)
    assert level in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "Asks people what they came for and repeats it back to them.",
        "Responds to requests and issues from the customer.",
        "She is attentive to customers' needs.",
        "He goes the extra mile.",
        "Remains calm in all situations, and there were some this year at the window.",
        "",
    ],
)
def test_common_phrases_are_nobodys(text):
    assert noticed(text) == []


def test_one_observation_cites_every_passage_of_a_descriptor():
    (found,) = noticed(
        "Willingly provides assistance and useful information;",
        "Sings.",
        "takes appropriate actions to remedy customer service issues.",
    )
    assert len(found.evidence) == 2
    assert found.reason.startswith("2 passages repeat the rubric's own words for Completeness")


def test_every_descriptor_of_a_rubric_is_noticed_when_pasted_whole():
    for factor in AGENCY.factors:
        for text in factor.descriptors.values():
            assert factor.id in {item.factor for item in noticed(text)}
