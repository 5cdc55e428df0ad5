"""A rubric as a document holds it: perhaps without names, always with what was left over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from narrative.errors import RubricError
from narrative.rubric import naming
from narrative.rubric.schema import Rubric
from narrative.rubric.store import parse_rubric

_PAIR = re.compile(r"([A-Za-z0-9][A-Za-z0-9_]*)=(.+)", re.DOTALL)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_ID_LENGTH = 60


@dataclass(frozen=True, slots=True)
class DraftLevel:
    """A level's name, and whether the document prints it."""

    name: str
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A factor to be.

    Attributes:
        name: Its name, or None where the document gives none.
        cells: Descriptors by level name.
        standards: Measurable standards, as sentences or clauses.
        definition: What the document says of the factor as a whole.
        printed: Whether the name is the document's own.
        id: The id to use, or None to make one of the name.
    """

    name: str | None
    cells: Mapping[str, str]
    standards: tuple[str, ...] = ()
    definition: str = ""
    printed: bool = True
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Title, definition, levels (lowest first) and rows, as far as the document gives them."""

    id: str
    title: str
    definition: str
    levels: tuple[DraftLevel, ...]
    rows: tuple[Row, ...]
    title_printed: bool = True


@dataclass(frozen=True, slots=True)
class Import:
    """A draft, the text that found no place in it, what had to be inferred, and from which file."""

    draft: Draft
    leftover: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    path: str = ""

    @property
    def missing_names(self) -> int:
        """How many rows have no name."""
        return sum(row.name is None for row in self.draft.rows)

    def rubric(self) -> Rubric:
        """The finished rubric. Raises RubricError when rows lack names, or it is not valid."""
        where = self.path or self.draft.title
        missing, total = self.missing_names, len(self.draft.rows)
        if missing:
            raise RubricError(
                f"{where}: {missing} of the {total} rows of the document have no factor name; "
                "give them in order with --factor-names"
            )
        return parse_rubric(_plain(self.draft), where)


def name_rows(rows: Sequence[Row], names: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Rows under the names given, and the printed names these replace.

    The names are for the rows that have none; as many names as rows replace them all.
    A name may carry the id to use: ``clarity_courtesy=Clarity and courtesy``.

    Raises:
        RubricError: As many names as neither rows without a name nor rows.
    """
    unnamed = sum(row.name is None for row in rows)
    if len(names) not in (unnamed, len(rows)):
        raise RubricError(
            f"{len(names)} factor names were given, but the document has {len(rows)} rows, "
            f"{unnamed} of them without a name"
        )
    given = iter(names)
    every = len(names) == len(rows)
    replaced = [row.name for row in rows if every and row.name and row.printed]
    return [
        _named(row, next(given)) if every or row.name is None else row for row in rows
    ], replaced


def _named(row: Row, given: str) -> Row:
    pair = _PAIR.fullmatch(given.strip())
    ident, name = pair.groups() if pair else (None, given)
    if not name.strip():
        raise RubricError("a factor name that was given is empty")
    return replace(row, name=" ".join(name.split()), id=ident, printed=False)


def _plain(draft: Draft) -> dict[str, object]:
    """The draft as the plain data of a rubric file."""
    names = [level.name for level in draft.levels]
    level_ids = _unique([naming.level_slug(_ASIDE.sub("", n) or n) for n in names], "level")
    factor_ids = _unique([row.id or naming.slug(row.name or "") for row in draft.rows], "factor")
    ids = dict(zip(names, level_ids, strict=True))
    levels = [
        {"id": ident, "name": name, "aliases": aliases}
        for name, ident, aliases in zip(
            names, level_ids, naming.default_aliases(names), strict=True
        )
    ]
    factors = [
        {
            "id": ident,
            "name": row.name,
            "definition": row.definition,
            "descriptors": {ids[level]: row.cells[level] for level in names if level in row.cells},
            "standards": row.standards,
        }
        for ident, row in zip(factor_ids, draft.rows, strict=True)
    ]
    return {
        "id": draft.id,
        "name": draft.title,
        "definition": draft.definition,
        "levels": levels,
        "factors": factors,
    }


def _unique(ids: Sequence[str], noun: str) -> list[str]:
    """The ids, none empty or too long, a repeated one with its place attached."""
    seen: list[str] = []
    for place, ident in enumerate(ids, 1):
        short = ident[:_ID_LENGTH].strip("_") or f"{noun}_{place}"
        seen.append(f"{short}_{place}" if short in seen else short)
    return seen
