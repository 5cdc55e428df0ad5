"""`narrative classify` as analysts run it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

COMMENTS = [
    {"id": "007", "text": "Calls are returned the same day.", "note": "a"},
    {"id": "008", "text": "She is rude to the people at the counter.", "note": "b"},
    {"id": "009", "text": "", "note": "c"},
    {"id": "010", "text": "We moved to the new building in May.", "note": "d"},
]


@pytest.fixture
def comments(write_csv, tmp_path) -> Path:
    return write_csv(tmp_path / "comments.csv", COMMENTS)


def test_keeps_every_column_and_adds_its_own_in_order(narrative, comments):
    ran = narrative("classify", comments, "-r", "agency", "-o", "out.csv")
    assert ran.code == 0, ran.err
    found = pd.read_csv("out.csv", dtype=str, keep_default_na=False)
    assert list(found.columns) == [
        "id", "text", "note", "factor", "factor_probability", "level", "level_probability",
        "p_factor.completeness", "p_factor.professionalism", "p_factor.availability_timeliness",
        "p_factor.communication", "p_factor.none",
        "p_level.needs_improvement", "p_level.meets", "p_level.exceeds",
    ]  # fmt: skip
    assert list(found["id"]) == ["007", "008", "009", "010"]
    assert list(found["factor"]) == ["availability_timeliness", "professionalism", "none", "none"]
    assert list(found["level"])[1:] == ["needs_improvement", "", ""]


def test_probabilities_sum_to_one(narrative, comments):
    narrative("classify", comments, "-r", "agency", "-o", "out.jsonl")
    for line in Path("out.jsonl").read_text().splitlines():
        row = json.loads(line)
        factors = [v for k, v in row.items() if k.startswith("p_factor.")]
        assert sum(factors) == pytest.approx(1, abs=1e-3)
        assert max(factors) == pytest.approx(row["factor_probability"])
        levels = [v for k, v in row.items() if k.startswith("p_level.")]
        if row["text"]:
            assert sum(levels) == pytest.approx(1, abs=1e-3)
        else:
            assert levels == [None] * 3


def test_another_text_column(narrative, write_csv, tmp_path):
    path = write_csv(tmp_path / "in.csv", [{"Remark": "Always polite."}])
    missing = narrative("classify", path, "-r", "agency", "-o", "out.csv")
    assert missing.code == 2
    assert "no column 'text'" in missing.err
    assert not Path("out.csv").exists()
    named = narrative("classify", path, "-r", "agency", "--text-column", "Remark", "-o", "out.csv")
    assert named.code == 0, named.err


@pytest.mark.parametrize("rubric", ["agency", "psa", "departmental"])
def test_every_bundled_rubric_in_every_format(narrative, comments, rubric):
    for suffix in ("csv", "jsonl", "parquet", "xlsx"):
        out = f"out.{suffix}"
        assert narrative("classify", comments, "-r", rubric, "-o", out).code == 0
        assert narrative("classify", out, "-r", rubric, "-o", "again.csv").code == 0
        found = pd.read_csv("again.csv", keep_default_na=False)
        # Columns that the output needs are kept under another name.
        assert list(found["factor"]) == list(found["input_factor"])


def test_names_and_pronouns_do_not_move_a_prediction(narrative, write_csv, tmp_path):
    texts = [
        "Maria is patient with her callers and she never leaves them waiting.",
        "Kwame is patient with his callers and he never leaves them waiting.",
        "Ms. Nguyen is patient with her callers and she never leaves them waiting.",
    ]
    path = write_csv(tmp_path / "in.csv", [{"text": text} for text in texts])
    narrative("classify", path, "-r", "agency", "-o", "out.csv")
    found = pd.read_csv("out.csv").drop(columns="text")
    assert len(found.drop_duplicates()) == 1
