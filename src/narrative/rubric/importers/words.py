"""Words: how text is cleaned, and the count that proves nothing was lost or doubled."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrative.rubric.importers.draft import Import

_QUOTES = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"'}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
# What a terminal would obey rather than show; line breaks and tabs stay white space.
_CONTROLS = {chr(i): " " for i in [*range(32), *range(127, 160)] if chr(i) not in "\t\n\r\v\f\x85"}
_HYPHENS = {"\u2011": "-", "\u2010": "-"}
_TABLE = str.maketrans({**_QUOTES, **_LIGATURES, **_INVISIBLE, **_CONTROLS, **_HYPHENS})
_WRAPPED = re.compile(r"(?<=\w-)[^\S\n]*\n\s*(?=\w)")
_WORD = re.compile(r"[^\W_]+")


def clean(text: str) -> str:
    """Straight quotes, single spaces, no line breaks; a word broken at its hyphen is joined."""
    text = unicodedata.normalize("NFC", text).translate(_TABLE)
    return " ".join(_WRAPPED.sub("", text).split())


def words(text: str) -> list[str]:
    """The alphanumeric tokens of a text, case folded, in order."""
    return _WORD.findall(clean(text).casefold())


@dataclass(frozen=True, slots=True)
class Account:
    """The words an import lacks, in the source's order, and those it has too many of."""

    missing: tuple[str, ...]
    surplus: tuple[str, ...]


def account(source: Iterable[str], result: Import) -> Account:
    """Holds the words of a document against those of an import made from it."""
    here = Counter(word for piece in printed(result) for word in words(piece))
    missing: list[str] = []
    for word in source:
        if here[word] > 0:
            here[word] -= 1
        else:
            missing.append(word)
    return Account(tuple(missing), tuple(sorted(here.elements())))


def printed(result: Import) -> Iterator[str]:
    """Every piece of an import that was taken from the document, once."""
    draft = result.draft
    if draft.title_printed:
        yield draft.title
    yield draft.definition
    yield from (level.name for level in draft.levels if level.printed)
    for row in draft.rows:
        if row.name and row.printed:
            yield row.name
        yield row.definition
        yield from row.cells.values()
        held = list(row.cells.values())
        yield from (text for text in row.standards if not any(text in cell for cell in held))
    yield from result.leftover
