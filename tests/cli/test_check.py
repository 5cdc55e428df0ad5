"""`narrative check` as supervisors run it."""

from __future__ import annotations

import docx
import pytest

DRAFT = """Annual review.

Grace is rude to customers and argues with them in front of others.
Calls are returned the same day.
"""


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def test_a_rating_above_the_words_is_a_finding_with_line_and_evidence(narrative, draft):
    ran = narrative("check", draft, "-r", "agency", "--rating", "professionalism=Exceeds")
    assert ran.code == 1
    first, evidence = ran.out.splitlines()[:2]
    assert first.startswith(f"{draft}:3: N101 rating_above_narrative [professionalism]")
    assert "line 3, reads like Needs Improvement: Grace is rude to customers" in evidence


def test_a_rating_that_fits_is_clean(narrative, draft):
    ran = narrative("check", draft, "-r", "agency", "--rating", "Professionalism=NI")
    assert ran.code == 0
    assert "consistent [professionalism]" in ran.out


def test_without_ratings_it_shows_what_is_read_and_exits_clean(narrative, draft):
    ran = narrative("check", draft, "-r", "agency")
    assert ran.code == 0
    assert "not_rated [professionalism]" in ran.out
    assert "not_rated [availability_timeliness]" in ran.out


def test_a_rating_without_words_is_a_finding(narrative, draft):
    ran = narrative("check", draft, "-r", "agency", "--rating", "completeness=Meets")
    assert ran.code in (0, 1)
    assert "[completeness]" in ran.out


def test_standard_input(narrative):
    rating = ("--rating", "professionalism=3")
    ran = narrative("check", "-", "-r", "agency", *rating, stdin=DRAFT.encode())
    assert ran.code == 1
    assert ran.out.startswith("-:3: ")


def test_word_documents(narrative, tmp_path):
    document = docx.Document()
    for line in DRAFT.splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "draft.docx")
    ran = narrative("check", "draft.docx", "-r", "agency", "--rating", "professionalism=Exceeds")
    assert ran.code == 1
    assert "draft.docx:3:" in ran.out


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("draft.txt", b"", "the draft is empty"),
        ("draft.txt", b" \n\n", "the draft is empty"),
        ("draft.txt", b"caf\xe9 is closed", "not UTF-8"),
        ("draft.txt", b"line\nnul \0 byte", "row 2: contains NUL"),
        ("draft.docx", b"PK\x03\x04 broken", "not a Word document"),
        ("draft.rtf", b"{}", ".txt, .md, .docx"),
    ],
)
def test_a_draft_that_cannot_be_read(narrative, tmp_path, name, data, told):
    (tmp_path / name).write_bytes(data)
    ran = narrative("check", name, "-r", "agency")
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == ""


def test_what_a_terminal_would_obey_is_not_printed(narrative, tmp_path):
    (tmp_path / "draft.txt").write_text("Rude to \x1b]0;pwn\x07 customers and argues with them.")
    ran = narrative("check", "draft.txt", "-r", "agency")
    assert "Rude to" in ran.out
    assert "\x1b" not in ran.out + ran.err


def test_all_wrong_ratings_are_named_at_once(narrative, draft):
    wrong = ["--rating", "manners=3", "--rating", "completeness=9", "--rating", "completeness"]
    ran = narrative("check", draft, "-r", "agency", *wrong)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 3


def test_observations_stand_behind_the_findings_with_their_codes(narrative, tmp_path):
    (tmp_path / "draft.txt").write_text(
        "Maria is rude to customers.\nShe is bossy.\nI rate her Exceeds.\n"
    )
    ran = narrative("check", "draft.txt", "-r", "agency", "--rating", "professionalism=NI")
    lines = ran.out.splitlines()
    told = [line for line in lines if not line.startswith("    ")]
    assert [line.split(" ")[1] for line in told if ": N2" in line] == ["N207", "N208"]
    assert told[-1].startswith("draft.txt:2: N208 personality_words Says what somebody is like")
    assert lines[-1] == "    line 2: bossy"
    assert ran.code == 1  # N207 is a warning


def test_a_note_does_not_count_for_the_exit_code_and_is_switched_off(narrative, tmp_path):
    (tmp_path / "draft.txt").write_text("Maria is polite to customers.\nShe is bossy.\n")
    command = ("check", "draft.txt", "-r", "agency", "--rating", "professionalism=Meets")
    ran = narrative(*command)
    assert ran.code == 0
    assert "N208" in ran.out
    (tmp_path / "narrative.toml").write_text('[checks]\noff = ["N208"]\n')
    assert "N208" not in narrative(*command).out


def test_an_observation_about_a_factor_names_it_in_brackets(narrative, tmp_path):
    (tmp_path / "draft.txt").write_text(
        "Seeks out, confirms and understands customer needs and/or problems.\n"
    )
    ran = narrative("check", "draft.txt", "-r", "agency")
    assert "draft.txt:1: N203 descriptor_pasted [communication] 1 passage repeats" in ran.out
    assert ran.code == 1
