"""`narrative explain` as supervisors run it."""

from __future__ import annotations

import json
import re
import sys

import pytest

from narrative import resources
from narrative.cli.explain import explain
from narrative.rubric.store import load_rubric

AGENCY = str(resources.examples_dir() / "agency_reviews.csv")
TEXT = "Grace is rude to customers. Calls are returned the same day."


def test_shows_passages_answers_words_and_descriptors(narrative):
    ran = narrative("explain", TEXT, "-r", "agency", "--rating", "professionalism=Meets")
    assert (ran.code, ran.err) == (0, "")
    one, two = ran.out.split("\n\n")[:2]
    assert one.startswith("1. Grace is rude to customers.\n   Factor: Professionalism ")
    assert "[+rude]" in one
    assert re.search(r"Level: Needs Improvement \d+%", one)
    assert "Meets Expectations (rated)" in one
    assert "Needs Improvement (reads like)" in one
    assert "   Factor: Availability/Timeliness " in two
    assert "(rated)" not in two
    assert "Grace]" not in ran.out


def test_says_which_rating_no_passage_speaks_of(narrative):
    ran = narrative("explain", TEXT, "-r", "agency", "--rating", "completeness=Meets")
    assert "Completeness: unsupported" in ran.out
    assert "Completeness is rated Meets Expectations, but no passage speaks of it." in ran.out


def test_a_review_of_a_table_is_explained_with_its_findings(narrative):
    ran = narrative("explain", AGENCY, "--review", "A-0014", "-r", "agency")
    assert ran.code == 0, ran.err
    assert "Availability/Timeliness: rating_above_narrative" in ran.out
    assert "   passage 3, weight " in ran.out
    told = json.loads(
        narrative("explain", AGENCY, "--review", "A-0014", "-r", "agency", "--json").out
    )
    assert [item["factor"] for item in told["findings"]] == list(load_rubric("agency").factor_ids)


def test_a_review_that_is_not_in_the_table_is_told(narrative):
    ran = narrative("explain", AGENCY, "--review", "nobody", "-r", "agency")
    assert (ran.code, ran.out) == (2, "")
    assert "no review 'nobody'" in ran.err


def test_no_colour_codes_when_not_a_terminal(narrative):
    assert "\x1b" not in narrative("explain", TEXT, "-r", "agency").out


@pytest.mark.parametrize("unwanted", ["", "1"])
def test_colour_on_a_terminal_unless_unwanted(monkeypatch, capsys, unwanted):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", unwanted)
    explain(TEXT, rubric="agency")
    out = capsys.readouterr().out
    assert "[+rude]" in out
    assert ("\x1b[" in out) is not bool(unwanted)


def test_what_a_terminal_would_obey_is_not_printed(narrative):
    ran = narrative("explain", "Is rude \x1b[31mto\x07 callers.", "-r", "agency")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out


def test_json_holds_everything_and_offsets_of_the_whole_text(narrative, tmp_path):
    path = tmp_path / "draft.md"
    path.write_text(TEXT, encoding="utf-8")
    ran = narrative("explain", path, "-r", "agency", "--rating", "professionalism=1", "--json")
    told = json.loads(ran.out)
    assert told["rubric_id"] == "agency"
    first, second = told["passages"]
    assert first["factor"]["answer"] == "professionalism"
    assert first["rated"] == "needs_improvement"
    assert second["rated"] is None
    assert sum(second["factors"].values()) == pytest.approx(1)
    for passage in told["passages"]:
        assert TEXT[passage["start"] : passage["end"]] == passage["text"]
        for reasons in (passage["factor"], passage["level"]):
            for word in reasons["words"]:
                assert TEXT[word["start"] : word["end"]] == word["text"]
            parts = [word["weight"] for word in reasons["words"]]
            total = sum(parts) + sum(reasons["signs"].values()) + reasons["rest"]
            assert total == pytest.approx(reasons["log_odds"])


def test_reads_files_and_standard_input_alike(narrative, tmp_path):
    (tmp_path / "draft.txt").write_text(TEXT, encoding="utf-8")
    wanted = narrative("explain", TEXT, "-r", "agency").out
    assert narrative("explain", "draft.txt", "-r", "agency").out == wanted
    assert narrative("explain", "-", "-r", "agency", stdin=TEXT.encode()).out == wanted
    assert narrative("explain", "draft.txt", "-r", "agency").out == wanted


def test_the_same_text_is_explained_the_same(narrative):
    one, two = (narrative("explain", TEXT, "-r", "agency", "--json").out for _ in range(2))
    assert one == two


def test_a_text_with_nothing_to_read(narrative):
    ran = narrative("explain", "?!", "-r", "agency")
    assert (ran.code, ran.out) == (0, "There is nothing in the text to read.\n")
    assert json.loads(narrative("explain", "?!", "-r", "agency", "--json").out)["passages"] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("",), "narrative: TEXT: the text is empty\n"),
        (("a\udc80b",), "narrative: TEXT: not UTF-8 text\n"),
        (("gone.txt",), "narrative: gone.txt: cannot be read: No such file or directory\n"),
        (("table.csv",), "narrative: table.csv: a draft is one of .txt, .md, .docx, or '-'\n"),
        ((TEXT, "--rating", "x"), "narrative: --rating 'x': expected FACTOR=LEVEL\n"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(narrative, tmp_path, arguments, told):
    (tmp_path / "table.csv").write_text("a,b\n", encoding="utf-8")
    ran = narrative("explain", *arguments, "-r", "agency")
    assert (ran.code, ran.out, ran.err) == (2, "", told)


def test_a_very_long_text_is_no_path(narrative):
    assert narrative("explain", "Polite. " * 1_000, "-r", "agency", "--json").code == 0
