"""N208 and N209, and the lists behind them."""

from __future__ import annotations

import csv

import pytest
from checks_readings import AGENCY, Said, reading, spans_are_exact

from narrative import resources
from narrative.checks import wordlist, words
from narrative.errors import InputError
from narrative.records import Severity
from narrative.rubric.schema import Rubric


def noticed(*texts: str, rubric: Rubric = AGENCY, lists=None, box=None):
    read = reading(*(Said(text, box=box) for text in texts), rubric=rubric)
    chosen = wordlist.load(lists) if lists else None
    found = list(words.observe(rubric, read, chosen))
    assert all(spans_are_exact(item, read.review) for item in found)
    assert all(item.severity is Severity.NOTE for item in found)
    return [(item.code, item.evidence[0].passage.text) for item in found]


@pytest.mark.parametrize(
    ("text", "code", "term"),
    [
        ("Can be abrasive.", "N208", "abrasive"),
        ("Bossy with clients.", "N208", "Bossy"),
        ("Grace is shy and kind.", "N208", "shy"),
        ("She has a bubbly personality.", "N208", "bubbly"),
        ("He is a natural leader.", "N208", "natural leader"),
        ("A chip on her shoulder.", "N208", "chip on her shoulder"),
        ("Good for her age.", "N209", "for her age"),
        ("He is set in his ways.", "N209", "set in his ways"),
        ("Set in Their Ways", "N209", "Set in Their Ways"),
        ("Her English makes the phone hard.", "N209", "Her English"),
        ("Off sick in November.", "N209", "Off sick"),
        ("She left the course for family reasons.", "N209", "family reasons"),
    ],
)
def test_what_is_said_of_the_person_is_noticed(text, code, term):
    assert (code, term) in noticed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Calm with abrasive customers.",
        "When customers are emotional she waits.",
        "An aggressive schedule.",
        "Has a sunny office.",
        "She helps elderly customers.",
        "Works on the maternity ward.",
        "The sick leave policy is hers.",
        "He understands a caller despite his accent.",
        "Moved the old system and the family of products over; nobody nursed a grudge.",
        "The senior analyst acted in good faith.",
        "A colleague went on maternity leave policy duty.",
        "Sensitive data is locked away.",
    ],
)
def test_false_friends_are_passed_over(text):
    assert noticed(text) == []


def test_a_word_of_the_rubric_is_a_word_of_the_trade():
    raw = AGENCY.model_dump(mode="json")
    raw["factors"][0]["definition"] = (
        "Plans maternity leave cover for the wards, parental leave too."
    )
    rubric = type(AGENCY).model_validate(raw)
    assert noticed("She was on parental leave.", rubric=rubric) == []
    assert noticed("She was on parental leave.") == [("N209", "parental leave")]


def test_every_place_of_a_term_is_cited_once_and_a_field_names_the_factor():
    read = reading(Said("She is shy.", box="communication"), Said("Shy, yes.", box="communication"))
    (found,) = words.observe(AGENCY, read)
    assert found.factor == "communication"
    assert [item.span for item in found.evidence] == [
        "narrative[communication]:7-10",
        "narrative[communication]:12-15",
    ]
    assert "shy" not in found.reason.lower()
    both = reading(Said("She is shy.", box="communication"), Said("Shy.", box="completeness"))
    (found,) = words.observe(AGENCY, both)
    assert found.factor is None


@pytest.mark.parametrize("name", wordlist.BUNDLED)
def test_bundled_lists_are_whole_sourced_and_of_a_size(name):
    path = resources.wordlists_dir() / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert all(row["source"] for row in rows)
    terms = [row["term"] for row in rows if row["kind"] != wordlist.EXCEPT]
    assert 60 <= len(terms) <= 120
    assert len({row["term"] for row in rows}) == len(rows)
    kinds = {row["kind"] for row in rows} - {wordlist.EXCEPT}
    assert kinds <= (wordlist.PERSONALITY if name == "personality" else set(wordlist.GROUP))


def test_a_list_of_ones_own_adds_changes_and_switches_off(tmp_path):
    (tmp_path / "own.csv").write_text(
        "term,kind,why,source\nto nag,trait,say what was asked and how often,us\n"
        "a gem,label,a label,us\nbossy,except,,us\n"
    )
    own = str(tmp_path / "own.csv")
    lists = ("personality", own)
    assert noticed("She is nagging and bossy.", lists=lists) == [("N208", "nagging")]
    assert noticed("Nagged, nags, nag. Gems.", lists=[own]) == [
        ("N208", "Nagged"),
        ("N208", "Gems"),
    ]
    assert noticed("She is shy.", lists=lists) == [("N208", "shy")]
    assert noticed("She is shy and off sick.", lists=[own]) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("term,kind\nbossy,trait\n", ["no column 'why'", "no column 'source'"]),
        (
            "term,kind,why,source\n,trait,x,y\nbossy,nonsense,x,y\nshy,trait,,y\n",
            ["row 2, column 'term'", "row 3, column 'kind'", "row 4, column 'why'"],
        ),
    ],
)
def test_a_list_with_faults_names_all_of_them(tmp_path, text, told):
    (tmp_path / "own.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        wordlist.load([str(tmp_path / "own.csv")])
    assert all(part in str(caught.value) for part in told)
    with pytest.raises(InputError, match="cannot be read"):
        wordlist.load([str(tmp_path / "none.csv")])
