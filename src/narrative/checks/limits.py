"""A standard's limit and a stated time side by side: the arithmetic, and its words."""

from __future__ import annotations

from dataclasses import dataclass

from narrative.text.stated import Act, Bound, Channel, StatedTime

DAY = 24.0
"""Hours of a day; a business day counts as many."""

_WEEK = 7 * DAY
_WORKWEEK = 5
"""Business days between a day and the same one a week later."""

_NAMES = {
    Channel.EMAIL: "an email",
    Channel.TELEPHONE: "a telephone call",
    Channel.WRITTEN: "a written request",
    Channel.IN_PERSON: "a visit in person",
}


@dataclass(frozen=True, slots=True)
class Standard:
    """A measurable standard of a factor.

    Attributes:
        factor: The factor's id.
        name: The factor's name as printed.
        act: What has to be done in time: an answer or a resolution.
        channels: The channels it holds for; empty where for all.
        limit: The longest time allowed, in hours; a business day counts as 24.
        business: Whether it is counted in business days.
        same_day: Whether it has to be done on the day it comes in.
        condition: Where it holds alone, or does not; "" where it always holds.
        exempt: Whether it does not hold where the condition is met.
    """

    factor: str
    name: str
    act: Act
    channels: frozenset[Channel]
    limit: float
    business: bool
    same_day: bool
    condition: str = ""
    exempt: bool = False

    @property
    def wording(self) -> str:
        """As a reason names it: "within 1 business day"."""
        limit = (
            "on the same day" if self.same_day else f"within {spoken(self.limit, self.business)}"
        )
        joint = "unless" if self.exempt else "if"
        return f"{limit} {joint} {self.condition}" if self.condition else limit


@dataclass(frozen=True, slots=True)
class _Measures:
    """A stated time and a limit in the same kind of hours, those of business days or of all.

    Attributes:
        low: The least that the stated time comes to.
        high: The most.
        most: What the standard allows at most.
        least: What it allows at least.
        business: Whether all are business days.
    """

    low: float
    high: float
    most: float
    least: float
    business: bool


def excess(time: StatedTime, standard: Standard) -> float | None:
    """Hours by which a stated time is longer than the standard allows; None where it is not."""
    if time.late:
        return time.low
    measures = _measures(time, standard)
    over = measures.low - measures.most
    if (
        standard.same_day
        and not time.same_day
        and max(measures.low, (time.working or 0) * DAY) >= DAY
    ):
        return max(measures.low, DAY)
    if over > 0 or (over == 0 and time.bound is Bound.OVER):
        return over
    return None


def is_beat(time: StatedTime, standard: Standard) -> bool:
    """Whether a stated time is at most half of what the standard allows, or the same day."""
    if time.late or time.bound in {Bound.OVER, Bound.AT_LEAST}:
        return False
    if time.same_day:
        return standard.limit >= DAY and not standard.same_day
    measures = _measures(time, standard)
    return measures.high <= measures.least / 2


def _measures(time: StatedTime, standard: Standard) -> _Measures:
    """Both in one kind of hours, each taken so that neither a breach nor a beat is made up."""
    low, high, limit = time.low, time.high, standard.limit
    if standard.business and time.working is not None:
        worked = time.working * DAY
        return _Measures(worked, worked, limit, limit, True)
    if standard.business == time.business:
        return _Measures(low, high, limit, limit, standard.business)
    if standard.business:
        least = _calendar(limit, weekend=False)
        most = _calendar(limit, weekend=time.weekend)
        return _Measures(low, high, most, least, False)
    if limit % _WEEK == 0:
        # Whatever day a week begins on, it holds five business days.
        workdays = limit / _WEEK * _WORKWEEK * DAY
        return _Measures(low, high, workdays, workdays, True)
    long = _calendar(high, weekend=True)
    return _Measures(_calendar(low, weekend=False), long, limit, limit, False)


def _calendar(hours: float, weekend: bool) -> float:
    """Hours of all days in so many business days.

    Every five business days hold a weekend; of the rest, one may lie between.
    """
    weeks, rest = divmod(hours / DAY, _WORKWEEK)
    return hours + 2 * DAY * (weeks + (1 if weekend and rest else 0))


def reason(time: StatedTime, standard: Standard, over: float | None) -> str:
    """The arithmetic in plain words; without `over`, of a time that beats the standard."""
    known = bool(time.channels) or not standard.channels
    stated = f"{_stated(time)} stated for {spoken_of(time.act, time.channels)}"
    kind = (
        "standard" if known else f"{'most generous' if over is not None else 'strictest'} standard"
    )
    rule = f"the {kind} is {standard.wording}"
    if over is None:
        return f"{stated}; {rule}, so {_spare(time, standard)}."
    return f"{stated}; {rule}, so {_over(time, standard, over)}."


def _over(time: StatedTime, standard: Standard, over: float) -> str:
    business = _measures(time, standard).business
    if over == 0:
        return "more than it allows"
    more = "more than " if time.bound is Bound.OVER else ""
    upper = over + time.high - time.low
    if upper > over and time.working is None:
        return f"{more}{_span(over, upper, business)} over"
    weekend = standard.business and not time.business and time.weekend and time.working is None
    return f"{more}{spoken(over, business)} over" + (", a weekend left out" if weekend else "")


def _spare(time: StatedTime, standard: Standard) -> str:
    if time.same_day:
        return "sooner than it asks"
    measures = _measures(time, standard)
    spare = measures.least - measures.high
    return f"{spoken(spare, measures.business)} to spare"


def _stated(time: StatedTime) -> str:
    if time.same_day:
        return "the same day"
    length = _span(time.low, time.high, time.business)
    if time.working is not None and not time.business:
        length += f" ({spoken(time.working * DAY, True)})"
    if time.late:
        return f"{length} late"
    words = {Bound.WITHIN: "within ", Bound.OVER: "more than ", Bound.ABOUT: "about "}
    return words.get(time.bound, "at least " if time.bound is Bound.AT_LEAST else "") + length


def _span(low: float, high: float, business: bool) -> str:
    if low == high:
        return spoken(high, business)
    if not low:
        return f"at most {spoken(high, business)}"
    one, other = spoken(low, business), spoken(high, business)
    if one.split(" ")[1].rstrip("s") == other.split(" ")[1].rstrip("s"):
        one = one.split(" ")[0]
    return f"{one} to {other}"


def spoken(hours: float, business: bool) -> str:
    """A length of time in the unit that suits it: "9 days", "1 business day", "90 minutes"."""
    if business and hours % (DAY / 2) == 0:
        return _counted(hours / DAY, "business day")
    prefix = "business " if business else ""
    if hours % _WEEK == 0 and hours and not business:
        return _counted(hours / _WEEK, "week")
    if hours >= DAY and hours % (DAY / 2) == 0:
        return _counted(hours / DAY, "day")
    if hours >= 1:
        return _counted(hours, f"{prefix}hour")
    return _counted(hours * 60, f"{prefix}minute")


def _counted(count: float, unit: str) -> str:
    figure = f"{round(count, 1):g}"
    return f"{figure} {unit}" if figure == "1" else f"{figure} {unit}s"


def spoken_of(act: Act, channels: frozenset[Channel]) -> str:
    """What a time is stated for: "an email or a telephone call", "an answer"."""
    names = " or ".join(name for channel, name in _NAMES.items() if channel in channels)
    if act is Act.RESOLVE:
        return f"resolving {names}" if names else "a resolution"
    return names or "an answer"
