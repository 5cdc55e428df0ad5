"""Whether a length of time is what something took, or a period, a frequency, a length of leave."""

from __future__ import annotations

from narrative.text.clauses import (
    BRIEF,
    CHANNELS,
    DOING,
    Sentence,
    bound_of,
    governor_of,
    is_late,
)
from narrative.text.lengths import Kind, Length
from narrative.text.rules import words
from narrative.text.stated import Act, Bound

_ASIDE_BEFORE = words(
    "every each per last first final next previous coming these those most all aged once twice "
    "times during"
)
_ASIDE_BEHIND = words(
    "ago early earlier ahead apart off into each per every long old notice leave training "
    "vacation holiday holidays course workshop class program conference trip event shift shifts "
    "meeting meetings week tour detail assignment seminar session sessions experience service "
    "probation rotation visit project drive advance extension plan contract"
)
_DETERMINERS = words("the this these her his their our")
_PERIODS = words("day week month year shift quarter night")
_CLOCK = words("one two three four five six seven eight nine ten eleven twelve noon midnight")
_RECEIPT = words("receipt receiving getting arrival arriving hearing being it when their them")
_SLOW = ("waiting", "linger", "silent", "negation", "hold", "failure")
_NOUNS = (*CHANNELS, "answer")
_DONE = ("answer", "weak", "resolve")

_TOOK = words(
    "took takes take taken taking late later overdue delay delays delayed turnaround needed needs "
    "need behind after"
)
_GOES = words(
    "go goes went gone going kept keeps sit sits sat lie lies lay lying waiting wait waits waited "
    "another hits hit reached reaches getting get got do does"
)
_LINKS = words("is was are were be been to by : - – = , ( within inside under from")
_FRONTED = words("within inside after")
_SPANS = words(
    "average averages median mean wait waits delay time times turnaround gap lag silence"
)
_BEHIND = words("late later overdue unanswered behind passed elapsed flat delayed")
_DELAYS = words(
    "delay delays wait waits turnaround turnarounds silence lag lags gap backlog reply replies "
    "response responses answer answers time times"
)
_PASSED = ("went by", "go by", "goes by", "gone by", "of silence", "of waiting", "is how",
           "was how", "is what", "was what")  # fmt: skip
_SENT = words("we i it they she he receipt receiving")
_SCHEDULE = frozenset({"the", "due", "its", "schedule", "deadline", ""})


def is_aside(sentence: Sentence, length: Length, act: Act, start: int, end: int) -> bool:
    """Whether it is no time that anything took; `start` and `end` are those of its clause."""
    first = length.first
    if length.kind is Kind.VAGUE:
        return act is Act.OTHER
    if sentence.word(first) == "that":
        return not sentence.has("answer", max(first - 5, 0), first + 1) or not any(
            stop == first for _, stop in sentence.hits(_DONE, start, first)
        )
    if length.kind not in {Kind.NUMBER, Kind.ARTICLE}:
        done = ("answer", "silent", "weak", "resolve")
        dated = length.kind is not Kind.WEEKDAYS or sentence.has(done, first - 2, length.end + 6)
        verb = any(word.endswith("ed") for word in sentence.lower[max(first - 4, start) : first])
        verb = verb or sentence.has(DOING, max(first - 4, start), first)
        return not dated or (act is Act.OTHER and not verb)
    if _is_period(sentence, length):
        return True
    unit = sentence.word(length.end - 1)
    if unit.startswith(("year", "yr")) or (unit.startswith("mo") and act is Act.OTHER):
        return _TOOK.isdisjoint(sentence.lower[start:end])
    return not _is_linked(sentence, length, act, start, end)


def is_bare(sentence: Sentence, length: Length) -> bool:
    """Whether the sentence is nothing but the length of time: "Nine days.", "Over a week!"."""
    rest = [*sentence.doc[: length.first], *sentence.doc[length.end :]]
    return len(sentence.lengths) == 1 and sum(token.is_alpha for token in rest) <= 2


def is_total(sentence: Sentence, length: Length, start: int) -> bool:
    """Whether it is the time that many of them took together: "returned 60 calls in two days"."""
    governor = governor_of(sentence, length, start)
    if governor < start or sentence.lower[governor] != "in":
        return False
    return any(
        sentence.doc[i].like_num
        and sentence.has((*CHANNELS, "thing"), i + 1, i + 4)
        and sentence.has(_DONE, start, i + 5)
        and not sentence.has(_DONE, i + 2, governor)
        for i in range(start + 1, governor)
    )


def _is_period(sentence: Sentence, length: Length) -> bool:
    """Whether the words right beside it say so: "the past week", "a week of leave"."""
    first, end = length.first, length.end
    before, behind, then = sentence.word(first - 1), sentence.word(end), sentence.word(end + 1)
    if before in _ASIDE_BEFORE:
        return True
    if before == "past" and sentence.word(first - 2) in _DETERMINERS:
        return True
    if behind == "old" and sentence.has(CHANNELS, max(first - 8, 0), end + 6):
        return False
    if behind in _ASIDE_BEHIND or (behind == "-" and then in _ASIDE_BEHIND):
        return True
    if behind == "before" and then in _SCHEDULE:
        return True
    if behind in {"a", "an"} and then in _PERIODS:
        return True
    if behind in {"past", "to"} and then in _CLOCK and length.high < 1:
        return True
    idle = sentence.has(("silent", "waiting", "negation"), end, end + 4)
    return behind == "of" and then not in _RECEIPT and not idle


def _is_linked(sentence: Sentence, length: Length, act: Act, start: int, end: int) -> bool:
    """Whether the words say that something took this long."""
    first = length.first
    if _is_linked_behind(sentence, length, act) or is_bare(sentence, length):
        return True
    fronted = sentence.word(first - 1) in _FRONTED
    if fronted and sentence.has(("answer", "silent"), length.end, length.end + 9):
        return True
    told = (*DOING, *CHANNELS, "changed", "before")
    governor = governor_of(sentence, length, start)
    if governor < start:
        slow = sentence.has(("silent", "linger", "waiting"), 0, first)
        average = sentence.word(length.end + 1) == "average"
        counted = length.kind is Kind.NUMBER or slow
        away = sentence.word(length.end) in {"on", "out", "in"} and not average
        if counted and act is Act.ANSWER and end - start <= 2 * BRIEF and not away:
            return True
        brief = end - start <= BRIEF and counted
        return brief and sentence.has(told, max(start - 4, 0), end)
    word = sentence.lower[governor]
    if word == "on":
        return False
    if word == "for":
        left_out = sentence.has(("silent", "linger", "waiting"), 0, first)
        return left_out or sentence.has(_SLOW, start, first)
    if word in {"in", "after"}:
        return _is_done(sentence, length, act, start, governor)
    if word in {"at", "of"}:
        spans = not _SPANS.isdisjoint(sentence.lower[max(governor - 2, start) : governor])
        note = word == "at" and end - start <= BRIEF and sentence.has(CHANNELS, start, governor)
        took = sentence.has(("take", "changed"), max(governor - 3, start), governor)
        return spans or note or took
    if word in _GOES or sentence.has("take", governor, governor + 1):
        return True
    if bound_of(sentence, length) in {Bound.WITHIN, Bound.OVER} or word in _LINKS:
        change = word == "to" and sentence.has(("changed", "before"), 0, first)
        done = sentence.has(("answer", "silent"), length.end, length.end + 7)
        return act is Act.ANSWER or change or done or sentence.has(told, start, first)
    noun = any(stop == governor + 1 for _, stop in sentence.hits(_NOUNS, start, first))
    return noun and length.kind is Kind.NUMBER and end - start <= 2 * BRIEF


def _is_done(sentence: Sentence, length: Length, act: Act, start: int, governor: int) -> bool:
    """Of "in" and "after": whether something was done then, rather than all along."""
    after = sentence.lower[governor] == "after"
    if after and sentence.word(length.end) in {"on", "in", "at"}:
        return False
    verb = any(word.endswith("ed") for word in sentence.lower[start:governor])
    return (after and act is Act.ANSWER) or verb or sentence.has(DOING, start, governor)


def _is_linked_behind(sentence: Sentence, length: Length, act: Act) -> bool:
    end = length.end
    behind, then = sentence.word(end), sentence.word(end + 1)
    if behind in _BEHIND or is_late(sentence, length):
        return True
    if behind == "before":
        return True
    if behind == "without" and sentence.has("answer", end, end + 6):
        return True
    if behind == "old":
        return sentence.has(CHANNELS, max(length.first - 8, 0), end + 6)
    if behind == "after":
        return (
            act in {Act.ANSWER, Act.WAIT}
            or then in _SENT
            or (then == "the" and sentence.has(("thing", *CHANNELS), end + 2, end + 5))
        )
    if behind in {"to", "for"}:
        return sentence.has(("answer", "resolve", "weak", "silent", "take"), end + 1, end + 5)
    if sentence.has(("answer", "waiting"), end, end + 2) or behind in _DELAYS or then in _DELAYS:
        return behind != ","
    return sentence.has("silent", end, end + 5) or f"{behind} {then}" in _PASSED
