"""What people decided about findings, as labelled comments to learn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from narrative.dispositions import Disposition, Outcome
from narrative.errors import Fault, InputError
from narrative.model.labelled import Labelled, level_places
from narrative.questions import Question
from narrative.rubric.schema import Rubric

SOURCE = "settled"
"""What the name of the source ends in, behind the scored table's file name."""

_TELLING = 4
"""Words from which on a passage found in two texts shows that they are the same."""


def settled_labels(
    questions: Iterable[Question],
    kept: Mapping[str, Disposition],
    rubric: Rubric,
    scored: str,
) -> list[Labelled]:
    """A comment per settled finding whose evidence supports a known level.

    Dismissed: the evidence supports the level that was assigned. Rating changed: it supports
    the new level. Upheld and narrative changed say which level it does not support and not
    which one it does; taking the model's own answer for it would teach the model its errors.
    The evidence is one comment, as the decision was about all of it together.

    All comments of a table are one source, so that a model measured on one of them has learned
    from none of them.

    Args:
        questions: The findings of a scored table, see `narrative.questions`.
        kept: Decisions by fingerprint.
        rubric: What the table was scored under.
        scored: The table's path.

    Raises:
        InputError: A new level that the rubric does not have.
    """
    places = level_places(rubric)
    source = f"{Path(scored).name}#{SOURCE}"
    found: list[Labelled] = []
    faults: list[Fault] = []
    for question in questions:
        decision = kept.get(question.fingerprint)
        level = _level(decision) if decision and question.passages else None
        if level is None:
            continue
        if level not in places:
            what = f"the decision about {question.fingerprint} has a level the rubric lacks"
            faults.append(Fault(what))
            continue
        text = "\n".join(question.passages)
        found.append(Labelled(text, rubric.id, question.factor, level, places[level], source))
    if faults:
        raise InputError(scored, faults)
    return found


def _level(decision: Disposition) -> str | None:
    if decision.outcome is Outcome.DISMISSED:
        return decision.assigned_level or None
    return decision.new_level if decision.outcome is Outcome.RATING_CHANGED else None


def unlabelled(settled: Sequence[Labelled], labelled: Iterable[Labelled]) -> list[Labelled]:
    """Those of the settled comments that are no part of a comment somebody has labelled.

    Else the same words would stand in two sources, and be measured by a model that learned
    from them.
    """
    told = "\n".join(_folded(item.text) for item in labelled)
    return [item for item in settled if not _within(item.text, told)]


def _within(text: str, told: str) -> bool:
    parts = [_folded(line) for line in text.splitlines()]
    return any(part in told for part in parts if len(part.split()) >= _TELLING)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
