"""`narrative classify`: a row per comment."""

from __future__ import annotations

from typing import Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    EncodingOption,
    FormatOption,
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
from narrative.cli.remarks import tell_spoilt


def classify(
    source: Annotated[
        str, typer.Argument(metavar="IN", help=".csv, .jsonl, .parquet, .xlsx, or '-'.")
    ],
    rubric: RubricOption = None,
    output: OutputOption = None,
    text_column: Annotated[
        str | None, typer.Option("--text-column", help="The column with the comments: text.")
    ] = None,
    model: ModelOption = None,
    map_: MapOption = None,
    format_: FormatOption = None,
    encoding: EncodingOption = None,
    config: ConfigOption = None,
) -> None:
    """Say which factor each comment is evidence for and which level it supports.

    The result keeps every column of IN and adds factor, factor_probability, level,
    level_probability, p_factor.* and p_level.*; a column of IN with one of these names is
    kept as input_NAME.
    """
    from narrative.batch import classify_table
    from narrative.config import parse_map
    from narrative.errors import ConfigError, Fault, InputError, counted
    from narrative.reviews.columns import missing_column
    from narrative.reviews.formats import format_of
    from narrative.reviews.read import read_table
    from narrative.reviews.write import check_writable, write_table

    found = settings(config)
    given = stream_format(format_)
    target = output_path(output, given)
    distinct([target, source if source != "-" else None])
    formats = format_of(source, given), format_of(target, given)
    check_writable(target)
    chosen = chosen_rubric(rubric, found)
    given_map = parse_map(map_ or [], {})
    if set(given_map) - {"text"}:
        raise ConfigError("--map: classify has one field, text")
    column = text_column or (found.map | given_map).get("text", "text")
    frame = read_table(source, formats[0], encoding or found.encoding)
    if column not in frame.columns:
        hint = " (or name it with --text-column)" if text_column is None else ""
        fault = Fault(missing_column(column, list(frame.columns)) + hint, row=1)
        raise InputError(source, [fault])
    tell_spoilt(frame[[column]], source, formats[0], encoding or found.encoding)
    classifier = chosen_model(chosen, model, found)
    result = classify_table(frame, column, classifier, tell)
    write_table(result, target, formats[1])
    if target != "-":
        tell(f"{counted(len(result), 'comment')} classified: {target}")
