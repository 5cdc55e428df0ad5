"""Trains a small sentence encoder on part of the corpus and prints its figures as a JSON line.

For the learning curve of the data card: a larger --passages adds whole hands to a smaller one.
CPU only. Needs torch, tokenizers and safetensors, and all-MiniLM-L6-v2 in the folder BASE:

    python scripts/encoder_curve.py --base BASE --passages 3000 --epochs 3
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from narrative import resources
from narrative.corpus.load import load_rubrics
from narrative.model import scale
from narrative.model.labelled import Labelled, read_corpus, whole_sources
from narrative.model.metrics import macro_f1, quadratic_weighted_kappa
from narrative.records import NONE
from narrative.rubric.schema import Rubric

WIDTH, HEADS, IGNORED = 384, 12, -100
SETS = ("agency", "psa_departmental", "unseen_rubrics")
RATES = {"encoder": 6e-5, "heads": 1e-3}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    add = parser.add_argument
    add("--base", type=Path, required=True, help="weights to start from; what --save wrote, too")
    add("--data", type=Path, default=resources.corpus_dir(), help="corpus folder")
    add("--dev", type=Path, default=resources.corpus_dir() / "dev", help="development sets")
    add("--passages", type=int, help="whole sources until there are that many; default: all")
    add("--epochs", type=int, default=3)
    add("--layers", help="layers of the base to keep, such as 1,3,6; default: all")
    add("--frozen", type=int, default=2, help="how many of those stay as they are")
    add("--batch", type=int, default=32)
    add("--anchor-every", type=int, default=4, help="a rubric's steps per encoding of its text")
    add("--fp32", action="store_true", help="where the CPU has no bfloat16 instructions")
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=0)
    add("--save", type=Path, help="folder for the trained weights")
    return parser.parse_args()


def main() -> None:
    args = options()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    passages = whole_sources(read_corpus(args.data), args.passages, args.seed)
    reader = Reader(args)
    start = time.perf_counter()
    train(reader, passages, args)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    figures = evaluate(reader, args.dev)
    read = sum(figure["n"] for figure in figures.values()) / (time.perf_counter() - start)
    if args.save:
        reader.save(args)
    row: dict[str, Any] = {"passages": len(passages), "sources": len({p.source for p in passages})}
    row |= {"epochs": args.epochs, "seed": args.seed, "seconds": round(seconds, 1)}
    row["trained_per_second"] = round(len(passages) * args.epochs / seconds)
    row |= {"read_per_second": round(read), "figures": figures}
    print(json.dumps(row), flush=True)


def by_length(rows: Sequence[Tensor]) -> list[list[int]]:
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    return [order[at : at + 32] for at in range(0, len(order), 32)]


class Reader:
    """A BERT encoder and two heads, as weights under their published names."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.half, self.frozen = not args.fp32, args.frozen
        self.tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(96)
        stored = load_file(args.base / "model.safetensors")
        every = {int(n.split(".")[2]) for n in stored if n.startswith("encoder.layer.")}
        kept = [int(n) - 1 for n in args.layers.split(",")] if args.layers else sorted(every)
        self.layers = [f"encoder.layer.{i}." for i in range(len(kept))]
        self.weights = {n: v for n, v in stored.items() if n.startswith(("embeddings", "heads"))}
        for new, old in zip(self.layers, (f"encoder.layer.{i}." for i in kept), strict=True):
            parts = [n for n in stored if n.startswith(old)]
            self.weights |= {new + n.removeprefix(old): stored[n] for n in parts}
        ones = {"none": torch.tensor(0.3), "log_temperature": torch.tensor(2.7)}
        level = {"level.weight": torch.randn(4, WIDTH) * 0.02, "level.bias": torch.zeros(4)}
        fresh = {"projection": torch.eye(WIDTH), **ones, **level}
        self.weights = {f"heads.{n}": v for n, v in fresh.items()} | self.weights
        for name in self.learned("encoder") + self.learned("heads"):
            self.weights[name].requires_grad_()

    def learned(self, part: str) -> list[str]:
        prefix = tuple(self.layers[self.frozen :]) if part == "encoder" else part
        return [name for name in self.weights if name.startswith(prefix)]

    def lower(self, texts: Sequence[str]) -> list[Tensor]:
        """The frozen layers' outputs by text; they never change, so once is enough."""
        encoded = [torch.tensor(e.ids) for e in self.tokenizer.encode_batch(list(texts))]
        found: list[Tensor] = [torch.empty(0)] * len(texts)
        named = (f"embeddings.{n}_embeddings.weight" for n in ("word", "position", "token_type"))
        word, place, kind = (self.weights[name] for name in named)
        for batch in by_length(encoded):
            ids = pad_sequence([encoded[i] for i in batch], True)
            x = self._norm("embeddings.", word[ids] + place[: ids.shape[1]] + kind[0])
            x = self._through(self.layers[: self.frozen], x, ids != 0)
            for i, row in zip(batch, x.half(), strict=True):
                found[i] = row[: len(encoded[i])].clone()
        return found

    def upper(self, rows: Sequence[Tensor]) -> Tensor:
        """Mean-pooled encodings from what `lower` gave."""
        x = pad_sequence(list(rows), True).float()
        lengths = torch.tensor([len(row) for row in rows])[:, None]
        mask = torch.arange(x.shape[1])[None, :] < lengths
        x = self._through(self.layers[self.frozen :], x, mask)
        return (x.float() * mask[:, :, None]).sum(1) / lengths

    def encode(self, texts: Sequence[str]) -> Tensor:
        rows = self.lower(texts)
        z = torch.empty(len(rows), WIDTH)
        for batch in by_length(rows):
            z[batch] = self.upper([rows[i] for i in batch])
        return z

    def factors(self, z: Tensor, anchors: Tensor) -> Tensor:
        """Logits, a column per factor and none last."""
        turned = F.normalize(z @ self.weights["heads.projection"].T, dim=1)
        none = self.weights["heads.none"].expand(len(z), 1)
        cosine = torch.cat([turned @ F.normalize(anchors, dim=1).T, none], 1)
        return self.weights["heads.log_temperature"].exp() * cosine

    def _through(self, layers: Sequence[str], x: Tensor, mask: Tensor) -> Tensor:
        bias = torch.zeros(mask.shape).masked_fill_(~mask, -1e4)[:, None, None, :]
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            for layer in layers:
                own = f"{layer}attention."
                q, k, v = (
                    self.dense(f"{own}self.{n}", x).unflatten(2, (HEADS, -1)).transpose(1, 2)
                    for n in ("query", "key", "value")
                )
                # Several times faster to train through than scaled_dot_product_attention.
                seen = ((q @ k.mT).float() * q.shape[-1] ** -0.5 + bias).softmax(-1) @ v
                seen = self.dense(f"{own}output.dense", seen.transpose(1, 2).flatten(2))
                x = self._norm(f"{own}output.", x + seen)
                inner = F.gelu(self.dense(f"{layer}intermediate.dense", x))
                x = self._norm(f"{layer}output.", x + self.dense(f"{layer}output.dense", inner))
        return x

    def dense(self, name: str, x: Tensor) -> Tensor:
        return F.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, name: str, x: Tensor) -> Tensor:
        weight, bias = (self.weights[f"{name}LayerNorm.{n}"] for n in ("weight", "bias"))
        return F.layer_norm(x, (WIDTH,), weight, bias, 1e-12)

    def save(self, args: argparse.Namespace) -> None:
        args.save.mkdir(parents=True, exist_ok=True)
        plain = {name: value.detach().contiguous() for name, value in self.weights.items()}
        save_file(plain, str(args.save / "model.safetensors"), {"format": "pt"})
        config = json.loads((args.base / "config.json").read_text(encoding="utf-8"))
        recipe = {name: str(value) for name, value in vars(args).items()}
        config |= {"num_hidden_layers": len(self.layers), "recipe": recipe}
        (args.save / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
        shutil.copy(args.base / "tokenizer.json", args.save / "tokenizer.json")


def train(reader: Reader, passages: Sequence[Labelled], args: argparse.Namespace) -> None:
    rubrics = load_rubrics(args.data)
    with torch.no_grad():
        rows = reader.lower([p.text for p in passages])
        used = sorted({p.rubric for p in passages} & set(rubrics))
        texts = {name: reader.lower(anchor_texts(rubrics[name])) for name in used}
    numbers = {n: {f: i for i, f in enumerate((*rubrics[n].factor_ids, NONE))} for n in used}
    classes = [scale.class_of(p.position) for p in passages]
    levels = torch.tensor([IGNORED if c is None else c for c in classes])
    factors = torch.tensor([numbers.get(p.rubric, {}).get(p.factor, IGNORED) for p in passages])
    rng = np.random.default_rng(args.seed)
    plan = [b for _ in range(args.epochs) for b in batches(passages, rows, args.batch, rng)]
    parts = {part: [reader.weights[n] for n in reader.learned(part)] for part in RATES}
    optimizer = torch.optim.AdamW([{"params": parts[n], "lr": RATES[n]} for n in RATES], fused=True)
    cycle = torch.optim.lr_scheduler.OneCycleLR
    rates = cycle(optimizer, [*RATES.values()], len(plan), pct_start=0.1, cycle_momentum=False)
    anchors: dict[str, Tensor] = {}
    steps: dict[str, int] = defaultdict(int)
    for batch in plan:
        z = F.dropout(reader.upper([rows[i] for i in batch]), 0.1)
        loss = cross_entropy(reader.dense("heads.level", z), levels[batch], 0.05)
        if (name := passages[batch[0]].rubric) in texts:
            # Anchors cost nearly what the passages do, and move slowly.
            fresh = steps[name] % args.anchor_every == 0
            ours = reader.upper(texts[name]) if fresh else anchors[name]
            anchors[name] = ours.detach()
            steps[name] += 1
            loss = loss + cross_entropy(reader.factors(z, ours), factors[batch])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parts["encoder"], 1.0)
        optimizer.step()
        rates.step()


def anchor_texts(rubric: Rubric) -> list[str]:
    return [f"{f.name}: {' '.join(f.descriptors.values())}" for f in rubric.factors]


def batches(
    passages: Sequence[Labelled], rows: Sequence[Tensor], size: int, rng: np.random.Generator
) -> list[list[int]]:
    """Batches of one rubric and of about one length, in any order."""
    groups: dict[str, list[int]] = defaultdict(list)
    found: list[list[int]] = []
    for i in rng.permutation(len(passages)).tolist():
        groups[passages[i].rubric].append(i)
    for group in groups.values():
        for at in range(0, len(group), 16 * size):
            pool = sorted(group[at : at + 16 * size], key=lambda i: len(rows[i]))
            cuts = np.array_split(pool, math.ceil(len(pool) / size))
            found += [cut.tolist() for cut in cuts]
    return [found[i] for i in rng.permutation(len(found))]


def cross_entropy(logits: Tensor, truth: Tensor, smoothing: float = 0.0) -> Tensor:
    total = F.cross_entropy(logits, truth, reduction="sum", label_smoothing=smoothing)
    return total / (truth != IGNORED).sum().clamp(min=1)


@torch.no_grad()
def evaluate(reader: Reader, folder: Path) -> dict[str, dict[str, Any]]:
    """Figures by set and register: means over its rubrics, weighted by n."""
    rubrics = load_rubrics(folder)
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for name in SETS:
        for item in map(json.loads, (folder / f"{name}.jsonl").read_text("utf-8").splitlines()):
            groups[f"{name}, {item['register']}", item["rubric"]].append(item)
    found: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for (name, rubric), items in sorted(groups.items()):
        found[name].append((*outcome(reader, rubrics[rubric], items), len(items)))
    figures = {}
    for name, rows in found.items():
        *kinds, counts = zip(*rows, strict=True)
        f1, kappa = (round(float(np.average(kind, weights=counts)), 3) for kind in kinds)
        figures[name] = {"factor_macro_f1": f1, "level_qwk": kappa, "n": sum(counts)}
    return figures


def outcome(reader: Reader, rubric: Rubric, items: Sequence[Any]) -> tuple[float, float]:
    """Factor macro-F1, none being a class, and level kappa over items with a level."""
    z = reader.encode([item["text"] for item in items])
    given = reader.factors(z, reader.encode(anchor_texts(rubric))).argmax(1).tolist()
    names = [*rubric.factor_ids, NONE]
    f1 = macro_f1([names.index(item["factor"]) for item in items], given)
    classes = reader.dense("heads.level", z)[:, : scale.SILENT].double().softmax(1).numpy()
    placed = scale.on_levels(classes, scale.positions(rubric)).argmax(1).tolist()
    told = [(item["level"], at) for item, at in zip(items, placed, strict=True) if item["level"]]
    truth = [rubric.level_ids.index(level) for level, _ in told]
    return f1, quadratic_weighted_kappa(truth, [at for _, at in told])


if __name__ == "__main__":
    # Threads that spin while they wait make it several times slower beside other jobs, and
    # OpenMP reads this before anything here is imported.
    if "GOMP_SPINCOUNT" not in os.environ:
        os.execve(
            sys.executable, [sys.executable, *sys.argv], {**os.environ, "GOMP_SPINCOUNT": "1000"}
        )
    main()
