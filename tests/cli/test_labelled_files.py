"""Labelled comments that do not fit, contradict each other, or are all alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FACTORS = ["completeness", "professionalism", "availability_timeliness", "communication", "none"]


@pytest.fixture
def told(narrative, write_csv, tmp_path):
    """What is said of a labelled file, by train or by evaluate, and the exit code."""

    def run(command: str, rows: list[tuple[str, ...]], header=("text", "factor", "level")):
        named = [dict(zip(header, row, strict=True)) for row in rows]
        write_csv(tmp_path / "own.csv", named)
        options = {
            "train": ("--labelled", "own.csv", "--no-corpus", "--linear", "-o", "model"),
            "evaluate": ("own.csv", "-m", "linear", "-o", "report"),
        }[command]
        ran = narrative(command, *options, "-r", "agency")
        return ran.err.splitlines(), ran.code

    return run


BOTH = pytest.mark.parametrize("command", ["train", "evaluate"])
WRONG = [
    ("Rude to callers.", "politeness", "Meets"),
    ("Fast.", "completeness", "Great"),
    ("", "completeness", "Meets"),
    ("Polite.", "none", "Splendid"),
    ("Slow to answer.", "completeness", ""),
    ("Helps everybody.", "completeness", "Meets"),
]


@BOTH
def test_every_label_that_the_rubric_lacks_is_told_with_its_place(told, tmp_path, command):
    lines, code = told(command, WRONG)
    assert code == 2
    places = [line.removeprefix("narrative: own.csv: ").split(": ")[0] for line in lines]
    assert places == [
        "row 2, column 'factor'", "row 3, column 'level'", "row 4, column 'text'",
        "row 5, column 'level'", "row 6, column 'level'",
    ]  # fmt: skip
    assert lines[0].endswith(f"'politeness' is none of {', '.join(FACTORS)}")
    assert "'Great' is no level of the rubric (Needs Improvement, " in lines[1]
    assert lines[4].endswith("is empty; only the factor none has no level")
    assert {path.name for path in tmp_path.iterdir()} == {"own.csv"}


@BOTH
def test_a_missing_column_comes_with_those_that_may_be_it(told, command):
    rows = [("Helps everybody.", "completeness", "Meets")]
    lines, code = told(command, rows, ("Supervisor comment", "Competency", "Score"))
    assert code == 2
    option = "--map text=" if command == "evaluate" else ""
    assert f"no column 'text'; did you mean {option}'Supervisor comment'?" in lines[0]
    assert "'Competency'" in lines[1]
    assert "'Score'" in lines[2]


@BOTH
@pytest.mark.parametrize(("data", "said"), [(b"", "empty"), (b"text,factor,level\n", "no rows")])
def test_an_empty_file_is_a_fault(narrative, tmp_path, command, data, said):
    (tmp_path / "own.csv").write_bytes(data)
    options = ("--labelled", "own.csv", "-o", "m") if command == "train" else ("own.csv", "-o", "r")
    ran = narrative(command, *options, "-r", "agency")
    assert ran.code == 2
    assert said in ran.err


CONFLICTS = [
    ("Answers all calls.", "completeness", "Meets"),
    ("Did every task.", "completeness", "Meets"),
    ("answers all  calls", "completeness", "Exceeds"),
    ("Rude to people.", "professionalism", "1"),
    ("Rude to people.", "professionalism", "Needs Improvement"),
    ("Answers all calls.", "communication", "Meets"),
    ("Bought coffee.", "none", ""),
]


@BOTH
def test_conflicting_labels_are_counted_and_told(told, command):
    lines, code = told(command, CONFLICTS)
    assert code == 0
    (line,) = (line for line in lines if "more than one label" in line)
    assert line.endswith(
        "1 text has more than one label, in 3 comments; each label counts. The first is comment 1."
    )
    assert "calls" not in line


def test_the_report_of_an_evaluation_keeps_what_was_told(told):
    told("evaluate", CONFLICTS)
    assert "more than one label" in " ".join(json.loads(Path("report.json").read_text())["remarks"])
    assert "more than one label" in Path("report.html").read_text()


@BOTH
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("Answers calls.", "completeness", "Meets"), ("Helps.", "completeness", "Meets")],
            ["has a factor has the same one, completeness", "has a level has the same one, meets"],
        ),
        (
            [("Bought coffee.", "none", ""), ("Moved house.", "none", "")],
            ["has a factor has the same one, none", "No comment has a level"],
        ),
    ],
)
def test_labels_of_one_class_are_told(told, command, rows, said):
    lines, code = told(command, rows)
    assert code == 0
    assert all(any(part in line for line in lines) for part in said)


def test_one_labelled_comment_is_one_comment(told):
    lines, code = told("evaluate", CONFLICTS[:1])
    assert code == 0
    assert lines[-1].startswith("1 comment: ")
