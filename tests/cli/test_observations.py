"""`narrative score --observations`, the page about them, and `narrative checks`."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from narrative import resources
from narrative.checks.registry import BY_CODE, CHECKS
from narrative.reviews.formats import Format
from narrative.reviews.read import read_table
from narrative.tables import OBSERVATION_COLUMNS

AGENCY = resources.examples_dir() / "agency_reviews.csv"
ROWS = (
    "review_id,rater_id,professionalism,communication,narrative\n"
    '1,R1,Meets,Meets,"Calm with everybody. Seeks out, confirms and understands customer needs '
    'and/or problems. I rate her Exceeds."\n'
    '2,R1,NI,Meets,"<b>Rude</b> to customers. She is bossy & shy."\n'
    '3,R2,NI,Meets,"<b>Rude</b> to customers. He is bossy & shy."\n'
    '4,R2,Meets,Meets,"Calm with everybody at the desk."\n'
)


@pytest.fixture
def observed(narrative, tmp_path) -> pd.DataFrame:
    (tmp_path / "in.csv").write_text(ROWS)
    ran = narrative("score", "in.csv", "-r", "agency", "-o", "s.csv", "--observations", "o.csv")
    assert ran.code == 0, ran.err
    frame = pd.read_csv("o.csv", dtype=str, keep_default_na=False)
    warnings = (frame["severity"] == "warning").sum()
    assert f"{len(frame)} observations, {warnings} of them warnings: o.csv" in ran.err
    return frame


def test_observations_stand_in_order_with_names_severities_and_fingerprints(observed):
    assert list(observed.columns) == list(OBSERVATION_COLUMNS)
    keys = list(zip(observed["review_id"], observed["code"], strict=True))
    assert keys == sorted(keys)
    assert {("1", "N203"), ("1", "N207"), ("2", "N204"), ("3", "N204")} <= set(keys)
    assert keys.count(("2", "N208")) == 2
    for code, name, severity in zip(
        observed["code"], observed["check"], observed["severity"], strict=True
    ):
        assert (BY_CODE[code].name, BY_CODE[code].severity) == (name, severity)
    assert observed["fingerprint"].str.fullmatch(r"[a-f][0-9a-f]{15}").all()
    assert observed["fingerprint"].is_unique
    assert observed["rubric_id"].eq("agency").all()


def test_evidence_spans_point_at_the_evidence(observed, tmp_path):
    texts = pd.read_csv("in.csv", dtype=str).set_index("review_id")["narrative"]
    for row in observed.to_dict("records"):
        spans = [span.partition(":")[2].split("-") for span in row["evidence_spans"].split("; ")]
        quoted = [texts[row["review_id"]][int(a) : int(b)] for a, b in spans]
        assert " | ".join(quoted) == row["evidence"]


def test_the_scored_table_is_the_same_without_the_checks(narrative, observed):
    narrative("score", "in.csv", "-r", "agency", "-o", "plain.csv")
    assert Path("plain.csv").read_bytes() == Path("s.csv").read_bytes()


@pytest.mark.parametrize("suffix", ["jsonl", "parquet", "xlsx"])
def test_every_format_holds_the_same_observations_and_gives_the_same_page(
    narrative, observed, suffix
):
    command = ("score", "in.csv", "-r", "agency", "-o", f"s.{suffix}")
    assert narrative(*command, "--observations", f"o.{suffix}").code == 0
    found = read_table(f"o.{suffix}", Format(suffix))
    for name in OBSERVATION_COLUMNS:
        assert list(found[name].astype(str)) == list(observed[name]), name
    for end in ("csv", suffix):
        ran = narrative("audit", f"s.{end}", "-o", f"{end}.html", "--observations", f"o.{end}")
        assert ran.code == 0, ran.err
    assert Path("csv.html").read_bytes() == Path(f"{suffix}.html").read_bytes()


def test_the_page_counts_by_code_shows_warnings_first_and_escapes(narrative, observed):
    ran = narrative("audit", "s.csv", "-o", "p.html", "--observations", "o.csv")
    assert f"{len(observed)} observations" in ran.err
    page = BeautifulSoup(Path("p.html").read_text(), "lxml")
    assert not page.find_all(["script", "link", "img", "iframe"])
    assert "Other checks" in page.text
    shown = [tag["class"][1] for tag in page.select("article.observed")]
    assert shown == sorted(shown, reverse=True)  # "warning" before "note"
    assert len(shown) == len(observed)
    rows = [[cell.text for cell in row.select("td")] for row in page.select("tr")]
    for code, count in observed["code"].value_counts().items():
        name = BY_CODE[code].name.replace("_", " ")
        assert [code, name, str(BY_CODE[code].severity), str(count)] in rows
    assert "<b>Rude</b>" not in Path("p.html").read_text()
    assert "&lt;b&gt;Rude" in Path("p.html").read_text()
    few = narrative("audit", "s.csv", "-o", "p.html", "--observations", "o.csv", "--findings", "2")
    assert few.code == 0
    assert len(BeautifulSoup(Path("p.html").read_text(), "lxml").select("article.observed")) == 2


def test_without_observations_the_page_is_silent_on_them(narrative, observed):
    narrative("audit", "s.csv", "-o", "p.html")
    assert "Other checks" not in Path("p.html").read_text()


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "xlsx"])
def test_checks_that_notice_nothing_write_an_empty_table_that_can_be_read(
    narrative, tmp_path, suffix
):
    (tmp_path / "in.csv").write_text(
        "review_id,professionalism,narrative\n1,NI,Rude to customers at the window.\n"
    )
    out = ("-o", "s.csv", "--observations", f"o.{suffix}")
    ran = narrative("score", "in.csv", "-r", "agency", *out)
    assert "0 observations" in ran.err
    ran = narrative("audit", "s.csv", "-o", "p.html", "--observations", f"o.{suffix}")
    assert ran.code == 0, ran.err
    assert "noticed nothing" in Path("p.html").read_text()


def test_observations_of_other_reviews_or_another_table_are_refused(narrative, observed):
    command = ("audit", "s.csv", "-o", "p.html", "--observations")
    ran = narrative(*command, "in.csv")
    assert ran.code == 2
    assert "no column 'code'" in ran.err
    observed.loc[0, ["review_id", "severity"]] = ["77", "grave"]
    observed.loc[1, "factor"] = "manners"
    observed.to_csv("o.csv", index=False)
    ran = narrative(*command, "o.csv")
    assert ran.code == 2
    assert "row 2, column 'review_id'" in ran.err
    assert "row 2, column 'severity'" in ran.err
    assert "row 3, column 'factor'" in ran.err
    assert not Path("p.html").exists()
    assert narrative(*command, "none.csv").code == 2


def test_switched_off_checks_notice_nothing_and_unknown_codes_stop_the_run(
    narrative, observed, tmp_path
):
    config = tmp_path / "narrative.toml"
    config.write_text('[checks]\noff = ["N204", "N208"]\n')
    out = ("-o", "s2.csv", "--observations", "o2.csv")
    assert narrative("score", "in.csv", "-r", "agency", *out).code == 0
    left = set(pd.read_csv("o2.csv")["code"])
    assert left == set(observed["code"]) - {"N204", "N208"}
    config.write_text('[checks]\noff = ["N999", "N101"]\n')
    for command in (
        ("score", "in.csv", "-r", "agency", "-o", "s3.csv", "--observations", "o3.csv"),
        ("check", "in.txt", "-r", "agency"),
        ("checks",),
    ):
        ran = narrative(*command)
        assert ran.code == 2
        assert "'N999' is no check" in ran.err
        assert "N101 is a verdict" in ran.err
    assert not Path("s3.csv").exists()


def test_a_word_list_of_ones_own(narrative, tmp_path):
    (tmp_path / "in.csv").write_text(ROWS)
    (tmp_path / "own.csv").write_text("term,kind,why,source\nbossy,age,say what happened,us\n")
    (tmp_path / "narrative.toml").write_text('[checks]\nwords = ["own.csv"]\n')
    out = ("-o", "s.csv", "--observations", "o.jsonl")
    assert narrative("score", "in.csv", "-r", "agency", *out).code == 0
    lines = [json.loads(line) for line in Path("o.jsonl").read_text().splitlines()]
    words = [(o["review_id"], o["code"], o["evidence"]) for o in lines if o["severity"] == "note"]
    assert words == [("2", "N209", "bossy"), ("3", "N209", "bossy")]
    (tmp_path / "own.csv").write_text("term,kind,why,source\nbossy,humour,x,us\n")
    ran = narrative("score", "in.csv", "-r", "agency", *out)
    assert ran.code == 2
    assert "own.csv: row 2, column 'kind': 'humour' is none of" in ran.err


def test_no_file_is_written_twice(narrative, observed):
    ran = narrative("score", "in.csv", "-r", "agency", "-o", "x.csv", "--observations", "./x.csv")
    assert ran.code == 2
    assert "named twice" in ran.err


def test_quarantined_rows_are_not_observed(narrative, tmp_path):
    (tmp_path / "in.csv").write_text(ROWS.replace("2,R1,NI", "2,R1,Superb"))
    out = ("-o", "s.csv", "--observations", "o.csv", "--quarantine", "bad.csv")
    assert narrative("score", "in.csv", "-r", "agency", *out).code == 0
    found = pd.read_csv("o.csv", dtype=str)
    assert "2" not in set(found["review_id"])
    assert "N204" not in set(found["code"])


def test_processes_observe_what_one_observes(narrative):
    for name, jobs in (("one", "1"), ("two", "2")):
        out = ("-o", f"{name}_s.csv", "--observations", f"{name}.csv", "--jobs", jobs)
        assert narrative("score", AGENCY, "-r", "agency", *out).code == 0
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()


def test_the_examples_hide_what_their_card_says(narrative):
    narrative("score", AGENCY, "-r", "agency", "-o", "s.csv", "--observations", "o.csv")
    found = pd.read_csv("o.csv", dtype=str, keep_default_na=False)
    rater = pd.read_csv(AGENCY, dtype=str).set_index("review_id")["rater_id"]
    by_code = {code: set(rows["review_id"].map(rater)) for code, rows in found.groupby("code")}
    assert by_code["N203"] == {"R08"}  # pastes a descriptor twice
    assert by_code["N204"] == {"R08"}  # copies sentences from one review to the next
    assert "R12" in by_code["N202"]  # mostly writes empty praise


def test_checks_lists_every_code_and_what_is_off(narrative, tmp_path):
    ran = narrative("checks")
    assert ran.code == 0
    listed = [line.split()[:3] for line in ran.out.splitlines()]
    assert listed == [[check.code, check.name, str(check.severity)] for check in CHECKS]
    (tmp_path / "narrative.toml").write_text('[checks]\noff = ["N209"]\n')
    off = [line.split()[0] for line in narrative("checks").out.splitlines() if " off " in line]
    assert off == ["N209"]
