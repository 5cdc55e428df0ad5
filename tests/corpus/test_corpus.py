"""The bundled corpus passes its checks, and each check finds what it is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from narrative import resources
from narrative.corpus.__main__ import app
from narrative.corpus.agreement import by_source, pairs
from narrative.corpus.checks import duplicates, items_of, label_faults, same_starts, templates
from narrative.corpus.giveaways import guessed_kappa, length_features, person_features
from narrative.corpus.load import load_corpus
from narrative.errors import InputError

DATA = resources.corpus_dir()


def comment(ident: str, text: str, factor="completeness", level="meets", **more) -> dict:
    line = {"id": ident, "source": "a", "register": "plain", "rubric": "agency", "text": text}
    return {**line, "factor": factor, "level": level, **more}


def review(**more) -> dict:
    sentences = [{"text": "Helps all who ask.", "factor": "completeness", "level": "meets"}]
    line = {"id": "r1", "source": "a", "register": "plain", "rubric": "agency"}
    return {**line, "sentences": sentences, "overall": {"completeness": "meets"}, **more}


@pytest.fixture
def corpus_of(tmp_path):
    """Writes lines as a corpus folder and loads it."""

    def load(*lines: dict):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / "lines.jsonl").write_text(text)
        return load_corpus(tmp_path)

    return load


def test_the_bundled_corpus_passes_every_check():
    ran = CliRunner().invoke(app, ["check"])
    assert ran.exit_code == 0, ran.output


def test_evaluation_text_is_by_other_hands():
    assert not {*load_corpus().sources} & {*load_corpus(DATA / "dev").sources}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (comment("1", "Fine.", colour="red"), "colour"),
        (comment("1", ""), "text"),
        ({"id": "1"}, "source"),
        (review(assigned={"completeness": "meets"}), "come together"),
        (review(overall={}), "overall lacks a factor"),
    ],
)
def test_schema_faults_name_row_and_place(corpus_of, line, told):
    with pytest.raises(InputError) as raised:
        corpus_of(comment("0", "Fine."), line)
    assert told in str(raised.value)
    assert "row 2" in str(raised.value)


def test_labels_outside_the_rubric(corpus_of):
    corpus = corpus_of(
        comment("1", "Fine work.", factor="stock"),
        comment("2", "Fine work here.", level="superb"),
        comment("3", "We moved in May.", factor="none", level="meets"),
        comment("4", "Fine work there.", rubric="nobodys"),
        comment("4", "Fine work twice."),
        review(overall={"completeness": "meets", "stock": "meets"}),
    )
    found = list(label_faults(corpus, items_of(corpus)))
    assert [fault.split(":")[0] for fault in found] == ["1", "2", "3", "4", "4", "r1"]


def test_duplicates_exact_and_near(corpus_of):
    text = "She answers every letter on the day it comes in, even in the busy season of the year."
    corpus = corpus_of(
        comment("1", text),
        comment("2", text.upper(), source="b"),
        comment("3", text.replace("busy", "slow")),
        comment("4", "He answers letters when he can and not when he should, as the file shows."),
        comment("5", "Keep it up."),
        comment("6", "Keep it up."),
    )
    found = list(duplicates(items_of(corpus)))
    assert [fault.split(":")[0] for fault in found] == ["2", "3"]


def test_a_contrast_group_may_resemble_itself(corpus_of):
    pair = [
        comment(
            f"P-1{letter}", f"Callers are {word} left waiting on the line.", register="contrast"
        )
        for letter, word in (("a", "never"), ("b", "always"))
    ]
    corpus = corpus_of(*pair)
    assert not list(duplicates(items_of(corpus)))


def test_templates_show_through_names_and_small_words(corpus_of):
    texts = [
        "Maria handles complex customer requests with great patience.",
        "Kwame handles the complex requests of a customer, great patience and all.",
        "handles complex customer requests, great patience",
        "Chen handles complex customer requests with the great patience of a saint.",
    ]
    corpus = corpus_of(*(comment(str(i), text) for i, text in enumerate(texts)))
    found = list(templates(items_of(corpus)))
    assert any("handle complex customer request great" in fault for fault in found)
    assert not list(
        templates(items_of(corpus_of(*(comment(str(i), t) for i, t in enumerate(texts[:2])))))
    )


def test_a_hand_that_always_starts_alike(corpus_of):
    lines = [comment(str(i), f"She is number {i} of many.") for i in range(5)]
    corpus = corpus_of(*lines, *(comment(f"x{i}", f"Word{i} comes first.") for i in range(5)))
    assert list(same_starts(items_of(corpus))) == ["a: 5 of 10 items start with 'she is'"]


def test_levels_that_length_or_pronouns_give_away_are_guessed():
    texts = ["Bad."] * 30 + ["He is all right on most days."] * 30 + ["She is " + "good " * 20] * 30
    classes, sources = [0] * 30 + [1] * 30 + [2] * 30, ["a", "b", "c"] * 30
    for features in (length_features, person_features):
        assert guessed_kappa(features(texts), classes, sources) > 0.9
        mixed = [i // 3 % 3 for i in range(90)]
        assert abs(guessed_kappa(features(texts), mixed, sources)) < 0.3


def test_a_broken_corpus_fails_the_command(tmp_path):
    (tmp_path / "dev").mkdir()
    lines = [comment(str(i), "Exactly the same words here.") for i in range(6)]
    (tmp_path / "c.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    ran = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert ran.exit_code == 1
    assert "duplicates: 5 faults" in ran.output
    assert Path(tmp_path / "c.jsonl").exists()


def test_a_second_reader_labelled_a_tenth_of_every_source_and_agrees():
    corpora = load_corpus(), load_corpus(DATA / "dev")
    rows = {row.source: row for row in by_source(pairs(DATA, corpora), corpora)}
    assert set(rows) == {*corpora[0].sources, *corpora[1].sources, "all"}
    for row in rows.values():
        assert row.share >= 0.1, row
        assert row.factor_kappa >= 0.9, row
        assert row.level_kappa >= 0.9, row


def test_agreement_of_a_worked_table(corpus_of, tmp_path):
    corpus = corpus_of(*(comment(str(i), f"Fine work {i}.") for i in range(3)), comment("3", "No."))
    (tmp_path / "second_reader").mkdir()
    seen = [("completeness", "meets"), ("completeness", "exceeds"), ("communication", "meets"),
            ("none", None)]  # fmt: skip
    lines = [{"id": str(i), "factor": f, "level": v} for i, (f, v) in enumerate(seen)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "second_reader" / "labels.jsonl").write_text(text)
    row = by_source(pairs(tmp_path, [corpus]), [corpus])[0]
    assert (row.source, row.read, row.share, row.levels) == ("a", 4, 1.0, 3)
    # The writer gives one factor throughout, so chance agrees as often as the reader does.
    assert row.factor_kappa == 0
    assert row.level_kappa == pytest.approx(0)
