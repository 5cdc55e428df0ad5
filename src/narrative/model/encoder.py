"""A small sentence encoder at run time: texts to vectors and level probabilities.

onnxruntime and tokenizers do the work; `scripts/export_encoder.py` makes the files. The
int8 arithmetic rounds by the largest activation of a run, so that a text's answer would
depend on the texts it shares a batch with (by up to 0.2 in a probability). Each text is
therefore run alone, which on a CPU is as fast as batches, and threads take one text each.

On one machine the same text gives the same bits. Processors with other vector instructions
differ in the last bit of a sum, which now and then rounds otherwise: by up to 0.01.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from narrative.errors import ModelError
from narrative.rubric.schema import Rubric
from narrative.text.grammar import grammatical

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FILES = ("encoder.onnx", "tokenizer.json", "encoder.json")
"""An encoder's files."""

_INPUTS = ("input_ids", "counted")
_OUTPUTS = ("projected", "pooled", "levels")
_LEVELS = 4
_SLOWER = ("SkipLayerNormFusion",)
"""Optimisations that cost time on a CPU: the fused operator sums without vector instructions."""


class EncoderConfig(BaseModel):
    """What encoder.json holds.

    Attributes:
        version: Of these files' layout.
        max_tokens: Word pieces a text is cut to, its two end marks included.
        context_tokens: Word pieces of the text before it that are read with it, its last ones.
        width: Length of a vector.
        temperature: What factor similarities, from -1 to 1, are multiplied by.
        none: The similarity that a factor must exceed to be likelier than none.
        weights: SHA-256 of the trained weights that the encoder was made from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[2] = 2
    max_tokens: int = Field(ge=3, le=256)
    context_tokens: int = Field(ge=1, le=250)
    width: int = Field(ge=1)
    temperature: float = Field(gt=0, allow_inf_nan=False)
    none: float = Field(allow_inf_nan=False)
    weights: str = ""

    @property
    def longest(self) -> int:
        """Word pieces of the longest text with the longest context before it."""
        return self.max_tokens + self.context_tokens + 1


Pieces = tuple[tuple[int, ...], int]
"""A text's word pieces, by number, and the first one that is no context."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder makes of n texts.

    Attributes:
        projected: Shape (n, d), unit length, compared with the anchors of factors.
        pooled: Shape (n, d), of any length, what anchors are means of.
        levels: Shape (n, 4), probabilities of low, middle, high and silent, see `scale`.
    """

    projected: NDArray[np.float32]
    pooled: NDArray[np.float32]
    levels: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.levels)


class Encoder:
    """An encoder ready to read; it can be pickled and used from several threads.

    Attributes:
        config: What encoder.json holds.
        threads: Texts that are read at once; answers do not depend on it.
    """

    def __init__(self, onnx: bytes, tokenizer: bytes, config: EncoderConfig, threads: int) -> None:
        self.config, self.threads = config, threads
        self._files = onnx, tokenizer
        self._session = _session(onnx, config)
        self._tokenizer = _tokenizer(tokenizer, config)

    @classmethod
    def from_files(cls, files: Mapping[str, bytes], threads: int = 1) -> Encoder:
        """An encoder from the bytes of `FILES`, by name.

        Raises:
            ModelError: One is missing, damaged, or does not fit the others.
        """
        missing = [name for name in FILES if name not in files]
        if missing:
            raise ModelError(f"the encoder has no {', '.join(missing)}")
        onnx, tokenizer, config = (files[name] for name in FILES)
        return cls.from_bytes(onnx, tokenizer, config, threads)

    @classmethod
    def from_bytes(cls, onnx: bytes, tokenizer: bytes, config: bytes, threads: int = 1) -> Encoder:
        """The same from the three files' bytes. Raises ModelError."""
        try:
            checked = EncoderConfig.model_validate_json(config)
        except ValidationError as error:
            places = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
            raise ModelError(f"{FILES[2]}: not a valid configuration: {places}") from None
        return cls(onnx, tokenizer, checked, threads)

    def __getstate__(self) -> dict[str, Any]:
        return {"files": self._files, "config": self.config, "threads": self.threads}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(*state["files"], state["config"], state["threads"])  # type: ignore[misc]

    def encode(self, texts: Sequence[str], before: Sequence[str] | None = None) -> Encoded:
        """Vectors and level probabilities; the same text always gets the same ones.

        Args:
            texts: The texts.
            before: For each what stands before it, or "": context, which is read with it.
        """
        both = list(zip(texts, before or [""] * len(texts), strict=True))
        plain = {text: self._read(text) for pair in dict.fromkeys(both) for text in pair}
        read = {pair: self._joined(plain[pair[0]], plain[pair[1]]) for pair in dict.fromkeys(both)}
        # The longest first, so that threads end at about the same time.
        pieces = sorted(dict.fromkeys(read.values()), key=lambda one: (-len(one[0]), one))
        row = {one: at for at, one in enumerate(pieces)}
        rows = [row[read[pair]] for pair in both]
        found = list(self._runs(pieces))
        width = self.config.width
        projected, pooled, levels = (
            np.array([one[i] for one in found], np.float32).reshape(-1, size)[rows]
            for i, size in enumerate((width, width, _LEVELS))
        )
        return Encoded(projected, pooled, _softmax(levels))

    def _read(self, text: str) -> tuple[int, ...]:
        """A text's word pieces, by number."""
        plain = text.encode("utf-8", "replace").decode("utf-8")
        return tuple(self._tokenizer.encode(grammatical(plain)).ids)

    def _joined(self, ids: tuple[int, ...], before: tuple[int, ...]) -> Pieces:
        """A text behind the last pieces of another, between them the mark that ends texts."""
        context = before[1:-1][-self.config.context_tokens :]
        if not context:
            return ids, 0
        return (ids[0], *context, *ids[-1:], *ids[1:]), len(context) + 2

    def _runs(self, pieces: Sequence[Pieces]) -> Iterable[list[NDArray[np.float32]]]:
        if self.threads == 1 or len(pieces) < 2:
            return map(self._run, pieces)
        with ThreadPoolExecutor(self.threads) as pool:
            return pool.map(self._run, pieces)

    def _run(self, pieces: Pieces) -> list[NDArray[np.float32]]:
        """The outputs for one text, each of shape (1, size)."""
        ids, start = pieces
        row = np.array([ids], np.int64)
        counted = np.arange(len(ids), dtype=np.int64)[None] >= start
        found = self._session.run(
            _OUTPUTS, dict(zip(_INPUTS, (row, counted.astype(np.int64)), strict=True))
        )
        return list(found)


def factor_probabilities(
    projected: NDArray[np.float32], rubric_anchors: NDArray[np.float32], encoder: Encoder
) -> NDArray[np.float64]:
    """Probabilities of a rubric's factors and, in the last column, of none.

    Args:
        projected: Shape (n, d), see `Encoded`.
        rubric_anchors: Shape (factors, d), see `anchors`.
        encoder: For its temperature, and what counts as none.

    Returns:
        Shape (n, factors + 1); rows sum to 1.
    """
    similar = projected.astype(np.float64) @ rubric_anchors.astype(np.float64).T
    none = np.full((len(similar), 1), encoder.config.none)
    return _softmax(encoder.config.temperature * np.hstack([similar, none]))


def anchors(encoder: Encoder, rubric: Rubric) -> NDArray[np.float32]:
    """Vectors of unit length of the rubric's factors, the means of their cells: (factors, d)."""
    pooled = encoder.encode(cell_texts(rubric)).pooled
    means = pooled.reshape(len(rubric.factors), len(rubric.levels), -1).mean(axis=1)
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True))


def cell_texts(rubric: Rubric) -> list[str]:
    """A text for each factor and level, levels fastest: the factor's name and descriptor."""
    return [
        f"{f.name}: {f.descriptors.get(i, '')}" for f in rubric.factors for i in rubric.level_ids
    ]


def _softmax(logits: NDArray[Any]) -> NDArray[np.float64]:
    wide = logits.astype(np.float64)
    risen = np.exp(wide - wide.max(axis=-1, keepdims=True))
    return np.asarray(risen / risen.sum(axis=-1, keepdims=True))


def _session(onnx: bytes, config: EncoderConfig) -> InferenceSession:
    """One thread a run, errors only on standard error. Raises ModelError."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            onnx, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )
        inputs = tuple(item.name for item in session.get_inputs())
        widths = {item.name: item.shape[-1] for item in session.get_outputs()}
    # onnxruntime raises classes of its own for each way in which bytes can be wrong.
    except Exception as error:
        raise ModelError(f"{FILES[0]}: cannot be opened") from error
    wanted = dict.fromkeys(_OUTPUTS, config.width) | {_OUTPUTS[-1]: _LEVELS}
    if inputs != _INPUTS or widths != wanted:
        raise ModelError(f"{FILES[0]}: has other inputs or outputs than {FILES[2]} says")
    return session


def _tokenizer(data: bytes, config: EncoderConfig) -> Tokenizer:
    """Without padding, and with "[SEP]" in a text read as what it is. Raises ModelError."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_buffer(data)
        tokenizer.no_padding()
        tokenizer.enable_truncation(config.max_tokens)
        tokenizer.encode_special_tokens = True
    # tokenizers raises plain Exception.
    except Exception as error:
        raise ModelError(f"{FILES[1]}: cannot be opened") from error
    return tokenizer
