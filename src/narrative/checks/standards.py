"""Times stated in a review held against the rubric's own measurable standards.

A breach is a stated time longer than the standard allows; a clear beat is at most half of
what it allows, or the same day where it allows a business day or more. Nothing is said of
what lies between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from narrative.checks.limits import DAY, Standard, excess, is_beat, reason, spoken_of
from narrative.records import Evidence, Observation, Read, Reading, Severity
from narrative.rubric.schema import Factor, Rubric
from narrative.text.durations import context_of, late_counts, read
from narrative.text.stated import Act, Bound, Channel, Context, LateCount, Said, StatedTime

BREACH, BEAT = "N301", "N302"
"""The codes of this check."""

_EXPECTED = re.compile(
    r"\b(?:meets?|met|meeting|fully successful|successful|satisfactory|expected|achieves|solid|"
    r"proficient|competent)\b",
    re.IGNORECASE,
)
_NOT_EXPECTED = re.compile(
    r"\b(?:not|partially|exceeds?|below|above|un\w+|minimally|needs|rarely|sometimes|mostly)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[(?!\d+\])[^\]]*\]|[\[\]]")
"""A form's gap, "[Insert Bureau Name]", and the brackets around a number."""

_FRAGMENT = re.compile(
    r"^\W*(?:(?:or|and|but|within|in|no|more|than|later|up|to|at|most|the)\W+)*$"
)
_THINGS = re.compile(
    r"\b(?:inquir|enquir|request|question|ticket|case|concern|complaint|matter|quer)\w*"
)
_ONLY_IF = re.compile(r"\b(?:if|when|where|whenever|in cases?|provided)\s+(.+)", re.IGNORECASE)
_UNLESS = re.compile(r"\b(?:unless|except|excluding|other than)\s+(.+)", re.IGNORECASE)
_RARE = re.compile(
    r"\b(urgent|emergency|emergencies|priority|critical|expedited|complex|escalated|rush)\b",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"\b(?:information|research|records?|data)\b.*\b(?:avail|need|requir|obtain|search|hand)|"
    r"\b(?:research|consult|further information|another (?:office|unit|team|agency))\b",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\W*(?:and |but )?(?:the )?(?:others?|rest|remaining|remainder|some|a few|most|"
    r"one|two|three|four|five)\b",
    re.IGNORECASE,
)
_TOOK = re.compile(
    r"\b(?:took|takes|taking|waited|later|after|past|over|running|"
    r"(?:is|was) (?:typical|usual|normal|common|average)|"
    r"(?:longest|shortest|slowest|worst|quickest|fastest|average|median)\W+(?:one|i|was|is|took|has|"
    r"so|wait|reply|gap|of|ran|\d))\b|^\W*(?:they|it|that|hers|his|yours|theirs)\b",
    re.IGNORECASE,
)
_BARE = 12
"""Characters beside its length of time in a passage that says nothing else: "Nine days"."""

_SHORT = 14
"""Words of a passage that may lean on the one in front: "It took her nine days"."""

_SHARE = re.compile(r"\d\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)
_CONTENT = re.compile(r"[a-z]{4,}")
_PLAIN = frozenset(
    {"from", "with", "that", "this", "then", "been", "have", "will", "where", "when"}
)


def standards_of(rubric: Rubric) -> tuple[Standard, ...]:
    """The measurable standards of a rubric, from each factor's standards.

    A factor without any is looked at in its descriptor at the level that is expected: the one
    whose name says so, else the middle one. A standard that allows a share of exceptions
    ("95 % within a day") is left out, as no single time can break it.
    """
    expected = _expected(rubric)
    return _parsed(tuple((f.id, f.name, _texts(f, expected)) for f in rubric.factors))


def _texts(factor: Factor, expected: str) -> tuple[str, ...]:
    return factor.standards or tuple(
        text for level, text in factor.descriptors.items() if level == expected
    )


def _expected(rubric: Rubric) -> str:
    for level in rubric.levels[1:]:
        if _EXPECTED.search(level.name) and not _NOT_EXPECTED.search(level.name):
            return level.id
    return rubric.level_ids[len(rubric.levels) // 2]


@lru_cache(maxsize=32)
def _parsed(factors: Sequence[tuple[str, str, Sequence[str]]]) -> tuple[Standard, ...]:
    found: dict[Standard, None] = {}
    for factor, name, texts in factors:
        last: Standard | None = None
        for text in texts:
            for standard in _standards_in(_PLACEHOLDER.sub(" ", text), factor, name, last):
                found[standard] = None
                last = standard
    return tuple(found)


def _standards_in(text: str, factor: str, name: str, last: Standard | None) -> Iterator[Standard]:
    """The limits that a text states; `last` is the one in front, which a fragment goes on with."""
    times = read(text)
    for place, time in enumerate(times):
        begin = times[place - 1].end if place else 0
        end = times[place + 1].start if place + 1 < len(times) else len(text)
        before = re.split(r"[.;]\s", text[begin : time.start])[-1]
        act, channels = time.act, time.channels
        if act not in {Act.ANSWER, Act.RESOLVE}:
            goes_on = _FRAGMENT.match(before.lower()) or _THINGS.search(before.lower())
            if last is None or not goes_on:
                continue
            act, channels = last.act, channels or last.channels
        if time.bound in {Bound.OVER, Bound.AT_LEAST} or time.late or _SHARE.search(before):
            continue
        condition, exempt = _condition(before, re.split(r"[,.;]", text[time.end : end])[0])
        limit = time.working * DAY if time.working is not None else time.high
        last = Standard(
            factor, name, act, channels, limit, time.business, time.same_day, condition, exempt
        )
        yield last


def _condition(before: str, after: str) -> tuple[str, bool]:
    """The condition that words around a limit set, and whether it lifts the limit."""
    lead = before.split(",")[0] if "," in before else ""
    for part in (after, lead):
        if unless := _UNLESS.search(part):
            return unless[1].strip(), True
        if only := _ONLY_IF.search(part):
            return only[1].strip(), False
    rare = _RARE.search(before) or _RARE.search(after)
    return (rare[1].lower() if rare else ""), False


def observe(rubric: Rubric, reading: Reading) -> list[Observation]:
    """The breaches and clear beats that a review states, in reading order."""
    standards = standards_of(rubric)
    if not standards:
        return []
    found: dict[tuple[str, str, str], Observation] = {}
    for place, item in enumerate(reading.passages):
        around = _Around(reading.passages, place)
        for code, standard, words in _stated(item.passage.text, around, standards):
            observation = _observation(reading, item, code, standard, words)
            found.setdefault((code, words, observation.evidence[0].span), observation)
    return list(found.values())


def _observation(
    reading: Reading, item: Read, code: str, standard: Standard, words: str
) -> Observation:
    return Observation(
        code=code,
        severity=Severity.WARNING if code == BREACH else Severity.NOTE,
        review_id=reading.review.id,
        factor=standard.factor,
        reason=f"{standard.name}: {words}",
        evidence=(Evidence(item.box, item.passage),),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """The passages in front of one and behind it, in the same text field."""

    passages: Sequence[Read]
    place: int

    def text(self, step: int) -> str:
        """The neighbour in front (-1) or behind (1); "" if there is none."""
        other = self.place + step
        if not 0 <= other < len(self.passages):
            return ""
        same = self.passages[other].box == self.passages[self.place].box
        return self.passages[other].passage.text if same else ""

    def context(self, step: int) -> Context:
        """What the neighbour speaks of."""
        return context_of(self.text(step))


def _stated(
    text: str, around: _Around, standards: Sequence[Standard]
) -> Iterator[tuple[str, Standard, str]]:
    """Code, standard and reason of each stated time that breaks or beats a standard."""
    for time in read(text, around.text(-1)):
        if time.said in {Said.FACT, Said.MISSED}:
            yield from _compared(_carried(time, text, around), text, around, standards)
    for count in late_counts(text):
        yield from _counted(count, standards)


def _carried(time: StatedTime, text: str, around: _Around) -> StatedTime:
    """With what the passage in front says and this one leaves out.

    "Her email is slow. Replies take four days." "A caller left two voicemails. It took nine
    days." "37 calls were on time; the other three took two days."
    """
    leads = not text[: time.start].strip("\"'(~> ") and len(text.split()) <= _SHORT
    if time.channels or not (leads or time.act in {Act.ANSWER, Act.OTHER}):
        return time
    bare = len(text) - len(time.text) <= _BARE
    before, behind = around.context(-1), around.context(1) if bare else Context()
    if time.act is Act.ANSWER:
        return replace(time, channels=before.channels)
    leans = bare or leads or (len(text.split()) <= _SHORT and _TOOK.search(text))
    for near in (before, behind):
        told = near.act in {Act.ANSWER, Act.WAIT} and near.channels
        if told and (leans or _REST.match(text)):
            return replace(time, channels=near.channels, act=near.act)
    return time


def _compared(
    time: StatedTime, text: str, around: _Around, standards: Sequence[Standard]
) -> Iterator[tuple[str, Standard, str]]:
    held = _holding(time, text, standards)
    if not held:
        return
    generous = held
    if not time.obtained and (around.context(-1).obtained or around.context(1).obtained):
        generous = [*held, *_holding(replace(time, obtained=True), text, standards)]
    most = max(generous, key=lambda standard: (standard.limit, not standard.same_day))
    over = excess(time, most)
    if over is not None:
        yield BREACH, most, reason(time, most, over)
        return
    strictest = min(held, key=lambda standard: (standard.limit, not standard.same_day))
    # Who waits ten minutes on the telephone may be on hold.
    told = time.act is not Act.WAIT or time.bound is Bound.WITHIN
    told = told or Channel.TELEPHONE not in time.channels
    if told and is_beat(time, strictest):
        yield BEAT, strictest, reason(time, strictest, None)


def _holding(time: StatedTime, text: str, standards: Sequence[Standard]) -> list[Standard]:
    """The standards that a stated time can be held against.

    Where the condition of one is met, it takes the place of those without.
    """
    if time.act is Act.WAIT and not time.channels:
        return []
    act = Act.ANSWER if time.act is Act.WAIT else time.act
    near = [s for s in standards if s.act is act and _covers(s, time)]
    met = [s for s in near if s.condition and _is_met(s, time, text) and not s.exempt]
    open_ = [s for s in near if not s.condition or (s.exempt and not _is_met(s, time, text))]
    return [*met, *(s for s in open_ if not any(_same_channels(s, other) for other in met))]


def _covers(standard: Standard, time: StatedTime | LateCount) -> bool:
    return not standard.channels or not time.channels or bool(standard.channels & time.channels)


def _same_channels(one: Standard, other: Standard) -> bool:
    return not one.channels or not other.channels or bool(one.channels & other.channels)


def _is_met(standard: Standard, time: StatedTime, text: str) -> bool:
    if _SEARCH.search(standard.condition):
        return time.obtained
    wanted = {word[:6] for word in _CONTENT.findall(standard.condition.lower())} - _PLAIN
    return bool(wanted & {word[:6] for word in _CONTENT.findall(text.lower())})


def _counted(
    count: LateCount, standards: Sequence[Standard]
) -> Iterator[tuple[str, Standard, str]]:
    held = [s for s in standards if s.act is count.act and _covers(s, count) and not s.condition]
    if not held:
        return
    strictest, most = (pick(held, key=lambda s: s.limit) for pick in (min, max))
    rule = f"the standard is {strictest.wording}"
    if most.limit != strictest.limit:
        rule = f"the standards go from {strictest.wording} to {most.wording}"
    share = f"{count.part} of {count.whole} ({count.part / count.whole:.0%})"
    yield (
        BREACH,
        strictest,
        f"{share} stated as late for {spoken_of(count.act, count.channels)}; {rule}.",
    )
