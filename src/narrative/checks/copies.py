"""N204: the same narrative, names and pronouns aside, stands in the reviews of several people.

Near duplicates are found by MinHash and banding (Broder 1997, "On the resemblance and
containment of documents"; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
chapter 3), in time that grows with the number of reviews and not with its square.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from narrative.checks.passages import listed, plain_words
from narrative.records import Evidence, Observation, Passage, Review, Severity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from narrative.rubric.schema import Rubric

CODE, SEVERITY = "N204", Severity.WARNING

ALIKE = 0.45
"""Least Jaccard similarity of two narratives' runs of words: about three fifths of each are
the other's. Narratives written apart stay under 0.1."""

SHORT = 25
"""Words below which two narratives have to be equal: short ones are alike by chance."""

TOO_SHORT = 5
"""Words below which a narrative ("See attached.") is not compared at all."""

_SHOWN = 3
"""Other reviews that a reason names."""

_RUN = 3
"""Words in a run."""

_BANDS, _ROWS = 40, 3
"""Two narratives meet when a band of their signatures is equal: at a similarity of 0.45 in 97
of 100 cases, at 0.6 nearly always."""


@dataclass(frozen=True, slots=True)
class _Narrative:
    """A narrative as the reviews that share it to the word have it.

    Attributes:
        places: Places of the reviews in the file.
        runs: Its distinct runs of words as sorted numbers; none when it is short.
    """

    places: list[int]
    runs: NDArray[np.uint32]


def _hashed(words: Sequence[str]) -> NDArray[np.uint32]:
    """The distinct runs of `_RUN` words as sorted numbers."""
    runs = (" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
    return np.unique(np.array([zlib.crc32(run.encode()) for run in runs], dtype=np.uint32))


_RANDOM = np.random.default_rng(204)
_FACTORS = _RANDOM.integers(1, 2**63, _BANDS * _ROWS, dtype=np.uint64) | np.uint64(1)
_TERMS = _RANDOM.integers(0, 2**63, _BANDS * _ROWS, dtype=np.uint64)


def _signature(runs: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The least value of each hash function over the runs: shape (bands x rows,)."""
    # Multiply-shift hashing: the product wraps around, its upper half is the hash.
    products = _FACTORS[:, None] * runs.astype(np.uint64) + _TERMS[:, None]
    least: NDArray[np.uint64] = (products >> np.uint64(32)).min(axis=1)
    return least.astype(np.uint32)


def _jaccard(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def compare(rubric: Rubric, reviews: Sequence[Review]) -> Iterator[Observation]:
    """An observation for each review that shares its narrative with another person's.

    Reviews with one ``employee_id`` are one person's; without that column every review is
    somebody else's. The rater is the column ``rater_id``.
    """
    found: dict[int, Observation] = {}
    for group in _groups(_distinct(reviews)):
        found |= _observed(reviews, group)
    yield from (found[place] for place in sorted(found))


def _distinct(reviews: Sequence[Review]) -> list[_Narrative]:
    """The narratives that are long enough to compare, each once."""
    found: dict[bytes, _Narrative] = {}
    for place, review in enumerate(reviews):
        words = plain_words("\n".join(box.text for box in review.boxes))
        if len(words) < TOO_SHORT:
            continue
        digest = hashlib.blake2b(" ".join(words).encode(), digest_size=16).digest()
        if digest not in found:
            found[digest] = _Narrative([], _hashed(words if len(words) >= SHORT else ()))
        found[digest].places.append(place)
    return list(found.values())


def _groups(narratives: Sequence[_Narrative]) -> list[list[_Narrative]]:
    """The narratives by likeness: each is like another one of its group, or alone."""
    leader = list(range(len(narratives)))

    def group_of(place: int) -> int:
        while leader[place] != place:
            leader[place] = place = leader[leader[place]]
        return place

    for one, other in _met(narratives):
        a, b = group_of(one), group_of(other)
        if a != b and _jaccard(narratives[one].runs, narratives[other].runs) >= ALIKE:
            leader[max(a, b)] = min(a, b)
    groups: dict[int, list[_Narrative]] = defaultdict(list)
    for place, narrative in enumerate(narratives):
        groups[group_of(place)].append(narrative)
    return list(groups.values())


def _met(narratives: Sequence[_Narrative]) -> Iterator[tuple[int, int]]:
    """Pairs that share a band of their signatures: with the first that does and the last."""
    long = np.array([i for i, item in enumerate(narratives) if len(item.runs)], dtype=np.intp)
    if len(long) < 2:
        return
    signatures = np.stack([_signature(narratives[place].runs) for place in long])
    for band in range(_BANDS):
        rows = signatures[:, band * _ROWS : (band + 1) * _ROWS]
        order = np.lexsort(rows.T)
        starts = np.flatnonzero(np.any(np.diff(rows[order], axis=0) != 0, axis=1)) + 1
        for met in np.split(long[order], starts):
            for place in range(1, len(met)):
                yield int(met[0]), int(met[place])
                yield int(met[place - 1]), int(met[place])


def _observed(reviews: Sequence[Review], group: Sequence[_Narrative]) -> dict[int, Observation]:
    """The observations of one group, by the review's place; none when it is one person's."""
    places = sorted(place for narrative in group for place in narrative.places)
    people = {place: _person(reviews[place]) for place in places}
    raters = {place: _carried(reviews[place], "rater_id") for place in places}
    of_person, of_rater = Counter(people.values()), Counter(raters.values())
    of_both = Counter((people[place], raters[place]) for place in places)
    found: dict[int, Observation] = {}
    for place in places:
        person, rater, review = people[place], raters[place], reviews[place]
        others = len(places) - of_person[person]
        if not others:
            continue
        named = [reviews[p].id for p in islice((p for p in places if people[p] != person), _SHOWN)]
        same = of_rater[rater] - of_both[person, rater]
        wrote = _wrote(same, others) if all(raters.values()) else ""
        reason = (
            f"Names and pronouns aside, the narrative is {'mostly ' if len(group) > 1 else ''}the "
            f"same as that of {_named(named, others)}, about other people{wrote}."
        )
        found[place] = Observation(CODE, SEVERITY, review.id, None, reason, _whole(review))
    return found


def _person(review: Review) -> str:
    employee = _carried(review, "employee_id")
    return f"employee {employee}" if employee else f"review {review.id}"


def _carried(review: Review, column: str) -> str:
    return str(review.extra.get("", {}).get(column, "")).strip()


def _named(shown: Sequence[str], count: int) -> str:
    more = count - len(shown)
    names = [*shown, f"{more:,} more"] if more else list(shown)
    return f"{'review' if count == 1 else 'reviews'} {listed(names)}"


def _wrote(same: int, others: int) -> str:
    """Who wrote the others, given how many of them the rater of this one wrote."""
    if not same:
        return ", by other raters"
    return ", by the same rater" if same == others else ", some of them by the same rater"


def _whole(review: Review) -> tuple[Evidence, ...]:
    passages = ((box, box.text.strip(), box.text) for box in review.boxes)
    return tuple(
        Evidence(box.name, Passage(text, start, start + len(text)))
        for box, text, original in passages
        for start in [original.index(text)]
    )
