"""What the words around a length of time say of it."""

from __future__ import annotations

from narrative.text.clauses import BRIEF, CHANNELS, Sentence, is_late
from narrative.text.length_rules import UNITS, WEEKDAYS
from narrative.text.lengths import Kind, Length
from narrative.text.linked import is_aside
from narrative.text.rules import words
from narrative.text.stated import Act, Bound, Channel, Said
from narrative.text.timing import ASKERS

_LOOSER = (
    ("message", (Channel.EMAIL, Channel.TELEPHONE)),
    ("mail", (Channel.EMAIL, Channel.WRITTEN)),
    ("rang", (Channel.TELEPHONE,)),
    ("wrote", (Channel.EMAIL, Channel.WRITTEN)),
)
_TOOK = words(
    "took takes take taken taking late later overdue delay delays delayed turnaround needed needs "
    "need behind"
)
_POSTED = words("posted permitted allowed required promised usual advertised prescribed published")
_PLACES = words("desk tray inbox signature approval")
_INSIDE = words("colleague coworker worker manager supervisor boss director chief")
_PERIODS = words("year quarter cycle period month")
_CLAIMS = words("claimed claims alleged alleges")
_GIVEN_IN = words("after in within only")
_DESERVES = words("deserves deserve")
_CAME_TO = words("left took waited got")
_REPLY = words("we that - response turnaround reply service callback return time answer")
_MISSES = words("missed misses miss missing exceeded exceeds exceed exceeding blew blows")
_KEEPS = words("meet meets met meeting make makes made keep keeps kept hit hits within inside")
_LEADS = words(
    "the our a an and but while whereas where when as than because since if who which that all "
    "most some many of even , then so once with his her their my"
)
_ASKS = words(
    "wait waits waited waiting hear hears heard hearing get gets got receive receives received "
    "have has had email emailed emails write wrote writes call called calls ask asked asks left "
    "leave phoned rang complained reported reports told said says needed"
)
_BEATS = words(
    "beats beat beating exceeds exceeded exceeding surpasses surpassed betters above beyond"
)
_SAID = words("told tells says said saying promised promises swears claims")
_SUBJECTS = words("she he they you i we it")
_INVERTED = words("did do does has have had was is were are will would could can should")
_SET_AGAINST = words("against versus vs compared than")
_ANSWERS = words("reply answer response word")
_EMPLOYEE = words("she he they you her his")
_ARRIVED = words("joined came arrived started took was began transferred moved went")
_UNTIL = words("for in after until till")


def channels_of(sentence: Sentence, start: int, end: int) -> frozenset[Channel]:
    """The channels that a run of tokens speaks of."""
    found = {channel for channel in Channel if sentence.has(channel.value, start, end)}
    for groups, meant in _LOOSER:
        if not found and sentence.has(groups, start, end):
            found = set(meant)
    if Channel.EMAIL in found and sentence.has("written", start, end):
        found.add(Channel.WRITTEN)
    return frozenset(found)


def act_of(sentence: Sentence, start: int, end: int, kind: Kind = Kind.NUMBER) -> Act:
    """What a run of tokens says took the time, which is put in this way."""

    def has(*groups: str) -> bool:
        return sentence.has(groups, start, end)

    if has("hold", "again") or _is_mine(sentence, start, end):
        return Act.OTHER
    if has("answer", "silent"):
        return Act.ANSWER
    if has("long"):
        return Act.OTHER
    if has(*CHANNELS) and not has("object"):
        if has("waiting", "linger"):
            return Act.WAIT
        # A call that took ten minutes may have been a long one.
        spoken = has("telephone") and not has("email", "mail", "message", "written", "weak")
        spoken = spoken and kind in {Kind.NUMBER, Kind.ARTICLE, Kind.VAGUE}
        brief = end - start <= BRIEF * (1 if spoken else 2) and not has("resolve")
        if has("weak", "take") or brief:
            return Act.WAIT if spoken else Act.ANSWER
    if has("thing") and has("linger", "take") and not has("object", "resolve"):
        return Act.ANSWER
    if has("waiting"):
        return Act.WAIT
    return Act.RESOLVE if has("resolve") else Act.OTHER


def _is_mine(sentence: Sentence, start: int, end: int) -> bool:
    """Whether it was nobody from outside who asked: "to answer my email"."""
    return any(
        sentence.word(place - 1) in {"my", "our"}
        or sentence.lower[stop : stop + 2] == ["to", "me"]
        or (sentence.word(place - 1) == "'s" and sentence.word(place - 2) in _INSIDE)
        for place, stop in sentence.hits(CHANNELS, start, end)
    ) or any(
        sentence.lower[i] == "my" and sentence.word(i + 1) in _PLACES for i in range(start, end)
    )


def is_obtained(sentence: Sentence, length: Length, start: int, end: int) -> bool:
    """Whether the information had to be obtained, in what took this long.

    In "a day, two if she has to look it up" that is said of another number.
    """
    return any(
        not any(token.like_num for token in sentence.doc[length.end : place])
        for place, _ in sentence.hits("obtained", start, end)
    )


def speaks_of_weekend(sentence: Sentence) -> bool:
    """Whether a weekend or a holiday may lie between, as the sentence has it."""
    named = {word for word in sentence.lower if word in WEEKDAYS}
    return sentence.has("weekend", 0, len(sentence.doc)) or "fri" in named


def said_of(sentence: Sentence, place: int, act: Act, bound: Bound) -> tuple[Said, Bound]:
    """What a length of time is told as, and its bound once negation is taken into account."""
    length = sentence.lengths[place]
    start, end = sentence.clause(place)
    if _is_headed(sentence, start):
        return Said.GOAL, bound
    if _is_known_limit(sentence, length, bound):
        return Said.GOAL, bound
    if not is_late(sentence, length) and _is_goal(sentence, length, start):
        missed = _is_named_norm(sentence, length.end) and _is_missed(sentence, length, bound, start)
        return (Said.MISSED, Bound.OVER) if missed else (Said.GOAL, bound)
    if is_aside(sentence, length, act, start, end):
        return Said.ASIDE, bound
    meant = _meant(sentence, length, start)
    meant = meant or _others(sentence, length, start, end)
    meant = meant or _past(sentence, length, place)
    return (meant, bound) if meant else _negated(sentence, length, act, bound, start)


def _is_headed(sentence: Sentence, start: int) -> bool:
    """Whether a heading says so: "Goal for next year: answer letters within 3 days"."""
    heading = sentence.word(start - 1) == ":" and start <= BRIEF + 1
    return (heading and sentence.has(("norm", "modal"), 0, start)) or (
        sentence.word(start - 1) == ":" and sentence.has(("norm", "window"), start - 2, start)
    )


def _is_known_limit(sentence: Sentence, length: Length, bound: Bound) -> bool:
    """Whether it is a limit that everybody knows: "inside the ten days", "the posted two days"."""
    before, counted = sentence.word(length.first - 1), length.kind is Kind.NUMBER
    first = sentence.lower[length.first]
    named = before in {"the", "our"} and bound is Bound.WITHIN and first not in {"half", "quarter"}
    return counted and (before in _POSTED or (named and UNITS.get(first) is None))


def _is_goal(sentence: Sentence, length: Length, start: int) -> bool:
    """Whether it is a goal, a policy or a standard."""
    lower, first = sentence.lower, length.first
    for group, reach in (("norm", 8), ("allow", 5)):
        for begin, stop in sentence.hits(group, start, first):
            given = lower[begin] == "given" and sentence.word(stop) in _GIVEN_IN
            if given or not _BEATS.isdisjoint(lower[max(begin - 3, start) : begin]):
                continue
            took = sentence.has(("waiting", "silent"), stop, first)
            if first - stop <= reach and not took and _TOOK.isdisjoint(lower[stop:first]):
                return True
    if _is_named_norm(sentence, length.end):
        return True
    ahead = range(length.end, min(length.end + 5, len(lower) - 1))
    if any(lower[i] == "next" and lower[i + 1] in _PERIODS for i in ahead):
        return True
    # "Has to wait two weeks" is no goal.
    return any(
        not (lower[end - 1] in {"to", "must"} and sentence.has("waiting", end, end + 3))
        and _CAME_TO.isdisjoint(lower[end:first])
        for _, end in sentence.hits("modal", start, first)
    )


def _is_named_norm(sentence: Sentence, end: int) -> bool:
    """ "The two-day standard", "one day is the rule", "a week is allowed"."""
    norms = ("norm", "allow", "window")
    copula = sentence.word(end) in {"is", "was", "being", "are", "'s"}
    copula = copula and sentence.word(end + 1) not in {"her", "his", "their", "your"}
    if copula and sentence.has((*norms, "modal"), end, end + 6):
        return True
    place = end
    while sentence.word(place) in _REPLY:
        place += 1
    return any(first == place for first, _ in sentence.hits(norms, place, place + 3))


def _is_missed(sentence: Sentence, length: Length, bound: Bound, start: int) -> bool:
    """Whether a standard that is named was not kept."""
    first, before = length.first, sentence.lower[start : length.first]
    if sentence.has(("modal", "hypothetical", "offer"), start, first):
        return False
    beyond = bound is Bound.OVER or not _MISSES.isdisjoint(before)
    denied = len(sentence.hits(("negation", "failure"), start, first)) % 2 == 1
    return beyond != denied and (beyond or not _KEEPS.isdisjoint(before))


def _meant(sentence: Sentence, length: Length, start: int) -> Said | None:
    """An offer or what might be."""
    first, lower = length.first, sentence.lower
    for begin, end in sentence.hits("hypothetical", start, first):
        slow = sentence.has(("waiting", "silent"), end, first) and "have" not in lower[end:first]
        denied = sentence.has("negation", end, end + 1)
        if sentence.doc[begin].text != "May" and not slow and not denied:
            return Said.HYPOTHETICAL
    behind = sentence.lower[length.end :]
    claimed = not _CLAIMS.isdisjoint(lower[:first]) and "but" in behind
    if claimed or not _DESERVES.isdisjoint(behind[:3]):
        return Said.HYPOTHETICAL
    if "if" in lower[:first] and sentence.has("hypothetical", length.end, len(lower)):
        return Said.HYPOTHETICAL
    for begin, end in sentence.hits("offer", start, first):
        # "She'll answer in an hour" and "he will let it sit" are habits.
        habit = lower[begin] in {"'ll", "ll"} and sentence.word(begin - 1) in {"she", "he", "they"}
        habit = habit and _SAID.isdisjoint(lower[max(begin - 8, start) : begin])
        habit = habit or sentence.has(("linger", "silent"), end, first)
        if sentence.doc[begin].text not in {"Will", "LL"} and first - end <= 8 and not habit:
            return Said.OFFER
    return None


def _others(sentence: Sentence, length: Length, start: int, end: int) -> Said | None:
    """Somebody else's doing: the subject of the clause, or named behind the length."""
    first, lower, took_words = length.first, sentence.lower, {"take", "takes", "took"}
    for begin, stop in sentence.hits("others", start, first):
        # "The vendor's replies" are the vendor's doing, "the vendor's emails" are not.
        owns = sentence.word(stop) in {"'s", "’s", "'"}
        asks = not _ASKS.isdisjoint(lower[stop : stop + 1])
        asks = not sentence.has("answer", stop, stop + 4) if owns else asks
        asks = asks or sentence.has(("thing", *CHANNELS), stop, stop + 1)
        # "It took the budget office two months".
        took = not took_words.isdisjoint(lower[max(begin - 2, start) : begin])
        if (took or _LEADS.issuperset(lower[start:begin])) and not asks:
            return Said.OTHERS
    subjects = (i for i in range(start, first) if lower[i] in ASKERS)
    if any(
        _LEADS.issuperset(lower[start:i]) and took_words & set(lower[i + 1 : i + 3])
        for i in subjects
    ):
        return Said.OTHERS
    for begin, stop in sentence.hits("others", length.end, end):
        before = lower[max(begin - 2, length.end) : begin]
        waited_for = "for" in before and sentence.word(stop) == "to"
        answer = not _ANSWERS.isdisjoint(lower[max(begin - 3, 0) : begin])
        if waited_for or "by" in before or ("from" in before and answer):
            return Said.OTHERS
    beside = max(first - 4, start - 1, 0)
    bounded = sentence.has(("over", "within"), beside, first)
    against = not bounded and not _SET_AGAINST.isdisjoint(lower[beside:first])
    against = against and _UNTIL.isdisjoint(lower[beside:first])
    return Said.OTHERS if against else None


def _past(sentence: Sentence, length: Length, place: int) -> Said | None:
    """How it was before: under somebody else, last year, "from nine days to two"."""
    first, (left, right) = length.first, sentence.territory(place)
    for _, end in sentence.hits("before", left, right):
        if sentence.lower[end - 1] not in _EMPLOYEE:
            if end <= first:
                return Said.PAST
        elif not _ARRIVED.isdisjoint(sentence.lower[end : end + 3]):
            return Said.PAST
    if sentence.has("arrival", left, right):
        return Said.PAST
    fell = sentence.word(first - 1) == "from" and not sentence.lengths[place].implied
    if fell and "to" in sentence.lower[length.end : length.end + 5]:
        return Said.PAST
    now = sentence.has("now", left, right)
    changed = sentence.has("then", left, right) and sentence.has("now", 0, len(sentence.lower))
    return Said.PAST if not now and (changed or sentence.has("last", left, right)) else None


def _negated(
    sentence: Sentence, length: Length, act: Act, bound: Bound, start: int
) -> tuple[Said, Bound]:
    """Negation turns a bound round, leaves an answer out, or takes the length back."""
    first = length.first
    denials = [
        hit
        for hit in sentence.hits(("negation", "failure"), start, first)
        if not _is_over(sentence, hit[1], first)
    ]
    if len(denials) % 2 == 0:
        return Said.FACT, bound
    if bound is Bound.WITHIN:
        return Said.FACT, Bound.OVER
    if bound in {Bound.OVER, Bound.AT_LEAST}:
        return Said.FACT, Bound.WITHIN
    before = sentence.lower[max(first - 2, 0) : first + 1]
    counted = length.kind in {Kind.NUMBER, Kind.ARTICLE}
    left_out = act is Act.ANSWER and counted and not _UNTIL.isdisjoint(before)
    return (Said.FACT if left_out or "until" in before else Said.NEGATED), bound


def _is_over(sentence: Sentence, begin: int, end: int) -> bool:
    """Whether another subject follows a negation: "if she can't, she rings back in an hour"."""
    what = "what" in sentence.lower[:begin]
    none = sentence.word(begin - 1) in {"no", "not"} and sentence.word(begin - 2) not in _INVERTED
    if none and sentence.has((*CHANNELS, "thing"), begin, begin + 3):
        return False
    return any(
        (sentence.lower[i] in _SUBJECTS and sentence.lower[i - 1] not in _INVERTED)
        or (what and sentence.lower[i] in {"is", "was"})
        or sentence.lower[i] == "before"
        for i in range(begin, end)
    )
