"""Where sentences end inside a block: our boundary rules over spaCy's tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrative.text import rules

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CLAUSE = 3
"""Words that a part beside a semicolon needs to stand on its own."""


def boundaries(doc: Doc) -> list[int]:
    """Offsets at which a sentence starts, the first one left out, in order.

    Sentences end at stops that close no abbreviation, before the numbers of a list
    counted from 1, before bullets in running text, and at semicolons outside brackets
    with at least three words on both sides. Colons and dashes end nothing.
    """
    numbers = _list_numbers(doc.text)
    cuts = {start for start, _ in numbers if start}
    cuts.update(bullet.start() for bullet in rules.INLINE_BULLET.finditer(doc.text))
    counted = {end - 1 for _, end in numbers}
    line = _Line([token for token in doc if not token.is_space], counted)
    cuts.update(line.stops())
    cuts.update(line.semicolons(cuts))
    return sorted(cuts)


def _list_numbers(text: str) -> list[tuple[int, int]]:
    """Spans of numbers that count items: 1, 2, 3 in turn, two of them at least.

    A list starts at the text's beginning or after a stop, colon, semicolon or dash, so
    that "scored 1. Then 2." holds none.
    """
    chain: list[tuple[int, int]] = []
    for match in rules.NUMBER.finditer(text):
        value = int(match[1])
        before = text[max(0, match.start() - 10) : match.start()].rstrip()
        opens = value == 1 and (not before or before[-1] in ".:;-–—!?")
        if value == len(chain) + 1 and (chain or opens):
            chain.append(match.span())
    return chain if len(chain) > 1 or (chain and chain[0][0] == 0) else []


@dataclass(frozen=True, slots=True)
class _Line:
    """The tokens of a block without white space.

    Attributes:
        tokens: The tokens in order.
        counted: Offsets of the stops that belong to a list's numbers.
    """

    tokens: list[Token]
    counted: set[int]

    def stops(self) -> set[int]:
        """Offsets of the tokens after a full stop, question or exclamation mark."""
        cuts = set()
        for i, token in enumerate(self.tokens):
            if token.text[-1] in rules.STOPS and not self._is_counted(token):
                after = self._after(i)
                if after < len(self.tokens) and self._ends(i, after):
                    cuts.add(self.tokens[after].idx)
        return cuts

    def semicolons(self, cuts: set[int]) -> set[int]:
        """Offsets of the tokens after semicolons between parts like clauses."""
        found, words, depth = set(), 0, 0
        for i, token in enumerate(self.tokens):
            if token.idx in cuts:
                words = depth = 0
            if token.text == ";":
                if words >= _CLAUSE and depth <= 0 and self._clause_follows(i + 1):
                    found.add(self.tokens[i + 1].idx)
                words = 0
            words += token.text[0].isalnum()
            depth += (token.text in "([") - (token.text in ")]")
        return found

    def _clause_follows(self, start: int) -> bool:
        words = 0
        for token in self.tokens[start : start + 4 * _CLAUSE]:
            if token.text == ";" or token.text[-1] in rules.STOPS:
                break
            words += token.text[0].isalnum()
        return words >= _CLAUSE

    def _is_counted(self, token: Token) -> bool:
        return token.idx + len(token.text) - 1 in self.counted

    def _glued(self, i: int) -> bool:
        """Whether no white space stands before the token."""
        before = self.tokens[i - 1]
        return before.idx + len(before.text) == self.tokens[i].idx

    def _after(self, i: int) -> int:
        """The first token behind a stop and what closes with it."""
        i += 1
        while i < len(self.tokens) and self._glued(i) and _trails(self.tokens[i].text):
            i += 1
        return i

    def _ends(self, i: int, after: int) -> bool:
        """Whether the stop at i ends its sentence, given what follows it."""
        stop = self.tokens[i].text
        if _all_stops(self.tokens[after].text) or _all_stops(self.tokens[i + 1].text):
            return False  # the last stop of a run decides
        head = self._head(after)
        if head is None:
            return True
        if self._glued(after):
            return self._ends_glued(i, head)
        lower = head.text[0].islower()
        hesitates = stop.endswith(("..", "…")) or not self._word(i)
        if lower and (after > i + 1 or hesitates):
            return False
        return stop[-1] != "." or hesitates or _ends_at(self._word(i), head)

    def _ends_glued(self, i: int, head: Token) -> bool:
        """The same where the writer left out the space: "on time.She always"."""
        text = head.text
        if not text[0].isupper() or text.lower() in rules.ENDINGS:
            return False
        if self.tokens[i].text != ".":
            return True
        word = self._word(i)
        likely = (
            text in {"I", "A"}
            or len(text) > 3
            or (len(text) > 1 and text[1:].islower())
            or (len(text) > 1 and head.is_stop and len(word) > 2)
        )
        return likely and len(word) > 1 and _ends_at(word, head) and word.lower() not in rules.NAMED

    def _word(self, i: int) -> str:
        """The word in front of a stop, which may share its token ("etc.")."""
        text = self.tokens[i].text
        if len(text) > 1:
            return text[:-1]
        return self.tokens[i - 1].text if i and self._glued(i) else ""

    def _head(self, i: int) -> Token | None:
        """The first word at or soon after i, past opening quotes and brackets."""
        return next((t for t in self.tokens[i : i + 4] if t.text[0].isalnum()), None)


def _all_stops(text: str) -> bool:
    return all(char in rules.STOPS for char in text)


def _trails(text: str) -> bool:
    return text in rules.CLOSERS or _all_stops(text)


def _ends_at(word: str, head: Token) -> bool:
    """Whether "word." ends a sentence when `head` comes next."""
    low, first = word.lower(), head.text[0]
    if low in rules.TITLES or (low in rules.NUMBERED and first.isdigit()):
        return False
    if low in rules.CLOCK:
        return first.isupper() and head.text not in rules.AFTER_CLOCK
    if word in rules.CALENDAR or low in rules.NAMED or rules.INITIALS.fullmatch(word):
        return first.isupper() and head.is_stop
    return low not in rules.SHORTENED or first.isupper()
