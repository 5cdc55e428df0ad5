"""One rubric in the layouts people put it in, in every format but PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rubric_documents import (
    DEPARTMENTAL_NAMES,
    Rows,
    core,
    fill,
    table,
    transposed,
    write_csv,
    write_docx,
    write_html,
    write_md,
    write_xlsx,
)

from narrative.rubric.importers import import_document
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric

Write = Callable[[Path, Rows], Path]
WRITERS: dict[str, Write] = {
    ".docx": write_docx,
    ".xlsx": lambda path, rows: write_xlsx(path, {"Rubric": rows}),
    ".csv": write_csv,
    ".html": write_html,
    ".md": write_md,
}
AGENCY = load_rubric("agency")


def five() -> Rubric:
    names = "Unacceptable|Needs Improvement|Meets Expectations|Exceeds Expectations|Outstanding"
    ids = ["unacceptable", "needs_improvement", "meets", "exceeds", "outstanding"]
    texts = {
        "sharing": [
            "Keeps information back and refuses requests for it.",
            "Shares information only when asked more than once.",
            "Shares what colleagues need in time for their work.",
            "Offers notes and instructions before anybody asks.",
            "Builds the guides that the whole office works from.",
        ],
        "reliability": [
            "Leaves agreed work undone without saying so.",
            "Finishes agreed work late and has to be reminded.",
            "Finishes agreed work by the agreed day.",
            "Finishes early and takes over work of absent colleagues.",
            "Keeps the team on schedule through staff shortages.",
        ],
    }
    return Rubric.model_validate(
        {
            "id": "teamwork",
            "name": "Teamwork",
            "levels": [{"id": i, "name": n} for i, n in zip(ids, names.split("|"), strict=True)],
            "factors": [
                {"id": i, "name": i.title(), "descriptors": dict(zip(ids, cells, strict=True))}
                for i, cells in texts.items()
            ],
        }
    )


def check(path: Path, rubric: Rubric = AGENCY, names: list[str] | None = None) -> tuple[str, ...]:
    """Asserts that a document gives the rubric; returns what was left over."""
    found = import_document(path, factor_names=names)
    assert core(found.rubric()) == core(rubric)
    return found.leftover


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("highest_first", [False, True])
@pytest.mark.parametrize("names", ["column", "line", "glued", "none"])
def test_where_names_stand_and_which_way_levels_run(
    tmp_path: Path, suffix: str, highest_first: bool, names: str
) -> None:
    rows = table(AGENCY, names=names, highest_first=highest_first)
    path = WRITERS[suffix](tmp_path / f"r{suffix}", rows)
    given = [factor.name for factor in AGENCY.factors] if names == "none" else None
    assert check(path, names=given) == (("Factor",) if names == "column" else ())


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("highest_first", [False, True])
def test_levels_down_the_side(tmp_path: Path, suffix: str, highest_first: bool) -> None:
    for rubric in (AGENCY, five()):
        rows = transposed(table(rubric, highest_first=highest_first))
        check(WRITERS[suffix](tmp_path / f"r{suffix}", rows), rubric)


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("highest_first", [False, True])
def test_five_levels(tmp_path: Path, suffix: str, highest_first: bool) -> None:
    rows = table(five(), highest_first=highest_first)
    check(WRITERS[suffix](tmp_path / f"r{suffix}", rows), five())


@pytest.mark.parametrize("suffix", WRITERS)
def test_missing_cells_stay_missing(tmp_path: Path, suffix: str) -> None:
    rubric = load_rubric("departmental")
    path = WRITERS[suffix](tmp_path / f"r{suffix}", table(rubric))
    check(path, rubric, DEPARTMENTAL_NAMES)


@pytest.mark.parametrize(
    ("mark", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), ("|", "utf-8"), (",", "utf-16")]
)
def test_separators_and_encodings(tmp_path: Path, mark: str, encoding: str) -> None:
    check(write_csv(tmp_path / "r.csv", table(AGENCY), mark=mark, encoding=encoding))


@pytest.mark.parametrize("every", [True, False])
def test_a_line_for_each_cell(tmp_path: Path, every: bool) -> None:
    rows = [["Factor", "Level", "Descriptor"]]
    for factor in AGENCY.factors:
        for place, level in enumerate(AGENCY.levels):
            name = factor.name if every or not place else ""
            rows.append([name, level.name, factor.descriptors[level.id]])
    left = check(write_csv(tmp_path / "r.csv", rows))
    assert {"Factor", "Level", "Descriptor"} <= set(left)


def test_word_table_with_merged_cells(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    made = document.add_table(6, 5, style="Table Grid")
    made.cell(0, 0).merge(made.cell(0, 4)).text = "CUSTOMER SERVICE"
    made.cell(1, 0).merge(made.cell(1, 1)).text = "Rating Scale"
    made.cell(2, 0).merge(made.cell(5, 0)).text = "Factors"
    for y, row in enumerate(table(AGENCY), 1):
        for x, text in enumerate(row, 1):
            if (y, x) != (1, 1):
                made.cell(y, x).text = text
    document.save(str(tmp_path / "r.docx"))
    assert check(tmp_path / "r.docx") == ("Rating Scale", "Factors")


def test_word_table_with_names_in_rows_of_their_own(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    head, *rows = table(AGENCY)
    made = document.add_table(1, 3, style="Table Grid")
    fill(made, [head[1:]])
    for name, *cells in rows:
        line = made.add_row().cells
        line[0].merge(line[2]).text = name
        for cell, text in zip(made.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(str(tmp_path / "r.docx"))
    assert check(tmp_path / "r.docx") == ()


@pytest.mark.parametrize("levels_in_rows", [False, True])
def test_a_word_table_for_each_factor_below_its_heading(
    tmp_path: Path, levels_in_rows: bool
) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Customer Service", 1)
    head, *rows = table(AGENCY)
    for name, *cells in rows:
        document.add_heading(name, 2)
        part = [head[1:], cells]
        part = transposed(part) if levels_in_rows else part
        fill(document.add_table(len(part), len(part[0])), part)
    document.save(str(tmp_path / "r.docx"))
    check(tmp_path / "r.docx")


def test_word_paragraphs_that_were_columns(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("CUSTOMER SERVICE")
    document.add_paragraph(AGENCY.definition)
    head, *rows = table(AGENCY)
    document.add_paragraph(" ".join(head[1:]).upper())
    for name, first, *cells in rows:
        document.add_paragraph(f"{name}\n{first}")
        for text in cells:
            document.add_paragraph(text)
    document.save(str(tmp_path / "r.docx"))
    assert check(tmp_path / "r.docx") == ()


def test_spreadsheet_with_a_merged_title_spread_columns_and_a_guide(tmp_path: Path) -> None:
    guide = [["How to rate"], ["Needs Improvement", "The work falls short of it."]]
    guide += [["Meets Expectations", "It is as asked."], ["Exceeds Expectations", "It is more."]]
    rows = [[""], *([r[0], "", r[1], "", r[2], r[3]] for r in table(AGENCY))]
    merged = [(0, 0, 0, 5, "CUSTOMER SERVICE")]
    left = check(write_xlsx(tmp_path / "r.xlsx", {"Guide": guide, "Rubric": rows}, merged))
    assert "The work falls short of it." in left


def test_page_with_row_and_column_spans_and_lists(tmp_path: Path) -> None:
    head, *rows = table(AGENCY)
    top = "".join(f"<th>{name}</th>" for name in head[1:])
    body = "".join(
        f"<tr><th>{name}</th>" + "".join(f"<td><p>{c}</p></td>" for c in cells) + "</tr>"
        for name, *cells in rows
    )
    page = (
        "<table><tr><td>Menu</td><td><h2>Customer Service</h2><table><thead><tr>"
        f"<th rowspan=2>Factor</th><th colspan=3>Rating</th></tr><tr>{top}</tr></thead>{body}"
        "</table></td></tr></table><script>var NeedsImprovement;</script>"
    )
    path = tmp_path / "r.html"
    path.write_text(page, encoding="utf-8")
    assert set(check(path)) == {"Menu", "Factor", "Rating"}


def test_markdown_headings(tmp_path: Path) -> None:
    by_factor = ["# Customer Service", AGENCY.definition]
    for factor in AGENCY.factors:
        by_factor.append(f"## {factor.name}")
        by_factor += [f"- **{lv.name}**: {factor.descriptors[lv.id]}" for lv in AGENCY.levels]
    by_level = ["# Customer Service"]
    for level in AGENCY.levels:
        by_level.append(f"## {level.name}")
        for factor in AGENCY.factors:
            by_level += [f"**{factor.name}**", factor.descriptors[level.id]]
    listed = ["# Customer Service"]
    for level in AGENCY.levels:
        listed.append(f"## {level.name}")
        listed += [f"- {f.name}: {f.descriptors[level.id]}" for f in AGENCY.factors]
    for place, parts in enumerate((by_factor, by_level, listed)):
        path = tmp_path / f"r{place}.md"
        path.write_text("\n\n".join(parts), encoding="utf-8")
        check(path)
