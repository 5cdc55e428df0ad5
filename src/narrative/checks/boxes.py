"""N201: a factor's field says nothing of the factor, and something of another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from narrative.checks.passages import bears, cite, counted, factor_names, likeliest
from narrative.records import Observation, Read, Reading, Severity

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

CODE, SEVERITY = "N201", Severity.WARNING

SURE = 0.9
"""Least probability of the other factor, and that its passage tells of a level at all."""

NOTHING = 0.05
"""Greatest weight for the field's own factor of any passage in the field: a remark on
something else is no mistake in a field that also says what it is meant for."""


def observe(rubric: Rubric, reading: Reading) -> Iterator[Observation]:
    """At most one observation a field, with the passages that seem to stand in it by mistake."""
    for box in reading.review.boxes:
        if box.factor is None:
            continue
        found = _strays([read for read in reading.passages if read.box == box.name], box.factor)
        if not found:
            continue
        reads = "reads" if len(found) == 1 else "read"
        reason = (
            f"The field for {rubric.factor(box.factor).name} seems to say nothing of it, while "
            f"{counted(len(found))} in it {reads} like evidence for "
            f"{factor_names(rubric, (other for _, other in found))}."
        )
        evidence = tuple(cite(read, read.prediction.factors[other]) for read, other in found)
        yield Observation(CODE, SEVERITY, reading.review.id, box.factor, reason, evidence)


def _strays(reads: Sequence[Read], own: str) -> list[tuple[Read, str]]:
    """The passages of a field that are surely evidence for another factor, and for which."""
    if any(bears(read, own) > NOTHING for read in reads):
        return []
    return [
        (read, other)
        for read in reads
        for other, chance in [likeliest(read, but=(own,))]
        if min(chance, read.prediction.informative) >= SURE
    ]
