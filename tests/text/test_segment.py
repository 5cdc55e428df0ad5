"""Passages: where sentences and list items begin and end, and where they stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.text.layout import LIMIT
from narrative.text.segment import segment, spans

# One case a line: the passages, parted by " | ", are the text without the bars.
RUNNING = """
Dr. Lee was late. | He left.
Mr. and Mrs. Jones complained. | He left.
Uses tools, e.g. Excel, well. | Good.
Knows the rules, i.e. the code. | Good.
Closes at 5 p.m. | Always on time.
Arrives by 8 a.m. Monday through Friday.
Works for the U.S. Army. | Good.
The U.S. Postal Service wrote. | He left.
Handled case No. 5 on time. | Good.
The answer was no. | He left.
No. | He was late.
See Fig. 3 for it. | Good.
Sent to J. Smith. | He left.
Smith et al. wrote. | Good.
He works at Acme Inc. | He is late.
Acme Inc. is late.
Approx. 5 calls a day. | Good.
Calls, mail, etc. | Good job.
Calls, etc. are handled.
Reviewed in Jan. 2024 by me. | Good.
Vs. last year he improved. | Good.
St. Mary's desk was run well. | Good.
Uses example.com daily. | Good.
Sent report.docx to me. | Good.
Improved by 3.5 points. | Good.
Works 9.30 to 5. | Good.
He left at 3. | She stayed.
Scored 4. | Then 5.
Rating: 3. | Comments: polite.
2023 was good. | 2024 was better.
She is on time. | 95% of calls were returned.
Timeliness. | Meets. | Communication. | Exceeds.
polite. | late. | rude.
he is polite. | she is late.
HE IS LATE. | HE IS RUDE.
She said "I am late." | Then she left.
"Where is it?" she asked.
Asked "why?" and left.
‘Fine.’ | He left.
“Call me,” he said. | She did.
He was late (again.) | She was not.
He was late. | (She was not.) | Good.
He waited... | Then he left.
He waited... and left.
Wait… | Then he left.
Really?! | Yes.
Great job!!! | Keep it up!!!
Is it done? | No.
Works w/ others. | Good.
Pros: polite. | Cons: late.
Returns calls promptly; | greets every visitor by name; | never leaves a file open.
Polite; prompt; thorough.
Keeps two lists (one for calls; one for mail; one for visits) and reads them.
Never late
No complaints this year
Good with people - bad with paper
Ph.D. Candidate left. | He left.
Asked for a refund at 10 a.m. | The clerk agreed.
"""

# Passages that differ from their spans: markers and breaks fall away.
LISTS = [
    ("1. Returns calls. 2. Helps people.", ["Returns calls.", "Helps people."]),
    ("1) Returns calls\n2) Helps people", ["Returns calls", "Helps people"]),
    ("(1) Returns calls; (2) helps people", ["Returns calls;", "helps people"]),
    ("• Polite\n• Prompt", ["Polite", "Prompt"]),
    ("• Polite • Prompt • Late", ["Polite", "Prompt", "Late"]),
    ("·\tPolite\n·\tPrompt", ["Polite", "Prompt"]),
    ("o   Polite\no   Prompt", ["Polite", "Prompt"]),
    ("\uf0b7 Polite\n\uf0b7 Prompt", ["Polite", "Prompt"]),
    ("- polite\n- late", ["polite", "late"]),
    ("– polite\n– late", ["polite", "late"]),
    ("* polite\n* late", ["polite", "late"]),
    ("i. polite\nii. late", ["polite", "late"]),
    ("a) polite\nb) late", ["polite", "late"]),
    ("Strengths:\nPolite to clients\nAnswers mail", None),
    ("Returns calls\nAnswers mail\nLate", None),
    ("Is polite\n\nIs late", ["Is polite", "Is late"]),
    ("He is late.\r\nHe is rude.\r\n", ["He is late.", "He is rude."]),
    ("Is polite to\nclients. Is late.", ["Is polite to\nclients.", "Is late."]),
    ("Works with the\nCity of Salem.", ["Works with the\nCity of Salem."]),
    ("Polite to all.She is never late.", ["Polite to all.", "She is never late."]),
    ("HE IS LATE.HE IS RUDE.", ["HE IS LATE.", "HE IS RUDE."]),
    ("Is it done?Yes it is.", ["Is it done?", "Yes it is."]),
    (
        "Good with people;bad with files and phones",
        ["Good with people;", "bad with files and phones"],
    ),
    ("Takes calls.  Returns them.", ["Takes calls.", "Returns them."]),
    ("---\n• \n...", []),
    ("", []),
    ("\ufeff\0 \u200b", []),
]


@pytest.mark.parametrize("line", RUNNING.strip().splitlines())
def test_running_text(line):
    assert [p.text for p in segment(line.replace(" | ", " "))] == line.split(" | ")


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_lists_lines_and_glued_sentences(text, expected):
    assert [p.text for p in segment(text)] == (text.split("\n") if expected is None else expected)


def test_there_are_enough_hand_made_cases():
    assert len(RUNNING.strip().splitlines()) + len(LISTS) >= 60


PIECES = st.sampled_from(
    [
        *("Dr. ", "e.g. ", "p.m. ", "1. ", "2) ", "• ", "; ", "\n", "\n\n", "\r\n", '"', "... "),
        *("She is late", "LATE", "no", "U.S. ", "\u2028", "\x1c", "\ud800", "\ufeff", "(", "!?"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=3))).map("".join))


@given(TEXTS)
def test_spans_tile_the_original(text):
    assert "".join(text[a:b] for a, b in spans(text)) == text
    assert all(a < b for a, b in spans(text))


@given(TEXTS)
def test_passages_stand_where_they_say_in_order(text):
    end = 0
    for passage in segment(text):
        assert text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert passage.start >= end
        assert any(char.isalnum() for char in passage.text)
        end = passage.end


# Any of these would take hours if the time grew with the square of the length.
@pytest.mark.parametrize(
    "unit", ["x", "a.", ";", "1.", "(", "A-", "'s", "é", "• ", "\n", " ", "\"'", "\u200b", "x.Y"]
)
def test_two_hundred_thousand_characters_of_anything(unit):
    text = unit * (200_000 // len(unit))
    assert sum(b - a for a, b in spans(text)) == len(text)


def test_five_megabytes_are_cut_into_passages_of_bounded_length():
    text = "word " * 1_000_000
    passages = segment(text)
    assert max(len(p.text) for p in passages) <= LIMIT
    assert " ".join(p.text for p in passages) == text.strip()
