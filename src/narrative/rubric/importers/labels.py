"""Running text with levels as labels in front of it: criteria by level, or levels by factor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from narrative.rubric.importers import scale
from narrative.rubric.importers.blocks import Grid, Para, grid
from narrative.rubric.importers.names import before_colon, is_heading
from narrative.rubric.importers.plain import enumerator
from narrative.rubric.importers.words import clean
from narrative.rubric.naming import key

_SENTENCE = re.compile(r"(?<=[.;!?:])\s+(?=\S)")
_MARK = re.compile(r"\s*(?:[:–—]|-\s)")
_WORDS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A grid made of running text, and the text before, inside and after it that is not in it."""

    before: list[Para]
    grid: Grid
    inside: list[str]
    after: list[Para]


@dataclass(frozen=True, slots=True)
class _Label:
    """A level's name in front of a text, and the text."""

    name: str
    rest: str


def find(paras: Sequence[Para]) -> Found | None:
    """Levels at the beginning of lines, else levels in the middle of paragraphs."""
    return _labelled(paras) or _labelled([part for para in paras for part in _opened(para)])


def _opened(para: Para) -> Iterator[Para]:
    """A paragraph that runs through the levels in one go, cut before each."""
    starts = [0, *(match.end() for match in _SENTENCE.finditer(para.text))]
    cuts = [at for at in starts if _runs_in(para.text[at:])]
    if len(cuts) < 2:
        yield para
        return
    edges = sorted({0, *cuts, len(para.text)})
    for start, end in pairwise(edges):
        yield replace(para, text=para.text[start:end])


def _runs_in(text: str) -> bool:
    found = scale.split_label(text)
    return found is not None and _MARK.match(text[len(found[0]) :]) is not None


def _labelled(paras: Sequence[Para]) -> Found | None:
    reader = _Reader(paras)
    if len(set(reader.names)) < 2:
        return None
    repeated = len(set(reader.names)) < len(reader.names)
    return _by_factor(reader) if repeated else _by_level(reader.paras, reader)


class _Reader:
    """Paragraphs cut so that every line with a level's label begins one, and those labels."""

    def __init__(self, paras: Sequence[Para]) -> None:
        self._extra: frozenset[str] = frozenset()
        self._extra = self._unknown(paras)
        self.paras = list(self._cut(paras))
        self.labels = {i: found for i, p in enumerate(self.paras) if (found := self.label(p.text))}
        self.places = sorted(self.labels)
        self.names = [key(self.labels[place].name) for place in self.places]

    def label(self, text: str) -> _Label | None:
        """The level's label a text begins with; a line that is a name alone counts too."""
        found = scale.split_label(text)
        if found:
            return _Label(clean(found[0]), found[1])
        pair = before_colon(text) if self._extra else None
        return _Label(*pair) if pair and key(pair[0]) in self._extra else None

    def _unknown(self, paras: Sequence[Para]) -> frozenset[str]:
        """Labels that stand as often as the known levels do: levels of unknown wording."""
        lines = [line for para in paras for line in para.lines]
        known = Counter(key(found.name) for line in lines if (found := self.label(line)))
        times = min(known.values(), default=0)
        if len(known) < 2 or times < 2:
            return frozenset()
        pairs = [pair for line in lines if not self.label(line) and (pair := before_colon(line))]
        counts = Counter(key(name) for name, _ in pairs if len(name.split()) <= _WORDS)
        return frozenset(name for name, count in counts.items() if count >= times)

    def _cut(self, paras: Sequence[Para]) -> Iterator[Para]:
        for para in paras:
            group: list[str] = []
            for line in para.lines:
                if group and self.label(line):
                    yield replace(para, text="\n".join(group))
                    group = []
                group.append(line)
            if group:
                yield replace(para, text="\n".join(group))


def _by_level(paras: Sequence[Para], reader: _Reader) -> Found | None:
    """Criteria below each level: by their names where they have them, else by their order."""
    places = reader.places
    names = tuple(reader.labels[place].name for place in places)
    inside = [label.rest for label in reader.labels.values() if label.rest]
    ends = [*places[1:], len(paras)]
    sections = [paras[place + 1 : end] for place, end in zip(places, ends, strict=True)]
    read = _named_sections(sections) or _listed_sections(sections)
    if read is None:
        return None
    made = Grid((("", *names), *read.rows)) if read.named else Grid((names, *read.rows))
    return Found(list(paras[: places[0]]), made, [*inside, *read.inside], read.after)


@dataclass(frozen=True, slots=True)
class _Sections:
    """Rows from the text under each level, and what of that text is in no row."""

    rows: list[tuple[str, ...]]
    inside: list[str]
    after: list[Para]
    named: bool


def _listed_sections(sections: Sequence[Sequence[Para]]) -> _Sections | None:
    """A list under each level: the first item of each is one factor, and so on."""
    lists: list[list[str]] = []
    inside: list[str] = []
    rest: list[Para] = []
    for section in sections:
        inside += [para.text for para in rest]
        items = list(takewhile(lambda para: para.item, section))
        rest = list(section[len(items) :])
        split = [enumerator(para.text) for para in items]
        inside += [number for number, _ in split if number]
        lists.append([text for _, text in split])
    if not any(lists):
        return None
    height = max(map(len, lists))
    rows = [tuple(cells[i] if i < len(cells) else "" for cells in lists) for i in range(height)]
    return _Sections(rows, inside, rest, named=False)


def _named_sections(sections: Sequence[Sequence[Para]]) -> _Sections | None:
    """Texts under the same names at each level: "Name: text", or a heading and its paragraphs."""
    for split in (_colon_names, _heading_names):
        found = [split(section) for section in sections]
        keys = [[key(name) for name, _ in pairs] for pairs, _ in found]
        order = list(dict.fromkeys(name for names in keys for name in names))
        repeated = any(len(set(names)) < len(names) for names in keys)
        # A name that stands at one level only is more likely the beginning of a sentence.
        if len(keys) < 2 or not order or repeated or any(set(k) != set(order) for k in keys):
            continue
        cells = [{key(name): text for name, text in pairs} for pairs, _ in found]
        printed = {key(name): name for name, _ in found[0][0]}
        rows = [(printed[name], *(texts[name] for texts in cells)) for name in order]
        inside = [name for pairs, _ in found[1:] for name, _ in pairs]
        inside += [para.text for _, left in found for para in left]
        return _Sections(rows, inside, [], named=True)
    return None


_Named = tuple[list[tuple[str, str]], list[Para]]


def _colon_names(section: Sequence[Para]) -> _Named:
    split = [(para, before_colon(enumerator(para.text)[1])) for para in section]
    numbers = [Para(n) for para, pair in split if pair and (n := enumerator(para.text)[0])]
    pairs = [pair for _, pair in split if pair]
    return pairs, [*numbers, *(para for para, pair in split if not pair)]


def _heading_names(section: Sequence[Para]) -> _Named:
    pairs: list[tuple[str, str]] = []
    left: list[Para] = []
    for place, para in enumerate(section):
        below = section[place + 1] if place + 1 < len(section) else None
        if is_heading(para.text) and below is not None and not is_heading(below.text):
            pairs.append((clean(para.text), ""))
        elif pairs:
            name, text = pairs[-1]
            pairs[-1] = (name, f"{text}\n{para.text}" if text else para.text)
        else:
            left.append(para)
    return pairs, left


def _by_factor(reader: _Reader) -> Found:
    """A factor's name, then its levels as labels; then the next factor."""
    paras, places = reader.paras, reader.places
    taker = _Taker(reader)
    first = places[0] - (_is_name(paras, places[0] - 1))
    for at in range(first, len(paras)):
        taker.take(at)
    top = ["", *taker.names.values()]
    cells = [[name, *(row.get(level, "") for level in taker.names)] for name, row in taker.rows]
    return Found(list(paras[:first]), grid([top, *cells]), taker.inside, [])


def _is_name(paras: Sequence[Para], place: int) -> bool:
    """Whether a paragraph, numbered or not, looks like a factor's name."""
    return place >= 0 and is_heading(enumerator(paras[place].text)[1].rstrip(" :"))


class _Taker:
    """Takes paragraphs one by one into rows of a name and its levels."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self._name = ""
        self._cell = ""
        self._open = False
        self.names: dict[str, str] = {}
        self.rows: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []

    def take(self, at: int) -> None:
        """Reads the paragraph at a place."""
        para = self._reader.paras[at]
        label = self._reader.labels.get(at)
        if label:
            self._take_label(label)
        elif at + 1 in self._reader.labels and _is_name(self._reader.paras, at):
            number, name = enumerator(para.text)
            self.inside += [text for text in (number, self._name) if text]
            self._name, self._cell = name.rstrip(" :"), ""
        elif self._cell and not para.heading and (self._open or _goes_on(para)):
            row = self.rows[-1][1]
            row[self._cell] = f"{row[self._cell]}\n{para.text}".lstrip("\n")
        else:
            self.inside.append(para.text)
            self._cell = ""

    def _take_label(self, label: _Label) -> None:
        level = key(label.name)
        self.inside += [label.name] if level in self.names else []
        self.names.setdefault(level, label.name)
        if self._name or not self.rows or level in self.rows[-1][1]:
            self.rows.append((self._name, {}))
            self._name = ""
        self._cell = level
        # A label on a line of its own heads all that follows; one with text is done with it.
        self._open = not label.rest.strip(" :–—-\n")
        self.rows[-1][1][level] = label.rest.lstrip(" :–—-\n")


def _goes_on(para: Para) -> bool:
    """Whether a paragraph belongs to the sentence, or the list, before it."""
    return para.item or para.text.lstrip()[:1].islower()
