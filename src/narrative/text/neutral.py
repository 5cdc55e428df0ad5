"""Takes names, pronouns and gendered words out of a text before a model sees it.

Fair by construction: what a model cannot see cannot move its prediction. "Maria is
polite to her clients" and "They are polite to their clients" become the same text.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

PERSON = "person"
"""What stands for a name, a personal pronoun or a gendered noun."""

_GROUPS = {
    PERSON: "he she they him them his her their hers theirs himself herself themselves themself s/he mr mrs ms "
    "miss mx sir madam ma'am man woman men women lady ladies gentleman gentlemen guy guys girl "
    "girls boy boys gal lad lass mother father mom mum dad sister brother wife husband "
    "grandmother grandfather",
    "is": "are 're", "was": "were", "has": "have 've", "does": "do", "isn't": "aren't",
    "wasn't": "weren't", "hasn't": "haven't", "doesn't": "don't",
}  # fmt: skip
_SWAP = {word: to for to, words in _GROUPS.items() for word in words.split()}
_CONTRACTED = re.compile(r"^(he|she|they)'(s|re|d|ll|ve)$")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’/-][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\w\s]")
_OPENS = frozenset('.!?:;•-–—*"“(\n')


@cache
def known_words() -> frozenset[str]:
    """Ordinary English words, lower case; a capitalised word not among them may be a name."""
    text = files("narrative.text").joinpath("words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def neutral(text: str) -> str:
    """The text in lower case, with names, pronouns and gendered words replaced.

    A capitalised word inside a sentence counts as a name; at a sentence's start it does
    when it is no ordinary English word. Numbers keep their digits.
    """
    shouting = text.isupper()
    words: list[str] = []
    first = True
    for token in _TOKEN.findall(text.replace("’", "'")):
        words.append(_neutral_token(token, first, shouting))
        first = token in _OPENS
    return " ".join(_merged(words))


def _neutral_token(token: str, first: bool, shouting: bool) -> str:
    lower = token.lower()
    if lower in _SWAP:
        return _SWAP[lower]
    if _CONTRACTED.match(lower):
        return PERSON
    if not token[0].isupper() or shouting:
        return lower
    stem = lower.removesuffix("'s")
    if lower == "i" or lower.startswith("i'"):
        return lower
    if first and (stem in known_words() or lower in known_words()):
        return lower
    if len(token) > 1 and token.isupper() and lower in known_words():
        return lower  # emphasis: "ALWAYS"
    return PERSON


def _merged(words: list[str]) -> list[str]:
    """ "Ms. Maria Lopez-Ruiz" is one person."""
    out: list[str] = []
    for word in words:
        previous = out[-1] if out else ""
        if word == "." and previous == PERSON:
            continue  # "Mr. Tanaka", "J. Smith"
        if word != PERSON or previous != PERSON:
            out.append(word)
    return out
