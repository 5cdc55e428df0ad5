"""Models on disk: a folder with a manifest that is checked before anything is opened."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from narrative.errors import ModelError
from narrative.model import encoder as encoders
from narrative.model import features, linear, stacked
from narrative.model.correction import Correction
from narrative.model.linear import Heads
from narrative.model.stacked import Stack
from narrative.rubric.schema import Rubric

FORMAT = 1
"""Raised when a folder of an older format can no longer be read."""

MANIFEST = "manifest.json"
_HEADS = "heads.skops"
_CARD = "README.md"
_FILES = {linear.KIND: (_HEADS,), stacked.KIND: (_HEADS, *encoders.FILES)}
_SCHEMA = "schema.json"
_NUMBER = re.compile(r'"__id__": (\d+)')
_MAX_BYTES = 200_000_000
_LIBRARIES = ("narrative", "scikit-learn", "numpy", "scipy", "spacy", "skops")

ALLOWED_TYPES: frozenset[str] = frozenset()
"""Types beyond those that skops itself trusts that a model file may hold: none."""


class Manifest(BaseModel):
    """What a model folder says of itself.

    Attributes:
        format: Version of the folder's layout.
        kind: Which kind of model.
        features: Version of the feature extraction the heads were trained on.
        libraries: Versions that trained it.
        files: SHA-256 by file name; no other file is ever opened.
        rubrics: The rubrics with a factor head or a correction, as rubric files hold them.
        sources: Number of passages by source that were learned from; what the base of a
            correction learned from stands in the base's own manifest.
        metrics: Figures measured when it was trained, by name.
        stack: How a stacked model weighs its two models.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    kind: Literal["linear", "stacked"]
    features: int
    libraries: dict[str, str]
    files: dict[str, str]
    rubrics: list[Rubric]
    sources: dict[str, int]
    metrics: dict[str, Any] = {}
    stack: Stack | None = None

    @property
    def model_id(self) -> str:
        """Names the weights: the kind and the beginning of the hash of their hashes."""
        digests = [self.files[name] for name in sorted(self.files)]
        together = digests[0] if len(digests) == 1 else _digest("".join(digests).encode())
        return f"{self.kind}-{together[:12]}"

    @model_validator(mode="after")
    def _check(self) -> Manifest:
        if (self.kind == stacked.KIND) != (self.stack is not None):
            raise ValueError("a stacked model, and no other, says how it is stacked")
        if set(self.files) != set(_FILES[self.kind]):
            raise ValueError(f"lists other files than {', '.join(_FILES[self.kind])}")
        return self


@dataclass(frozen=True, slots=True)
class Model:
    """A model in memory.

    Attributes:
        heads: Of the linear model.
        encoder: The encoder's files by name; none for a linear model.
        stack: How both are weighed; None for a linear model.
        corrections: By a rubric's content hash, what labels changed about a stacked model's
            answers.
    """

    heads: Heads
    encoder: Mapping[str, bytes] = field(default_factory=dict)
    stack: Stack | None = None
    corrections: Mapping[str, Correction] = field(default_factory=dict)

    @property
    def kind(self) -> Literal["linear", "stacked"]:
        """Which kind of model it is."""
        return "linear" if self.stack is None else "stacked"

    def knows(self, rubric: Rubric) -> bool:
        """Whether it learned from labels under the rubric."""
        return rubric.content_hash() in {*self.heads.factors, *self.corrections}


def save_model(
    folder: Path,
    model: Model,
    rubrics: list[Rubric],
    sources: Mapping[str, int],
    metrics: Mapping[str, Any],
) -> Manifest:
    """Writes a model folder, whole or not at all; a model already there is replaced.

    A model card (README.md) in the old folder is kept.

    Raises:
        ModelError: The place cannot be written, or holds something that is no model.
    """
    if folder.exists() and not _replaceable(folder):
        raise ModelError(f"{folder}: exists and is not a model folder; not overwritten")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as made:
            fresh = Path(made) / folder.name
            fresh.mkdir(mode=0o755)
            manifest = _write(fresh, model, rubrics, sources, metrics)
            card = folder / _CARD
            if card.is_file():
                shutil.copy2(card, fresh / card.name)
            _swap(fresh, folder, Path(made) / "old")
    except OSError as error:
        raise ModelError(f"{folder}: cannot be written: {error.strerror}") from error
    return manifest


def _swap(fresh: Path, folder: Path, aside: Path) -> None:
    """Puts `fresh` in the place of `folder`; if that fails, the old one is put back."""
    if not folder.exists():
        fresh.rename(folder)
        return
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        aside.rename(folder)
        raise


def _replaceable(folder: Path) -> bool:
    """Whether nothing is lost that is not a model's: its own files, or none but a card."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    known = {MANIFEST, _CARD, *_FILES[stacked.KIND]}
    return names <= {_CARD} or {MANIFEST, _HEADS} <= names <= known


def _write(
    folder: Path,
    model: Model,
    rubrics: list[Rubric],
    sources: Mapping[str, int],
    metrics: Mapping[str, Any],
) -> Manifest:
    files = {_HEADS: _heads_bytes(model), **model.encoder}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    manifest = Manifest(
        format=FORMAT,
        kind=model.kind,
        features=features.VERSION,
        libraries={name: version(name) for name in _LIBRARIES},
        files={name: _digest(data) for name, data in files.items()},
        rubrics=rubrics,
        sources=dict(sources),
        metrics=dict(metrics),
        stack=model.stack,
    )
    text = manifest.model_dump_json(indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return manifest


def _heads_bytes(model: Model) -> bytes:
    import skops.io

    heads = model.heads
    words, characters = heads.weights
    parts: dict[str, Any] = {
        "words": words,
        "characters": characters,
        "level": heads.level,
        "factors": dict(heads.factors),
    }
    if model.corrections:
        parts["corrections"] = {
            name: {"factor": own.factor, "level": own.level}
            for name, own in model.corrections.items()
        }
    return _reproducible(skops.io.dumps(parts))


def _reproducible(data: bytes) -> bytes:
    """A skops archive with its object numbers counted from 1 and no times in it.

    skops numbers objects by their address in memory, so that equal models would differ in
    their bytes and hash.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    schema = parts.pop(_SCHEMA).decode("utf-8")
    order = {number: str(i) for i, number in enumerate(dict.fromkeys(_NUMBER.findall(schema)), 1)}
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: int(order[Path(name).stem])):
            new = order[Path(name).stem] + Path(name).suffix
            archive.writestr(zipfile.ZipInfo(new), parts[name], zipfile.ZIP_DEFLATED)
            schema = schema.replace(f'"{name}"', f'"{new}"')
        schema = _NUMBER.sub(lambda match: f'"__id__": {order[match[1]]}', schema)
        archive.writestr(zipfile.ZipInfo(_SCHEMA), schema, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a model folder. Raises ModelError."""
    path = folder / MANIFEST
    if not folder.is_dir() or not path.is_file():
        raise ModelError(f"{folder}: not a model folder: it has no {MANIFEST}")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ModelError(f"{path}: not valid JSON") from error
    found = raw.get("format") if isinstance(raw, dict) else None
    if found != FORMAT:
        raise ModelError(f"{path}: format version {found!r}; this release reads {FORMAT}")
    try:
        manifest = Manifest.model_validate(raw)
    except ValidationError as error:
        told = [".".join(map(str, e["loc"])) or e["msg"] for e in error.errors()]
        raise ModelError(f"{path}: not a valid manifest: {', '.join(told)}") from None
    if manifest.features != features.VERSION:
        raise ModelError(
            f"{path}: made for feature version {manifest.features}; this release computes "
            f"version {features.VERSION}; train the model again"
        )
    return manifest


def load_model(folder: Path) -> tuple[Manifest, Model]:
    """A model whose every byte is what its manifest says.

    Nothing is unpickled: the file is parsed, its types are held against a fixed list, and
    only then are objects made.

    Raises:
        ModelError: Not a model folder, of another version, altered, or with a foreign type.
    """
    manifest = read_manifest(folder)
    files = {name: _checked(folder / name, digest) for name, digest in manifest.files.items()}
    heads, corrections = _load_heads(files.pop(_HEADS), folder)
    return manifest, Model(heads, files, manifest.stack, corrections)


def _load_heads(data: bytes, folder: Path) -> tuple[Heads, dict[str, Correction]]:
    import skops.io

    try:
        foreign = set(skops.io.get_untrusted_types(data=data)) - ALLOWED_TYPES
        if foreign:
            raise ModelError(f"{folder}: holds types that no model needs: {sorted(foreign)}")
        parts = skops.io.loads(data, trusted=sorted(ALLOWED_TYPES))
        weights = parts["words"], parts["characters"]
        # A model without labels of an organisation's own has no such part.
        corrections = parts.get("corrections", {})
        return (
            Heads(weights, parts["level"], parts["factors"]),
            {name: Correction(**own) for name, own in corrections.items()},
        )
    except ModelError:
        raise
    # A file of the right hash that still does not open was written by something else.
    except Exception as error:
        raise ModelError(f"{folder / _HEADS}: cannot be opened as a model") from error


def _checked(path: Path, digest: str) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ModelError(f"{path}: larger than a model may be ({_MAX_BYTES:,} bytes)")
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error
    if _digest(data) != digest:
        raise ModelError(
            f"{path}: its SHA-256 is not the one in {MANIFEST}: the file is damaged or was altered"
        )
    return data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
