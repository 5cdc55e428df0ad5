"""Which model answers for a rubric: a given folder, or the one that travels with the package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from narrative import resources
from narrative.model import linear
from narrative.model.base import Classifier
from narrative.model.labelled import read_corpus
from narrative.model.store import load_model
from narrative.rubric.schema import Rubric

DEFAULT = "linear"
"""The bundled model's folder under models/."""


def choose(
    rubric: Rubric, folder: Path | None = None, tell: Callable[[str], None] = lambda _: None
) -> Classifier:
    """A model made ready for the rubric.

    A rubric that the model was not trained for gets a factor head from its descriptors on
    the spot, and `tell` is told.

    Raises:
        ModelError: The folder is no model, or was altered.
    """
    manifest, heads = load_model(folder or resources.models_dir() / DEFAULT)
    if rubric.content_hash() in heads.factors:
        return linear.LinearClassifier(rubric, manifest.model_id, heads)
    tell(
        f"The model was not trained for the rubric {rubric.id!r}: its factors are learned from "
        "the descriptors alone. Labelled comments make it better: see narrative train --help."
    )
    others = [passage for passage in read_corpus() if passage.rubric != rubric.id]
    ready = linear.add_factor_head(heads, rubric, others)
    return linear.LinearClassifier(
        rubric, f"{manifest.model_id}+{rubric.content_hash()[:8]}", ready
    )
