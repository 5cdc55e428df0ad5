"""N208 and N209: words about what somebody is, or belongs to, in place of what somebody does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from narrative.checks.passages import FUNCTION_WORDS
from narrative.checks.wordlist import EXCEPT, GROUP, PERSONALITY, Term, WordList, load, words_of
from narrative.records import Evidence, Observation, Passage, Read, Reading, Severity
from narrative.text import rules
from narrative.text.neutral import MARKS, TOKEN, neutral_words
from narrative.text.people import PERSON, SWAP

if TYPE_CHECKING:
    from narrative.rubric.schema import Rubric

PERSONALITY_CODE, GROUP_CODE, SEVERITY = "N208", "N209", Severity.NOTE

_OTHERS = rules.words("""
    anybody anyone applicant applicants audience borrower borrowers buyer buyers caller callers
    candidate candidates child children citizen citizens claimant claimants client clients
    community contractor contractors couple couples crowd customer customers driver drivers
    elder elders families family farmer farmers grower growers guest guests holder holders
    household households inmate inmates kid kids learner learners member members neighbour
    neighbours neighbor neighbors owner owners parent parents passenger passengers patient
    patients patron patrons people person pet public pupil pupils reader readers resident
    residents retiree retirees seller sellers shopper shoppers somebody someone student students
    taxpayer taxpayers tenant tenants traveller travellers traveler travelers user users veteran
    veterans vendor vendors victim victims visitor visitors walk-in walk-ins widow widows
    agents clerks colleagues coworkers nurses officers staff supervisors teachers teammates
    workers
    """)
"""Those whom the person in the review serves or works with; a man or a woman is another too."""

_OF_A_PERSON = rules.words("""
    approach attitude behavior behaviour character clerk colleague conduct demeanor demeanour
    disposition employee energy individual leader leadership man manager manner manners
    mentality mindset nature officer outburst outbursts person personality presence reaction
    reactions self side soul spirit staffer streak style supervisor team-player teammate
    temperament tone way woman worker guy lady girl boy lad remarks comments responses
    """)
"""What a word of personality may stand before and still be said of the person."""

_PRONOUNS = rules.words("they their you your yourself themself himself herself")
_GENDERED = frozenset(word for word, to in SWAP.items() if to == PERSON) - rules.words(
    "he she they him them his her their hers theirs himself herself themselves themself "
    "s/he (s)he hes shes theyre thier mr mrs ms mx dr prof"
)


def observe(
    rubric: Rubric, reading: Reading, words: WordList | None = None
) -> Iterator[Observation]:
    """An observation for each term that is said of the person, citing every place of it.

    Args:
        rubric: A term that the rubric itself uses is a word of the trade, and passed over.
        reading: The review.
        words: The lists; the bundled ones if not given.
    """
    chosen = words or load()
    trade = _trade(chosen, tuple(_texts(rubric)))
    found: dict[Term, list[Evidence]] = {}
    fields: dict[Term, set[str | None]] = {}
    for read in reading.passages:
        for term, evidence in _said(chosen, read):
            if term.text not in trade:
                found.setdefault(term, []).append(evidence)
                fields.setdefault(term, set()).add(read.box_factor)
    for term, places in found.items():
        (factor, *others) = fields[term]
        code = GROUP_CODE if term.kind in GROUP else PERSONALITY_CODE
        yield Observation(
            code,
            SEVERITY,
            reading.review.id,
            None if others else factor,
            _reason(term),
            tuple(places),
        )


def _reason(term: Term) -> str:
    if term.kind in PERSONALITY:
        return f"Says what somebody is like: {term.why}."
    return f"Touches on {GROUP[term.kind]}, which no rating may rest on: {term.why}."


def _said(chosen: WordList, read: Read) -> Iterator[tuple[Term, Evidence]]:
    """The terms that a passage says of the person, and where."""
    text = read.passage.text
    tokens = words_of(text)
    words = [word for word, _, _ in tokens]
    hits = list(_hits(chosen, words))
    if not hits:
        return
    people = _people(text)
    for place, length, term in hits:
        if _of_the_person(words, place, length, term, people):
            start, end = tokens[place][1], tokens[place + length - 1][2]
            span = Passage(text[start:end], read.passage.start + start, read.passage.start + end)
            yield term, Evidence(read.box, span)


def _hits(chosen: WordList, words: Sequence[str]) -> Iterator[tuple[int, int, Term]]:
    """Place and length of each term, in order, the longest first where they overlap."""
    place = 0
    while place < len(words):
        hit = chosen.at(words, place)
        if hit is None:
            place += 1
            continue
        length, term = hit
        if term.kind != EXCEPT:
            yield place, length, term
        place += length


def _people(text: str) -> frozenset[int]:
    """Places of the tokens that are names; pronouns and nouns of gender are left out."""
    tokens = TOKEN.findall(text.translate(MARKS))
    words, begins = neutral_words(tokens)
    return frozenset(
        place
        for word, place in zip(words, begins, strict=True)
        if word == PERSON and SWAP.get(tokens[place].lower()) is None
    )


def _of_the_person(
    words: Sequence[str], place: int, length: int, term: Term, people: Collection[int]
) -> bool:
    """Whether a term is said of the person, as far as the words around it tell.

    The nearest mention of anybody to the left decides; without one, notes such as "bossy with
    clients" leave the person out. A single word before a noun is said of that noun.
    """
    after = words[place + length] if place + length < len(words) else "."
    if term.bare and after[0].isalpha() and after not in FUNCTION_WORDS | _OF_A_PERSON:
        return False
    if after in _OTHERS and not term.bare:
        return False
    for i in range(place - 1, -1, -1):
        if words[i] in _OTHERS or words[i] in _GENDERED:
            return False
        if i in people or words[i] in _PRONOUNS:
            return True
    return True


def _texts(rubric: Rubric) -> Iterator[str]:
    yield from (rubric.name, rubric.definition)
    for factor in rubric.factors:
        yield from (factor.name, factor.definition, *factor.descriptors.values(), *factor.standards)


@lru_cache(maxsize=8)
def _trade(chosen: WordList, texts: tuple[str, ...]) -> frozenset[str]:
    """The terms that a rubric's own texts use."""
    words = ([word for word, _, _ in words_of(text)] for text in texts)
    return frozenset(term.text for found in words for _, _, term in _hits(chosen, found))
