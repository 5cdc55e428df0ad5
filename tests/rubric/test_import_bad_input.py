"""Documents that cannot be used: one clear error each, that names the file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from rubric_documents import table, write_docx, write_pdf, write_xlsx

from narrative.errors import RubricError
from narrative.rubric.importers import SUFFIXES, import_document
from narrative.rubric.store import load_rubric

ROWS = table(load_rubric("agency"))


def refused(path: Path, said: str) -> None:
    with pytest.raises(RubricError) as caught:
        import_document(path).rubric()
    lines = str(caught.value).splitlines()
    assert said in lines[0]
    assert all(line.startswith(f"{path}: ") for line in lines)


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_empty_and_blank_files(tmp_path: Path, suffix: str) -> None:
    refused(write(tmp_path / f"r{suffix}", b""), "the file is empty")
    refused(write(tmp_path / f"r{suffix}", b" \n\t "), "the file is empty")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_random_bytes(tmp_path: Path, suffix: str) -> None:
    data = bytes(range(256)) * 20
    refused(write(tmp_path / f"r{suffix}", data), "")


def test_missing_files_folders_and_suffixes(tmp_path: Path) -> None:
    refused(tmp_path / "none.docx", "no such file")
    (tmp_path / "folder.docx").mkdir()
    refused(tmp_path / "folder.docx", "no such file")
    refused(write(tmp_path / "r.doc", b"x"), "cannot read .doc; rubrics are read from .html")
    refused(write(tmp_path / "r", b"x"), "a file without a suffix")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".html"])
def test_text_that_is_none(tmp_path: Path, suffix: str) -> None:
    refused(write(tmp_path / f"r{suffix}", b"Level 1\x00Level 2"), "holds binary data")
    refused(write(tmp_path / f"r{suffix}", "Café".encode("latin-1")), "not UTF-8 text (byte 4)")
    refused(write(tmp_path / f"r{suffix}", b"\xff\xfeL"), "not UTF-8 text")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".html"])
def test_no_rubric_in_it(tmp_path: Path, suffix: str) -> None:
    text = "Dear all,\n\nthe meeting is on Monday.\nBring your notes.\n"
    refused(write(tmp_path / f"r{suffix}", text.encode()), "no rubric was found in it")


def test_punctuation_is_no_text(tmp_path: Path) -> None:
    refused(write(tmp_path / "r.html", b"<p>... --- !</p>"), "holds no text")


def test_a_levels_header_with_nothing_below_it(tmp_path: Path) -> None:
    refused(write(tmp_path / "r.csv", b"Factor,Meets,Exceeds\n"), "no rubric was found")
    refused(write(tmp_path / "r.csv", b"Factor,Meets,Exceeds\nTone,,\n"), "no rubric was found")


def test_broken_office_files(tmp_path: Path) -> None:
    for path in (
        write_docx(tmp_path / "r.docx", ROWS),
        write_xlsx(tmp_path / "r.xlsx", {"R": ROWS}),
    ):
        whole = path.read_bytes()
        refused(write(path, whole[: len(whole) // 2]), "or a damaged one")
        refused(write(path, b"plain text"), f"not a {path.suffix} file")
        refused(write(path, b"\xd0\xcf\x11\xe0" + whole), "protected with a password")
        middle = len(whole) // 3
        path.write_bytes(whole[:middle] + b"\x00" * 400 + whole[middle + 400 :])
        with pytest.raises(RubricError, match="damaged"):
            import_document(path)


def test_one_office_format_under_the_suffix_of_the_other(tmp_path: Path) -> None:
    sheet = write_xlsx(tmp_path / "r.xlsx", {"R": ROWS}).read_bytes()
    refused(write(tmp_path / "r.docx", sheet), "it has no part word/document")
    text = write_docx(tmp_path / "w.docx", ROWS).read_bytes()
    refused(write(tmp_path / "w.xlsx", text), "it has no part xl/workbook")


def test_broken_and_scanned_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    whole = write_pdf(tmp_path / "r.pdf", ROWS).read_bytes()
    refused(write(tmp_path / "r.pdf", b"plain text"), "not a PDF file")
    refused(write(tmp_path / "r.pdf", b"%PDF-1.7\n\xff\xff"), "or a damaged one")
    (tmp_path / "r.pdf").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RubricError, match=r"r\.pdf: "):
        import_document(tmp_path / "r.pdf").rubric()
    from reportlab.pdfgen import canvas

    page = canvas.Canvas(str(tmp_path / "scan.pdf"))
    page.rect(10, 10, 100, 100)
    page.save()
    refused(tmp_path / "scan.pdf", "no text layer")


@pytest.mark.parametrize(
    ("suffix", "part"), [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")]
)
def test_zip_bombs(tmp_path: Path, suffix: str, part: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, b"<a/>")
        archive.writestr("filler", b"\0" * 210_000_000)
    refused(write(tmp_path / f"r.{suffix}", buffer.getvalue()), "not opened: unpacks to 210 MB")


@pytest.mark.parametrize(
    ("suffix", "part"), [("docx", "word/document.xml"), ("xlsx", "xl/sharedStrings.xml")]
)
def test_a_bomb_that_lies_about_its_size(tmp_path: Path, suffix: str, part: str) -> None:
    path = tmp_path / f"r.{suffix}"
    if suffix == "docx":
        write_docx(path, ROWS)
    else:
        write_xlsx(path, {"R": ROWS})
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b" " * 30_000_000 if name == part else old.read(name))
    data = buffer.getvalue().replace((30_000_000).to_bytes(4, "little"), (99).to_bytes(4, "little"))
    refused(write(path, data), "or a damaged one")


def test_xml_that_grows_by_entities(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "r.docx", ROWS)
    entities = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                head, body = data.split(b"?>", 1)
                data = head + f"?><!DOCTYPE w [{entities}]>".encode() + body
                data = data.replace(b"Completeness", b"&a9;")
            new.writestr(name, data)
    with pytest.raises(RubricError, match=r"r\.docx: "):
        import_document(write(path, buffer.getvalue()))


def test_a_sheet_with_a_far_corner(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "r.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Meets")
        sheet.write(1_000_000, 16_000, "Exceeds")
    refused(tmp_path / "r.xlsx", "cells is no rubric")


def test_too_large(tmp_path: Path) -> None:
    refused(write(tmp_path / "r.txt", b"a " * 10_500_000), "larger than a rubric document may be")


def test_a_level_that_comes_twice(tmp_path: Path) -> None:
    text = "Factor,Meets,Meets\nTone,Is kind to callers.,Is kind to visitors.\n"
    refused(write(tmp_path / "r.csv", text.encode()), "the level 'Meets' heads two columns")


def test_a_factor_that_comes_twice(tmp_path: Path) -> None:
    text = "Factor,Needs Improvement,Meets\nTone,Is rude.,Is kind.\nTone,Shouts.,Speaks low.\n"
    refused(write(tmp_path / "r.csv", text.encode()), "factor 'tone' is named twice")
