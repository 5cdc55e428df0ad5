"""Prints how judgements of whole reviews compare with simpler ways to find mismatched ratings.

The reviews are those of the development sets that have ratings, read from the running text as
`narrative score` reads them; the other ways (judgement_baselines.py) get the same model's
probabilities. Every figure has its 95 % bootstrap interval over whole reviews, and n. cleanlab
is no dependency: `pip install 'cleanlab>=2.8.0'` into an environment of its own; without it its
rows are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from judgement_baselines import (
    MISSING,
    Floats,
    Integers,
    Item,
    Way,
    argmax,
    cleaned,
    judged,
    naive,
    record,
)
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from narrative import resources
from narrative.batch import read
from narrative.corpus.load import load_corpus, load_rubrics
from narrative.model.choose import choose
from narrative.model.metrics import interval, quadratic_weighted_kappa
from narrative.records import Verdict
from narrative.rubric.store import bundled_ids

DEV = resources.corpus_dir() / "dev"
TOP = 0.1
BINS = 5
ASKED = (0.5, 0.75, 0.9, 0.95, 0.99)

Figure = Callable[[Integers], tuple[float, int]]
"""A figure of some rows of the items, and how many items it is of."""


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--model", default="standard")
    items = list(read_items(parser.parse_args().model))
    ways = [judged(items), argmax(items), naive(items)]
    others = [other for way in ways[:2] for other in cleaned(items, way)]
    if not others:
        print("cleanlab is not installed, so that its rows are left out.")
    for register in sorted({item.register for item in items}):
        print_figures(register, items, [*ways, *others])
    print_leads(items, [*ways, *others])
    print_asked(items)
    print_calibration(items)


def read_items(model: str) -> Iterator[Item]:
    """A factor after the other of every review with ratings."""
    reviews = [review for review in load_corpus(DEV).reviews if review.assigned]
    rubrics = load_rubrics(DEV)
    for name in sorted({review.rubric for review in reviews}):
        labels = {review.id: review for review in reviews if review.rubric == name}
        classifier = choose(rubrics[name], model)
        where = "bundled rubrics" if name in bundled_ids() else "unseen rubrics"
        for reading in read([record(label) for label in labels.values()], classifier):
            label = labels[reading.review.id]
            register, passages = f"{where}, {label.register_}", reading.passages
            for found in reading.findings:
                yield Item(label, register, rubrics[name], classifier.trained, passages, found)


class Figures:
    """The figures of a way."""

    def __init__(self, items: Sequence[Item], way: Way) -> None:
        self.way = way
        self.truth = np.array([item.truth for item in items])
        self.rated = np.array([item.assigned != MISSING for item in items])
        self.spoken = self.rated & (self.truth != MISSING)
        self.sides = np.array([item.side for item in items])

    def addressed(self, rows: Integers) -> tuple[float, int]:
        truth, given = self.truth[rows] != MISSING, self.way.levels[rows] != MISSING
        return 2 * (truth & given).sum() / max(truth.sum() + given.sum(), 1), len(rows)

    def level(self, rows: Integers) -> tuple[float, int]:
        truth, given = self.truth[rows], self.way.levels[rows]
        both = (truth != MISSING) & (given != MISSING)
        return quadratic_weighted_kappa(truth[both], given[both]), int(both.sum())

    def ranking(self, rows: Integers) -> tuple[float, int]:
        return self._ranking(rows[self.rated[rows]])

    def spoken_ranking(self, rows: Integers) -> tuple[float, int]:
        return self._ranking(rows[self.spoken[rows]])

    def _ranking(self, rows: Integers) -> tuple[float, int]:
        wrong = self.sides[rows] != 0
        value = average_precision_score(wrong, self.way.scores[rows]) if wrong.any() else np.nan
        return float(value), len(rows)

    def top(self, rows: Integers) -> tuple[float, int]:
        rows = rows[self.rated[rows]]
        first = rows[np.argsort(-self.way.scores[rows], kind="stable")[: round(TOP * len(rows))]]
        return mean(self.sides[first] != 0)

    def precision(self, rows: Integers) -> tuple[float, int]:
        return mean(self.sides[rows[self.way.flags[rows] != 0]] != 0)

    def spoken_precision(self, rows: Integers) -> tuple[float, int]:
        return self.precision(rows[self.spoken[rows]])

    def recall(self, rows: Integers) -> tuple[float, int]:
        return mean(self.way.flags[rows[self.sides[rows] != 0]] != 0)

    def direction(self, rows: Integers) -> tuple[float, int]:
        rows = rows[(self.sides[rows] != 0) & (self.way.flags[rows] != 0)]
        return mean(self.sides[rows] == self.way.flags[rows])


COLUMNS = {
    "addressed F1": (Figures.addressed, "levels"),
    "level QWK": (Figures.level, "levels"),
    "average precision": (Figures.ranking, "scores"),
    "the same, spoken of": (Figures.spoken_ranking, "scores"),
    "precision in the top 10 %": (Figures.top, "scores"),
    "precision of flags": (Figures.precision, "flags"),
    "the same, spoken of ": (Figures.spoken_precision, "flags"),
    "recall": (Figures.recall, "flags"),
    "direction right": (Figures.direction, "flags"),
}
"""Figures by heading, and the answer of a way that each needs."""


def mean(hits: NDArray[np.bool_]) -> tuple[float, int]:
    return float(hits.mean()) if len(hits) else float("nan"), len(hits)


def rows_of(items: Sequence[Item], register: str) -> Integers:
    return np.array([i for i, item in enumerate(items) if item.register == register])


def print_figures(register: str, items: Sequence[Item], ways: Sequence[Way]) -> None:
    rows = rows_of(items, register)
    rated = [items[i] for i in rows if items[i].assigned != MISSING]
    spoken = sum(item.truth != MISSING for item in rated)
    wrong = sum(item.side != 0 for item in rated)
    reviews = len({items[i].label.id for i in rows})
    print(f"\n### {register.capitalize()}\n")
    print(
        f"{reviews} reviews of {len(rows)} factors, {len(rated)} of them rated. {wrong} ratings "
        f"do not fit the words: base rate {wrong / len(rated):.2f}, or {wrong / spoken:.2f} of "
        f"the {spoken} whose factor the words speak of.\n"
    )
    print(f"| | {' | '.join(head.strip() for head in COLUMNS)} |\n|---{'|---' * len(COLUMNS)}|")
    for way in ways:
        figures = Figures(items, way)
        cells = [
            "" if getattr(way, needs) is None else cell(partial(figure, figures), items, rows)
            for figure, needs in COLUMNS.values()
        ]
        print(f"| {way.name} | {' | '.join(cells)} |", flush=True)


def cell(figure: Figure, items: Sequence[Item], rows: Integers) -> str:
    """A figure, its interval when whole reviews are resampled, and n."""
    value, n = figure(rows)
    if np.isnan(value):
        return "-"
    of: dict[str, list[int]] = {}
    for row in rows:
        of.setdefault(items[row].label.id, []).append(row)
    parts = [np.array(own) for own in of.values()]

    def drawn(reviews: Any, _: Any) -> float:
        return figure(np.concatenate([parts[review] for review in reviews]))[0]

    low, high = interval(drawn, range(len(parts)), range(len(parts)))
    # Adding 0 turns -0.00 into 0.00.
    value, low, high = (round(number, 2) + 0.0 for number in (value, low, high))
    return f"{value:.2f} ({low:.2f} to {high:.2f}), {n}"


def print_leads(items: Sequence[Item], ways: Sequence[Way]) -> None:
    """By how much the first way's average precision leads, on the same resamples."""
    registers = sorted({item.register for item in items})
    print(f"\n### Lead of the {ways[0].name} in average precision\n")
    print(f"| over | {' | '.join(registers)} |\n|---{'|---' * len(registers)}|")
    first, *others = (Figures(items, way) for way in ways if way.scores is not None)

    def lead(other: Figures, rows: Integers) -> tuple[float, int]:
        value, n = first.ranking(rows)
        return value - other.ranking(rows)[0], n

    for other in others:
        figure = partial(lead, other)
        cells = [cell(figure, items, rows_of(items, register)) for register in registers]
        print(f"| {other.way.name} | {' | '.join(cells)} |", flush=True)


def print_asked(items: Sequence[Item]) -> None:
    """What the precision asked for gives: precision of all flags, of those spoken of, recall."""
    print("\n### Precision asked for\n")
    print("| | asked for | precision of flags | the same, spoken of | recall |")
    print("|---|---|---|---|---|")
    for register in sorted({item.register for item in items}):
        for asked in ASKED:
            found = Figures(items, judged(items, asked))
            figures = (found.precision, found.spoken_precision, found.recall)
            cells = [cell(figure, items, rows_of(items, register)) for figure in figures]
            print(f"| {register} | {asked:.2f} | {' | '.join(cells)} |", flush=True)


def print_calibration(items: Sequence[Item]) -> None:
    """Confidence of the likeliest verdict, in bins of equal mass, and how often it is right."""
    print("\n### Calibration\n")
    heads = " | ".join(f"fifth {i + 1}" for i in range(BINS))
    print(f"| | {heads} | expected calibration error |\n|---|{'---|' * BINS}---|")
    confidence = np.array([item.finding.confidence for item in items])
    right = np.array([bool(i.verdict) and likely(i) == i.verdict for i in items])
    for register in sorted({item.register for item in items}):
        rows = np.array([i for i in rows_of(items, register) if items[i].verdict])
        bins = [
            f"{confidence[own].mean():.2f}: {right[own].mean():.2f}, {len(own)}"
            for own in binned(confidence, rows)
        ]
        error = cell(partial(calibration, confidence, right), items, rows)
        print(f"| {register} | {' | '.join(bins)} | {error} |")


def binned(confidence: Floats, rows: Integers) -> list[Integers]:
    return np.array_split(rows[np.argsort(confidence[rows], kind="stable")], BINS)


def calibration(confidence: Floats, right: NDArray[np.bool_], rows: Integers) -> tuple[float, int]:
    """Mean distance of confidence and share right, by bin (Naeini et al. 2015)."""
    gaps = [abs(confidence[own].sum() - right[own].sum()) for own in binned(confidence, rows)]
    return float(sum(gaps)) / len(rows), len(rows)


def likely(item: Item) -> Verdict:
    """The likeliest verdict, also where it is too unlikely to be given."""
    levels = item.values(item.finding.judgement.levels)
    if levels is None:
        return Verdict.UNSUPPORTED
    place = item.assigned
    sides = {
        Verdict.CONSISTENT: levels[place],
        Verdict.ABOVE: levels[:place].sum(),
        Verdict.BELOW: levels[place + 1 :].sum(),
    }
    likeliest = max(sides, key=sides.__getitem__)
    assert np.isclose(sides[likeliest], item.finding.confidence), "not what the judge computes"
    return likeliest


if __name__ == "__main__":
    main()
