"""Plain text and Markdown: lines, tabs, pipes, bullets."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from narrative.rubric.importers.blocks import Block, Document, Para, grid, texts

_TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|font|ul|ol|li|sup|sub|hr|small)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>(?=\s*\S)", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-*+•▪●◦‣·]\s+)?(?:\(\w{1,3}\)|\d{1,2}[.)]|[a-zA-Z][.)])\s+(?=\S)")
_BULLET = re.compile(r"\s*[-*+•▪●◦‣·]\s+(?=\S)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_RULER = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)*\s*:?-{2,}:?\s*\|?\s*")
_RULE = re.compile(r"\s*(?:[-_*=~]\s*){3,}")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"^\s{0,3}#{1,6}\s+\S|\*\*\S|^\s*\|?\s*:?-{3,}:?\s*\|", re.MULTILINE)
# Stands for a line break until the lines are told apart; `str.splitlines` leaves it alone.
_LINE = "\x1f"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_text(text: str) -> Document:
    """A .txt file: tab-separated lines are grids, blank lines separate paragraphs."""
    if _MARKS.search(text) and "\t" not in text:
        return read_markdown(text)
    if _TAG.search(text):
        text = html.unescape(_TAG.sub(" ", _BREAK.sub("\n", text) if "\t" not in text else text))
    lines = text.splitlines()
    tabbed = [line for line in lines if "\t" in line.rstrip()]
    # One tab before every cell is an indent, not a separator.
    if tabbed and all(len(_fields(line)) < 2 for line in tabbed):
        lines = [line.strip() for line in lines]
    return _document(_blocks(lines))


def read_markdown(text: str) -> Document:
    """A .md file: as text, with pipe tables, headings and emphasis understood."""
    text = html.unescape(_TAG.sub(" ", _BREAK.sub(_LINE, _COMMENT.sub(" ", text))))
    blocks: list[Block] = []
    plain: list[str] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        if "|" in lines[at] and at + 1 < len(lines) and _is_ruler(lines[at + 1]):
            blocks += _blocks(plain, markdown=True)
            plain = []
            end = next((i for i in range(at, len(lines)) if "|" not in lines[i]), len(lines))
            rows = [_pipes(line) for i, line in enumerate(lines[at:end]) if i != 1]
            blocks.append(grid(rows))
            at = end
        else:
            plain.append(lines[at])
            at += 1
    return _document([*blocks, *_blocks(plain, markdown=True)])


def _document(blocks: Iterable[Block]) -> Document:
    kept = tuple(blocks)
    return Document(kept, "\n".join(piece for block in kept for piece in texts(block)))


def _is_ruler(line: str) -> bool:
    return "|" in line and _RULER.fullmatch(line) is not None


def _pipes(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [_unmarked(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inner)]


def _unmarked(line: str) -> str:
    """Markdown without emphasis, code marks and link targets."""
    line = _LINK.sub(r"\1", line).replace("`", "").replace(_LINE, "\n")
    while (plain := _EMPHASIS.sub(r"\2", line)) != line:
        line = plain
    return line


def _fields(line: str) -> list[str]:
    return [cell for cell in line.split("\t") if cell.strip()]


def _blocks(lines: Iterable[str], markdown: bool = False) -> Iterator[Block]:
    """Paragraphs, split at blank lines, headings and list items; runs of tabbed lines as grids."""
    para: list[str] = []
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        tabbed = "\t" in line.strip(" ") and not markdown
        if rows and not tabbed:
            yield _grid_or_para(rows)
            rows = []
        starts = not line.strip() or tabbed or _is_start(line, markdown)
        if para and starts:
            yield _para(para, markdown)
            para = []
        if tabbed:
            rows.append(line.split("\t"))
        elif markdown and _HEADING.match(line):
            yield Para(_unmarked(_HEADING.sub("", line).strip(" #")), heading=True)
        elif line.strip() and not (markdown and _RULE.fullmatch(line)):
            para.append(line)


def _grid_or_para(rows: list[list[str]]) -> Block:
    made = grid(rows)
    return made if made.width > 1 else Para("\n".join(made.column(0) if made.rows else []))


def _is_start(line: str, markdown: bool) -> bool:
    return bool(_ITEM.match(line) or _BULLET.match(line) or (markdown and _HEADING.match(line)))


def _para(lines: list[str], markdown: bool) -> Para:
    text = "\n".join(lines)
    item = bool(_ITEM.match(text) or _BULLET.match(text))
    bullet = _BULLET.match(text)
    text = text[bullet.end() :] if bullet else text
    return Para(_unmarked(text) if markdown else text, item=item)


def enumerator(text: str) -> tuple[str, str]:
    """The number in front of a list item ("" if there is none) and the text after it."""
    match = _ITEM.match(text)
    return (match.group().strip(), text[match.end() :]) if match else ("", text)
