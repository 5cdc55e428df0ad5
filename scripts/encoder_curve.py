"""Trains a small sentence encoder on part of the corpus and prints its figures as a JSON line.

For the learning curve of the data card: the same seed takes the same hands in the same order,
so that a larger --passages adds whole hands to a smaller one. CPU only; needs torch,
tokenizers and safetensors beside narrative. Example, with the files of all-MiniLM-L6-v2 in BASE:

    python scripts/encoder_curve.py --base BASE --passages 3000 --epochs 3
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from narrative import resources
from narrative.model.evaluate import Outcome
from narrative.model.labelled import (
    Labelled,
    corpus_rubrics,
    from_records,
    level_places,
    read_corpus,
)
from narrative.model.scale import class_of, on_levels, positions
from narrative.records import NONE
from narrative.rubric.schema import Rubric
from narrative.rubric.store import parse_rubric

WIDTH, HEADS, INNER = 384, 12, 1536
SETS = ("agency", "psa_departmental", "unseen_rubrics")
EMBEDDED = ("word_embeddings", "position_embeddings", "token_type_embeddings")
IGNORED = -100


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--base", type=Path, required=True, help="folder of the weights to start from")
    add("--data", type=Path, default=resources.corpus_dir(), help="corpus folder")
    add("--dev", type=Path, default=resources.corpus_dir() / "dev", help="development sets")
    add("--passages", type=int, help="whole sources until there are that many; default: all")
    add("--epochs", type=int, default=3)
    add("--layers", default="1,2,3,4,5,6", help="layers of the base to keep, from 1")
    add("--frozen", type=int, default=2, help="how many of those stay as they are")
    add("--batch", type=int, default=32)
    add("--anchor-every", type=int, default=4, help="a rubric's steps per encoding of its text")
    add("--bf16", action=argparse.BooleanOptionalAction, default=True)
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=0)
    add("--save", type=Path, help="folder for the trained weights")
    return parser.parse_args()


def main() -> None:
    args = options()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rubrics = corpus_rubrics(args.data)
    passages = subset(read_corpus(args.data), args.passages, args.seed)
    model = Reader(args.base, [int(n) - 1 for n in args.layers.split(",")], args.frozen)
    start = time.perf_counter()
    train(model, passages, rubrics, args)
    trained = time.perf_counter()
    figures, count = evaluate(model, args.dev, rubrics, args.bf16)
    end = time.perf_counter()
    if args.save:
        save(model, args)
    row = {
        "passages": len(passages),
        "sources": len({p.source for p in passages}),
        "epochs": args.epochs,
        "seconds": round(trained - start, 1),
        "trained_per_second": round(len(passages) * args.epochs / (trained - start)),
        "read_per_second": round(count / (end - trained)),
        "layers": args.layers,
        "seed": args.seed,
        "figures": figures,
    }
    print(json.dumps(row), flush=True)


def subset(passages: Sequence[Labelled], count: int | None, seed: int) -> list[Labelled]:
    """Whole sources until there are `count` passages.

    The order is a hash's, so it stays when a corpus gets new sources.
    """
    by_source: dict[str, list[Labelled]] = defaultdict(list)
    for passage in passages:
        by_source[passage.source].append(passage)
    taken: list[Labelled] = []
    for name in sorted(by_source, key=lambda s: hashlib.sha256(f"{seed}:{s}".encode()).digest()):
        if count is not None and len(taken) >= count:
            break
        taken += by_source[name]
    return taken


class Layer(nn.ModuleDict):
    """A BERT layer; its parts are named as in published weights."""

    def __init__(self) -> None:
        def dense(a: int, b: int) -> nn.Linear:
            return nn.Linear(a, b)

        def output(a: int) -> nn.ModuleDict:
            return nn.ModuleDict({"dense": dense(a, WIDTH), "LayerNorm": norm()})

        own = nn.ModuleDict({n: dense(WIDTH, WIDTH) for n in ("query", "key", "value")})
        super().__init__(
            {
                "attention": nn.ModuleDict({"self": own, "output": output(WIDTH)}),
                "intermediate": nn.ModuleDict({"dense": dense(WIDTH, INNER)}),
                "output": output(INNER),
            }
        )

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        attention, own = self["attention"], self["attention"]["self"]
        parts = [own[name] for name in ("query", "key", "value")]
        weight = torch.cat([part.weight for part in parts])
        mixed = F.linear(x, weight, torch.cat([part.bias for part in parts]))
        rows, length, _ = x.shape
        q, k, v = mixed.view(rows, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, mask[:, None, None, :])
        x = add_to(x, attention["output"], seen.transpose(1, 2).reshape(rows, length, WIDTH))
        return add_to(x, self["output"], F.gelu(self["intermediate"]["dense"](x)))


def norm() -> nn.LayerNorm:
    return nn.LayerNorm(WIDTH, eps=1e-12)


def add_to(x: Tensor, output: nn.ModuleDict, inner: Tensor) -> Tensor:
    return output["LayerNorm"](x + output["dense"](inner))


class Reader(nn.Module):
    """The encoder with its two heads; embeddings and the first layers are frozen."""

    def __init__(self, base: Path, layers: Sequence[int], frozen: int) -> None:
        super().__init__()
        self.tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(96)
        sizes = {"word_embeddings": 30522, "position_embeddings": 512, "token_type_embeddings": 2}
        tables = {name: nn.Embedding(size, WIDTH) for name, size in sizes.items()}
        self.embeddings = nn.ModuleDict({**tables, "LayerNorm": norm()})
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer() for _ in layers)})
        self.frozen = frozen
        self.projection = nn.Linear(WIDTH, WIDTH, bias=False)
        nn.init.eye_(self.projection.weight)
        self.level = nn.Linear(WIDTH, 4)
        self.temperature = nn.Parameter(torch.tensor(math.log(15.0)))
        self.none = nn.Parameter(torch.tensor(0.3))
        self._load(load_file(base / "model.safetensors"), layers)
        for part in (self.embeddings, *self.encoder["layer"][:frozen]):
            part.requires_grad_(False)

    def _load(self, weights: dict[str, Tensor], layers: Sequence[int]) -> None:
        renamed = {}
        for name, value in weights.items():
            parts = name.split(".")
            if parts[:2] == ["encoder", "layer"]:
                if int(parts[2]) not in layers:
                    continue
                parts[2] = str(layers.index(int(parts[2])))
            renamed[".".join(parts)] = value
        missing, _ = self.load_state_dict(renamed, strict=False)
        if any(name.startswith(("embeddings", "encoder")) for name in missing):
            sys.exit(f"weights are missing in the base: {missing}")

    def upper(self, x: Tensor, mask: Tensor) -> Tensor:
        """Mean-pooled encodings from the frozen layers' outputs."""
        bias = torch.zeros(mask.shape).masked_fill_(~mask, -1e4)
        for layer in self.encoder["layer"][self.frozen :]:
            x = layer(x, bias.to(torch.bfloat16) if torch.is_autocast_enabled("cpu") else bias)
        weight = mask.float()
        return (x.float() * weight[:, :, None]).sum(1) / weight.sum(1, keepdim=True)

    def factor_logits(self, z: Tensor, anchors: Tensor) -> Tensor:
        """One column per factor, and none."""
        cosine = F.normalize(self.projection(z), dim=1) @ F.normalize(anchors, dim=1).T
        none = self.none.expand(len(z), 1)
        return self.temperature.exp() * torch.cat([cosine, none], 1)


class Texts:
    """Texts as the frozen layers leave them, computed once and kept in half precision."""

    @torch.no_grad()
    def __init__(self, model: Reader, texts: Sequence[str], bf16: bool) -> None:
        encoded = [e.ids for e in model.tokenizer.encode_batch(list(texts))]
        self.lengths = [len(ids) for ids in encoded]
        self.rows: list[Tensor] = [torch.empty(0)] * len(texts)
        order = sorted(range(len(texts)), key=self.lengths.__getitem__)
        tables = [model.embeddings[name] for name in EMBEDDED]
        for at in range(0, len(order), 64):
            batch = order[at : at + 64]
            ids = nn.utils.rnn.pad_sequence([torch.tensor(encoded[i]) for i in batch], True)
            x = tables[0](ids) + tables[1].weight[: ids.shape[1]] + tables[2].weight[0]
            x = model.embeddings["LayerNorm"](x)
            bias = torch.zeros(ids.shape).masked_fill_(ids == 0, -1e4)
            with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
                for layer in model.encoder["layer"][: model.frozen]:
                    x = layer(x, bias.to(torch.bfloat16) if bf16 else bias)
            for i, row in zip(batch, x.half(), strict=True):
                self.rows[i] = row[: self.lengths[i]].clone()

    def batch(self, indices: Sequence[int]) -> tuple[Tensor, Tensor]:
        lengths = torch.tensor([self.lengths[i] for i in indices])
        x = nn.utils.rnn.pad_sequence([self.rows[i] for i in indices], True).float()
        return x, torch.arange(x.shape[1])[None, :] < lengths[:, None]


def anchor_texts(rubric: Rubric) -> list[str]:
    return [f"{f.name}: {' '.join(f.descriptors.values())}" for f in rubric.factors]


def batches(
    groups: Sequence[Sequence[int]], lengths: Sequence[int], size: int, rng: np.random.Generator
) -> list[list[int]]:
    """Batches of one rubric and of about one length, in any order."""
    found: list[list[int]] = []
    for group in groups:
        mixed = [group[i] for i in rng.permutation(len(group))]
        for at in range(0, len(mixed), 16 * size):
            pool = sorted(mixed[at : at + 16 * size], key=lengths.__getitem__)
            cuts = np.array_split(pool, math.ceil(len(pool) / size))
            found += [cut.tolist() for cut in cuts]
    return [found[i] for i in rng.permutation(len(found))]


class Anchors:
    """The encoded factors of each rubric; learned through on every n-th step of a rubric."""

    def __init__(self, model: Reader, rubrics: dict[str, Rubric], every: int, bf16: bool) -> None:
        self.model, self.every = model, every
        self.texts = {r.id: Texts(model, anchor_texts(r), bf16) for r in rubrics.values()}
        self.kept: dict[str, Tensor] = {}
        self.steps: dict[str, int] = defaultdict(int)

    def of(self, rubric: str) -> Tensor:
        texts = self.texts[rubric]
        if self.steps[rubric] % self.every == 0:
            fresh = self.model.upper(*texts.batch(range(len(texts.lengths))))
            self.kept[rubric] = fresh.detach()
        else:
            fresh = self.kept[rubric]
        self.steps[rubric] += 1
        return fresh


def train(
    model: Reader, passages: Sequence[Labelled], rubrics: dict[str, Rubric], args: argparse.Namespace
) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for i, passage in enumerate(passages):
        groups[passage.rubric].append(i)
    known = {name: rubric for name, rubric in rubrics.items() if name in groups}
    texts = Texts(model, [p.text for p in passages], args.bf16)
    anchors = Anchors(model, known, args.anchor_every, args.bf16)
    numbers = {r.id: {f: i for i, f in enumerate((*r.factor_ids, NONE))} for r in known.values()}
    classes = [class_of(p.position) for p in passages]
    levels = torch.tensor([IGNORED if c is None else c for c in classes])
    factors = torch.tensor([numbers.get(p.rubric, {}).get(p.factor, IGNORED) for p in passages])
    rng = np.random.default_rng(args.seed)
    order = list(groups.values())
    plan = [b for _ in range(args.epochs) for b in batches(order, texts.lengths, args.batch, rng)]
    learned = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [*model.projection.parameters(), *model.level.parameters()]
    sets = [(learned, 6e-5), ([*heads, model.temperature, model.none], 1e-3)]
    optimizer = torch.optim.AdamW(
        [{"params": p, "lr": lr} for p, lr in sets], weight_decay=0.01, fused=True
    )
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [lr for _, lr in sets], len(plan), pct_start=0.1, cycle_momentum=False
    )
    for batch in plan:
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            z = model.upper(*texts.batch(batch))
            encoded = anchors.of(rubric) if (rubric := passages[batch[0]].rubric) in known else None
        z = F.dropout(z, 0.1)
        loss = cross_entropy(model.level(z), levels[batch], smoothing=0.05)
        if encoded is not None:
            loss = loss + cross_entropy(model.factor_logits(z, encoded), factors[batch])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        rates.step()


def cross_entropy(logits: Tensor, truth: Tensor, smoothing: float = 0.0) -> Tensor:
    total = F.cross_entropy(logits, truth, label_smoothing=smoothing, reduction="sum")
    return total / (truth != IGNORED).sum().clamp(min=1)


def development(folder: Path, rubrics: dict[str, Rubric]) -> Iterator[tuple[str, Rubric, list]]:
    """The name of a figure, the rubric and the passages it is taken over."""
    path = folder / "unseen_rubrics.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    rubrics = rubrics | {n: parse_rubric({"id": n, **b}, str(path)) for n, b in raw.items()}
    places = {name: level_places(rubric) for name, rubric in rubrics.items()}
    for name in SETS:
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        groups: dict[tuple[str, str], list[Labelled]] = defaultdict(list)
        for passage in from_records(map(json.loads, lines), places):
            groups[passage.rubric, passage.register].append(passage)
        for (rubric, register), passages in sorted(groups.items()):
            label = "unseen" if rubric in raw else rubric
            yield f"{label} {register}".strip(), rubrics[rubric], passages


@torch.no_grad()
def evaluate(
    model: Reader, folder: Path, rubrics: dict[str, Rubric], bf16: bool
) -> tuple[dict[str, dict[str, float]], int]:
    """Figures by set, a mean over rubrics weighted by n where a set has several; and n."""
    ...
