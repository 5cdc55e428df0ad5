"""Bad input: a clear message, exit code 2, and nothing half-written."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from narrative import resources

GOOD = b"review_id,completeness,narrative\n1,Meets,Helps everyone who asks.\n"


def bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    return sink.getvalue()


CASES = {
    "missing columns": ("in.csv", b"id,remarks\n1,text\n", ["review_id", "rating column"]),
    "unknown rating": (
        "in.csv",
        b"review_id,completeness,narrative\n1,Great,a b\n2,Fine,c d\n",
        ["row 2, column 'completeness': 'Great'", "row 3, column 'completeness': 'Fine'"],
    ),
    "empty file": ("in.csv", b"", ["empty"]),
    "header only": ("in.csv", b"review_id,completeness,narrative\n", ["no rows"]),
    "wrong encoding": ("in.csv", GOOD + b"2,Meets,caf\xe9\n", ["row 3", "--encoding cp1252"]),
    "broken xlsx": ("in.xlsx", b"PK\x03\x04 no workbook", ["not an Excel workbook"]),
    "text named xlsx": ("in.xlsx", GOOD, ["not an Excel workbook"]),
    "broken parquet": ("in.parquet", b"PAR1....PAR1", ["not a Parquet file"]),
    "zip bomb": ("in.xlsx", bomb(), ["zip bomb"]),
    "a 5 MB cell": (
        "in.csv",
        b"review_id,completeness,narrative\n1,Meets," + b"word " * 1_000_000 + b"\n",
        ["row 2, column 'narrative'"],
    ),
    "NUL bytes": ("in.csv", GOOD + b"2,Meets,a\0b\n", ["row 3", "NUL"]),
    "duplicate ids": ("in.csv", GOOD + b"1,Meets,Again.\n", ["row 3", "already in row 2"]),
    "broken jsonl": ("in.jsonl", b'{"review_id": "1"}\n{oops\n[1]\n', ["row 2", "row 3"]),
    "unknown suffix": ("in.ods", GOOD, [".csv, .jsonl, .parquet, .xlsx"]),
    "ragged rows": ("in.csv", GOOD + b"2,Meets\n3,Meets,a,b\n", ["row 3", "row 4"]),
}


@pytest.mark.parametrize("case", CASES)
def test_reviews_that_cannot_be_scored(narrative, tmp_path, case):
    name, data, told = CASES[case]
    (tmp_path / name).write_bytes(data)
    ran = narrative("score", name, "-r", "agency", "-o", "out.csv")
    assert ran.code == 2, ran.err
    for part in told:
        assert part in ran.err
    assert "Traceback" not in ran.err
    assert "internal error" not in ran.err
    assert {path.name for path in tmp_path.iterdir()} == {name}  # nothing half-written


def test_messages_do_not_quote_review_text(narrative, tmp_path):
    text = "Maria told me about her divorce and we cried together in the canteen for an hour"
    (tmp_path / "in.csv").write_text(f"review_id,completeness,narrative\n1,{text},{text}\n")
    ran = narrative("score", "in.csv", "-r", "agency", "-o", "out.csv")
    assert ran.code == 2
    assert "divorce" not in ran.err


def test_no_such_file_folder_or_rubric(narrative, tmp_path):
    assert "no.csv" in narrative("score", "no.csv", "-r", "agency", "-o", "out.csv").err
    (tmp_path / "in.csv").write_bytes(GOOD)
    assert "does not exist" in narrative("score", "in.csv", "-r", "agency", "-o", "no/o.csv").err
    ran = narrative("score", "in.csv", "-r", "agancy", "-o", "out.csv")
    assert ran.code == 2
    assert "agency, departmental, psa" in ran.err
    assert narrative("score", "in.csv", "-o", "out.csv").code == 2


def test_a_rubric_with_a_duplicated_level(narrative, tmp_path):
    (tmp_path / "in.csv").write_bytes(GOOD)
    (tmp_path / "own.yaml").write_text(
        "id: own\nname: Own\nlevels: [{id: a, name: A}, {id: a, name: B}]\n"
        "factors: [{id: f, name: F, descriptors: {a: Does it.}}]\n"
    )
    ran = narrative("score", "in.csv", "-r", "own.yaml", "-o", "out.csv")
    assert ran.code == 2
    assert "own.yaml" in ran.err
    assert "named twice" in ran.err


@pytest.fixture
def model(tmp_path) -> Path:
    return Path(shutil.copytree(resources.models_dir() / "linear", tmp_path / "model"))


def test_a_tampered_model_is_not_opened(narrative, model, tmp_path):
    (tmp_path / "in.csv").write_bytes(GOOD)
    heads = model / "heads.skops"
    data = bytearray(heads.read_bytes())
    data[len(data) // 2] ^= 1
    heads.write_bytes(data)
    ran = narrative("score", "in.csv", "-r", "agency", "-m", model, "-o", "out.csv")
    assert ran.code == 2
    assert "SHA-256" in ran.err
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"format": 1', '"format": 99', "format version 99"),
        ('"features": 2', '"features": 7', "train the model again"),
        ('"kind"', '"kand"', "not a valid manifest"),
        ("{", "", "not valid JSON"),
    ],
)
def test_a_model_with_an_altered_manifest(narrative, model, tmp_path, old, new, told):
    (tmp_path / "in.csv").write_bytes(GOOD)
    manifest = model / "manifest.json"
    manifest.write_text(manifest.read_text().replace(old, new, 1))
    ran = narrative("score", "in.csv", "-r", "agency", "-m", model, "-o", "out.csv")
    assert ran.code == 2
    assert told in ran.err


def test_a_folder_that_is_no_model(narrative, tmp_path):
    (tmp_path / "in.csv").write_bytes(GOOD)
    ran = narrative("score", "in.csv", "-r", "agency", "-m", tmp_path, "-o", "out.csv")
    assert ran.code == 2
    assert "not a model folder" in ran.err


def test_the_installed_command_exits_with_2_and_no_stack_trace(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "narrative", "score", "no.csv", "-r", "agency", "-o", "out.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith("narrative: no.csv: cannot be read")
