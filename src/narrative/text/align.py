"""Which words of the original stand behind each word of the neutral text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from narrative.text.neutral import EITHER, MARKS, neutral_words
from narrative.text.neutral import tokens as tokens_of
from narrative.text.people import PERSON

_CHUNK = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]*", re.DOTALL)
"""What normalisation never reaches across: marks join the plain letter before them."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A word of the neutral text and where it stood, offsets in the original.

    Attributes:
        word: As the neutral text has it.
    """

    word: str
    start: int
    end: int

    @property
    def counts(self) -> bool:
        """Whether it is a word or figure of the writer's own, not a person and not a mark."""
        return self.word != PERSON and any(char.isalnum() for char in self.word)


def aligned(text: str) -> list[Aligned]:
    """The words of ``neutral(text)``, in order, each with its span in ``text``.

    The span of a person is the whole name, title and particles included. Spans do not
    overlap.
    """
    plain, places = _folded(text)
    plain, places = _without_doubles(plain, places)
    tokens = tokens_of(plain)
    words, begins = neutral_words([token[0] for token in tokens])
    found = []
    ends = [*begins[1:], len(tokens)][: len(words)]
    for word, first, following in zip(words, begins, ends, strict=True):
        last = following - 1 if word == PERSON else first
        found.append(Aligned(word, places[tokens[first].start()], places[tokens[last].end()]))
    return found


def _folded(text: str) -> tuple[str, list[int]]:
    """The text with plain marks and composed letters, and each character's place in it."""
    straight = text.translate(MARKS)
    if unicodedata.is_normalized("NFC", straight):
        return straight, list(range(len(text) + 1))
    parts: list[str] = []
    places: list[int] = []
    for chunk in _CHUNK.finditer(straight):
        part = unicodedata.normalize("NFC", chunk[0])
        parts.append(part)
        places += [min(chunk.start() + i, chunk.end() - 1) for i in range(len(part))]
    return "".join(parts), [*places, len(text)]


def _without_doubles(text: str, places: list[int]) -> tuple[str, list[int]]:
    """The text with "they" for "he or she"."""
    out, kept, done = "", [], 0
    for pair in EITHER.finditer(text):
        out += text[done : pair.start()] + "they"
        kept += places[done : pair.start() + len("they")]
        done = pair.end()
    return out + text[done:], kept + places[done:]
