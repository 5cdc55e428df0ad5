"""Which passages count as English, measured on the corpus and on what is no English."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative import resources
from narrative.corpus.load import load_corpus, read_lines
from narrative.text.language import foreign

DATA = Path(__file__).parents[1] / "data"
OTHER = [
    tuple(line.split("\t"))
    for line in (DATA / "other_languages.tsv").read_text(encoding="utf-8").splitlines()
]
ODD = (DATA / "odd_english.txt").read_text(encoding="utf-8").splitlines()


def test_of_the_corpus_fewer_than_one_passage_in_a_thousand_is_taken_for_another_language():
    texts = [part.text for _, part in load_corpus().passages()]
    for path in sorted((resources.corpus_dir() / "dev").glob("*.jsonl")):
        for line in read_lines(path):
            texts += [part.text for part in getattr(line, "sentences", [line])]
    assert len(texts) > 29_000
    assert sum(map(foreign, texts)) < len(texts) / 1_000


@pytest.mark.parametrize("text", ODD)
def test_notes_names_slips_jargon_and_second_language_english_are_english(text):
    assert not foreign(text)


def test_nearly_every_sentence_in_another_language_is_found():
    found, all_ = Counter(), Counter()
    texts = defaultdict(list)
    for language, text in OTHER:
        found[language] += foreign(text)
        all_[language] += 1
        texts[text].append(language)
    assert all_.total() >= 300
    assert max(map(len, texts.values())) == 1  # none is there twice
    assert found.total() >= 0.95 * all_.total()
    for language in ("de", "fr", "es", "pt", "it", "nl", "pl", "tl", "tr", "vi"):
        assert all_[language] >= 28
        assert found[language] >= 0.9 * all_[language], language
    for language in ("ru", "uk", "el", "ar", "he", "hi", "bn", "zh", "ja", "ko", "th", "ta", "am"):
        assert found[language] == all_[language] > 0


def test_the_page_on_input_says_what_was_measured():
    page = (Path(__file__).parents[2] / "docs" / "input.md").read_text(encoding="utf-8")
    share = sum(foreign(text) for _, text in OTHER) / len(OTHER)
    languages = len({language for language, _ in OTHER})
    assert f"of {len(OTHER)} sentences in {languages} other languages {share:.0%}" in (
        page.replace(" %", "%")
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "!?",
        "42 %",
        "😀😀",
        "NI",
        "ME",
        "n/a",
        "\0",
        "\ud800",
        "<p></p>",
        "Hm.",
        "x" * 99,
    ],
)
def test_what_has_no_words_to_go_by_is_left_to_be_read(text):
    assert not foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Arbeitet&nbsp;sehr sorgf&auml;ltig und h&auml;lt alle Fristen.</p>",
        "Elle rÃ©pond toujours aux clients dans les dÃ©lais.",
        "ARBEITET SEHR SORGFÄLTIG, ABER NICHT IMMER SCHNELL.",
        "\u202bهي تجيب دائما في الموعد\u202c",
    ],
)
def test_markup_a_wrong_decoding_and_capitals_hide_no_language(text):
    assert foreign(text)


def test_a_quotation_leaves_a_passage_english():
    assert not foreign("Told the caller 'das ist nicht mein Problem' and hung up on her twice.")


@given(st.text(max_size=200))
def test_any_text_gets_an_answer_and_always_the_same(text):
    assert foreign(text) is foreign(text)
