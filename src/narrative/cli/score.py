"""`narrative score`: a row per review and factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    EncodingOption,
    FormatOption,
    JobsOption,
    MapOption,
    ModelOption,
    OutputOption,
    RubricOption,
    chosen_model,
    chosen_rubric,
    distinct,
    output_path,
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
    output: OutputOption = None,
    quarantine: Annotated[
        str | None,
        typer.Option(
            "--quarantine",
            help="Put rows with faults into this file, with what is wrong, and score the rest.",
        ),
    ] = None,
    jobs: JobsOption = 1,
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
    from narrative.reviews.write import check_writable, write_tables

    found = settings(config)
    given = stream_format(format_)
    target = output_path(output, given)
    distinct([target, quarantine, source if source != "-" else None])
    places = {path: format_of(path, given) for path in (target, quarantine) if path}
    for path in places:
        check_writable(path)
    chosen = chosen_rubric(rubric, found)
    frame = read_table(source, format_of(source, given), encoding or found.encoding)
    loaded = load_reviews(frame, chosen, parse_map(map_ or [], found.map))
    if loaded.faults and not (quarantine and _rows_only(loaded)):
        raise InputError(source, loaded.faults)
    classifier = chosen_model(chosen, model, found)
    result = score_table(loaded.reviews, loaded.extra_columns, classifier, jobs)
    summary = summarise(result, chosen)
    tables = {target: result}
    if quarantine:
        tables[quarantine] = _bad_rows(frame, loaded)
    write_tables((table, path, places[path]) for path, table in tables.items())
    show(summary)
    if quarantine:
        tell(f"{len(tables[quarantine]):,} rows with faults set aside: {quarantine}")
    if target != "-":
        tell(f"{len(loaded.reviews):,} reviews scored: {target}")


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
