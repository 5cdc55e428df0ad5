"""Stated times: what a supervisor's sentence says took how long."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.text.durations import late_counts, read
from narrative.text.stated import TOLD, Act, Bound, Channel, Said

VOCABULARY = (
    "She he took takes waited after within in for until nine 3 2-3 48hrs half a an the day days "
    "business hours week weeks Friday Monday 's email emails call calls back replied no reply not "
    "never more than late of 40 - , . ; ( ) and but should would standard is same afternoon "
    "overnight by close to next two fortnight ½ ² 1,000 every past or so"
)
WORDS = st.sampled_from(VOCABULARY.split())


def told(text: str) -> list[tuple[str, float, float]]:
    return [(time.text, time.low, time.high) for time in read(text) if time.said in TOLD]


@pytest.mark.parametrize(
    ("text", "wording", "low", "high"),
    [
        ("A landlord was called back after nine days.", "nine days", 216, 216),
        ("Took 48 hrs to get back to a caller.", "48 hrs", 48, 48),
        ("Took 48hrs to get back to a caller.", "48hrs", 48, 48),
        ("He waited a fortnight for an answer.", "a fortnight", 336, 336),
        ("Gets back to people in two or three hours.", "two or three hours", 2, 3),
        ("Emails took 3-5 days.", "3-5 days", 72, 120),
        ("Emails took between three and five days.", "three and five days", 72, 120),
        ("A reply takes her two days to a week.", "two days to a week", 48, 168),
        ("Heard back in a day and a half.", "a day and a half", 36, 36),
        ("She answers in a day or two.", "a day or two", 24, 48),
        ("Replies took an hour and ten minutes.", "an hour and ten minutes", 7 / 6, 7 / 6),
        ("Replies took twenty-four hours.", "twenty-four hours", 24, 24),
        ("Replies took nine\n  days.", "nine\n  days", 216, 216),
        ("Replies took 2 1/2 days.", "2 1/2 days", 60, 60),
        ("Calls come back within the hour.", "the hour", 1, 1),
        ("Phone messages are returned the same afternoon.", "same afternoon", 0, 24),
        ("Emails are answered by close of business.", "by close of business", 0, 24),
        ("Emails are answered overnight.", "overnight", 0, 24),
        ("Emails are answered the next day.", "next day", 0, 48),
        ("A reply takes her several days.", "several days", 72, 168),
        ("A reply took the better part of a week.", "a week", 96, 168),
        ("Email: median 2 h 10 min.", "2 h 10 min", 13 / 6, 13 / 6),
        ("Call backs < 1h.", "1h", 1, 1),
        ("Letters were answered on the fourth day.", "on the fourth day", 72, 96),
        ("It took her until Friday to answer Monday's email.", "until Friday to answer Monday",
         96, 96),
        ("An email that came in on Friday was answered on Monday.",
         "Friday was answered on Monday", 72, 72),
        ("Written request rec'd 4/2, answered 4/23.", "4/2, answered 4/23", 504, 504),
        ("Email recd 12/3, replied 20/3.", "12/3, replied 20/3", 192, 192),
        ("The letter of 4 March was answered on March 14th.", "4 March was answered on March 14th",
         240, 240),
        ("Email in at 9:05, answer out at 9:40.", "9:05, answer out at 9:40", 7 / 12, 7 / 12),
        ("A caller's message at nine is a call back by ten.", "at nine is a call back by ten",
         1, 1),
    ],
)  # fmt: skip
def test_lengths_in_hours(text, wording, low, high):
    ((found, least, most),) = told(text)
    assert found == wording
    assert (least, most) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Replies to letters are down from nine days to two.", [216, 48]),
        ("Call backs took 3 days, 4 days, once even 6.", [72, 96, 144]),
        ("The bursar's letter took seven days and the bishop's letter six.", [168, 144]),
        ("The letter took two days. Once it was nine.", [48, 216]),
        ("Emails took four days on three occasions.", [96]),
        ("Answers 40 calls a day, up from 30.", []),
    ],
)
def test_a_number_without_a_unit_takes_that_of_the_length_in_front(text, hours):
    assert [low for _, low, _ in told(text)] == hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Voicemail left Monday. Returned Thursday.", 72),
        ("The email came in on 3 May. She answered it on 19 May.", 384),
        ("The meeting is on Monday. Returned the map on Thursday.", None),
    ],
)
def test_two_days_may_stand_in_two_sentences(text, hours):
    assert [low for _, low, _ in told(text)] == ([hours] if hours else [])


@pytest.mark.parametrize(
    "text",
    [
        "Opens the counter at 7:45 and closes it at 4:30.",
        "The phones are covered Monday to Friday.",
        "Works 8:00 to 4:30 and answers the phones at lunch.",
        "Was late on 17 of 61 days.",
    ],
)
def test_opening_hours_and_counts_are_no_lengths(text):
    assert told(text) == []


def test_business_days_are_marked_and_known_between_days_of_the_week():
    (stated,) = read("It takes him two business days to return a call.")
    assert stated.business
    (days,) = read("An email that came in on Friday was answered on Monday.")
    assert (days.business, days.working) == (False, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Replies took nine days.", Said.FACT),
        ("Our standard is one business day for email.", Said.GOAL),
        ("He should answer voicemail within a day.", Said.GOAL),
        ("Email is answered past the one-day limit.", Said.MISSED),
        ("He does not meet the one-day standard for email.", Said.MISSED),
        ("He offered to call back within two hours.", Said.OFFER),
        ("The reply would have taken two days.", Said.HYPOTHETICAL),
        ("He did not take nine days to answer.", Said.NEGATED),
        ("The vendor took ten days to reply to our email.", Said.OTHERS),
        ("Before she joined the team, callers waited two weeks to hear back.", Said.PAST),
        ("He was on leave for three weeks.", Said.ASIDE),
        ("Sends the partners an email every two weeks.", Said.ASIDE),
        ("Answers 40 calls a day.", Said.ASIDE),
        ("Goal for next year: answer written requests within 3 days.", Said.GOAL),
        ("We agreed he'd answer letters inside three days.", Said.GOAL),
        ("The answer goes out inside the ten days.", Said.GOAL),
        ("If an email ever sat for three days I would be astonished.", Said.HYPOTHETICAL),
        ("The forklift was out for eight days.", Said.FACT),
        ("She was out for eight days.", Said.ASIDE),
        ("Other desks take three days over an email.", Said.OTHERS),
    ],
)
def test_what_a_length_is_told_as(text, said):
    (stated,) = read(text)
    assert stated.said is said


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Emails are answered within four hours.", Bound.WITHIN),
        ("Replies took more than two weeks.", Bound.OVER),
        ("Replies took at least two weeks.", Bound.AT_LEAST),
        ("Replies took about two weeks.", Bound.ABOUT),
        ("Replies took two weeks.", Bound.EXACT),
        # Negation turns a bound round.
        ("She never let a caller wait more than a day.", Bound.WITHIN),
        ("He did not return calls within one business day.", Bound.OVER),
    ],
)
def test_bounds(text, bound):
    (stated,) = read(text)
    assert (stated.bound, stated.said) == (bound, Said.FACT)


@pytest.mark.parametrize(
    ("text", "act", "channels"),
    [
        ("Called back after nine days.", Act.ANSWER, {Channel.TELEPHONE}),
        ("Returned the mayor's voicemail after nine days.", Act.ANSWER, {Channel.TELEPHONE}),
        ("The e-mail had no reply after a week.", Act.ANSWER, {Channel.EMAIL}),
        ("A written request sat for a month.", Act.WAIT, {Channel.WRITTEN}),
        ("Got back to people after nine days.", Act.ANSWER, set()),
        ("Kept a caller on hold for 40 minutes.", Act.OTHER, {Channel.TELEPHONE}),
        ("Spent two hours on the phone with a retired teacher.", Act.OTHER, set()),
        ("Resolved the billing error in two days.", Act.RESOLVE, set()),
        ("The 120 hours it took to email back a price.", Act.ANSWER, {Channel.EMAIL}),
        ("Six working days for an emailed question.", Act.ANSWER, {Channel.EMAIL}),
        ("It took her six days to ring Mr Marsh.", Act.ANSWER, {Channel.TELEPHONE}),
        ("It took him 5 days to answer my email.", Act.OTHER, {Channel.EMAIL}),
        ("She rings the customer a week later to see if it held.", Act.OTHER, set()),
    ],
)
def test_what_took_so_long(text, act, channels):
    (stated,) = read(text)
    assert (stated.act, stated.channels) == (act, channels)


def test_each_length_keeps_to_its_own_channel():
    first, second = read("Email is answered the same day, but letters take her three weeks.")
    assert (first.channels, second.channels) == ({Channel.EMAIL}, {Channel.WRITTEN})


def test_two_days_if_it_has_to_be_looked_up_says_nothing_of_the_one_day():
    (obtained,) = read("Answers in two days when the file has to be pulled.")
    (usual,) = read("Answers in a day, two if the file has to be pulled.")
    assert (obtained.obtained, usual.obtained) == (True, False)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3 of 40 emails were answered late.", (3, 40)),
        ("Twelve out of the last twenty replies came after the deadline.", (12, 20)),
        ("Late on 3 of 40 calls.", (3, 40)),
        ("38 of 40 emails were answered on time.", None),
        ("None of the 40 was late.", None),
        ("3 of 40 emails were never late.", None),
        ("One of the best, and seldom late.", None),
    ],
)
def test_counts_of_what_was_late(text, count):
    assert [(c.part, c.whole) for c in late_counts(text)] == ([count] if count else [])


@given(st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=20).map(" ".join)))
def test_any_text_is_read_and_cited_exactly(text):
    for found in [*read(text), *late_counts(text)]:
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
    for stated in read(text):
        assert 0 <= stated.low <= stated.high


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_lengths_are_in_order_and_apart(text):
    spans = [(stated.start, stated.end) for stated in read(text)]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
