"""Reading tables: what comes out, and what is said of damaged files."""

from __future__ import annotations

import io
import sys
import zipfile
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviews_tables import faults_of, save, wide, workbook

from narrative.errors import ConfigError, InputError
from narrative.reviews import excel
from narrative.reviews.formats import Format, format_of
from narrative.reviews.read import MAX_CELL, read_table

SECRET = "he cried at the desk"


@pytest.fixture
def csv_file(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "in.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_formats_follow_the_extension():
    assert format_of("a/B.XLSX", None) is Format.XLSX
    assert format_of("-", Format.JSONL) is Format.JSONL
    for path in ("-", "a.doc", "csv"):
        with pytest.raises(ConfigError):
            format_of(path, None)


@pytest.mark.parametrize("fmt", Format)
def test_leading_zeros_survive_and_missing_cells_are_empty(fmt, tmp_path):
    frame = pd.DataFrame([wide(), wide(review_id="010", unit="")])
    read = read_table(str(save(frame, fmt, tmp_path)), fmt)
    assert list(read["review_id"]) == ["007", "010"]
    assert list(read["unit"]) == ["North", ""]
    assert list(read.columns) == list(frame.columns)


@pytest.mark.parametrize("bom", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_blank_lines_and_separators(csv_file, bom):
    for mark in ",;\t":
        text = f"\r\nid{mark}b\r\n\r\n1{mark}2\r\n{mark}\r\n3{mark}4\r\n\r\n\r\n"
        read = read_table(str(csv_file(text.encode(bom))), Format.CSV)
        assert read.to_dict("list") == {"id": ["1", "3"], "b": ["2", "4"]}
        assert list(read.index) == [4, 6]


def test_rows_are_counted_as_a_spreadsheet_does(csv_file):
    path = csv_file('id,text\n1,"two\nlines"\n2,x,y\n')
    assert faults_of(path) == ["row 3: 3 fields where the header has 2"]


def test_columns_without_a_name_are_dropped_only_when_empty(csv_file):
    assert list(read_table(str(csv_file("a,b,\n1,2,\n")), Format.CSV)) == ["a", "b"]
    assert faults_of(csv_file("a,b,\n1,2,3\n")) == ["row 1: column 3 has no name"]


def test_all_faults_at_once_and_no_review_text_in_them(csv_file):
    long = "x" * (MAX_CELL + 1)
    path = csv_file(f"id,text\n1,{SECRET}\0\n2,{long}\n")
    assert faults_of(path) == [
        "row 2, column 'text': contains NUL bytes",
        "row 3, column 'text': 200,001 characters in one cell; at most 200,000",
    ]
    path = csv_file(f"id,id,\n1,{SECRET},3\n2,{SECRET}\n")
    assert faults_of(path) == [
        "row 1, column 'id': the column occurs twice",
        "row 1: column 3 has no name",
        "row 3: 2 fields where the header has 3",
    ]


def test_a_cell_of_five_megabytes_is_named(csv_file):
    (fault,) = faults_of(csv_file("id,text\n1," + "x " * 2_500_000 + "\n"))
    assert fault.startswith("row 2, column 'text': 5,000,000 characters")


def test_a_wrong_encoding_names_row_and_column(csv_file):
    path = csv_file(b'id,text\n1,"a\nb"\n2,' + f"{SECRET} caf\xe9".encode("cp1252"))
    (fault,) = faults_of(path)
    assert fault.startswith("row 3, column 'text': not utf-8 text")
    assert SECRET not in fault
    assert read_table(str(path), Format.CSV, "cp1252")["text"][3].endswith("café")
    assert "unknown encoding" in faults_of(path, encoding="klingon")[0]
    assert "unknown encoding" in faults_of(path, encoding="hex")[0]
    assert "utf-16" in faults_of(csv_file("id,text\n1,a\n".encode("utf-16-le")))[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        (",,\n,,\n", "the file is empty"),
        ("id,text\n", "has a header but no rows"),
        ('id,text\n1,"open\n', "row 2: not valid CSV"),
        ('id,text\n1,"a"b\n', "row 2: not valid CSV"),
        (f"{SECRET * 20},b\n1,2\n", "row 1: column 1 has a name of 400 characters"),
    ],
)
def test_damaged_csv(csv_file, text, said):
    faults = faults_of(csv_file(text))
    assert faults[0].startswith(said)
    assert SECRET not in " ".join(faults)


def test_files_that_cannot_be_opened(tmp_path):
    assert "cannot be read" in faults_of(tmp_path / "none.csv")[0]
    assert "cannot be read" in faults_of(tmp_path)[0]


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"a,b\n1,2\n")))
    assert read_table("-", Format.CSV).to_dict("list") == {"a": ["1"], "b": ["2"]}
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"")))
    with pytest.raises(InputError, match="standard input: the file is empty"):
        read_table("-", Format.CSV)


def test_jsonl_keeps_types_and_nested_values(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "01", "n": 2}\n\n{"id": "02", "tags": ["a", {"b": 1}], "f": NaN}\n')
    read = read_table(str(path), Format.JSONL)
    assert read.loc[3, "tags"] == ["a", {"b": 1}]
    assert list(read["n"]) == [2, ""] and list(read["f"]) == ["", ""]


def test_damaged_jsonl(tmp_path):
    path = tmp_path / "in.jsonl"
    lines = ['{"id": 1', "[1]", '{"id": ' + "9" * 5000 + "}", "[" * 100_000, '{"id": "\\ud800"}']
    path.write_text("\n".join(lines))
    faults = faults_of(path, Format.JSONL)
    assert [fault.split(":")[0] for fault in faults] == [
        *(f"row {n}" for n in range(1, 5)),
        "row 5, column 'id'",
    ]
    path.write_text('{"id": "\\ud800", "b": ["\\udfff"]}')
    assert len(faults_of(path, Format.JSONL)) == 2
    path.write_text("{}\n{}\n")
    assert faults_of(path, Format.JSONL) == ["has no columns"]


def test_parquet_types(tmp_path):
    frame = pd.DataFrame(
        {
            "id": pd.array([1, None], dtype="Int64"),
            "day": [pd.Timestamp("2024-05-01"), pd.NaT],
            "kind": pd.Categorical(["a", None]),
            "ok": pd.array([True, pd.NA], dtype="boolean"),
            "score": [0.5, float("nan")],
            "tags": [["x"], None],
        }
    ).set_index("id")
    path = save(frame, Format.PARQUET, tmp_path)
    read = read_table(str(path), Format.PARQUET)
    first = read.loc[2].to_dict()
    assert first.pop("day").startswith("2024-05-01")
    assert first == {"kind": "a", "ok": True, "score": 0.5, "tags": ["x"], "id": 1}
    assert set(read.loc[3]) == {""}


@pytest.mark.parametrize("fmt", [Format.PARQUET, Format.XLSX])
def test_damaged_typed_files(fmt, tmp_path):
    good = save(pd.DataFrame([wide()]), fmt, tmp_path).read_bytes()
    path = tmp_path / "bad"
    for data in (b"PK not a zip", b"PAR1PAR1", good[: len(good) // 2], b"\xd0\xcf\x11\xe0" * 99):
        path.write_bytes(data)
        assert "damaged" in faults_of(path, fmt)[0]


@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_changed_byte_in_a_workbook_is_read_or_a_fault(place, byte):
    good = bytearray(workbook({(0, 0): "id", (1, 0): "x"}))
    good[place % len(good)] = byte
    try:
        excel.read_sheet(bytes(good), "x.xlsx")
    except InputError as error:
        assert error.faults


def test_the_first_sheet_with_its_own_row_numbers(tmp_path):
    path = tmp_path / "in.xlsx"
    path.write_bytes(workbook({(2, 0): "id", (2, 1): "n", (4, 0): "007", (4, 1): 3.0}))
    read = read_table(str(path), Format.XLSX)
    assert read.loc[5].to_dict() == {"id": "007", "n": 3}
    path.write_bytes(workbook({(0, 0): "id", (1, 0): "a", (1, 3): SECRET}))
    assert faults_of(path, Format.XLSX) == ["row 2: a value stands in a column without a name"]
    path.write_bytes(workbook({}))
    assert faults_of(path, Format.XLSX) == ["the first sheet is empty"]


def test_zip_bombs(tmp_path, monkeypatch):
    path = tmp_path / "in.xlsx"
    path.write_bytes(workbook({(0, 0): "id", (1_048_575, 16_383): "far"}))
    assert "cells" in faults_of(path, Format.XLSX)[0]
    monkeypatch.setattr(excel, "SMALL", 1_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    assert "zip bomb" in faults_of(path, Format.XLSX)[0]
