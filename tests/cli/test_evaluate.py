"""`narrative evaluate`: two files of figures, and every fault of the labels at once."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from narrative import resources

DEV = resources.corpus_dir() / "dev" / "agency.jsonl"
RUN = ("-r", "agency", "--model", "tfidf", "-o", "report")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Sixty comments of three hands, as a table's rows."""
    lines = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()[::3][:60]]
    return [
        {
            "text": line["text"],
            "factor": line["factor"],
            "level": line["level"] or "",
            "source": f"hand {'abc'[i % 3]}",
            "register": line["register"],
        }
        for i, line in enumerate(lines)
    ]


def test_figures_of_both_models_and_their_difference(narrative, rows, write_csv, tmp_path):
    write_csv(tmp_path / "gold.csv", rows)
    ran = narrative("evaluate", "gold.csv", *RUN)
    assert ran.code == 0, ran.err
    assert ran.out == ""
    assert "level weighted kappa" in ran.err
    assert "model: tfidf (linear-" in ran.err
    assert "baseline: descriptors" in ran.err
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    whole = report["groups"][0]
    assert (whole["n"], whole["sources"], whole["resampled"]) == (60, 3, "passages")
    kappa = whole["figures"]["level"]["qwk"]
    assert kappa["model"]["low"] < kappa["model"]["value"] < kappa["model"]["high"]
    gap = kappa["model"]["value"] - kappa["baseline"]["value"]
    assert kappa["difference"]["value"] == pytest.approx(gap, abs=1e-3)
    told = {(group["by"], group["name"]) for group in report["groups"]}
    assert {("source", "gold.csv#1"), ("factor", "none"), ("level", "meets")} <= told
    assert {group["by"] for group in report["groups"]} == {
        "all", "factor", "level", "source", "register"
    }  # fmt: skip
    matrix = report["confusion"]["factor"]["model"]
    right = sum(row[i] for i, row in enumerate(matrix))
    value = whole["figures"]["factor"]["accuracy"]["model"]["value"]
    assert right / 60 == pytest.approx(value, abs=1e-3)


def test_no_text_and_no_source_name_gets_into_the_report(narrative, rows, write_csv, tmp_path):
    write_csv(tmp_path / "gold.csv", rows)
    ran = narrative("evaluate", "gold.csv", *RUN)
    assert ran.code == 0, ran.err
    made = ran.err + Path("report.json").read_text() + Path("report.html").read_text()
    assert "hand a" not in made
    assert not [row["text"] for row in rows if row["text"][:25] in made]


def test_tables_of_every_format_and_mapped_columns_give_the_same(narrative, rows, tmp_path):
    frame = pd.DataFrame(rows)
    frame.to_csv("gold.csv", index=False)
    assert narrative("evaluate", "gold.csv", *RUN).code == 0
    first = json.loads(Path("report.json").read_text())
    frame.rename(columns={"text": "What was written"}).to_excel("gold.xlsx", index=False)
    ran = narrative("evaluate", "gold.xlsx", *RUN, "--map", "text=What was written")
    assert ran.code == 0, ran.err
    second = json.loads(Path("report.json").read_text())
    assert second["groups"][0] == first["groups"][0]


def test_standard_input_and_the_settings_map(narrative, rows):
    frame = pd.DataFrame(rows[:12]).rename(columns={"text": "Words"})
    Path("narrative.toml").write_text('[map]\ntext = "Words"\nnarrative = "Comments"\n')
    data = frame.to_csv(index=False).encode()
    ran = narrative("evaluate", "-", "--format", "csv", *RUN, stdin=data)
    assert ran.code == 0, ran.err
    report = json.loads(Path("report.json").read_text())
    assert report["gold"]["file"] == "standard input"
    assert report["gold"]["n"] == 12


def test_lines_of_the_corpus_keep_their_sources(narrative, tmp_path):
    line = {"register": "plain", "rubric": "agency", "factor": "none", "level": None}
    texts = ["The desk moved.", "We met in May.", "She is polite.", "The form is new."]
    lines = [
        {"id": str(i), "source": f"Q{i % 2}", "text": text, **line} for i, text in enumerate(texts)
    ]
    lines[3]["rubric"] = "psa"
    Path("gold.jsonl").write_text("\n".join(map(json.dumps, lines)))
    ran = narrative("evaluate", "gold.jsonl", *RUN)
    assert ran.code == 0, ran.err
    assert "1 comments labelled under other rubrics" not in ran.err
    assert "1 comment labelled under another rubric is left out." in ran.err
    report = json.loads(Path("report.json").read_text())
    assert [g["name"] for g in report["groups"] if g["by"] == "source"] == ["Q0", "Q1"]
    assert report["groups"][0]["figures"]["level"]["qwk"]["model"]["value"] is None
    lines[0]["factor"] = "stock"
    lines[1]["level"] = "great"
    Path("gold.jsonl").write_text("\n".join(map(json.dumps, lines)))
    ran = narrative("evaluate", "gold.jsonl", *RUN)
    assert ran.code == 2
    assert "'stock' is no factor" in ran.err
    assert "'great' is no level" in ran.err


def test_text_the_model_learned_from_is_told(narrative, write_csv, tmp_path):
    lines = (resources.corpus_dir() / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    known = [c for c in map(json.loads, lines[:400]) if c["rubric"] == "agency"][:12]
    rows = [{"text": c["text"], "factor": c["factor"], "level": c["level"] or ""} for c in known]
    write_csv(tmp_path / "gold.csv", rows)
    ran = narrative("evaluate", "gold.csv", *RUN)
    assert ran.code == 0, ran.err
    assert "tfidf learned from 12 of the 12 comments" in ran.err
    assert "descriptors learned" not in ran.err


def test_all_faults_are_told_and_nothing_is_written(narrative, rows, write_csv, tmp_path):
    wrong = [dict(row) for row in rows[:6]]
    wrong[0]["factor"] = "stok"
    wrong[1]["level"] = "burnt"
    wrong[2]["text"] = " "
    wrong[3]["text"] = "a\0b"
    wrong[4]["register"] = "x" * 80
    write_csv(tmp_path / "gold.csv", wrong)
    ran = narrative("evaluate", "gold.csv", *RUN)
    assert ran.code == 2
    for row, column in enumerate(("factor", "level", "text", "text", "register"), 2):
        assert f"row {row}, column '{column}'" in ran.err
    assert "xxxx" not in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["gold.csv"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Comment,factor,level", "no column 'text'; did you mean --map text='Comment'?"),
        ("text,Factor,factor,level", "both 'Factor' and 'factor' could be factor"),
        ("words,x,y", "no column 'level'"),
    ],
)
def test_a_header_that_does_not_fit(narrative, header, message):
    Path("gold.csv").write_text(header + "\n" + "Polite.," + "none," * header.count(",") + "\n")
    ran = narrative("evaluate", "gold.csv", *RUN)
    assert ran.code == 2
    assert message in ran.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--against", "tfidf"), "tfidf and tfidf are the same model"),
        (("--against", "nowhere"), "not a model folder"),
        (("--map", "narrative=text"), "the mapping names no known field: 'narrative'"),
        (("--map", "text=Words"), "no column 'Words' (mapped to text)"),
        (("-o", "-"), "makes two files"),
        (("-o", "missing/report"), "does not exist"),
        (("-o", "gold.html", "--against", "descriptors"), None),
    ],
)
def test_options(narrative, rows, write_csv, tmp_path, options, message):
    write_csv(tmp_path / "gold.csv", rows)
    ran = narrative("evaluate", "gold.csv", *RUN, *options)
    assert ran.code == (2 if message else 0), ran.err
    if message:
        assert message in ran.err
        assert [path.name for path in tmp_path.iterdir()] == ["gold.csv"]
    else:
        assert {path.name for path in tmp_path.iterdir()} == {"gold.csv", "gold.json", "gold.html"}
