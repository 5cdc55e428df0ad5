"""`narrative score` as analysts run it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from narrative import resources
from narrative.records import Verdict
from narrative.reviews.formats import Format
from narrative.reviews.read import read_table
from narrative.reviews.write import write_table
from narrative.tables import SCORE_COLUMNS

AGENCY = resources.examples_dir() / "agency_reviews.csv"
PSA = resources.examples_dir() / "psa_reviews.csv"


def test_wide_examples_give_a_row_per_review_and_factor(narrative):
    ran = narrative("score", AGENCY, "-r", "agency", "-o", "scored.csv")
    assert ran.code == 0, ran.err
    scored = pd.read_csv("scored.csv", dtype=str, keep_default_na=False)
    reviews = pd.read_csv(AGENCY, dtype=str, keep_default_na=False)
    assert len(scored) == 4 * len(reviews)
    assert list(scored["review_id"].drop_duplicates()) == list(reviews["review_id"])
    assert set(SCORE_COLUMNS) <= set(scored.columns)
    assert {"employee_id", "rater_id", "unit", "period", "job_title"} <= set(scored.columns)
    assert scored["employee_id"][0] == "00417"  # leading zeros survive
    assert set(scored["verdict"]) <= {"", *map(str, Verdict)}
    code = {"rating_above_narrative": "N101", "rating_below_narrative": "N102"}
    code["unsupported"] = "N103"
    assert [code.get(verdict, "") for verdict in scored["verdict"]] == list(scored["code"])
    assert scored["fingerprint"].str.fullmatch(r"[a-f][0-9a-f]{15}").all()
    assert scored["flag_score"].astype(float).between(0, 1).all()
    assert scored["rubric_id"].eq("agency").all()
    assert scored["model_id"].nunique() == 1


def test_evidence_spans_point_at_the_evidence(narrative):
    narrative("score", AGENCY, "-r", "agency", "-o", "scored.jsonl")
    reviews = pd.read_csv(AGENCY, dtype=str, keep_default_na=False).set_index("review_id")
    for line in Path("scored.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = reviews.loc[row["review_id"], "narrative"]
        quoted = []
        for span in filter(None, row["evidence_spans"].split("; ")):
            box, _, place = span.partition(":")
            start, end = map(int, place.split("-"))
            assert box == "narrative"
            quoted.append(text[start:end])
        assert " | ".join(quoted) == row["evidence"]
        assert bool(row["narrative_level"]) == bool(row["evidence"])


def test_summary_counts_findings_names_the_first_ten_and_ranks_raters(narrative):
    ran = narrative("score", AGENCY, "-r", "agency", "-o", "scored.csv")
    assert "156 reviews" in ran.err
    assert "Read first" in ran.err
    raters = [line.split()[0] for line in ran.err.splitlines() if line.strip().startswith("R")]
    raters = [name for name in raters if name[1:].isdigit()]
    # R02 and R11 were written as lenient raters and R06 as a severe one.
    assert set(raters[:2]) == {"R02", "R11"}
    assert raters[-1] == "R06"


def test_no_review_text_reaches_the_terminal(narrative, agency_rows):
    ran = narrative("score", AGENCY, "-r", "agency", "-o", "scored.csv")
    for row in agency_rows:
        assert row["narrative"][:40] not in ran.err + ran.out


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "xlsx"])
def test_every_format_gives_the_same_findings(narrative, suffix, tmp_path):
    frame = read_table(str(PSA), Format.CSV)
    write_table(frame, str(tmp_path / f"in.{suffix}"), Format(suffix))
    assert narrative("score", f"in.{suffix}", "-r", "psa", "-o", f"out.{suffix}").code == 0
    assert narrative("score", PSA, "-r", "psa", "-o", "expected.csv").code == 0
    found = read_table(f"out.{suffix}", Format(suffix))
    expected = read_table("expected.csv", Format.CSV)
    for name in ("review_id", "employee_id", "factor", "verdict", "evidence_spans"):
        assert list(found[name].astype(str)) == list(expected[name]), name


def test_standard_input_and_output(narrative, agency_rows, write_csv, tmp_path):
    data = write_csv(tmp_path / "in.csv", agency_rows).read_bytes()
    ran = narrative("score", "-", "-r", "agency", "--format", "csv", stdin=data)
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].startswith("review_id,")
    piped = narrative("score", "-", "-r", "agency", stdin=data)
    assert piped.code == 2
    assert "--format" in piped.err


def test_columns_are_found_by_name_alias_and_mapping(narrative, agency_rows, write_csv, tmp_path):
    names = {
        "review_id": "Record",
        "narrative": "Comments",
        "completeness": "Completeness",
        "availability_timeliness": "AVAILABILITY/TIMELINESS",
        "communication": "Q4",
    }
    rows = [{names.get(k, k): v for k, v in row.items()} for row in agency_rows]
    path = write_csv(tmp_path / "in.csv", rows)
    maps = ["--map", "review_id=Record", "--map", "narrative=Comments", "--map", "communication=Q4"]
    ran = narrative("score", path, "-r", "agency", *maps, "-o", "out.csv")
    assert ran.code == 0, ran.err
    plain = write_csv(tmp_path / "plain.csv", agency_rows)
    narrative("score", plain, "-r", "agency", "-o", "expected.csv")
    found = pd.read_csv("out.csv", dtype=str)
    expected = pd.read_csv("expected.csv", dtype=str)
    assert list(found["assigned_level"]) == list(expected["assigned_level"])


def test_settings_file_names_rubric_and_columns(narrative, agency_rows, write_csv, tmp_path):
    rows = [{("Text" if k == "narrative" else k): v for k, v in row.items()} for row in agency_rows]
    write_csv(tmp_path / "in.csv", rows)
    (tmp_path / "narrative.toml").write_text('rubric = "agency"\n[map]\nnarrative = "Text"\n')
    assert narrative("score", "in.csv", "-o", "out.csv").code == 0


def test_quarantine_keeps_bad_rows_aside_and_scores_the_rest(
    narrative, agency_rows, write_csv, tmp_path
):
    rows = [dict(row) for row in agency_rows]
    rows[2]["completeness"] = "Superb"
    rows[5]["review_id"] = rows[4]["review_id"]
    path = write_csv(tmp_path / "in.csv", rows)
    strict = narrative("score", path, "-r", "agency", "-o", "out.csv")
    assert strict.code == 2
    assert "row 4, column 'completeness': 'Superb' is no level" in strict.err
    assert "row 7" in strict.err
    assert not Path("out.csv").exists()
    ran = narrative("score", path, "-r", "agency", "-o", "out.csv", "--quarantine", "bad.csv")
    assert ran.code == 0, ran.err
    assert pd.read_csv("out.csv")["review_id"].nunique() == len(rows) - 2
    bad = pd.read_csv("bad.csv", dtype=str)
    assert list(bad["source_row"]) == ["4", "7"]
    assert "Superb" in bad["faults"][0]


def test_a_column_that_the_output_needs_is_kept_under_another_name(
    narrative, agency_rows, write_csv, tmp_path
):
    path = write_csv(tmp_path / "in.csv", [{**row, "reason": "mine"} for row in agency_rows])
    assert narrative("score", path, "-r", "agency", "-o", "out.csv").code == 0
    found = pd.read_csv("out.csv")
    assert found["input_reason"].eq("mine").all()
    assert found["reason"].ne("mine").all()


def test_a_rubric_nobody_has_seen_is_scored_from_its_descriptors(narrative, tmp_path):
    (tmp_path / "own.yaml").write_text(
        """
id: bakery
name: Bakery counter
levels: [{id: raw, name: Raw}, {id: risen, name: Risen}]
factors:
- id: stock
  name: Stock
  descriptors: {raw: Shelves stand empty by noon., risen: Shelves are full until closing.}
- id: hygiene
  name: Hygiene
  descriptors: {raw: The counter is dirty., risen: The counter is clean at all times.}
"""
    )
    (tmp_path / "in.csv").write_text(
        "review_id,stock,hygiene,narrative\n1,risen,raw,The counter is always clean.\n"
    )
    ran = narrative("score", "in.csv", "-r", "own.yaml", "-o", "out.csv")
    assert ran.code == 0, ran.err
    assert "descriptors alone" in ran.err
    assert len(pd.read_csv("out.csv")) == 2


@pytest.mark.parametrize(
    "paths",
    [
        ("-o", "in.csv"),
        ("-o", "o.csv", "--quarantine", "in.csv"),
        ("-o", "o.csv", "--quarantine", "./o.csv"),
    ],
)
def test_no_file_is_read_and_written_or_written_twice(
    narrative, agency_rows, write_csv, tmp_path, paths
):
    path = write_csv(tmp_path / "in.csv", agency_rows)
    before = path.read_bytes()
    ran = narrative("score", "in.csv", "-r", "agency", *paths)
    assert ran.code == 2
    assert "named twice" in ran.err
    assert path.read_bytes() == before
    assert not Path("o.csv").exists()


def test_without_an_output_it_says_what_to_give(narrative, agency_rows, write_csv, tmp_path):
    write_csv(tmp_path / "in.csv", agency_rows)
    ran = narrative("score", "in.csv", "-r", "agency")
    assert ran.code == 2
    assert "give -o FILE, or --format" in ran.err


def test_processes_give_the_findings_that_one_gives(narrative):
    narrative("score", PSA, "-r", "psa", "-o", "one.csv")
    assert narrative("score", PSA, "-r", "psa", "-o", "two.csv", "--jobs", "2").code == 0
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()


@pytest.mark.parametrize("count", [2, 4, 5, 9])
def test_rubrics_of_any_number_of_levels_find_what_fits(narrative, tmp_path, count):
    names = {2: "AB", 4: "ABCD", 5: "ABCDE", 9: "ABCDEFGHI"}[count]
    levels = ", ".join(f"{{id: l{i}, name: Step {c}}}" for i, c in enumerate(names))
    cells = ", ".join(f"l{i}: Manners of step {c}." for i, c in enumerate(names))
    (tmp_path / "own.yaml").write_text(
        f"id: own\nname: Own\nlevels: [{levels}]\nfactors:\n"
        f"- {{id: manners, name: Manners towards customers, descriptors: {{{cells}}}}}\n"
        "- {id: stock, name: Stock, descriptors: {l0: Shelves stand empty.}}\n"
    )
    text = "Rude to customers, bad manners, argues with customers and insults them."
    (tmp_path / "in.csv").write_text(
        f'review_id,manners,narrative\n1,l0,"{text}"\n2,l{count - 1},"{text}"\n'
    )
    options = () if count == 2 else ("--precision", "0.6")
    assert narrative("score", "in.csv", "-r", "own.yaml", "-o", "out.csv", *options).code == 0
    found = pd.read_csv("out.csv").query("factor == 'manners'")["verdict"]
    assert list(found) == ["consistent", "rating_above_narrative"]


def test_many_levels_known_by_descriptors_alone_are_not_flagged(narrative, tmp_path):
    (tmp_path / "own.yaml").write_text(
        "id: own\nname: Own\n"
        "levels: [{id: l1, name: A}, {id: l2, name: B}, {id: l3, name: C}, {id: l4, name: D}]\n"
        "factors:\n- {id: manners, name: Manners, descriptors: {l1: Rude., l4: Charming.}}\n"
        "- {id: stock, name: Stock, descriptors: {l1: Shelves stand empty.}}\n"
    )
    (tmp_path / "in.csv").write_text("review_id,manners,narrative\n1,l4,Rude to customers.\n")
    assert narrative("score", "in.csv", "-r", "own.yaml", "-o", "out.csv").code == 0
    found = pd.read_csv("out.csv").query("factor == 'manners'")["verdict"]
    assert list(found) == ["uncertain"]


def test_formulas_in_the_input_are_harmless_in_the_output(
    narrative, agency_rows, write_csv, tmp_path
):
    rows = [dict(agency_rows[0], unit='=HYPERLINK("http://x")', review_id="+1+1")]
    path = write_csv(tmp_path / "in.csv", rows)
    assert narrative("score", path, "-r", "agency", "-o", "out.csv").code == 0
    found = pd.read_csv("out.csv", dtype=str)
    assert found["unit"].str.startswith("'=").all()
    assert found["review_id"].str.startswith("'+").all()


def test_same_input_gives_the_same_bytes(narrative):
    for name in ("one.csv", "two.csv"):
        narrative("score", PSA, "-r", "psa", "-o", name)
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()
