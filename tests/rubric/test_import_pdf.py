"""PDF files: ruled and unruled, over pages, spanned, wrapped."""

from __future__ import annotations

from pathlib import Path

import pytest
from rubric_documents import DEPARTMENTAL_NAMES, PSA_NAMES, core, table, write_pdf

from narrative.rubric.importers import import_document
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric

pytest.importorskip("pdfplumber")
AGENCY, PSA = load_rubric("agency"), load_rubric("psa")


def check(path: Path, rubric: Rubric, names: list[str] | None = None) -> tuple[str, ...]:
    found = import_document(path, factor_names=names)
    assert core(found.rubric()) == core(rubric)
    return found.leftover


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("names", ["column", "line", "glued"])
def test_one_page(tmp_path: Path, ruled: bool, names: str) -> None:
    rows = table(AGENCY, names=names)
    title, before = "CUSTOMER SERVICE", AGENCY.definition
    path = write_pdf(tmp_path / "r.pdf", rows, title=title, before=before, ruled=ruled)
    left = check(path, AGENCY)
    assert left == (("Factor",) if names == "column" else ())
    assert import_document(path).rubric().definition == AGENCY.definition


@pytest.mark.parametrize("repeat", [1, 0])
def test_a_table_over_two_pages(tmp_path: Path, repeat: int) -> None:
    path = write_pdf(tmp_path / "r.pdf", table(AGENCY), height=420, repeat=repeat)
    check(path, AGENCY)


def test_rows_cut_by_the_end_of_a_page(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "r.pdf", table(AGENCY), height=260, title="Customer Service")
    check(path, AGENCY)
    check(write_pdf(tmp_path / "n.pdf", table(PSA, names="none"), height=260), PSA, PSA_NAMES)


@pytest.mark.parametrize("height", [792, 420])
def test_unruled_columns_under_heads_that_wrap(tmp_path: Path, height: int) -> None:
    rows = table(PSA, highest_first=True)
    check(write_pdf(tmp_path / "r.pdf", rows, ruled=False, height=height), PSA)


def test_spans(tmp_path: Path) -> None:
    rows = [["CUSTOMER SERVICE", "", "", "", ""]]
    rows += [["Factors" if i == 1 else "", *row] for i, row in enumerate(table(AGENCY))]
    rows[1] = ["Rating Scale", "", *rows[1][2:]]
    spans = [("SPAN", (0, 0), (4, 0)), ("SPAN", (0, 1), (1, 1)), ("SPAN", (0, 2), (0, 5))]
    left = check(write_pdf(tmp_path / "r.pdf", rows, spans=spans), AGENCY)
    assert left == ("Rating Scale", "Factors")


def test_missing_cells(tmp_path: Path) -> None:
    rubric = load_rubric("departmental")
    check(write_pdf(tmp_path / "r.pdf", table(rubric)), rubric, DEPARTMENTAL_NAMES)
