"""Narratives into passages: sentences, bullets and telegraphic notes, with their offsets."""

from __future__ import annotations

from itertools import pairwise

from narrative.records import Passage
from narrative.text.layout import blocks
from narrative.text.markup import blanked
from narrative.text.rules import BLANK, LEAD, MAY_END
from narrative.text.sentences import boundaries
from narrative.text.tokens import tokenise


def spans(text: str) -> list[tuple[int, int]]:
    """Tiles a text with sentence-like spans; joined, they give the text back exactly."""
    return [
        (start + a, start + b)
        for start, end in blocks(text)
        for a, b in _sentences(text[start:end])
    ]


def segment(text: str) -> list[Passage]:
    """The passages of a text, in order, without list markers and surrounding white space.

    Spans without a letter or digit give no passage. No passage is longer than
    `layout.LIMIT` characters. HTML around passages is white space, inside them it stays.
    """
    seen = blanked(text)
    trimmed = (_trim(seen, start, end) for start, end in spans(seen))
    return [
        Passage(text[start:end], start, end)
        for start, end in trimmed
        if any(char.isalnum() for char in seen[start:end])
    ]


def _sentences(block: str) -> list[tuple[int, int]]:
    if not MAY_END.search(block):
        return [(0, len(block))]
    (doc,) = tokenise([block])
    return list(pairwise([0, *boundaries(doc), len(block)]))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    lead = LEAD.match(text[start:end])
    start += lead.end() if lead else 0
    while end > start and BLANK.match(text, end - 1):
        end -= 1
    return start, end
