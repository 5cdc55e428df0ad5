"""Words of the neutral text and where they stood."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.text.align import aligned
from narrative.text.neutral import neutral

PIECES = st.sampled_from(
    ["Maria", "de la", "he or she", "him/her", "Mr.", "J.", "O’Brien’s", "isn't", "files", "was",
     "Jose\u0301", "late", ".", ",", "\n", "Анна", "Will", "will", "42%", "e\u0301", "'", "-", "한"]
)  # fmt: skip


def spelt(text: str) -> list[tuple[str, str]]:
    return [(word.word, text[word.start : word.end]) for word in aligned(text)]


def test_words_are_found_where_they_stood():
    assert spelt("Ms. Maria de la Cruz isn't late; he or she waits.") == [
        ("person", "Ms. Maria de la Cruz"),
        ("aren't", "isn't"),
        ("late", "late"),
        (";", ";"),
        ("person", "he or she"),
        ("wait", "waits"),
    ]


def test_marks_on_letters_do_not_shift_what_follows():
    text = "Files cafe\u0301 forms, says Jose\u0301."
    assert ("form", "forms") in spelt(text)
    assert ("person", "Jose\u0301") in spelt(text)


def test_persons_and_marks_count_for_nothing():
    counted = [word.word for word in aligned("Maria, she returned 3 calls!") if word.counts]
    assert counted == ["returned", "3", "call"]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join)))
def test_the_words_are_those_of_the_neutral_text(text):
    found = aligned(text)
    assert " ".join(word.word for word in found) == neutral(text)
    end = 0
    for word in found:
        assert end <= word.start < word.end <= len(text)
        end = word.end
