"""Every check by its stable code, and the running of those that are on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from narrative.checks import (
    alike,
    boxes,
    contradiction,
    copies,
    general,
    pasted,
    standards,
    stated,
    wordlist,
    words,
)
from narrative.errors import ConfigError
from narrative.records import Observation, Reading, Review, Severity, Verdict

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

OfReview = Callable[["Rubric", Reading], Iterable[Observation]]
"""A check that looks at one review."""

OfFile = Callable[["Rubric", Sequence[Review]], Iterable[Observation]]
"""A check that holds the reviews of a file against each other; it needs no model."""

CODES: Mapping[Verdict, str] = {
    Verdict.ABOVE: "N101",
    Verdict.BELOW: "N102",
    Verdict.UNSUPPORTED: "N103",
}
"""The codes of the verdicts that ask for a second look."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a code stands for.

    Attributes:
        code: Stable; a code that is given up is never used again.
        name: The code's meaning in snake_case.
        severity: How much its observations matter.
        meaning: The same in one line.
        of_review: What observes it in a review, or None.
        of_file: What observes it in a file, or None.
    """

    code: str
    name: str
    severity: Severity
    meaning: str
    of_review: OfReview | None = None
    of_file: OfFile | None = None

    @property
    def verdict(self) -> bool:
        """Whether the code is a finding's and no check's: those cannot be switched off."""
        return self.of_review is None and self.of_file is None


_WARNING, _NOTE = Severity.WARNING, Severity.NOTE

CHECKS: tuple[Check, ...] = (
    Check("N101", str(Verdict.ABOVE), _WARNING, "the words support a lower level than assigned"),
    Check("N102", str(Verdict.BELOW), _WARNING, "the words support a higher level than assigned"),
    Check("N103", str(Verdict.UNSUPPORTED), _WARNING, "rated, but no passage speaks of the factor"),
    Check(
        boxes.CODE,
        "wrong_field",
        boxes.SEVERITY,
        "a factor's field says nothing of it, and something of another factor",
        of_review=boxes.observe,
    ),
    Check(
        general.CODE,
        "general_words_only",
        general.SEVERITY,
        "praise or blame in general, and nothing that was done, counted or seen",
        of_review=general.observe,
    ),
    Check(
        pasted.CODE,
        "descriptor_pasted",
        pasted.SEVERITY,
        "the rubric's own descriptor in place of what was seen",
        of_review=pasted.observe,
    ),
    Check(
        copies.CODE,
        "same_narrative",
        copies.SEVERITY,
        "the same narrative in the reviews of several people",
        of_file=copies.compare,
    ),
    Check(
        alike.CODE,
        "all_rated_alike",
        alike.SEVERITY,
        "every factor rated alike, over words that differ",
        of_review=alike.observe,
    ),
    Check(
        contradiction.CODE,
        "contradiction",
        contradiction.SEVERITY,
        "two passages say opposite things of one factor",
        of_review=contradiction.observe,
    ),
    Check(
        stated.CODE,
        "stated_rating",
        stated.SEVERITY,
        "the narrative states a rating, and the form has another",
        of_review=stated.observe,
    ),
    Check(
        words.PERSONALITY_CODE,
        "personality_words",
        words.SEVERITY,
        "words about what somebody is like, not about what was done",
        of_review=words.observe,
    ),
    Check(
        words.GROUP_CODE,
        "group_words",
        words.SEVERITY,
        "words about gender, age, health, family, religion or origin",
        of_review=words.observe,
    ),
    Check(
        standards.BREACH,
        "standard_missed",
        _WARNING,
        "a stated time is longer than a standard of the rubric allows",
        of_review=standards.observe,
    ),
    Check(
        standards.BEAT,
        "standard_beaten",
        _NOTE,
        "a stated time is far shorter than a standard of the rubric asks",
        of_review=standards.observe,
    ),
)
"""All codes, in order; docs/checks.md has an example of each."""

BY_CODE: Mapping[str, Check] = {check.code: check for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks that are on, ready to run.

    Attributes:
        on: Their codes.
        of_review: What observes them in a review.
        of_file: What observes them in a file.
    """

    on: frozenset[str]
    of_review: tuple[OfReview, ...]
    of_file: tuple[OfFile, ...]

    def look(self, rubric: Rubric, reading: Reading) -> list[Observation]:
        """What the checks notice in a review, by code, in the order they noticed it."""
        return self._kept(seen for observe in self.of_review for seen in observe(rubric, reading))

    def compare(self, rubric: Rubric, reviews: Sequence[Review]) -> list[Observation]:
        """What the checks notice in a file, by code, in the order of the reviews."""
        return self._kept(seen for compare in self.of_file for seen in compare(rubric, reviews))

    def _kept(self, seen: Iterator[Observation]) -> list[Observation]:
        on = (observation for observation in seen if observation.code in self.on)
        return sorted(on, key=lambda observation: observation.code)


def choose(off: Iterable[str] = (), lists: Sequence[str] | None = None) -> Checks:
    """The checks without those switched off.

    Args:
        off: Codes.
        lists: Names or paths of the word lists; the bundled ones if not given.

    Raises:
        ConfigError: A code that is no check's.
        InputError: A word list that cannot be used.
    """
    left_out = frozenset(off)
    unknown = sorted(code for code in left_out if code not in BY_CODE)
    verdicts = sorted(code for code in left_out - set(unknown) if BY_CODE[code].verdict)
    if unknown or verdicts:
        faults = [
            f"checks.off: {code!r} is no check; narrative checks lists them" for code in unknown
        ]
        faults += [
            f"checks.off: {code} is a verdict and cannot be switched off" for code in verdicts
        ]
        raise ConfigError("\n".join(faults))
    on = [check for check in CHECKS if check.code not in left_out]
    of_review = dict.fromkeys(check.of_review for check in on if check.of_review)
    chosen = wordlist.load(lists or wordlist.BUNDLED) if words.observe in of_review else None
    return Checks(
        frozenset(check.code for check in on),
        tuple(
            partial(words.observe, words=chosen) if observe is words.observe else observe
            for observe in of_review
        ),
        tuple(dict.fromkeys(check.of_file for check in on if check.of_file)),
    )
