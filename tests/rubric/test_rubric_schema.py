"""The rubric's schema: what is refused, what is equal, and that files are read back as written."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from narrative.errors import RubricError
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric
from narrative.rubric.store import dump_rubric, parse_rubric, read_rubric

_PIECES = [
    "word",
    "Seeks out; adapts",
    ":",
    "#",
    "- ",
    "'",
    '"',
    "\n",
    "  ",
    "{",
    "&a",
    "*",
    "é",
    "😀",
    "1",
]
_TEXT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
    st.lists(st.sampled_from(_PIECES), max_size=30).map("".join),
).map(str.strip)
_FULL = _TEXT.filter(bool)
_IDS = st.lists(
    st.from_regex(r"[a-z0-9][a-z0-9_]{0,10}", fullmatch=True), min_size=2, max_size=5, unique_by=key
)


def plain(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": "desk",
        "name": "Front Desk",
        "levels": [{"id": "low", "name": "Low"}, {"id": "high", "name": "High"}],
        "factors": [{"id": "tone", "name": "Tone", "descriptors": {"low": "Is rude to callers."}}],
    }
    return made | changes


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    levels, factors = draw(_IDS), [i for i in draw(_IDS) if i != "none"]
    assume(factors)
    cells = st.dictionaries(st.sampled_from(levels), _FULL, min_size=1)
    try:
        return Rubric.model_validate(
            {
                "id": draw(_IDS)[0],
                "name": draw(_FULL),
                "definition": draw(_TEXT),
                "source": draw(_TEXT),
                "levels": [{"id": i, "name": f"Level {i}"} for i in levels],
                "factors": [
                    {
                        "id": i,
                        "name": f"Factor {i}",
                        "definition": draw(_TEXT),
                        "descriptors": draw(cells),
                        "standards": draw(st.lists(_FULL, max_size=2)),
                    }
                    for i in factors
                ],
            }
        )
    except ValueError:
        assume(False)
        raise


@given(rubric=rubrics())
@settings(max_examples=80, deadline=None)
def test_dump_then_parse_gives_the_same_rubric(
    rubric: Rubric, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "round.yaml"
    path.write_text(dump_rubric(rubric), encoding="utf-8")
    assert read_rubric(path) == rubric
    assert read_rubric(path).content_hash() == rubric.content_hash()


@given(rubric=rubrics())
@settings(max_examples=30, deadline=None)
def test_json_is_read_as_well(rubric: Rubric, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "round.json"
    path.write_text(json.dumps(rubric.model_dump(mode="json")), encoding="utf-8")
    assert read_rubric(path) == rubric


def test_only_the_required_keys_are_needed_and_dumped() -> None:
    rubric = parse_rubric(plain(), "x")
    assert list(yaml.safe_load(dump_rubric(rubric))) == ["id", "name", "levels", "factors"]
    assert rubric.factor("tone").descriptors == {"low": "Is rude to callers."}


def test_a_blank_cell_is_a_missing_one() -> None:
    cells = {"low": "Is rude.", "high": "  "}
    factors = [{"id": "tone", "name": "Tone", "descriptors": cells}]
    assert "high" not in parse_rubric(plain(factors=factors), "x").factors[0].descriptors


def _level(ident: str, *aliases: str, name: str = "") -> dict[str, Any]:
    return {"id": ident, "name": name or ident.title(), "aliases": list(aliases)}


def _factor(ident: str, **cells: str) -> dict[str, Any]:
    return {"id": ident, "name": ident.title(), "descriptors": cells}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"levels": [_level("low"), _level("low")]}, "level 'low' is named twice"),
        ({"levels": [_level("low", "NI"), _level("high", "ni")]}, "level 'ni' is named twice"),
        ({"levels": [_level("low", "High"), _level("high")]}, "level 'high' is named twice"),
        ({"levels": [_level("low")]}, "levels"),
        ({"factors": []}, "factors"),
        ({"factors": [_factor("tone", low="a"), _factor("tone", low="b")]}, "factor 'tone'"),
        ({"factors": [_factor("tone", top="a")]}, "at level 'top', which is not a level"),
        ({"factors": [_factor("tone")]}, "no descriptor at any level"),
        ({"factors": [_factor("none", low="a")]}, "may not be called 'none'"),
        ({"factors": [{"id": "tone", "name": "Tone"}]}, "factors.0.descriptors"),
        ({"id": "front desk"}, "id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_refused_and_how_it_is_told(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(plain(**changes), "desk.yaml")
    assert said in str(caught.value)
    assert all(line.startswith("desk.yaml: ") for line in str(caught.value).splitlines())


def test_all_faults_are_told_at_once() -> None:
    broken = plain(id="a b", levels=[_level("low"), {"id": "high"}])
    with pytest.raises(RubricError) as caught:
        parse_rubric(broken, "desk.yaml")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("raw", [None, "text", [], 3])
def test_what_is_no_mapping_is_no_rubric(raw: object) -> None:
    with pytest.raises(RubricError, match="not a rubric"):
        parse_rubric(raw, "x")


def test_the_hash_ignores_spellings_and_source_but_no_word_a_model_learns_from() -> None:
    base = parse_rubric(plain(), "x")
    spelt = plain(levels=[_level("low", "L"), _level("high", "H")], source="form 7")
    assert parse_rubric(spelt, "x").content_hash() == base.content_hash()
    other = plain(factors=[_factor("tone", low="Is rude to visitors.")])
    assert parse_rubric(other, "x").content_hash() != base.content_hash()
    turned = plain(levels=[_level("high"), _level("low")])
    assert parse_rubric(turned, "x").content_hash() != base.content_hash()


def test_spellings_lead_to_levels() -> None:
    levels = [_level("low", "NI"), _level("high", "3.0", name="High Standards")]
    keys = parse_rubric(plain(levels=levels), "x").level_keys()
    assert keys[key("ni")] == keys[key("LOW")] == keys[key(1)] == "low"
    assert keys[key(3)] == keys[key("High")] == keys[key("high-standards")] == "high"
