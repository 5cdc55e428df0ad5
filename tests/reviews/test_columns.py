"""Columns that are nearly a field, and those that pass through under a name of ours."""

from __future__ import annotations

import pandas as pd
import pytest
from reviews_tables import RUBRIC, wide

from narrative.reviews.columns import find_columns, missing_column
from narrative.reviews.load import load_reviews

LONG = {"review_id": "1", "factor": "completeness", "rating": 1, "narrative": "Late."}


def load(row: dict, **mapping: str):
    return load_reviews(pd.DataFrame([row], index=[2]), RUBRIC, mapping)


def remarks(row: dict, **mapping: str) -> list[str]:
    return load(row, **mapping).remarks


def test_a_misspelt_rating_column_is_remarked_on():
    assert remarks(wide(completeness=None, Completness="Meets")) == [
        "column 'Completness' passes through; for the rating of completeness use "
        "--map completeness='Completness'"
    ]
    assert not remarks(wide(completeness=None, Completness="Meets"), completeness="Completness")


def test_misspelt_comments_and_other_fields_are_remarked_on():
    row = wide(narrative=None, completeness_comment="x", Narative="x", RaterID="7")
    row["Timelines Comment"] = "x"
    told = " ".join(remarks(row))
    assert "for narrative use --map narrative='Narative'" in told
    assert "for rater_id use --map rater_id='RaterID'" in told
    assert "--map availability_timeliness_comment='Timelines Comment'" in told
    assert "the text about availability_timeliness" in told


def test_columns_that_are_no_near_miss_are_not_remarked_on():
    assert not remarks(wide(Notes="x", Completness="x", rating="x", Units="x"))
    assert not remarks({**LONG, "Timelines": "x", "Factors": "x"})


def test_a_long_name_is_not_quoted():
    name = "availability" + " " * 60 + "timelines"
    (told,) = remarks(wide(Timeliness=None, **{name: "3"}))
    assert told == (
        "column 5 passes through; for the rating of availability_timeliness use "
        "--map availability_timeliness=COLUMN"
    )


def test_fields_that_only_pass_through_get_their_own_names_in_place():
    row = {"Rater ID": "R1", **wide(unit=None), "Employee Number": 7, "UNIT": "N", "x": "y"}
    loaded = load({**row, "Review Period": 2025})
    assert loaded.extra_columns == ["rater_id", "employee_id", "unit", "x", "period"]
    assert loaded.reviews[0].extra[""]["employee_id"] == 7
    long = load({**LONG, "Rater": "R1"})
    assert long.reviews[0].extra["completeness"] == {"rater_id": "R1"}


def test_a_mapped_column_wins_over_one_that_is_spelled_like_the_field():
    row = wide(unit=None, Reviewer="R1", Rater="R2")
    assert load(row).extra_columns == ["Reviewer", "rater_id"]
    loaded = load(row, rater_id="Reviewer")
    assert loaded.reviews[0].extra[""] == {"rater_id": "R1", "Rater": "R2"}


def test_two_columns_of_one_name_in_the_output_are_a_fault():
    loaded = load(wide(Reviewer="R1", rater_id="R2"), rater_id="Reviewer")
    assert [str(fault) for fault in loaded.faults] == [
        "row 1: rater_id is mapped to 'Reviewer', but there is a column 'rater_id' as well; "
        "rename or remove one of them"
    ]
    other = load(wide(Reviewer="R1", rater_id="7"), rater_id="Reviewer", employee_id="rater_id")
    assert other.extra_columns == ["unit", "rater_id", "employee_id"]


def test_of_several_spellings_the_best_is_taken():
    assert load(wide(Rater="a", rater_id="b")).extra_columns == ["unit", "Rater", "rater_id"]
    twice = load(wide(**{"Rater ID": "a", "RATER_ID": "b"}))
    assert "both 'Rater ID' and 'RATER_ID' could be rater_id" in str(twice.faults[0])


def test_names_are_mapped_whatever_their_line_breaks():
    loaded = load(wide(completeness=None, **{"Q1 score": "Meets"}), completeness="Q1\n score")
    assert loaded.reviews[0].ratings["completeness"] == "meets"


@pytest.mark.parametrize(
    ("wanted", "names", "said"),
    [
        ("review_id", ["ID", "Remarks"], "did you mean --map review_id='ID'?"),
        ("narrative", ["ID", "Remarks"], "did you mean --map narrative='Remarks'?"),
        (
            "narrative",
            ["No", "Notes", "Supervisor Comments"],
            "did you mean --map narrative='Supervisor Comments' or 'Notes'?",
        ),
        ("text", ["a", "b"], "the file has 'a', 'b'; say which it is with --map text=COLUMN"),
        ("rating", ["Final Grade", "x"], "did you mean --map rating='Final Grade'?"),
        ("factor", ["Competency", "x"], "did you mean --map factor='Competency'?"),
        ("text", [f"q{i}" for i in range(11)], "'q7' and 3 more; say which"),
        ("text", [], "no column 'text'; say which"),
    ],
)
def test_a_missing_column_comes_with_the_likeliest_of_the_file(wanted, names, said):
    assert said in missing_column(wanted, names)


def test_a_first_row_that_is_review_text_is_not_quoted():
    secret = ["She cried at her desk for an hour.", "Is late", "Rude to the people who call in"]
    told = missing_column("text", secret)
    assert "cried" not in told
    assert "call in" not in told


def test_missing_ratings_come_with_columns_named_like_factors_or_ratings():
    columns = ["review_id", "narrative", "Q1 Completeness score", "Overall grade"]
    (fault,) = find_columns(columns, RUBRIC, {})[1]
    assert "--map completeness='Q1 Completeness score' or 'Overall grade'?" in str(fault)
