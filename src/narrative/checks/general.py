"""N202: general praise or blame, and nothing that was done, counted or seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from narrative.checks.passages import FUNCTION_WORDS, cite, plain_words, stem
from narrative.records import NONE, Evidence, Finding, Observation, Reading, Severity

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

CODE, SEVERITY = "N202", Severity.WARNING

SILENT = 0.8
"""Greatest probability that a passage of praise alone is evidence for some factor."""

RATED = 2
"""Ratings of a review from which a narrative of praise alone is one observation about it all."""

_PRAISE_AND_BLAME = """
    acceptable adequate admirable amazing appreciate asset average awesome awful bad best better
    brilliant champion commendable competent congratulate dependable disappoint disappointment
    dismal excel excellence excellent exceptional exemplary extraordinary fabulous
    fail failure fantastic fine flawless gem good great greatest honor honour impeccable impress
    impressive improve improvement inadequate incredible invaluable inspire joy kudos lack
    mediocre model okay ok outstanding perfect phenomenal pleasure poor praise pride privilege
    proud quality reliable remarkable rockstar satisfactory satisfy shine shining solid spark
    special splendid standout star stellar strength strong subpar superb superior
    superstar talent talented terrible terrific top top-notch treasure tremendous unacceptable
    underperform unsatisfactory valuable weak weakness well wonderful worst worthy
    """
"""What says that somebody or something is good or bad, and not in what."""

_EMPTY = """
    ability absolute absolutely addition agency all-round almost approach area aspect attitude
    bit board bring capacity certain certainly clear clearly client coming company complete
    completely concern consistent consistently continue contribute contribution customer day
    definite definitely department difference doubt duty effort employee enough entire entirely
    especially everybody everyone everything exact exactly example exceed expect expectation
    expected extreme extremely factor far feedback find fully future general generally give
    happy hard helpful high highly hire honest honestly hope include incredibly individual job
    keep kind know let level like long look lot lucky main major make manager manner matter
    mean meet member moment need nice nothing office often organisation organization overall
    part particular particularly past perform performance performer period person place play
    plenty pretty process professional provide put quite real really regard regular regularly
    remain respect result right role round say section seem service set show side simply skill
    so-so something standard start stay still supervisor sure take task team teammate term thank
    thanks thing think throughout together total totally truly try turn two type unit utmost
    value various way week whole wish work worker working world worth year
    """
"""What may stand beside it without saying anything that was done, counted or seen."""

_VALUED = frozenset(map(stem, _PRAISE_AND_BLAME.split()))
_SAID = _VALUED | {stem(word) for word in (*_EMPTY.split(), *FUNCTION_WORDS)}

_MET = frozenset(map(stem, ("meet", "exceed")))
_BAR = frozenset(map(stem, ("expectation", "standard")))
"""What praises when both are there: "meets expectations"."""

_ROOT = 6
"""Letters that a word shares with a factor's name to be counted as naming it."""


def observe(rubric: Rubric, reading: Reading) -> Iterator[Observation]:
    """One observation a rated factor, or one about the whole where nothing speaks of any."""
    rated = [finding for finding in reading.findings if finding.assigned is not None]
    roots = _roots(tuple(name for f in rubric.factors for name in (f.name, *f.aliases)))
    whole = _only_praise(rated, reading)
    if whole:
        reason = (
            f"{len(rated)} factors are rated, and the narrative praises or blames in general: "
            "nothing in it reads like evidence for any of them."
        )
        yield Observation(CODE, SEVERITY, reading.review.id, None, reason, whole)
        return
    for finding in rated:
        evidence = finding.judgement.evidence
        if evidence and all(_is_general(item.passage.text, roots) for item in evidence):
            name = rubric.factor(finding.judgement.factor).name
            one = len(evidence) == 1
            only = "the one passage on it is" if one else f"all {len(evidence)} passages on it are"
            reason = (
                f"{name} is rated, and {only} general praise or blame: nothing that was done, "
                "counted or seen."
            )
            factor = finding.judgement.factor
            yield Observation(CODE, SEVERITY, reading.review.id, factor, reason, evidence)


def _only_praise(rated: Sequence[Finding], reading: Reading) -> tuple[Evidence, ...]:
    """The passages that praise or blame, where no passage speaks of any factor; else none."""
    if len(rated) < RATED:
        return ()
    for read in reading.passages:
        told = read.prediction.informative * (1 - read.prediction.factors[NONE])
        if read.foreign or told > SILENT:
            return ()
    return tuple(
        cite(read)
        for read in reading.passages
        if any(stem(word) in _VALUED for word in plain_words(read.passage.text))
    )


@lru_cache(maxsize=8)
def _roots(names: tuple[str, ...]) -> frozenset[str]:
    """The beginnings of the words in factor names, which say what is praised and not what for."""
    return frozenset(stem(word)[:_ROOT] for name in names for word in plain_words(name))


def _is_general(text: str, roots: frozenset[str]) -> bool:
    """Whether a passage praises or blames, and no word of it says what for."""
    words = plain_words(text)
    stems = [stem(word) for word in words]
    valued = not _VALUED.isdisjoint(stems)
    valued |= not (_MET.isdisjoint(stems) or _BAR.isdisjoint(stems))
    return valued and all(
        word in FUNCTION_WORDS or s in _SAID or s[:_ROOT] in roots
        for word, s in zip(words, stems, strict=True)
    )
