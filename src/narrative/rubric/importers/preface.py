"""Title and definition, from the text around a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from narrative.rubric.importers.blocks import Para
from narrative.rubric.importers.names import is_heading
from narrative.rubric.importers.words import clean
from narrative.rubric.naming import key, title

_TITLES = {"competency", "title", "rubric", "rubric name", "competency name", "name"}
_DEFINITIONS = {"definition", "objective", "description", "purpose", "competency definition"}
_PREFIX = re.compile(r"\s*(?P<label>[A-Za-z][A-Za-z ]{2,24})\s*:\s+(?P<rest>\S.*)", re.DOTALL)
_TITLE_WORDS = 14
_DEFINITION_WORDS = 7


@dataclass(frozen=True, slots=True)
class Preface:
    """Title and definition ("" where there is none), and the other pieces in order."""

    title: str
    definition: str
    left: list[str]


def read(pieces: Sequence[Para]) -> Preface:
    """Finds title and definition: by their labels, else by their looks and places."""
    pieces = [part for piece in pieces for part in _split_title(piece)]
    labelled = _labelled(pieces)
    heading = next((i for i, piece in enumerate(pieces) if piece.heading and _short(piece)), None)
    title_at = heading if heading is not None else labelled.get("title")
    definition_at = labelled.get("definition")
    if title_at is None:
        title_at = next(
            (i for i, piece in enumerate(pieces) if _short(piece) and i != definition_at), None
        )
    if definition_at is None:
        start = 0 if title_at is None else title_at + 1
        definition_at = next(
            (i for i, p in enumerate(pieces) if i >= start and _long(p) and not p.item), None
        )
    left: list[str] = []
    found = {"title": "", "definition": ""}
    for i, piece in enumerate(pieces):
        if i not in (title_at, definition_at):
            left.append(piece.text)
            continue
        label, rest = _without_label(piece, i == definition_at)
        left += [label] if label else []
        found["definition" if i == definition_at else "title"] = clean(rest)
    return Preface(title(found["title"]).rstrip(" :"), found["definition"], left)


def _split_title(piece: Para) -> list[Para]:
    """A title that no blank line parts from the paragraph below it, and that paragraph."""
    lines = piece.lines
    if len(lines) < 2 or not is_heading(lines[0]) or not lines[1][:1].isupper():
        return [piece]
    return [Para(lines[0]), Para("\n".join(lines[1:]))]


def _labelled(pieces: Sequence[Para]) -> dict[str, int]:
    """Places of title and definition as labels give them: "Definition", then the text."""
    places: dict[str, int] = {}
    for i, piece in enumerate(pieces):
        prefix = _PREFIX.fullmatch(piece.text)
        label, at = (key(prefix["label"]), i) if prefix else (key(piece.text), i + 1)
        noun = "title" if label in _TITLES else "definition" if label in _DEFINITIONS else ""
        if noun and at < len(pieces):
            places.setdefault(noun, at)
    return places


def _without_label(piece: Para, definition: bool) -> tuple[str, str]:
    prefix = _PREFIX.fullmatch(piece.text)
    wanted = _DEFINITIONS if definition else _TITLES
    if prefix and key(prefix["label"]) in wanted:
        return prefix["label"] + ":", prefix["rest"]
    return "", piece.text


def _short(piece: Para) -> bool:
    text = clean(piece.text)
    return (
        not piece.item
        and len(text.split()) <= _TITLE_WORDS
        and any(map(str.isalpha, text))
        and text[-1:] not in ".;,?"
        and (piece.heading or is_heading(text) or text.isupper())
    )


def _long(piece: Para) -> bool:
    return len(piece.text.split()) >= _DEFINITION_WORDS
