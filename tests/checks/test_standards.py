"""Stated times held against a rubric's own standards."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.checks.standards import BEAT, BREACH, observe, standards_of
from narrative.records import Box, Observation, Prediction, Read, Reading, Review, Severity
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric
from narrative.text.segment import segment
from narrative.text.stated import Act, Channel


def reading_of(*texts: str) -> Reading:
    boxes = tuple(Box(f"box{i}", text) for i, text in enumerate(texts))
    reads = tuple(
        Read(box.name, None, passage, Prediction({}, {}))
        for box in boxes
        for passage in segment(box.text)
    )
    return Reading(Review("42", boxes, {}), reads, ())


def observed(text: str, rubric: Rubric | None = None) -> list[Observation]:
    return observe(rubric or load_rubric("departmental"), reading_of(text))


def codes(text: str, rubric: Rubric | None = None) -> list[str]:
    return [observation.code for observation in observed(text, rubric)]


def rubric_of(*standards: str, meets: str = "Serves customers well.") -> Rubric:
    return Rubric.model_validate(
        {
            "id": "ours",
            "name": "Ours",
            "levels": [
                {"id": "below", "name": "Below"},
                {"id": "meets", "name": "Meets"},
                {"id": "above", "name": "Above"},
            ],
            "factors": [
                {
                    "id": "speed",
                    "name": "Speed",
                    "descriptors": {"below": "Takes more than 9 days to reply.", "meets": meets},
                    "standards": standards,
                }
            ],
        }
    )


def test_standards_of_the_departmental_rubric():
    usual, searched, written = standards_of(load_rubric("departmental"))
    both = {Channel.EMAIL, Channel.TELEPHONE}
    assert (usual.channels, usual.limit, usual.business, usual.condition) == (both, 24, True, "")
    assert (searched.channels, searched.limit, searched.business) == (both, 48, True)
    assert searched.condition == "information is not readily available"
    assert (written.channels, written.limit, written.business) == ({Channel.WRITTEN}, 168, False)
    assert {s.factor for s in (usual, searched, written)} == {"response_time"}
    assert {s.act for s in (usual, searched, written)} == {Act.ANSWER}


def test_without_standards_the_descriptor_of_the_expected_level_is_read():
    rubric = load_rubric("departmental")
    factors = [f.model_copy(update={"standards": ()}) for f in rubric.factors]
    bare = rubric.model_copy(update={"factors": tuple(factors)})
    limits = [(s.channels, s.limit, s.business) for s in standards_of(bare)]
    assert limits == [(s.channels, s.limit, s.business) for s in standards_of(rubric)]


@pytest.mark.parametrize(
    ("text", "limit", "business"),
    [
        ("Replies to [Insert Bureau Name] email within [2] business days.", 48, True),
        ("Returns voicemail no later than 4 hours after receipt.", 4, False),
        ("Closes cases within five working days.", 120, True),
        ("Answers letters in two weeks or less.", 336, False),
    ],
)
def test_standards_are_read_from_any_rubric(text, limit, business):
    for rubric in (rubric_of(text), rubric_of(meets=text)):
        (standard,) = standards_of(rubric)
        assert (standard.limit, standard.business) == (limit, business)


@pytest.mark.parametrize(
    "text",
    [
        "Serves customers promptly.",
        "Answers 95% of calls within 24 hours.",
        "Gives at least two weeks of notice.",
        "Completes training each year.",
    ],
)
def test_what_sets_no_limit_that_a_single_time_can_break(text):
    assert standards_of(rubric_of(text)) == ()


def test_the_arithmetic_is_shown_and_the_words_are_not():
    text = "A landlord left three voicemails and was called back after nine days."
    (found,) = observed(text)
    assert found.reason == (
        "Response time: 9 days stated for a telephone call; the standard is within "
        "1 business day, so 8 days over."
    )
    assert (found.code, found.severity, found.factor) == (BREACH, Severity.WARNING, "response_time")
    assert found.evidence[0].passage.text == text
    assert found.evidence[0].span == f"box0:0-{len(text)}"


def test_a_clear_beat_is_a_note():
    (found,) = observed("Most emails from the regions get an answer within four hours.")
    assert (found.code, found.severity) == (BEAT, Severity.NOTE)
    assert found.reason.endswith(
        "within 4 hours stated for an email; the standard is within 1 business day, "
        "so 20 hours to spare."
    )


@pytest.mark.parametrize(
    "text",
    [
        "He takes two business days to return a phone call.",
        "It took her until Friday to answer Monday's email from the county.",
        "A small business owner waited a fortnight for an answer to a plain email.",
        "Voicemails went unanswered for eleven days.",
        "Voicemails go unanswered for days.",
        "Did not return calls within one business day in any month I looked at.",
        "He does not meet the one business day standard for email.",
        "Of the 40 inquiries I pulled, 3 of 40 were answered late.",
        "The reply to the mayor's letter went out ten days after we got it.",
        "You got back to people after nine days.",
        "It took three days to answer an email because the data had to come from another office.",
        "Her email is slow. Replies take four days.",
        "A written request came back three days late.",
        "A written request came back in six business days.",
        "Voicemail left Monday. Returned Thursday.",
        "Written request rec'd 4/2, answered 4/23. Same story in June.",
        "Emails: slow. 3-4 days is typical from what I see in the shared box.",
        "The Lim email? Eight days.",
        "T/A on email 4d.",
        "The customers are waiting since two weeks for one answer from her by email.",
        "An enquiry emailed in by a grower sat in his inbox for eight days.",
    ],
)
def test_breaches(text):
    assert codes(text) == [BREACH]


@pytest.mark.parametrize(
    "text",
    [
        "Phone messages are returned the same afternoon.",
        "Everything in the inbox is answered by close of business.",
        "Letters were answered in two days.",
        "Letters were answered in two business days.",
        "Gets back to people in two or three hours.",
        "Nobody who phones her waits longer than half an hour for a call back.",
        "She answered the email in a day although the file had to be pulled from the archive.",
        "Email in at 9:05, answer out at 9:40.",
        "Ph msgs rtnd w/in 1 hr.",
        "Monday's letter from the bank was answered Tuesday, enclosures and all.",
        "The letter was answered the next day.",
    ],
)
def test_beats(text):
    assert codes(text) == [BEAT]


@pytest.mark.parametrize(
    "text",
    [
        # In between.
        "Emails are answered the next business day.",
        "Emails are answered overnight.",
        "Written requests were answered in six days.",
        "She answers in a day or two.",
        "An email that came in on Friday was answered on Monday.",
        "She returned a call three days later, over the long weekend.",
        "The records had to be pulled, so the caller heard back in two days.",
        # The channel is not told: longer than a telephone call may take, not than a letter may.
        "Replies took four days.",
        # No answer, or none of this employee.
        "Our standard is one business day for email.",
        "The vendor took ten days to reply to our email.",
        "Before she joined the team, callers waited two weeks to hear back.",
        "He did not take nine days to answer the email.",
        "He was out on leave for three weeks.",
        "A caller was kept on hold for 40 minutes.",
        "Spent ten minutes on the phone with a caller.",
        "Walk-ins are seen within ten minutes.",
        "The monthly report was two days late.",
        "The email of 3 May was answered on 5 May.",
        "It took him 5 days to answer my email.",
        "Goal for next year: answer written requests within 3 days.",
        "She rings the user three days later to see if it held.",
        "The report that was due on Monday came on Thursday.",
        "38 of 40 emails were answered on time.",
    ],
)
def test_nothing_is_said_of_these(text):
    assert codes(text) == []


def test_each_passage_is_held_against_its_own_channel():
    found = observed("Email is answered the same day, but letters take her three weeks.")
    assert [observation.code for observation in found] == [BEAT, BREACH]


def test_what_a_passage_leaves_out_is_not_taken_from_another_field():
    rubric = load_rubric("departmental")
    assert observe(rubric, reading_of("Her email is slow.", "Replies take four days.")) == []


@pytest.mark.parametrize("name", ["agency", "psa"])
def test_rubrics_without_measurable_standards_give_nothing(name):
    rubric = load_rubric(name)
    assert standards_of(rubric) == ()
    assert codes("Calls are returned after nine days.", rubric) == []


def test_resolutions_are_held_against_standards_for_resolving():
    rubric = rubric_of("Closes cases within five working days.")
    assert codes("Closed the case in two weeks.", rubric) == [BREACH]
    assert codes("Closed the case the same day.", rubric) == [BEAT]
    assert codes("Answered the email after two weeks.", rubric) == []


def test_a_condition_of_a_standard_has_to_be_met():
    rubric = rubric_of("Answers email within one day, and within 5 days if an audit is under way.")
    assert codes("The email was answered in three days.", rubric) == [BREACH]
    assert codes("During the audit the email was answered in three days.", rubric) == []


def test_a_standard_of_the_same_day_is_broken_on_the_next():
    rubric = rubric_of("Returns voicemail the same day.")
    assert codes("Voicemails are returned the next day.", rubric) == [BREACH]
    assert codes("Voicemails are returned the same day.", rubric) == []


FRAMES = st.sampled_from(
    [
        "She called the customer back after {}.",
        "Emails took her {}.",
        "It took {} to answer a written request.",
        "Replies to emails come in {}.",
        "Letters sat for {} without an answer.",
        "He got back to people after more than {}.",
        "Over the weekend, a voicemail waited {} for a call back.",
        "The file had to be pulled, so the answer to the email took {}.",
        "He returned calls about {} late.",
    ]
)
UNITS = st.sampled_from([("hours", 1), ("days", 24), ("business days", 24), ("weeks", 168)])


@given(FRAMES, UNITS, st.integers(2, 400), st.integers(0, 400))
def test_a_longer_time_never_turns_a_breach_into_none(frame, unit, count, more):
    short, long = (codes(frame.format(f"{n} {unit[0]}")) for n in (count, count + more))
    assert BREACH in long or BREACH not in short
    assert BEAT in short or BEAT not in long


@given(FRAMES, st.integers(2, 60))
def test_reasons_quote_no_review_text(frame, count):
    text = frame.format(f"{count} days").replace("the", "the xylophone")
    for observation in observed(text):
        assert "xylophone" not in observation.reason
        assert re.fullmatch(r"Response time: .+\.", observation.reason)


@given(st.text(max_size=120))
def test_any_text_can_be_checked(text):
    observed(text)
