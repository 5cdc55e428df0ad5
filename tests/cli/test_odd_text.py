"""Texts that hold no words, or more than words: every one has an outcome, and none is quoted."""

from __future__ import annotations

import json

import pandas as pd
import pytest

NOTHING = ["", " \t ", ".", "—", "!!!", "😀👍", "&nbsp;", "<br>", "\u200b", "\u202b\u202c"]
ODD = {
    "a long word": "x" * 100_000,
    "a long address": "http://" + "a/" * 49_000,
    "many words": "word " * 20_000,
    "many sentences": "".join(f"Call {i} was returned on day {i % 9}. " for i in range(3_000)),
    "tags": "<p>" * 33_000,
    "list numbers": "1. " * 33_000,
    "apostrophes": "a'" * 50_000,
    "control characters": "Is late\x01 again\x07.\x1b[31m",
    "right to left": "\u202bIs late again\u202c, \u2067שלום\u2069 she said.",
    "combining marks": "Z\u0351\u0327a\u0316lgo is late" + "\u0301" * 500,
}


@pytest.fixture
def run_score(narrative, write_csv, tmp_path):
    def run(*texts: str) -> tuple[pd.DataFrame, str]:
        rows = [
            {"review_id": str(i), "narrative": t, "completeness": "Meets"}
            for i, t in enumerate(texts)
        ]
        write_csv(tmp_path / "in.csv", rows)
        options = ("-r", "agency", "-m", "linear", "--observations", "seen.csv")
        ran = narrative("score", "in.csv", *options, "-o", "out.csv")
        assert ran.code == 0, ran.err
        return pd.read_csv("out.csv", keep_default_na=False), ran.err

    return run


def test_a_rating_above_a_text_without_words_is_unsupported(run_score):
    table, told = run_score(*NOTHING)
    rated = table[table["factor"] == "completeness"]
    assert set(rated["verdict"]) == {"unsupported"}
    assert set(table["evidence"]) == {""}
    assert "language" not in told


@pytest.mark.parametrize("case", ODD)
def test_odd_text_is_scored_and_cited_by_its_place(run_score, case):
    table, _ = run_score(ODD[case])
    for spans in table["evidence_spans"]:
        for span in filter(None, spans.split("; ")):
            start, end = map(int, span.rpartition(":")[2].split("-"))
            assert 0 <= start < end <= len(ODD[case])


def test_classify_gives_every_odd_text_an_answer(narrative, tmp_path):
    texts = [*NOTHING, *ODD.values()]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (tmp_path / "in.jsonl").write_text(lines)
    ran = narrative("classify", "in.jsonl", "-r", "agency", "-m", "linear", "-o", "out.jsonl")
    assert ran.code == 0, ran.err
    found = pd.read_json("out.jsonl", lines=True)
    assert len(found) == len(texts)
    assert set(found["factor"][: len(NOTHING)]) == {"none"}
    assert set(found["p_factor.none"][: len(NOTHING)]) == {1}


def test_html_of_a_form_is_read_as_the_text_it_shows(run_score):
    plain = "She isn't rude to anybody. Calls are returned the same day."
    html = "<p>She isn&#39;t rude to <b>anybody</b>.</p><br>Calls&nbsp;are returned the same day."
    table, _ = run_score(plain, html)
    levels = table.pivot_table("narrative_level", "factor", "review_id", aggfunc="first")
    assert levels[0].tolist() == levels[1].tolist()
    assert "Calls&nbsp;are returned the same day." in set(table["evidence"])


SPOILT = b"text\n" + "She wonâ€™t call back.\nFine.\nJosÃ© is polite.\n".encode()


def test_text_that_looks_wrongly_decoded_is_told_by_its_rows(narrative, tmp_path):
    (tmp_path / "in.csv").write_bytes(SPOILT)
    ran = narrative("classify", "in.csv", "-r", "agency", "-o", "out.csv")
    assert ran.code == 0
    told = "in.csv: rows 2 and 4: text that looks wrongly decoded; try another --encoding"
    assert told in ran.err
    assert "José" not in ran.err
    assert "call" not in ran.err
    good = "text\nShe won't call back.\nFine.\nJosé is polite.\n"
    (tmp_path / "good.csv").write_text(good, encoding="utf-8")
    assert (
        narrative("classify", "good.csv", "-r", "agency", "-o", "good_out.csv").err.count(":") == 1
    )
    columns = ["factor", "level", "p_factor.none"]
    spoilt, right = (pd.read_csv(name)[columns] for name in ("out.csv", "good_out.csv"))
    assert spoilt.equals(right)


def test_utf8_read_in_another_encoding_points_back_to_utf8(narrative, tmp_path):
    rows = "review_id,narrative,completeness\n1,She won’t call.,Meets\n"
    (tmp_path / "in.csv").write_text(rows, encoding="utf-8")
    ran = narrative("score", "in.csv", "-r", "agency", "--encoding", "cp1252", "-o", "out.csv")
    assert (
        "in.csv: row 2: text that looks wrongly decoded; try another --encoding, such as utf-8"
        in (ran.err)
    )


def test_a_draft_is_told_of_by_its_line(narrative, tmp_path):
    (tmp_path / "d.txt").write_text("Fine.\n\nShe wonâ€™t call.\n", encoding="utf-8")
    ran = narrative("check", "d.txt", "-r", "agency")
    assert "d.txt: line 3: text that looks wrongly decoded; save it again as UTF-8" in ran.err
