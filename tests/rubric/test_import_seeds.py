"""The five seed documents give the bundled rubrics."""

from __future__ import annotations

import pytest
from rubric_documents import DEPARTMENTAL_NAMES, PSA_NAMES, core, seed

from narrative.errors import RubricError
from narrative.rubric.importers import import_document
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric

NAMES = {"psa": PSA_NAMES, "departmental": DEPARTMENTAL_NAMES}
SEEDS = [
    ("000", "agency"),
    ("001", "agency"),
    ("002", "agency"),
    ("003", "psa"),
    ("004", "departmental"),
]


def imported(number: str, ident: str) -> Rubric:
    return import_document(seed(number), factor_names=NAMES.get(ident)).rubric()


@pytest.mark.parametrize(("number", "ident"), SEEDS)
def test_a_seed_gives_the_bundled_rubric(number: str, ident: str) -> None:
    rubric, bundled = imported(number, ident), load_rubric(ident)
    assert core(rubric) == core(bundled)
    assert rubric.content_hash() == bundled.content_hash()
    assert [f.standards for f in rubric.factors] == [f.standards for f in bundled.factors]
    assert seed(number).name.split("_")[0] in bundled.source or ident == "agency"


def test_the_three_layouts_of_one_rubric_give_one_rubric() -> None:
    plain, wrapped, table = (imported(number, "agency") for number in ("000", "001", "002"))
    assert plain == wrapped
    assert table.model_copy(update={"definition": plain.definition}) == plain
    assert table.definition == plain.definition.replace(" and stakeholders", "")


@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_nothing_is_left_over_where_all_is_rubric(number: str) -> None:
    assert import_document(seed(number)).leftover == ()


def test_what_is_no_rubric_in_002_is_listed() -> None:
    labels = "Parts of a Competency|Competency|Definition|Rating Scale|Factors|Standards"
    assert import_document(seed("002")).leftover == tuple(labels.split("|"))


def test_the_activities_and_the_note_of_004_are_listed() -> None:
    left = import_document(seed("004")).leftover
    assert sum("Customer" in text for text in left) >= 5
    assert any(text.startswith("NOTE: A Level 5") for text in left)
    assert any("Mandatory for All Employees" in text for text in left)


def test_names_are_asked_for_where_rows_have_none() -> None:
    found = import_document(seed("003"))
    assert found.missing_names == 5
    with pytest.raises(RubricError, match=r"003.*5 of the 5 rows.*--factor-names"):
        found.rubric()


def test_too_few_names_are_refused() -> None:
    with pytest.raises(RubricError, match=r"2 factor names were given.*5 rows"):
        import_document(seed("003"), factor_names=["One", "Two"])


def test_names_replace_printed_ones_which_are_then_listed() -> None:
    found = import_document(seed("000"), factor_names=["One", "two=Two", "Three", "Four"])
    assert [f.id for f in found.rubric().factors] == ["one", "two", "three", "four"]
    assert found.leftover[:2] == ("Completeness", "Professionalism")


def test_id_and_name_may_be_given() -> None:
    found = import_document(seed("000"), rubric_id="agency", name="Service")
    assert (found.rubric().id, found.rubric().name) == ("agency", "Service")
    assert found.leftover == ("Customer Service",)
