"""Makes an encoder's files from trained weights: encoder.onnx, tokenizer.json, encoder.json.

Needs onnx, onnxruntime, safetensors and tokenizers. Prints sizes, and what int8 loses against
float32 on the development sets:

    python scripts/export_encoder.py WEIGHTS OUT
    python scripts/export_encoder.py --tiny tests/data/encoder
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import math
import string
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from encoder_graph import Ranges, Weights, build, dense_inputs
from numpy.typing import NDArray
from onnx import TensorProto, helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from narrative import resources
from narrative.corpus.load import load_rubrics
from narrative.model import scale
from narrative.model.encoder import FILES, Encoder, EncoderConfig, anchors, factor_probabilities
from narrative.model.labelled import read_corpus
from narrative.model.metrics import macro_f1, quadratic_weighted_kappa
from narrative.records import NONE
from narrative.rubric.schema import Rubric
from narrative.text.grammar import grammatical

Trained = tuple[Weights, Tokenizer, int, dict[str, Any]]
"""Weights, tokenizer, attention heads, and the rest of the encoder's configuration."""

SETS = ("agency", "psa_departmental", "unseen_rubrics")
EVERY = 12
"""One corpus passage in so many is read to see how large activations become."""
CHOSEN = {"per_channel": True, "reduce_range": True}
"""Seven bits a weight: with eight, processors without VNNI overflow and answer otherwise."""
OTHERS = {
    "not smoothed": (False, CHOSEN),
    "eight bits": (True, {"per_channel": True}),
    "not smoothed, eight bits": (False, {"per_channel": True}),
    "not smoothed, eight bits, one scale": (False, {"per_channel": False}),
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    add = parser.add_argument
    add("weights", type=Path, nargs="?", help="folder of model.safetensors, tokenizer.json")
    add("out", type=Path, help="folder for the encoder's files")
    add("--tiny", action="store_true", help="random weights, for tests")
    add("--compare", action="store_true", help="the other ways to quantise, too")
    return parser.parse_args()


def main() -> None:
    args = options()
    logging.getLogger().setLevel(logging.ERROR)
    weights, tokenizer, heads, recipe = tiny() if args.tiny else trained(args.weights)
    numbers = {n: round(float(weights[f"heads.{n}"]), 6) for n in ("none", "log_temperature")}
    config = EncoderConfig(
        width=len(weights["heads.projection"]),
        none=numbers["none"],
        temperature=round(math.exp(numbers["log_temperature"]), 6),
        **recipe,
    )
    files = tokenizer.to_str().encode(), config.model_dump_json(indent=2).encode() + b"\n"
    full = build(weights, heads, config.longest)
    ranges = measured(full, tokenizer, config)
    found = {"int8": quantised(build(weights, heads, config.longest, ranges), CHOSEN)}
    if args.compare:
        for name, (smooth, settings) in OTHERS.items():
            model = build(weights, heads, config.longest, ranges if smooth else {})
            found[name] = quantised(model, settings)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, data in zip(FILES, (found["int8"], *files), strict=True):
        (args.out / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")
    if not args.tiny:
        readers = {"float32": full.SerializeToString(), **found}
        report(
            {name: Encoder.from_bytes(data, *files, threads=2) for name, data in readers.items()}
        )


def trained(folder: Path) -> Trained:
    path = folder / "model.safetensors"
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    recipe = {name: config["narrative"][name] for name in ("max_tokens", "context_tokens")}
    recipe["weights"] = hashlib.sha256(path.read_bytes()).hexdigest()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return load_file(path), tokenizer, config["num_attention_heads"], recipe


def tiny() -> Trained:
    """A model of random weights that reads letters and a few words."""
    rng, width, inner = np.random.default_rng(0), 32, 64
    letters = string.ascii_lowercase + string.digits + string.punctuation
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{c}" for c in letters)]
    pieces += ["they", "their", "are", "polite", "calls", "return", "##s", "##ed"]
    vocabulary = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    rows = {"word": len(vocabulary), "position": 512, "token_type": 2}
    shapes: dict[str, tuple[int, ...]] = {
        f"embeddings.{name}_embeddings.weight": (count, width) for name, count in rows.items()
    }
    norms = ["embeddings."]
    for layer in ("encoder.layer.0.", "encoder.layer.1."):
        own = f"{layer}attention."
        dense: dict[str, tuple[int, ...]] = {
            f"{own}self.{n}": (width, width) for n in ("query", "key", "value")
        }
        dense |= {f"{own}output.dense": (width, width), f"{layer}output.dense": (width, inner)}
        dense |= {f"{layer}intermediate.dense": (inner, width)}
        shapes |= {f"{name}.weight": shape for name, shape in dense.items()}
        shapes |= {f"{name}.bias": (shape[0],) for name, shape in dense.items()}
        norms += [f"{own}output.", f"{layer}output."]
    shapes |= {"heads.projection": (width, width), "heads.level.weight": (4, width)}
    weights = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    for name in norms:
        weights[f"{name}LayerNorm.weight"] = np.ones(width, np.float32)
        weights[f"{name}LayerNorm.bias"] = np.zeros(width, np.float32)
    ends = {"level.bias": np.zeros(4), "none": np.array(0.3), "log_temperature": np.array(2.0)}
    weights |= {f"heads.{name}": value.astype(np.float32) for name, value in ends.items()}
    return weights, tokenizer, 2, {"max_tokens": 96, "context_tokens": 32}


def measured(model: onnx.ModelProto, tokenizer: Tokenizer, config: EncoderConfig) -> Ranges:
    """The largest magnitude of each input of each dense layer over some of the corpus."""
    inputs = dense_inputs(model)
    wide = onnx.ModelProto()
    wide.CopyFrom(model)
    for name in dict.fromkeys(inputs.values()):
        wide.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(wide.SerializeToString())
    largest: dict[str, NDArray[Any]] = {name: np.zeros(1, np.float32) for name in inputs.values()}
    for passage in read_corpus()[::EVERY]:
        text = grammatical(passage.text)
        row = np.array([tokenizer.encode(text).ids[: config.max_tokens]])
        seen = session.run([*largest], {"input_ids": row, "counted": np.ones_like(row)})
        for name, value in zip(largest, seen, strict=True):
            largest[name] = np.maximum(largest[name], np.abs(value[0]).max(axis=0))
    return {layer: largest[name] for layer, name in inputs.items()}


def quantised(model: onnx.ModelProto, settings: dict[str, bool]) -> bytes:
    """The model with int8 weights in its layers; activations are rounded as it runs."""
    kept = [
        n.name for n in model.graph.node if n.op_type == "MatMul" and "encoder" not in n.input[1]
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "encoder.onnx"
        quantize_dynamic(
            model,
            path,
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            nodes_to_exclude=kept,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
            **settings,
        )
        return path.read_bytes()


def report(encoders: dict[str, Encoder]) -> None:
    """Figures by set, and how often the likeliest class is another than in float32."""
    sets = list(dev())
    texts = [item["text"] for _, _, items in sets for item in items]
    truth = encoders["float32"].encode(texts)
    for name, encoder in encoders.items():
        found = encoder.encode(texts)
        level = float(np.mean(found.levels.argmax(1) != truth.levels.argmax(1)))
        far = np.abs(found.levels - truth.levels)
        near = (found.projected * truth.projected).sum(1).mean()
        print(f"\n{name}: level argmax changed {level:.1%}, probability off by {far.mean():.4f} "
              f"(most {far.max():.3f}), cosine {near:.4f}")  # fmt: skip
        rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
        for label, rubric, items in sets:
            figures = outcome(encoder, encoders["float32"], rubric, items)
            for key in (label, "all"):
                rows[key].append((*figures, len(items)))
        for label, row in rows.items():
            f1, kappa, changed, counts = (np.array(column) for column in zip(*row, strict=True))
            values = [float(np.average(v, weights=counts)) for v in (f1, kappa, changed)]
            print(f"  {label}, {counts.sum()}: factor macro-F1 {values[0]:.3f}, level QWK "
                  f"{values[1]:.3f}, factor argmax changed {values[2]:.1%}")  # fmt: skip


def dev() -> Iterator[tuple[str, Rubric, list[dict[str, Any]]]]:
    """Development items by set and register, and rubric."""
    folder = resources.corpus_dir() / "dev"
    rubrics = load_rubrics(folder)
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for name in SETS:
        for item in map(json.loads, (folder / f"{name}.jsonl").read_text("utf-8").splitlines()):
            groups[f"{name}, {item['register']}", item["rubric"]].append(item)
    return ((name, rubrics[rubric], items) for (name, rubric), items in sorted(groups.items()))


def outcome(
    encoder: Encoder, exact: Encoder, rubric: Rubric, items: Sequence[dict[str, Any]]
) -> tuple[float, float, float]:
    """Factor macro-F1, level kappa, and the share of factors that `exact` gives otherwise."""
    levels, given = answers(encoder, rubric, items)
    _, truth = answers(exact, rubric, items)
    names = [*rubric.factor_ids, NONE]
    f1 = macro_f1([names.index(item["factor"]) for item in items], given.tolist())
    classes = levels[:, : scale.SILENT] / levels[:, : scale.SILENT].sum(axis=1, keepdims=True)
    placed = scale.on_levels(classes, scale.positions(rubric)).argmax(1).tolist()
    told = [(item["level"], at) for item, at in zip(items, placed, strict=True) if item["level"]]
    kappa = quadratic_weighted_kappa(
        [rubric.level_ids.index(level) for level, _ in told], [at for _, at in told]
    )
    return f1, kappa, float(np.mean(given != truth))


def answers(
    encoder: Encoder, rubric: Rubric, items: Sequence[dict[str, Any]]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Level probabilities, and the likeliest factor's number."""
    found = encoder.encode([item["text"] for item in items])
    likely = factor_probabilities(found.projected, anchors(encoder, rubric), encoder)
    return found.levels, likely.argmax(1)


if __name__ == "__main__":
    main()
