"""Writing tables: what is read back, and what a spreadsheet program makes of it."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.errors import ConfigError, NarrativeError
from narrative.reviews.formats import Format
from narrative.reviews.read import read_table
from narrative.reviews.write import check_writable, neutralise, replacing, write_table

PLAIN = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
).filter(lambda text: neutralise(text) == text)
NAMES = st.lists(
    st.text("abcXYZ _;,'\"é", min_size=1, max_size=8).filter(lambda n: n == " ".join(n.split())),
    min_size=1,
    max_size=4,
    unique=True,
)
NUMBERS = st.one_of(
    st.lists(st.integers(-(2**53), 2**53), min_size=3, max_size=3),
    st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
)
NESTED = st.recursive(
    st.one_of(PLAIN, st.integers(-9, 9)),
    lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(PLAIN, part, max_size=3)),
    max_leaves=5,
)


def again(frame: pd.DataFrame, fmt: Format, folder) -> pd.DataFrame:
    path = str(folder / f"out.{fmt}")
    write_table(frame, path, fmt)
    return read_table(path, fmt)


def rows(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("written")


@pytest.mark.parametrize("fmt", Format)
@given(data=st.data(), names=NAMES)
@settings(max_examples=60, deadline=None)
def test_text_is_read_back_as_it_was(fmt, data, names, folder):
    row = st.lists(PLAIN, min_size=len(names), max_size=len(names))
    # A row without anything in it is no row of a spreadsheet.
    cells = data.draw(st.lists(row.filter(lambda r: "".join(r).strip()), min_size=1, max_size=4))
    frame = pd.DataFrame(cells, columns=names, dtype=object)
    assert rows(again(frame, fmt, folder)) == rows(frame)


@pytest.mark.parametrize("fmt", [Format.JSONL, Format.PARQUET, Format.XLSX])
@given(numbers=NUMBERS)
@settings(max_examples=40, deadline=None)
def test_numbers_keep_their_type(fmt, numbers, folder):
    frame = pd.DataFrame({"id": ["a", "b", "c"], "n": numbers})
    read = again(frame, fmt, folder)["n"]
    if fmt is Format.XLSX:  # whole floats come back as whole numbers, long numbers as text
        assert [float(value) for value in read] == pytest.approx([float(n) for n in numbers])
    else:
        assert [(type(a), a) for a in read] == [(type(b), b) for b in numbers]


@given(values=st.lists(st.dictionaries(PLAIN, NESTED, min_size=1), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_nested_values_survive_in_jsonl(values, folder):
    frame = pd.DataFrame({"id": range(len(values)), "nested": values})
    assert list(again(frame, Format.JSONL, folder)["nested"]) == values


def test_missing_values_are_null_in_jsonl(tmp_path):
    path = tmp_path / "out.jsonl"
    frame = pd.DataFrame({"a": [float("nan")], "b": [None], "c": [""], "d": [[None]]})
    write_table(frame, str(path), Format.JSONL)
    assert path.read_text() == '{"a": null, "b": null, "c": "", "d": [null]}\n'


@pytest.mark.parametrize("fmt", [Format.CSV, Format.PARQUET, Format.XLSX])
def test_nested_values_become_json_elsewhere(fmt, tmp_path):
    frame = pd.DataFrame({"id": ["a", "b"], "nested": [{"é": [1, None]}, ["x"]]})
    assert list(again(frame, fmt, tmp_path)["nested"]) == ['{"é": [1, null]}', '["x"]']


@pytest.mark.parametrize("fmt", Format)
def test_every_kind_of_cell_is_written(fmt, tmp_path):
    frame = pd.DataFrame(
        {
            "id": ["007", "008"],
            "none": [None, pd.NA],
            "nan": [float("nan"), 0.25],
            "day": [pd.Timestamp("2024-05-01"), pd.NaT],
            "kind": pd.Categorical(["x", None]),
            "np": [np.int64(3), np.bool_(True)],
            "mixed": ["a", 1],
            "big": [2**70, 1],
        }
    )
    first, second = rows(again(frame, fmt, tmp_path))
    assert (first["id"], first["none"], first["nan"], second["nan"]) in [
        ("007", "", "", 0.25),
        ("007", "", "", "0.25"),
    ]
    assert first["day"].startswith("2024-05-01") and second["day"] == ""
    assert (first["kind"], second["kind"], str(first["big"])) == ("x", "", str(2**70))
    assert (str(first["np"]), str(second["np"]), str(second["mixed"])) == ("3", "True", "1")


@pytest.mark.parametrize("risky", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_formulas_are_neutralised(risky, tmp_path):
    frame = pd.DataFrame({risky.strip(): [risky]})
    read = again(frame, Format.CSV, tmp_path)
    assert read.loc[2].to_dict() == {neutralise(risky.strip()): "'" + risky}
    write_table(frame, str(tmp_path / "out.xlsx"), Format.XLSX)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("harmless", ["-5", "+3.5", "-12,5%", "a=b", "", "'"])
def test_signed_numbers_and_other_text_are_left_alone(harmless):
    assert neutralise(harmless) == harmless


def test_cells_that_another_separator_would_split_are_quoted(tmp_path):
    write_table(pd.DataFrame({"a": ["x;=1+1"]}), str(tmp_path / "out.csv"), Format.CSV)
    assert (tmp_path / "out.csv").read_text() == 'a\n"x;=1+1"\n'


def test_a_cell_too_long_for_excel_is_named_and_nothing_is_left(tmp_path):
    frame = pd.DataFrame({"text": ["x", "y" * 40_000]})
    with pytest.raises(NarrativeError, match="row 3, column 'text': 40,000 characters"):
        write_table(frame, str(tmp_path / "out.xlsx"), Format.XLSX)
    assert not list(tmp_path.iterdir())


def test_an_old_file_stays_when_writing_fails(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError), replacing(str(path)) as handle:
        handle.write(b"half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_links_and_permissions_stay(tmp_path):
    path, link = tmp_path / "out.csv", tmp_path / "link.csv"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    with replacing(str(link)) as handle:
        handle.write(b"new")
    assert link.is_symlink() and path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_devices_are_written_and_not_replaced(tmp_path):
    with replacing(os.devnull) as handle:
        handle.write(b"x")
    assert not Path(os.devnull).is_file()


def test_standard_output(monkeypatch):
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    write_table(pd.DataFrame({"a": ["é"]}), "-", Format.CSV)
    assert out.getvalue().decode() == "a\né\n"


def test_places_that_cannot_be_written(tmp_path):
    check_writable("-")
    check_writable(str(tmp_path / "new.csv"))
    for path in (tmp_path, tmp_path / "none" / "out.csv"):
        with pytest.raises(ConfigError):
            check_writable(str(path))
    with pytest.raises(NarrativeError, match="cannot be written"):
        write_table(pd.DataFrame({"a": [1]}), str(tmp_path / "none" / "a.csv"), Format.CSV)


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize(
    "text", ["_x0041_", "a\r\nb\rc\n", " x ", "\u2028", "\x01", '"";,', "http://x.y"]
)
def test_awkward_text_is_read_back(fmt, text, tmp_path):
    assert again(pd.DataFrame({"id": ["1"], "t": [text]}), fmt, tmp_path).loc[:, "t"].item() == text
