"""Rows to reviews: columns by any spelling, ratings on the rubric's scale, faults by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from reviews_tables import RUBRIC, save, wide

from narrative.records import Box
from narrative.reviews.columns import find_columns
from narrative.reviews.formats import Format
from narrative.reviews.load import load_reviews, match_level
from narrative.reviews.read import read_table

LEVELS = RUBRIC.level_keys()


def load(rows: list[dict], mapping: dict[str, str] | None = None):
    frame = pd.DataFrame(rows)
    frame.index = pd.Index(range(2, len(rows) + 2))
    return load_reviews(frame, RUBRIC, mapping or {})


def faults(rows: list[dict], mapping: dict[str, str] | None = None) -> list[str]:
    return [str(fault) for fault in load(rows, mapping).faults]


@pytest.mark.parametrize("fmt", Format)
def test_a_wide_table_of_any_format(fmt, tmp_path):
    path = save(pd.DataFrame([wide()]), fmt, tmp_path)
    loaded = load_reviews(read_table(str(path), fmt), RUBRIC, {})
    (review,) = loaded.reviews
    assert (review.id, review.boxes) == ("007", (Box("narrative", "Returns calls."),))
    assert review.ratings == {"completeness": "meets", "availability_timeliness": "exceeds"}
    assert (review.extra, loaded.extra_columns) == ({"": {"unit": "North"}}, ["unit"])


def test_narrative_and_comments_by_factor_side_by_side():
    (review,) = load(
        [wide(**{"Completeness Comment": "All done.", "timeliness_comments": ""})]
    ).reviews
    assert review.boxes == (
        Box("narrative", "Returns calls."),
        Box("Completeness Comment", "All done.", "completeness"),
    )
    (review,) = load([wide(narrative=None, completeness_comment="All done.")]).reviews
    assert [box.name for box in review.boxes] == ["completeness_comment"]


def test_mapped_columns():
    row = {"ID": 7, "Comments": "Late.", "Q1": "NI", "Q1 text": "Half done.", "narrative": "no"}
    mapping = {
        "review_id": "ID",
        "narrative": "Comments",
        "completeness": "Q1",
        "completeness_comment": "Q1 text",
        "text": "ignored",
    }
    loaded = load([row], mapping)
    (review,) = loaded.reviews
    assert (review.id, review.ratings) == ("7", {"completeness": "needs_improvement"})
    assert [box.text for box in review.boxes] == ["Late.", "Half done."]
    assert loaded.extra_columns == ["narrative"]


def test_a_long_table():
    rows = [
        {"review_id": "1", "factor": "Timeliness", "rating": 1, "narrative": "Late.", "unit": "N"},
        {"review_id": "2", "factor": "completeness", "rating": "", "narrative": "", "unit": "S"},
        {
            "review_id": "1",
            "factor": "Completeness",
            "rating": "ME",
            "narrative": "Done.",
            "unit": "N",
        },
    ]
    one, two = load(rows).reviews
    assert one.ratings == {"availability_timeliness": "needs_improvement", "completeness": "meets"}
    assert [(b.name, b.factor) for b in one.boxes] == [
        ("narrative[availability_timeliness]", "availability_timeliness"),
        ("narrative[completeness]", "completeness"),
    ]
    assert one.extra["completeness"] == {"unit": "N"}
    assert (two.ratings, two.boxes) == ({}, ())


def test_one_narrative_repeated_on_every_row_is_one_text():
    row = {"review_id": "1", "rating": "Meets", "narrative": "Late."}
    (review,) = load([{**row, "factor": f} for f in ("completeness", "timeliness")]).reviews
    assert review.boxes == (Box("narrative", "Late."),)


def test_a_column_that_is_no_field_in_this_layout_passes_through():
    assert load([wide(rating="B")]).extra_columns == ["unit", "rating"]
    assert load([wide(factor="x")]).extra_columns == ["unit", "factor"]
    long = {"review_id": "1", "factor": "timeliness", "rating": 1, "narrative": "Late."}
    assert load([{**long, "completeness": "?"}]).extra_columns == ["completeness"]


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("meets", "meets"),
        (" MEETS  expectations ", "meets"),
        ("Meets-Expectations", "meets"),
        ("ni", "needs_improvement"),
        ("N.I.", None),
        (2, "meets"),
        (2.0, "meets"),
        ("2.0", "meets"),
        (np.int64(3), "exceeds"),
        (np.float64(3), "exceeds"),
        ("3 - Exceeds", "exceeds"),
        ("Meets (2)", "meets"),
        ("2 - Exceeds", None),
        ("-3", None),
        (-3, None),
        ("2.5", None),
        ("4", None),
        (True, None),
        ("", None),
    ],
)
def test_spellings_of_a_rating(value, level):
    assert match_level(value, LEVELS) == level


@pytest.mark.parametrize(
    "value", ["", "n/a", "NA", "Not Rated", "-", "—", None, float("nan"), pd.NA, pd.NaT]
)
def test_a_factor_that_was_not_rated(value):
    loaded = load([wide(), {**wide(review_id="2"), "completeness": value}])
    assert not loaded.faults
    assert "completeness" not in loaded.reviews[1].ratings


def test_missing_values_are_no_text():
    for value in (None, float("nan"), pd.NA):
        assert load([{**wide(), "narrative": value}]).reviews[0].boxes == ()


def test_every_bad_row_is_named_and_the_others_are_read():
    rows = [
        wide(),
        wide(review_id="8", completeness="Great", Timeliness="?"),
        wide(),
        wide(review_id=" "),
        wide(review_id="9", narrative={"a": "b"}),
    ]
    loaded = load(rows)
    assert [review.id for review in loaded.reviews] == ["007"]
    known = "(Needs Improvement, Meets Expectations, Exceeds Expectations)"
    assert [str(fault) for fault in loaded.faults] == [
        f"row 3, column 'completeness': 'Great' is no level of the rubric {known}",
        f"row 3, column 'Timeliness': '?' is no level of the rubric {known}",
        "row 4, column 'review_id': review_id '007' is already in row 2",
        "row 5, column 'review_id': the review has no id",
        "row 6, column 'narrative': a nested value where text is expected",
    ]


def test_long_values_are_never_quoted():
    secret = "she cried at the desk and went home for the day"
    row = {"review_id": secret, "factor": secret, "rating": secret, "narrative": "x"}
    good = {"review_id": secret, "factor": "timeliness", "rating": 1, "narrative": "x"}
    found = faults([row, good, good, {**wide(), secret * 3: "x"}])
    assert len(found) >= 4
    assert secret not in " ".join(found)


@pytest.mark.parametrize(
    ("row", "mapping", "said"),
    [
        (wide(review_id=None, ReviewID="1"), {}, "no column 'review_id'; did you mean --map"),
        (wide(narrative=None), {}, "<factor>_comment"),
        (wide(completeness=None, Timeliness=None), {}, "no rating column"),
        ({"review_id": "1", "factor": "x"}, {}, "no column 'rating'"),
        ({"review_id": "1", "factor": "x"}, {}, "no column 'narrative'"),
        (wide(Completeness="Meets"), {}, "both 'completeness' and 'Completeness'"),
        (wide(), {"narrative": "Text"}, "no column 'Text'"),
        (wide(), {"colour": "unit"}, "the mapping names no known field: 'colour'"),
        (wide(), {"narrative": "unit", "completeness": "unit"}, "mapped to both"),
    ],
)
def test_faults_of_the_header(row, mapping, said):
    loaded = load([row], mapping)
    assert said in " ".join(map(str, loaded.faults))
    assert not loaded.reviews


def test_all_faults_of_the_header_at_once():
    assert len(find_columns(["unit"], RUBRIC, {})[1]) == 3
