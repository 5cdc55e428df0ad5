"""The encoder as torch trains it: a BERT body and heads, weights under their published names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

HEADS, EPSILON = 12, 1e-12
CLASSES = 4
"""Low, middle, high and silent."""


class Encoder(nn.Module):
    """Word pieces to vectors, and vectors to logits.

    Args:
        weights: The base's, by their published names.
        dropout: Of what each half of a layer adds.
        seed: Of the level head's first values.
    """

    def __init__(self, weights: Mapping[str, Tensor], dropout: float, seed: int) -> None:
        super().__init__()
        self.dropout = dropout
        kept = {n: v.float() for n, v in weights.items() if n.startswith(("embeddings", "encoder"))}
        self.width = kept["embeddings.word_embeddings.weight"].shape[1]
        self.layers = len({n.split(".")[2] for n in kept if n.startswith("encoder.layer.")})
        generator = torch.Generator().manual_seed(seed)
        kept |= {
            "heads.projection": torch.eye(self.width),
            "heads.none": torch.tensor(0.3),
            "heads.log_temperature": torch.tensor(2.7),
            "heads.level.weight": torch.randn(CLASSES, self.width, generator=generator) * 0.02,
            "heads.level.bias": torch.zeros(CLASSES),
        }
        # A parameter's name may hold no dot.
        self.own = nn.ParameterDict({n.replace(".", "/"): nn.Parameter(v) for n, v in kept.items()})
        for name, value in self.own.items():
            value.requires_grad_(not name.startswith("embeddings"))

    def named(self) -> dict[str, Tensor]:
        """The weights by their published names."""
        return {n.replace("/", "."): v.detach() for n, v in self.own.items()}

    def learned(self, part: str) -> list[nn.Parameter]:
        return [v for n, v in self.own.items() if n.startswith(part) and v.requires_grad]

    def forward(self, ids: Tensor, starts: Tensor) -> Tensor:
        """Means of the last layer's vectors from each row's start on.

        Args:
            ids: Shape (n, length), 0 where a row has ended.
            starts: Shape (n,), the first piece that counts: those before it are context.

        Returns:
            Shape (n, width).
        """
        mask = ids != 0
        named = (f"embeddings.{n}_embeddings.weight" for n in ("word", "position", "token_type"))
        word, place, kind = (self._get(name) for name in named)
        x = self._norm("embeddings.", word[ids] + place[: ids.shape[1]] + kind[0])
        with torch.autocast(ids.device.type, torch.bfloat16):
            for layer in range(self.layers):
                x = self._layer(f"encoder.layer.{layer}.", x, mask[:, None, None, :])
        counted = mask & (torch.arange(ids.shape[1], device=ids.device) >= starts[:, None])
        return (x.float() * counted[:, :, None]).sum(1) / counted.sum(1, keepdim=True)

    def levels(self, z: Tensor) -> Tensor:
        """Logits (n, 4) of the level classes."""
        return self._dense("heads.level", z)

    def factors(self, z: Tensor, anchors: Tensor) -> Tensor:
        """Logits (n, factors + 1), none last, from anchors (factors, width)."""
        turned = F.normalize(z @ self._get("heads.projection").T, dim=1)
        none = self._get("heads.none").expand(len(z), 1)
        cosine = torch.cat([turned @ F.normalize(anchors, dim=1).T, none], 1)
        return self._get("heads.log_temperature").exp() * cosine

    def _layer(self, name: str, x: Tensor, mask: Tensor) -> Tensor:
        own = f"{name}attention."
        q, k, v = (
            self._dense(f"{own}self.{n}", x).unflatten(2, (HEADS, -1)).transpose(1, 2)
            for n in ("query", "key", "value")
        )
        # On a CPU several times faster to train through than scaled_dot_product_attention.
        near = (q @ k.mT).float() * q.shape[-1] ** -0.5
        seen = near.masked_fill(~mask, -1e4).softmax(-1) @ v
        seen = seen.transpose(1, 2).flatten(2)
        x = self._norm(f"{own}output.", x + self._dropped(self._dense(f"{own}output.dense", seen)))
        inner = F.gelu(self._dense(f"{name}intermediate.dense", x))
        return self._norm(
            f"{name}output.", x + self._dropped(self._dense(f"{name}output.dense", inner))
        )

    def _dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training)

    def _dense(self, name: str, x: Tensor) -> Tensor:
        return F.linear(x, self._get(f"{name}.weight"), self._get(f"{name}.bias"))

    def _norm(self, name: str, x: Tensor) -> Tensor:
        weight, bias = (self._get(f"{name}LayerNorm.{n}") for n in ("weight", "bias"))
        return F.layer_norm(x, (self.width,), weight, bias, EPSILON)

    def _get(self, name: str) -> Tensor:
        return self.own[name.replace(".", "/")]


def padded(rows: Sequence[Tensor], device: str) -> Tensor:
    """Rows of word pieces side by side, shape (n, length of the longest)."""
    return pad_sequence(list(rows), True).to(device)
