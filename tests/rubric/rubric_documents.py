"""Real documents, made for the tests: one small table in every format and several layouts."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric

REPOSITORY = Path(__file__).parents[2]
SOURCES = REPOSITORY / "data" / "rubrics" / "sources"
PSA_NAMES = [factor.name for factor in load_rubric("psa").factors]
DEPARTMENTAL_NAMES = [f"{f.id}={f.name}" for f in load_rubric("departmental").factors]

Rows = list[list[str]]


def seed(number: str) -> Path:
    """The seed document of that number ("000")."""
    return next(SOURCES.glob(f"{number}_*.txt"))


def core(rubric: Rubric) -> dict[str, Any]:
    """What two imports of one rubric must share, whatever the layout."""
    return {
        "levels": [(level.id, level.name) for level in rubric.levels],
        "factors": [(f.id, f.name, dict(f.descriptors)) for f in rubric.factors],
    }


def table(rubric: Rubric, *, names: str = "column", highest_first: bool = False) -> Rows:
    """The rubric as rows. Names in a "column" of their own, "glued", on a "line", or "none"."""
    levels = [*rubric.levels][:: -1 if highest_first else 1]
    rows: Rows = [[level.name for level in levels]]
    for factor in rubric.factors:
        cells = [factor.descriptors.get(level.id, "") for level in levels]
        if names in ("glued", "line"):
            cells[0] = f"{factor.name}{' ' if names == 'glued' else chr(10)}{cells[0]}"
        rows.append([factor.name, *cells] if names == "column" else cells)
    if names == "column":
        rows[0].insert(0, "Factor")
    return rows


def transposed(rows: Rows) -> Rows:
    return [list(row) for row in zip(*rows, strict=True)]


def write_docx(path: Path, rows: Rows, *, title: str = "", before: Sequence[str] = ()) -> Path:
    import docx

    document = docx.Document()
    if title:
        document.add_heading(title, 1)
    for text in before:
        document.add_paragraph(text)
    fill(document.add_table(len(rows), len(rows[0]), style="Table Grid"), rows)
    document.save(str(path))
    return path


def fill(made: Any, rows: Rows) -> None:
    """Writes rows into a Word table; lines of a cell become paragraphs."""
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            first, *more = text.split("\n")
            cell = made.cell(y, x)
            cell.paragraphs[0].text = first
            for line in more:
                cell.add_paragraph(line)


def write_xlsx(path: Path, sheets: dict[str, Rows], merged: Sequence[Sequence[Any]] = ()) -> Path:
    """Sheets by name; `merged` are ranges (row, column, row, column, text) of the last one."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, text in enumerate(row):
                    if text:
                        sheet.write(y, x, text)
        for area in merged:
            sheet.merge_range(*area)
    return path


def write_pdf(
    path: Path,
    rows: Rows,
    *,
    title: str = "",
    before: str = "",
    ruled: bool = True,
    height: int = 792,
    repeat: int = 1,
    spans: Sequence[Any] = (),
) -> Path:
    """A table by reportlab; a low page makes it run over several."""
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    styles = getSampleStyleSheet()
    parts: list[Any] = [Paragraph(title, styles["Title"])] if title else []
    parts += [Paragraph(before, styles["BodyText"])] if before else []
    cells = [[_paragraph(text, styles["BodyText"]) for text in row] for row in rows]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *spans]
    if ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    width = 640 / len(rows[0])
    parts.append(Table(cells, [width] * len(rows[0]), repeatRows=repeat, style=style))
    SimpleDocTemplate(str(path), pagesize=(720, height), topMargin=40, bottomMargin=40).build(parts)
    return path


def _paragraph(text: str, style: Any) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(html.escape(text).replace("\n", "<br/>"), style)


def write_html(path: Path, rows: Rows, *, title: str = "", before: str = "") -> Path:
    body = "".join(
        "<tr>" + "".join(f"<td>{_html(cell)}</td>" for cell in row) + "</tr>\n" for row in rows
    )
    head = f"<h1>{html.escape(title)}</h1>" if title else ""
    path.write_text(
        f"<!doctype html><html><head><title>x</title></head><body>{head}"
        f"<p>{html.escape(before)}</p><table>{body}</table></body></html>",
        encoding="utf-8",
    )
    return path


def _html(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def write_md(path: Path, rows: Rows, *, title: str = "", before: str = "") -> Path:
    lines = [f"# {title}", "", before, ""] if title else []
    lines.append("| " + " | ".join(rows[0]) + " |")
    lines.append("|" + " --- |" * len(rows[0]))
    lines += [
        "| " + " | ".join(cell.replace("\n", "<br>") for cell in row) + " |" for row in rows[1:]
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_csv(path: Path, rows: Rows, *, mark: str = ",", encoding: str = "utf-8") -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark).writerows(rows)
    path.write_text(buffer.getvalue(), encoding=encoding)
    return path
