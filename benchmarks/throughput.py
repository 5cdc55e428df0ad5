"""Texts a second of narrative's linear model beside a plain scikit-learn pipeline.

Both read the same comments in one process on one core, several rounds in turn; the figure
that counts is the ratio of the medians. `make bench` runs it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from threadpoolctl import threadpool_limits

from narrative.model.choose import choose
from narrative.model.labelled import read_corpus
from narrative.rubric.store import load_rubric
from narrative.text.segment import segment

ROUNDS = 5
Reader = Callable[[Sequence[str]], object]


def main() -> None:
    passages = [p for p in read_corpus() if p.rubric == "agency"]
    texts = [p.text for p in passages]
    rubric = load_rubric("agency")
    classifier = choose(rubric)
    peer = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=10, max_iter=300),
    ).fit(texts, [p.factor for p in passages])
    readers: dict[str, Reader] = {
        "narrative: factor, level": classifier.predict,
        "TF-IDF + logistic regression: factor": peer.predict_proba,
        "narrative: segmentation": lambda batch: [segment(text) for text in batch],
    }
    with threadpool_limits(1):
        speeds = measure(readers, texts)
    report(speeds, len(texts))


def measure(readers: dict[str, Reader], texts: Sequence[str]) -> dict[str, float]:
    """Median texts a second by reader; one unmeasured round first."""
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    for round_ in range(ROUNDS + 1):
        for name, read in readers.items():
            start = time.perf_counter()
            read(texts)
            if round_:
                seconds[name].append(time.perf_counter() - start)
    return {name: len(texts) / statistics.median(taken) for name, taken in seconds.items()}


def report(speeds: dict[str, float], count: int) -> None:
    base = speeds["TF-IDF + logistic regression: factor"]
    print(f"{count:,} comments, one core, median of {ROUNDS} rounds\n")
    print("| reader | texts a second | ratio |")
    print("|---|---|---|")
    for name, speed in speeds.items():
        print(f"| {name} | {speed:,.0f} | {speed / base:.2f} |")


if __name__ == "__main__":
    main()
