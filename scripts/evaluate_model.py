"""Prints the figures of models/linear/README.md: held-out sources, and the development sets.

Every figure comes with its 95 % bootstrap interval and n, beside the same for a model that
saw the rubric's descriptors alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from narrative import resources
from narrative.corpus.load import load_rubrics
from narrative.model import linear
from narrative.model.evaluate import Outcome, by_rubric, leave_one_source_out
from narrative.model.labelled import Labelled, read_corpus
from narrative.rubric.store import load_rubric

BUNDLED = ("agency", "psa", "departmental")


def main() -> None:
    rubrics = [load_rubric(name) for name in BUNDLED]
    corpus = read_corpus()
    alone = linear.train(rubrics, [])
    table_head("Leave one source out, over the labelled comments")
    held_out = leave_one_source_out(rubrics, corpus)
    known = {rubric.id: rubric for rubric in rubrics}
    without = by_rubric(alone, known, [p for p in corpus if p.rubric in known])
    for name in BUNDLED:
        row(name, held_out[name], without[name])
    table_head("Development sets, by hands that wrote no training text")
    trained = linear.train(rubrics, corpus)
    folder = resources.corpus_dir() / "dev"
    rubrics_by_id = load_rubrics(folder)
    for (name, register), passages in development(folder).items():
        ours = total(by_rubric(trained, rubrics_by_id, passages))
        row(f"{name}, {register}", ours, total(by_rubric(alone, rubrics_by_id, passages)))


def development(folder: Path) -> dict[tuple[str, str], list[Labelled]]:
    """Passages by rubric id and register."""
    found: dict[tuple[str, str], list[Labelled]] = {}
    for passage in read_corpus(folder):
        found.setdefault((passage.rubric, passage.register), []).append(passage)
    return dict(sorted(found.items()))


def total(outcomes: Mapping[str, Outcome]) -> Outcome:
    return sum(outcomes.values(), start=Outcome([], []))


def table_head(title: str) -> None:
    print(f"\n## {title}\n")
    print("| | n | factor macro-F1 | level QWK | descriptors alone: factor | level |")
    print("|---|---|---|---|---|---|", flush=True)


def row(name: str, ours: Outcome, alone: Outcome) -> None:
    cells: Sequence[str] = [
        figure(outcome.figures(), key)
        for outcome in (ours, alone)
        for key in ("factor_macro_f1", "level_qwk")
    ]
    print(f"| {name} | {len(ours.factors)} | {' | '.join(cells)} |", flush=True)


def figure(figures: Mapping[str, object], key: str) -> str:
    low, high = figures[f"{key}_95"]  # type: ignore[misc]
    return f"{figures[key]:.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
