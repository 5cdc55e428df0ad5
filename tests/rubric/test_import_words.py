"""Every word of a document ends in a cell or is listed: nothing is dropped, nothing is doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rubric_documents import seed, table, write_csv, write_docx, write_html, write_md, write_xlsx

from narrative.errors import RubricError
from narrative.rubric.importers import Import, import_document
from narrative.rubric.importers.words import account, clean, printed, words
from narrative.rubric.store import load_rubric

_NAMES = ["Teamwork", "Quality of Work", "2. Pace", "Care/Tools", "Factor", "Definition", "Level"]
_LEVELS = ["Needs Improvement", "MEETS EXPECTATIONS", "Exceeds", "Level 1", "Level 3:", "1", "2"]
_TEXTS = ["Helps others; listens.", "fails to reply", "- Does so", "Is it? Yes: no", "Œuvre naïve"]
_CELLS = st.sampled_from(["", *_NAMES, *_LEVELS, *_TEXTS])
_ROWS = st.lists(st.lists(_CELLS, min_size=1, max_size=5), min_size=1, max_size=8)


def text_of(found: Import) -> Counter[str]:
    return Counter(word for piece in printed(found) for word in words(piece))


def lost(said: Sequence[str], found: Import) -> Counter[str]:
    """The words said that an import does not hold, by a count of our own."""
    return Counter(word for piece in said for word in words(piece)) - text_of(found)


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_seeds_lose_and_double_no_word(number: str) -> None:
    import re

    plain = re.sub(r"</?p>", " ", seed(number).read_text(encoding="utf-8"))
    found = import_document(seed(number))
    assert text_of(found) == Counter(words(plain))
    assert account(words(plain), found).missing == account(words(plain), found).surplus == ()


@given(rows=_ROWS)
@example(rows=[["Needs Improvement", "Exceeds"], ["", "Helps others; listens."], ["x", "x"]])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_table_keeps_its_words_or_is_refused(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    width = max(map(len, rows))
    full = [row + [""] * (width - len(row)) for row in rows]
    for path in (
        write_csv(folder / "w.csv", full),
        write_html(folder / "w.html", full),
        write_md(folder / "w.md", full),
    ):
        _keeps(path, [cell for row in rows for cell in row])


@given(lines=st.lists(st.sampled_from(["", *_NAMES, *_LEVELS, *_TEXTS, "a\tb", "\tLevel 2"])))
@settings(max_examples=300, deadline=None)
def test_any_text_keeps_its_words_or_is_refused(
    lines: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "w.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    _keeps(path, lines)


def _keeps(path: Path, said: Sequence[str]) -> None:
    try:
        found = import_document(path)
    except RubricError as error:
        assert str(error).startswith(f"{path}: ")
        return
    assert not lost(said, found)
    assert not any("came out more often" in note for note in found.notes)
    assert len(found.draft.levels) >= 2
    assert all(row.cells for row in found.draft.rows)


def test_text_around_a_table_is_listed(tmp_path: Path) -> None:
    import docx

    path = write_docx(tmp_path / "r.docx", table(load_rubric("agency")))
    document = docx.Document(str(path))
    document.sections[0].header.paragraphs[0].text = "Form HR-7"
    document.sections[0].footer.paragraphs[0].text = "Page one of one"
    document.add_paragraph("Signed by both parties.")
    document.save(str(path))
    left = " ".join(import_document(path).leftover)
    for said in ("Form HR-7", "Page one of one", "Signed by both parties."):
        assert said in left or said in import_document(path).draft.title


def test_hidden_sheets_scripts_and_comments_are_no_text(tmp_path: Path) -> None:
    page = write_html(tmp_path / "r.html", table(load_rubric("agency")))
    extra = "<!-- remark --><style>p{}</style><p hidden>unseen</p><p style='display: none'>no</p>"
    page.write_text(page.read_text(encoding="utf-8").replace("<table>", f"{extra}<table>"))
    assert import_document(page).leftover == ("Factor",)


def test_numbers_and_other_sheets_are_listed(tmp_path: Path) -> None:
    sheets = {"R": table(load_rubric("agency")), "Log": [["Changed in 2024 by the board"]]}
    found = import_document(write_xlsx(tmp_path / "r.xlsx", sheets))
    assert "Changed in 2024 by the board" in found.leftover


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("“goes” the customers’", '"goes" the customers\''),
        ("o\ufb03ce", "office"),
        ("follow-\n  up", "follow-up"),
        ("cus\u00adtomer", "customer"),
        ("a\u00a0 b\tc\x1b[31m", "a b c [31m"),
    ],
)
def test_cleaning(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned
