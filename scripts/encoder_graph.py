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
from onnxruntime.quantization import QuantType, quantize_dynamic

Weights = Mapping[str, NDArray[Any]]

OPSET, CONTRIB = 20, "com.microsoft"
EPSILON = 1e-12


class Graph:
    """Nodes and constants as they are added; every method gives back an output's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, NDArray[Any]] = {}

    def add(self, kind: str, *inputs: str, count: int = 1, **settings: Any) -> Any:
        """A node's output, or its outputs where there are several."""
        names = [f"{kind.lower()}_{len(self.nodes)}_{i}" for i in range(count)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **settings))
        return names if count > 1 else names[0]

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def dense(self, name: str, x: str, weight: NDArray[Any], bias: NDArray[Any]) -> str:
        """x W^T + b, the weight as torch holds it: (out, in)."""
        product = self.add("MatMul", x, self.constant(f"{name}.weight", weight.T))
        return str(self.add("Add", product, self.constant(f"{name}.bias", bias)))

    def unit(self, x: str) -> str:
        """Rows divided by their length."""
        axis = self.constant("last", np.array([-1], np.int64))
        length = self.add("ReduceL2", x, axis, keepdims=1)
        tiny = self.constant("tiny", np.array(EPSILON, np.float32))
        return str(self.add("Div", x, self.add("Max", length, tiny)))

    def model(self, outputs: Mapping[str, int]) -> onnx.ModelProto:
        """A model of named outputs (n, width) from the inputs input_ids and attention_mask."""
        ids = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ]
        found = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])
            for name, width in outputs.items()
        ]
        constants = [numpy_helper.from_array(v, name) for name, v in self.constants.items()]
        graph = helper.make_graph(self.nodes, "encoder", ids, found, constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def build(weights: Weights, heads: int, longest: int, small: bool) -> onnx.ModelProto:
    """The encoder with its outputs projected (n, d), pooled (n, d) and levels (n, 4).

    Args:
        weights: By their published names, and heads.projection and heads.level.
        heads: Attention heads.
        longest: Tokens of the longest text.
        small: Word vectors as int8 with a scale each, instead of float32.
    """
    graph = Graph()
    x = _norm(graph, weights, "embeddings.", _embed(graph, weights, longest, small))
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32)
    count = len({n.split(".")[2] for n in weights if n.startswith("encoder.layer.")})
    for layer in range(count):
        x = _layer(graph, weights, f"encoder.layer.{layer}.", x, mask, heads)
    z = _pool(graph, x)
    width = weights["heads.projection"].shape[0]
    turn = graph.constant("projection.weight", weights["heads.projection"].T)
    ends = {
        "projected": (graph.unit(graph.add("MatMul", z, turn)), width),
        "pooled": (graph.unit(z), width),
        "levels": (_dense(graph, weights, "heads.level", z), 4),
    }
    for name, (inner, _) in ends.items():
        graph.nodes.append(helper.make_node("Identity", [inner], [name]))
    return graph.model({name: size for name, (_, size) in ends.items()})


def _embed(graph: Graph, weights: Weights, longest: int, small: bool) -> str:
    names = (f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type"))
    words, places, kinds = (weights[name] for name in names)
    if small:
        scale = np.abs(words).max(1, keepdims=True) / 127
        rounded = np.rint(words / np.where(scale > 0, scale, 1)).astype(np.int8)
        whole = graph.add("Gather", graph.constant("words", rounded), "input_ids")
        scales = graph.add("Gather", graph.constant("scales", scale), "input_ids")
        word = graph.add("Mul", graph.add("Cast", whole, to=TensorProto.FLOAT), scales)
    else:
        word = graph.add("Gather", graph.constant("words", words), "input_ids")
    shape = graph.add("Shape", "input_ids", start=1, end=2)
    zero = graph.constant("zero", np.array([0], np.int64))
    table = graph.constant("places", places[:longest] + kinds[0])
    return str(graph.add("Add", word, graph.add("Slice", table, zero, shape, zero)))


def _layer(graph: Graph, weights: Weights, name: str, x: str, mask: str, heads: int) -> str:
    own = f"{name}attention."
    parts = [f"{own}self.{kind}" for kind in ("query", "key", "value")]
    weight, bias = (np.concatenate([weights[f"{p}.{w}"] for p in parts]) for w in ("weight", "bias"))
    both = graph.dense(f"{own}self", x, weight, bias)
    q, k, v = graph.add("Split", both, count=3, axis=2, num_outputs=3)
    seen = graph.add("MultiHeadAttention", q, k, v, "", mask, domain=CONTRIB, num_heads=heads)
    seen = _dense(graph, weights, f"{own}output.dense", seen)
    x = _norm(graph, weights, f"{own}output.", graph.add("Add", x, seen))
    inner = graph.add("Gelu", _dense(graph, weights, f"{name}intermediate.dense", x))
    outer = _dense(graph, weights, f"{name}output.dense", inner)
    return _norm(graph, weights, f"{name}output.", graph.add("Add", x, outer))


def _pool(graph: Graph, x: str) -> str:
    """The mean over a text's tokens, (n, d)."""
    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
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
