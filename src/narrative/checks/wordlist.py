"""Lists of words that describe a person rather than the work: read, checked and made ready."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from narrative import resources
from narrative.errors import Fault, InputError
from narrative.text.neutral import MARKS, TOKEN

COLUMNS = ("term", "kind", "why", "source")
"""The columns of a list, in any order."""

BUNDLED = ("personality", "group")
"""The names of the lists that travel with the package."""

PERSONALITY = frozenset({"attitude", "intellect", "label", "temper", "trait"})
"""Kinds of the words of personality."""

GROUP = {
    "age": "somebody's age",
    "family": "somebody's family",
    "gender": "somebody's gender",
    "health": "somebody's health or disability",
    "origin": "where somebody comes from",
    "religion": "somebody's religion",
}
"""Kinds of the words about a group, and what they touch on."""

EXCEPT = "except"
"""The kind of a phrase that means something else: it hides the terms inside it."""

_KINDS = frozenset({*PERSONALITY, *GROUP, EXCEPT})
_THEY, _THEIR = "they", "their"
_PRONOUNS = dict.fromkeys(("he", "she", "they"), _THEY) | dict.fromkeys(
    ("him", "his", "her", "hers", "their", "theirs", "them"), _THEIR
)
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a list.

    Attributes:
        text: As the list has it.
        kind: One of the kinds above.
        why: What is wrong with it, a clause without a full stop.
        bare: Whether it is one word that may stand before a noun.
    """

    text: str
    kind: str
    why: str
    bare: bool


@dataclass(frozen=True, slots=True, eq=False)
class WordList:
    """Terms by their first word, each with the whole of its spelling, the longest first."""

    entries: Mapping[str, Sequence[tuple[tuple[str, ...], Term]]]

    def at(self, words: Sequence[str], place: int) -> tuple[int, Term] | None:
        """The longest term that begins at a place, and how many words it has there."""
        for spelling, term in self.entries.get(words[place], ()):
            if tuple(words[place : place + len(spelling)]) == spelling:
                return len(spelling), term
        return None


def load(names: Sequence[str] = BUNDLED) -> WordList:
    """The lists of these names or paths as one; a later entry takes an earlier one's place.

    Raises:
        InputError: A file that cannot be read or is no list; all its faults are named.
    """
    return _bundled() if tuple(names) == BUNDLED else _load(names)


@cache
def _bundled() -> WordList:
    return _load(BUNDLED)


def _load(names: Sequence[str]) -> WordList:
    terms: dict[tuple[str, ...], Term] = {}
    for name in names:
        path = resources.wordlists_dir() / f"{name}.csv" if name in BUNDLED else Path(name)
        for term in _read(path):
            terms |= dict.fromkeys(_spellings(term.text), term)
    entries: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
    for spelling, term in sorted(terms.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        entries.setdefault(spelling[0], []).append((spelling, term))
    return WordList(entries)


def _read(path: Path) -> Iterator[Term]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = f"the word list cannot be read: {error.strerror}"
        raise InputError(str(path), [Fault(reason)]) from error
    except UnicodeDecodeError as error:
        raise InputError(str(path), [Fault("the word list is not UTF-8 text")]) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        faults = [Fault(f"no column {name!r}: not a word list", 1) for name in missing]
        raise InputError(str(path), faults)
    rows = [{k: str(v or "").strip() for k, v in row.items()} for row in reader]
    faults = [fault for place, row in enumerate(rows, 2) for fault in _faults(row, place)]
    if faults:
        raise InputError(str(path), faults)
    for row in rows:
        bare = " " not in row["term"]
        yield Term(row["term"], row["kind"], row["why"].rstrip("."), bare)


def _faults(row: Mapping[str, str], place: int) -> Iterator[Fault]:
    if not _spellings(row["term"]):
        yield Fault("is empty or has no words", place, "term")
    if row["kind"] not in _KINDS:
        yield Fault(f"{row['kind']!r} is none of {', '.join(sorted(_KINDS))}", place, "kind")
    elif row["kind"] != EXCEPT and not row["why"]:
        yield Fault("is empty", place, "why")


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words and marks of a text: folded, and where each starts and ends in it."""
    found = TOKEN.finditer(text.translate(MARKS))
    return [(_folded(token[0]), token.start(), token.end()) for token in found]


def _folded(token: str) -> str:
    """A word in lower case, any third person's pronoun as "they" or "their"."""
    lower = token.lower()
    return _PRONOUNS.get(lower, lower)


def _spellings(term: str) -> set[tuple[str, ...]]:
    """Every form of a term: of a verb ("to nag") and of a noun ("a gem") those it can take."""
    words = [word for word, _, _ in words_of(term)]
    if len(words) > 1 and words[0] == "to":
        return {(form, *words[2:]) for form in _verb_forms(words[1])}
    if len(words) > 1 and words[0] in ("a", "an"):
        *before, last = words[1:]
        return {(*before, last), (*before, _plural(last))}
    return {tuple(words)} if words else set()


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def _verb_forms(verb: str) -> Iterable[str]:
    """The regular forms of a verb; one of a vowel and a consonant doubles its last letter."""
    stem = verb.removesuffix("e")
    if (
        len(verb) > 2
        and verb[-1] not in "aeiouwxy"
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
    ):
        doubled = [verb + verb[-1] + ending for ending in ("ed", "ing")]
    else:
        doubled = []
    past = verb[:-1] + "ied" if verb.endswith("y") and verb[-2:-1] not in _VOWELS else stem + "ed"
    return [verb, _plural(verb), past, stem + "ing", *doubled]
