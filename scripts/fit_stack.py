"""Fits how the stacked model weighs its encoder and its linear model; prints it as JSON.

The encoder must have been trained without the hands named by --held-out; the linear model
is trained without them here. Weights minimise the log loss on what these hands wrote.

    python scripts/fit_stack.py --encoder EXPORTED --held-out W21,W22 > stack.json
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from narrative.corpus.load import load_rubrics
from narrative.model import encoder as encoders
from narrative.model import linear
from narrative.model.features import features
from narrative.model.labelled import Labelled, read_corpus
from narrative.model.scale import class_of
from narrative.model.stacked import Stack, weighed
from narrative.records import NONE
from narrative.rubric.store import load_rubric

BUNDLED = ("agency", "psa", "departmental")


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--encoder", type=Path, required=True, help="an exported encoder's folder")
    parser.add_argument("--held-out", required=True, help="hands, with commas between")
    args = parser.parse_args()
    hands = set(args.held_out.split(","))
    corpus = read_corpus()
    training = [p for p in corpus if p.source not in hands]
    held_out = [p for p in corpus if p.source in hands]
    files = {name: (args.encoder / name).read_bytes() for name in encoders.FILES}
    encoder = encoders.Encoder.from_files(files)
    heads = linear.train([load_rubric(name) for name in BUNDLED], training)
    level, bias = fit_level(encoder, heads, held_out)
    seen = {p.rubric for p in training}
    known = [p for p in held_out if p.rubric in BUNDLED]
    fresh = [p for p in held_out if p.rubric not in seen and p.factor]
    stack = Stack(
        level=level,
        level_bias=bias,
        factor=fit_factors(encoder, known, heads),
        alone=fit_factors(encoder, fresh, None)[0],
    )
    print(stack.model_dump_json(indent=2))


def fit_level(
    encoder: encoders.Encoder, heads: linear.Heads, passages: Sequence[Labelled]
) -> tuple[tuple[float, float], tuple[float, float, float, float]]:
    """Weights of both models' level classes, and a bias by class."""
    told = [(p, c) for p in passages if (c := class_of(p.position)) is not None]
    texts, truth = [p.text for p, _ in told], np.array([c for _, c in told])
    parts = [
        encoder.encode(texts, [p.before for p, _ in told]).levels,
        linear.class_probabilities(heads.level, features(texts, heads.weights)),
    ]

    def loss(values: np.ndarray) -> float:
        bias = np.append(values[2:], 0.0)  # of four biases only the differences count
        return log_loss(weighed(parts, values[:2], bias), truth)

    best = minimize(loss, np.array([0.5, 0.5, 0.0, 0.0, 0.0]), method="L-BFGS-B").x
    return (float(best[0]), float(best[1])), (*map(float, best[2:]), 0.0)  # type: ignore[return-value]


def fit_factors(
    encoder: encoders.Encoder, passages: Sequence[Labelled], heads: linear.Heads | None
) -> tuple[float, ...]:
    """Weights of the factor probabilities of the encoder and, if given, the linear heads."""
    rubrics = load_rubrics()
    batches = []
    for name in sorted({p.rubric for p in passages}):
        rubric, own = rubrics[name], [p for p in passages if p.rubric == name]
        texts = [p.text for p in own]
        order = {factor: i for i, factor in enumerate((*rubric.factor_ids, NONE))}
        anchors = encoders.anchors(encoder, rubric)
        projected = encoder.encode(texts, [p.before for p in own]).projected
        parts = [encoders.factor_probabilities(projected, anchors, encoder)]
        if heads is not None:
            head = heads.factors[rubric.content_hash()]
            matrix = features(texts, heads.weights)
            parts.append(linear.factor_probabilities(head, rubric, matrix))
        batches.append((parts, np.array([order[str(p.factor)] for p in own])))
    sizes = [len(truth) for _, truth in batches]

    def loss(values: np.ndarray) -> float:
        losses = [log_loss(weighed(parts, values), truth) for parts, truth in batches]
        return float(np.average(losses, weights=sizes))

    start = np.full(len(batches[0][0]), 1 / len(batches[0][0]))
    return tuple(map(float, minimize(loss, start, method="L-BFGS-B").x))


def log_loss(given: np.ndarray, truth: np.ndarray) -> float:
    return float(-np.log(np.maximum(given[np.arange(len(truth)), truth], 1e-9)).mean())


if __name__ == "__main__":
    main()
