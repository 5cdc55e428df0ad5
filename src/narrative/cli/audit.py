"""`narrative audit`: a page about a scored table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    DispositionsOption,
    FormatOption,
    ObservationsOption,
    RubricOption,
    distinct,
    scored_rubric,
    settings,
    stream_format,
    tell,
)
from narrative.errors import ConfigError, counted

SHOWN = 50
"""Findings on the page unless told otherwise."""


def audit(
    scored: Annotated[
        str, typer.Argument(metavar="SCORED", help="A table that narrative score wrote.")
    ],
    output: Annotated[str, typer.Option("--output", "-o", help="The page to write: .html.")],
    rubric: RubricOption = None,
    observations: ObservationsOption = None,
    dispositions: DispositionsOption = None,
    findings: Annotated[
        int,
        typer.Option("--findings", min=0, help="How many findings, and observations, it shows."),
    ] = SHOWN,
    format_: FormatOption = None,
    config: ConfigOption = None,
) -> None:
    """Turn scored reviews into one self-contained page: verdicts, raters, what to read first.

    Findings that --dispositions, or the settings' file, says are settled are counted, and not
    shown again.
    """
    from narrative.cli.desk import settled
    from narrative.questions import check_named
    from narrative.report.observed import read_observed, sum_up
    from narrative.report.page import render
    from narrative.report.scored import checked, read_scored
    from narrative.report.summary import summarise
    from narrative.reviews.formats import STREAM, format_of
    from narrative.reviews.write import check_writable, replacing

    if output != STREAM and Path(output).suffix.lower() not in (".html", ".htm"):
        raise ConfigError(f"-o {output}: the page is HTML; give it a name that ends in .html")
    distinct([output, scored, observations, dispositions])
    check_writable(output)
    frame = read_scored(scored, format_of(scored, stream_format(format_)))
    found = settings(config)
    chosen = scored_rubric(frame, scored, rubric, found)
    decided = settled(dispositions, found)
    if decided:
        check_named(frame, scored)
    summary = summarise(checked(frame, chosen, scored), chosen, findings, decided)
    observed = None
    if observations:
        fmt = format_of(observations, stream_format(format_))
        seen = read_observed(observations, fmt, frame, chosen)
        observed = sum_up(seen, findings, decided)
    page = render(summary, observed).encode("utf-8")
    if output == STREAM:
        typer.echo(page, nl=False)
        return
    with replacing(output) as handle:
        handle.write(page)
    beside = f", {counted(observed.total, 'observation')}" if observed else ""
    told = f"{counted(summary.reviews, 'review')}, {counted(summary.flagged, 'finding')}{beside}"
    done = summary.settled + (observed.settled if observed else 0)
    tell(f"{told}{f', {done:,} settled' if done else ''}: {output}")
