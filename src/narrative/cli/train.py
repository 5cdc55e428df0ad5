"""`narrative train`: a model folder for one or several rubrics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    DispositionsOption,
    EncodingOption,
    ScoredOption,
    paired,
    settings,
    tell,
)
from narrative.errors import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrative.config import Settings
    from narrative.model.labelled import Labelled
    from narrative.model.store import Manifest
    from narrative.rubric.schema import Rubric


_Corpus = Annotated[
    bool,
    typer.Option(
        help="With --linear: learn from the labelled comments that travel with narrative. "
        "The bundled encoder has learned from them in any case."
    ),
]


def train(
    rubric: Annotated[
        list[str],
        typer.Option("--rubric", "-r", help="A bundled rubric's id or a file; repeatable."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The model folder to make.")],
    labelled: Annotated[
        list[str] | None,
        typer.Option(
            "--labelled",
            help="Comments with columns text, factor and level; repeatable. With several "
            "rubrics, a column rubric says which one a row is labelled with.",
        ),
    ] = None,
    dispositions: DispositionsOption = None,
    scored: ScoredOption = None,
    corpus: _Corpus = True,
    linear: Annotated[
        bool,
        typer.Option("--linear", help="Leave the encoder out: smaller, faster, less often right."),
    ] = False,
    evaluate: Annotated[
        bool,
        typer.Option(
            help="Measure on one held-out source after the other, or on every fifth comment "
            "of a single one; takes a while."
        ),
    ] = False,
    encoding: EncodingOption = None,
    config: ConfigOption = None,
) -> None:
    """Learn what labelled comments change about the bundled model's answers under a rubric.

    The bundled model itself stays as it is: rubrics without labels are read as before. With
    --linear, a model without encoder is learned from descriptors and comments.
    """
    from narrative.model.choose import model_folder
    from narrative.model.training import train_model
    from narrative.rubric.store import load_rubric

    found = settings(config)
    rubrics = [load_rubric(name) for name in rubric]
    paired(dispositions, scored)
    settled = _settled(scored, dispositions, rubrics, found) if scored else []
    manifest = train_model(
        rubrics,
        output,
        labelled=labelled or [],
        settled=settled,
        corpus=corpus,
        evaluate=evaluate,
        base=None if linear else model_folder(None),
        encoding=encoding or found.encoding,
        tell=tell,
    )
    _tell(manifest, output)


def _settled(
    scored: str, dispositions: str | None, rubrics: Sequence[Rubric], found: Settings
) -> list[Labelled]:
    """What was decided about the table's findings, as far as it says a level."""
    from narrative.cli.desk import desk
    from narrative.model.settled import settled_labels

    before = desk(scored, dispositions, found, among=rubrics)
    labels = settled_labels(before.questions, before.kept, before.rubric, scored)
    tell(
        f"{scored}: {counted(len(before.decided), 'settled finding')}, "
        f"{len(labels):,} of which say what level the words support"
    )
    return labels


def _tell(manifest: Manifest, output: Path) -> None:
    total = sum(manifest.sources.values())
    learned = f"{counted(total, 'passage')} of {counted(len(manifest.sources), 'source')}"
    tell(f"{manifest.model_id}, from {learned}: {output}")
    for name, figures in manifest.metrics.items():
        tell(
            f"{name}: factor macro-F1 {figures['factor_macro_f1']}, "
            f"level quadratic weighted kappa {figures['level_qwk']} "
            f"(n = {figures['factor_macro_f1_n']}, on comments held out in turn)"
        )
