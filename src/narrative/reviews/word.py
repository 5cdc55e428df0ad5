"""The text of a Word document, wherever in it somebody may have written."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

# Properties hold no text, deleted text is none; "Fallback" repeats the text of a text box.
_SKIPPED = {*(f"{_W}{n}" for n in ("pPr", "rPr", "tblPr", "del", "moveFrom", "sdtPr")), _FALLBACK}
_MARKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}


def document_lines(data: bytes) -> Iterator[str]:
    """The paragraphs of a .docx in order: page headers, the body with its tables, footers.

    The cells of a table follow each other row by row. Whatever python-docx raises on a
    damaged document is passed on.
    """
    import docx

    document = docx.Document(io.BytesIO(data))
    sections = list(document.sections)
    heads = [s.header._element for s in sections if not s.header.is_linked_to_previous]
    feet = [s.footer._element for s in sections if not s.footer.is_linked_to_previous]
    for part in heads:
        yield from filter(str.strip, _paragraphs(part))
    yield from _paragraphs(document.element.body)
    for part in feet:
        yield from filter(str.strip, _paragraphs(part))


def _paragraphs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}p":
            inner: list[Any] = []
            yield "".join(_text(child, inner))
            for paragraph in inner:  # of text boxes anchored in this one
                yield from _paragraphs([paragraph])
        elif child.tag not in _SKIPPED:
            yield from _paragraphs(child)


def _text(element: Any, inner: list[Any]) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}p":
            inner.append(child)
        elif child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag not in _SKIPPED and child.find(f"{_W}rPr/{_W}vanish") is None:
            yield from _text(child, inner)
