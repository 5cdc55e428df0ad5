"""`narrative explain`: passage by passage, why the model reads a text as it does."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from narrative.cli.options import (
    ConfigOption,
    ModelOption,
    RubricOption,
    chosen_model,
    chosen_rubric,
    settings,
    tell,
)

if TYPE_CHECKING:
    from narrative.config import Settings
    from narrative.model.explain import Explanation
    from narrative.model.reasons import Reasons, Word
    from narrative.records import Passage, Review
    from narrative.rubric.schema import Rubric

_WORDS, _SIGNS = 6, 3
"""How many words of either kind, and signs, are shown."""

_FAINT = 0.05
"""Signs that weigh less are not shown."""


def explain(
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT",
            help="The words themselves, a draft (.txt, .md, .docx, or '-'), or with --review "
            "the table that the review is in.",
        ),
    ],
    rubric: RubricOption = None,
    rating: Annotated[
        list[str] | None,
        typer.Option("--rating", metavar="FACTOR=LEVEL", help="A rating to compare with."),
    ] = None,
    review: Annotated[
        str | None, typer.Option("--review", metavar="ID", help="A review of a table, by its id.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
    model: ModelOption = None,
    config: ConfigOption = None,
) -> None:
    """Show which words make the model read each passage as it does, and what follows from it.

    Words that count for the answer are marked [+so], words against it [-so]; below stand
    the rubric's descriptors of the factor, each with how alike the passage is to it. At the end
    stands how the passages together become the findings.
    """
    from narrative.batch import read
    from narrative.cli import judged
    from narrative.model.explain import explain as explained

    found = settings(config)
    chosen = chosen_rubric(rubric, found)
    about = _review(text, review, rating or [], chosen, found)
    ratings = about.ratings
    classifier = chosen_model(chosen, model, found)
    (reading,) = read([about], classifier)
    known = [item for item in reading.passages if not item.foreign]
    if len(known) < len(reading.passages):
        other = f"{len(reading.passages) - len(known):,} of {len(reading.passages):,} passages"
        tell(f"left out, as in a language other than English: {other}")
    answers = [(item.passage, explained(classifier, item.passage.text)) for item in known]
    if as_json:
        told = [_record(passage, answer, ratings) for passage, answer in answers]
        whole = {"rubric_id": chosen.id, "model_id": classifier.model_id, "passages": told}
        typer.echo(json.dumps(whole | {"findings": judged.record(reading)}, indent=2))
        return
    spans = {f"{r.box}:{r.passage.start}-{r.passage.end}": n for n, r in enumerate(known, 1)}
    lines = [*_report([answer for _, answer in answers], chosen, ratings)]
    lines += judged.lines(reading, chosen, spans)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    typer.echo("\n".join(lines).rstrip("\n"), color=colour)


def _review(
    text: str, wanted: str | None, rating: list[str], rubric: Rubric, found: Settings
) -> Review:
    """The review to explain: one of a table, or a draft with the ratings given.

    Raises:
        ConfigError: The table has no such review, or ratings are given beside it.
        InputError: The draft or the table cannot be read.
    """
    from narrative.errors import ConfigError, InputError
    from narrative.records import Box, Review
    from narrative.reviews.draft import parse_ratings
    from narrative.reviews.formats import format_of
    from narrative.reviews.load import load_reviews
    from narrative.reviews.read import read_table

    if wanted is None:
        return Review("text", (Box("text", _read(text)),), parse_ratings(rating, rubric))
    if rating:
        raise ConfigError("--rating goes with a text; a review of a table has its own ratings")
    loaded = load_reviews(
        read_table(text, format_of(text, None), found.encoding), rubric, found.map
    )
    for review in loaded.reviews:
        if review.id == wanted:
            return review
    if loaded.faults:
        raise InputError(text, loaded.faults)
    raise ConfigError(f"{text}: no review {wanted!r}")


def _read(text: str) -> str:
    """The draft that `text` names, else `text` itself.

    Raises:
        ConfigError: A file of another kind.
        InputError: A draft that cannot be read or is empty.
    """
    from narrative.errors import Fault, InputError
    from narrative.reviews.draft import SUFFIXES, read_draft

    named = text.lower().endswith(SUFFIXES) and len(text.split()) == 1
    if text == "-" or named or _is_file(text):
        return read_draft(text)
    if not text.strip():
        raise InputError("TEXT", [Fault("the text is empty")])
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError("TEXT", [Fault("not UTF-8 text")]) from error
    return text


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a path
        return False


def _report(
    answers: Sequence[Explanation], rubric: Rubric, ratings: Mapping[str, str]
) -> Iterator[str]:
    for i, answer in enumerate(answers, 1):
        yield from _passage(i, answer, rubric, ratings)
        yield ""
    if not answers:
        yield "There is nothing in the text to read."


def _passage(
    number: int, answer: Explanation, rubric: Rubric, ratings: Mapping[str, str]
) -> Iterator[str]:
    from narrative.records import NONE

    names = {factor.id: factor.name for factor in rubric.factors} | {NONE: NONE}
    levels = {level.id: level.name for level in rubric.levels}
    yield f"{number}. {_plain(answer.text)}"
    yield f"   Factor: {_chances(answer.prediction.factors, names)}"
    yield from _reasons(answer.text, answer.factor)
    yield f"   Says anything of a level: {answer.prediction.informative:.0%}"
    if answer.factor.answer == NONE:
        return
    yield f"   Level: {_chances(answer.prediction.levels, levels)}"
    yield from _reasons(answer.text, answer.level)
    yield f"   Descriptors of {names[answer.factor.answer]}, and likeness to them, 1 at most:"
    rated = ratings.get(answer.factor.answer)
    for near in answer.descriptors:
        notes = ["reads like"] if near.level == answer.level.answer else []
        notes += ["rated"] if near.level == rated else []
        note = f" ({', '.join(notes)})" if notes else ""
        yield f"     {near.similarity:.2f}  {levels[near.level]}{note}: {_plain(near.text)}"


def _chances(chances: Mapping[str, float], names: Mapping[str, str]) -> str:
    """The likeliest first; of equal ones in the rubric's order."""
    ranked = sorted(chances, key=lambda name: -chances[name])
    return ", ".join(f"{names[name]} {chances[name]:.0%}" for name in ranked)


def _reasons(text: str, reasons: Reasons) -> Iterator[str]:
    from narrative.model.reasons import leading

    words = leading(reasons.words, 2 * _WORDS)
    sides = {
        "for": [word for word in words if word.weight > 0][:_WORDS],
        "against": [word for word in words if word.weight < 0][:_WORDS],
    }
    marked = sorted([*sides["for"], *sides["against"]], key=lambda word: word.start)
    if marked:
        yield f"     {_marked(text, marked)}"
    for side, own in sides.items():
        if own:
            listed = ", ".join(f"{_plain(word.text)} {word.weight:+.2f}" for word in own)
            yield f"     {side:<8} {listed}"
    signs = sorted(reasons.signs.items(), key=lambda item: -abs(item[1]))[:_SIGNS]
    shown = [f"{name.replace('_', ' ')} {w:+.2f}" for name, w in signs if abs(w) >= _FAINT]
    if shown:
        yield f"     {'signs':<8} {', '.join(shown)}"


def _marked(text: str, words: Sequence[Word]) -> str:
    """The passage with its leading words in brackets, and in colour where there is any."""
    parts, done = [], 0
    for word in words:
        colour = "green" if word.weight > 0 else "red"
        mark = f"[{'+' if word.weight > 0 else '-'}{_plain(word.text)}]"
        parts += [_spaced(text[done : word.start]), typer.style(mark, fg=colour, bold=True)]
        done = word.end
    return "".join([*parts, _spaced(text[done:])])


def _plain(text: str) -> str:
    return " ".join(_spaced(text).split())


def _spaced(text: str) -> str:
    """The text on one line, without what a terminal would obey."""
    from narrative.report.terminal import printable

    return printable(text)


def _record(passage: Passage, answer: Explanation, ratings: Mapping[str, str]) -> dict[str, Any]:
    """One passage's explanation; offsets count from the start of the whole text."""
    return {
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "method": answer.method,
        "factors": answer.prediction.factors,
        "levels": answer.prediction.levels,
        "informative": answer.prediction.informative,
        "factor": _reasons_record(answer.factor, passage.start),
        "level": _reasons_record(answer.level, passage.start),
        "rated": ratings.get(answer.factor.answer),
        "descriptors": [
            {"level": near.level, "text": near.text, "similarity": near.similarity}
            for near in answer.descriptors
        ],
    }


def _reasons_record(reasons: Reasons, offset: int) -> dict[str, Any]:
    return {
        "answer": reasons.answer,
        "probability": reasons.probability,
        "log_odds": reasons.total,
        "words": [
            {
                "text": word.text,
                "start": word.start + offset,
                "end": word.end + offset,
                "weight": word.weight,
            }
            for word in reasons.words
        ],
        "signs": dict(reasons.signs),
        "rest": reasons.rest,
    }
