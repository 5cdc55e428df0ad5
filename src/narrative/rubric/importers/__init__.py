"""Rubrics from documents as organisations publish them, with every word accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from narrative.errors import RubricError
from narrative.rubric.importers import guard
from narrative.rubric.importers.blocks import Document
from narrative.rubric.importers.draft import Draft, Import, Row, name_rows
from narrative.rubric.importers.recognise import Reading, recognise
from narrative.rubric.importers.words import account, clean, words
from narrative.rubric.naming import slug

SUFFIXES = (".html", ".htm", ".txt", ".md", ".docx", ".pdf", ".xlsx", ".csv", ".tsv")

__all__ = ["SUFFIXES", "Draft", "Import", "import_document"]


def import_document(
    path: Path,
    *,
    rubric_id: str | None = None,
    name: str | None = None,
    factor_names: Sequence[str] | None = None,
) -> Import:
    """Reads a rubric out of a document.

    Args:
        path: The document; its suffix says how to read it (see `SUFFIXES`).
        rubric_id: The rubric's id; made from its name if not given.
        name: The rubric's name, in place of the document's title.
        factor_names: Names for the rows the document leaves without one, in order, or for
            all rows; each ``Name`` or ``id=Name``.

    Raises:
        RubricError: A file that cannot be read, holds no rubric, or does not fit the names.
    """
    document = _read(Path(path))
    try:
        reading = recognise(document.blocks)
        made = _assemble(reading, Path(path), rubric_id, name, factor_names)
    except RubricError as error:
        raise RubricError(f"{path}: {error}") from None
    return _balanced(document, made)


def _read(path: Path) -> Document:
    """The document's blocks and visible text, by the reader its suffix asks for."""
    suffix = path.suffix.casefold()
    if suffix not in SUFFIXES:
        raise RubricError(
            f"{path}: cannot read {suffix or 'a file without a suffix'}; "
            f"rubrics are read from {', '.join(SUFFIXES)}"
        )
    data = guard.read_bytes(path)
    document = _read_data(path, suffix, data)
    if not words(document.text):
        raise RubricError(f"{path}: holds no text")
    return document


def _read_data(path: Path, suffix: str, data: bytes) -> Document:
    from narrative.rubric.importers import markup, office, pdf, plain, sheets

    if suffix == ".pdf":
        return pdf.read_pdf(path, data)
    if suffix == ".docx":
        return office.read_docx(path, data)
    if suffix == ".xlsx":
        return sheets.read_xlsx(path, data)
    text = guard.decode(path, data)
    if suffix in (".csv", ".tsv"):
        return sheets.read_delimited(path, text)
    if suffix == ".md":
        return plain.read_markdown(text)
    if suffix == ".txt" and "<table" not in text.casefold():
        return plain.read_text(text)
    with guard.parsing(path, "HTML page"):
        return markup.read_html(text)


def _assemble(
    reading: Reading,
    path: Path,
    rubric_id: str | None,
    name: str | None,
    factor_names: Sequence[str] | None,
) -> Import:
    left, notes = list(reading.left), list(reading.notes)
    rows: list[Row] = reading.rows
    if factor_names:
        rows, replaced = name_rows(rows, factor_names)
        left = [*replaced, *left]
    title, printed = reading.title, True
    if name or not title:
        left = [title, *left] if title else left
        title, printed = name or clean(path.stem.replace("_", " ")), False
        if not name:
            notes.append("The document has no title: the rubric is named after the file.")
    draft = Draft(
        id=rubric_id or slug(title)[:60].strip("_") or "rubric",
        title=title,
        definition=reading.definition,
        levels=tuple(reading.levels),
        rows=tuple(rows),
        title_printed=printed,
    )
    return Import(draft, tuple(filter(None, map(clean, left))), tuple(notes), str(path))


def _balanced(document: Document, made: Import) -> Import:
    """The import with every unaccounted word among the leftovers, so that none is lost silently."""
    found = account(words(document.text), made)
    notes = list(made.notes)
    if found.surplus:
        notes.append(
            f"{len(found.surplus)} words came out more often than they stand in the document; "
            "check the descriptors against it."
        )
    left = [*made.leftover, " ".join(found.missing)] if found.missing else made.leftover
    return replace(made, leftover=tuple(left), notes=tuple(notes))
