"""Reads the corpus into numbers, for `train_encoder.py` to learn from on any machine.

Checks the base weights, and writes word pieces, labels and the base in half precision to a
folder. Needs tokenizers and safetensors, and all-MiniLM-L6-v2 in the folder BASE:

    python scripts/prepare_training.py --base BASE -o build/prepared
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from narrative import resources
from narrative.corpus.load import load_rubrics
from narrative.model.encoder import cell_texts
from narrative.model.labelled import Labelled, read_corpus
from narrative.model.scale import class_of
from narrative.records import NONE
from narrative.rubric.schema import Rubric
from narrative.text.grammar import grammatical

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
UNKNOWN = -100
"""A label that no loss counts."""
SLIPS = ("slips_1", "slips_2")
"""The same passages with slips of the keyboard and other capitals, two of each."""


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    add = parser.add_argument
    add("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    add("--data", type=Path, default=resources.corpus_dir(), help="corpus folder")
    add("--tokens", type=int, default=96, help="word pieces a passage is cut to")
    add("-o", "--out", type=Path, required=True, help="the folder to write")
    args = parser.parse_args()
    with (args.base / "model.safetensors").open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != BASE_SHA256:
            raise SystemExit(f"{args.base} is not all-MiniLM-L6-v2 as published")
    args.out.mkdir(parents=True, exist_ok=True)
    passages, rubrics = read_corpus(args.data), load_rubrics(args.data)
    used = sorted({p.rubric for p in passages} & set(rubrics))
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(args.tokens)
    arrays = dict(labels(passages, rubrics))
    texts = {"passages": [p.text for p in passages], "before": [p.before for p in passages]}
    for seed, name in enumerate(SLIPS):
        rng = random.Random(seed)
        texts[name] = [mistyped(p.text, rng) for p in passages]
    texts["cells"] = [text for name in used for text in cell_texts(rubrics[name])]
    for name, own in texts.items():
        encoded = [e.ids for e in tokenizer.encode_batch([grammatical(text) for text in own])]
        arrays[name] = np.array([i for ids in encoded for i in ids], np.uint16)
        arrays[f"{name}_sizes"] = np.array([len(ids) for ids in encoded], np.uint8)
    np.savez_compressed(args.out / "training.npz", **arrays)
    meta = {
        "base_sha256": BASE_SHA256,
        "max_tokens": args.tokens,
        "sources": [p.source for p in passages],
        "rubrics": [p.rubric for p in passages],
        "shapes": {n: [len(rubrics[n].factors), len(rubrics[n].levels)] for n in used},
    }
    (args.out / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    weights = load_file(args.base / "model.safetensors")
    half = {n: v.astype(np.float16) for n, v in weights.items() if v.dtype == np.float32}
    save_file(half, args.out / "base.safetensors")
    for name in ("tokenizer.json", "config.json"):
        shutil.copy(args.base / name, args.out / name)


def labels(
    passages: Sequence[Labelled], rubrics: dict[str, Rubric]
) -> Iterator[tuple[str, np.ndarray]]:
    """Arrays, an entry a passage: level class, place on the scale, and the factor's number."""
    classes = [class_of(p.position) for p in passages]
    yield "classes", np.array([UNKNOWN if c is None else c for c in classes], np.int16)
    places = [np.nan if p.position is None else p.position for p in passages]
    yield "places", np.array(places, np.float32)
    numbers = {n: {f: i for i, f in enumerate((*r.factor_ids, NONE))} for n, r in rubrics.items()}
    factors = [numbers.get(p.rubric, {}).get(str(p.factor), UNKNOWN) for p in passages]
    yield "factors", np.array(factors, np.int16)


def mistyped(text: str, rng: random.Random) -> str:
    """One or two words with a slip; one passage in three in other capitals as well."""
    words = text.split()
    places = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    for place in rng.sample(places, min(len(places), rng.choice((1, 1, 2)))):
        word = words[place]
        at = rng.randrange(1, len(word) - 1)
        turned = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        doubled, missing = word[: at + 1] + word[at:], word[:at] + word[at + 1 :]
        words[place] = rng.choice((turned, turned, doubled, missing))
    whole, kind = " ".join(words), rng.random()
    return whole.upper() if kind < 0.15 else whole.lower() if kind < 0.35 else whole


if __name__ == "__main__":
    main()
