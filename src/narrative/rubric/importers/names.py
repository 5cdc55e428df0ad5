"""Factor names that stand in front of a row's first descriptor rather than in a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from narrative.rubric.importers.words import clean

_CONNECTORS = {"and", "of", "the", "&", "/", "in", "for", "to", "with", "or", "-", "–"}
_COLON = re.compile(r"(?P<name>[^.;:]{1,80}?)(?:\s*:\s+|\s+[–—-]\s+)(?P<rest>\S.*)", re.DOTALL)
_MOST_WORDS = 8

Split = tuple[str, str]


def split_names(cells: Sequence[str]) -> list[Split] | None:
    """Name and remainder of each cell, by the first rule that fits every one of them.

    A rule that fits only some cells has mistaken the beginning of a sentence for a name.
    """
    if not cells:
        return None
    rules: tuple[Callable[[str], Split | None], ...] = (_own_line, before_colon, _glued)
    for rule in rules:
        found = [split for cell in cells if (split := rule(cell)) is not None]
        names = {name.casefold() for name, _ in found}
        if len(found) == len(cells) == len(names):
            return found
    return None


def is_heading(text: str) -> bool:
    """Whether a text looks like a name: short, capitalised, and not a sentence."""
    text = clean(text)
    count = len(text.split())
    return 0 < count <= _MOST_WORDS and _capital(text) and text[-1] not in ".;,!?"


def _own_line(cell: str) -> Split | None:
    """A name on the first line of the cell, by itself."""
    first, _, rest = cell.strip().partition("\n")
    rest = rest.strip()
    if not is_heading(first) or not rest or not _capital(rest):
        return None
    return first.strip().rstrip(":").strip(), rest


def before_colon(cell: str) -> Split | None:
    """A name before a colon or a spaced dash, and the text after it."""
    match = _COLON.fullmatch(clean(cell))
    return (match["name"], match["rest"]) if match and is_heading(match["name"]) else None


def _glued(cell: str) -> Split | None:
    """A run of capitalised words whose last one begins the sentence.

    "Availability/Timeliness Is difficult to contact" has its name before "Is".
    """
    tokens = clean(cell).split()
    last = 0
    for place, token in enumerate(tokens):
        if _capital(token):
            last = place
        elif token.casefold() not in _CONNECTORS:
            break
        if token[-1] in ".;:!?":
            break
    end = last
    while end > 0 and tokens[end - 1].casefold() in _CONNECTORS:
        end -= 1
    if not 0 < end <= _MOST_WORDS or not _capital(tokens[0]):
        return None
    return " ".join(tokens[:end]), " ".join(tokens[last:])


def _capital(text: str) -> bool:
    return text.lstrip("(\"'[")[:1].isupper()
