"""Stated times: how long something took or was late, and what the words say of it.

`read` finds the lengths of time in a text (`lengths`) and looks at the words around each
(`told`): whether it is told as a fact, as a goal, an offer or what might be, or of somebody
else; what took so long, an answer or something else; through which channel the question
came in. `late_counts` reads how many of how many came late.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from narrative.records import Passage
from narrative.text.clauses import BRIEF, DOING, Sentence, bound_of, is_late
from narrative.text.length_rules import SMALL
from narrative.text.lengths import Kind
from narrative.text.linked import is_beside, is_total
from narrative.text.quantities import number
from narrative.text.rules import words
from narrative.text.segment import segment
from narrative.text.stated import TOLD, Act, Channel, Context, LateCount, Said, StatedTime
from narrative.text.tokens import pipeline, tokenise
from narrative.text.told import act_of, channels_of, is_obtained, said_of, speaks_of_weekend

if TYPE_CHECKING:
    from spacy.matcher import Matcher

_JOINTS = words(", and or sometimes once even for often usually up")

_TIMES = re.compile(
    r"\d\s?(?:h|d|mos?|yrs?)\b|(?:second|sec|minute|min|hour|hr|day|week|wk|fortnight|month|year|yr)s?"
    r"\b|day\b|morning|noon|evening|overnight|night|close of|end of|\bc\.?o\.?b|\be\.?o\.?d|lunch|"
    r"\b(?:mon|tues?|wed|thurs?|fri|sat|sun)\b|dark|forenoon|"
    r"\d[:.h/]\d|\d(?:st|nd|rd|th)\b|midday|\d ?[ap]\.?m\b|"
    r"\b(?:at|by|before|around|about|until|till|after|past|to)\s+"
    rf"(?:\d|(?:{'|'.join(SMALL[1:13])})\b)|"
    r"\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)\b\.?\s+\d|\d\s+(?:of\s+)?(?:jan|feb|mar|apr|may|"
    r"jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
"""What a sentence with a length of time holds; all others can skip the tokenizer."""


def context_of(text: str) -> Context:
    """The context that a passage gives its neighbours."""
    (doc,) = tokenise([text])
    sentence = Sentence.of(doc)
    whole = (0, len(sentence.doc))
    act, channels = act_of(sentence, *whole), channels_of(sentence, *whole)
    if act is Act.OTHER and channels and len(sentence.doc) <= 2 * BRIEF:
        act = Act.WAIT
    return Context(channels, act, sentence.has("obtained", *whole))


def read(text: str, before: str = "") -> list[StatedTime]:
    """The stated times of a text, in order, whatever they are told as.

    Args:
        text: The text.
        before: The sentence in front of it, if any: "It came on Monday. She answered on Friday."
    """
    return [
        found
        for passage, sentence in _sentences(text, _TIMES, before)
        for found in _read(passage, sentence)
    ]


def _sentences(
    text: str, needed: re.Pattern[str], before: str = ""
) -> Iterator[tuple[Passage, Sentence]]:
    if not needed.search(text) and not needed.search(before):
        return
    last = Sentence.of(next(tokenise([before]))) if needed.search(before) else None
    for passage in segment(text):
        sentence = None
        if needed.search(passage.text) or (last and last.lengths):
            sentence = Sentence.of(next(tokenise([passage.text])), last)
            yield passage, sentence
        last = sentence


def _read(passage: Passage, sentence: Sentence) -> Iterator[StatedTime]:
    whole = (0, len(sentence.doc))
    act, channels, before = Act.OTHER, frozenset[Channel](), Said.FACT
    for place, length in enumerate(sentence.lengths):
        territory = sentence.territory(place)
        own = act_of(sentence, *territory, length.kind)
        own_channels = channels_of(sentence, *sentence.clause(place))
        own_channels = own_channels or channels_of(sentence, *territory)
        if own is Act.OTHER and not own_channels:
            # "On email she took two days in May, three in June": what is left out goes on.
            own = act if act is not Act.OTHER else act_of(sentence, *whole, length.kind)
            own_channels = channels if place else channels_of(sentence, *whole)
        if own is Act.OTHER and is_beside(sentence, length):
            own = Act.ANSWER
        act, channels = own, own_channels or channels
        bound = bound_of(sentence, length)
        said, bound = said_of(sentence, place, act, bound)
        if place and _goes_on(sentence, place) and _follows(said, before):
            said = before
        if place and _is_also_goal(sentence, place, before):
            said = Said.GOAL
        before = said
        if said is Said.MISSED and own_channels:
            act = Act.ANSWER
        if is_total(sentence, length, territory[0]):
            act = Act.OTHER
        start, end = sentence.span(length.first, length.end)
        yield StatedTime(
            text=passage.text[start:end],
            start=passage.start + start,
            end=passage.start + end,
            low=length.low,
            high=length.high,
            business=length.business,
            working=length.working,
            same_day=length.kind is Kind.SAME_DAY,
            bound=bound,
            late=is_late(sentence, length),
            said=said,
            act=act,
            channels=channels,
            obtained=is_obtained(sentence, length, *territory),
            weekend=speaks_of_weekend(sentence) or length.implied,
            implied=length.implied,
        )


def _goes_on(sentence: Sentence, place: int) -> bool:
    """Whether only joints stand in front: "for weeks, sometimes a month"."""
    one, other = sentence.lengths[place - 1 : place + 1]
    between = sentence.lower[one.end : other.first]
    return bool(between) and _JOINTS.issuperset(between)


def _follows(said: Said, before: Said) -> bool:
    """Whether a length right behind another is told as that one is."""
    return (said is Said.FACT and before in TOLD) or (said is Said.ASIDE and before is Said.FACT)


def _is_also_goal(sentence: Sentence, place: int, before: Said) -> bool:
    """Whether it goes on with what is asked: "one day for email and one week for letters"."""
    one, other = sentence.lengths[place - 1 : place + 1]
    between = sentence.lower[one.end : other.first]
    joined = before is Said.GOAL and between[-1:] == ["and"] and len(between) <= BRIEF
    return joined and not sentence.has(DOING, one.end, other.first)


_COUNT = re.compile(r"\bof\b", re.IGNORECASE)


def late_counts(text: str) -> list[LateCount]:
    """Where a text says how many of how many were late, and it was so."""
    return [
        count
        for passage, sentence in _sentences(text, _COUNT)
        for count in _counts(passage, sentence)
    ]


def _counts(passage: Passage, sentence: Sentence) -> Iterator[LateCount]:
    doc = sentence.doc
    if not sentence.has("late", 0, len(doc)):
        return
    reached = 0
    for key, first, end in sorted(_shares()(doc), key=lambda hit: (hit[1], -hit[2])):
        numbers = [i for i in range(first, end) if doc[i].lower_ in SMALL or doc[i].is_digit]
        part, whole = (_whole(doc[i].lower_) for i in (numbers[0], numbers[-1]))
        if doc.vocab.strings[key] == "whole first":
            part, whole = whole, part
        if first < reached or not 0 < part <= whole or whole < 2:
            continue
        reached = end
        stop = next((i for i in range(end, len(doc)) if doc[i].text in {";", ":", "."}), len(doc))
        near = sentence.hits("late", max(first - 6, 0), stop)
        doubts = ("negation", "modal", "hypothetical")
        if not near or sentence.has(doubts, min(first, near[0][0]), near[0][0]):
            continue
        start, last = sentence.span(numbers[0], numbers[-1] + 1)
        yield LateCount(
            text=passage.text[start:last],
            start=passage.start + start,
            end=passage.start + last,
            part=part,
            whole=whole,
            act=act_of(sentence, 0, len(doc)),
            channels=channels_of(sentence, 0, len(doc)),
        )


@cache
def _shares() -> Matcher:
    """ "3 of 40", "twelve out of the last twenty"."""
    from spacy.matcher import Matcher

    count = {"LOWER": {"REGEX": rf"^(?:[0-9]{{1,6}}|{'|'.join(SMALL[1:])})$"}}
    which = {"LOWER": {"IN": sorted(_WHICH)}, "OP": "{0,2}"}
    word = {"IS_PUNCT": False, "LIKE_NUM": False, "OP": "{1,7}"}
    matcher = Matcher(pipeline().vocab)
    out, of, comma = {"LOWER": "out", "OP": "?"}, {"LOWER": "of"}, {"ORTH": ",", "OP": "?"}
    some: dict[str, Any] = {"IS_PUNCT": False, "LIKE_NUM": False, "OP": "{1,4}"}
    part_first: list[list[dict[str, Any]]] = [
        [count, out, of, which, count],
        [count, some, {"LOWER": "out"}, of, which, count],
        [count, {"LOWER": "in"}, count, of],
    ]
    matcher.add("part first", part_first)
    matcher.add("whole first", [[of, which, count, word, comma, count]])
    return matcher


_WHICH = words("the her his their those these all last first every")


def _whole(word: str) -> int:
    return int(number(word))
