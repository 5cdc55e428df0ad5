"""Options that several commands share, and what they stand for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from narrative.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from narrative.checks.registry import Checks
    from narrative.config import Settings
    from narrative.model.base import Classifier
    from narrative.reviews.formats import Format
    from narrative.rubric.schema import Rubric

RubricOption = Annotated[
    str | None,
    typer.Option("--rubric", "-r", help="A bundled rubric's id or a rubric file."),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", "-m", help="A model folder, or a bundled model: standard (the default), linear."
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="Which column holds a field; repeatable."),
]
FormatOption = Annotated[
    str | None,
    typer.Option("--format", help="csv, jsonl, parquet or xlsx; needed where a path is '-'."),
]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", help="Text encoding of the input; utf-8 if not given.")
]
OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", help="Where the result goes; '-' is standard output."),
]
JobsOption = Annotated[
    int, typer.Option("--jobs", "-j", min=1, help="Processes; worth it from some thousand rows.")
]
DispositionsOption = Annotated[
    str | None,
    typer.Option("--dispositions", help="The .csv file of what people decided about findings."),
]
ScoredOption = Annotated[
    str | None,
    typer.Option("--scored", help="The scored table that the dispositions are about."),
]
ObservationsOption = Annotated[
    str | None,
    typer.Option("--observations", metavar="FILE", help="The table of the other checks."),
]
PrecisionOption = Annotated[
    float | None,
    typer.Option(
        "--precision",
        min=0.5,
        max=1.0,
        help="Share of flags that should be right; 0.95 if not given. Less gives more flags.",
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="Settings file; else narrative.toml or pyproject.toml here."),
]


def settings(config: Path | None) -> Settings:
    """The settings that apply here. Raises ConfigError."""
    from narrative.config import load_settings

    return load_settings(Path.cwd(), config)


def chosen_rubric(given: str | None, found: Settings) -> Rubric:
    """The rubric of the option, else of the settings. Raises ConfigError or RubricError."""
    from narrative.rubric.store import bundled_ids, load_rubric

    name = given or found.rubric
    if name is None:
        known = ", ".join(bundled_ids())
        raise ConfigError(f"which rubric? Give --rubric with a file or one of: {known}")
    return load_rubric(name)


def scored_rubric(frame: pd.DataFrame, path: str, given: str | None, found: Settings) -> Rubric:
    """The rubric a table was scored under: the option's, a bundled one, or the settings'.

    Raises:
        ConfigError: It is not bundled, and neither the option nor the settings name its file.
        RubricError: The file is no rubric.
    """
    from narrative.rubric.store import bundled_ids, load_rubric

    stated = str(frame["rubric_id"].iloc[0])
    name = given or (stated if stated in bundled_ids() else found.rubric)
    if name is None:
        raise ConfigError(
            f"{path}: scored under the rubric {stated!r}, which is not bundled; "
            "give its file with --rubric"
        )
    return load_rubric(name)


def chosen_model(rubric: Rubric, given: str | None, found: Settings) -> Classifier:
    """The model of the option, else of the settings, else the bundled one. Raises ModelError."""
    from narrative.model.choose import choose

    return choose(rubric, given or found.model, tell)


def chosen_precision(given: float | None, found: Settings) -> float:
    """The share of flags that should be right: the option's, the settings' or the usual one."""
    from narrative.judge import PRECISION

    return given or found.precision or PRECISION


def chosen_checks(found: Settings) -> Checks:
    """The checks that the settings leave on. Raises ConfigError or InputError."""
    from narrative.checks.registry import choose

    return choose(found.checks.off, found.checks.words)


def paired(dispositions: str | None, scored: str | None) -> None:
    """Refuses decisions without the table they are about. Raises ConfigError."""
    if dispositions and not scored:
        raise ConfigError("--dispositions needs --scored: the table that was decided about")


def stream_format(given: str | None) -> Format | None:
    """The format named by --format. Raises ConfigError."""
    from narrative.reviews.formats import Format

    if given is None:
        return None
    try:
        return Format(given.lower().lstrip("."))
    except ValueError:
        raise ConfigError(f"--format {given!r}: one of {', '.join(Format)}") from None


def tell(message: str) -> None:
    """A remark for the person at the terminal; standard output stays free for results."""
    print(message, file=sys.stderr)


def output_path(given: str | None, stream: Format | None) -> str:
    """The output's path; without one, standard output if a format is given. Raises ConfigError."""
    if given is None and stream is None:
        raise ConfigError("no output: give -o FILE, or --format for standard output")
    return given or "-"


def distinct(paths: Iterable[str | None]) -> None:
    """Refuses a run in which one file would be read and written, or written twice.

    Raises:
        ConfigError: Two of the paths are the same file, or the same stream.
    """
    seen: set[str] = set()
    for path in paths:
        if path is None:
            continue
        place = path if path == "-" else str(Path(path).resolve())
        if place in seen:
            raise ConfigError(f"{path}: is named twice; nothing would be left of one of them")
        seen.add(place)
