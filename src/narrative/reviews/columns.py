"""Which column of a table holds which field, whatever the header's spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from narrative.errors import Fault
from narrative.reviews.sheet import QUOTED_NAME, fold
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric

_NEAR = 90
"""Likeness, of 100, from which a column that passes through may be a misspelt field."""

PLAIN_FIELDS = ("review_id", "narrative", "factor", "rating")
"""The fields of a review that are not named after a factor."""

CARRIED_FIELDS = {
    "rater_id": ("rater id", "rater"),
    "employee_id": ("employee id", "employee number"),
    "unit": ("unit",),
    "period": ("period", "review period"),
}
"""Fields that only pass through, under these names; their folded spellings, best first."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Column names by field.

    Attributes:
        plain: Column by field of `PLAIN_FIELDS`; a field without a column is missing.
        ratings: Rating column by factor id (wide input).
        comments: Comment column by factor id (wide input).
        carried: Column by field of `CARRIED_FIELDS`.
    """

    plain: Mapping[str, str]
    ratings: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[str, str] = field(default_factory=dict)

    @property
    def long(self) -> bool:
        """Whether a row is a review and factor rather than a whole review."""
        return "factor" in self.plain and ("rating" in self.plain or not self.ratings)

    @property
    def used(self) -> set[str]:
        """Every column that is a field; the others pass through."""
        if self.long:
            return set(self.plain.values())
        shared = {self.plain[n] for n in ("review_id", "narrative") if n in self.plain}
        return {*shared, *self.ratings.values(), *self.comments.values()}

    def passing(self, names: Iterable[str]) -> dict[str, str]:
        """The columns that pass through, in order, and the names they then have."""
        renamed = {column: name for name, column in self.carried.items()}
        used = self.used
        return {name: renamed.get(name, name) for name in names if name not in used}


_Place = tuple[str, str]
"""Which attribute of `Columns` a field is in, and its name there."""


def find_columns(
    names: Sequence[str], rubric: Rubric, mapping: Mapping[str, str]
) -> tuple[Columns, list[Fault]]:
    """The fields' columns, and what is missing, ambiguous or mapped to nothing."""
    fields = _fields(rubric)
    chosen: dict[_Place, str] = {}
    faults = _apply_mapping(mapping, fields, names, chosen)
    explicit, taken = set(chosen), set(chosen.values())
    for name in names:
        place = fields.get(key(name))
        if place is None or place in explicit or name in taken or place[0] == "carried":
            continue
        if place in chosen:
            faults.append(_ambiguous(place, chosen[place], name))
        else:
            chosen[place] = name
    faults += _choose_carried(names, fields, chosen)
    found: dict[str, dict[str, str]] = {"plain": {}, "ratings": {}, "comments": {}, "carried": {}}
    for (kind, name), column in chosen.items():
        found[kind][name] = column
    columns = Columns(found["plain"], found["ratings"], found["comments"], found["carried"])
    if not faults:
        faults = _missing(columns, names, rubric) + _collisions(columns, names)
    return columns, faults


def _fields(rubric: Rubric) -> dict[str, _Place]:
    """Every field by its folded spellings; a factor comes before a field that is only carried."""
    fields: dict[str, _Place] = {key(name): ("plain", name) for name in PLAIN_FIELDS}
    for spelling, factor in rubric.factor_keys().items():
        fields.setdefault(spelling, ("ratings", factor))
        fields.setdefault(f"{spelling} rating", ("ratings", factor))
        for tail in ("comment", "comments", "narrative"):
            fields.setdefault(f"{spelling} {tail}", ("comments", factor))
    for name, spellings in CARRIED_FIELDS.items():
        for spelling in spellings:
            fields.setdefault(spelling, ("carried", name))
    return fields


def _choose_carried(
    names: Sequence[str], fields: Mapping[str, _Place], chosen: dict[_Place, str]
) -> list[Fault]:
    """Finds the columns that are only carried: of several, the one spelled best."""
    faults: list[Fault] = []
    taken = set(chosen.values())
    for field_name, spellings in CARRIED_FIELDS.items():
        place = ("carried", field_name)
        ranked = sorted(
            (name != field_name, spellings.index(key(name)), at)
            for at, name in enumerate(names)
            if fields.get(key(name)) == place and name not in taken
        )
        if place in chosen or not ranked:
            continue
        if len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]:
            faults.append(_ambiguous(place, names[ranked[0][2]], names[ranked[1][2]]))
        chosen[place] = names[ranked[0][2]]
    return faults


def _ambiguous(place: _Place, first: str, second: str) -> Fault:
    what = f"both {first!r} and {second!r} could be {_label(place)}"
    return Fault(f"{what}; say which with --map {_label(place)}=COLUMN", row=1)


def _collisions(columns: Columns, names: Sequence[str]) -> list[Fault]:
    """Columns that would pass through under the name of a field mapped to another column."""
    passing = columns.passing(names)
    return [
        Fault(
            f"{name} is mapped to {column!r}, but there is a column {name!r} as well; "
            "rename or remove one of them",
            row=1,
        )
        for name, column in columns.carried.items()
        if list(passing.values()).count(name) > 1
    ]


def near_misses(columns: Columns, names: Sequence[str], rubric: Rubric) -> list[str]:
    """A remark for each column that passes through and is nearly spelled like a field.

    Fields that were found, or that are none in the table's layout, are not thought of.
    """
    fields = _fields(rubric)
    kinds = {"plain", "carried"} if columns.long else {"plain", "ratings", "comments", "carried"}
    absent = {place for place in fields.values() if place[0] in kinds} - {
        (kind, name) for kind in kinds for name in getattr(columns, kind)
    }
    if not columns.long:
        absent -= {("plain", "factor"), ("plain", "rating")}
    remarks: list[str] = []
    for name in columns.passing(names):
        if key(name) in fields:
            continue
        near = process.extractOne(key(name), list(fields), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if near and fields[near[0]] in absent:
            remarks.append(_remark(name, names.index(name) + 1, fields[near[0]]))
    return remarks


def _remark(name: str, number: int, place: _Place) -> str:
    about = {"ratings": "the rating of ", "comments": "the text about "}.get(place[0], "")
    short = len(name) <= QUOTED_NAME
    column, value = (f"column {name!r}", repr(name)) if short else (f"column {number}", "COLUMN")
    return f"{column} passes through; for {about}{place[1]} use --map {_label(place)}={value}"


def _label(place: _Place) -> str:
    return f"{place[1]}_comment" if place[0] == "comments" else place[1]


def _apply_mapping(
    mapping: Mapping[str, str],
    fields: Mapping[str, _Place],
    names: Sequence[str],
    chosen: dict[_Place, str],
) -> list[Fault]:
    faults: list[Fault] = []
    owners: dict[str, str] = {}
    for name, column in mapping.items():
        if name == "text":  # classify's field; a shared configuration may set it
            continue
        place = fields.get(key(name))
        column = column if column in names else fold(column)
        if place is None:
            faults.append(Fault(f"the mapping names no known field: {name!r}"))
        elif column not in names:
            faults.append(Fault(f"{missing_column(column, names)} (mapped to {name})", row=1))
        elif owners.setdefault(column, name) != name:
            what = f"the column {column!r} is mapped to both {owners[column]} and {name}"
            faults.append(Fault(what, row=1))
        else:
            chosen[place] = column
    return faults


def _missing(columns: Columns, names: Sequence[str], rubric: Rubric) -> list[Fault]:
    faults: list[Fault] = []
    if "review_id" not in columns.plain:
        faults.append(Fault(missing_column("review_id", names), row=1))
    if columns.long:
        needed = [n for n in ("rating", "narrative") if n not in columns.plain]
        return faults + [Fault(missing_column(name, names), row=1) for name in needed]
    if "narrative" not in columns.plain and not columns.comments:
        beside = " and no <factor>_comment column"
        faults.append(Fault(missing_column("narrative", names, beside=beside), row=1))
    if not columns.ratings:
        factors = ", ".join(rubric.factor_ids)
        told = (
            f"no rating column: expected one named after a factor ({factors}), or the "
            "columns 'factor' and 'rating'"
        )
        faults.append(Fault(told + _ratings_hint(names, rubric), row=1))
    return faults


def _ratings_hint(names: Sequence[str], rubric: Rubric) -> str:
    """The columns whose names come nearest to factors, and to a rating."""
    shown = [name for name in names if _is_name(name) and len(key(name)) > 2]
    likely: dict[str, str] = {}
    for spelling, factor in rubric.factor_keys().items():
        near = process.extractOne(spelling, shown, scorer=fuzz.WRatio, processor=key)
        if near and near[1] >= _ALIKE:
            likely.setdefault(near[0], f"--map {factor}={near[0]!r}")
    for name in _likeliest("rating", shown):
        likely.setdefault(name, repr(name))
    found = list(likely.values())[:_LIKELIEST]
    return f"; did you mean {' or '.join(found)}?" if found else ""


_CALLED = {
    "review_id": "id review number no nr num ref reference record case key appraisal employee form",
    "narrative": "comment comments narrative text remark remarks note notes feedback summary "
    "description statement justification evaluation appraisal review words observations",
    "factor": "factor competency competence criterion criteria category dimension element area "
    "objective trait standard question",
    "rating": "rating level score grade mark points rank result value assigned",
}
_CALLED |= {"text": _CALLED["narrative"], "level": _CALLED["rating"]}
"""Words in the names that other people's tables have for a field, the likeliest first."""

_LIKELIEST, _LISTED = 3, 8
"""How many likely columns a message names, and how many it lists where none is likely."""

_ALIKE = 85
"""Likeness, of 100, from which a column may be named after a factor."""

_WORDS = 5
"""Words in the longest name that a message quotes."""


def missing_column(
    wanted: str, names: Sequence[str], option: str | None = "--map", beside: str = ""
) -> str:
    """A sentence for a column that is not there, with the likeliest of those that are.

    Args:
        wanted: The field, or the column that was asked for.
        names: The table's columns.
        option: What maps a column to a field, if anything does.
        beside: What else was looked for in vain.
    """
    shown = [name for name in names if _is_name(name)]
    likely = _likeliest(wanted, shown)
    told = f"no column {wanted!r}{beside}"
    if likely:
        first, *others = (repr(name) for name in likely)
        first = f"{option} {wanted}={first}" if option else first
        return f"{told}; did you mean {' or '.join((first, *others))}?"
    listed = ", ".join(map(repr, shown[:_LISTED]))
    rest = len(names) - len(shown[:_LISTED])
    has = f"the file has {listed}{f' and {rest:,} more' if rest else ''}" if shown else ""
    how = f"say which it is with {option} {wanted}=COLUMN" if option else ""
    return "; ".join(part for part in (told, has, how) if part)


def _likeliest(wanted: str, names: Sequence[str]) -> list[str]:
    """The columns spelled like the wanted one, then those with a word people call it by."""
    whole = [name for name in names if len(key(name)) > 2]  # "x" is like anything with an x
    near = process.extract(
        wanted, whole, scorer=fuzz.WRatio, processor=key, score_cutoff=75, limit=_LIKELIEST
    )
    called = _CALLED.get(wanted, "").split()
    ranked = []
    for place, name in enumerate(names):
        words = [called.index(word) for word in key(name).split() if word in called]
        if words:
            ranked.append((min(words), place, name))
    return list(dict.fromkeys([*(n[0] for n in near), *(n[2] for n in sorted(ranked))]))[
        :_LIKELIEST
    ]


def _is_name(name: str) -> bool:
    """Whether it reads like a column's name: without a header, the first row is review text."""
    return len(name) <= QUOTED_NAME and len(name.split()) <= _WORDS and name[-1:] not in ".!?"
