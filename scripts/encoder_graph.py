"""The sentence encoder as an ONNX graph, in float32 or with int8 weights.

Built node by node from the weights rather than traced, so that the graph holds what it needs
and nothing else, and the fused operators of onnxruntime are used where they are faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Weights = Mapping[str, NDArray[Any]]
Ranges = Mapping[str, NDArray[Any]]
"""By the name of a dense layer, the largest magnitude of each of its inputs."""

OPSET, CONTRIB = 20, "com.microsoft"
EPSILON, SMOOTH = 1e-12, 0.8
WORDS = "embeddings.word_embeddings.weight"


class Graph:
    """Nodes and constants as they are added; every method gives back an output's name."""

    def __init__(self, ranges: Ranges) -> None:
        self.ranges = ranges
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, NDArray[Any]] = {}

    def add(self, kind: str, *inputs: str, count: int = 1, **settings: Any) -> Any:
        """A node's output, or its outputs where there are several."""
        names = [f"{kind.lower()}_{len(self.nodes)}_{i}" for i in range(count)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, names[0], **settings))
        return names if count > 1 else names[0]

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def dense(self, name: str, x: str, weight: NDArray[Any], bias: NDArray[Any]) -> str:
        """The product x W^T + b, the weight as torch holds it: (out, in)."""
        if name in self.ranges:
            shift = smoothing(self.ranges[name], weight)
            weight = weight * shift
            x = self.add("Mul", x, self.constant(f"{name}.shift", 1 / shift))
        product = self.add("MatMul", x, self.constant(f"{name}.weight", weight.T))
        return str(self.add("Add", product, self.constant(f"{name}.bias", bias)))

    def unit(self, x: str) -> str:
        """Rows divided by their length."""
        axis = self.constant("last", np.array([-1], np.int64))
        length = self.add("ReduceL2", x, axis, keepdims=1)
        tiny = self.constant("tiny", np.array(EPSILON, np.float32))
        return str(self.add("Div", x, self.add("Max", length, tiny)))

    def model(self, outputs: Mapping[str, int]) -> onnx.ModelProto:
        """A model of named outputs (n, width) from the inputs input_ids and counted."""
        ids = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "counted")
        ]
        found = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])
            for name, width in outputs.items()
        ]
        constants = [numpy_helper.from_array(v, name) for name, v in self.constants.items()]
        graph = helper.make_graph(self.nodes, "encoder", ids, found, constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def smoothing(largest: NDArray[Any], weight: NDArray[Any]) -> NDArray[np.float32]:
    """What a layer's inputs are divided by and its weights multiplied with, shape (in,).

    A few inputs are ten times larger than the others and would leave them few of the 256
    steps (SmoothQuant, Xiao et al. 2023). Weights have steps of their own for each output,
    and take the difference on better.
    """
    inputs, own = np.maximum(largest, 1e-5), np.maximum(np.abs(weight).max(0), 1e-5)
    shift = inputs**SMOOTH / own ** (1 - SMOOTH)
    return np.asarray(shift / np.exp(np.log(shift).mean()), np.float32)


def build(
    weights: Weights, heads: int, longest: int, ranges: Ranges | None = None
) -> onnx.ModelProto:
    """The encoder with outputs projected and pooled, (n, d), and levels, (n, 4).

    Its rows are equally long; the input counted is 1 for the pieces that are averaged and 0
    for those that are context.

    Args:
        weights: By their published names, and heads.projection and .level.
        heads: Attention heads.
        longest: Tokens of the longest text.
        ranges: Makes the graph ready to be quantised: word vectors as int8 with a scale
            each, and dense layers smoothed.
    """
    graph = Graph(ranges or {})
    words = _words(graph, weights) if ranges is None else _small_words(graph, weights)
    x = _norm(graph, weights, "embeddings.", _placed(graph, weights, words, longest))
    count = len({n.split(".")[2] for n in weights if n.startswith("encoder.layer.")})
    for layer in range(count):
        x = _layer(graph, weights, f"encoder.layer.{layer}.", x, heads)
    z = _pool(graph, x)
    width = len(weights["heads.projection"])
    ends = {
        "projected": (_projected(graph, weights, z), width),
        "pooled": (z, width),
        "levels": (_dense(graph, weights, "heads.level", z), 4),
    }
    for name, (inner, _) in ends.items():
        graph.nodes.append(helper.make_node("Identity", [inner], [name]))
    return graph.model({name: size for name, (_, size) in ends.items()})


def _projected(graph: Graph, weights: Weights, z: str) -> str:
    """Rows of unit length of z W^T."""
    turn = graph.constant("heads.projection.weight", weights["heads.projection"].T)
    return graph.unit(graph.add("MatMul", z, turn))


def dense_inputs(model: onnx.ModelProto) -> dict[str, str]:
    """By the name of each dense layer that `ranges` of `build` may hold, its input."""
    nodes = [node for node in model.graph.node if node.op_type == "MatMul"]
    layers = [node for node in nodes if node.input[1].startswith("encoder.layer.")]
    return {node.input[1].removesuffix(".weight"): node.input[0] for node in layers}


def _words(graph: Graph, weights: Weights) -> str:
    return str(graph.add("Gather", graph.constant("words", weights[WORDS]), "input_ids"))


def _small_words(graph: Graph, weights: Weights) -> str:
    scale = np.maximum(np.abs(weights[WORDS]).max(1, keepdims=True), 1e-9) / 127
    whole = graph.constant("words", np.rint(weights[WORDS] / scale).astype(np.int8))
    plain = graph.add("Cast", graph.add("Gather", whole, "input_ids"), to=TensorProto.FLOAT)
    scales = graph.add("Gather", graph.constant("scales", scale), "input_ids")
    return str(graph.add("Mul", plain, scales))


def _placed(graph: Graph, weights: Weights, words: str, longest: int) -> str:
    """Word vectors plus those of places and of the one segment there is."""
    places, kinds = (
        weights[f"embeddings.{kind}_embeddings.weight"] for kind in ("position", "token_type")
    )
    shape = graph.add("Shape", "input_ids", start=1, end=2)
    zero = graph.constant("zero", np.array([0], np.int64))
    table = graph.constant("places", places[:longest] + kinds[0])
    return str(graph.add("Add", words, graph.add("Slice", table, zero, shape, zero)))


def _layer(graph: Graph, weights: Weights, name: str, x: str, heads: int) -> str:
    own = f"{name}attention."
    parts = [f"{own}self.{kind}" for kind in ("query", "key", "value")]
    weight, bias = (
        np.concatenate([weights[f"{p}.{w}"] for p in parts]) for w in ("weight", "bias")
    )
    both = graph.dense(f"{own}self", x, weight, bias)
    q, k, v = graph.add("Split", both, count=3, axis=2, num_outputs=3)
    seen = graph.add("MultiHeadAttention", q, k, v, domain=CONTRIB, num_heads=heads)
    seen = _dense(graph, weights, f"{own}output.dense", seen)
    x = _norm(graph, weights, f"{own}output.", graph.add("Add", x, seen))
    inner = graph.add("Gelu", _dense(graph, weights, f"{name}intermediate.dense", x))
    outer = _dense(graph, weights, f"{name}output.dense", inner)
    return _norm(graph, weights, f"{name}output.", graph.add("Add", x, outer))


def _pool(graph: Graph, x: str) -> str:
    """The mean over the pieces that count, (n, d)."""
    mask = graph.add("Cast", "counted", to=TensorProto.FLOAT)
    axis = graph.constant("middle", np.array([1], np.int64))
    total = graph.add("MatMul", graph.add("Unsqueeze", mask, axis), x)
    return str(
        graph.add(
            "Div", graph.add("Squeeze", total, axis), graph.add("ReduceSum", mask, axis, keepdims=1)
        )
    )


def _dense(graph: Graph, weights: Weights, name: str, x: str) -> str:
    return graph.dense(name, x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(graph: Graph, weights: Weights, name: str, x: str) -> str:
    parts = [
        graph.constant(f"{name}LayerNorm.{n}", weights[f"{name}LayerNorm.{n}"])
        for n in ("weight", "bias")
    ]
    return str(graph.add("LayerNormalization", x, *parts, axis=-1, epsilon=EPSILON))
