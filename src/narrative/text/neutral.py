"""Takes names, pronouns and gendered words out of a text before a model sees it.

Fair by construction: what a model cannot see cannot move its prediction. "Maria is
polite to her clients" and "They are polite to their clients" become the same text.

What it cannot tell: a lower-case name that is in no list, and a first name that is also
an English word where the words behind it leave that open ("Will return calls").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum, auto

from narrative.text.people import (
    FORM_WORDS,
    NAMESAKES,
    OPENERS,
    PARTICLES,
    PERSON,
    QUALITIES,
    SUFFIXES,
    SWAP,
    TITLES,
    english_words,
    first_names,
    known_words,
)
from narrative.text.rules import words
from narrative.text.spelling import corrected

MARKS = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'") | dict.fromkeys("‐‑", "-"))
_CONTRACTED = re.compile(r"(?:s?he|they)'(?:s|re|d|ll|ve)|one's self")
_HE, _SHE = "(?:he|him|his|himself)", "(?:she|hers?|herself)"
EITHER = re.compile(
    rf"\b(?:{_HE}(?: or | ?/ ?){_SHE}|{_SHE}(?: or | ?/ ?){_HE})\b"
    r"(?: ?/ ?(?:they|theirs?|them)\b)?",
    re.IGNORECASE,
)
# Letters outside the Latin script, with the marks that some scripts set between letters.
_FOREIGN = r"[\u0370-\u1dff\u1f00-\u1fff\u2c80-\u2dff\u3041-\ud7ff\uf900-\ufdff\ufe70-\ufeff]+"
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*+"
_MARKUP = r"</?[A-Za-z][^<>]{0,200}>|&(?:[A-Za-z]{2,8}|#\d{1,6});"
_STOPS = frozenset(".!…")
_PICTURES = frozenset({"So", "Sk", "Cf", "Co", "Cn", "Cs"})
TOKEN = re.compile(
    rf"{_MARKUP}|[Ss]/[Hh][Ee]\b|\([Ss]\)[Hh][Ee]\b|{_FOREIGN}"
    rf"|{_LETTERS}(?:['-]{_LETTERS})*+|\d+(?:[.,:]\d+)*+|[^\w\s]"
)
_PREFIXED = re.compile(r"(?:al|el|ad|as|ash|abd|abu|d|de|l|t)['-][^\W\d_]")
_ENDINGS = re.compile(r"(?:ing|ed|ly|ness|ment|ful|less|able|s)$")
_COPULAS = words("is was has does isn't wasn't hasn't doesn't")
_AUXILIARY = words(
    "can could would should must did had can't couldn't wouldn't shouldn't didn't hadn't won't "
    "ain't"
)
_ADVERBS = words("always never often also rarely seldom sometimes usually still just only almost")
_CLOSED = frozenset('.!?:;•-–—*"“(\n')
_BASES = words("need feed seed heed speed exceed proceed succeed bleed breed agreed")


class _Place(Enum):
    """Where a token stands, as far as that says what its capital means."""

    OPENS = auto()  # first in its sentence
    INSIDE = auto()
    NAMED = auto()  # behind a name
    TITLED = auto()  # behind "Mr."
    INITIALLED = auto()  # behind "J."


def neutral(text: str) -> str:
    """The text in lower case, with names, pronouns and gendered words replaced.

    A capitalised word inside a sentence counts as a name, unless review forms capitalise
    it; at a sentence's start, and in full capitals, it does when it is no ordinary English
    word. Verbs take the form they have behind "they". Numbers keep their digits, and a
    second pass changes nothing.
    """
    plain = unicodedata.normalize("NFC", text.translate(MARKS))
    words, _ = neutral_words([token[0] for token in tokens(EITHER.sub("they", plain))])
    return " ".join(words)


def tokens(plain: str) -> list[re.Match[str]]:
    """Words, figures and marks, but for pictures, markup and the stops at the end.

    Whether a writer ends a note with a stop says nothing of the work.
    """
    found = [token for token in TOKEN.finditer(plain) if not _is_decoration(token[0])]
    while found and found[-1][0] in _STOPS:
        found.pop()
    return found


def _is_decoration(token: str) -> bool:
    if token.isascii():
        return token[0] in "<&" and len(token) > 1
    return len(token) == 1 and unicodedata.category(token) in _PICTURES


def neutral_words(tokens: Sequence[str]) -> tuple[list[str], list[int]]:
    """The neutral text's words, and for each the index of the token it begins at.

    Tokens that begin no word belong to the person before them.
    """
    found = words_and_spans(tokens)
    agreed = _agreeing([word for word, _, _ in found])
    again = _merged(agreed)
    return [agreed[i] for i in again], [found[i][1] for i in again]


def words_and_spans(tokens: Sequence[str]) -> list[tuple[str, int, int]]:
    """Each word as it is in lower case, or `PERSON`, with the tokens [start, end) behind it."""
    out: list[str] = []
    begins: list[int] = []
    place = _Place.OPENS
    for i, token in enumerate(tokens):
        last = i == len(tokens) - 1
        if token == "." and not last and place in (_Place.TITLED, _Place.INITIALLED):
            continue
        word = _word(token, tokens[i + 1 : i + 4], place)
        out.append(word)
        begins.append(i)
        place = _next_place(token, word, place)
    kept = _merged(out)
    starts = [begins[i] for i in kept]
    ends = [*starts[1:], len(tokens)][: len(starts)]
    return [(out[i], start, end) for i, start, end in zip(kept, starts, ends, strict=True)]


def _next_place(token: str, word: str, place: _Place) -> _Place:
    if token in _CLOSED:
        return _Place.OPENS
    lower = token.lower()
    if word == PERSON and lower in TITLES:
        return _Place.TITLED
    if word != PERSON or not token[0].isupper() or lower in SWAP:
        return _Place.INSIDE
    if len(token) == 1 or lower in SUFFIXES:
        return _Place.INITIALLED
    return _Place.NAMED


def _word(token: str, behind: Sequence[str], place: _Place) -> str:
    lower = token.lower()
    stem = lower.removesuffix("'s")
    for spelling in (lower, stem, singular(lower)):  # "lady", "lady's", "ladies"
        if spelling in SWAP:
            return SWAP[spelling]
    if not lower[0].isalpha():
        return lower
    if (
        not first_names().isdisjoint((stem, singular(stem)))
        or _CONTRACTED.fullmatch(lower)
        or re.match(_FOREIGN, lower)
    ):
        return PERSON
    if not token[0].isupper():
        named = token != lower and _PREFIXED.match(lower) is not None
        named |= place is _Place.TITLED and not _ordinary(lower)
        opens = place is _Place.OPENS and lower in NAMESAKES and _acts(behind)
        return PERSON if named or opens else corrected(lower)
    if lower == "i" or lower.startswith("i'"):
        return lower
    return PERSON if _is_name(token, stem, behind, place) else lower


def _is_name(token: str, stem: str, behind: Sequence[str], place: _Place) -> bool:
    """Whether a capitalised word is a name, given its place and the words behind it."""
    loud = len(token) > 1 and token.isupper()
    if place is _Place.TITLED:
        return True
    if stem == "miss":
        return bool(behind) and behind[0][0].isupper() and not _ordinary(behind[0].lower())
    if stem in NAMESAKES and (loud or place is _Place.OPENS):
        owns = token.lower() != stem and not loud
        plainly = place is not _Place.OPENS or stem in QUALITIES
        named = _acts(behind) or (not plainly and _does(behind)) or _surnamed(behind)
        return owns or named or not _ordinary(stem)
    if loud or place is _Place.OPENS:
        listed = loud and stem in english_words()
        return not listed and not _ordinary(stem) and not _ordinary(token.lower())
    if place is _Place.INITIALLED:
        return stem not in OPENERS
    return stem not in FORM_WORDS or place is _Place.NAMED


def _acts(behind: Sequence[str]) -> bool:
    """Whether the next word is a verb that only a third person takes: "Will is", "May has"."""
    return bool(behind) and behind[0].lower() in _COPULAS


def _surnamed(behind: Sequence[str]) -> bool:
    """Whether a second name, or a second person, follows: "Mark Jones", "Grace and Hope"."""
    if not behind:
        return False
    word = behind[1] if behind[0] == "and" and len(behind) > 1 else behind[0]
    return len(word) > 1 and word.istitle() and word.lower() not in OPENERS


def _does(behind: Sequence[str]) -> bool:
    """Whether a person's deeds follow: "Will returns", "Mark always helped", "Grace, you"."""
    if len(behind) > 1 and behind[0] == ",":
        return behind[1].lower() in ("you", "your", "who", "whose")
    lower = (word.lower() for word in behind)
    verb = next((w for w in lower if w not in _ADVERBS and not w.endswith("ly")), "")
    past = verb.endswith("ed") and verb not in _BASES
    return verb in _AUXILIARY or past or singular(verb) != verb


def _ordinary(word: str) -> bool:
    """Whether a word is English: listed, or a listed word with an ending or a hyphen."""
    if word in known_words():
        return True
    if "-" in word:
        return all(_ordinary(part) for part in word.split("-"))
    stem = _ENDINGS.sub("", word)
    return stem != word and len(stem) > 3 and (stem in known_words() or stem + "e" in known_words())


def _merged(parts: list[str]) -> list[int]:
    """The indices that stay: "Ms. Maria de la Cruz-Ruiz" is one person, and so is "her/his"."""
    out: list[int] = []
    for i, word in enumerate(parts):
        if word != PERSON:
            if word != "'" or not out or parts[out[-1]] != PERSON:  # "Jones' desk"
                out.append(i)
            continue
        end = len(out)
        while end and (parts[out[end - 1]] in PARTICLES or parts[out[end - 1]] == "/"):
            end -= 1
        if end and parts[out[end - 1]] == PERSON:
            del out[end:]
        else:
            out.append(i)
    return out


def _agreeing(parts: list[str]) -> list[str]:
    """Words without a final s: "she returns and files" and "they return and file" are one.

    A noun loses its plural with it. Away from a person only listed words are touched, so
    that "always" stays.
    """
    out: list[str] = []
    after = False
    for word in parts:
        base = singular(word)
        out.append(base if after or base in known_words() else word)
        after = word == PERSON or (after and is_adverb(base))
    return out


def is_adverb(word: str) -> bool:
    """Whether a word may stand between a person and a verb: "often", "quickly"."""
    return word in _ADVERBS or word.endswith("ly")


def singular(verb: str) -> str:
    """A verb without its third-person ending, a noun without its plural."""
    if len(verb) < 4 or verb[-1] != "s" or "'" in verb:
        return verb
    if verb.endswith(("ss", "us", "is", "persons")):
        return verb
    if verb.endswith("ies"):
        return verb[:-3] + "y" if len(verb) > 4 else verb[:-1]
    if verb.endswith(("sses", "ches", "shes", "xes", "zzes", "oes", "focuses")):
        return verb[:-2]
    return verb[:-1]
