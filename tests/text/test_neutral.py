"""Nothing a model sees tells a name, a gender, or how many people a verb is said of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.text import people
from narrative.text.neutral import neutral

NAMES = [
    "Maria",
    "John",
    "David",
    "Fatima",
    "Mohammed",
    "Wei",
    "Priya",
    "Nguyen",
    "Kwame",
    "Olga",
    "Siobhan",
    "José",
    "Zoë",
    "Łukasz",
    "Jürgen",
    "Chidi",
    "Yuki",
    "Thandiwe",
    "Aleksandr",
    "Guadalupe",
    "DeShawn",
    "Mei-Ling",
    "Jean-Luc",
    "Hyun-woo",
    "O'Shea",
    "Grace",
    "Will",
    "Mark",
    "Hope",
    "May",
    "Rose",
    "Bill",
    "June",
    "Grant",
    "Frank",
    "Joy",
    "Faith",
    "Drew",
    "Mason",
    "Hunter",
    "Ruby",
    "Ray",
]

SENTENCES = [
    ("{N} returns calls late.", "{n} returns calls late."),
    ("{N} is polite to {their} clients and {they} never shouts.", None),
    ("I asked {N} to help; {they} refused.", None),
    ("{N}'s desk was bare, and {N} has said so {themself}.", None),
    ("Clients praise {N}, who does more than {their} share.", None),
    ("{N} always answers, files and reports on time.", None),
    ("{N} isn't late. {N} hasn't been since {they} was hired.", None),
    ("Nobody thanked {them} or {N}.", None),
]

PRONOUNS = {
    "he": {"they": "he", "them": "him", "their": "his", "themself": "himself"},
    "she": {"they": "she", "them": "her", "their": "her", "themself": "herself"},
}


def fill(template: str, name: str, gender: str = "she") -> str:
    return template.format(N=name, n=name.lower(), **PRONOUNS[gender])


@pytest.mark.parametrize("template", [first for first, _ in SENTENCES])
@pytest.mark.parametrize("name", NAMES)
def test_no_name_and_no_gender_moves_the_text(template, name):
    plain = neutral(fill(template, "Maria", "she"))
    assert neutral(fill(template, name, "he")) == plain
    assert name.lower() not in plain.split()


@pytest.mark.parametrize(
    "name", ["Maria Lopez", "Mr. Young", "Ms. Cook", "Mrs. de la Cruz", "Dr. X"]
)
@pytest.mark.parametrize("template", [first for first, _ in SENTENCES if "'s" not in first])
def test_titles_surnames_and_particles_belong_to_the_name(template, name):
    assert neutral(fill(template, name)) == neutral(fill(template, "Maria"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("She was late.", "They were late."),
        ("He has a plan and does it.", "They have a plan and do it."),
        ("She returns calls and never misses a file.", "They return calls and never miss a file."),
        ("He focuses, tries and passes.", "They focus, try and pass."),
        ("She's late. She'll improve.", "They're late. They'll improve."),
        ("She doesn't call. He wasn't in.", "They don't call. They weren't in."),
        ("his or her desk", "their desk"),
        ("He/she is late.", "They are late."),
        ("(S)he is late.", "They are late."),
        ("Ask him or her.", "Ask them."),
        ("the saleswoman", "the salesman"),
        ("a polite waitress", "a polite waiter"),
        ("back from maternity leave", "back from paternity leave"),
        ("the ladies at the desk", "the men at the desk"),
        ("MARIA RETURNS HER CALLS LATE.", "JOHN RETURNS HIS CALLS LATE."),
        ("WILL IS LATE.", "MARIA IS LATE."),
        ("I KNOW WILL IS LATE.", "I KNOW AHMED IS LATE."),
        ("maria returns her calls", "they return their calls"),
        ("mark is late", "fatima is late"),
        ("mr. lopez was late", "ms. smith was late"),
        ("李伟 returns calls", "Maria returns calls"),
        ("Jose\u0301 returns calls", "Maria returns calls"),
        ("She’s late", "he's late"),
        ("Miss Lopez is late", "Mr. Lopez is late"),
        ("Grace and Hope are late", "Ali and Maria are late"),
        ("Mark, you did well", "Fatima, you did well"),
        ("J. Smith was late", "Maria was late"),
        ("Jones' desk", "Maria's desk"),
        ("I gave Al-Rashid a form", "I gave al-Rashid a form"),
    ],
)
def test_pairs_that_read_the_same(one, other):
    assert neutral(one) == neutral(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Will return calls when reminded.", "will return call when reminded"),
        ("May need support.", "may need support"),
        ("Mark the forms.", "mark the form"),
        ("Timeliness is poor.", "timeliness are poor"),
        ("Meets Expectations in Customer Service.", "meet expectation in customer service"),
        ("Late every Monday.", "late every monday"),
        ("ALWAYS late, 3.5 hours on 2 days", "always late , 3.5 hour on 2 day"),
        ("Confirming appointments", "confirming appointment"),
        ("Misses deadlines.", "miss deadline"),
        ("I think so, and I've said it.", "i think so , and i've said it"),
        ("", ""),
    ],
)
def test_words_that_are_no_names_stay(text, expected):
    assert neutral(text) == expected


WORDS = st.sampled_from(
    sorted(people.known_words())[::9]
    + sorted(people.NAMESAKES | people.PARTICLES | people.TITLES | set(people.SWAP))
    + ["Maria", "maria", "MARK", "Mr.", "J.", "marias", "vans", "liaises", "al-Rashid", "persons"]
    + ["'", "/", ".", ",", "İ", "(s)he", "1.5"]
)
SPELT = st.one_of(
    WORDS, WORDS.map(str.upper), WORDS.map(str.capitalize), WORDS.map("{}s".format), st.text()
)


@given(st.lists(SPELT, max_size=8).map(" ".join))
def test_a_second_pass_changes_nothing(text):
    once = neutral(text)
    assert neutral(once) == once


@given(
    st.sampled_from([first for first, _ in SENTENCES]),
    st.sampled_from(sorted(people.first_names())),
    st.sampled_from(sorted(people.first_names())),
    st.sampled_from([str.title, str.upper, str.lower]),
)
def test_any_two_first_names_read_the_same(template, one, other, spell):
    spelt = [spell(fill(template, name.title(), g)) for name, g in ((one, "he"), (other, "she"))]
    assert neutral(spelt[0]) == neutral(spelt[1])


def test_no_first_name_is_taken_for_an_ordinary_word():
    words = people.known_words()
    assert words.isdisjoint(people.first_names())
    assert words.isdisjoint(name.lower() for name in NAMES if name.lower() not in people.NAMESAKES)
    assert {"mark", "will", "grace", "art", "rose", "hope"} <= words
    assert not {word for word in words if len(word) == 1} - {"a", "i"}


def test_long_texts_are_read_in_one_pass():
    assert neutral("x" * 200_000) == "x" * 200_000
    assert neutral("Maria is late. " * 100_000).count("person") == 100_000
