"""What an organisation's own labels do for a rubric that no model has seen, as a table.

Each rubric of the development hands that training hands did not write under is split by
review and comment into labels to learn from and a part to read, in several seeded ways. Both
parts are by one hand, as an organisation's labels and the reviews it wants read are. Beside
it stands the linear model of the same labels and the descriptors alone.

    python scripts/labels_curve.py
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from narrative import resources
from narrative.corpus.load import load_corpus, load_rubrics
from narrative.corpus.schema import GENERAL
from narrative.model.base import Classifier
from narrative.model.choose import model_folder
from narrative.model.evaluate import linear_models
from narrative.model.labelled import Labelled, read_corpus
from narrative.model.metrics import Answers, Estimate, compare
from narrative.model.store import load_model
from narrative.model.training import corrected
from narrative.records import NONE
from narrative.rubric.schema import Rubric

DEV = resources.corpus_dir() / "dev"
STEPS = (0, 50, 200, 1000)
SHARE = 0.7
"""Of a rubric's passages, for learning."""

Items = dict[str, list[Labelled]]
"""Passages by review or comment."""


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--model", type=Path, default=model_folder(None), help="a model folder")
    parser.add_argument("--seeds", type=int, default=5, help="ways to split each rubric")
    args = parser.parse_args()
    _, model = load_model(args.model)
    rubrics, items = load_rubrics(DEV), unseen(DEV)
    print("| labels | factor macro-F1 | change | level QWK | change | level right | change "
          "| linear model: factor | level |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|")
    first: Told | None = None
    most = -1
    for step in STEPS:
        own, linear = Told(), Told()
        for name, seed in ((name, seed) for name in items for seed in range(args.seeds)):
            pool, test = split(items[name], seed)
            labels = pool[:step]
            own.add(corrected(model, [rubrics[name]], labels)[0], labels, test)
            linear.add(linear_models([rubrics[name]], labels)[0], labels, test)
        if max(own.labels) == most:
            break  # there are no more labels
        most, first = max(own.labels), first or own
        print(row(own, linear, first), flush=True)
    read = len(first.units) if first else 0
    passages = sum(len(part) for own in items.values() for part in own.values())
    print(f"\n{len(items)} rubrics, {passages} passages by {' and '.join(hands(items))}; "
          f"{args.seeds} splits, {read} readings.")  # fmt: skip


def unseen(folder: Path) -> dict[str, Items]:
    """By rubric, the passages of those that the training corpus has nothing under."""
    seen = {passage.rubric for passage in read_corpus()} | {GENERAL}
    found: dict[str, Items] = defaultdict(lambda: defaultdict(list))
    lines = (line for line, _ in load_corpus(folder).passages())
    for line, passage in zip(lines, read_corpus(folder), strict=True):
        if passage.rubric not in seen:
            found[passage.rubric][line.id].append(passage)
    return dict(found)


def hands(items: dict[str, Items]) -> list[str]:
    return sorted({p.source for own in items.values() for part in own.values() for p in part})


def split(items: Items, seed: int) -> tuple[list[Labelled], dict[str, list[Labelled]]]:
    """Passages to learn from, in the order in which they are labelled, and the other items."""
    names = sorted(items)
    np.random.default_rng(seed).shuffle(names)
    enough = SHARE * sum(map(len, items.values()))
    pool: list[Labelled] = []
    test: Items = {}
    for name in names:
        if len(pool) < enough:
            pool += items[name]
        else:
            test[name] = items[name]
    return pool, test


@dataclass
class Told:
    """Answers on passages of all rubrics and splits.

    Attributes:
        labels: How many labels each model had.
        units: The review or comment of each passage.
        factors: Truth, answer and confidence of each; a class per rubric and factor.
        levels: The same of passages with a level, with their unit.
        classes: Number of a rubric's factor.
    """

    labels: list[int] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    factors: list[tuple[int, int, float]] = field(default_factory=list)
    levels: list[tuple[int, int, float, str]] = field(default_factory=list)
    classes: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, ready: Classifier, labels: Sequence[Labelled], test: Items) -> None:
        rubric = ready.rubric
        self.labels.append(len(labels))
        passages = [(unit, passage) for unit, part in test.items() for passage in part]
        texts, before = ([getattr(p, name) for _, p in passages] for name in ("text", "before"))
        found = ready.predict(texts, before)
        for i, (unit, passage) in enumerate(passages):
            self.units.append(f"{rubric.id} {unit}")
            chances = found.factors[i]
            numbers = [self._class(rubric, name) for name in (*rubric.factor_ids, NONE)]
            self.factors.append(
                (self._class(rubric, str(passage.factor)), numbers[chances.argmax()], chances.max())
            )
            if passage.level is not None:
                truth = rubric.level_ids.index(passage.level)
                given = int(found.levels[i].argmax())
                self.levels.append((truth, given, found.levels[i].max(), self.units[-1]))

    def _class(self, rubric: Rubric, factor: str) -> int:
        return self.classes.setdefault((rubric.id, factor), len(self.classes))

    def parts(self) -> Iterator[tuple[Answers, list[int], bool]]:
        """Factors, then levels: answers, the number of each one's unit, whether ordered."""
        yield answers([told[:3] for told in self.factors]), numbered(self.units), False
        units = [unit for *_, unit in self.levels]
        yield answers([told[:3] for told in self.levels]), numbered(units), True


def answers(told: Sequence[tuple[int, int, float]]) -> Answers:
    truth, given, confidence = (np.array(column) for column in zip(*told, strict=True))
    return Answers(truth, given, confidence, int(max(truth.max(), given.max())) + 1)


def numbered(names: Sequence[str]) -> list[int]:
    order = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return [order[name] for name in names]


def row(own: Told, linear: Told, first: Told) -> str:
    """A line of the table; intervals and changes are over reviews and comments drawn again."""
    cells: list[str] = []
    beside: list[str] = []
    for mine, other, start in zip(own.parts(), linear.parts(), first.parts(), strict=True):
        (given, units, ordered), (baseline, *_), (before, *_) = mine, other, start
        size = max(part.size for part in (given, baseline, before))
        given, baseline, before = (
            Answers(part.truth, part.given, part.confidence, size)
            for part in (given, baseline, before)
        )
        changes = compare(given, before, units, ordered)
        for name in ("qwk", "accuracy") if ordered else ("macro_f1",):
            cells += [cell(changes[name]["model"]), cell(changes[name]["difference"], "+")]
        name = "qwk" if ordered else "macro_f1"
        beside.append(cell(compare(baseline, baseline, units, ordered)[name]["model"]))
    least, most = min(own.labels), max(own.labels)
    labels = str(least) if least == most else f"{least} to {most}"
    return f"| {labels} | {' | '.join([*cells, *beside])} |"


def cell(found: Estimate, sign: str = "") -> str:
    return f"{found.value:{sign}.2f} ({found.low:{sign}.2f} to {found.high:{sign}.2f})"


if __name__ == "__main__":
    main()
