"""`narrative review`: decisions about findings, on a terminal, by option and by table."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from decisions import FIRST, FOURTH, SECOND, THIRD, WORDS, Terminal, scored_table

from narrative.dispositions import read_dispositions

KEPT = "dispositions.csv"
MENU, REASON, LEVEL = "[q]uit: ", "reason", "new level"


@pytest.fixture
def scored(tmp_path) -> Path:
    return scored_table(tmp_path / "scored.csv")


def kept() -> list[tuple[str, str, str, str]]:
    """What the file holds, in short."""
    return [
        (item.fingerprint, item.outcome, item.reason, item.new_level)
        for item in read_dispositions(KEPT)
    ]


def test_options_record_a_decision_with_what_it_is_about(narrative, scored):
    ran = narrative(
        "review",
        scored,
        "--set",
        f"{FIRST}=dismissed",
        "--reason",
        "A known outage.",
        "--by",
        "Ada",
    )
    assert ran.code == 0, ran.err
    assert f"1 recorded, 3 open: {scored.parent / KEPT}" in ran.err
    (found,) = read_dispositions(KEPT)
    assert (found.review_id, found.factor, found.code) == ("R-1", "communication", "N101")
    assert (found.assigned_level, found.by) == ("exceeds", "Ada")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found.date)


def test_several_options_share_a_reason_and_a_level(narrative, scored):
    options = ("--set", f"{FIRST}=rating_changed", "--set", f"{THIRD}=Rating Changed")
    ran = narrative("review", scored, *options, "--new-level", "ME", "--reason", "Talked it over.")
    assert ran.code == 0, ran.err
    assert kept() == [
        (FIRST, "rating_changed", "Talked it over.", "meets"),
        (THIRD, "rating_changed", "Talked it over.", "meets"),
    ]


def test_all_faults_of_options_are_told_at_once_and_nothing_is_written(narrative, scored):
    pairs = (
        "abc=upheld",
        f"{FIRST}=dismissed",
        f"{SECOND}=waved through",
        f"{THIRD}",
        f"{FOURTH}=upheld",
        f"{FOURTH}=upheld",
    )
    ran = narrative("review", scored, *(part for pair in pairs for part in ("--set", pair)))
    assert ran.code == 2
    told = ran.err.splitlines()
    assert len(told) == 5
    for line, what in zip(
        told,
        (
            "'abc': fingerprint: is of no flagged finding here",
            f"'{FIRST}': reason: a dismissed finding needs a reason",
            f"'{SECOND}': outcome: 'waved through' is none of upheld, dismissed",
            f"'{THIRD}': outcome: is missing",
            f"'{FOURTH}': fingerprint: is answered twice",
        ),
        strict=True,
    ):
        assert what in line
    assert not Path(KEPT).exists()


@pytest.mark.parametrize(
    ("outcome", "level", "what"),
    [
        ("rating_changed", "", "a changed rating needs its new level"),
        ("rating_changed", "Superb", "'Superb' is no level of the rubric (Needs Improvement"),
        ("rating_changed", "Exceeds", "is the level that was assigned before"),
        ("upheld", "Meets", "only rating_changed has a new level"),
    ],
)
def test_the_new_level_is_one_of_the_rubric_and_another_one(
    narrative, scored, outcome, level, what
):
    ran = narrative("review", scored, "--set", f"{FIRST}={outcome}", "--new-level", level)
    assert ran.code == 2
    assert what in ran.err
    assert not Path(KEPT).exists()


def test_a_finding_that_asks_for_nothing_cannot_be_settled(narrative, scored):
    assert narrative("review", scored, "--set", f"{'b' * 16}=upheld").code == 2


def test_a_later_decision_about_the_same_finding_holds(narrative, scored):
    for outcome in ("upheld", "narrative_changed"):
        assert narrative("review", scored, "--set", f"{FIRST}={outcome}").code == 0
    assert len(read_dispositions(KEPT)) == 2
    ran = narrative("review", scored, "--summary")
    assert ran.out.splitlines()[0] == "4 findings, 1 settled, 3 open"
    assert ran.out.splitlines()[-1].split()[:6] == ["N101", "1", "0", "0", "0", "1"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_list_goes_out_and_comes_back_filled_in(narrative, scored, suffix):
    narrative("review", scored, "--set", f"{FOURTH}=upheld")
    assert narrative("review", scored, "--list", f"todo.{suffix}").code == 0
    read = pd.read_csv if suffix == "csv" else pd.read_excel
    options = {} if suffix == "csv" else {"engine": "calamine"}
    todo = read(f"todo.{suffix}", dtype=str, keep_default_na=False, **options)
    # The highest score first, equals in the table's order; what is settled is left out.
    assert list(todo["fingerprint"]) == [FIRST, SECOND, THIRD]
    assert todo.loc[0, "finding"] == "A sentence about communication."
    assert list(todo["outcome"]) == ["", "", ""]
    todo.loc[0, ["outcome", "reason"]] = ["dismissed", "Known."]
    todo.loc[2, ["outcome", "new_level"]] = ["rating_changed", "Needs Improvement"]
    todo.to_csv("done.csv", index=False)
    ran = narrative("review", scored, "--from", "done.csv")
    assert ran.code == 0, ran.err
    assert "2 recorded, 1 open" in ran.err
    assert kept()[1:] == [
        (FIRST, "dismissed", "Known.", ""),
        (THIRD, "rating_changed", "", "needs_improvement"),
    ]


def test_the_workbook_offers_the_outcomes_and_runs_no_formula(narrative, scored):
    narrative("review", scored, "--list", "todo.xlsx")
    with zipfile.ZipFile("todo.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "upheld,dismissed,rating_changed,narrative_changed" in sheet
    assert "needs_improvement,meets,exceeds" in sheet
    assert "<f>" not in sheet
    narrative("review", scored, "--list", "todo.csv")
    with Path("todo.csv").open(encoding="utf-8", newline="") as handle:
        cells = [cell for row in csv.reader(handle) for cell in row]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_every_fault_of_a_filled_in_table_is_named_by_row_and_column(narrative, scored):
    Path("done.csv").write_text(
        "fingerprint,outcome,reason,new_level\n"
        f"{FIRST},dismissed,,\n"
        "f00,upheld,,\n"
        f"{SECOND},,because,\n"
        f"{THIRD},rating_changed,,Superb\n"
        f"{FOURTH},,,\n"
    )
    ran = narrative("review", scored, "--from", "done.csv")
    assert ran.code == 2
    for row, column in ((2, "reason"), (3, "fingerprint"), (4, "outcome"), (5, "new_level")):
        assert f"done.csv: row {row}, column '{column}': " in ran.err
    assert len(ran.err.splitlines()) == 4
    assert not Path(KEPT).exists()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("fingerprint,outcome,reason\nabc,upheld,\n", "no column 'new_level'"),
        ("fingerprint,outcome,reason,new_level\nabc,,,\n", "no row has an outcome"),
    ],
)
def test_a_table_with_nothing_to_record_is_refused(narrative, scored, text, what):
    Path("done.csv").write_text(text)
    ran = narrative("review", scored, "--from", "done.csv")
    assert ran.code == 2
    assert what in ran.err


def test_a_list_saved_in_another_encoding_is_read_with_it(narrative, scored):
    text = f"fingerprint;outcome;reason;new_level\n{FIRST};dismissed;Café closed.;\n"
    Path("done.csv").write_text(text, encoding="cp1252")
    assert narrative("review", scored, "--from", "done.csv").code == 2
    assert narrative("review", scored, "--from", "done.csv", "--encoding", "cp1252").code == 0
    assert kept() == [(FIRST, "dismissed", "Café closed.", "")]


def test_no_review_text_gets_into_the_file_or_into_messages(narrative, scored):
    quoting = ("because", *WORDS[FIRST].split()[:7])
    ran = narrative("review", scored, "--set", f"{FIRST}=dismissed", "--reason", " ".join(quoting))
    assert ran.code == 2
    assert "repeats words of the review" in ran.err
    assert "north side" not in ran.err
    Path("short.csv").write_text(scored.read_text().replace(WORDS[FIRST], "Rude to all."))
    ran = narrative(
        "review", "short.csv", "--set", f"{FIRST}=upheld", "--reason", "so RUDE to all."
    )
    assert ran.code == 2
    narrative("review", scored, *(p for f in WORDS for p in ("--set", f"{f}=upheld")))
    text = Path(KEPT).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 4
    for passage in WORDS.values():
        for word in re.findall(r"[a-z]{6,}", passage):
            assert word not in text.replace("completeness", "")


def test_a_reason_is_one_short_line_without_control_characters(narrative, scored):
    reason = "  Known\n\x1b[2Jto  all "
    assert narrative("review", scored, "--set", f"{FIRST}=dismissed", "--reason", reason).code == 0
    assert kept()[0][2] == "Known [2Jto all"
    ran = narrative("review", scored, "--set", f"{FIRST}=upheld", "--reason", "so " * 300)
    assert ran.code == 2
    assert "899 characters; at most 500" in ran.err


def test_observations_are_settled_like_findings_and_come_after_them(narrative, scored):
    Path("seen.csv").write_text(
        "review_id,code,check,severity,factor,reason,evidence,evidence_spans,fingerprint,"
        "rubric_id\n"
        f"R-1,N307,alike,note,,All alike.,,,{'a' * 16},agency\n"
        f"R-2,N201,pasted,warning,completeness,Pasted.,As told.,narrative:0-8,{'a1' * 8},agency\n"
    )
    options = ("review", scored, "--observations", "seen.csv")
    narrative(*options, "--list", "todo.csv")
    todo = pd.read_csv("todo.csv", dtype=str, keep_default_na=False)
    assert list(todo["fingerprint"])[-2:] == ["a1" * 8, "a" * 16]
    assert list(todo["flag_score"])[-2:] == ["", ""]
    assert narrative(*options, "--set", f"{'a' * 16}=narrative_changed").code == 0
    ran = narrative(*options, "--set", f"{'a' * 16}=rating_changed", "--new-level", "Meets")
    assert ran.code == 2
    assert "about the review as a whole" in ran.err
    assert "6 findings, 1 settled" in narrative(*options, "--summary").out


def test_a_scored_table_of_an_older_version_is_refused(narrative, scored):
    old = pd.read_csv(scored, dtype=str, keep_default_na=False).drop(columns="fingerprint")
    old.to_csv("old.csv", index=False)
    ran = narrative("review", "old.csv", "--summary")
    assert ran.code == 2
    assert "no column 'fingerprint': score the reviews again" in ran.err


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ((), "no terminal to ask on"),
        (("--set", "x=upheld", "--summary"), "--set and --summary: give one of them at a time"),
        (("--summary", "--reason", "so"), "--reason and --new-level go with --set"),
        (("--list", KEPT), "is named twice"),
        (("--list", "scored.csv"), "is named twice"),
        (("--list", "todo.txt"), "unknown table format"),
        (("--list", "no/todo.csv"), "the folder no does not exist"),
        (("--summary", "--dispositions", "d.xlsx"), "kept in a .csv file"),
    ],
)
def test_options_that_make_no_sense_are_refused(narrative, scored, options, what):
    ran = narrative("review", "scored.csv", *options)
    assert ran.code == 2
    assert what in ran.err


def test_the_option_and_the_settings_say_where_decisions_are_kept(narrative, scored):
    Path("narrative.toml").write_text('dispositions = "ours.csv"\n')
    assert narrative("review", scored, "--set", f"{FIRST}=upheld").code == 0
    assert Path("ours.csv").exists()
    options = ("--set", f"{SECOND}=upheld", "--dispositions", "mine.csv")
    assert narrative("review", scored, *options).code == 0
    assert [item.fingerprint for item in read_dispositions("mine.csv")] == [SECOND]
    assert len(read_dispositions("ours.csv")) == 1


def test_a_damaged_file_of_decisions_stops_the_command(narrative, scored):
    Path(KEPT).write_text("review_id,narrative\n1,Kind to all.\n")
    ran = narrative("review", scored, "--set", f"{FIRST}=upheld")
    assert ran.code == 2
    assert "not a file of dispositions" in ran.err
    assert "Kind" not in ran.err
    assert Path(KEPT).read_text() == "review_id,narrative\n1,Kind to all.\n"


pty = pytest.mark.skipif(not Path("/dev/ptmx").exists(), reason="needs a terminal of its own")


@pty
def test_the_terminal_shows_words_and_descriptors_and_asks_until_an_answer_fits(scored):
    screen = Terminal("review", scored, "--by", "Ada")
    screen.press("d\n", MENU)
    screen.press("\n", REASON)
    screen.press("d\n", MENU)
    screen.press("known\n", REASON)
    screen.press("x\n", MENU)
    screen.press("s\n", MENU)
    screen.press("r\n", MENU)
    screen.press("Meets\n", LEVEL)
    screen.press("\n", REASON)
    screen.press("q\n", MENU)
    assert screen.end() == 0
    flat = " ".join(screen.shown.split())
    assert "[1/4] review R-1, Communication, score 0.83 N101 " + FIRST in flat
    assert WORDS[FIRST] in flat
    assert "As rated, Exceeds Expectations: " in flat
    assert "As the words read, Needs Improvement: " in flat
    assert "a dismissed finding needs a reason" in flat
    assert "[4/4]" in flat
    assert "2 recorded, 2 open" in flat
    # What a terminal would obey is not passed on to it.
    assert "\x1b[2J" not in screen.shown
    found = [(i.fingerprint, i.outcome, i.by) for i in read_dispositions(str(scored.parent / KEPT))]
    assert found == [(FIRST, "dismissed", "Ada"), (THIRD, "rating_changed", "Ada")]


@pty
def test_an_interruption_leaves_what_was_recorded_and_the_next_run_goes_on(scored):
    screen = Terminal("review", scored)
    screen.press("u\n", MENU)
    screen.press("\n", REASON)
    screen.press("n\n", MENU)
    screen.interrupt(REASON)
    screen.end()
    kept = scored.parent / KEPT
    assert [item.fingerprint for item in read_dispositions(str(kept))] == [FIRST]
    again = Terminal("review", scored)
    again.press("\x04", MENU)  # the end of input
    assert again.end() == 0
    assert "[1/3] review R-2" in again.shown
    assert "0 recorded, 3 open" in again.shown
    assert len(read_dispositions(str(kept))) == 1
