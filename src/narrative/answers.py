"""Answers to questions: from what a person wrote to dispositions, or to all its faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrative.dispositions import Disposition, Outcome, outcome_of, wanting
from narrative.errors import Fault, InputError
from narrative.questions import SEPARATOR, Question
from narrative.reviews.cells import as_text
from narrative.reviews.load import match_level, quoted
from narrative.rubric.schema import Rubric

if TYPE_CHECKING:
    import pandas as pd

FILLED = ("fingerprint", "outcome", "reason", "new_level")
"""Columns that are read of a list that was filled in."""

LISTED = (
    "fingerprint",
    "review_id",
    "factor",
    "code",
    "flag_score",
    "assigned_level",
    "finding",
    "evidence",
    "outcome",
    "reason",
    "new_level",
)
"""Columns of a list to fill in."""

LONGEST = 500
"""Characters of a reason; a longer one is likely a text that does not belong there."""

_RUN = 6
"""Words in a row that a reason may not share with the evidence."""

_TELLING = 3
"""Words of a passage that a reason may not hold as a whole."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person wrote about one question, unchecked.

    Attributes:
        row: The table's row, or None where it came by option.
    """

    fingerprint: str
    outcome: str
    reason: str = ""
    new_level: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, and the day as ISO 8601 has it."""

    by: str
    date: str


def settle(
    answers: Sequence[Answer],
    questions: Iterable[Question],
    rubric: Rubric,
    signature: Signature,
    source: str,
) -> list[Disposition]:
    """The answers as dispositions, in their order.

    Args:
        answers: What was written.
        questions: What could be answered.
        rubric: Its levels are the new levels there are.
        signature: Who and when.
        source: What messages call the place the answers come from.

    Raises:
        InputError: An unknown fingerprint, outcome or level, one question answered twice, a
            reason that is missing or quotes the review; all are named.
    """
    known = {question.fingerprint: question for question in questions}
    faults: list[Fault] = []
    found: list[Disposition] = []
    seen: set[str] = set()
    for answer in answers:
        ident = answer.fingerprint.strip().lower()
        question = known.get(ident)
        if question is None:
            faults.append(_fault(answer, "fingerprint", "is of no flagged finding here"))
        elif ident in seen:
            faults.append(_fault(answer, "fingerprint", "is answered twice"))
        seen.add(ident)
        item, wrong = check(answer, question, rubric, signature)
        faults += [_fault(answer, column, message) for column, message in wrong.items()]
        found += [item] if item else []
    if faults:
        raise InputError(source, faults)
    return found


def _fault(answer: Answer, column: str, message: str) -> Fault:
    """Where no row says which answer it is about, the fingerprint does."""
    if answer.row is None:
        return Fault(f"{quoted(answer.fingerprint)}: {column}: {message}")
    return Fault(message, answer.row, column)


def check(
    answer: Answer, question: Question | None, rubric: Rubric, signature: Signature
) -> tuple[Disposition | None, Mapping[str, str]]:
    """The disposition, or None and what is wrong with the answer, by column.

    Without a question there is no disposition, but the answer's own faults are told.
    """
    reason = _one_line(answer.reason)
    outcome = outcome_of(answer.outcome)
    if not answer.outcome.strip():
        return None, {"outcome": "is missing"}
    if outcome is None:
        known = ", ".join(Outcome)
        return None, {"outcome": f"{quoted(answer.outcome)} is none of {known}"}
    wrong = wanting(outcome, reason, answer.new_level)
    level = match_level(answer.new_level, rubric.level_keys()) or ""
    if "new_level" not in wrong:
        wrong |= _about_level(answer.new_level, level, question, rubric)
    if question is not None:
        wrong |= _unfit(reason, question)
    if wrong or question is None:
        return None, wrong
    return Disposition(
        fingerprint=question.fingerprint,
        review_id=question.review_id,
        factor=question.factor,
        code=question.code,
        outcome=outcome,
        reason=reason,
        by=_one_line(signature.by),
        date=signature.date,
        assigned_level=question.assigned_level,
        new_level=level,
    ), {}


def _about_level(
    given: str, level: str, question: Question | None, rubric: Rubric
) -> dict[str, str]:
    """What is wrong with a new level that was given."""
    if not given.strip():
        return {}
    if not level:
        names = ", ".join(known.name for known in rubric.levels)
        return {"new_level": f"{quoted(given)} is no level of the rubric ({names})"}
    if question is not None and not question.factor:
        return {"new_level": "is about the review as a whole, which has no single rating"}
    if question is not None and level == question.assigned_level:
        return {"new_level": "is the level that was assigned before"}
    return {}


def _unfit(reason: str, question: Question) -> dict[str, str]:
    """What speaks against keeping the reason: it is long, or it repeats the review's words."""
    if len(reason) > LONGEST:
        return {"reason": f"{len(reason):,} characters; at most {LONGEST}"}
    words = reason.casefold().split()
    runs = [" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
    for passage in question.passages:
        told = passage.casefold().split()
        whole = len(told) >= _TELLING and " ".join(told) in " ".join(words)
        if whole or any(run in " ".join(told) for run in runs):
            return {"reason": "repeats words of the review: say it in other words"}
    return {}


def _one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def from_options(pairs: Sequence[str], reason: str, new_level: str) -> list[Answer]:
    """Answers of ``FINGERPRINT=OUTCOME`` options; the reason and the level are those of all."""
    parts = [pair.partition("=") for pair in pairs]
    return [Answer(name.strip(), outcome, reason, new_level) for name, _, outcome in parts]


def from_table(frame: pd.DataFrame, path: str) -> list[Answer]:
    """Answers of a list that was filled in; rows that are still empty are left out.

    Raises:
        InputError: A column is missing, or every row is still empty.
    """
    missing = [name for name in FILLED if name not in frame.columns]
    if missing:
        row = int(frame.attrs.get("header_row", 1))
        raise InputError(path, [Fault(f"no column {name!r}", row) for name in missing])
    answers = []
    wanted = frame[list(FILLED)]
    for row, cells in zip(frame.index, wanted.itertuples(index=False, name=None), strict=True):
        name, outcome, reason, new_level = (as_text(cell).strip() for cell in cells)
        if outcome or reason or new_level:
            answers.append(Answer(name, outcome, reason, new_level, int(row)))
    if not answers:
        raise InputError(path, [Fault("no row has an outcome")])
    return answers


def to_fill_in(questions: Sequence[Question]) -> pd.DataFrame:
    """The questions as a table of columns `LISTED`, the last three of them empty."""
    import pandas as pd

    rows = [
        {
            "fingerprint": question.fingerprint,
            "review_id": question.review_id,
            "factor": question.factor,
            "code": question.code,
            "flag_score": "" if question.flag_score is None else question.flag_score,
            "assigned_level": question.assigned_level,
            "finding": question.reason,
            "evidence": SEPARATOR.join(question.passages),
            **dict.fromkeys(FILLED[1:], ""),
        }
        for question in questions
    ]
    return pd.DataFrame(rows, columns=list(LISTED), dtype=object)
