"""Slips of the keyboard put right, so that one letter does not change what a model reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from string import ascii_lowercase

from narrative.text.people import english_words, first_names, known_words, listed

_FORMS = ("s", "es", "d", "ed", "ing", "ly", "y", "er", "ers", "est", "ness", "able", "ably",
          "less", "ful", "ish", "ity")  # fmt: skip
_FRONTS = ("un", "re", "over", "under", "mis", "non", "pre", "out", "up", "co", "in")

_LEAST = 4
"""Letters of the shortest word that is looked at: shorter ones are near too many others."""

_MOST = 30
"""Letters of the longest: the work grows with the square, and no common word is longer."""


@cache
def _spelt() -> frozenset[str]:
    """Words that are spelt as somebody meant them."""
    return known_words() | english_words() | first_names() | listed("spellings.txt")


@lru_cache(maxsize=2**16)
def corrected(word: str) -> str:
    """A lower-case word, or the one common word that it is a slip away from.

    A slip is two neighbours turned round, or a letter too many, missing or wrong (Damerau
    1964). A turned pair is likelier than the others. A word that is spelt as in a list of
    English, or is a slip away from several common words, stays.
    """
    plain = _LEAST <= len(word) <= _MOST and word.isascii() and word.isalpha()
    if not plain or _is_spelt(word):
        return word
    for slips in (_turned, _others):
        found = {slip for slip in slips(word) if slip in known_words()}
        if found:
            return found.pop() if len(found) == 1 else word
    return word


def _is_spelt(word: str) -> bool:
    """Whether the word is listed, also with what English adds at its end or front."""
    if word in _spelt():
        return True
    for ending in _FORMS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LEAST:
            doubled = stem[-1] == stem[-2] and stem[:-1] in _spelt()
            if stem in _spelt() or stem + "e" in _spelt() or doubled:
                return True
            if stem.endswith("i") and stem[:-1] + "y" in _spelt():
                return True
    stems = (word.removeprefix(front) for front in _FRONTS)
    return any(stem != word and len(stem) >= _LEAST and stem in _spelt() for stem in stems)


def _turned(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))


def _others(word: str) -> Iterator[str]:
    """Other slips than turned letters; hardly anybody gets the first letter wrong."""
    for i in range(1, len(word) + 1):
        yield word[:i] + word[i + 1 :]
        for letter in ascii_lowercase:
            yield word[:i] + letter + word[i:]
            yield word[:i] + letter + word[i + 1 :]
