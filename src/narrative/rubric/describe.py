"""A rubric, and what an import found, as plain lines for a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from narrative.rubric.importers.draft import Import
from narrative.rubric.schema import Rubric

NO_NAME = "(no name)"
NO_CELL = "(not described)"


def describe_rubric(rubric: Rubric, width: int = 88) -> Iterator[str]:
    """Levels, factors and every cell of a rubric."""
    yield f"{rubric.name} ({rubric.id})"
    yield from _wrapped(rubric.definition, width, "  ")
    if rubric.source:
        yield from _wrapped(f"Source: {rubric.source}", width, "  ")
    yield ""
    yield "Levels, lowest first:"
    for place, level in enumerate(rubric.levels, 1):
        yield f"  {place}. {level.name} ({level.id})"
        if level.aliases:
            yield from _wrapped(f"also: {', '.join(level.aliases)}", width, "     ")
    names = {level.id: level.name for level in rubric.levels}
    for place, factor in enumerate(rubric.factors, 1):
        yield ""
        yield f"Factor {place}: {factor.name} ({factor.id})"
        yield from _wrapped(factor.definition, width, "  ")
        yield from _cells(names, factor.descriptors, width)
        yield from _standards(factor.standards, width)


def describe_import(found: Import, width: int = 88) -> Iterator[str]:
    """What an import found: each cell, what was inferred, and the text that has no place in it."""
    draft = found.draft
    yield f"Rubric: {draft.title}"
    yield from _wrapped(draft.definition, width, "  ")
    yield ""
    yield f"{_count(len(draft.levels), 'level')}, lowest first:"
    for place, level in enumerate(draft.levels, 1):
        yield f"  {place}. {level.name}{'' if level.printed else ' (added)'}"
    yield ""
    yield f"{_count(len(draft.rows), 'factor')}:"
    names = {level.name: level.name for level in draft.levels}
    for place, row in enumerate(draft.rows, 1):
        yield ""
        yield f"Factor {place}: {row.name or NO_NAME}"
        yield from _wrapped(row.definition, width, "  ")
        yield from _cells(names, row.cells, width)
        yield from _standards(row.standards, width)
    yield from _listed("Inferred:", found.notes, width)
    if found.leftover:
        yield from _listed("Not part of the rubric:", _counted(found.leftover), width)
    else:
        yield ""
        yield "Every word of the document is part of the rubric."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _cells(names: Mapping[str, str], cells: Mapping[str, str], width: int) -> Iterator[str]:
    for ident, name in names.items():
        yield from _wrapped(f"[{name}] {cells.get(ident, NO_CELL)}", width, "  ", hang="    ")


def _standards(standards: Sequence[str], width: int) -> Iterator[str]:
    for standard in standards:
        yield from _wrapped(f"Standard: {standard}", width, "  ", hang="    ")


def _counted(texts: Iterable[str]) -> Iterator[str]:
    """Each text once, with how often it stands there."""
    for text, times in Counter(texts).items():
        yield text if times == 1 else f"{text} ({times} times)"


def _listed(head: str, texts: Iterable[str], width: int) -> Iterator[str]:
    texts = list(texts)
    if texts:
        yield ""
        yield head
    for text in texts:
        yield from _wrapped(f"- {text}", width, "  ", hang="    ")


def _wrapped(text: str, width: int, indent: str, hang: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=indent,
        subsequent_indent=hang or indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
