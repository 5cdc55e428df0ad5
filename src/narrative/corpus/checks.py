"""What must hold of every item and of the corpus as a whole."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from narrative.corpus.load import Corpus
from narrative.corpus.schema import GENERAL
from narrative.records import NONE
from narrative.text.neutral import neutral

SAME_START = 0.02
"""Greatest share of a source's items that may start with the same two words."""

SKELETON, SHARED = 5, 3
"""A run of this many content words in this many items smells of a template."""

NEAR = 0.7
"""Jaccard similarity of word pairs at which two texts are the same but for a word."""

_LEAST = 5
"""Texts of fewer words may coincide: "Keep it up." is anybody's."""

_COMMON = 400
"""Word pairs in more texts than this are no sign of copying; they only cost time."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Item:
    """A comment or a review's sentence, flat.

    Attributes:
        group: Items of one group (a review, a contrast group) may resemble each other.
        start: Whether it opens a comment or a review.
    """

    id: str
    source: str
    rubric: str
    text: str
    factor: str | None
    level: str | None
    group: str
    start: bool


def items_of(corpus: Corpus) -> list[Item]:
    """Every labelled passage."""
    found = [
        Item(c.id, c.source, c.rubric, c.text, c.factor, c.level, c.group, True)
        for c in corpus.comments
    ]
    for review in corpus.reviews:
        for i, s in enumerate(review.sentences):
            found.append(
                Item(
                    f"{review.id}.{i + 1}", review.source, review.rubric, s.text, s.factor,
                    s.level, review.id, i == 0,
                )
            )  # fmt: skip
    return found


def label_faults(corpus: Corpus, items: Iterable[Item]) -> Iterator[str]:
    """Labels outside their rubric, and ids that come twice."""
    for item in items:
        if item.rubric == GENERAL:
            if item.factor is not None or item.level not in {None, "low", "mid", "high"}:
                yield f"{item.id}: label outside its rubric"
            continue
        rubric = corpus.rubrics.get(item.rubric)
        if rubric is None:
            yield f"{item.id}: no rubric {item.rubric!r}"
        elif item.factor == NONE:
            if item.level is not None:
                yield f"{item.id}: a level, but no factor"
        elif item.factor not in rubric.factor_ids or item.level not in rubric.level_ids:
            yield f"{item.id}: label outside its rubric"
    counts = Counter(entry.id for entry in corpus.lines)
    yield from (f"{name}: the id comes {n} times" for name, n in counts.items() if n > 1)
    yield from _review_faults(corpus)


def _review_faults(corpus: Corpus) -> Iterator[str]:
    for review in corpus.reviews:
        rubric = corpus.rubrics.get(review.rubric)
        if rubric is None or isinstance(review.overall, str):
            continue
        for name, given in (("overall", review.overall), ("assigned", review.assigned or {})):
            for factor, level in given.items():
                if factor not in rubric.factor_ids or level not in rubric.level_ids:
                    yield f"{review.id}: {name} is outside its rubric"


def same_starts(items: Iterable[Item]) -> Iterator[str]:
    """Sources in which too many comments and reviews start with the same two words.

    A contrast group counts once for each of its beginnings.
    """
    starts: dict[str, Counter[str]] = defaultdict(Counter)
    seen: set[tuple[str, str]] = set()
    for item in items:
        words = " ".join(_words(item.text)[:2])
        if item.start and (item.group, words) not in seen:
            seen.add((item.group, words))
            starts[item.source][words] += 1
    for source, counts in starts.items():
        limit = max(SAME_START * counts.total(), 3)
        for words, count in counts.most_common():
            if count > limit:
                yield f"{source}: {count} of {counts.total()} items start with {words!r}"


def duplicates(items: Sequence[Item]) -> Iterator[str]:
    """Pairs of texts that are the same or nearly so, unless both are of one group."""
    seen: dict[str, Item] = {}
    distinct: list[Item] = []
    for item in items:
        words = _words(item.text)
        if len(words) < _LEAST:
            continue
        first = seen.setdefault(" ".join(words), item)
        if first is item:
            distinct.append(item)
        elif first.group != item.group:
            yield f"{item.id}: the same text as {first.id}"
    yield from _near_duplicates(distinct)


def _near_duplicates(items: Sequence[Item]) -> Iterator[str]:
    pairs = [frozenset(_pairs(item.text)) for item in items]
    owners: dict[str, list[int]] = defaultdict(list)
    for i, found in enumerate(pairs):
        for pair in found:
            owners[pair].append(i)
    for i, found in enumerate(pairs):
        shared: Counter[int] = Counter()
        for pair in found:
            if len(owners[pair]) <= _COMMON:
                shared.update(j for j in owners[pair] if j > i)
        for j, count in shared.items():
            alike = count / (len(found) + len(pairs[j]) - count)
            if alike >= NEAR and items[i].group != items[j].group:
                yield f"{items[j].id}: nearly the text of {items[i].id}"


def _pairs(text: str) -> list[str]:
    words = _words(text)
    return [f"{a} {b}" for a, b in pairwise(words)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def templates(items: Iterable[Item]) -> Iterator[str]:
    """Runs of five content words, names and numbers left out, in three groups or more."""
    groups: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for item in items:
        words = _content(item.text)
        for i in range(len(words) - SKELETON + 1):
            groups[tuple(words[i : i + SKELETON])].add(item.group)
    for skeleton, found in groups.items():
        if len(found) >= SHARED:
            names = ", ".join(sorted(found)[:6])
            yield f"{' '.join(skeleton)!r} in {len(found)} items: {names}"


def _content(text: str) -> list[str]:
    stop = _function_words()
    return [w for w in _WORD.findall(neutral(text)) if w not in stop and not w[0].isdigit()]


@cache
def _function_words() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset({*ENGLISH_STOP_WORDS, "person"})
