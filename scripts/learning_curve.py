"""Figures of the linear model by number of training passages, for the corpus's data card.

Each step adds whole hands, in three seeded orders; the table has the means. The encoder's
curve, over the same hands, comes from scripts/encoder_curve.py.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from statistics import fmean

from narrative import resources
from narrative.corpus.load import load_rubrics
from narrative.model import linear
from narrative.model.evaluate import Outcome, by_rubric
from narrative.model.labelled import Labelled, read_corpus, whole_sources
from narrative.rubric.store import load_rubric

STEPS = (1_500, 3_000, 6_000, 12_500, None)
BUNDLED = ("agency", "psa", "departmental")


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="orders of the hands")
    seeds = parser.parse_args().seeds
    corpus = read_corpus()
    folder = resources.corpus_dir() / "dev"
    held_out = read_corpus(folder)
    for step in STEPS:
        rows = []
        for seed in range(seeds if step else 1):
            passages = whole_sources(corpus, step, seed)
            figures = measured(passages, held_out)
            row = {"passages": len(passages), "sources": len({p.source for p in passages})}
            rows.append({**row, "seed": seed, "figures": figures})
            print(json.dumps(rows[-1]), flush=True)
        print(markdown(rows), flush=True)
    print_by_hand(corpus, held_out)


def print_by_hand(corpus: Sequence[Labelled], held_out: Sequence[Labelled]) -> None:
    """Each development hand, by a model of the first 27 hands and by one of all."""
    known = load_rubrics(resources.corpus_dir() / "dev")
    rubrics = [load_rubric(name) for name in BUNDLED]
    first = [p for p in corpus if not p.source.startswith("W")]
    models = [linear.train(rubrics, passages) for passages in (first, corpus)]
    print("| hand | n | first 27 hands: factor macro-F1 / level QWK | all hands |")
    print("|---|---|---|---|")
    for hand in sorted({p.source for p in held_out}):
        of = [p for p in held_out if p.source == hand and p.factor is not None]
        totals = [
            sum(by_rubric(heads, known, of).values(), start=Outcome([], [])) for heads in models
        ]
        cells = [
            f"{t.figures()['factor_macro_f1']:.2f} / {t.figures()['level_qwk']:.2f}" for t in totals
        ]
        print(f"| {hand} | {len(of)} | {' | '.join(cells)} |", flush=True)


def measured(passages: Sequence[Labelled], held_out: Sequence[Labelled]) -> dict[str, list[float]]:
    """Factor macro-F1 and level QWK by set, after training on the passages."""
    known = load_rubrics(resources.corpus_dir() / "dev")
    heads = linear.train([load_rubric(name) for name in BUNDLED], passages)
    found = {}
    for name, of in sets(held_out).items():
        total = sum(by_rubric(heads, known, of).values(), start=Outcome([], []))
        figures = total.figures()
        found[name] = [float(str(figures[k])) for k in ("factor_macro_f1", "level_qwk")]
    return found


def sets(passages: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """The held-out passages under a rubric with factors, by kind of rubric and register."""
    found: dict[str, list[Labelled]] = {}
    for passage in passages:
        if passage.factor is not None:
            kind = passage.rubric if passage.rubric in BUNDLED else "unseen rubrics"
            found.setdefault(f"{kind}, {passage.register}", []).append(passage)
    return dict(sorted(found.items()))


def markdown(rows: Sequence[dict]) -> str:
    passages = fmean(row["passages"] for row in rows)
    cells = []
    for name in rows[0]["figures"]:
        pair = [fmean(row["figures"][name][i] for row in rows) for i in (0, 1)]
        cells.append(f"{pair[0]:.2f} / {pair[1]:.2f}")
    head = "| passages | " + " | ".join(rows[0]["figures"]) + " |"
    return f"{head}\n| {passages:,.0f} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
