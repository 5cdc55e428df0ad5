"""What a descriptor says, word by word: blanks, broken ends, and words that carry content."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from narrative.rubric.naming import key

FEWEST = 3
"""Fewer specific words than this do not tell a passage apart."""

_STOP_WORDS = """
a about after all also an and any are as at be been being both but by can could do does each
either for from had has have having he her his i if in into is it its may might more most must of
on one or other others our out over own s shall she should so some such than that the their them
then there these they this those to under up upon was we well were what when where which while who
whom whose will with within would you your
"""
_STOP = frozenset(_STOP_WORDS.split())
# Words of judgement and of the form itself: any passage about anything fits them.
_EMPTY_WORDS = """
above acceptable according achieve achieved achieves achieving adequate adequately always
applicable appropriate appropriately area areas aspect aspects average below better competent
competently consistent consistently criteria demonstrate demonstrated demonstrates do doing done
duties duty effective effectively employee employees etc exceed exceeded exceeding exceeds
excellent exceptional exemplary expectation expectations expected expert factor fail failed fails
fair far frequently fully functions general generally goal goals good great high higher highest
improve improvement individual job key level levels low lower lowest marginal meet meeting meets
met minimum n needed needs normal not objective objectives often outstanding overall perform
performance performed performing performs poor poorly position proficient quality rarely rating
regularly required requirement requirements requires responsibilities responsibility role
satisfactorily satisfactory see sometimes standard standards successful successfully superior task
tasks tba tbd unacceptable unsatisfactory usually very work worker working works yet same
described description descriptor defined na none
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
# What tells two levels apart even where all other words agree.
_DEGREE_WORDS = """
no not never none nor without rarely seldom sometimes occasionally often frequently usually
generally mostly mainly always consistently regularly inconsistently some most all every few many
minimal minimally little limited partial partially partly fully completely entirely only more less
least better best worse worst above below beyond before after fails fail failed lacks lack needs
exceeds meets exceptional exceptionally outstanding excellent good poor poorly very highly
extremely well basic advanced independently unprompted proactively hardly barely adequate
adequately acceptable unacceptable satisfactory unsatisfactory major minor close constant
supervision guidance help reluctantly willingly other others one two three four five
"""
_DEGREE = frozenset(_DEGREE_WORDS.split())
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_ENDS = re.compile(
    r"\b(?:and|or|nor|but|the|a|an|its|their|your|our|if|because|into|than|which|whose|including|"
    r"such as|e\.g\.|i\.e\.)$",
    re.IGNORECASE,
)
_BLANKS = re.compile(
    r"\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|_{3,}|\.{4,}|\bX{2,}\b|\bT\.?B\.?[DAC]\b|\blorem ipsum\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:insert|enter|fill|specify|name|names|your|title|date|agency|bureau|unit|office|number|"
    r"organi[sz]ation|department|company|team|tbd|x+)\b|\.\.\.|…|^\W*$",
    re.IGNORECASE,
)
_PHRASE_WORDS = 5
_PHRASE_CONTENT = 3
_SIMILAR = 0.9
_NEAR = 0.8
_LONG = 1_000
"""Characters from which texts are compared word by word: letter by letter takes minutes."""


def tokens(text: str) -> list[str]:
    """The words of a text, case folded, in order."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def specific(text: str, names: Iterable[str] = ()) -> list[str]:
    """The words that say something of their own, each once.

    Function words, words of judgement ("meets", "good") and words of the names are none.
    """
    known = {stem(word) for name in names for word in tokens(name)}
    known |= {stem(word) for word in _EMPTY}
    kept = [w for w in tokens(text) if w not in _STOP and stem(w) not in known and not w.isdigit()]
    return list(dict.fromkeys(kept))


def stem(word: str) -> str:
    """A word without its commonest endings, so that "responds" and "responding" agree."""
    word = word.removesuffix("'s")
    for ending in ("ingly", "edly", "ing", "ies", "ied", "ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending in ("ies", "ied") else "")
    return word


def cut_off(text: str) -> str:
    """The words a text breaks off with, or "" if it ends as a text may."""
    text = text.strip()
    last = text[-1:]
    broken = last in ",;:–—-(&/" or text.endswith(("...", "…")) or bool(_ENDS.search(text))
    if not broken and (text.count("(") > text.count(")") or text.count('"') % 2):
        broken = True
    return " ".join(text.split()[-3:]) if text and broken else ""


def placeholders(text: str) -> list[str]:
    """The blanks that wait to be filled in, as printed, each once."""
    found = [match.group() for match in _BLANKS.finditer(text)]
    return list(dict.fromkeys(blank for blank in found if _is_blank(blank)))


def _is_blank(mark: str) -> bool:
    """Whether brackets ask for something: an editor's "[sic]" or "[s]" does not."""
    if mark[0] not in "[<{":
        # "xx" is a blank in capitals only; "XX" in a Roman number is rare enough.
        return not mark.islower() or "lorem" in mark
    inner = mark[1:-1]
    return bool(_ASKS.search(inner)) or (inner[:1].isupper() and len(inner.split()) > 1)


def _content(text: str) -> set[str]:
    """Stems that carry meaning when two levels are compared: judgement and degree count."""
    return {stem(word) for word in tokens(text) if word not in _STOP or word in _DEGREE}


def difference(one: str, other: str) -> list[str]:
    """The content words only one of two texts has, as they stand there."""
    apart = _content(one) ^ _content(other)
    return list(dict.fromkeys(w for w in tokens(f"{one} {other}") if stem(w) in apart))


def say_the_same(one: str, other: str) -> bool:
    """Whether two texts hold the same content words, in whatever order."""
    mine, theirs = _content(one), _content(other)
    return mine == theirs if mine or theirs else key(one) == key(other)


def hardly_differ(one: str, other: str) -> bool:
    """Whether two texts differ in few words, and in none of number, degree or denial."""
    mine, theirs = _content(one), _content(other)
    shared = len(mine & theirs) / max(len(mine | theirs), 1)
    return shared >= _NEAR and not any(_tells(word) for word in difference(one, other))


def _tells(word: str) -> bool:
    """Whether a word tells levels apart: degree, denial, a number, a negative prefix."""
    return (
        word in _DEGREE
        or any(map(str.isdigit, word))
        or word.startswith(("un", "in", "im", "dis", "non", "mis"))
        or word.endswith(("n't", "less"))
    )


def nearly_equal(one: str, other: str) -> bool:
    """Whether one text is the other with a few letters changed.

    In long texts, whether all but a few words are the same, in whatever order.
    """
    a, b = key(one), key(other)
    if max(len(a), len(b)) > _LONG:
        return SequenceMatcher(None, a.split(), b.split()).quick_ratio() >= _SIMILAR
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR


@lru_cache(maxsize=1024)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of as many words as a phrase has at least."""
    found = tokens(text)
    return frozenset(zip(*(found[i:] for i in range(_PHRASE_WORDS)), strict=False))


def common_phrase(one: str, other: str) -> str:
    """The longest run of words two texts share, if long enough to matter; else ""."""
    if _runs(one).isdisjoint(_runs(other)):
        return ""
    a, b = tokens(one), tokens(other)
    match = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    run = a[match.a : match.a + match.size]
    content = [word for word in run if word not in _STOP]
    long = len(run) >= _PHRASE_WORDS and len(content) >= _PHRASE_CONTENT
    return " ".join(run) if long else ""
