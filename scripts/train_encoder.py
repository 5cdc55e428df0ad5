"""Trains the sentence encoder on all of the corpus, for `encoder_graph` to export.

One seeded command on CPUs; RECIPE says how, and why is in the model's card. Needs torch,
tokenizers and safetensors, and all-MiniLM-L6-v2 in the folder BASE:

    python scripts/train_encoder.py --base BASE -o OUT

OUT gets model.safetensors, tokenizer.json and config.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from encoder_curve import IGNORED, WIDTH, Reader, batches, cross_entropy
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from narrative import resources
from narrative.corpus.load import load_rubrics
from narrative.model import scale
from narrative.model.labelled import Labelled, read_corpus
from narrative.records import NONE
from narrative.rubric.schema import Rubric
from narrative.text.neutral import neutral

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ANCHORS = (0.0, 0.5, 1.0)
"""Places of the level head's first three classes on the scale."""


@dataclass(frozen=True)
class Recipe:
    """What the figures in the model's card were reached with.

    Attributes:
        frozen: How many of the lowest layers stay as they are, with the embeddings.
        anchor_every: A rubric's steps per encoding of its texts; they move slowly.
        ranking: Weight of the loss over pairs of passages at different places.
        steepness: By how much a full scale's difference counts in it.
        gap: Places that are nearer than this are not ranked.
        descriptors: Weight of the loss over a rubric's own levels by their descriptors.
    """

    epochs: int = 5
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    batch: int = 32
    frozen: int = 2
    dropout: float = 0.1
    smoothing: float = 0.05
    anchor_every: int = 4
    ranking: float = 0.5
    steepness: float = 6.0
    gap: float = 0.2
    descriptors: float = 0.5
    tokens: int = 96


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    add = parser.add_argument
    add("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    add("-o", "--out", type=Path, required=True, help="folder for what training produces")
    add("--data", type=Path, default=resources.corpus_dir(), help="corpus folder")
    add("--without", nargs="*", default=[], help="sources to leave out, for choosing a recipe")
    add("--epochs", type=int, default=Recipe.epochs)
    add("--fp32", action="store_true", help="where the CPU has no bfloat16 instructions")
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=0)
    args = parser.parse_args()
    if sha256(args.base / "model.safetensors") != BASE_SHA256:
        raise SystemExit(f"{args.base / 'model.safetensors'} is not all-MiniLM-L6-v2 as published")
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    recipe = Recipe(epochs=args.epochs)
    start = time.perf_counter()
    passages = [p for p in read_corpus(args.data) if p.source not in args.without]
    encoder = Encoder(args, recipe)
    training = Training(encoder, passages, load_rubrics(args.data), recipe, args.seed)
    for step, loss in enumerate(training.steps()):
        if step % 200 == 0:
            seconds = time.perf_counter() - start
            print(f"step {step} of {len(training.plan)}: loss {loss:.3f}, {seconds:.0f} s")
            sys.stdout.flush()
    save(encoder, recipe, args, len(passages))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cell_texts(rubric: Rubric) -> list[str]:
    """A text for each factor and level, levels fastest: the factor's name and the descriptor."""
    return [
        f"{factor.name}: {factor.descriptors.get(level, '')}"
        for factor in rubric.factors
        for level in rubric.level_ids
    ]


class Encoder(Reader):
    """The reader of the learning curve on neutral text, with a head for descriptors."""

    def __init__(self, args: argparse.Namespace, recipe: Recipe) -> None:
        plain = {"frozen": recipe.frozen, "layers": None, "base": args.base, "fp32": args.fp32}
        super().__init__(argparse.Namespace(**plain))
        self.tokenizer.enable_truncation(recipe.tokens)
        fresh = {"descriptors": torch.eye(WIDTH), "log_sharpness": torch.tensor(1.6)}
        for name, value in fresh.items():
            self.weights[f"heads.{name}"] = value.requires_grad_()

    def lower(self, texts: Sequence[str]) -> list[Tensor]:
        """The frozen layers' outputs for texts as they come in; see `neutral`."""
        return super().lower([neutral(text) for text in texts])

    def levels(self, z: Tensor, cells: Tensor) -> Tensor:
        """Logits (n, factors, levels) from a passage's similarity to each descriptor."""
        turn = self.weights["heads.descriptors"].T
        near = torch.einsum("nd,fld->nfl", F.normalize(z @ turn, dim=-1), unit(cells @ turn))
        return self.weights["heads.log_sharpness"].exp() * near


def unit(x: Tensor) -> Tensor:
    return F.normalize(x, dim=-1)


class Training:
    """Passages and rubrics as tensors, the plan of batches, and the steps through it."""

    def __init__(
        self,
        encoder: Encoder,
        passages: Sequence[Labelled],
        rubrics: dict[str, Rubric],
        recipe: Recipe,
        seed: int,
    ) -> None:
        self.encoder, self.recipe = encoder, recipe
        self.names = [p.rubric for p in passages]
        self.rubrics = {n: rubrics[n] for n in sorted(set(self.names) & set(rubrics))}
        with torch.no_grad():
            self.rows = encoder.lower([p.text for p in passages])
            self.cells = {n: encoder.lower(cell_texts(r)) for n, r in self.rubrics.items()}
        self.classes = numbers([scale.class_of(p.position) for p in passages])
        self.factors = numbers([self._factor(p) for p in passages])
        self.levels = numbers([self._level(p) for p in passages])
        nowhere = float("nan")
        self.places = torch.tensor(
            [nowhere if p.position is None else p.position for p in passages]
        )
        rng = np.random.default_rng(seed)
        size = recipe.batch
        self.plan = [
            b for _ in range(recipe.epochs) for b in batches(passages, self.rows, size, rng)
        ]
        self._anchors: dict[str, Tensor] = {}
        self._seen: dict[str, int] = defaultdict(int)

    def _factor(self, passage: Labelled) -> int | None:
        rubric = self.rubrics.get(passage.rubric)
        known = (*rubric.factor_ids, NONE) if rubric else ()
        return known.index(passage.factor) if passage.factor in known else None

    def _level(self, passage: Labelled) -> int | None:
        rubric = self.rubrics.get(passage.rubric)
        known = tuple(rubric.level_ids) if rubric else ()
        return known.index(passage.level) if passage.level in known else None

    def steps(self) -> Iterator[float]:
        """Trains; the loss of every step."""
        weights, recipe = self.encoder.weights, self.recipe
        inner, heads = ([weights[n] for n in self.encoder.learned(p)] for p in ("encoder", "heads"))
        rates = [recipe.encoder_rate, recipe.head_rate]
        groups = [{"params": p, "lr": r} for p, r in zip((inner, heads), rates, strict=True)]
        optimizer = torch.optim.AdamW(groups, fused=True)
        cycle = torch.optim.lr_scheduler.OneCycleLR
        course = cycle(optimizer, rates, len(self.plan), pct_start=0.1, cycle_momentum=False)
        for batch in self.plan:
            loss = self.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(inner, 1.0)
            optimizer.step()
            course.step()
            yield loss.item()

    def loss(self, batch: Sequence[int]) -> Tensor:
        z = F.dropout(self.encoder.upper([self.rows[i] for i in batch]), self.recipe.dropout)
        classes = self.encoder.dense("heads.level", z)
        loss = cross_entropy(classes, self.classes[batch], self.recipe.smoothing)
        loss = loss + self.recipe.ranking * self._ranking(classes, self.places[batch])
        name = self.names[batch[0]]
        return loss + self._rubric(name, z, batch) if name in self.rubrics else loss

    def _ranking(self, classes: Tensor, places: Tensor) -> Tensor:
        """The logistic loss of every pair of the batch that stands at different places."""
        expected = classes[:, : scale.SILENT].softmax(1) @ torch.tensor(ANCHORS)
        above = places[:, None] - places[None, :] > self.recipe.gap  # never where a place is NaN
        if not above.any():
            return torch.zeros(())
        margin = (expected[:, None] - expected[None, :])[above]
        return F.softplus(-self.recipe.steepness * margin).mean()

    def _rubric(self, name: str, z: Tensor, batch: Sequence[int]) -> Tensor:
        """The losses of the rubric's own factors and levels."""
        cells = self._cells(name)
        factors, levels = self.factors[batch], self.levels[batch]
        loss = cross_entropy(self.encoder.factors(z, cells.mean(1)), factors)
        told = ((levels != IGNORED) & (factors >= 0) & (factors < len(cells))).nonzero()[:, 0]
        if not len(told):
            return loss
        near = self.encoder.levels(z, cells)[told, factors[told]]
        own = cross_entropy(near, levels[told], self.recipe.smoothing)
        return loss + self.recipe.descriptors * own

    def _cells(self, name: str) -> Tensor:
        """Encodings (factors, levels, d) of a rubric's texts, now and then afresh."""
        rubric = self.rubrics[name]
        fresh = self._seen[name] % self.recipe.anchor_every == 0
        z = self.encoder.upper(self.cells[name]) if fresh else self._anchors[name]
        self._anchors[name] = z.detach()
        self._seen[name] += 1
        return z.unflatten(0, (len(rubric.factors), len(rubric.levels)))


def numbers(values: Sequence[int | None]) -> Tensor:
    return torch.tensor([IGNORED if value is None else value for value in values])


def save(encoder: Encoder, recipe: Recipe, args: argparse.Namespace, passages: int) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    plain = {name: value.detach().contiguous() for name, value in encoder.weights.items()}
    save_file(plain, str(args.out / "model.safetensors"), {"format": "pt"})
    shutil.copy(args.base / "tokenizer.json", args.out / "tokenizer.json")
    config = json.loads((args.base / "config.json").read_text(encoding="utf-8"))
    heads = {n: list(v.shape) for n, v in plain.items() if n.startswith("heads.")}
    scalars = {n: plain[f"heads.{n}"].item() for n in ("none", "log_temperature", "log_sharpness")}
    config["narrative"] = {
        "base_sha256": BASE_SHA256,
        "recipe": asdict(recipe) | {"seed": args.seed, "without": args.without},
        "passages": passages,
        "neutral": True,
        "max_tokens": recipe.tokens,
        "pooling": "mean",
        "classes": ["low", "middle", "high", "silent"],
        "heads": heads,
        "none": scalars["none"],
        "factor_temperature": float(np.exp(scalars["log_temperature"])),
        "descriptor_temperature": float(np.exp(scalars["log_sharpness"])),
    }
    (args.out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    # Threads that spin while they wait make it several times slower beside other jobs, and
    # OpenMP reads this before anything here is imported.
    if "GOMP_SPINCOUNT" not in os.environ:
        os.execve(
            sys.executable, [sys.executable, *sys.argv], {**os.environ, "GOMP_SPINCOUNT": "1000"}
        )
    main()
