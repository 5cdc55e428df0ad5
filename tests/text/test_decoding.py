"""Text that was wrongly decoded, or holds HTML, on its way to a model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.corpus.load import load_corpus
from narrative.text.decoding import readable, repaired, spoilt
from narrative.text.markup import blanked, plain
from narrative.text.segment import segment


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("She wonâ€™t call.", "She won’t call."),
        ("â€œFineâ€\x9d, JosÃ© said.", "“Fine”, José said."),
        ("Well done ðŸ˜€", "Well done 😀"),
        ("It\x92s late.", "It’s late."),
    ],
)
def test_what_was_wrongly_decoded_is_told_and_read_as_it_was_meant(text, meant):
    assert spoilt(text)
    assert repaired(text) == readable(text) == meant


@pytest.mark.parametrize(
    "text", ["naïve café", "Zoë’s “No”", "CAFÉ»", "£5 ± 2 º", "El Niño", "São João", "a\tb\nc"]
)
def test_what_was_rightly_decoded_stays(text):
    assert not spoilt(text)
    assert readable(text) == text


def test_a_character_that_was_lost_is_told():
    assert spoilt("caf\ufffd")


def test_no_passage_of_the_corpus_looks_wrongly_decoded():
    assert not any(spoilt(part.text) for _, part in load_corpus().passages())


@given(st.text(st.characters(codec="ascii")))
def test_plain_text_is_never_touched(text):
    assert repaired(text) == text
    assert not spoilt(text)


@given(st.text("éèöüñçß’“”–€", min_size=1))
def test_what_was_read_byte_by_byte_is_put_back(text):
    assert repaired(text.encode("utf-8").decode("latin-1")) == text


HTML = [
    ("<p>Polite to all.</p><br>Answers calls fast", ["Polite to all.", "Answers calls fast"]),
    ("<ul><li>Late twice</li><li>Rude</li></ul>", ["Late twice", "Rude"]),
    ("Slow.<br/>Careful.<BR>Kind", ["Slow.", "Careful.", "Kind"]),
    ("<div class='a'>First note.</div><div>Second one</div>", ["First note.", "Second one"]),
    ("&nbsp;Fast.&nbsp;&nbsp;Kind.", ["Fast.", "Kind."]),
    ("<p>&nbsp;</p>", []),
]


@pytest.mark.parametrize(("text", "passages"), HTML)
def test_html_parts_passages_and_is_none(text, passages):
    found = segment(text)
    assert [passage.text for passage in found] == passages
    assert all(text[passage.start : passage.end] == passage.text for passage in found)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("He is <b>very</b> late", "He is very late"),
        ("don&#39;t, won&rsquo;t", "don't, won’t"),
        ("R&D <3 a < b, A&amp;B", "R&D <3 a < b, A&B"),
    ],
)
def test_html_inside_a_passage_is_read_as_what_it_shows(text, meant):
    assert plain(text) == meant


@given(st.text("<>/&;pbr nsl#3x", max_size=60))
def test_blanked_text_keeps_every_place(text):
    assert len(blanked(text)) == len(text)
