"""`narrative demo`: the main job on the bundled example reviews."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from narrative.cli.options import tell

EXAMPLES = (("agency_reviews.csv", "agency"), ("psa_reviews.csv", "psa"))
"""Bundled example files and the rubric of each."""


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder for the results.")
    ] = Path("demo"),
) -> None:
    """Score the bundled example reviews and write a table, a workbook and a page for each."""
    from narrative import resources
    from narrative.batch import score_table
    from narrative.errors import ConfigError
    from narrative.model.choose import choose
    from narrative.report.page import render
    from narrative.report.summary import summarise
    from narrative.report.terminal import show
    from narrative.reviews.formats import Format
    from narrative.reviews.load import load_reviews
    from narrative.reviews.read import read_table
    from narrative.reviews.write import replacing, write_table
    from narrative.rubric.store import load_rubric

    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{output}: cannot be made: {error.strerror}") from error
    for file, rubric_id in EXAMPLES:
        rubric = load_rubric(rubric_id)
        source = str(resources.examples_dir() / file)
        loaded = load_reviews(read_table(source, Format.CSV), rubric, {})
        scored = score_table(loaded.reviews, loaded.extra_columns, choose(rubric))
        stem = output / f"{rubric_id}_scored"
        write_table(scored, f"{stem}.csv", Format.CSV)
        write_table(scored, f"{stem}.xlsx", Format.XLSX)
        page = output / f"{rubric_id}_report.html"
        with replacing(str(page)) as handle:
            handle.write(render(summarise(scored, rubric, first=50)).encode("utf-8"))
        if rubric_id == EXAMPLES[0][1]:
            show(summarise(scored, rubric))
        tell(f"{file}: {stem}.csv, {stem}.xlsx and the page {page}")
