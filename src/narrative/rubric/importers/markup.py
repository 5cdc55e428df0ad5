"""HTML pages: tables with merged cells, and the text around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from narrative.rubric.importers.blocks import Block, Document, Grid, Para, grid

_UNSEEN = ["script", "style", "head", "title", "template", "noscript", "meta", "link", "object"]
_BLOCK_TAGS = """address article aside blockquote body caption dd div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section table tbody
td tfoot th thead tr ul"""
_BREAKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption"})
_LINE = "\u2028"
_MOST_SPAN = 100


def read_html(text: str) -> Document:
    """An HTML page. Scripts, styles, the head and hidden elements are not visible text."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "lxml")
    for tag in soup.find_all(_UNSEEN):
        tag.decompose()
    for tag in soup.find_all(_hidden):
        tag.decompose()
    _mark_lines(soup)
    blocks = tuple(block for block in _walk(soup) if not _empty(block))
    return Document(blocks, soup.get_text().replace(_LINE, "\n"))


def _hidden(tag: Any) -> bool:
    style = str(tag.get("style") or "").replace(" ", "").casefold()
    return tag.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def _mark_lines(soup: Any) -> None:
    """Puts a line mark where a browser would break the line, so that words do not run together."""
    from bs4 import Comment, Declaration, Doctype, NavigableString, ProcessingInstruction

    # White space of the source is no line break: only the marks are.
    for node in soup.find_all(string=True):
        if isinstance(node, (Comment, Declaration, Doctype, ProcessingInstruction)):
            node.extract()
        elif "\n" in node or "\r" in node:
            node.replace_with(NavigableString(node.replace("\n", " ").replace("\r", " ")))
    for tag in soup.find_all(["br", *sorted(_BREAKS)]):
        tag.insert(0, NavigableString(_LINE))
        tag.append(NavigableString(_LINE))


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.split(_LINE) if line.strip())


def _empty(block: Block) -> bool:
    return not block.text.strip() if isinstance(block, Para) else not block.rows


def _walk(node: Any) -> Iterator[Block]:
    """Blocks under a node: tables as grids, other text by paragraph."""
    from bs4 import Tag

    buffer: list[str] = []

    def flush() -> Iterator[Block]:
        text = _lines("".join(buffer))
        buffer.clear()
        if text:
            name = getattr(node, "name", "")
            yield Para(text, heading=name in _HEADINGS, item=name == "li")

    for child in node.children:
        if not isinstance(child, Tag):
            buffer.append(str(child))
        elif child.name == "table" and child.find("table") is None:
            yield from flush()
            yield from _table(child)
        elif child.name in _BREAKS or child.find(sorted(_BREAKS)) is not None:
            yield from flush()
            yield from _walk(child)
        else:
            buffer.append(child.get_text())
    yield from flush()


def _table(table: Any) -> Iterator[Block]:
    """The grid; text of the table outside its cells (a caption) comes before it."""
    for tag in table.find_all("caption"):
        yield Para(_lines(tag.get_text()), heading=True)
    rows = [_cells(tr) for tr in table.find_all("tr")]
    yield _spread(rows)


def _cells(row: Any) -> list[tuple[str, int, int]]:
    return [
        (_lines(cell.get_text()), _span(cell, "colspan"), _span(cell, "rowspan"))
        for cell in row.find_all(["td", "th"])
    ]


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(max(int(value), 1), _MOST_SPAN) if value.isascii() and value.isdigit() else 1


def _spread(rows: list[list[tuple[str, int, int]]]) -> Grid:
    """Rows in their columns; a cell over several columns or rows keeps its first place."""
    taken: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for text, across, down in row:
            while (y, x) in taken:
                x += 1
            for dy in range(min(down, len(rows) - y)):
                for dx in range(across):
                    taken[y + dy, x + dx] = "" if dx or dy else text
            x += across
    width = max((x for _, x in taken), default=-1) + 1
    return grid([[taken.get((y, x), "") for x in range(width)] for y in range(len(rows))])
