"""N203: a run of the rubric's own descriptor stands in a narrative in place of what was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from narrative.checks.passages import FUNCTION_WORDS, cite, counted, plain_words, stem
from narrative.records import Observation, Read, Reading, Severity
from narrative.text.segment import segment

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

CODE, SEVERITY = "N203", Severity.WARNING

RUN = 8
"""Words in common from which a run of any place in a descriptor is no mere phrase."""

CLAUSE = 5
"""The same where they are nearly all of a clause of the descriptor."""

NEARLY = 0.8
"""Share of a clause's words that are nearly all, and of a run's that have to be in common."""

_MATTER = 4
"""Words of matter that the common words hold at least: the others are grammar."""

_GRAMMAR = frozenset(map(stem, FUNCTION_WORDS))

_GRAM = 3
"""Words in a row that a passage and a clause share before they are compared at all."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """A sentence or part of a descriptor, as stems of its neutral words."""

    factor: str
    level: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """Every clause of a rubric, by the runs of `_GRAM` words it holds."""

    clauses: Mapping[tuple[str, ...], frozenset[_Clause]]

    def near(self, words: Sequence[str]) -> set[_Clause]:
        """The clauses that share a run with the words."""
        return {clause for gram in _grams(words) for clause in self.clauses.get(gram, ())}


def observe(rubric: Rubric, reading: Reading) -> Iterator[Observation]:
    """At most one observation a factor and level, with the passages that repeat its descriptor."""
    index = _index(
        tuple((f.id, level, text) for f in rubric.factors for level, text in f.descriptors.items())
    )
    found: dict[tuple[str, str], list[Read]] = defaultdict(list)
    for read in reading.passages:
        clause = _copied(index, [stem(word) for word in plain_words(read.passage.text)])
        if clause is not None:
            found[clause.factor, clause.level].append(read)
    for (factor, level), reads in found.items():
        repeat = "repeats" if len(reads) == 1 else "repeat"
        reason = (
            f"{counted(len(reads))} {repeat} the rubric's own words for "
            f"{rubric.factor(factor).name} at {rubric.level_name(level)}; a descriptor tells "
            "nothing of what this person did."
        )
        evidence = tuple(cite(read) for read in reads)
        yield Observation(CODE, SEVERITY, reading.review.id, factor, reason, evidence)


@lru_cache(maxsize=8)
def _index(descriptors: tuple[tuple[str, str, str], ...]) -> _Index:
    clauses: dict[tuple[str, ...], set[_Clause]] = defaultdict(set)
    for factor, level, text in descriptors:
        for part in segment(text):
            words = tuple(stem(word) for word in plain_words(part.text))
            for gram in _grams(words):
                clauses[gram].add(_Clause(factor, level, words))
    return _Index({gram: frozenset(found) for gram, found in clauses.items()})


def _grams(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1))


def _copied(index: _Index, words: Sequence[str]) -> _Clause | None:
    """The clause that the words repeat most of, or None when they repeat none."""
    shared = {clause: _shared(words, clause.words) for clause in index.near(words)}
    return max(
        (clause for clause, count in shared.items() if count),
        key=lambda clause: (shared[clause], clause.factor, clause.level),
        default=None,
    )


def _shared(words: Sequence[str], clause: Sequence[str]) -> int:
    """How many words a run of a passage has in common with a clause; 0 when it is no copy."""
    matcher = SequenceMatcher(None, words, clause, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    best = 0
    for first in range(len(blocks)):
        for last in range(first, len(blocks)):
            run = blocks[first : last + 1]
            common = [word for b in run for word in words[b.a : b.a + b.size]]
            length = run[-1].a + run[-1].size - run[0].a
            enough = len(common) >= RUN or len(common) >= max(CLAUSE, NEARLY * len(clause))
            matter = sum(word not in _GRAMMAR for word in common)
            if enough and len(common) >= NEARLY * length and matter >= _MATTER:
                best = max(best, len(common))
    return best
