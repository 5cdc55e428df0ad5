"""`narrative check`: one draft, before it is submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    DispositionsOption,
    ModelOption,
    PrecisionOption,
    RubricOption,
    chosen_checks,
    chosen_model,
    chosen_precision,
    chosen_rubric,
    settings,
    tell,
)
from narrative.cli.remarks import tell_spoilt_draft

if TYPE_CHECKING:
    from narrative.records import Evidence, Finding, Observation
    from narrative.rubric.schema import Rubric


def check(
    draft: Annotated[str, typer.Argument(help=".txt, .md, .docx, or '-' for standard input.")],
    rubric: RubricOption = None,
    rating: Annotated[
        list[str] | None,
        typer.Option("--rating", metavar="FACTOR=LEVEL", help="A rating you mean to give."),
    ] = None,
    review_id: Annotated[
        str | None,
        typer.Option("--review-id", help="The review's id, as tables have it; else the path."),
    ] = None,
    dispositions: DispositionsOption = None,
    precision: PrecisionOption = None,
    model: ModelOption = None,
    config: ConfigOption = None,
) -> None:
    """Read one draft as an auditor will: which rating has no words behind it, or other words.

    Exits with 0 when nothing asks for a second look, 1 when something does, a note aside, and 2
    when the draft could not be read. What --dispositions, or the settings' file, says is settled
    under the review's id asks for none.
    """
    from narrative.batch import percent, read, unread_length
    from narrative.cli.desk import settled
    from narrative.fingerprint import finding_fingerprint, observation_fingerprint
    from narrative.records import Box, Review, Severity
    from narrative.reviews.draft import parse_ratings, read_draft

    found = settings(config)
    chosen, checks = chosen_rubric(rubric, found), chosen_checks(found)
    ratings = parse_ratings(rating or [], chosen)
    text = read_draft(draft)
    tell_spoilt_draft(text, draft)
    decided = settled(dispositions, found)
    review = Review(review_id or draft, (Box("draft", text),), ratings)
    ready, sure = chosen_model(chosen, model, found), chosen_precision(precision, found)
    (reading,) = read([review], ready, precision=sure)
    other, every = unread_length(reading.passages)
    if other:
        share = percent(other / every)
        tell(f"{share} of the draft is in a language other than English; it was not read")
    lines = [line for finding in reading.findings for line in _told(finding, draft, text, chosen)]
    lines = lines or ["Nothing in the draft speaks of a factor."]
    observations = checks.look(chosen, reading)
    lines += [line for item in observations for line in _noticed(item, draft, text)]
    typer.echo("\n".join(lines))
    asking = {finding_fingerprint(chosen.id, item) for item in reading.findings if item.flagged}
    for item in observations:
        if item.severity is Severity.WARNING:
            asking.add(observation_fingerprint(chosen.id, item))
    if asking & decided:
        tell(f"{len(asking & decided):,} settled")
    if asking - decided:
        raise typer.Exit(1)


def _told(finding: Finding, draft: str, text: str, rubric: Rubric) -> Iterator[str]:
    """The finding as a linter prints it, its evidence below."""
    from narrative.checks.registry import CODES

    judgement = finding.judgement
    if finding.verdict is None and judgement.level is None:
        return
    first = judgement.evidence[0].passage.start if judgement.evidence else 0
    verdict = finding.verdict or "not_rated"
    code = CODES.get(finding.verdict, "") if finding.verdict else ""
    place = f"{draft}:{_line(text, first)}"
    yield f"{place}: {f'{code} {verdict}'.strip()} [{judgement.factor}] {finding.reason}"
    for item in judgement.evidence:
        level = rubric.level_name(max(item.levels, key=item.levels.__getitem__))
        yield f"    line {_line(text, item.passage.start)}, reads like {level}: {_words(item)}"


def _noticed(item: Observation, draft: str, text: str) -> Iterator[str]:
    """The observation as a linter prints it, its evidence below."""
    from narrative.checks.registry import BY_CODE

    first = item.evidence[0].passage.start if item.evidence else 0
    about = f" [{item.factor}]" if item.factor else ""
    name = BY_CODE[item.code].name
    yield f"{draft}:{_line(text, first)}: {item.code} {name}{about} {item.reason}"
    for shown in item.evidence:
        yield f"    line {_line(text, shown.passage.start)}: {_words(shown)}"


def _words(item: Evidence) -> str:
    """A passage on one line of a terminal."""
    from narrative.report.terminal import printable

    return printable(" ".join(item.passage.text.split()))


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
