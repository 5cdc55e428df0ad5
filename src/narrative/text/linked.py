"""Whether a length of time is what something took, or a period, a frequency, a length of leave."""

from __future__ import annotations

import re

from narrative.text.clauses import (
    BRIEF,
    CHANNELS,
    DOING,
    Sentence,
    bound_of,
    governor_of,
    is_late,
)
from narrative.text.length_rules import DAY, WEEKDAYS
from narrative.text.lengths import Kind, Length
from narrative.text.rules import words
from narrative.text.stated import Act, Bound

_ASIDE_BEFORE = words(
    "every each per final next previous coming these those most all aged once twice times during"
)
_ASIDE_BEHIND = words(
    "ago early earlier ahead apart off into every most long old notice leave training vacation "
    "holiday holidays course workshop class program conference trip event shift shifts meeting "
    "meetings week tour detail assignment seminar session sessions experience service probation "
    "rotation visit project drive advance extension plan contract"
)
_LEAVES = words("probation vacation secondment retires retire retirement")
_ABSENT = re.compile(
    r"\b(?:she|he|you|i) (?:was|were|is|has been) (?:out|away|off|gone|ill|sick) ?\w*$"
)
_PERIOD = words(
    "covered covering stood expires leave vacation holiday holidays probation overtime notice "
    "seminar course experience saved off sick absence absent post role position job secondment "
    "detail tour contract employed work works worked working serves served serving hired "
    "extension drive drives commute logged scheduled"
)
"""Words around a length of time that nothing took."""

_OTHER_JOINTS = words("for per on a an the of in to at and or after before by with spent waiting")
_SPOKEN = words("phone phones telephone call calls line")
_HAD = words("had got gets")
_HOURS = words("shift shifts open opens opened hours lunch works worked scheduled closes clocks")
_DETERMINERS = words("the this these her his their our")
_PERIODS = words("day week month year shift quarter night morning evening way time visit")
_DURING = words("in over for during of")
_CLOCK = words("one two three four five six seven eight nine ten eleven twelve noon midnight")
_RECEIPT = words("receipt receiving getting arrival arriving hearing being it when their them")
_SLOW = ("waiting", "linger", "silent", "negation", "hold", "failure", "long")
_NOUNS = (*CHANNELS, "answer")
_DONE = ("answer", "weak", "resolve")

_TOOK = words(
    "took takes take taken taking late later overdue delay delays delayed turnaround needed "
    "needs need behind after"
)
_GOES = words(
    "go goes went gone going kept keeps sit sits sat lie lies lay lying waiting wait waits "
    "waited another leave leaves left leaving hits hit reached reaches getting get got do does"
)
_LINKS = words("is was are were be been to by : - – = , ( within inside under from time times")
_BEHIND = words("late later overdue unanswered behind passed elapsed flat delayed")
_DELAYS = words(
    "delay delays wait waits turnaround turnarounds silence lag lags gap backlog reply replies "
    "response responses answer answers time times"
)
_PASSED = ("went by", "go by", "goes by", "gone by", "of silence", "of waiting", "is how",
           "was how", "is what", "was what")  # fmt: skip
_SENT = words("we i it they she he receipt receiving")
_SCHEDULE = words(
    "due schedule deadline date meeting event hearing audit close end open opens opening"
)


def is_aside(sentence: Sentence, length: Length, act: Act, start: int, end: int) -> bool:
    """Whether it is no time that anything took; `start` and `end` are those of its clause."""
    first = length.first
    if length.kind is Kind.VAGUE:
        return act is Act.OTHER
    if sentence.word(first) == "that":
        return not sentence.has("answer", max(first - 5, 0), first + 1) or not any(
            stop == first for _, stop in sentence.hits(_DONE, start, first)
        )
    if length.implied:
        return not _is_dated(sentence, length)
    if length.kind is Kind.LEFT_OUT:
        return False
    if length.kind not in {Kind.NUMBER, Kind.ARTICLE}:
        return False
    if _is_period(sentence, length):
        return True
    unit = sentence.word(length.end - 1)
    if unit.startswith(("year", "yr")):
        return _TOOK.isdisjoint(sentence.lower[start:end])
    away = " ".join(sentence.lower[max(first - 4, 0) : first])
    if _ABSENT.search(away):
        return True
    if act is Act.OTHER and not _LEAVES.isdisjoint(sentence.lower[start:end]):
        return True
    if _is_linked(sentence, length, act, start, end):
        return False
    governor = governor_of(sentence, length, start)
    word = sentence.word(governor)
    if word == "on" or (word == "in" and governor == start):
        return True
    around = sentence.lower[start:first] + sentence.lower[length.end : end]
    period = unit.startswith("mo") and act is Act.OTHER
    return length.kind is Kind.ARTICLE or period or not _PERIOD.isdisjoint(around)


def _is_dated(sentence: Sentence, length: Length) -> bool:
    """Whether something was asked at one point in time and answered at the other."""
    answered = ("answer", "silent", "weak", "rang", "linger", "waiting")
    start, end = 0, len(sentence.doc)
    asked = sentence.asks(start, end) or sentence.after_question
    if length.high < DAY:
        # Of two hours of the day, a question comes with the first and an answer with the second.
        asked = sentence.asks(start, length.first + 6)
        start, end = length.first + 1, length.end + 5
    done = sentence.has(answered, start, end) or not _HAD.isdisjoint(sentence.lower[start:end])
    return asked and done and _HOURS.isdisjoint(sentence.lower)


def is_beside(sentence: Sentence, length: Length) -> bool:
    """Whether a channel is beside: "six days for an email", "voicemail (62 hours)"."""
    end, before = length.end, length.first - 1
    if sentence.word(before) in {":", "("}:
        return any(stop == before for _, stop in sentence.hits(CHANNELS, 0, before))
    if sentence.word(end).isalpha() and sentence.word(end) not in _OTHER_JOINTS:
        end += 1
    joint = sentence.word(end)
    spoken = joint == "on" and not _SPOKEN.isdisjoint(sentence.lower[end : end + 4])
    return joint in {"for", "per", "on"} and not spoken and sentence.has(CHANNELS, end + 1, end + 8)


def is_bare(sentence: Sentence, length: Length) -> bool:
    """Whether the sentence is nothing but the length of time: "Nine days.", "Over a week!"."""
    rest = [*sentence.doc[: length.first], *sentence.doc[length.end :]]
    speaks = sentence.has((*DOING, *CHANNELS), 0, len(sentence.doc))
    return len(sentence.lengths) == 1 and not speaks and sum(t.is_alpha for t in rest) <= 2


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
    if before in {"of", "the"} and _is_share(sentence, first):
        return True
    if before in _ASIDE_BEFORE or sentence.word(first - 2) == "during":
        return True
    if before == "other" and sentence.word(first - 2) == "the":
        return True
    named = sentence.word(first - 2) in _DETERMINERS | _DURING or first == 1
    if before in {"past", "last", "first"} and named:
        return True
    if length.kind is Kind.ARTICLE and _is_rate(sentence, first):
        return True
    if behind == "each" and then in _PERIODS | set(WEEKDAYS):
        return True
    if behind == "old" and sentence.has(CHANNELS, max(first - 8, 0), end + 6):
        return False
    if behind in _ASIDE_BEHIND or (behind == "-" and then in _ASIDE_BEHIND):
        return True
    if behind == "per" and not sentence.has((*CHANNELS, "thing"), end, end + 4):
        return True
    if behind == "before" and not _SCHEDULE.isdisjoint(sentence.lower[end + 1 : end + 4]):
        return True
    if behind in {"a", "an"} and then in _PERIODS:
        return True
    if behind in {"past", "to"} and then in _CLOCK and length.high < 1:
        return True
    idle = sentence.has(("silent", "waiting", "negation"), end, end + 4)
    within = then.endswith("ing") and bound_of(sentence, length) is Bound.WITHIN
    return behind == "of" and then not in _RECEIPT and not idle and not within


def _is_share(sentence: Sentence, first: int) -> bool:
    """Whether it is the whole of a count: "on 17 of 61 days", "two of the six months"."""
    of = first - 1 if sentence.word(first - 1) == "of" else first - 2
    return of > 0 and sentence.word(of) == "of" and sentence.doc[of - 1].like_num


def _is_rate(sentence: Sentence, first: int) -> bool:
    """Whether a count stands in front: "9 a month", "40 calls a day"."""
    if first and sentence.doc[first - 1].like_num:
        return True
    numbers = [i for i in range(max(first - 3, 0), first) if sentence.doc[i].like_num]
    return bool(numbers) and sentence.word(first - 1).endswith("s") and first - numbers[0] > 1


def _is_linked(sentence: Sentence, length: Length, act: Act, start: int, end: int) -> bool:
    """Whether the words say that something took this long."""
    first = length.first
    if _is_linked_behind(sentence, length, act, start) or is_beside(sentence, length):
        return True
    if is_bare(sentence, length):
        return True
    told = (*DOING, *CHANNELS, "changed", "before")
    governor = governor_of(sentence, length, start)
    if governor < start:
        return False
    word = sentence.lower[governor]
    if word == "for":
        left_out = sentence.has(("silent", "linger", "waiting"), 0, first)
        left = "left" in sentence.lower[start:first] and sentence.has(CHANNELS, start, first)
        return left_out or left or sentence.has(_SLOW, start, first)
    if word in {"in", "after"}:
        return _is_done(sentence, length, act, start, governor)
    if word in _GOES or sentence.has("take", governor, governor + 1):
        return True
    if bound_of(sentence, length) in {Bound.WITHIN, Bound.OVER} or word in _LINKS:
        change = word == "to" and sentence.has(("changed", "before"), 0, first)
        done = sentence.has(("answer", "silent"), length.end, length.end + 7)
        verb = any(word.endswith("ed") for word in sentence.lower[start : governor + 1])
        done = done or (verb and word not in _LINKS) or act is Act.ANSWER
        return change or done or sentence.has(told, start, first)
    noun = any(stop == governor + 1 for _, stop in sentence.hits(_NOUNS, start, first))
    return noun and length.kind is Kind.NUMBER and end - start <= 2 * BRIEF


def _is_done(sentence: Sentence, length: Length, act: Act, start: int, governor: int) -> bool:
    """Of "in" and "after": whether something was done then, rather than all along."""
    after = sentence.lower[governor] == "after"
    verb = any(word.endswith("ed") for word in sentence.lower[start:governor])
    return (after and act is Act.ANSWER) or verb or sentence.has(DOING, start, governor)


def _is_linked_behind(sentence: Sentence, length: Length, act: Act, start: int) -> bool:
    end = length.end
    behind, then = sentence.word(end), sentence.word(end + 1)
    if behind in _BEHIND or is_late(sentence, length):
        return True
    if behind == "before":
        return True
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
