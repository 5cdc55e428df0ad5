"""Everything that can go wrong for a user, in one tree.

Messages name the file, row and column of a fault and never quote review text:
they end up in terminals, logs and tickets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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
