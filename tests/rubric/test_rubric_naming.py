"""Names, ids and what people type for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.rubric.naming import default_aliases, key, level_slug, slug, title


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Availability/Timeliness", "availability_timeliness"),
        ("  Follow-up & Care ", "follow_up_care"),
        ("Level 3", "level_3"),
    ],
)
def test_slug(name: str, ident: str) -> None:
    assert slug(name) == ident


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Meets Expectations", "meets"),
        ("Does Not Meet Standards", "does_not_meet"),
        ("5 - Outstanding", "outstanding"),
        ("Level 5", "level_5"),
        ("At standard", "at_standard"),
        ("Expectations", "expectations"),
        ("3", "3"),
    ],
)
def test_level_ids(name: str, ident: str) -> None:
    assert level_slug(name) == ident


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        (3.0, "3"),
        ("3.00", "3"),
        (" NI ", "ni"),
        ("does-not  MEET!", "does not meet"),
        (None, "none"),
    ],
)
def test_key_folds_spellings(value: object, folded: str) -> None:
    assert key(value) == folded


def test_title_touches_capitals_only() -> None:
    assert title("NEEDS IMPROVEMENT") == "Needs Improvement"
    assert title("QUALITY OF THE WORK") == "Quality of the Work"
    assert title("iPad care") == "iPad care"


@pytest.mark.parametrize(
    ("names", "aliases"),
    [
        (
            ["Does Not Meet Expectations", "Meets Expectations"],
            [["Does Not Meet", "DNME", "DNM", "1"], ["Meets", "ME", "2"]],
        ),
        (["Below Level 3", "Level 3", "Level 5"], [["BL"], ["3"], ["5"]]),
        (["1 - Poor", "2 - Good"], [["1", "Poor"], ["2", "Good"]]),
        (["Met", "Mostly Met", "Meets"], [["1"], ["MM", "2"], ["3"]]),
    ],
)
def test_default_aliases(names: list[str], aliases: list[list[str]]) -> None:
    assert [set(found) for found in default_aliases(names)] == [set(a) for a in aliases]


@given(st.lists(st.text(max_size=30), max_size=6, unique_by=key))
def test_no_two_levels_share_an_alias(names: list[str]) -> None:
    found = [{key(alias) for alias in aliases} for aliases in default_aliases(names)]
    spellings = [*found, *({key(name)} for name in names)]
    for place, mine in enumerate(found):
        others = [s for i, s in enumerate(spellings) if i not in (place, place + len(found))]
        assert not any(mine & theirs for theirs in others)
