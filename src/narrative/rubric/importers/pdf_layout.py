"""Words on a page, put into lines, paragraphs and unruled columns by where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from narrative.rubric.importers import scale
from narrative.rubric.importers.blocks import Block, Grid, Para
from narrative.rubric.importers.words import clean

_NEAR = 3.0
_PARAGRAPH = 1.3
_HEAD_LINES = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in points, from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.top + self.bottom) / 2

    def within(self, box: tuple[float, float, float, float]) -> bool:
        """Whether the word's middle lies in a box of (x0, top, x1, bottom)."""
        return box[0] <= (self.x0 + self.x1) / 2 <= box[2] and box[1] <= self.middle <= box[3]


Line = list[Word]


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Lines, top to bottom, words from left to right."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        height = word.bottom - word.top
        if lines and abs(word.middle - lines[-1][0].middle) < max(height, 1) * 0.4:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in lines]


def page_blocks(words: Sequence[Word]) -> Iterator[Block]:
    """Blocks of a page's words: a grid where levels head columns, paragraphs elsewhere."""
    lines = lines_of(words)
    for place in range(len(lines)):
        names, start = _head(lines, place)
        starts = _columns(lines[start:], lines[place]) if names else []
        if names and len(starts) in (len(names), len(names) + 1):
            end = _end(lines, start, starts)
            yield from _paras(lines[:place])
            yield _grid(names, lines[start:end], starts)
            yield from page_blocks([word for rest in lines[end:] for word in rest])
            return
    yield from _paras(lines)


def _head(lines: Sequence[Line], place: int) -> tuple[list[str], int]:
    """Column heads that begin on a line, and the line below them; none where it heads nothing.

    Heads may wrap: as many lines as still make levels of all columns but the first.
    """
    for count in range(min(_HEAD_LINES, len(lines) - place), 1, -1):
        part = lines[place : place + count]
        names = _stacked(part)
        if names and all(map(scale.is_level, names[1:])) and scale.is_level(names[-1]):
            return names, place + count
    names = [clean(_join(chunk)) for chunk in _chunks(lines[place])]
    levels = [name for name in names if scale.is_level(name)]
    return (names, place + 1) if len(levels) >= 2 else ([], place)


def _stacked(lines: Sequence[Line]) -> list[str]:
    """The heads of columns that wrap over lines; none if a line adds to no column but the first."""
    columns: list[list[Word]] = []
    for chunk in sorted((c for line in lines for c in _chunks(line)), key=lambda c: c[0].x0):
        if columns and chunk[0].x0 < max(word.x1 for word in columns[-1]):
            columns[-1] += chunk
        else:
            columns.append([*chunk])
    first = {id(word) for word in columns[0]}
    if len(columns) < 3 or any(all(id(word) in first for word in line) for line in lines):
        return []
    return [clean(" ".join(_join(line) for line in lines_of(column))) for column in columns]


def _chunks(line: Line) -> list[Line]:
    """A line cut where the gap between words is wider than two spaces."""
    chunks: list[Line] = [[line[0]]]
    for before, word in pairwise(line):
        if word.x0 - before.x1 > 0.75 * (word.bottom - word.top):
            chunks.append([])
        chunks[-1].append(word)
    return chunks


def _columns(lines: Sequence[Line], head: Line) -> list[float]:
    """Left edges: those of heads, one that two lines share left of them all, else many lines."""
    edges = sorted(chunk[0].x0 for line in lines for chunk in _chunks(line))
    groups: list[list[float]] = []
    for edge in edges:
        if groups and edge - groups[-1][0] <= _NEAR:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    heads = [chunk[0].x0 for chunk in _chunks(head)]
    enough = max(2, len(lines) // 6)
    return [
        group[0]
        for group in groups
        if len(group) >= enough
        or min(abs(group[0] - edge) for edge in heads) <= _NEAR
        or (len(group) > 1 and group[0] < heads[0])
    ]


def _end(lines: Sequence[Line], start: int, columns: Sequence[float]) -> int:
    """The first line that runs across the columns."""
    for place in range(start, len(lines)):
        for chunk in _chunks(lines[place]):
            left, right = chunk[0].x0 + _NEAR, chunk[-1].x1
            if any(left < edge < right for edge in columns):
                return place
    return len(lines)


def _grid(names: Sequence[str], lines: Sequence[Line], columns: Sequence[float]) -> Grid:
    """Rows begin where the space between lines is wider than elsewhere."""
    rows: list[list[list[str]]] = []
    for gap, line in zip(_gaps(lines), lines, strict=True):
        if gap or not rows:
            rows.append([[] for _ in columns])
        cells: list[list[str]] = [[] for _ in columns]
        for word in line:
            column = sum(edge <= word.x0 + _NEAR for edge in columns) - 1
            cells[max(column, 0)].append(word.text)
        for cell, found in zip(rows[-1], cells, strict=True):
            cell += [" ".join(found)] if found else []
    head = ("",) * (len(columns) - len(names)) + tuple(names)
    return Grid((head, *(tuple("\n".join(cell) for cell in row) for row in rows)))


def _gaps(lines: Sequence[Line]) -> list[bool]:
    """For each line, whether it stands clearly further below the one before than is usual."""
    steps = [below[0].middle - above[0].middle for above, below in pairwise(lines)]
    usual = median(steps) if steps else 0.0
    return [True, *(step > usual * _PARAGRAPH for step in steps)][: len(lines)]


def _paras(lines: Sequence[Line]) -> Iterator[Para]:
    group: list[str] = []
    for gap, line in zip(_gaps(lines), lines, strict=True):
        if gap and group:
            yield Para("\n".join(group))
            group = []
        group.append(_join(line))
    if group:
        yield Para("\n".join(group))


def _join(line: Line) -> str:
    return " ".join(word.text for word in line)
