"""From rubrics and labelled comments to a model folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from narrative.corpus.load import load_rubrics
from narrative.errors import ConfigError
from narrative.model import linear
from narrative.model.evaluate import leave_one_source_out
from narrative.model.labelled import Labelled, read_corpus, read_labelled
from narrative.model.settled import unlabelled
from narrative.model.store import Manifest, Model, load_model, save_model
from narrative.rubric.schema import Rubric


def train_model(
    rubrics: Sequence[Rubric],
    folder: Path,
    *,
    labelled: Sequence[str] = (),
    settled: Sequence[Labelled] = (),
    corpus: bool = True,
    evaluate: bool = False,
    base: Path | None = None,
    encoding: str = "utf-8",
) -> Manifest:
    """Trains and saves a model.

    Args:
        rubrics: What the model is for.
        folder: The model folder to make or replace.
        labelled: Files of labelled comments, see `read_labelled`.
        settled: What decisions about findings say, see `settled_labels`; none of it that
            is labelled already.
        corpus: Whether to learn from the bundled corpus too.
        evaluate: Whether to put figures into the manifest: each source predicted by a model
            trained on all the others.
        base: A model whose encoder the new one stacks on; a linear model if None.
        encoding: Of the files.

    Raises:
        ConfigError: Two rubrics of one id, or nothing to tell a rubric's one factor from.
        InputError: A labelled file that does not fit; all its faults are named.
        ModelError: The folder cannot be written.
    """
    ids = [rubric.id for rubric in rubrics]
    if len(set(ids)) < len(ids):
        raise ConfigError("two of the rubrics have the same id")
    passages = corpus_for(rubrics) if corpus else []
    for path in labelled:
        passages += read_labelled(path, rubrics, encoding)
    passages += unlabelled(settled, passages)
    heads = linear.train(rubrics, passages)
    outcomes = leave_one_source_out(rubrics, passages) if evaluate else {}
    figures = {name: outcome.figures() for name, outcome in outcomes.items() if outcome.factors}
    sources = Counter(passage.source for passage in passages)
    made = replace(encoder_of(base), heads=heads) if base else Model(heads)
    return save_model(folder, made, list(rubrics), dict(sorted(sources.items())), figures)


def encoder_of(folder: Path) -> Model:
    """The model in a folder that lends its encoder. Raises ModelError, ConfigError."""
    _, model = load_model(folder)
    if model.stack is None:
        raise ConfigError(f"{folder}: has no encoder to build on")
    return model


def corpus_for(rubrics: Sequence[Rubric]) -> list[Labelled]:
    """The corpus, less what is labelled under another rubric of the same id."""
    known = load_rubrics()
    changed = {
        r.id for r in rubrics if r.id in known and r.content_hash() != known[r.id].content_hash()
    }
    return [passage for passage in read_corpus() if passage.rubric not in changed]
