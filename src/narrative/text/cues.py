"""What a passage shows besides its topic: negation, frequency, failure, effort, figures.

No cue depends on a name or on the gender of a pronoun.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from narrative.text.lexicon import DECOY, NAMESAKES, NEGATABLE, NEGATION, PHRASES, PRONOUNS
from narrative.text.neutral import neutral
from narrative.text.people import PERSON, SWAP
from narrative.text.quantities import durations, percentages, shares
from narrative.text.tokens import pipeline, tokenise

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

_CAP = 3
"""Hits of one group beyond this many say nothing more."""
_REACH = 3
"""How many tokens behind a negation a hit still counts as negated."""
_LONGEST = 90.0
"""Days at which the length of a duration is capped."""
_STRAIGHT = str.maketrans("’‘“”", "''\"\"")

_COUNTED = tuple(group for group in PHRASES if group != DECOY)
_NEGATED = tuple(f"{group}_negated" for group in NEGATABLE)
_FIGURES = (
    "duration",
    "duration_shortest",
    "duration_longest",
    "duration_within",
    "duration_after",
    "duration_early",
    "percent",
    "percent_lowest",
    "percent_highest",
    "share",
    "share_lowest",
    "share_highest",
)
_SHAPE = ("questions", "exclamations", "capitals", "length")

CUE_NAMES: tuple[str, ...] = (*_COUNTED, *_NEGATED, *_FIGURES, *_SHAPE)
"""What each column of `cues` holds."""

_COLUMN = {name: column for column, name in enumerate(CUE_NAMES)}


def cues(texts: Sequence[str]) -> NDArray[np.float32]:
    """One row a text, one column a cue of `CUE_NAMES`, all between 0 and 1.

    Phrase groups and marks are counts, capped at three and divided by it; the other
    columns are flags, shares, or logarithms scaled to their cap.
    """
    table = np.zeros((len(texts), len(CUE_NAMES)), dtype=np.float32)
    # Phrases are found whatever white space parts their words.
    straight = [" ".join(text.translate(_STRAIGHT).split()) for text in texts]
    for row, text, doc in zip(table, straight, tokenise(straight), strict=True):
        for name, value in _values(text, doc):
            row[_COLUMN[name]] = value
    return table


def _values(text: str, doc: Doc) -> Iterator[tuple[str, float]]:
    for name, count in _phrase_counts(doc).items():
        yield name, min(count, _CAP) / _CAP
    yield from _figures(text.lower())
    yield "questions", min(text.count("?"), _CAP) / _CAP
    yield "exclamations", min(text.count("!"), _CAP) / _CAP
    yield "capitals", _capitals(doc)
    # Of the neutral text, as "Maria de la Cruz" must weigh the same as "she".
    words = neutral(text).count(" ") + 1
    yield "length", min(math.floor(math.log2(words + 1)), 8) / 8


@cache
def _matcher() -> PhraseMatcher:
    """All phrases in one trie over lower-case tokens."""
    from spacy.matcher import PhraseMatcher

    nlp = pipeline()
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for group, phrases in PHRASES.items():
        spelt = [form for phrase in phrases for form in _with_pronouns(phrase)]
        matcher.add(group, [_phrase(form) for form in spelt])
    return matcher


def _phrase(form: str) -> Doc:
    """A phrase as the tokenizer parts it in running text, clitics such as n't whole."""
    from spacy.tokens import Doc

    return Doc(pipeline().vocab, words=form.split())


def _with_pronouns(phrase: str) -> Iterator[str]:
    places = [PRONOUNS.get(word, (word,)) for word in phrase.split()]
    return (" ".join(words) for words in product(*places))


def _phrase_counts(doc: Doc) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    negation = -_REACH - 1
    for group, start, end in _hits(doc):
        if group in NEGATABLE and start - negation <= _REACH:
            group = f"{group}_negated"
        elif group in (NEGATION, "absence"):
            negation = end - 1
        counts[group] += 1
    del counts[DECOY]
    return counts


def _hits(doc: Doc) -> list[tuple[str, int, int]]:
    """Group and token span of each phrase, in order; of overlapping ones the longest."""
    found = sorted(_matcher()(doc), key=lambda hit: (hit[1] - hit[2], hit[1]))
    taken: set[int] = set()
    hits = []
    for key, start, end in found:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            if end - start > 1 or doc[start].text not in NAMESAKES:
                hits.append((doc.vocab.strings[key], start, end))
    return sorted(hits, key=lambda hit: hit[1])


def _figures(text: str) -> Iterator[tuple[str, float]]:
    spans = list(durations(text))
    if spans:
        days = [span.days for span in spans]
        yield "duration", 1.0
        yield "duration_shortest", _scaled(min(days))
        yield "duration_longest", _scaled(max(days))
    for bound in {span.bound for span in spans} - {""}:
        yield f"duration_{bound}", 1.0
    for name, values in (("percent", percentages(text)), ("share", shares(text))):
        if values:
            yield name, 1.0
            yield f"{name}_lowest", min(min(values), 1.0)
            yield f"{name}_highest", min(max(values), 1.0)


def _scaled(days: float) -> float:
    """Hours on a logarithmic scale, 1 at three months and beyond."""
    return min(math.log1p(days * 24) / math.log1p(_LONGEST * 24), 1.0)


def _capitals(doc: Doc) -> float:
    """Share of function words in full capitals.

    Other words are left out, as capitals may be initials and acronyms, and so are words
    of one or two letters and pronouns: "HE" and "THEY" must weigh the same.
    """
    words = [t for t in doc if len(t) > 2 and t.is_stop and SWAP.get(t.lower_) != PERSON]
    return sum(token.is_upper for token in words) / len(words) if words else 0.0
