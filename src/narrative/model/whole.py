"""Rubrics with one factor, and that the work as a whole: "Overall Performance".

Which factor a passage speaks of is then no question, and likeness to one factor's descriptors
no answer: a passage on punctuality is unlike them and evidence all the same. What is left to
ask is whether it says anything of how the work is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from narrative.model.base import Classifier, Predictions
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric
from narrative.text.rules import words

_WHOLE = words("""
    overall general total global whole entire summary performance work job duties results
    achievement achievements accomplishments contribution contributions effectiveness
    """)
_BESIDE = words("""
    rating ratings evaluation assessment appraisal review score level grade employee staff
    individual annual yearly final year end period a an and as at for in of on s the to
    """)

_DETAIL = 0.5
"""What a detail counts beside a sentence that sums the work up."""


def is_whole(rubric: Rubric) -> bool:
    """Whether the rubric has one factor, and its name says no more than "the work"."""
    name = set(key(rubric.factors[0].name).split())
    return len(rubric.factors) == 1 and name <= _WHOLE | _BESIDE and not name.isdisjoint(_WHOLE)


@dataclass(frozen=True, slots=True)
class WholeClassifier:
    """A model whose every passage that tells of a level is evidence for the one factor.

    Attributes:
        model: What reads the levels, and how like each passage is to the factor's descriptors.
    """

    model: Classifier

    @property
    def rubric(self) -> Rubric:
        """See `base.Classifier`."""
        return self.model.rubric

    @property
    def model_id(self) -> str:
        """See `base.Classifier`."""
        return self.model.model_id

    @property
    def trained(self) -> bool:
        """See `base.Classifier`."""
        return self.model.trained

    def predict(self, texts: Sequence[str], before: Sequence[str] = ()) -> Predictions:
        """Probabilities for each text: none where it says nothing of a level.

        What is like the factor's own descriptors sums the work up, and counts up to twice as
        much as a detail: `informative` is the less for one.
        """
        found = self.model.predict(texts, before)
        told = found.informative
        weighed = told * (_DETAIL + (1 - _DETAIL) * found.factors[:, 0])
        factors = np.column_stack([told, 1 - told])
        return Predictions(self.rubric, factors, found.levels, weighed)
