"""`narrative evaluate`: how well a model reads comments whose labels are known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from narrative.cli.options import (
    ConfigOption,
    EncodingOption,
    FormatOption,
    MapOption,
    RubricOption,
    chosen_rubric,
    distinct,
    settings,
    stream_format,
    tell,
)


def evaluate(
    gold: Annotated[
        str,
        typer.Argument(
            metavar="GOLD",
            help="Comments with columns text, factor and level, and source and register where "
            "known; or corpus lines (.jsonl).",
        ),
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", help="Makes OUTPUT.json and OUTPUT.html.")
    ],
    rubric: RubricOption = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            help="A model folder, descriptors or tfidf; the bundled model if not given.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="The baseline, named likewise: tfidf if not given, or descriptors where the "
            "model is that.",
        ),
    ] = None,
    map_: MapOption = None,
    format_: FormatOption = None,
    encoding: EncodingOption = None,
    config: ConfigOption = None,
) -> None:
    """Measure a model beside a baseline on labelled comments that neither learned from."""
    from narrative.config import parse_map
    from narrative.model import evaluation
    from narrative.model.gold import mapped, read_gold
    from narrative.report.evaluation import show
    from narrative.reviews.formats import format_of
    from narrative.reviews.write import check_writable

    found = settings(config)
    places = _places(output)
    fmt = format_of(gold, stream_format(format_))
    distinct([*places, gold if gold != "-" else None])
    for place in places:
        check_writable(place)
    chosen = chosen_rubric(rubric, found)
    mapping = mapped(parse_map(map_ or [], {}), found.map)
    read = read_gold(gold, chosen, fmt, encoding or found.encoding, mapping)
    pair = evaluation.contenders(chosen, model or found.model, against, tell)
    report = evaluation.evaluate(read, *pair)
    remarks = evaluation.remarks(report)
    _write(report, remarks, places)
    for side, told in report["models"].items():
        tell(f"{side}: {told['name']} ({told['model_id']})")
    show(report)
    for remark in remarks:
        tell(remark)
    tell(f"{report['gold']['n']:,} comments: {places[0]}, {places[1]}")


def _write(report: dict[str, Any], remarks: list[str], places: tuple[str, str]) -> None:
    """Both files, or neither."""
    import json

    from narrative.report.evaluation import render
    from narrative.reviews.write import replacing

    data = json.dumps({**report, "remarks": remarks}, indent=1, ensure_ascii=False) + "\n"
    page = render(report, remarks)
    with replacing(places[0]) as first, replacing(places[1]) as second:
        first.write(data.encode("utf-8"))
        second.write(page.encode("utf-8"))


def _places(output: str) -> tuple[str, str]:
    """The paths of the data and of the page. Raises ConfigError."""
    from narrative.errors import ConfigError

    path = Path(output)
    if output == "-" or not path.name:
        raise ConfigError(f"-o {output}: makes two files; give a name for both")
    stem = path.with_suffix("") if path.suffix in (".json", ".html") else path
    return f"{stem}.json", f"{stem}.html"
