"""Goes through open findings on a terminal and asks for a decision on each."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence

import typer

from narrative.answers import Answer
from narrative.dispositions import Outcome
from narrative.questions import Question
from narrative.report.terminal import printable
from narrative.rubric.schema import Rubric

_OUTCOMES = {outcome.value[0]: outcome for outcome in Outcome}
_SKIP, _QUIT = "s", "q"
_MENU = "[u]pheld, [d]ismissed, [r]ating changed, [n]arrative changed, [s]kip, [q]uit: "


Record = Callable[[Question, Answer], list[str]]
"""Keeps an answer, or says what is wrong with it."""


class _Stopped(Exception):
    """The person has had enough."""


def walk(questions: Sequence[Question], rubric: Rubric, record: Record) -> int:
    """Asks about each question and has every answer recorded before the next is shown.

    An interruption (Ctrl-C) or the end of input stops it as quitting does.

    Args:
        questions: In the order they are asked.
        rubric: What they were read under.
        record: Where it finds something wrong, the question is asked again.

    Returns:
        How many answers were recorded.
    """
    recorded = 0
    try:
        for place, question in enumerate(questions, 1):
            typer.echo("\n".join(("", *_shown(question, f"{place}/{len(questions)}", rubric))))
            recorded += _settled(question, rubric, record)
    except (_Stopped, KeyboardInterrupt, EOFError):
        typer.echo()
    return recorded


def _settled(question: Question, rubric: Rubric, record: Record) -> bool:
    """Asks until there is an answer that can be kept; False if the question is skipped."""
    while True:
        key = input(_MENU).strip().lower()[:1]
        if key == _QUIT:
            raise _Stopped
        if key == _SKIP:
            return False
        if key not in _OUTCOMES:
            continue
        wrong = record(question, _answer(question, _OUTCOMES[key], rubric))
        if not wrong:
            return True
        typer.echo("\n".join(wrong))


def _answer(question: Question, outcome: Outcome, rubric: Rubric) -> Answer:
    new_level = ""
    if outcome is Outcome.RATING_CHANGED:
        names = ", ".join(printable(level.name) for level in rubric.levels)
        new_level = input(f"new level ({names}): ")
    may = "" if outcome is Outcome.DISMISSED else " (may be empty)"
    return Answer(question.fingerprint, outcome, input(f"reason{may}: "), new_level)


def _shown(question: Question, place: str, rubric: Rubric) -> Iterator[str]:
    """The question's lines: where, why, the words, and the descriptors they are held against."""
    known = {factor.id: factor for factor in rubric.factors}
    factor = known.get(question.factor)
    about = [f"review {question.review_id}", *([factor.name] if factor else [])]
    if question.flag_score is not None:
        about.append(f"score {question.flag_score:.2f}")
    yield printable(f"[{place}] {', '.join(about)}  {question.code} {question.fingerprint}")
    yield from _wrapped(question.reason)
    for passage in question.passages:
        yield from _wrapped(f'"{passage}"', "    ")
    levels = {"As rated": question.assigned_level, "As the words read": question.narrative_level}
    for role, level in levels.items():
        if factor and level:
            text = factor.descriptors.get(level, "The rubric does not describe this level.")
            yield from _wrapped(f"{role}, {rubric.level_name(level)}: {text}")


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    width = max(40, shutil.get_terminal_size().columns)
    plain = " ".join(printable(text).split())
    return textwrap.wrap(plain, width, initial_indent=indent, subsequent_indent=indent)
