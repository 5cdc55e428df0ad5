"""What was decided is used: as labels, as field precision, and to ask nothing twice."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from decisions import FIRST, SECOND, THIRD, WORDS, scored_table

from narrative import resources

SCORE = ("-r", "agency", "-m", "linear", "-o", "scored.csv")
SMALL = ("-r", "agency", "--no-corpus", "--linear", "-o", "model")


@pytest.fixture
def settled(narrative, tmp_path) -> Path:
    """A scored table of which three findings are settled, each in another way."""
    scored_table(tmp_path / "scored.csv")
    for name, outcome, *more in (
        (FIRST, "dismissed", "--reason", "An outage."),
        (SECOND, "upheld"),
        (THIRD, "rating_changed", "--new-level", "Meets"),
    ):
        assert narrative("review", "scored.csv", "--set", f"{name}={outcome}", *more).code == 0
    return tmp_path / "scored.csv"


def test_what_was_decided_is_learned_from_where_it_says_a_level(narrative, settled):
    ran = narrative("train", *SMALL, "--scored", "scored.csv", "--dispositions", "dispositions.csv")
    assert ran.code == 0, ran.err
    assert "scored.csv: 3 settled findings, 2 of which say what level the words support" in ran.err
    manifest = json.loads(Path("model/manifest.json").read_text())
    assert manifest["sources"] == {"scored.csv#settled": 2}
    Path("in.csv").write_text(f'text\n"{WORDS[FIRST]}"\n', encoding="utf-8")
    options = ("-r", "agency", "-m", "model", "-o", "out.csv")
    assert narrative("classify", "in.csv", *options).code == 0
    found = pd.read_csv("out.csv").iloc[0]
    # Dismissed: the words do support the level that was assigned.
    assert (found["factor"], found["level"]) == ("communication", "exceeds")


def test_words_that_are_labelled_already_are_not_in_two_sources(narrative, settled, write_csv):
    row = {"text": f"All year. {WORDS[FIRST].upper()}", "factor": "communication", "level": "NI"}
    write_csv(Path("past.csv"), [row])
    ran = narrative("train", *SMALL, "--labelled", "past.csv", "--scored", "scored.csv")
    assert ran.code == 0, ran.err
    manifest = json.loads(Path("model/manifest.json").read_text())
    assert manifest["sources"] == {"past.csv#1": 1, "scored.csv#settled": 1}


def test_no_review_text_gets_into_a_model_that_learned_from_decisions(narrative, settled):
    assert narrative("train", *SMALL, "--scored", "scored.csv").code == 0
    for file in Path("model").iterdir():
        assert b"unanswered" not in file.read_bytes()


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--dispositions", "dispositions.csv"), "--dispositions needs --scored"),
        (("--scored", "scored.csv", "--dispositions", "none.csv"), "none.csv: cannot be read"),
        (("--scored", "other.csv"), "under the rubric 'psa', which is none of agency"),
        (("--scored", "none.csv"), "none.csv: cannot be read"),
    ],
)
def test_decisions_that_do_not_fit_stop_the_training(narrative, settled, options, what):
    scored_table(Path("other.csv"), rubric_id="psa")
    ran = narrative("train", *SMALL, *options)
    assert ran.code == 2
    assert what in ran.err
    assert not Path("model").exists()


def test_a_new_level_the_rubric_lacks_is_named(narrative, settled):
    path = Path("dispositions.csv")
    path.write_text(path.read_text().replace(",meets\n", ",superb\n"))
    ran = narrative("train", *SMALL, "--scored", "scored.csv")
    assert ran.code == 2
    assert f"the decision about {THIRD} has a level the rubric lacks" in ran.err


def test_field_precision_alone(narrative, settled):
    ran = narrative("evaluate", "--scored", "scored.csv", "--dispositions", "dispositions.csv")
    assert ran.code == 0, ran.err
    lines = ran.err.splitlines()
    assert lines[0] == "field precision of made-up-1: 3 of 4 flagged findings settled"
    assert lines[-1].split() == ["all", "3", "1", "1", "1", "0", "0.67", "0.21", "to", "0.94"]


def test_field_precision_beside_the_figures_of_labelled_comments(narrative, settled, write_csv):
    rows = [
        {"text": "Answers every letter the same day.", "factor": "communication", "level": "ME"},
        {"text": "Promised forms were never sent.", "factor": "completeness", "level": "NI"},
    ]
    write_csv(Path("gold.csv"), rows)
    options = ("-r", "agency", "-m", "descriptors", "-o", "report", "--scored", "scored.csv")
    ran = narrative("evaluate", "gold.csv", *options)
    assert ran.code == 0, ran.err
    assert "2 comments: report.json, report.html" in ran.err
    assert "field precision of made-up-1" in ran.err
    field = json.loads(Path("report.json").read_text())["field"]
    assert (field["flagged"], field["settled"], field["model_ids"]) == (4, 3, ["made-up-1"])
    whole = {line["code"]: line for line in field["codes"]}["all"]
    assert (whole["n"], whole["dismissed"], whole["right"]) == (3, 1, 0.6667)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ((), "nothing to measure on"),
        (("gold.csv",), "GOLD and -o go together"),
        (("-o", "report"), "GOLD and -o go together"),
        (("gold.csv", "-o", "r", "--dispositions", "d.csv"), "--dispositions needs --scored"),
    ],
)
def test_an_evaluation_needs_something_to_measure_on(narrative, settled, options, what):
    ran = narrative("evaluate", *options)
    assert ran.code == 2
    assert what in ran.err


@pytest.fixture
def agency(narrative, tmp_path) -> pd.DataFrame:
    """Real findings of a few bundled reviews, scored by the small model."""
    rows = pd.read_csv(resources.examples_dir() / "agency_reviews.csv", dtype=str).head(25)
    rows.to_csv("reviews.csv", index=False)
    assert narrative("score", "reviews.csv", *SCORE).code == 0
    table = pd.read_csv("scored.csv", dtype=str, keep_default_na=False)
    return table[table["code"] != ""].sort_values("flag_score", ascending=False, kind="stable")


def test_what_is_settled_is_not_read_first_again_and_the_table_stays_the_same(narrative, agency):
    before = Path("scored.csv").read_bytes()
    first = narrative("score", "reviews.csv", *SCORE)
    top = agency.iloc[0]
    options = ("review", "scored.csv", "--set", f"{top['fingerprint']}=dismissed")
    assert narrative(*options, "--reason", "Known.").code == 0
    after = narrative("score", "reviews.csv", *SCORE, "--dispositions", "dispositions.csv")
    assert after.code == 0, after.err
    assert "ask for a second look, 1 settled" in after.err
    assert Path("scored.csv").read_bytes() == before
    told = [line.split()[0] for line in first_lines(first.err)]
    left = [line.split()[0] for line in first_lines(after.err)]
    assert told[0] == top["review_id"]
    assert left[: len(told) - 1] == told[1:]


def first_lines(shown: str) -> list[str]:
    """The lines of the findings to read first."""
    part = shown.split("Read first")[1].split("Raters")[0].splitlines()
    return [line for line in part if line.lstrip().startswith("A-")]


def test_another_order_and_another_edit_of_the_reviews_ask_nothing_again(narrative, agency):
    narrative(
        "review",
        "scored.csv",
        *(p for f in agency["fingerprint"] for p in ("--set", f"{f}=upheld")),
    )
    rows = pd.read_csv("reviews.csv", dtype=str, keep_default_na=False).iloc[::-1]
    rows["narrative"] = "  \n" + rows["narrative"].str.replace(" ", "  ")
    rows.to_csv("reviews.csv", index=False)
    ran = narrative("score", "reviews.csv", *SCORE, "--dispositions", "dispositions.csv")
    assert f"{len(agency)} (" in ran.err
    assert f"ask for a second look, {len(agency)} settled" in ran.err
    assert "Read first" not in ran.err


def test_a_page_leaves_out_what_is_settled_and_counts_it(narrative, agency):
    top = agency.iloc[0]
    assert narrative("review", "scored.csv", "--set", f"{top['fingerprint']}=upheld").code == 0
    Path("narrative.toml").write_text('dispositions = "dispositions.csv"\n')
    ran = narrative("audit", "scored.csv", "-o", "report.html")
    assert ran.code == 0, ran.err
    assert f"{len(agency)} findings, 1 settled: report.html" in ran.err
    page = BeautifulSoup(Path("report.html").read_text(encoding="utf-8"), "lxml")
    assert len(page.select("article")) == len(agency) - 1
    assert "1of them settled" in page.text.replace("\n", "")


def test_a_table_without_fingerprints_is_audited_until_something_is_settled(narrative, agency):
    table = pd.read_csv("scored.csv", dtype=str, keep_default_na=False)
    table.drop(columns=["fingerprint", "code"]).to_csv("old.csv", index=False)
    assert narrative("audit", "old.csv", "-o", "report.html").code == 0
    narrative("review", "scored.csv", "--set", f"{agency.iloc[0]['fingerprint']}=upheld")
    ran = narrative("audit", "old.csv", "-o", "report.html", "--dispositions", "dispositions.csv")
    assert ran.code == 2
    assert "no column 'fingerprint': score the reviews again" in ran.err


def test_settled_observations_leave_the_page_too(narrative, tmp_path):
    scored_table(tmp_path / "scored.csv")
    Path("seen.csv").write_text(
        "review_id,code,check,severity,factor,reason,evidence,evidence_spans,fingerprint,"
        "rubric_id\n"
        f"R-1,N201,pasted,warning,,One.,,,{'a' * 16},agency\n"
        f"R-2,N201,pasted,warning,,Two.,,,{'a1' * 8},agency\n"
    )
    seen = ("--observations", "seen.csv")
    assert narrative("review", "scored.csv", *seen, "--set", f"{'a' * 16}=upheld").code == 0
    options = ("--dispositions", "dispositions.csv", "-o", "report.html")
    ran = narrative("audit", "scored.csv", *seen, *options)
    assert "4 findings, 2 observations, 1 settled" in ran.err
    page = BeautifulSoup(Path("report.html").read_text(encoding="utf-8"), "lxml")
    assert [item.p.text for item in page.select("article.observed")] == ["Two."]


def test_a_settled_finding_does_not_fail_the_check_of_a_draft(narrative, agency):
    rows = pd.read_csv("reviews.csv", dtype=str, keep_default_na=False).set_index("review_id")
    top = agency.iloc[0]
    Path("draft.txt").write_text(rows.loc[top["review_id"], "narrative"], encoding="utf-8")
    rating = f"{top['factor']}={top['assigned_level']}"
    check = ("check", "draft.txt", "-r", "agency", "-m", "linear", "--rating", rating)
    check += ("--review-id", top["review_id"])
    assert narrative(*check).code == 1
    assert narrative("review", "scored.csv", "--set", f"{top['fingerprint']}=upheld").code == 0
    kept = ("--dispositions", "dispositions.csv")
    ran = narrative(*check, *kept)
    assert (ran.code, ran.err.strip()) == (0, "1 settled")
    assert top["code"] in ran.out
    # Under another id it is another question.
    assert narrative(*check[:-1], "another", *kept).code == 1


@pytest.mark.parametrize("command", ["score", "audit", "check"])
def test_a_file_of_decisions_that_was_named_has_to_be_there(narrative, tmp_path, command):
    scored_table(tmp_path / "scored.csv")
    Path("draft.txt").write_text("Kind to all.")
    Path("reviews.csv").write_text("review_id,communication,narrative\n1,Meets,Kind to all.\n")
    source = {"score": "reviews.csv", "audit": "scored.csv", "check": "draft.txt"}[command]
    output = () if command == "check" else ("-o", "out.html" if command == "audit" else "out.csv")
    rest = ("-r", "agency", *output)
    ran = narrative(command, source, *rest, "--dispositions", "none.csv")
    assert ran.code == 2
    assert "none.csv: cannot be read" in ran.err
    # The settings' file may come with the first decision.
    Path("narrative.toml").write_text('dispositions = "later.csv"\nmodel = "linear"\n')
    assert narrative(command, source, *rest).code in (0, 1)
