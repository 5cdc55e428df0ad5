"""`python -m narrative.corpus check`: fails on faults, prints the counts."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from narrative import resources
from narrative.errors import NarrativeError

SHOWN = 20
"""Faults of one kind that are printed."""

app = typer.Typer(add_completion=False, help="The labelled corpus.")


@app.callback()
def _root() -> None:
    """The labelled corpus."""


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="A corpus folder; the bundled one if not given.")
    ] = None,
) -> None:
    """Check schema, labels, duplicates, templates and giveaways; print the counts.

    Exits with 0 when nothing is wrong, 1 when something is, 2 when it cannot be read.
    """
    from narrative.corpus import checks
    from narrative.corpus.load import load_corpus
    from narrative.corpus.report import counts, giveaway_faults

    place = folder or resources.corpus_dir()
    corpus = load_corpus(place)
    items = checks.items_of(corpus)
    held_out = load_corpus(place / "dev")
    evaluation = checks.items_of(held_out)
    for line in counts(corpus, items):
        typer.echo(line)
    typer.echo(f"{len(evaluation):,} passages for evaluation by {len(held_out.sources)} hands")
    both = sorted({*corpus.sources} & {*held_out.sources})
    kinds: dict[str, Iterable[str]] = {
        "hands on both sides": both,
        "labels": [
            *checks.label_faults(corpus, items),
            *checks.label_faults(held_out, evaluation),
        ],
        "duplicates": checks.duplicates([*evaluation, *items]),
        "same starts": checks.same_starts(items),
        "templates": checks.templates(items),
        "giveaways": giveaway_faults(corpus, items),
    }
    found = {kind: list(faults) for kind, faults in kinds.items()}
    for kind, faults in found.items():
        typer.echo(f"{kind}: {len(faults)} faults")
        for fault in islice(faults, SHOWN):
            typer.echo(f"  {fault}")
    if any(found.values()):
        raise typer.Exit(1)


@app.command()
def agreement(
    folder: Annotated[
        Path | None, typer.Argument(help="A corpus folder; the bundled one if not given.")
    ] = None,
) -> None:
    """Print how a second reader's blind labels agree with the writers', by source."""
    from narrative.corpus.agreement import by_source, pairs
    from narrative.corpus.load import load_corpus

    place = folder or resources.corpus_dir()
    corpora = load_corpus(place), load_corpus(place / "dev")
    typer.echo("| source | read | share | factor kappa | levels | level QWK |")
    typer.echo("|---|---|---|---|---|---|")
    for row in by_source(pairs(place, corpora), corpora):
        kappas = f"{row.factor_kappa:.2f} | {row.levels} | {row.level_kappa:.2f}"
        typer.echo(f"| {row.source} | {row.read} | {row.share:.0%} | {kappas} |")


if __name__ == "__main__":
    try:
        app()
    except NarrativeError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
