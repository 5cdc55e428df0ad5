"""`narrative review`: what people make of the findings, recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    DispositionsOption,
    EncodingOption,
    ObservationsOption,
    RubricOption,
    distinct,
    settings,
    tell,
)
from narrative.errors import counted

if TYPE_CHECKING:
    from narrative.answers import Answer, Signature
    from narrative.cli.desk import Desk
    from narrative.questions import Question

_Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FINGERPRINT=OUTCOME",
        help="Record upheld, dismissed, rating_changed or narrative_changed; repeatable.",
    ),
]
_Reason = Annotated[
    str, typer.Option("--reason", help="Why, with --set; not in the review's own words.")
]
_NewLevel = Annotated[
    str, typer.Option("--new-level", help="The new level, with --set ...=rating_changed.")
]
_From = Annotated[
    str | None, typer.Option("--from", metavar="FILE", help="Record a list that was filled in.")
]
_List = Annotated[
    str | None,
    typer.Option("--list", metavar="FILE", help="Write the open findings as a list to fill in."),
]
_Summary = Annotated[
    bool, typer.Option("--summary", help="Print how often people found the checks right.")
]


def review(
    scored: Annotated[
        str, typer.Argument(metavar="SCORED", help="A table that narrative score wrote.")
    ],
    observations: ObservationsOption = None,
    dispositions: DispositionsOption = None,
    set_: _Set = None,
    reason: _Reason = "",
    new_level: _NewLevel = "",
    from_: _From = None,
    list_: _List = None,
    summary: _Summary = False,
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    rubric: RubricOption = None,
    encoding: EncodingOption = None,
    config: ConfigOption = None,
) -> None:
    """Settle findings: upheld, dismissed, rating changed or narrative changed.

    Without --set, --from, --list or --summary, shows the open findings one after the other on
    the terminal, those to read first at the front. What is decided is recorded at once, in
    dispositions.csv beside SCORED unless --dispositions or the settings name a file.
    """
    from narrative.cli.desk import desk
    from narrative.errors import ConfigError

    jobs = {"--set": set_, "--from": from_, "--list": list_, "--summary": summary}
    chosen = [name for name, given in jobs.items() if given]
    if len(chosen) > 1:
        raise ConfigError(f"{' and '.join(chosen)}: give one of them at a time")
    if (reason or new_level) and not set_:
        raise ConfigError("--reason and --new-level go with --set")
    if not chosen and not _on_terminal():
        raise ConfigError("no terminal to ask on; give --set, --from, --list or --summary")
    found = settings(config)
    before = desk(
        scored, dispositions, found, observations=observations, rubric=rubric, must_exist=False
    )
    distinct([scored, observations, before.path, from_, list_])
    if set_:
        _record_options(before, set_, reason, new_level, _signature(by))
    elif from_:
        _record_table(before, from_, encoding or found.encoding, _signature(by))
    elif list_:
        _write_list(before, list_)
    elif summary:
        _summarise(before)
    else:
        _walk(before, _signature(by))


def _on_terminal() -> bool:
    import sys

    return sys.stdin.isatty() and sys.stdout.isatty()


def _signature(by: str) -> Signature:
    from datetime import date

    from narrative.answers import Signature

    return Signature(by, date.today().isoformat())


def _record_options(
    before: Desk, pairs: list[str], reason: str, new_level: str, signature: Signature
) -> None:
    from narrative.answers import from_options

    _record(before, from_options(pairs, reason, new_level), signature, "--set")


def _record_table(before: Desk, path: str, encoding: str, signature: Signature) -> None:
    from narrative.answers import from_table
    from narrative.reviews.formats import format_of
    from narrative.reviews.read import read_table

    frame = read_table(path, format_of(path, None), encoding)
    _record(before, from_table(frame, path), signature, path)


def _record(before: Desk, answers: list[Answer], signature: Signature, source: str) -> None:
    from narrative.answers import settle
    from narrative.dispositions import append_dispositions

    found = settle(answers, before.questions, before.rubric, signature, source)
    append_dispositions(before.path, found)
    left = {item.fingerprint for item in before.open} - {item.fingerprint for item in found}
    tell(f"{len(found):,} recorded, {len(left):,} open: {before.path}")


def _write_list(before: Desk, path: str) -> None:
    from narrative.answers import to_fill_in
    from narrative.dispositions import Outcome
    from narrative.reviews.formats import format_of
    from narrative.reviews.write import check_writable, write_table

    check_writable(path)
    choices = {"outcome": list(Outcome), "new_level": before.rubric.level_ids}
    write_table(to_fill_in(before.open), path, format_of(path, None), choices)
    tell(f"{counted(len(before.open), 'open finding')}: {path}")


def _summarise(before: Desk) -> None:
    """What is settled of this table, and how often the checks were right in the whole file.

    Findings that led to a change are gone when the reviews are scored again; figures of one
    table would then hold those that were dismissed, and too few others.
    """
    from narrative.cli.field import lines
    from narrative.dispositions import field_precision

    total, left = len(before.questions), len(before.open)
    typer.echo(f"{counted(total, 'finding')}, {total - left:,} settled, {left:,} open")
    for line in lines(field_precision(before.kept.values())):
        typer.echo(line)


def _walk(before: Desk, signature: Signature) -> None:
    from narrative.answers import check
    from narrative.cli.asking import walk
    from narrative.dispositions import append_dispositions

    def record(question: Question, answer: Answer) -> list[str]:
        found, wrong = check(answer, question, before.rubric, signature)
        if found:
            append_dispositions(before.path, [found])
        return list(wrong.values())

    left = counted(len(before.open), "open finding")
    tell(f"{left}; what you decide is kept in {before.path}")
    recorded = walk(before.open, before.rubric, record)
    tell(f"{recorded:,} recorded, {len(before.open) - recorded:,} open: {before.path}")
