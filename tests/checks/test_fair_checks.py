"""Another person's name or pronoun never changes what N201 to N207 say."""

from __future__ import annotations

from checks_readings import AGENCY, HIGH, LOW, MIDDLE, Said, all_rated, reading
from hypothesis import given
from hypothesis import strategies as st

from narrative.checks.registry import choose
from narrative.records import NONE, Reading

CHECKS = choose(["N208", "N209", "N301", "N302"])

NAMES = [
    "Maria",
    "John",
    "Fatima",
    "Mohammed",
    "Wei",
    "Nguyen",
    "José",
    "Łukasz",
    "DeShawn",
    "Mei-Ling",
    "O'Shea",
    "Grace",
    "Hope",
    "Ms. Maria de la Cruz",
    "Mr. Smith",
]
PRONOUNS = (
    {"they": "he", "They": "He", "them": "him", "their": "his", "Their": "His"},
    {"they": "she", "They": "She", "them": "her", "their": "her", "Their": "Her"},
)
TEMPLATES = [
    ("{N} is an excellent communicator.", "communication"),
    ("{They} never returned a call to {them}.", "availability_timeliness"),
    ("{They} returned every call the same day.", "availability_timeliness"),
    ("{N} seeks out, confirms and understands {their} customers' needs and problems.", NONE),
    ("I rate {N} Exceeds in Communication.", NONE),
    ("I rate {them} Needs Improvement this year.", NONE),
    ("Overall {they} meets expectations.", NONE),
    ("{Their} attitude is fantastic, and I thank {N}.", NONE),
    ("{N} willingly provides assistance and useful information.", "completeness"),
    ("{N} polite to everybody, always calm.", "professionalism"),
]


@st.composite
def narratives(draw) -> list[tuple[int, str, str | None]]:
    """Templates by place, each with the level it reads like and the field it stands in."""
    places = draw(st.lists(st.sampled_from(range(len(TEMPLATES))), min_size=1, max_size=6))
    levels = st.sampled_from([LOW, MIDDLE, HIGH])
    fields = st.sampled_from([None, "completeness", "communication"])
    return [(place, draw(levels), draw(fields)) for place in places]


def filled(plan, name: str, pronouns, ratings) -> Reading:
    return reading(
        *(
            Said(
                TEMPLATES[place][0].format(N=name, **pronouns), TEMPLATES[place][1], level, box=box
            )
            for place, level, box in plan
        ),
        ratings=ratings,
    )


def told(read: Reading) -> list[tuple]:
    """What is observed, its evidence by the passage's place."""
    place = {(item.box, item.passage.start): i for i, item in enumerate(read.passages)}
    return [
        (o.code, o.factor, o.reason, [place[e.box, e.passage.start] for e in o.evidence])
        for o in CHECKS.look(AGENCY, read)
    ]


@given(
    narratives(),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from([all_rated(LOW), all_rated(MIDDLE), {**all_rated(HIGH), "completeness": LOW}]),
)
def test_no_name_and_no_pronoun_moves_an_observation(plan, one, other, ratings):
    expected = told(filled(plan, one, PRONOUNS[0], ratings))
    assert told(filled(plan, other, PRONOUNS[1], ratings)) == expected


@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, len(TEMPLATES)))
def test_no_name_and_no_pronoun_hides_a_copy(one, other, length):
    plan = [(place, MIDDLE, None) for place in range(length)]
    pair = [
        filled(plan, name, pronouns, {}).review
        for name, pronouns in zip((one, other), PRONOUNS, strict=True)
    ]
    reviews = [type(item)(str(i), item.boxes, {}) for i, item in enumerate(pair)]
    found = CHECKS.compare(AGENCY, reviews)
    assert [item.review_id for item in found] == ["0", "1"]
