"""`narrative check`: one draft, before it is submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from narrative.cli.options import (
    ConfigOption,
    ModelOption,
    RubricOption,
    chosen_model,
    chosen_rubric,
    settings,
)

if TYPE_CHECKING:
    from narrative.records import Finding
    from narrative.rubric.schema import Rubric


def check(
    draft: Annotated[str, typer.Argument(help=".txt, .md, .docx, or '-' for standard input.")],
    rubric: RubricOption = None,
    rating: Annotated[
        list[str] | None,
        typer.Option("--rating", metavar="FACTOR=LEVEL", help="A rating you mean to give."),
    ] = None,
    model: ModelOption = None,
    config: ConfigOption = None,
) -> None:
    """Read one draft as an auditor will: which rating has no words behind it, or other words.

    Exits with 0 when nothing asks for a second look, 1 when something does, 2 when the
    draft could not be read.
    """
    from narrative.batch import read
    from narrative.records import Box, Review
    from narrative.reviews.draft import parse_ratings, read_draft

    found = settings(config)
    chosen = chosen_rubric(rubric, found)
    ratings = parse_ratings(rating or [], chosen)
    text = read_draft(draft)
    review = Review(draft, (Box("draft", text),), ratings)
    (reading,) = read([review], chosen_model(chosen, model, found))
    lines = [line for finding in reading.findings for line in _told(finding, draft, text, chosen)]
    typer.echo("\n".join(lines) if lines else "Nothing in the draft speaks of a factor.")
    if any(finding.flagged for finding in reading.findings):
        raise typer.Exit(1)


def _told(finding: Finding, draft: str, text: str, rubric: Rubric) -> Iterator[str]:
    """The finding as a linter prints it, its evidence below."""
    from narrative.report.terminal import printable

    judgement = finding.judgement
    if finding.verdict is None and judgement.level is None:
        return
    name = "-" if draft == "-" else draft
    first = judgement.evidence[0].passage.start if judgement.evidence else 0
    code = finding.verdict or "not_rated"
    yield f"{name}:{_line(text, first)}: {code} [{judgement.factor}] {finding.reason}"
    for item in judgement.evidence:
        words = printable(" ".join(item.passage.text.split()))
        level = rubric.level_name(max(item.levels, key=item.levels.__getitem__))
        yield f"    line {_line(text, item.passage.start)}, reads like {level}: {words}"


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
