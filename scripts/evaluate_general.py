"""Prints how the level that a whole review reads like follows its rating, on data/general.

The expected level of a review (the mean over the levels of its judgement) beside its rating
from 1 to 5: Spearman's rank correlation, and quadratic weighted kappa of the expected level
rounded to the next whole one, each with its 95 % bootstrap interval over reviews. The default
model, the linear one, and what the length of the text says without any model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from narrative import resources
from narrative.batch import read
from narrative.model.choose import choose
from narrative.model.metrics import interval, quadratic_weighted_kappa
from narrative.records import Box, Judgement, Review
from narrative.rubric.store import load_rubric

FOLDER = resources.corpus_dir().parent / "general"
MODELS = ("standard", "linear")

Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--data", type=Path, default=FOLDER, help="reviews.jsonl and rubric.yaml")
    folder = parser.parse_args().data
    lines = (folder / "reviews.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    ratings = np.array([row["rating"] for row in rows], dtype=np.float64)
    print(f"{len(rows)} reviews by {len({row['writer'] for row in rows})} writers\n")
    print("| | Spearman | QWK | says something |\n|---|---|---|---|")
    for model in MODELS:
        found = list(judgements(rows, folder / "rubric.yaml", model))
        told = np.mean([judgement.level is not None for judgement in found])
        levels = np.array([expected(judgement, ratings.max()) for judgement in found])
        print(f"| {model} | {' | '.join(figures(ratings, levels))} | {told:.0%} |", flush=True)
    lengths = np.log([len(row["narrative"].split()) for row in rows])
    print(f"| length alone | {' | '.join(figures(ratings, line(lengths, ratings)))} | |")


def judgements(rows: Sequence[Any], rubric: Path, model: str) -> Iterator[Judgement]:
    """What the words of each review support under the one factor of the rubric."""
    reviews = [Review(row["review_id"], (Box("narrative", row["narrative"]),), {}) for row in rows]
    for reading in read(reviews, choose(load_rubric(rubric), model)):
        (finding,) = reading.findings
        yield finding.judgement


def expected(judgement: Judgement, highest: float) -> float:
    """Mean level, counted from 1; the middle of the scale where nothing is said of the work."""
    if not judgement.levels:
        return (1 + highest) / 2
    return sum(place * p for place, p in enumerate(judgement.levels.values(), start=1))


def line(lengths: Floats, ratings: Floats) -> Floats:
    """Ratings by a straight line through the lengths, fitted on these very ratings.

    So it can only look better than it is.
    """
    slope, start = np.polyfit(lengths, ratings, 1)
    return slope * lengths + start


def figures(ratings: Floats, levels: Floats) -> Iterator[str]:
    """Rank correlation and kappa, with their intervals."""
    for figure in (correlation, agreement):
        of_rows = partial(drawn, figure, ratings, levels)
        every = range(len(ratings))
        low, high = interval(of_rows, every, every)
        yield f"{figure(ratings, levels):.2f} ({low:.2f} to {high:.2f})"


def drawn(figure: Any, ratings: Floats, levels: Floats, rows: Any, _: Any) -> float:
    """The figure of some of the reviews."""
    return float(figure(ratings[rows], levels[rows]))


def correlation(ratings: Floats, levels: Floats) -> float:
    """Spearman's rank correlation."""
    return float(spearmanr(ratings, levels).statistic)


def agreement(ratings: Floats, levels: Floats) -> float:
    """Quadratic weighted kappa of the levels, rounded."""
    return quadratic_weighted_kappa(
        ratings.astype(int).tolist(), np.rint(levels).astype(int).tolist()
    )


if __name__ == "__main__":
    main()
