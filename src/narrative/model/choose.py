"""Which model answers for a rubric: a given folder, or one that travels with the package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from narrative import resources
from narrative.model import encoder as encoders
from narrative.model import linear
from narrative.model.base import Classifier
from narrative.model.labelled import read_corpus
from narrative.model.stacked import StackedClassifier
from narrative.model.store import Model, load_model
from narrative.model.whole import WholeClassifier, is_whole
from narrative.rubric.schema import Rubric

DEFAULT = "standard"
"""The bundled model that answers when none is named."""


def model_folder(name: str | Path | None) -> Path:
    """A model's folder by bundled name or by path; the default's for None."""
    bundled = resources.models_dir() / str(name or DEFAULT)
    return bundled if bundled.is_dir() and not Path(str(name)).is_dir() else Path(str(name))


def choose(
    rubric: Rubric, name: str | Path | None = None, tell: Callable[[str], None] = lambda _: None
) -> Classifier:
    """A model made ready for the rubric.

    A rubric that the model was not trained for is read from its descriptors, and `tell` is
    told.

    Raises:
        ModelError: The folder is no model, or was altered.
    """
    manifest, model = load_model(model_folder(name))
    known = model.knows(rubric)
    ident = manifest.model_id if known else f"{manifest.model_id}+{rubric.content_hash()[:8]}"
    if not known:
        tell(
            f"The model was not trained for the rubric {rubric.id!r}: it is read from its "
            "descriptors alone. Labelled comments make it better: see narrative train --help."
        )
    ready = _ready(model, rubric, ident)
    return WholeClassifier(ready) if is_whole(rubric) else ready


def _ready(model: Model, rubric: Rubric, ident: str) -> Classifier:
    if model.stack is not None:
        encoder = encoders.Encoder.from_files(model.encoder)
        own = model.corrections.get(rubric.content_hash())
        return StackedClassifier.ready(rubric, ident, model.heads, encoder, model.stack, own)
    if rubric.content_hash() in model.heads.factors:
        return linear.LinearClassifier(rubric, ident, model.heads)
    others = [passage for passage in read_corpus() if passage.rubric != rubric.id]
    heads = linear.add_factor_head(model.heads, rubric, others)
    return linear.LinearClassifier(rubric, ident, heads, trained=False)
