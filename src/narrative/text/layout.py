"""Lines and paragraphs: which lines belong together, before any sentence is looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from narrative.text.rules import BLANK_RUN, HANGING, HANGING_MARKS, ITEM, LEAD

LIMIT = 50_000
"""The longest block in characters; the tokenizer never sees more at once."""
_WRAP_WIDTH = 40


@dataclass(frozen=True, slots=True)
class _Wrap:
    """How a paragraph is set.

    Attributes:
        width: Length of its longest line.
        hard: Whether some line goes on in lower case on the next one.
    """

    width: int
    hard: bool

    def filled(self, line: str, following: str) -> bool:
        """Whether the line broke because the next line's first word had no room."""
        if not self.hard or self.width < _WRAP_WIDTH:
            return False
        word = following.split(None, 1)[0]
        return len(line.rstrip()) + 1 + len(word) > self.width


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Tiles the text with blocks that no sentence reaches across.

    A blank line and a list item always open a block. A line that starts in lower case
    goes on with the one before. Any other line opens a block (a heading, a telegraphic
    note), unless the line before ends in a hanging word or mark ("with the", a comma),
    or the paragraph is hard-wrapped and the line before is full.
    """
    start = end = 0
    for paragraph in _paragraphs(text):
        for line, opens in zip(paragraph, _openings(paragraph), strict=True):
            if opens and end > start:
                yield from _pieces(text, start, end)
                start = end
            end += len(line)
    yield from _pieces(text, start, end)


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Runs of lines, each with the blank lines behind it."""
    lines: list[str] = []
    after_blank = False
    for line in text.splitlines(keepends=True):
        blank = BLANK_RUN.fullmatch(line) is not None
        if after_blank and not blank:
            yield lines
            lines = []
        lines.append(line)
        after_blank = blank
    if lines:
        yield lines


def _openings(lines: Sequence[str]) -> list[bool]:
    """For each line of a paragraph, whether it opens a block."""
    wrap = _Wrap(
        width=max(len(line.rstrip()) for line in lines),
        hard=any(_starts_lower(line) for line in lines[1:]),
    )
    return [True, *(not _continues(line, after, wrap) for line, after in pairwise(lines))]


def _continues(line: str, following: str, wrap: _Wrap) -> bool:
    if LEAD.fullmatch(line):
        return True
    if ITEM.match(following):
        return False
    if BLANK_RUN.fullmatch(following) or _starts_lower(following):
        return True
    return _hangs(line) or wrap.filled(line, following)


def _starts_lower(line: str) -> bool:
    first = next((char for char in line if char.isalnum()), "")
    return first.islower() and not ITEM.match(line)


def _hangs(line: str) -> bool:
    line = line.rstrip()
    return line.endswith(HANGING_MARKS) or line[-20:].rpartition(" ")[2].lower() in HANGING


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts an overlong block after a stop, else at a space, else anywhere."""
    while end - start > LIMIT:
        middle, limit = start + LIMIT // 2, start + LIMIT
        cut = max(text.rfind(". ", middle, limit), text.rfind("\n", middle, limit))
        cut = cut if cut >= 0 else text.rfind(" ", middle, limit)
        cut = cut + 1 if cut >= 0 else limit
        yield start, cut
        start = cut
    if end > start:
        yield start, end
