"""The rubric: ordered levels, factors, and a descriptor in each cell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from narrative.records import NONE
from narrative.rubric.naming import default_aliases, key

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$", max_length=80)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        # Attribute docstrings become descriptions in the published JSON Schema.
        use_attribute_docstrings=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        """A key without a value is a missing one, and so is a blank in a list of texts."""
        if not isinstance(value, dict):
            return value
        lists = {name: value[name] for name in ("aliases", "standards") if name in value}
        kept = {
            name: [text for text in texts if not _blank(text)]
            for name, texts in lists.items()
            if isinstance(texts, list)
        }
        return {name: kept.get(name, part) for name, part in value.items() if part is not None}


class Level(_Part):
    """A rating level."""

    id: Id
    """The level's id in descriptors and results, snake_case."""
    name: Text
    """The level's name as printed."""
    aliases: tuple[str, ...] = ()
    """What people type in forms for this level: "NI", "1", "Does not meet"."""


class Factor(_Part):
    """A factor, with a descriptor for each level."""

    id: Id
    """The factor's id in results, snake_case."""
    name: Text
    """The factor's name as printed."""
    definition: str = ""
    """What the factor is about as a whole."""
    aliases: tuple[str, ...] = ()
    """Other names of the factor, in forms and column headers."""
    descriptors: dict[str, Text]
    """What each level looks like, by level id; a level may be missing."""
    standards: tuple[str, ...] = ()
    """Measurable service standards, as sentences or clauses."""

    @field_validator("descriptors", mode="before")
    @classmethod
    def _without_blanks(cls, value: Any) -> Any:
        """A cell that was left blank is a missing one."""
        if not isinstance(value, dict):
            return value
        return {level: text for level, text in value.items() if not _blank(text)}


class Rubric(_Part):
    """Levels, lowest first, by factors.

    Raises:
        pydantic.ValidationError: A duplicated id, an alias two levels share, a descriptor
            at a level that does not exist, no factor, or fewer than two levels.
    """

    id: Id
    """The rubric's id, snake_case."""
    name: Text
    """The rubric's name as printed."""
    definition: str = ""
    """What the rubric rates, as the document says it."""
    source: str = ""
    """The document the rubric was made from."""
    levels: Annotated[tuple[Level, ...], Field(min_length=2)]
    """The rating levels, the lowest first."""
    factors: Annotated[tuple[Factor, ...], Field(min_length=1)]
    """The factors, in the rubric's order."""

    @model_validator(mode="after")
    def _check(self) -> Rubric:
        faults = contradictions(
            [(level.id, (level.name, *level.aliases)) for level in self.levels],
            [(factor.id, (factor.name, *factor.aliases)) for factor in self.factors],
            {factor.id: list(factor.descriptors) for factor in self.factors},
        )
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @property
    def level_ids(self) -> tuple[str, ...]:
        """Level ids, lowest first."""
        return tuple(level.id for level in self.levels)

    @property
    def factor_ids(self) -> tuple[str, ...]:
        """Factor ids, in the rubric's order."""
        return tuple(factor.id for factor in self.factors)

    def factor(self, factor_id: str) -> Factor:
        """The factor of that id. Raises KeyError."""
        return {factor.id: factor for factor in self.factors}[factor_id]

    def level_name(self, level_id: str) -> str:
        """The level's name as printed. Raises KeyError."""
        return {level.id: level.name for level in self.levels}[level_id]

    def content_hash(self) -> str:
        """SHA-256 of what a model learns from: level order, factors, names and descriptors.

        Aliases and the source do not count, so that adding a spelling does not orphan a model.
        """
        content: dict[str, Any] = {
            "levels": list(self.level_ids),
            "factors": [[f.id, f.name, f.definition, dict(f.descriptors)] for f in self.factors],
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def level_keys(self) -> dict[str, str]:
        """Level id by every folded spelling a form may hold (see `naming.key`)."""
        stated = [(lv.id, (lv.id, lv.name, *lv.aliases)) for lv in self.levels]
        keys = {key(name): level for level, names in stated for name in names}
        guesses = default_aliases([level.name for level in self.levels])
        for level, aliases in zip(self.levels, guesses, strict=True):
            for alias in aliases:
                keys.setdefault(key(alias), level.id)
        return keys

    def factor_keys(self) -> dict[str, str]:
        """Factor id by every folded spelling a form or a column header may hold."""
        stated = [(f.id, (f.id, f.name, *f.aliases)) for f in self.factors]
        return {key(name): factor for factor, names in stated for name in names}


Named = tuple[str, tuple[str, ...]]
"""An id, and every other spelling of what has it."""


def contradictions(
    levels: Sequence[Named], factors: Sequence[Named], described: Mapping[str, Sequence[str]]
) -> list[str]:
    """What is wrong between the parts of a rubric, a sentence each.

    Args:
        levels: Id and spellings of each level.
        factors: Id and spellings of each factor.
        described: By factor id, the levels that it has a descriptor at.
    """
    faults = [*_duplicates("level", levels), *_duplicates("factor", factors)]
    known = {ident for ident, _ in levels}
    for factor, at in described.items():
        if factor == NONE:
            faults.append(f"a factor may not be called {NONE!r}: that is the answer 'no factor'")
        if not at:
            faults.append(
                f"factor {factor!r} has no descriptor at any level; reviews are read against "
                "descriptors, so it needs one at least"
            )
        faults += [
            f"factor {factor!r} has a descriptor at level {level!r}, which is not a level"
            for level in at
            if level not in known
        ]
    return faults


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _duplicates(noun: str, named: Sequence[Named]) -> list[str]:
    """Faults where two levels, or two factors, share an id or a spelling."""
    owner: dict[str, int] = {}
    faults: list[str] = []
    for index, (ident, spellings) in enumerate(named):
        for spelling in dict.fromkeys((key(ident), *map(key, spellings))):
            first = owner.setdefault(spelling, index)
            if first != index:
                faults.append(f"{noun} {spelling!r} is named twice ({named[first][0]}, {ident})")
    return faults
