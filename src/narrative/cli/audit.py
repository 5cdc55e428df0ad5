"""`narrative audit`: a page about a scored table."""

from __future__ import annotations

from typing import Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    FormatOption,
    RubricOption,
    distinct,
    settings,
    stream_format,
    tell,
)

SHOWN = 50
"""Findings on the page unless told otherwise."""


def audit(
    scored: Annotated[
        str, typer.Argument(metavar="SCORED", help="A table that narrative score wrote.")
    ],
    output: Annotated[str, typer.Option("--output", "-o", help="The page to write: .html.")],
    rubric: RubricOption = None,
    findings: Annotated[
        int, typer.Option("--findings", min=0, help="How many findings the page shows.")
    ] = SHOWN,
    format_: FormatOption = None,
    config: ConfigOption = None,
) -> None:
    """Turn scored reviews into one self-contained page: verdicts, raters, what to read first."""
    from narrative.errors import ConfigError
    from narrative.report.page import render
    from narrative.report.scored import checked, read_scored
    from narrative.report.summary import summarise
    from narrative.reviews.formats import format_of
    from narrative.reviews.write import check_writable, replacing
    from narrative.rubric.store import bundled_ids, load_rubric

    distinct([output, scored])
    check_writable(output)
    frame = read_scored(scored, format_of(scored, stream_format(format_)))
    stated = str(frame["rubric_id"].iloc[0])
    name = rubric or (stated if stated in bundled_ids() else settings(config).rubric)
    if name is None:
        raise ConfigError(
            f"{scored}: scored under the rubric {stated!r}, which is not bundled; "
            "give its file with --rubric"
        )
    chosen = load_rubric(name)
    summary = summarise(checked(frame, chosen, scored), chosen, first=findings)
    page = render(summary).encode("utf-8")
    if output == "-":
        typer.echo(page, nl=False)
        return
    with replacing(output) as handle:
        handle.write(page)
    tell(f"{summary.reviews:,} reviews, {summary.flagged:,} findings: {output}")
