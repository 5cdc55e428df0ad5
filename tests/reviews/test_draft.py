"""Drafts in Word: the text is found wherever it was written."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import parse_xml

from narrative.errors import InputError
from narrative.reviews.draft import read_draft

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
IN_BOX = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
BOX = f"""
<w:p xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
  <w:r><w:t>Around the box.</w:t></w:r>
  <w:r><mc:AlternateContent>
    <mc:Choice>{IN_BOX}</mc:Choice>
    <mc:Fallback>{IN_BOX}</mc:Fallback>
  </mc:AlternateContent></w:r>
</w:p>"""
FORM = f"""
<w:sdt xmlns:w="{W}"><w:sdtContent><w:p>
  <w:ins><w:r><w:t>Typed </w:t></w:r></w:ins>
  <w:sdt><w:sdtContent><w:r><w:t>into a form.</w:t></w:r></w:sdtContent></w:sdt>
  <w:del><w:r><w:delText>Deleted.</w:delText></w:r></w:del>
  <w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r>
</w:p></w:sdtContent></w:sdt>"""


@pytest.fixture
def lines(tmp_path):
    def of(document) -> list[str]:
        path = tmp_path / "draft.docx"
        document.save(path)
        return [line for line in read_draft(str(path)).split("\n") if line.strip()]

    return of


def test_tables_are_read_in_their_place_cell_by_cell(lines):
    document = docx.Document()
    document.add_paragraph("Before.")
    table = document.add_table(2, 2)
    for cell, text in zip([c for r in table.rows for c in r.cells], "abcd", strict=True):
        cell.text = f"Cell {text}."
    table.cell(0, 1).add_paragraph("Second line.")
    table.cell(1, 0).merge(table.cell(1, 1))
    document.add_paragraph("After.")
    told = ["Before.", "Cell a.", "Cell b.", "Second line.", "Cell c.", "Cell d.", "After."]
    assert lines(document) == told


def test_page_headers_and_footers_stand_around_the_body(lines):
    document = docx.Document()
    document.sections[0].footer.paragraphs[0].text = "Signed."
    document.sections[0].header.paragraphs[0].text = "Annual review."
    document.add_paragraph("Body.")
    assert lines(document) == ["Annual review.", "Body.", "Signed."]


def test_text_boxes_forms_and_tracked_changes(lines):
    document = docx.Document()
    document.element.body.insert(0, parse_xml(BOX))
    document.element.body.insert(1, parse_xml(FORM))
    assert lines(document) == ["Around the box.", "In the box.", "Typed into a form."]


def test_a_damaged_document_is_named(tmp_path):
    path = tmp_path / "draft.docx"
    path.write_bytes(b"PK no document")
    with pytest.raises(InputError, match="not a Word document"):
        read_draft(str(path))
