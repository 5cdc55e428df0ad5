"""A sentence around its lengths of time: clauses, and the words right beside a length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from narrative.text.lengths import Length, lengths, unit_of
from narrative.text.moments import Moment, moments
from narrative.text.rules import words
from narrative.text.stated import Bound
from narrative.text.timing import Hit, cues

if TYPE_CHECKING:
    from spacy.tokens import Doc

DOING = ("answer", "silent", "linger", "weak", "waiting", "resolve", "take", "late")
"""Groups of `timing` that say that something was done, or was not done yet."""

CHANNELS = ("email", "mail", "telephone", "message", "written")
"""Groups of `timing` that name how a question came in, other than in person."""

BRIEF = 7
"""Tokens of a note without a verb: "Email: 3 days"."""

_HARD = words("; : — – -- ( ) . ? ! but while whereas though although yet however because whilst")
_SOFT = words(", and or then so")
_CONTRAST = words("but while whereas though although yet against versus vs compared than")
_JOINTS = words("and or then to")
_COPULA = words("is was are were has had been be")
_FILLERS = words(
    "the a an about just only another some one roughly nearly almost well first as sometimes often "
    "usually once occasionally between anywhere somewhere"
)
_PERSONS = words("her him them me us you it people callers customers")
_OVERRUN = words("missed exceeded overran blew overshot")
_BEHIND = (
    (Bound.WITHIN, ("or less", "or fewer", "or under", "or sooner", "at most", "at the most",
                    "at the latest", "at the outside", "max", "tops")),
    (Bound.AT_LEAST, ("or more", "or longer", "plus", "at least", "and more", "and counting")),
    (Bound.ABOUT, ("or so", "give or take")),
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A sentence, the lengths of time in it, and the words that say what they are told of.

    Attributes:
        doc: Its tokens, white space left out.
        starts: Where each token starts in the original.
        earlier: The points in time that the sentence in front names.
        unit: Hours of the unit that its last length is in; 0 if it has none.
        after_question: Whether it speaks of a question or of how one came in.
    """

    doc: Doc
    starts: tuple[int, ...]
    earlier: Sequence[Moment] = ()
    unit: float = 0.0
    after_question: bool = False

    @classmethod
    def of(cls, doc: Doc, before: Sentence | None = None) -> Sentence:
        """A tokenised sentence; a line break or a double blank inside a phrase does not part it."""
        from spacy.tokens import Doc

        kept = [token for token in doc if not token.is_space]
        starts = tuple(token.idx for token in kept)
        if kept and len(kept) < len(doc):
            ends = [token.idx + len(token) for token in kept]
            blanks = [b > a for a, b in zip(ends, [*starts[1:], len(doc.text)], strict=True)]
            doc = Doc(doc.vocab, words=[token.text for token in kept], spaces=blanks)
        if before is None:
            return cls(doc, starts)
        last = before.lengths[-1:]
        unit = unit_of(before.doc, last[0]) if last else 0.0
        return cls(doc, starts, before.moments, unit, before.asks(0, len(before.doc)))

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The characters of the original that a run of tokens covers."""
        return self.starts[first], self.starts[end - 1] + len(self.doc[end - 1])

    @cached_property
    def moments(self) -> list[Moment]:
        """The points in time it names."""
        return moments(self.doc)

    @cached_property
    def lengths(self) -> list[Length]:
        """In order."""
        return lengths(self.doc, self.moments, self.earlier, self.unit)

    @cached_property
    def lower(self) -> list[str]:
        """The tokens in lower case."""
        return [token.lower_ for token in self.doc]

    @cached_property
    def _cues(self) -> list[Hit]:
        return cues(self.doc)

    def hits(self, groups: str | Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
        """Where words of the groups stand inside a run of tokens, in order."""
        wanted = {groups} if isinstance(groups, str) else set(groups)
        return [(a, b) for group, a, b in self._cues if group in wanted and start <= a and b <= end]

    def has(self, groups: str | Sequence[str], start: int, end: int) -> bool:
        """Whether a word of the groups stands inside a run of tokens."""
        return bool(self.hits(groups, start, end))

    def asks(self, start: int, end: int) -> bool:
        """Whether a run of tokens speaks of a question, or of how one came in."""
        return self.has((*CHANNELS, "thing", "wrote", "rang"), start, end)

    def word(self, place: int) -> str:
        """The token at a place in lower case; "" outside the sentence."""
        return self.lower[place] if 0 <= place < len(self.lower) else ""

    def territory(self, place: int) -> tuple[int, int]:
        """The tokens nearer to this length of time than to its neighbours."""
        start = self._border(place - 1) if place else 0
        last = place + 1 == len(self.lengths)
        return start, len(self.doc) if last else self._border(place)

    def _border(self, place: int) -> int:
        """The token that parts a length of time from the one behind it."""
        one, other = self.lengths[place], self.lengths[place + 1]
        between = range(one.end, other.first)
        for wanted in (_HARD - {":"}, _CONTRAST):
            if found := [i for i in between if self.lower[i] in wanted]:
                return found[0]
        commas = [i for i in between if self.lower[i] == ","]
        joints = [i for i in between if self.lower[i] in _JOINTS]
        if joints and (not commas or other.first - joints[-1] <= 3 or commas[-1] + 1 in joints):
            return joints[-1]
        return commas[0] if commas else one.end

    def clause(self, place: int) -> tuple[int, int]:
        """The tokens of the clause that the length of time stands in, as far as marks tell."""
        left, right = self.territory(place)
        length = self.lengths[place]
        start = length.first
        while start > left and not self._breaks(start - 1, length.first):
            start -= 1
        end = length.end
        while end < right and self.lower[end] not in _HARD | _SOFT and not self._is_dash(end):
            end += 1
        return start, end

    def _is_dash(self, i: int) -> bool:
        """Whether a hyphen stands between blanks."""
        apart = i > 0 and self.doc[i - 1].whitespace_ and self.doc[i].whitespace_
        return self.lower[i] == "-" and bool(apart)

    def _breaks(self, i: int, until: int) -> bool:
        """Whether a clause starts behind a token: a comma or "and" counts behind a verb only."""
        if (self.lower[i] in _HARD and self.word(i - 1) != "as") or self._is_dash(i):
            return True
        verb = self.has((*DOING, "rang"), i + 1, until) or not _COPULA.isdisjoint(
            self.lower[i + 1 : until]
        )
        return self.lower[i] in _SOFT and verb


def bound_of(sentence: Sentence, length: Length) -> Bound:
    """The bound that words right in front of a length of time, or right behind it, set."""
    lower, behind = sentence.lower, " ".join(sentence.lower[length.end : length.end + 3])
    bounds = (Bound.WITHIN, Bound.AT_LEAST, Bound.OVER, Bound.ABOUT)
    found = {
        bound
        for bound in bounds
        for _, end in sentence.hits(bound.value, max(length.first - 7, 0), length.first + 1)
        if _FILLERS.issuperset(lower[end : length.first])
    }
    if lower[length.first] in {"within", "inside", "under"}:
        found.add(Bound.WITHIN)
    found |= {bound for bound, phrases in _BEHIND if behind.startswith(phrases)}
    chosen = next((bound for bound in bounds if bound in found), None)
    return chosen or (Bound.ABOUT if length.about else Bound.EXACT)


def is_late(sentence: Sentence, length: Length) -> bool:
    """Whether a length of time is counted from a deadline on: "two days late", "late by"."""
    first, end = length.first, length.end
    if sentence.word(first - 1) == "by":
        near = sentence.has("late", max(first - 5, 0), first)
        return near or not _OVERRUN.isdisjoint(sentence.lower[max(first - 12, 0) : first])
    if sentence.word(end) == "over":
        return sentence.word(end + 1) in {"", ",", ".", ";"} or sentence.has("norm", end, end + 4)
    return any(start == end for start, _ in sentence.hits("late", end, end + 4))


def governor_of(sentence: Sentence, length: Length, start: int) -> int:
    """The token that a length of time hangs on, bounds and fillers left out; start - 1 if none."""
    place = length.first - 1
    bounds = sentence.hits(("within", "over", "at least", "about"), start, length.first)
    moved = True
    while moved and place >= start:
        moved = False
        for first, end in bounds:
            if end == place + 1:
                place, moved = first - 1, True
        if place >= start and sentence.lower[place] in _FILLERS | _PERSONS:
            place, moved = place - 1, True
    return place
