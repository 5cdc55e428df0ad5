"""Counts of a corpus, and faults that need its levels' places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from narrative.corpus.checks import Item
from narrative.corpus.giveaways import LIMIT, guessed_kappa, length_features, person_features
from narrative.corpus.load import Corpus
from narrative.corpus.schema import GENERAL
from narrative.records import NONE


def counts(corpus: Corpus, items: Sequence[Item]) -> Iterator[str]:
    """Lines with how much there is of what."""
    assigned = [review for review in corpus.reviews if review.assigned]
    sentences = sum(len(review.sentences) for review in corpus.reviews)
    silent = sum(s.factor == NONE for r in corpus.reviews for s in r.sentences)
    factored = sum(s.factor is not None for r in corpus.reviews for s in r.sentences)
    used = {item.rubric for item in items}
    yield f"{len(items):,} labelled passages by {len(corpus.sources)} hands, {len(used)} rubrics"
    yield (
        f"{len(corpus.comments):,} comments; {len(corpus.reviews):,} whole reviews of "
        f"{sentences:,} sentences, {len(assigned):,} of them with assigned ratings"
    )
    yield f"{silent / max(factored, 1):.0%} of sentences under a rubric with factors are none"
    registers = Counter(entry.register_ for entry in corpus.comments)
    for review in corpus.reviews:
        registers[review.register_] += len(review.sentences)
    total = registers.total()
    yield "registers: " + ", ".join(f"{n} {c / total:.0%}" for n, c in registers.most_common())
    cells = Counter((item.rubric, item.factor, item.level) for item in items)
    for name in ("agency", "psa", "departmental"):
        rubric = corpus.rubrics[name]
        of = [cells[name, f, level] for f in rubric.factor_ids for level in rubric.level_ids]
        yield f"{name}: {min(of)} to {max(of)} passages a cell, {cells[name, NONE, None]} none"


def giveaway_faults(corpus: Corpus, items: Sequence[Item]) -> Iterator[str]:
    """Guesses from length, and from pronouns and names, that come too near the level."""
    told = [item for item in items if item.level is not None]
    places = [_third(corpus, item) for item in told]
    kept = [(item, place) for item, place in zip(told, places, strict=True) if place is not None]
    texts = [item.text for item, _ in kept]
    sources = [item.source for item, _ in kept]
    classes = [place for _, place in kept]
    if len(set(sources)) < 2 or len(set(classes)) < 2:
        return
    for name, features in (("length", length_features), ("names and pronouns", person_features)):
        kappa = guessed_kappa(features(texts), classes, sources)
        if kappa > LIMIT:
            yield f"level guessed from {name}: quadratic weighted kappa {kappa:.2f} > {LIMIT}"


def _third(corpus: Corpus, item: Item) -> int | None:
    """The level as low, middle or high; None for the middle levels of an even scale."""
    if item.rubric == GENERAL:
        return ("low", "mid", "high").index(str(item.level))
    levels = corpus.rubrics[item.rubric].level_ids
    place = levels.index(str(item.level)) / (len(levels) - 1)
    return 0 if place < 0.34 else 2 if place > 0.66 else 1 if place == 0.5 else None
