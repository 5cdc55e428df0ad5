"""What a line of the corpus holds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from narrative.records import NONE, Verdict

GENERAL = "overall_performance"
"""The rubric id of text on performance in general: levels low, mid and high, no factors."""

Text = Annotated[str, Field(min_length=1, max_length=5_000)]
Register = Literal["plain", "behavioural", "contrast", "mixed"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sentence(_Part):
    """A sentence of a review, labelled in its context.

    Attributes:
        factor: A factor id or "none"; missing under the rubric of general performance.
        level: A level id, or None where the sentence is evidence for no level.
    """

    text: Text
    factor: str | None = None
    level: str | None = None


class Line(_Part):
    """What comments and reviews have in common.

    Attributes:
        source: The hand that wrote it.
    """

    id: str
    source: str
    register_: Annotated[Register, Field(alias="register")]
    rubric: str


class Comment(Line):
    """A comment labelled as a whole.

    Attributes:
        phenomenon: What a minimal edit changes; such comments form groups whose ids differ
            in the last letter only.
    """

    text: Text
    factor: str | None = None
    level: str | None = None
    phenomenon: str | None = None

    @property
    def group(self) -> str:
        """The id of the contrast group, or the comment's own."""
        return self.id[:-1] if self.register_ == "contrast" else self.id


class Review(Line):
    """A whole review, labelled sentence by sentence.

    Attributes:
        overall: What a careful reader concludes: level by factor, or one level under the
            rubric of general performance.
        potential: The level of potential the text claims, which is no evidence of performance.
        assigned: The ratings a manager gave, level by factor.
        verdict: How each of them stands to the words.
    """

    sentences: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    overall: dict[str, str] | str
    potential: str | None = None
    assigned: dict[str, str] | None = None
    verdict: dict[str, Verdict] | None = None

    @model_validator(mode="after")
    def _check(self) -> Review:
        if (self.assigned is None) != (self.verdict is None):
            raise ValueError("assigned and verdict come together or not at all")
        if self.assigned is not None and set(self.assigned) != set(self.verdict or {}):
            raise ValueError("assigned and verdict name different factors")
        if isinstance(self.overall, dict):
            spoken = {s.factor for s in self.sentences} - {NONE, None}
            # A half-sentence may speak of a second factor, so overall may name more of them.
            if not spoken <= set(self.overall):
                raise ValueError("overall lacks a factor that a sentence is labelled with")
        return self
