"""`narrative evaluate`: how well a model reads comments whose labels are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from narrative.cli.options import (
    ConfigOption,
    DispositionsOption,
    EncodingOption,
    FormatOption,
    MapOption,
    RubricOption,
    ScoredOption,
    chosen_rubric,
    distinct,
    paired,
    settings,
    stream_format,
    tell,
)
from narrative.errors import counted

if TYPE_CHECKING:
    from narrative.cli.desk import Desk
    from narrative.config import Settings
    from narrative.model.gold import Gold
    from narrative.rubric.schema import Rubric


def evaluate(
    gold: Annotated[
        str | None,
        typer.Argument(
            metavar="[GOLD]",
            help="Comments with columns text, factor and level, and source and register where "
            "known; or corpus lines (.jsonl).",
        ),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Makes OUTPUT.json and OUTPUT.html.")
    ] = None,
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
    dispositions: DispositionsOption = None,
    scored: ScoredOption = None,
    map_: MapOption = None,
    format_: FormatOption = None,
    encoding: EncodingOption = None,
    config: ConfigOption = None,
) -> None:
    """Measure a model beside a baseline on labelled comments that neither learned from.

    With --scored, prints how often people found its flagged findings right; alone, or beside
    the figures of GOLD.
    """
    found = settings(config)
    before = _field(gold, output, dispositions, scored, rubric, found)
    if gold is not None and output is not None:
        places = _places(output, gold)
        chosen = chosen_rubric(rubric, found)
        read = _read(gold, chosen, map_, format_, encoding, found)
        _measure(read, chosen, (model or found.model, against), before, places)
    if before is not None:
        _show_field(before)


def _field(
    gold: str | None,
    output: str | None,
    dispositions: str | None,
    scored: str | None,
    rubric: str | None,
    found: Settings,
) -> Desk | None:
    """The scored table and its dispositions, if asked for. Raises ConfigError, InputError."""
    from narrative.cli.desk import desk
    from narrative.errors import ConfigError

    if (gold is None) != (output is None):
        raise ConfigError("GOLD and -o go together: what is measured, and where the report goes")
    paired(dispositions, scored)
    if gold is None and scored is None:
        raise ConfigError("nothing to measure on; give GOLD and -o, or --scored")
    return desk(scored, dispositions, found, rubric=rubric) if scored else None


def _read(
    gold: str,
    rubric: Rubric,
    map_: list[str] | None,
    format_: str | None,
    encoding: str | None,
    found: Settings,
) -> Gold:
    from narrative.config import parse_map
    from narrative.model.gold import mapped, read_gold
    from narrative.reviews.formats import format_of

    mapping = mapped(parse_map(map_ or [], {}), found.map)
    fmt = format_of(gold, stream_format(format_))
    return read_gold(gold, rubric, fmt, encoding or found.encoding, mapping)


def _measure(
    gold: Gold,
    rubric: Rubric,
    names: tuple[str | None, str | None],
    before: Desk | None,
    places: tuple[str, str],
) -> None:
    """Writes and shows the report on the model and the baseline of these names."""
    from narrative.model import evaluation, labels
    from narrative.report.evaluation import show

    report = evaluation.evaluate(gold, *evaluation.contenders(rubric, *names, tell))
    if before is not None:
        report["field"] = _field_figures(before)
    remarks = [*evaluation.remarks(report), *labels.remarks(gold.passages)]
    _write(report, remarks, places)
    for side, told in report["models"].items():
        tell(f"{side}: {told['name']} ({told['model_id']})")
    show(report)
    for remark in remarks:
        tell(remark)
    tell(f"{counted(report['gold']['n'], 'comment')}: {places[0]}, {places[1]}")


def _show_field(before: Desk) -> None:
    from narrative.cli.field import lines
    from narrative.dispositions import field_precision

    tell(
        f"field precision of {', '.join(before.model_ids)}: {len(before.decided):,} of "
        f"{counted(len(before.questions), 'flagged finding')} settled"
    )
    for line in lines(field_precision(before.decided)):
        tell(line)


def _field_figures(before: Desk) -> dict[str, Any]:
    """Field precision as plain data; docs/evaluation.md has the keys."""
    from narrative.dispositions import field_precision

    return {
        "model_ids": list(before.model_ids),
        "flagged": len(before.questions),
        "settled": len(before.decided),
        "codes": [
            {
                "code": line.code,
                "n": line.n,
                **{str(outcome): count for outcome, count in line.counts.items()},
                "right": round(line.share, 4),
                "low": round(line.interval[0], 4),
                "high": round(line.interval[1], 4),
            }
            for line in field_precision(before.decided)
        ],
    }


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


def _places(output: str, gold: str) -> tuple[str, str]:
    """The paths of the data and of the page. Raises ConfigError."""
    from narrative.errors import ConfigError
    from narrative.reviews.write import check_writable

    path = Path(output)
    if output == "-" or not path.name:
        raise ConfigError(f"-o {output}: makes two files; give a name for both")
    stem = path.with_suffix("") if path.suffix in (".json", ".html") else path
    places = f"{stem}.json", f"{stem}.html"
    distinct([*places, gold if gold != "-" else None])
    for place in places:
        check_writable(place)
    return places
