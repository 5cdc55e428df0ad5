"""Everything that can go wrong for a user, in one tree.

Messages name the file, row and column of a fault and never quote review text:
they end up in terminals, logs and tickets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any


class NarrativeError(Exception):
    """A fault the user can mend; the command line prints it and exits with 2."""


class RubricError(NarrativeError):
    """A rubric document or file that cannot be used."""


class ModelError(NarrativeError):
    """A model folder that is damaged, altered, or of another format version."""


class ConfigError(NarrativeError):
    """A configuration file or command-line option that cannot be used."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input, and where.

    Attributes:
        message: What is wrong, in one sentence, without review text.
        row: 1-based row as a spreadsheet shows it (the header is row 1), if known.
        column: The column's name, if the fault belongs to one.
    """

    message: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row is not None else []
        if self.column is not None:
            place.append(f"column {self.column!r}")
        return f"{', '.join(place)}: {self.message}" if place else self.message


class InputError(NarrativeError):
    """An input file with faults: all of them are reported at once."""

    SHOWN = 50

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__(source, self.faults)

    def __str__(self) -> str:
        shown = [f"{self.source}: {fault}" for fault in self.faults[: self.SHOWN]]
        rest = len(self.faults) - self.SHOWN
        if rest > 0:
            shown.append(f"{self.source}: and {rest} more faults of the same kinds")
        return "\n".join(shown)


def counted(count: int, noun: str) -> str:
    """``1 review`` or ``1,200 reviews``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


_KINDS = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    tuple: "a list",
    dict: "a table of keys",
    type(None): "nothing",
}
_WANTED = {
    "string": "text",
    "tuple": "a list",
    "list": "a list",
    "dict": "a table of keys",
    "model": "a table of keys",
    "bool": "true or false",
}


def schema_fault(fault: Mapping[str, Any], known: Collection[str] = ()) -> str:
    """What pydantic found wrong in a file that a person wrote, in plain words, after its place.

    Args:
        fault: One of the dictionaries of a ``ValidationError``, with its input and context.
        known: Keys that the file may hold, for a hint at a misspelt one.
    """
    place = ".".join(map(str, fault["loc"]))
    said = _plainly(fault, known)
    return f"{place}: {said}" if place else said


def _plainly(fault: Mapping[str, Any], known: Collection[str]) -> str:
    kind, told = str(fault["type"]), fault.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        near = get_close_matches(str(fault["loc"][-1]), list(known), 1)
        return f"is no known key{f'; did you mean {near[0]!r}?' if near else ''}"
    if kind == "string_pattern_mismatch":
        return "may hold the letters a to z, digits and underscores, and starts with no underscore"
    if kind == "string_too_short":
        return "is empty"
    if kind == "string_too_long":
        return f"is longer than {told['max_length']:,} characters"
    if kind == "too_short":
        return f"has {told['actual_length']}, and needs {told['min_length']} or more"
    wanted = _WANTED.get(kind.partition("_")[0])
    if wanted and kind.endswith("_type"):
        return f"should be {wanted}, not {_KINDS.get(type(fault.get('input')), 'this')}"
    return str(fault["msg"]).removeprefix("Value error, ")
