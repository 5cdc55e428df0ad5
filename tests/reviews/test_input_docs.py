"""docs/input.md against the code it describes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from reviews_tables import RUBRIC

from narrative.resources import models_dir
from narrative.reviews import excel, read, write
from narrative.reviews.columns import CARRIED_FIELDS, PLAIN_FIELDS, find_columns
from narrative.reviews.formats import Format

DOC = Path(__file__).parents[2].joinpath("docs", "input.md").read_text(encoding="utf-8")
TABLE = DOC.split("<!-- fields -->")[1].split("<!-- /fields -->")[0]
FIELDS = re.findall(r"^\| `([^`]+)`", TABLE, re.MULTILINE)


def test_the_table_names_every_field_that_is_not_of_a_factor():
    named = [name for name in FIELDS if "<" not in name]
    assert named == [*PLAIN_FIELDS, *CARRIED_FIELDS]


def test_every_spelling_of_a_field_that_passes_through_is_named():
    rows = {line.split("`")[1]: line for line in TABLE.splitlines() if "`" in line}
    for name, spellings in CARRIED_FIELDS.items():
        assert all(f"`{spelling.title()}`" in rows[name] for spelling in spellings[1:])


def test_spans_are_taken_apart_as_stated():
    pattern = re.search(r"`(\([^`]*\))`", DOC)[1]
    spans = "Q1: why; how:3-9; narrative:10-52"
    assert re.findall(pattern, spans) == [("Q1: why; how", "3", "9"), ("narrative", "10", "52")]


@pytest.mark.parametrize("name", [f for f in FIELDS if "<" in f] + ["<factor>_comments"])
@pytest.mark.parametrize("factor", ["completeness", "Timeliness", "availability/timeliness"])
def test_the_fields_of_a_factor_are_found_by_every_name_of_it(name, factor):
    header = name.replace("<factor>", factor)
    columns, _ = find_columns(["review_id", header], RUBRIC, {})
    assert header in columns.used


def test_how_much_of_a_passage_the_encoder_reads_is_stated():
    config = json.loads((models_dir() / "standard" / "encoder.json").read_text(encoding="utf-8"))
    pieces = config["max_tokens"] - 2  # the marks at both ends
    rubrics = Path(__file__).parents[2].joinpath("docs", "rubrics.md").read_text(encoding="utf-8")
    assert all(f"the first {pieces} word pieces" in page for page in (DOC, rubrics))


def test_formats_and_limits_are_stated_as_they_are():
    assert all(f"`.{fmt}`" in DOC for fmt in Format)
    limits = [read.MAX_CELL, read.MAX_NAME, read.MAX_UNPACKED, excel.MAX_UNPACKED, excel.MAX_RATIO]
    for limit in [*limits, excel.MAX_AREA, write.XLSX_CELL, write.XLSX_ROWS]:
        assert f"| {limit:,} |" in DOC
