"""Running text laid out as a rubric, read into a grid: wrapped columns, stacks, labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrative.rubric.importers import labels, scale
from narrative.rubric.importers.blocks import Para, grid
from narrative.rubric.importers.labels import Found
from narrative.rubric.importers.names import is_heading
from narrative.rubric.importers.words import clean
from narrative.rubric.naming import key


def find(paras: Sequence[Para]) -> Found | None:
    """The first layout that fits: levels in a heading line, or levels as labels."""
    return _columns(paras) or labels.find(paras)


@dataclass(frozen=True, slots=True)
class _Heading:
    """Level names found together: the paragraphs before and after, and a label beside them."""

    before: list[Para]
    names: list[str]
    label: str
    after: list[Para]
    stacked: bool = False


def _columns(paras: Sequence[Para]) -> Found | None:
    found = _heading(paras)
    if found is None:
        return None
    count = len(found.names)
    take = _stack if found.stacked and _is_stack(found.after, count) else _paragraphs
    rows, used = take(found.after, count)
    if not rows:
        return None
    inside = [found.label] if found.label else []
    return Found(found.before, grid([["", *found.names], *rows]), inside, found.after[used:])


def _heading(paras: Sequence[Para]) -> _Heading | None:
    for place, para in enumerate(paras):
        before, after = list(paras[:place]), list(paras[place + 1 :])
        lines = [clean(line) for line in para.lines]
        if len(lines) >= 2 and all(map(scale.is_level, lines)) and _distinct(lines):
            return _Heading(before, lines, "", after, stacked=True)
        names = _run_of_levels(paras[place:])
        if names:
            return _Heading(before, names, "", list(paras[place + len(names) :]))
        for index, line in enumerate(lines):
            split = scale.split_header(line)
            if split:
                above = [Para("\n".join(para.lines[:index]))] if index else []
                below = [Para("\n".join(para.lines[index + 1 :]))] if lines[index + 1 :] else []
                return _Heading([*before, *above], split[1], split[0], [*below, *after])
    return None


def _run_of_levels(paras: Sequence[Para]) -> list[str]:
    """Levels in paragraphs of their own, one after the other."""
    names: list[str] = []
    for para in paras:
        text = clean(para.text)
        if not scale.is_level(text) or len(names) == scale.MOST:
            break
        names.append(text)
    return names if len(names) >= 2 and _distinct(names) else []


def _distinct(names: Sequence[str]) -> bool:
    return len(set(map(key, names))) == len(names) <= scale.MOST


def _is_stack(paras: Sequence[Para], count: int) -> bool:
    """Whether the paragraphs hold a cell to a line."""
    bodies = [para for para in paras if len(para.lines) > 1]
    return bool(bodies) and len(bodies[0].lines) in (count, count + 1)


def _stack(paras: Sequence[Para], count: int) -> tuple[list[list[str]], int]:
    """Rows from paragraphs whose lines are cells, a name before them or not."""
    rows: list[list[str]] = []
    name = ""
    for used, para in enumerate(paras):
        lines = para.lines
        if len(lines) == 1 and is_heading(lines[0]) and not name:
            name = lines[0]
        elif len(lines) == count:
            rows.append([name, *lines])
            name = ""
        elif len(lines) == count + 1 and is_heading(lines[0]) and not name:
            rows.append(lines)
        else:
            return rows, used - bool(name)
    return rows, len(paras) - bool(name)


def _paragraphs(paras: Sequence[Para], count: int) -> tuple[list[list[str]], int]:
    """Rows from paragraphs that are cells; a name is a paragraph or the first line of a cell."""
    rows: list[list[str]] = []
    at = 0
    while at < len(paras):
        named = len(paras[at].lines) == 1 and is_heading(paras[at].text)
        cells = paras[at + named : at + named + count]
        if len(cells) < count:
            break
        rows.append([paras[at].text if named else "", *(cell.text for cell in cells)])
        at += named + count
    return rows, at
