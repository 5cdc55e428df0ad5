"""`narrative train`: a model folder of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

RUBRIC = """
id: bakery
name: Bakery counter
levels: [{id: raw, name: Needs work}, {id: risen, name: Meets}, {id: golden, name: Exceeds}]
factors:
- id: stock
  name: Stock
  descriptors: {raw: Shelves stand empty by noon., risen: Shelves are full until closing.}
- id: hygiene
  name: Hygiene
  descriptors: {raw: The counter is dirty., risen: The counter is clean at all times.}
"""
LABELLED = [
    ("The rye was gone by eleven again.", "stock", "raw"),
    ("Never once ran out of rolls this year.", "Stock", "Exceeds"),
    ("Trays are filled when they should be.", "stock", "2"),
    ("Crumbs and grease everywhere on the slicer.", "hygiene", "Needs work"),
    ("Wipes down after every customer without being told.", "hygiene", "golden"),
    ("We got new aprons in March.", "none", ""),
] * 2
LABELS = ("--labelled", "past.csv")
MODEL = ("-m", "model")


@pytest.fixture
def files(tmp_path, write_csv) -> Path:
    (tmp_path / "bakery.yaml").write_text(RUBRIC)
    rows = [
        {"text": t, "factor": f, "level": v, "source": "ab"[i % 2]}
        for i, (t, f, v) in enumerate(LABELLED)
    ]
    write_csv(tmp_path / "past.csv", rows)
    return tmp_path


def test_a_trained_model_classifies_under_its_rubric(narrative, files, write_csv):
    labelled = ("--labelled", "past.csv")
    ran = narrative("train", "-r", "bakery.yaml", *labelled, "--no-corpus", "-o", "model")
    assert ran.code == 0, ran.err
    write_csv(files / "in.csv", [{"text": "The rye was gone by noon."}])
    ran = narrative("classify", "in.csv", "-r", "bakery.yaml", "-m", "model", "-o", "out.csv")
    assert ran.code == 0, ran.err
    assert "descriptors alone" not in ran.err
    found = pd.read_csv("out.csv").iloc[0]
    assert (found["factor"], found["level"]) == ("stock", "raw")


def test_manifest_names_rubric_sources_versions_and_metrics(narrative, files):
    options = ("--labelled", "past.csv", "--no-corpus", "--evaluate")
    assert narrative("train", "-r", "bakery.yaml", *options, "-o", "model").code == 0
    manifest = json.loads(Path("model/manifest.json").read_text())
    assert manifest["format"] == 1
    assert manifest["sources"] == {"past.csv#1": 6, "past.csv#2": 6}
    assert manifest["rubrics"][0]["id"] == "bakery"
    assert set(manifest["libraries"]) >= {"scikit-learn", "skops", "narrative"}
    figures = manifest["metrics"]["bakery"]
    assert figures["factor_macro_f1_n"] == 12
    low, high = figures["level_qwk_95"]
    assert low <= figures["level_qwk"] <= high


def test_a_model_file_holds_no_words_of_the_comments(narrative, files):
    options = ("--labelled", "past.csv", "--no-corpus")
    assert narrative("train", "-r", "bakery.yaml", *options, "-o", "model").code == 0
    import zipfile

    with zipfile.ZipFile("model/heads.skops") as archive:
        data = b"".join(archive.read(name) for name in archive.namelist())
    for word in (b"slicer", b"apron", b"crumbs", b"wipes"):
        assert word not in data
        assert word not in Path("model/manifest.json").read_bytes()


def test_what_stands_in_the_source_column_is_not_kept(narrative, files, write_csv):
    rows = [
        {"text": t, "factor": f, "level": v, "source": "M. Bell said so"} for t, f, v in LABELLED
    ]
    write_csv(files / "past.csv", rows)
    options = ("--labelled", "past.csv", "--no-corpus")
    assert narrative("train", "-r", "bakery.yaml", *options, "-o", "model").code == 0
    assert "Bell" not in Path("model/manifest.json").read_text()


def test_several_rubrics_share_files_by_their_rubric_column(narrative, files, write_csv):
    (files / "second.yaml").write_text(RUBRIC.replace("id: bakery", "id: cafe"))
    rows = [
        {"text": t, "factor": f, "level": v, "rubric": ("bakery", "cafe")[i % 2]}
        for i, (t, f, v) in enumerate(LABELLED)
    ]
    write_csv(files / "both.csv", rows)
    rubrics = ("-r", "bakery.yaml", "-r", "second.yaml")
    options = ("--labelled", "both.csv", "--no-corpus", "-o", "model")
    assert narrative("train", *rubrics, *options).code == 0
    rows[3]["rubric"] = "bakry"
    write_csv(files / "both.csv", rows)
    ran = narrative("train", *rubrics, *options)
    assert ran.code == 2
    assert "row 5, column 'rubric': 'bakry' is none of bakery, cafe" in ran.err


def test_one_factor_and_nothing_else_cannot_be_learned(narrative, files):
    lines = RUBRIC.splitlines()
    (files / "one.yaml").write_text("\n".join(lines[: lines.index("- id: hygiene")]))
    ran = narrative("train", "-r", "one.yaml", "--linear", "--no-corpus", "-o", "model")
    assert ran.code == 2
    assert "nothing to tell the factor 'stock' from" in ran.err
    assert narrative("train", "-r", "one.yaml", "-o", "model").code == 0


def test_without_labels_nothing_is_learned_and_it_says_so(narrative, files):
    ran = narrative("train", "-r", "bakery.yaml", "-o", "model")
    assert ran.code == 0
    assert "No comment is labelled under the rubric 'bakery'" in ran.err
    (files / "in.txt").write_text("The rye was gone by noon.")
    told = [narrative("explain", "in.txt", "-r", "bakery.yaml", *own) for own in ([], MODEL)]
    assert told[0].out == told[1].out
    assert "descriptors alone" in told[1].err


def test_what_only_the_labels_say_is_learned(narrative, files, write_csv):
    rows = [
        {"text": f"{start} {code}.", "factor": factor, "level": level}
        for start in ("Mostly", "This spring it was", "I noted", "Again", "Once more", "In May") * 2
        for code, factor, level in (("a yellow card", "stock", "raw"),
                                    ("a blue ribbon", "hygiene", "golden"))
    ]  # fmt: skip
    write_csv(files / "past.csv", rows)
    write_csv(files / "in.csv", [{"text": "A yellow card."}, {"text": "A blue ribbon again."}])
    assert narrative("train", "-r", "bakery.yaml", *LABELS, "-o", "model").code == 0
    ran = narrative("classify", "in.csv", "-r", "bakery.yaml", *MODEL, "-o", "out.csv")
    assert ran.code == 0, ran.err
    assert pd.read_csv("out.csv")["factor"].tolist() == ["stock", "hygiene"]


def test_other_rubrics_are_read_as_before(narrative, files, write_csv):
    assert narrative("train", "-r", "bakery.yaml", *LABELS, "-o", "model").code == 0
    write_csv(files / "in.csv", [{"text": t} for t, *_ in LABELLED])
    for name, own in (("one.csv", []), ("two.csv", MODEL)):
        ran = narrative("classify", "in.csv", "-r", "agency", *own, "-o", name)
        assert ran.code == 0, ran.err
    one, two = (pd.read_csv(name) for name in ("one.csv", "two.csv"))
    assert one.equals(two)


def test_a_trained_model_explains_itself(narrative, files):
    assert narrative("train", "-r", "bakery.yaml", *LABELS, "-o", "model").code == 0
    told = [
        narrative("explain", "The rye was gone by noon.", "-r", "bakery.yaml", *MODEL)
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert "Factor: Stock" in told[0].out


def test_labels_of_a_single_source_are_measured_on_fifths(narrative, files, write_csv):
    write_csv(files / "past.csv", [{"text": t, "factor": f, "level": v} for t, f, v in LABELLED])
    ran = narrative("train", "-r", "bakery.yaml", *LABELS, "--evaluate", "-o", "model")
    assert ran.code == 0, ran.err
    assert "bakery: factor macro-F1" in ran.err
    assert "n = 12" in ran.err


def test_training_twice_gives_the_same_model(narrative, files):
    options = ("--labelled", "past.csv", "--no-corpus")
    for name in ("one", "two"):
        narrative("train", "-r", "bakery.yaml", *options, "-o", name)
    one, two = (json.loads(Path(n, "manifest.json").read_text()) for n in ("one", "two"))
    assert one["files"] == two["files"]


def test_all_faults_of_a_labelled_file_are_named(narrative, files, write_csv):
    rows = [
        {"text": "Fine.", "factor": "stok", "level": "raw"},
        {"text": "Fine.", "factor": "stock", "level": "burnt"},
        {"text": "", "factor": "none", "level": ""},
    ]
    write_csv(files / "bad.csv", rows)
    ran = narrative("train", "-r", "bakery.yaml", "--labelled", "bad.csv", "-o", "model")
    assert ran.code == 2
    for place in ("row 2, column 'factor'", "row 3, column 'level'", "row 4, column 'text'"):
        assert place in ran.err
    assert not Path("model").exists()


def test_a_folder_that_is_no_model_is_not_replaced(narrative, files):
    Path("precious").mkdir()
    Path("precious/letters.txt").write_text("mine")
    ran = narrative("train", "-r", "bakery.yaml", "--no-corpus", "-o", "precious")
    assert ran.code == 2
    assert Path("precious/letters.txt").read_text() == "mine"


def test_another_programs_manifest_does_not_make_a_model_folder(narrative, files):
    Path("extension").mkdir()
    Path("extension/manifest.json").write_text('{"manifest_version": 3}')
    Path("extension/work.js").write_text("mine")
    assert narrative("train", "-r", "bakery.yaml", "--no-corpus", "-o", "extension").code == 2
    assert Path("extension/work.js").exists()


def test_training_again_replaces_a_model_and_keeps_its_card(narrative, files):
    options = ("train", "-r", "bakery.yaml", "--labelled", "past.csv", "--no-corpus", "-o", "model")
    assert narrative(*options).code == 0
    Path("model/README.md").write_text("card")
    assert narrative(*options).code == 0
    assert Path("model/README.md").read_text() == "card"
    assert {path.name for path in files.iterdir()} == {"bakery.yaml", "past.csv", "model"}
