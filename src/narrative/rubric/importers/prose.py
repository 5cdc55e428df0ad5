"""Running text laid out as a rubric, read into a grid: wrapped columns, stacks, criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrative.rubric.importers import scale
from narrative.rubric.importers.blocks import Grid, Para, grid
from narrative.rubric.importers.names import is_heading
from narrative.rubric.importers.plain import enumerator
from narrative.rubric.importers.words import clean
from narrative.rubric.naming import key


@dataclass(frozen=True, slots=True)
class Found:
    """A grid made of running text, and the text before, inside and after it that is not in it."""

    before: list[Para]
    grid: Grid
    inside: list[str]
    after: list[Para]


def find(paras: Sequence[Para]) -> Found | None:
    """The first layout that fits: levels in a heading line, or levels as labels."""
    return _columns(paras) or _labelled(_by_label(paras))


# --- levels named together, cells below --------------------------------------------------


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
        elif len(lines) == count + 1 and is_heading(lines[0]):
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


# --- levels as labels in front of text ----------------------------------------------------


def _by_label(paras: Sequence[Para]) -> list[Para]:
    """Paragraphs cut so that every line with a level's label begins one."""
    parts: list[Para] = []
    for para in paras:
        group: list[str] = []
        for line in para.lines:
            if group and _label(line):
                parts.append(Para("\n".join(group), para.heading, para.item))
                group = []
            group.append(line)
        if group:
            parts.append(Para("\n".join(group), para.heading, para.item))
    return parts


def _label(text: str) -> tuple[str, str] | None:
    """A level's name in front of a text, and the text; a line that is a name alone counts too."""
    found = scale.split_label(text)
    return (clean(found[0]), found[1]) if found else None


def _labelled(paras: Sequence[Para]) -> Found | None:
    places = [i for i, para in enumerate(paras) if _label(para.text)]
    if not places:
        return None
    names = [key(found[0]) for i in places if (found := _label(paras[i].text))]
    if len(set(names)) < len(names):
        return _by_factor(paras, places)
    return _by_level(paras, places)


def _by_level(paras: Sequence[Para], places: Sequence[int]) -> Found | None:
    """Criteria listed under each level: the first of each list is one factor, and so on."""
    names: list[str] = []
    lists: list[list[str]] = []
    inside: list[str] = []
    end = places[0]
    for place in places:
        name, rest = _label(paras[place].text) or ("", "")
        names.append(name)
        if rest:
            inside.append(rest)
        end = place + 1
        cells: list[str] = []
        while end < len(paras) and paras[end].item and end not in places:
            number, text = enumerator(paras[end].text)
            inside += [number] if number else []
            cells.append(text)
            end += 1
        lists.append(cells)
        inside += [para.text for para in _between(paras, end, places)]
    if not any(lists):
        return None
    height = max(map(len, lists))
    rows = [[cells[i] if i < len(cells) else "" for cells in lists] for i in range(height)]
    return Found(list(paras[: places[0]]), Grid(tuple(map(tuple, [names, *rows]))), inside,
                 list(paras[end:]))  # fmt: skip


def _between(paras: Sequence[Para], start: int, places: Sequence[int]) -> Sequence[Para]:
    """What stands between a list and the next level's label."""
    following = next((place for place in places if place >= start), start)
    return paras[start:following]


def _by_factor(paras: Sequence[Para], places: Sequence[int]) -> Found | None:
    """A factor's name, then its levels as labels; then the next factor."""
    names: dict[str, str] = {}
    rows: list[tuple[str, dict[str, str]]] = []
    inside: list[str] = []
    name_at = _name_before(paras, places[0])
    current = ""
    for at in range(places[0], len(paras)):
        label = _label(paras[at].text)
        if label is None:
            following = at + 1 in places and is_heading(paras[at].text)
            if following or not current or (paras[at].heading and rows):
                current = "" if paras[at].heading or following else current
                inside += [] if following else [paras[at].text]
                name_at = at if following else name_at
            else:
                rows[-1][1][current] += f"\n{paras[at].text}"
            continue
        current = key(label[0])
        names.setdefault(current, label[0])
        if not rows or current in rows[-1][1] or (name_at is not None and name_at >= 0):
            rows.append((paras[name_at].text if name_at is not None and name_at >= 0 else "", {}))
            name_at = -1
        rows[-1][1][current] = label[1].lstrip(" :–—-\n")
    top = ["", *names.values()]
    cells = [[name, *(row.get(level, "") for level in names)] for name, row in rows]
    first = places[0] - (1 if _name_before(paras, places[0]) is not None else 0)
    return Found(list(paras[:first]), grid([top, *cells]), inside, [])


def _name_before(paras: Sequence[Para], place: int) -> int | None:
    """The place of a factor's name right before its first level, if there is one."""
    return place - 1 if place and is_heading(paras[place - 1].text) else None
