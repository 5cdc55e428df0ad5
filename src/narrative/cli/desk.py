"""What there is to decide and what was decided: a scored table beside its dispositions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from narrative.cli.options import scored_rubric
from narrative.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrative.config import Settings
    from narrative.dispositions import Disposition
    from narrative.questions import Question
    from narrative.rubric.schema import Rubric

FILE = "dispositions.csv"
"""The file's name where none is given; it stands beside the scored table."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person has before them.

    Attributes:
        questions: Everything that can be decided, in the order it is read in.
        rubric: What the reviews were scored under.
        kept: The decisions of the file that hold, by fingerprint.
        path: The file of dispositions.
        model_ids: The models that wrote the table.
    """

    questions: list[Question]
    rubric: Rubric
    kept: dict[str, Disposition]
    path: str
    model_ids: tuple[str, ...]

    @property
    def open(self) -> list[Question]:
        """The questions that nobody has settled."""
        return [item for item in self.questions if item.fingerprint not in self.kept]

    @property
    def decided(self) -> list[Disposition]:
        """The decisions about these questions, in the questions' order."""
        names = (item.fingerprint for item in self.questions)
        return [self.kept[name] for name in names if name in self.kept]


def desk(
    scored: str,
    dispositions: str | None,
    found: Settings,
    *,
    observations: str | None = None,
    rubric: str | None = None,
    among: Sequence[Rubric] | None = None,
    must_exist: bool = True,
) -> Desk:
    """The scored table's questions and the decisions about them.

    Args:
        scored: The scored table.
        dispositions: The file of decisions; for None that of the settings, or `FILE` beside
            the table.
        found: The settings.
        observations: A table of observations.
        rubric: The rubric's file, where it is not bundled.
        among: The rubrics it has to be one of, if any are given.
        must_exist: Whether a file of decisions that is not there is a fault.

    Raises:
        ConfigError: The rubric is not to be found, or none of those given.
        InputError: A table or the file of decisions that cannot be used; all faults are named.
    """
    from narrative.dispositions import latest, read_dispositions
    from narrative.questions import from_observations, from_scored
    from narrative.report.observed import read_observed
    from narrative.report.scored import checked, read_scored
    from narrative.reviews.formats import STREAM, format_of

    if scored == STREAM:
        raise ConfigError("the scored table has to be a file, not standard input")
    frame = read_scored(scored, format_of(scored, None))
    if among is None:
        chosen = scored_rubric(frame, scored, rubric, found)
    else:
        chosen = _one_of(among, str(frame["rubric_id"].iloc[0]), scored)
    questions = from_scored(checked(frame, chosen, scored), scored)
    if observations is not None:
        seen = read_observed(observations, format_of(observations, None), frame, chosen)
        questions += from_observations(seen)
    path = dispositions or found.dispositions or str(Path(scored).parent / FILE)
    kept = latest(read_dispositions(path, must_exist=must_exist))
    models = tuple(dict.fromkeys(map(str, frame["model_id"])))
    return Desk(questions, chosen, kept, path, models)


def _one_of(rubrics: Sequence[Rubric], stated: str, scored: str) -> Rubric:
    for rubric in rubrics:
        if rubric.id == stated:
            return rubric
    known = ", ".join(rubric.id for rubric in rubrics)
    raise ConfigError(f"{scored}: scored under the rubric {stated!r}, which is none of {known}")


def settled(dispositions: str | None, found: Settings) -> frozenset[str]:
    """Fingerprints of what was decided, by the option's file or the settings'.

    The option's file has to be there; the settings' may come with the first decision.

    Raises:
        ConfigError: The file is no .csv.
        InputError: It cannot be read, or has faults; all are named.
    """
    from narrative.dispositions import latest, read_dispositions

    path = dispositions or found.dispositions
    if path is None:
        return frozenset()
    return frozenset(latest(read_dispositions(path, must_exist=dispositions is not None)))
