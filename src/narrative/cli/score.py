"""`narrative score`: a row per review and factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    EncodingOption,
    FormatOption,
    MapOption,
    ModelOption,
    RubricOption,
    chosen_model,
    chosen_rubric,
    settings,
    stream_format,
    tell,
)

if TYPE_CHECKING:
    import pandas as pd

    from narrative.reviews.load import Loaded


def score(
    source: Annotated[
        str, typer.Argument(metavar="IN", help=".csv, .jsonl, .parquet, .xlsx, or '-'.")
    ],
    rubric: RubricOption = None,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Where the result goes; '-' is standard output.")
    ] = "-",
    quarantine: Annotated[
        str | None,
        typer.Option(
            "--quarantine",
            help="Put rows with faults into this file, with what is wrong, and score the rest.",
        ),
    ] = None,
    model: ModelOption = None,
    map_: MapOption = None,
    format_: FormatOption = None,
    encoding: EncodingOption = None,
    config: ConfigOption = None,
) -> None:
    """Hold the words of each review against its ratings.

    IN is wide (a row per review, a rating column per factor) or long (a row per review and
    factor). The result has a row per review and factor, and a summary goes to the terminal.
    """
    from narrative.batch import score_table
    from narrative.config import parse_map
    from narrative.errors import InputError
    from narrative.report.summary import summarise
    from narrative.report.terminal import show
    from narrative.reviews.formats import format_of
    from narrative.reviews.load import load_reviews
    from narrative.reviews.read import read_table
    from narrative.reviews.write import check_writable, write_table

    found = settings(config)
    given = stream_format(format_)
    formats = format_of(source, given), format_of(output, given)
    aside = format_of(quarantine, given) if quarantine else None
    for path in (output, quarantine):
        if path:
            check_writable(path)
    chosen = chosen_rubric(rubric, found)
    frame = read_table(source, formats[0], encoding or found.encoding)
    loaded = load_reviews(frame, chosen, parse_map(map_ or [], found.map))
    if loaded.faults and not (quarantine and _rows_only(loaded)):
        raise InputError(source, loaded.faults)
    result = score_table(loaded.reviews, loaded.extra_columns, chosen_model(chosen, model, found))
    write_table(result, output, formats[1])
    if quarantine and aside:
        write_table(_bad_rows(frame, loaded), quarantine, aside)
        count = len({fault.row for fault in loaded.faults})
        tell(f"{count:,} rows with faults set aside: {quarantine}")
    show(summarise(result, chosen))
    if output != "-":
        tell(f"{len(loaded.reviews):,} reviews scored: {output}")


def _rows_only(loaded: Loaded) -> bool:
    """Whether every fault belongs to a row that can be set aside, and something is left."""
    return bool(loaded.reviews) and all(f.row and f.row > 1 for f in loaded.faults)


def _bad_rows(frame: pd.DataFrame, loaded: Loaded) -> pd.DataFrame:
    """The rows with faults as they came, with their row numbers and what is wrong."""
    messages: dict[int, list[str]] = {}
    for fault in loaded.faults:
        told = f"{fault.column}: {fault.message}" if fault.column else fault.message
        messages.setdefault(fault.row or 0, []).append(told)
    bad = frame.loc[[row for row in frame.index if row in messages]].copy()
    bad.insert(0, "source_row", list(bad.index))
    bad.insert(1, "faults", ["; ".join(messages[row]) for row in bad.index])
    return bad
