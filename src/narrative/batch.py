"""Tables in, tables out: the two batch jobs, without files or terminals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from narrative.errors import counted
from narrative.judge import PRECISION, find, judge, surest, unread
from narrative.model.base import Classifier
from narrative.records import (
    NONE,
    Finding,
    Observation,
    Passage,
    Prediction,
    Read,
    Reading,
    Review,
)
from narrative.tables import (
    OBSERVATION_COLUMNS,
    PLACES,
    SCORE_COLUMNS,
    finding_row,
    observation_row,
)
from narrative.text.decoding import readable
from narrative.text.language import foreign
from narrative.text.segment import segment

if TYPE_CHECKING:
    import pandas as pd

    from narrative.checks.registry import Checks

CHUNK = 1_000
"""Reviews or comments in memory as features at once."""

CLASSIFY_COLUMNS = ("factor", "factor_probability", "level", "level_probability")
"""Columns that a classified table gains, before those of single probabilities."""

_T = TypeVar("_T")


def read(
    reviews: Sequence[Review],
    classifier: Classifier,
    jobs: int = 1,
    precision: float = PRECISION,
) -> Iterator[Reading]:
    """Each review with its passages as the model reads them and what was found, in order.

    Args:
        reviews: The reviews.
        classifier: The model.
        jobs: Processes to share the work; the result is the same for any number.
        precision: Share of flags that should be right, from 0.5 to 1.
    """
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=jobs, return_as="generator")
    for found in parallel(
        delayed(_read)(chunk, classifier, precision) for chunk in _chunks(reviews)
    ):
        yield from found


def _read(reviews: Sequence[Review], classifier: Classifier, precision: float) -> list[Reading]:
    passages = [_passages(review) for review in reviews]
    pairs = {(passage.text, before) for found in passages for _, _, passage, before in found}
    answers = _predict(pairs, classifier)
    readings = []
    for review, found in zip(reviews, passages, strict=True):
        reads = tuple(
            Read(box, factor, passage, *answers[passage.text, before])
            for box, factor, passage, before in found
        )
        judged = judge(classifier.rubric, reads, classifier.trained)
        findings = find(
            classifier.rubric, review, judged, classifier.trained, unread(reads), precision
        )
        readings.append(Reading(review, reads, tuple(findings)))
    return readings


def _predict(
    pairs: Iterable[tuple[str, str]], classifier: Classifier
) -> dict[tuple[str, str], tuple[Prediction, bool]]:
    """What the model says of each text, and whether it is in a language that it does not read.

    Each text comes with what stands before it. What many reviews share is read once.
    """
    rubric = classifier.rubric
    silent = Prediction(
        {**dict.fromkeys(rubric.factor_ids, 0.0), NONE: 1.0},
        dict.fromkeys(rubric.level_ids, 1 / len(rubric.levels)),
        0.0,
    )
    ordered = sorted(pairs)
    strange = {text for text in {text for pair in ordered for text in pair} if foreign(text)}
    found = {pair: (silent, True) for pair in ordered if pair[0] in strange}
    wanted = [pair for pair in ordered if pair[0] not in strange]
    predictions = classifier.predict(
        [readable(text) for text, _ in wanted],
        ["" if before in strange else readable(before) for _, before in wanted],
    )
    return found | {pair: (predictions[i], False) for i, pair in enumerate(wanted)}


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def _passages(review: Review) -> list[tuple[str, str | None, Passage, str]]:
    """Field, its factor, passage, and the text of the passage before it in the field."""
    found = []
    for box in review.boxes:
        before = ""
        for passage in segment(box.text):
            found.append((box.name, box.factor, passage, before))
            before = passage.text
    return found


def score_table(
    reviews: Sequence[Review],
    extra_columns: Sequence[str],
    classifier: Classifier,
    jobs: int = 1,
) -> pd.DataFrame:
    """A row per review and factor: `SCORE_COLUMNS`, and the columns that pass through."""
    return score_tables(reviews, extra_columns, classifier, None, jobs)[0]


def score_tables(
    reviews: Sequence[Review],
    extra_columns: Sequence[str],
    classifier: Classifier,
    checks: Checks | None,
    jobs: int = 1,
    tell: Callable[[str], None] = lambda _: None,
    precision: float = PRECISION,
    most: int | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A scored table, and the table of what the checks observed: `OBSERVATION_COLUMNS`.

    Observations stand in the order of the reviews and of the codes; without checks there are
    none. `tell` is told how much of the text is in a language that is not read. `precision` is
    the share of flags that should be right, and `most` how many there may be.
    """
    import pandas as pd

    renamed = aside(extra_columns, SCORE_COLUMNS)
    extra = {name: renamed.get(name, name) for name in extra_columns}
    found: list[tuple[Review, Finding]] = []
    seen: list[Observation] = []
    lengths: list[tuple[int, int]] = []
    for reading in read(reviews, classifier, jobs, precision):
        found += [(reading.review, finding) for finding in reading.findings]
        lengths.append(unread_length(reading.passages))
        if checks is not None:
            seen += checks.look(classifier.rubric, reading)
    if checks is not None:
        seen += checks.compare(classifier.rubric, reviews)
    _tell_unread(lengths, "review", tell)
    place = {review.id: i for i, review in enumerate(reviews)}
    seen.sort(key=lambda item: (place[item.review_id], item.code))
    findings = [finding for _, finding in found]
    kept = findings if most is None else surest(findings, most)
    rows = [
        finding_row(review, finding, extra, classifier)
        for (review, _), finding in zip(found, kept, strict=True)
    ]
    columns = [SCORE_COLUMNS[0], *extra.values(), *SCORE_COLUMNS[1:]]
    scored = pd.DataFrame(rows, columns=columns, dtype=object)
    observed = [observation_row(item, classifier) for item in seen]
    return (
        scored.astype({"flag_score": float, "confidence": float}),
        pd.DataFrame(observed, columns=list(OBSERVATION_COLUMNS), dtype=object),
    )


def unread_length(passages: Iterable[Read]) -> tuple[int, int]:
    """Characters of the passages in another language, and of all passages."""
    lengths = [(len(read.passage.text) * read.foreign, len(read.passage.text)) for read in passages]
    return sum(other for other, _ in lengths), sum(every for _, every in lengths)


def _tell_unread(
    lengths: Sequence[tuple[int, int]], noun: str, tell: Callable[[str], None]
) -> None:
    """Says how many reviews or comments hold text in another language, and how much it is."""
    other, every = (sum(length[i] for length in lengths) for i in (0, 1))
    if other:
        count = sum(length[0] > 0 for length in lengths)
        tell(
            "text in a language other than English was not read: in "
            f"{count:,} of {counted(len(lengths), noun)}, {percent(other / every)} of all text"
        )


def percent(share: float) -> str:
    """A share of more than nothing as a whole percentage, 1 % the least."""
    return f"{max(round(100 * share), 1)} %"


def aside(columns: Sequence[str], added: Sequence[str]) -> dict[str, str]:
    """New names for input columns that the output needs for itself: ``level`` to ``input_level``.

    A name that is taken gets a number, so that no column of the input is lost.
    """
    names, taken = {}, {*columns, *added}
    for name in columns:
        if name in added:
            fresh, count = f"input_{name}", 2
            while fresh in taken:
                fresh, count = f"input_{name}_{count}", count + 1
            names[name] = fresh
            taken.add(fresh)
    return names


def classified_columns(classifier: Classifier) -> list[str]:
    """The columns that `classify_table` adds, in order."""
    rubric = classifier.rubric
    return [
        *CLASSIFY_COLUMNS,
        *(f"p_factor.{factor}" for factor in (*rubric.factor_ids, NONE)),
        *(f"p_level.{level}" for level in rubric.level_ids),
    ]


def classify_table(
    frame: pd.DataFrame,
    column: str,
    classifier: Classifier,
    tell: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """The frame with what each text in `column` is evidence for, see `classified_columns`.

    A text without a letter or digit, or in another language than English, is evidence for
    nothing: factor none, certainly, and no level; `tell` is told of other languages.
    """
    import pandas as pd

    texts = [str(text) for text in frame[column]]
    wanted = list(dict.fromkeys(text for text in texts if _has_words(text)))
    answers: dict[str, Mapping[str, Any]] = {}
    for chunk in _chunks(wanted):
        read = _predict([(text, "") for text in chunk], classifier)
        answers |= {text: _answer(found) for (text, _), (found, other) in read.items() if not other}
    known = frozenset(wanted)
    lengths = [(len(text) * (text not in answers), len(text)) for text in texts if text in known]
    _tell_unread(lengths, "comment", tell)
    blank: Mapping[str, Any] = {
        "factor": NONE,
        "factor_probability": 1.0,
        "level": "",
        "level_probability": None,
        **{f"p_factor.{factor}": 0.0 for factor in classifier.rubric.factor_ids},
        f"p_factor.{NONE}": 1.0,
        **{f"p_level.{level}": None for level in classifier.rubric.level_ids},
    }
    names = classified_columns(classifier)
    frame = frame.rename(columns=aside(list(frame.columns), names))
    added = pd.DataFrame([answers.get(t, blank) for t in texts], index=frame.index, columns=names)
    numeric = [name for name in names if name not in ("factor", "level")]
    return pd.concat([frame, added.astype(dict.fromkeys(numeric, float))], axis=1)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, readable(text)))


def _answer(prediction: Prediction) -> dict[str, Any]:
    factor = max(prediction.factors, key=prediction.factors.__getitem__)
    level = max(prediction.levels, key=prediction.levels.__getitem__)
    told = factor != NONE
    return {
        "factor": factor,
        "factor_probability": round(prediction.factors[factor], PLACES),
        "level": level if told else "",
        "level_probability": round(prediction.levels[level], PLACES) if told else None,
        **{f"p_factor.{name}": round(p, PLACES) for name, p in prediction.factors.items()},
        **{f"p_level.{name}": round(p, PLACES) for name, p in prediction.levels.items()},
    }
