"""From rubrics and labelled comments to a model folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from narrative.corpus.load import load_rubrics
from narrative.errors import ConfigError
from narrative.model import linear
from narrative.model.correction import Correction
from narrative.model.encoder import Encoder
from narrative.model.evaluate import Train, leave_one_source_out, linear_models
from narrative.model.labelled import Labelled, read_corpus, read_labelled
from narrative.model.labels import remarks
from narrative.model.settled import unlabelled
from narrative.model.stacked import StackedClassifier
from narrative.model.store import Manifest, Model, load_model, save_model
from narrative.records import NONE
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
    tell: Callable[[str], None] = lambda _: None,
) -> Manifest:
    """Trains and saves a model.

    With a base, what is trained is a correction of its answers for each rubric that comments
    are labelled under; other rubrics it reads as before.

    Args:
        rubrics: What the model is for.
        folder: The model folder to make or replace.
        labelled: Files of labelled comments, see `read_labelled`.
        settled: What decisions about findings say, see `settled_labels`; none of it that
            is labelled already.
        corpus: Whether a linear model learns from the bundled corpus too.
        evaluate: Whether to put figures into the manifest: each source predicted by a model
            trained on all the others, see `leave_one_source_out`.
        base: A model with an encoder; a linear model is trained if None.
        encoding: Of the files.
        tell: Is told what is odd about a file's labels, and of rubrics without any.

    Raises:
        ConfigError: Two rubrics of one id, a base without encoder, or nothing to tell a
            rubric's one factor from.
        InputError: A labelled file that does not fit; all its faults are named.
        ModelError: The folder cannot be written.
    """
    ids = [rubric.id for rubric in rubrics]
    if len(set(ids)) < len(ids):
        raise ConfigError("two of the rubrics have the same id")
    passages = corpus_for(rubrics) if corpus and base is None else []
    for path in labelled:
        own = read_labelled(path, rubrics, encoding)
        for remark in remarks(own):
            tell(f"{path}: {remark}")
        passages += own
    passages += unlabelled(settled, passages)
    if base is None:
        train: Train = linear_models
        made, known = Model(linear.train(rubrics, passages)), list(rubrics)
    else:
        manifest, model = load_model(base)
        train = partial(corrected, model)
        ready = corrected(model, rubrics, passages)
        made = replace(model, corrections={**model.corrections, **_corrections(ready)})
        known = _known(made, [*rubrics, *manifest.rubrics], tell)
    outcomes = leave_one_source_out(rubrics, passages, train) if evaluate else {}
    figures = {name: outcome.figures() for name, outcome in outcomes.items() if outcome.factors}
    sources = Counter(passage.source for passage in passages)
    return save_model(folder, made, known, dict(sorted(sources.items())), figures)


def corrected(
    model: Model, rubrics: Sequence[Rubric], labelled: Sequence[Labelled]
) -> list[StackedClassifier]:
    """A model made ready for each rubric, corrected by what is labelled under it.

    Raises:
        ConfigError: It is no stacked model.
    """
    if model.stack is None:
        raise ConfigError("a linear model has no encoder to build on")
    encoder = Encoder.from_files(model.encoder)
    found = []
    for rubric in rubrics:
        ready = StackedClassifier.ready(rubric, "", model.heads, encoder, model.stack)
        known = {*rubric.factor_ids, NONE}
        own = [p for p in labelled if p.rubric == rubric.id and p.factor in known]
        found.append(replace(ready, correction=ready.learn(own)) if own else ready)
    return found


def _corrections(ready: Iterable[StackedClassifier]) -> dict[str, Correction]:
    return {one.rubric.content_hash(): one.correction for one in ready if one.correction}


def _known(model: Model, rubrics: Iterable[Rubric], tell: Callable[[str], None]) -> list[Rubric]:
    """The rubrics that the model knows by labels, each once; `tell` hears of the others."""
    known: dict[str, Rubric] = {}
    for rubric in rubrics:
        if model.knows(rubric):
            known.setdefault(rubric.content_hash(), rubric)
        else:
            tell(f"No comment is labelled under the rubric {rubric.id!r}: nothing was learned.")
    return list(known.values())


def corpus_for(rubrics: Sequence[Rubric]) -> list[Labelled]:
    """The corpus, less what is labelled under another rubric of the same id."""
    known = load_rubrics()
    changed = {
        r.id for r in rubrics if r.id in known and r.content_hash() != known[r.id].content_hash()
    }
    return [passage for passage in read_corpus() if passage.rubric not in changed]
