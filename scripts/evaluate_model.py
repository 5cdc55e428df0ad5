"""Prints the figures of the model cards, each with n and its 95 % bootstrap interval.

Without options: the bundled models side by side on the development sets, passages first,
then whole reviews against their ratings. With --leave-one-out: the linear model on each
source of the corpus after training on all the others, beside descriptors alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from sklearn.metrics import average_precision_score, f1_score

from narrative import resources
from narrative.corpus.load import Corpus, load_corpus, load_rubrics
from narrative.corpus.schema import GENERAL
from narrative.corpus.schema import Review as LabelledReview
from narrative.judge import find, judge
from narrative.model import linear
from narrative.model.base import Classifier
from narrative.model.choose import choose
from narrative.model.evaluate import Outcome, by_rubric, leave_one_source_out, outcome
from narrative.model.labelled import Labelled, read_corpus
from narrative.model.metrics import quadratic_weighted_kappa
from narrative.records import Finding, Passage, Read, Review, Verdict
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric

BUNDLED = ("agency", "psa", "departmental")
MODELS = ("standard", "linear")
DEV = resources.corpus_dir() / "dev"
MISMATCH = {Verdict.ABOVE, Verdict.BELOW}


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--leave-one-out", action="store_true", help="takes some minutes")
    if parser.parse_args().leave_one_out:
        print_left_out()
    else:
        print_passages()
        print_reviews(load_corpus(DEV))


@cache
def rubrics() -> dict[str, Rubric]:
    return load_rubrics(DEV)


@cache
def classifier(rubric: str, model: str) -> Classifier:
    return choose(rubrics()[rubric], model)


def kind_of(rubric: str) -> str:
    return rubric if rubric in BUNDLED else "unseen rubrics"


def print_passages() -> None:
    """A table of all hands together, as in README.md, and one by hand."""
    pooled: dict[tuple[str, str], list[Labelled]] = {}
    for passage in read_corpus(DEV):
        if passage.factor is not None:
            pooled.setdefault((kind_of(passage.rubric), passage.register), []).append(passage)
    figures = " | ".join(f"{model}: {name}" for model in MODELS for name in ("factor", "level"))
    print(f"\n### Passages\n\n| | n | writers | {figures} |\n|---|---|---|---|---|---|---|")
    for (kind, register), passages in sorted(pooled.items()):
        cells = [cell for model in MODELS for cell in measured(passages, model)]
        hands = len({p.source for p in passages})
        print(f"| {kind}, {register} | {len(passages)} | {hands} | {' | '.join(cells)} |")
    print(f"\n| | hand | n | {figures} |\n|---|---|---|---|---|---|---|")
    for (kind, register), passages in sorted(pooled.items()):
        for hand in sorted({p.source for p in passages}):
            own = [p for p in passages if p.source == hand]
            cells = [cell for model in MODELS for cell in measured(own, model)]
            print(f"| {kind}, {register} | {hand} | {len(own)} | {' | '.join(cells)} |")


def measured(passages: Sequence[Labelled], model: str) -> list[str]:
    total = Outcome([], [])
    for rubric in sorted({p.rubric for p in passages}):
        total += outcome(classifier(rubric, model), [p for p in passages if p.rubric == rubric])
    return cells_of(total)


def cells_of(total: Outcome) -> list[str]:
    figures = total.figures()
    cells = []
    for name in ("factor_macro_f1", "level_qwk"):
        low, high = figures[f"{name}_95"]  # type: ignore[misc]
        cells.append(f"{figures[name]:.2f} ({low:.2f} to {high:.2f})")
    return cells


def print_reviews(corpus: Corpus) -> None:
    groups: dict[tuple[str, str], list[LabelledReview]] = {}
    for review in corpus.reviews:
        if review.rubric != GENERAL and review.assigned:
            groups.setdefault((kind_of(review.rubric), review.source), []).append(review)
    print("\n### Reviews with ratings\n")
    print("| | hand | reviews | model | addressed F1 | narrative level QWK | average precision "
          "(base rate) | precision of flags | recall | n flags |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    for (kind, hand), reviews in sorted(groups.items()):
        for model in MODELS:
            cells = " | ".join(review_figures(reviews, model))
            print(f"| {kind} | {hand} | {len(reviews)} | {model} | {cells} |")


def review_figures(reviews: Sequence[LabelledReview], model: str) -> list[str]:
    """Addressed F1, level QWK, average precision of mismatches, flags' precision and recall."""
    pairs = [(r, f) for r in reviews for f in findings(r, classifier(r.rubric, model))]
    spoken = [(f.judgement.factor in r.overall, f.judgement.level is not None) for r, f in pairs]
    both = [pair for pair, (a, b) in zip(pairs, spoken, strict=True) if a and b]
    levels = [levels_of(r, f) for r, f in both]
    rated = [(r, f) for r, f in pairs if f.assigned and f.judgement.factor in r.overall]
    truth = [(r.verdict or {})[f.judgement.factor] for r, f in rated]
    wrong = [verdict in MISMATCH for verdict in truth]
    scores = [f.flag_score if f.judgement.level else 0.0 for _, f in rated]
    hits = [t == f.verdict for t, (_, f) in zip(truth, rated, strict=True) if f.verdict in MISMATCH]
    return [
        f"{f1_score(*zip(*spoken, strict=True)):.2f}",
        f"{quadratic_weighted_kappa(*zip(*levels, strict=True)):.2f}",
        f"{average_precision_score(wrong, scores):.2f} ({np.mean(wrong):.2f})",
        f"{np.mean(hits):.2f}" if hits else "-",
        f"{sum(hits) / sum(wrong):.2f}",
        str(len(hits)),
    ]


def findings(review: LabelledReview, ready: Classifier) -> Iterable[Finding]:
    texts = [s.text for s in review.sentences]
    predictions = ready.predict(texts, ["", *texts[:-1]])
    reads = [
        Read("narrative", None, Passage(s.text, 0, len(s.text)), predictions[i])
        for i, s in enumerate(review.sentences)
    ]
    record = Review(review.id, (), review.assigned or {})
    return find(ready.rubric, record, judge(ready.rubric, reads, ready.trained), ready.trained)


def levels_of(review: LabelledReview, finding: Finding) -> tuple[int, int]:
    levels = rubrics()[review.rubric].level_ids
    assert isinstance(review.overall, dict)
    truth = review.overall[finding.judgement.factor]
    return levels.index(truth), levels.index(str(finding.judgement.level))


def print_left_out() -> None:
    bundled = [load_rubric(name) for name in BUNDLED]
    corpus = read_corpus()
    held_out = leave_one_source_out(bundled, corpus)
    known = {rubric.id: rubric for rubric in bundled}
    alone = linear.train(bundled, [])
    without = by_rubric(alone, known, [p for p in corpus if p.rubric in known])
    print("| | n | factor macro-F1 | level QWK | descriptors alone: factor | level |")
    print("|---|---|---|---|---|---|")
    for name in BUNDLED:
        cells = [*cells_of(held_out[name]), *cells_of(without[name])]
        print(f"| {name} | {len(held_out[name].factors)} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
