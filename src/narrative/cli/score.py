"""`narrative score`: a row per review and factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    DispositionsOption,
    EncodingOption,
    FormatOption,
    JobsOption,
    MapOption,
    ModelOption,
    OutputOption,
    PrecisionOption,
    RubricOption,
    chosen_checks,
    chosen_model,
    chosen_precision,
    chosen_rubric,
    distinct,
    output_path,
    settings,
    stream_format,
    tell,
)
from narrative.cli.remarks import tell_spoilt
from narrative.errors import Fault, InputError, counted

if TYPE_CHECKING:
    import pandas as pd

    from narrative.config import Settings
    from narrative.reviews.formats import Format
    from narrative.reviews.load import Loaded
    from narrative.rubric.schema import Rubric


_Quarantine = Annotated[
    str | None,
    typer.Option(
        "--quarantine",
        help="Put rows with faults into this file, with what is wrong, and score the rest.",
    ),
]
_Observations = Annotated[
    str | None,
    typer.Option(
        "--observations",
        metavar="FILE",
        help="Run the other checks too, and write what they observe into this file.",
    ),
]


_MaxFlags = Annotated[
    int | None,
    typer.Option("--max-flags", min=0, help="At most so many flags, those of the highest score."),
]


def score(
    source: Annotated[
        str, typer.Argument(metavar="IN", help=".csv, .jsonl, .parquet, .xlsx, or '-'.")
    ],
    rubric: RubricOption = None,
    output: OutputOption = None,
    quarantine: _Quarantine = None,
    observations: _Observations = None,
    dispositions: DispositionsOption = None,
    precision: PrecisionOption = None,
    max_flags: _MaxFlags = None,
    jobs: JobsOption = 1,
    model: ModelOption = None,
    map_: MapOption = None,
    format_: FormatOption = None,
    encoding: EncodingOption = None,
    config: ConfigOption = None,
) -> None:
    """Hold the words of each review against its ratings.

    IN is wide (a row per review, a rating column per factor) or long (a row per review and
    factor). The result has a row per review and factor, and a summary goes to the terminal. What
    --dispositions, or the settings' file, says is settled is not among what to read first.
    """
    from narrative.batch import score_tables
    from narrative.cli.desk import settled
    from narrative.report.summary import summarise
    from narrative.report.terminal import show
    from narrative.reviews.formats import format_of
    from narrative.reviews.write import check_writable, write_tables

    found = settings(config)
    given = stream_format(format_)
    target = output_path(output, given)
    distinct([target, quarantine, observations, dispositions, source if source != "-" else None])
    outputs = (target, quarantine, observations)
    places = {path: format_of(path, given) for path in outputs if path}
    for path in places:
        check_writable(path)
    chosen = chosen_rubric(rubric, found)
    checks = chosen_checks(found) if observations else None
    fmt, text = format_of(source, given), encoding or found.encoding
    frame, loaded = _read(source, fmt, text, chosen, map_ or [], found)
    if loaded.faults and not (quarantine and loaded.reviews):
        raise InputError(source, loaded.faults)
    decided = settled(dispositions, found)
    ready = chosen_model(chosen, model, found)
    sure = chosen_precision(precision, found)
    result, observed = score_tables(
        loaded.reviews, loaded.extra_columns, ready, checks, jobs, tell, sure, max_flags
    )
    tables = {target: result}
    tables |= {observations: observed} if observations else {}
    tables |= {quarantine: _bad_rows(frame, loaded)} if quarantine else {}
    write_tables((table, path, places[path]) for path, table in tables.items())
    show(summarise(result, chosen, settled=decided))
    if observations:
        _tell_observed(observed, observations)
    rows = len(tables[quarantine]) if quarantine else 0
    _tell_counts(len(loaded.reviews), target, rows, quarantine)


def _tell_counts(reviews: int, target: str, rows: int, quarantine: str | None) -> None:
    if quarantine:
        tell(f"{counted(rows, 'row')} with faults set aside: {quarantine}")
    if target != "-":
        tell(f"{counted(reviews, 'review')} scored: {target}")


def _read(
    source: str, fmt: Format, encoding: str, rubric: Rubric, pairs: list[str], found: Settings
) -> tuple[pd.DataFrame, Loaded]:
    """The table and its reviews; remarks go to the terminal, faults of rows into the result."""
    from narrative.config import parse_map
    from narrative.reviews.load import load_reviews
    from narrative.reviews.read import read_table

    faults: list[Fault] = []
    frame = read_table(source, fmt, encoding, faults=faults)
    loaded = load_reviews(frame, rubric, parse_map(pairs, found.map), faults)
    for remark in loaded.remarks:
        tell(f"{source}: {remark}")
    tell_spoilt(frame, source, fmt, encoding)
    return frame, loaded


def _tell_observed(observed: pd.DataFrame, path: str) -> None:
    from narrative.records import Severity

    warnings = int((observed["severity"] == str(Severity.WARNING)).sum())
    seen = counted(len(observed), "observation")
    tell(f"{seen}, {warnings:,} of them warnings: {path}")


def _bad_rows(frame: pd.DataFrame, loaded: Loaded) -> pd.DataFrame:
    """The rows set aside as they came, behind their row numbers and what is wrong."""
    from narrative.batch import aside

    bad = frame.loc[[row for row in frame.index if row in loaded.bad_rows]]
    bad = bad.rename(columns=aside(list(bad.columns), ("source_row", "faults")))
    bad.insert(0, "source_row", list(bad.index))
    bad.insert(1, "faults", ["; ".join(loaded.bad_rows[row]) for row in bad.index])
    return bad
