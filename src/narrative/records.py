"""The nouns that travel from stage to stage. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NONE = "none"
"""The factor id of a passage that is evidence for no factor."""


class Verdict(StrEnum):
    """How an assigned rating and the words about it stand to each other."""

    CONSISTENT = "consistent"
    ABOVE = "rating_above_narrative"
    BELOW = "rating_below_narrative"
    UNSUPPORTED = "unsupported"
    UNCERTAIN = "uncertain"


FLAGGED = frozenset({Verdict.ABOVE, Verdict.BELOW, Verdict.UNSUPPORTED})
"""The verdicts that ask for a second look."""


COMPARED = frozenset({Verdict.CONSISTENT, Verdict.ABOVE, Verdict.BELOW})
"""The verdicts that hold a rating against words that could be read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or bullet; ``original[start:end] == text``, offsets in characters."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """One text field of a review.

    Attributes:
        name: Where the text stood, as evidence spans cite it ("narrative").
        text: The untouched original.
        factor: The factor the form asks about in this field, or None for all of them.
    """

    name: str
    text: str
    factor: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One employee, one rater, one period.

    Attributes:
        id: The review's id, as text.
        boxes: The narrative's text fields, in the order of the input.
        ratings: Level id by factor id; a factor that was not rated is missing.
        extra: Other columns, passed through: by factor for long input, else under "".
    """

    id: str
    boxes: tuple[Box, ...]
    ratings: Mapping[str, str]
    extra: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of one passage.

    Attributes:
        factors: Probability by factor id, ``none`` included; sums to 1.
        levels: Probability by level id, given that the passage is evidence; sums to 1.
        informative: Probability that the passage says anything about a level at all.
    """

    factors: Mapping[str, float]
    levels: Mapping[str, float]
    informative: float = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """A passage where it stood, and what a model says of it.

    Attributes:
        box: The name of the text field.
        box_factor: The factor the form asks about in that field, or None.
        foreign: Whether it is in a language that no model reads; it is evidence for nothing.
    """

    box: str
    box_factor: str | None
    passage: Passage
    prediction: Prediction
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that is pointed at, and where it stood.

    Attributes:
        weight: How much it bears on the factor, 0 to 1.
        levels: Probability by level id; empty where no level is in question.
    """

    box: str
    passage: Passage
    weight: float = 1.0
    levels: Mapping[str, float] = field(default_factory=dict)

    @property
    def span(self) -> str:
        """Field and character offsets: ``narrative:10-52``."""
        return f"{self.box}:{self.passage.start}-{self.passage.end}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the passages of a review together support for one factor.

    Attributes:
        factor: The factor's id.
        addressed: Probability that the words speak of the factor at all.
        levels: Probability by level id given the words; empty when not addressed.
        evidence: The passages behind it, in reading order.
    """

    factor: str
    addressed: float
    levels: Mapping[str, float]
    evidence: tuple[Evidence, ...]

    @property
    def level(self) -> str | None:
        """The level the words support best, or None when they do not speak of the factor."""
        return max(self.levels, key=self.levels.__getitem__) if self.levels else None


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement held against the assigned level.

    Attributes:
        assigned: The assigned level's id, or None when the factor was not rated.
        verdict: How rating and words compare, or None when the factor was not rated.
        flag_score: 0 to 1; the higher, the sooner a person should look.
        confidence: Probability of the likeliest verdict as the model has it; where that is
            too little to go by, the verdict is uncertain.
        reason: One plain sentence.
    """

    review_id: str
    judgement: Judgement
    assigned: str | None
    verdict: Verdict | None
    flag_score: float
    confidence: float
    reason: str

    @property
    def flagged(self) -> bool:
        """Whether the finding asks for a second look."""
        return self.verdict in FLAGGED


class Severity(StrEnum):
    """How much an observation matters."""

    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Observation:
    """What a check noticed in a review, beside its ratings held against its words.

    Attributes:
        code: The check's stable code, such as "N201"; see docs/checks.md.
        factor: The factor's id, or None where it is about the review as a whole.
        reason: One plain sentence; it quotes no review text and proposes no rating.
        evidence: The passages it is about, in reading order.
    """

    code: str
    severity: Severity
    review_id: str
    factor: str | None
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A review, what a model says of its passages, and what was found.

    Attributes:
        passages: In reading order.
        findings: One per factor, in the rubric's order.
    """

    review: Review
    passages: tuple[Read, ...]
    findings: tuple[Finding, ...]
