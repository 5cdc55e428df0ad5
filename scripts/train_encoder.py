"""Trains the sentence encoder on what `prepare_training.py` wrote, on a GPU or on CPUs.

Seeded; RECIPE says how, and why is in the model's card. Needs torch, numpy and safetensors:

    python scripts/train_encoder.py build/prepared -o OUT

OUT gets model.safetensors, tokenizer.json and config.json, for `export_encoder.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from encoder_torch import Encoder, padded
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

UNKNOWN = -100
SLIPS = ("slips_1", "slips_2")
ANCHORS = (0.0, 0.5, 1.0)
"""Places of the level head's first three classes on the scale."""


@dataclass(frozen=True)
class Recipe:
    """What the figures in the model's card were reached with.

    Attributes:
        group: Passages of one rubric that are read together, about equally long.
        groups: Such groups in a step.
        dropout: Of what each half of a layer adds, and of a passage's vector.
        slips: Share of passages read with slips of the keyboard.
        context: Share of review sentences read behind the sentence before them.
        before: Word pieces of that sentence at most, its last ones.
        forgotten: Share of a rubric's cells left out of a factor's anchor, so that a rubric
            that describes few levels is read as well.
        ranking: Weight of the loss over pairs of passages at different places.
        steepness: By how much a full scale's difference counts in it.
        gap: Places that are nearer than this are not ranked.
    """

    epochs: int = 5
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    group: int = 32
    groups: int = 4
    dropout: float = 0.1
    smoothing: float = 0.05
    slips: float = 0.3
    context: float = 0.5
    before: int = 32
    forgotten: float = 0.2
    ranking: float = 0.5
    steepness: float = 6.0
    gap: float = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    add = parser.add_argument
    add("prepared", type=Path, help="what prepare_training.py wrote")
    add("-o", "--out", type=Path, required=True, help="folder for what training produces")
    add("--without", nargs="*", default=[], help="sources to leave out")
    add("--epochs", type=int, default=Recipe.epochs)
    add("--context", type=float, default=Recipe.context)
    add("--steps", type=int, help="stop early, for a trial")
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    recipe = Recipe(epochs=args.epochs, context=args.context)
    training = Training(args.prepared, recipe, args.without, args.seed)
    start = time.perf_counter()
    for step, loss in enumerate(training.steps(args.steps)):
        if step % 100 == 0:
            seconds = time.perf_counter() - start
            shown = f"{loss.item():.3f}, {seconds:.0f} s"
            print(f"step {step} of {len(training.plan)}: loss {shown}", flush=True)
    save(training, args)


class Texts:
    """Word pieces of many texts, by number."""

    def __init__(self, arrays: Any, name: str) -> None:
        self.ends = np.cumsum(arrays[f"{name}_sizes"].astype(np.int64))
        self.starts = self.ends - arrays[f"{name}_sizes"]
        self.ids = torch.tensor(arrays[name].astype(np.int64))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, i: int) -> Tensor:
        return self.ids[self.starts[i] : self.ends[i]]

    def size(self, i: int) -> int:
        return int(self.ends[i] - self.starts[i])


class Training:
    """Passages as tensors, the plan of steps, and the steps through it."""

    def __init__(self, folder: Path, recipe: Recipe, without: Sequence[str], seed: int) -> None:
        self.folder, self.recipe = folder, recipe
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "training.npz")
        names = ("passages", "before", "cells", *SLIPS)
        self.texts = {name: Texts(arrays, name) for name in names}
        self.classes, self.factors = (
            torch.tensor(arrays[n].astype(np.int64), device=self.device)
            for n in ("classes", "factors")
        )
        self.places = torch.tensor(arrays["places"], device=self.device)
        self.cells = self._cells()
        self.rng, self.chance = np.random.default_rng(seed), random.Random(seed)
        own = [i for i, source in enumerate(self.meta["sources"]) if source not in without]
        self.count = len(own)
        self.plan = [step for _ in range(recipe.epochs) for step in self._epoch(own)]
        weights = load_file(folder / "base.safetensors")
        self.encoder = Encoder(weights, recipe.dropout, seed).to(self.device)

    def _cells(self) -> dict[str, list[Tensor]]:
        """The texts of each rubric's cells, levels fastest."""
        found, at = {}, 0
        for name, (factors, levels) in self.meta["shapes"].items():
            found[name] = [self.texts["cells"][at + i] for i in range(factors * levels)]
            at += factors * levels
        return found

    def _epoch(self, passages: Sequence[int]) -> list[list[list[int]]]:
        """Every passage once, in groups of one rubric; groups of a step are equally long."""
        size, count = self.recipe.group, self.recipe.groups
        by_rubric: dict[str, list[int]] = defaultdict(list)
        for i in self.rng.permutation(passages).tolist():
            by_rubric[self.meta["rubrics"][i]].append(i)
        groups: list[list[int]] = []
        for own in by_rubric.values():
            for at in range(0, len(own), 16 * size):
                pool = sorted(own[at : at + 16 * size], key=self.texts["passages"].size)
                cuts = np.array_split(pool, math.ceil(len(pool) / size))
                groups += [cut.tolist() for cut in cuts]
        groups = [groups[i] for i in self.rng.permutation(len(groups))]
        steps: list[list[list[int]]] = []
        for at in range(0, len(groups), 8 * count):
            near = groups[at : at + 8 * count]
            near.sort(key=lambda group: self.texts["passages"].size(group[-1]))
            cut = [near[i : i + count] for i in range(0, len(near), count)]
            steps += [cut[i] for i in self.rng.permutation(len(cut))]
        return steps

    def steps(self, most: int | None) -> Iterator[Tensor]:
        """Trains; the loss of every step."""
        recipe = self.recipe
        parts = [self.encoder.learned(part) for part in ("encoder", "heads")]
        rates = [recipe.encoder_rate, recipe.head_rate]
        groups = [{"params": p, "lr": r} for p, r in zip(parts, rates, strict=True)]
        optimizer = torch.optim.AdamW(groups, fused=True)
        cycle = torch.optim.lr_scheduler.OneCycleLR
        course = cycle(optimizer, rates, len(self.plan), pct_start=0.1, cycle_momentum=False)
        self.encoder.train()
        for step in self.plan[:most]:
            loss = self.loss(step)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parts[0], 1.0)
            optimizer.step()
            course.step()
            yield loss.detach()

    def loss(self, groups: Sequence[Sequence[int]]) -> Tensor:
        passages = [i for group in groups for i in group]
        rubrics = [self.meta["rubrics"][group[0]] for group in groups]
        known = sorted(set(rubrics) & set(self.cells))
        rows = [self._row(i) for i in passages]
        rows += [(cell, 0) for name in known for cell in self.cells[name]]
        starts = torch.tensor([start for _, start in rows], device=self.device)
        vectors = self.encoder(padded([row for row, _ in rows], self.device), starts)
        z = F.dropout(vectors[: len(passages)], self.recipe.dropout)
        anchors = self._anchors(known, vectors[len(passages) :])
        logits, classes = self.encoder.levels(z), self.classes[passages]
        loss = cross_entropy(logits, classes, self.recipe.smoothing)
        loss = loss + self.recipe.ranking * self._ranking(logits, self.places[passages])
        told = [
            cross_entropy(self.encoder.factors(own, anchors[name]), self.factors[group])
            for group, name, own in zip(groups, rubrics, z.split([*map(len, groups)]), strict=True)
            if name in anchors
        ]
        return loss + torch.stack(told).mean() if told else loss

    def _row(self, i: int) -> tuple[Tensor, int]:
        """A passage's word pieces, now and then mistyped or behind what stood before it."""
        ids, before = self.texts["passages"][i], self.texts["before"][i]
        if len(before) > 2 and self.chance.random() < self.recipe.context:
            return in_context(before, ids, self.recipe.before)
        if self.chance.random() < self.recipe.slips:
            return self.texts[self.chance.choice(SLIPS)][i], 0
        return ids, 0

    def _anchors(self, names: Sequence[str], vectors: Tensor) -> dict[str, Tensor]:
        """Anchors (factors, width) by rubric: means of most of each factor's cells."""
        found = {}
        for name, own in zip(
            names, vectors.split([len(self.cells[n]) for n in names]), strict=True
        ):
            cells = own.unflatten(0, self.meta["shapes"][name])
            kept = torch.rand(cells.shape[:2], device=self.device) > self.recipe.forgotten
            share = kept.float()[:, :, None] + 1e-3  # where none is kept, all count alike
            found[name] = (cells * share).sum(1) / share.sum(1)
        return found

    def _ranking(self, logits: Tensor, places: Tensor) -> Tensor:
        """The mean logistic loss of pairs of passages that stand at different places."""
        expected = logits[:, : len(ANCHORS)].softmax(1) @ torch.tensor(ANCHORS, device=self.device)
        above = places[:, None] - places[None, :] > self.recipe.gap  # never where a place is NaN
        losses = F.softplus(-self.recipe.steepness * (expected[:, None] - expected[None, :]))
        return (losses * above).sum() / above.sum().clamp(min=1)


def in_context(before: Tensor, ids: Tensor, most: int) -> tuple[Tensor, int]:
    """A passage behind the last pieces of the one before it, and where it starts."""
    context = torch.cat([ids[:1], before[1:-1][-most:], ids[-1:]])
    return torch.cat([context, ids[1:]]), len(context)


def cross_entropy(logits: Tensor, truth: Tensor, smoothing: float = 0.0) -> Tensor:
    """The mean over labels that are known; zero where none is."""
    total = F.cross_entropy(
        logits, truth, reduction="sum", label_smoothing=smoothing, ignore_index=UNKNOWN
    )
    return total / (truth != UNKNOWN).sum().clamp(min=1)


def save(training: Training, args: argparse.Namespace) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    weights = {n: v.cpu().contiguous() for n, v in training.encoder.named().items()}
    save_file(weights, str(args.out / "model.safetensors"), {"format": "pt"})
    shutil.copy(args.prepared / "tokenizer.json", args.out / "tokenizer.json")
    config = json.loads((args.prepared / "config.json").read_text(encoding="utf-8"))
    config["narrative"] = {
        "base_sha256": training.meta["base_sha256"],
        "recipe": asdict(training.recipe) | {"seed": args.seed, "without": args.without},
        "passages": training.count,
        "max_tokens": training.meta["max_tokens"],
        "context_tokens": training.recipe.before,
        "device": training.device,
    }
    (args.out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
