"""`narrative audit` and `narrative demo`: the page and the files a person opens."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from narrative import resources

AGENCY = resources.examples_dir() / "agency_reviews.csv"


@pytest.fixture
def scored(narrative) -> Path:
    assert narrative("score", AGENCY, "-r", "agency", "-o", "scored.csv").code == 0
    return Path("scored.csv")


def page_of(path: str) -> BeautifulSoup:
    return BeautifulSoup(Path(path).read_text(encoding="utf-8"), "lxml")


def test_page_shows_counts_raters_and_findings_in_order(narrative, scored):
    ran = narrative("audit", scored, "-o", "report.html", "--findings", "20")
    assert ran.code == 0, ran.err
    page = page_of("report.html")
    table = pd.read_csv(scored, keep_default_na=False)
    flagged = table["verdict"].isin(
        ["rating_above_narrative", "rating_below_narrative", "unsupported"]
    )
    assert f"{flagged.sum()}ask for a second look" in page.text.replace("\n", "")
    scores = [float(tag.text.split()[1]) for tag in page.select("article .score")]
    assert len(scores) == 20
    assert scores == sorted(scores, reverse=True)
    assert "R02" in page.text


def test_page_loads_nothing_and_runs_nothing(narrative, scored):
    narrative("audit", scored, "-o", "report.html")
    page = page_of("report.html")
    assert not page.find_all(["script", "link", "img", "iframe"])
    assert "http://" not in str(page)
    assert "https://" not in str(page)


def test_markup_in_a_review_is_shown_and_not_obeyed(narrative, tmp_path):
    attack = "<script>alert(1)</script> She is rude & unhelpful to every customer."
    (tmp_path / "in.csv").write_text(
        f'review_id,professionalism,narrative,rater_id\n<b>77</b>,Exceeds,"{attack}",<i>R\n'
    )
    narrative("score", "in.csv", "-r", "agency", "-o", "scored.csv")
    assert narrative("audit", "scored.csv", "-o", "report.html").code == 0
    text = Path("report.html").read_text()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "<b>77</b>" not in text


@pytest.mark.parametrize("suffix", ["jsonl", "parquet", "xlsx"])
def test_scored_tables_of_every_format_give_the_same_page(narrative, scored, suffix):
    narrative("score", AGENCY, "-r", "agency", "-o", f"scored.{suffix}")
    narrative("audit", scored, "-o", "csv.html")
    assert narrative("audit", f"scored.{suffix}", "-o", "other.html").code == 0
    assert Path("csv.html").read_text() == Path("other.html").read_text()


def test_a_table_that_is_not_scored_is_refused_with_every_fault(narrative, scored, tmp_path):
    plain = narrative("audit", AGENCY, "-o", "report.html")
    assert plain.code == 2
    assert "no column 'verdict'" in plain.err
    assert "no column 'flag_score'" in plain.err
    table = pd.read_csv(scored, dtype=str, keep_default_na=False)
    table.loc[0, "verdict"] = "fine"
    table.loc[3, "flag_score"] = "7"
    table.to_csv("altered.csv", index=False)
    ran = narrative("audit", "altered.csv", "-o", "report.html")
    assert ran.code == 2
    assert "row 2, column 'verdict'" in ran.err
    assert "row 5, column 'flag_score'" in ran.err
    assert not Path("report.html").exists()


def test_the_settings_name_the_rubric_for_the_audit_too(narrative, tmp_path):
    (tmp_path / "own.yaml").write_text(
        "id: own\nname: Own\nlevels: [{id: a, name: A}, {id: b, name: B}]\n"
        "factors: [{id: stock, name: Stock, descriptors: {a: Shelves stand empty.}}]\n"
    )
    (tmp_path / "in.csv").write_text("review_id,stock,narrative\n1,b,Shelves stand empty.\n")
    (tmp_path / "narrative.toml").write_text('rubric = "own.yaml"\n')
    assert narrative("score", "in.csv", "-o", "scored.csv").code == 0
    assert narrative("audit", "scored.csv", "-o", "report.html").code == 0


def test_demo_writes_a_table_a_workbook_and_a_page_for_each_rubric(narrative):
    ran = narrative("demo", "-o", "results/demo")
    assert ran.code == 0, ran.err
    names = {path.name for path in Path("results/demo").iterdir()}
    assert names == {
        f"{rubric}_{kind}"
        for rubric in ("agency", "psa")
        for kind in ("scored.csv", "scored.xlsx", "report.html")
    }
    assert "results/demo/agency_report.html" in ran.err


@pytest.mark.parametrize("name", ["x.txt", "page", "page.pdf"])
def test_a_page_of_another_suffix_is_refused_before_anything_is_read(narrative, name):
    ran = narrative("audit", "no.csv", "-o", name)
    assert ran.code == 2
    assert ran.err == f"narrative: -o {name}: the page is HTML; give it a name that ends in .html\n"


def test_one_is_told_in_the_singular(narrative, write_csv, tmp_path):
    row = {"review_id": "1", "completeness": "Meets", "narrative": "We moved in May."}
    write_csv(tmp_path / "in.csv", [row])
    scored = narrative("score", "in.csv", "-r", "agency", "-o", "out.csv")
    assert "1 review, 1 rating, 1 (100%) asks for a second look" in scored.err
    assert scored.err.endswith("1 review scored: out.csv\n")
    assert narrative("audit", "out.csv", "-o", "p.html").err == "1 review, 1 finding: p.html\n"
    ran = narrative(
        "classify", "in.csv", "-r", "agency", "--text-column", "narrative", "-o", "c.csv"
    )
    assert ran.err == "1 comment classified: c.csv\n"
