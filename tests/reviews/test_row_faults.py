"""Faults of single rows: told all at once, and set aside with the rest of their review."""

from __future__ import annotations

import json

import pytest
import xlsxwriter
from reviews_tables import RUBRIC, faults_of, workbook

from narrative.errors import Fault, InputError
from narrative.reviews.formats import Format
from narrative.reviews.load import load_reviews
from narrative.reviews.read import read_table
from narrative.reviews.write import write_table

LONG = "review_id,factor,rating,narrative"


@pytest.fixture
def load(tmp_path):
    def of(text: str, fmt: Format = Format.CSV):
        path = tmp_path / "in"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        faults: list[Fault] = []
        frame = read_table(str(path), fmt, faults=faults)
        for other in Format:  # whatever is set aside can be written
            write_table(frame, str(tmp_path / f"out.{other}"), other)
        return frame, load_reviews(frame, RUBRIC, {}, faults)

    return of


def test_faults_of_cells_rows_and_ratings_are_told_together(load):
    _, loaded = load(
        "review_id,narrative,completeness\n"
        "1,Good.,Meets\n2,a\0b,Great\n3,Good, quick,Meets\n4,Good.\n5,Good.,Fine\n1,Good.,Meets\n"
    )
    known = (
        "is no level of the rubric (Needs Improvement, Meets Expectations, Exceeds Expectations)"
    )
    assert [str(fault) for fault in loaded.faults] == [
        "row 3, column 'narrative': contains NUL bytes",
        f"row 3, column 'completeness': 'Great' {known}",
        "row 4: 4 fields where the header has 3",
        "row 5: 2 fields where the header has 3",
        f"row 6, column 'completeness': 'Fine' {known}",
        "row 7, column 'review_id': review_id '1' is already in row 2",
    ]
    assert [review.id for review in loaded.reviews] == ["1"]
    assert loaded.bad_rows[3] == ["narrative: contains NUL bytes", f"completeness: 'Great' {known}"]
    assert loaded.bad_rows[4] == ["4 fields where the header has 3"]


def test_a_row_with_too_many_fields_keeps_them_all(load):
    frame, _ = load("review_id,completeness,narrative\n1,Meets,Good.\n2,Meets,Good, quick, kind\n")
    assert frame.loc[3, "narrative"] == "Good, quick, kind"


def test_the_header_still_stops_at_once_and_tells_the_rows_too(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("a,a\n1\n2,x\0\n")
    with pytest.raises(InputError) as caught:
        read_table(str(path), Format.CSV, faults=[])
    assert [fault.row for fault in caught.value.faults] == [1, 2, 3]


def test_a_missing_column_is_told_with_the_faults_of_rows(load):
    _, loaded = load("id,narrative,completeness\n1,Good.,Meets\n2,Good.\n")
    assert [fault.row for fault in loaded.faults] == [1, 3]
    assert (loaded.reviews, loaded.bad_rows) == ([], {})


def test_lines_of_json_with_faults(load):
    good = {"review_id": "1", "narrative": "Good.", "completeness": "Meets"}
    lines = ["{broken", json.dumps(good), "[1]", json.dumps({**good, "review_id": "2\ud800"})]
    frame, loaded = load("\n".join(lines), Format.JSONL)
    assert [fault.row for fault in loaded.faults] == [1, 3, 4] == list(loaded.bad_rows)
    assert [review.id for review in loaded.reviews] == ["1"]
    assert frame.loc[4, "review_id"] == "2\\ud800"


def test_a_review_with_a_fault_in_one_row_is_left_out_whole(load):
    _, loaded = load(
        f"{LONG}\n1,completeness,Great,Done.\n2,completeness,Meets,Done.\n"
        "1,timeliness,Meets,On time.\n3,completeness,Meets,Done.\n3,timeliness,Meets,Done., Late.\n"
    )
    assert [review.id for review in loaded.reviews] == ["2"]
    assert list(loaded.bad_rows) == [2, 4, 5, 6]
    sister = ["another row of this review has a fault"]
    assert loaded.bad_rows[4] == loaded.bad_rows[5] == sister
    assert loaded.bad_rows[2][0].startswith("rating: 'Great' is no level")
    assert [fault.row for fault in loaded.faults] == [2, 6]


def test_a_doubled_factor_and_a_damaged_id_leave_out_the_review(load):
    doubled = "1,completeness,Meets,Done.\n" * 2 + "2,timeliness,Meets,Late.\n"
    _, loaded = load(f"{LONG}\n{doubled}")
    assert [review.id for review in loaded.reviews] == ["2"]
    _, loaded = load(f"{LONG}\n1,completeness,Meets,x\n1\0,timeliness,Meets,x\n2,timeliness,1,x\n")
    assert [review.id for review in loaded.reviews] == ["2"]


def test_errors_of_excel_are_faults_in_fields_and_text_elsewhere(tmp_path):
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["review_id", "completeness", "narrative", "unit"])
        sheet = book.get_worksheet_by_name("Sheet1")
        sheet.write_row(1, 0, ["1", "Meets", "Good."])
        sheet.write_formula(1, 3, "=A1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["2", "", "Good.", "x"])
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
        sheet.write_formula(3, 0, "=X", None, "#NAME?")
        sheet.write_row(3, 1, ["Meets", "Good.", "x"])
    loaded = load_reviews(read_table(str(path), Format.XLSX), RUBRIC, {})
    assert [str(fault) for fault in loaded.faults] == [
        "row 3, column 'completeness': '#N/A' is an error of the spreadsheet, no value",
        "row 4, column 'review_id': '#NAME?' is an error of the spreadsheet, no value",
    ]
    (review,) = loaded.reviews
    assert review.extra[""] == {"unit": "#DIV/0!"}


def test_errors_that_a_spreadsheet_saved_as_csv_are_faults_too(load):
    _, loaded = load(f"{LONG}\n1,#REF!,#VALUE!,#N/A\n2,timeliness,1,hashtag #N/A\n")
    assert [fault.column for fault in loaded.faults] == ["factor", "rating", "narrative"]
    assert len(loaded.reviews) == 1


def test_a_line_that_names_the_separator(load):
    frame, loaded = load(
        "\ufeffsep=;\r\nreview_id;completeness;narrative\r\n1;Meets;Good, kind\r\n2;;\0"
    )
    assert loaded.reviews[0].boxes[0].text == "Good, kind"
    assert list(frame.index) == [2, 3]  # Excel does not show the line
    frame, _ = load("sep=|\nreview_id|completeness|narrative\n1|Meets|a;b\n")
    assert frame.loc[2, "narrative"] == "a;b"


def test_headers_that_are_wrapped_in_their_cells(load, tmp_path):
    frame, loaded = load('"Review\nID";"Completeness \r\n  Comment";completeness\n1;Good.;Meets\n')
    assert list(frame.columns) == ["Review ID", "Completeness Comment", "completeness"]
    assert loaded.reviews[0].boxes[0].factor == "completeness"
    path = tmp_path / "in.xlsx"
    path.write_bytes(workbook({(0, 0): "Review\nID", (0, 1): "a  b", (1, 0): "1", (1, 1): "x"}))
    assert list(read_table(str(path), Format.XLSX).columns) == ["Review ID", "a b"]


def titled(header: list[str]) -> bytes:
    rows = [["Reviews 2025"], [], header, ["1", "Meets", "Good."]]
    return workbook({(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row)})


def test_a_title_above_the_header_is_skipped_and_remarked_on(tmp_path):
    path = tmp_path / "in.xlsx"
    path.write_bytes(titled(["review_id", "completeness", "narrative"]))
    loaded = load_reviews(read_table(str(path), Format.XLSX), RUBRIC, {})
    assert [review.id for review in loaded.reviews] == ["1"]
    told = "row 1 holds one cell and was taken for a title; row 3 is the header"
    assert loaded.remarks == [told]
    path.write_bytes(titled(["id", "completeness", "narrative"]))
    loaded = load_reviews(read_table(str(path), Format.XLSX), RUBRIC, {})
    assert str(loaded.faults[0]).startswith("row 3: no column 'review_id'")


def test_a_title_of_a_sheet_saved_as_csv(load):
    _, loaded = load("Reviews 2025,,\nreview_id,completeness,narrative\n1,Meets,Good.\n")
    assert len(loaded.reviews) == 1
    with pytest.raises(InputError, match="column 2 has no name"):
        load("text,,\n1,2,3\n4,5,6\n")  # numbers are no header


def test_what_was_taken_for_the_header_is_told_when_rows_do_not_fit(tmp_path):
    path = tmp_path / "in.xlsx"
    cells = {(0, 0): "Reviews", (1, 0): "Department of Works"}
    cells |= {(r, c): "x" for r in (2, 3) for c in range(3)}
    path.write_bytes(workbook(cells))
    first, *rest = faults_of(path, Format.XLSX)
    assert first.startswith("row 1: was taken for the header and names one column; delete what")
    assert len(rest) == 2
