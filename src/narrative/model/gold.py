"""Comments a model is measured on: a table of labelled comments, or corpus lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative.corpus.load import read_lines
from narrative.corpus.schema import Comment
from narrative.errors import Fault, InputError
from narrative.model.labelled import FIELDS, Labelled, level_places, read_labelled
from narrative.records import NONE
from narrative.reviews.formats import STREAM, Format
from narrative.reviews.load import quoted
from narrative.rubric.schema import Rubric

_LINE = {"id", "source", "register", "rubric"}
"""What every corpus line holds, and hardly a table of one's own does."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Labelled comments.

    Attributes:
        name: The file's name, without its folder.
        passages: Those labelled under the rubric.
        left_out: How many others the file holds.
    """

    name: str
    passages: list[Labelled]
    left_out: int = 0


def read_gold(
    path: str,
    rubric: Rubric,
    fmt: Format,
    encoding: str = "utf-8",
    mapping: Mapping[str, str] | None = None,
) -> Gold:
    """The comments of a table (see `read_labelled`) or of a corpus file.

    Raises:
        InputError: A file that cannot be read, or labels the rubric does not have; all
            faults are named.
    """
    if path != STREAM and fmt is Format.JSONL and _is_corpus(path):
        return _corpus(path, rubric)
    name = "standard input" if path == STREAM else Path(path).name
    return Gold(name, read_labelled(path, [rubric], encoding, fmt=fmt, mapping=mapping or {}))


def mapped(given: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """The fields given on the command line, over those of the settings that apply here."""
    return {name: column for name, column in settings.items() if name in FIELDS} | {**given}


def _is_corpus(path: str) -> bool:
    """Whether the first line is a corpus line."""
    try:
        with Path(path).open(encoding="utf-8-sig") as handle:
            first: Any = json.loads(next((line for line in handle if line.strip()), ""))
    except (OSError, ValueError, RecursionError):
        return False  # the table reader says what is wrong
    return (
        isinstance(first, dict)
        and first.keys() >= _LINE
        and bool(first.keys() & {"text", "sentences"})
    )


def _corpus(path: str, rubric: Rubric) -> Gold:
    places = level_places(rubric)
    factors = {*rubric.factor_ids, NONE}
    passages: list[Labelled] = []
    faults: list[Fault] = []
    left_out = 0
    try:
        lines = list(read_lines(Path(path)))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, [Fault("cannot be read as UTF-8 text")]) from error
    for line in lines:
        parts = [line] if isinstance(line, Comment) else list(line.sentences)
        if line.rubric != rubric.id:
            left_out += len(parts)
            continue
        for part in parts:
            wrong = []
            if part.factor is not None and part.factor not in factors:
                wrong.append(f"{line.id}: {quoted(part.factor)} is no factor of the rubric")
            if part.level is not None and part.level not in places:
                wrong.append(f"{line.id}: {quoted(part.level)} is no level of the rubric")
            faults += map(Fault, wrong)
            place = None if part.level is None or wrong else places[part.level]
            passages.append(
                Labelled(part.text, rubric.id, part.factor, part.level, place, line.source,
                         line.register_)
            )  # fmt: skip
    if not faults and not passages:
        faults = [Fault(f"no comment is labelled under the rubric {rubric.id!r}")]
    if faults:
        raise InputError(path, faults)
    return Gold(Path(path).name, passages, left_out)
