"""How often a change that says nothing flips the level of a passage, for the model card.

The passages are those of the agency development sets; only changed ones count. In brackets
95 % intervals.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from string import ascii_lowercase

from narrative import resources
from narrative.dispositions import wilson
from narrative.model.base import Classifier
from narrative.model.choose import choose
from narrative.model.labelled import read_corpus
from narrative.rubric.store import load_rubric
from narrative.text.people import FORM_WORDS, SWAP, english_words, first_names, known_words
from narrative.text.rules import words

OTHER = {"he": "she", "she": "he", "him": "her", "his": "her", "her": "his",
         "himself": "herself", "herself": "himself", "mr": "ms", "ms": "mr"}  # fmt: skip
PRONOUN = re.compile(rf"\b(?:{'|'.join(OTHER)})\b", re.IGNORECASE)
CAPITALISED = re.compile(r"\b[A-Z][a-z]+\b(?!'[a-rt-z])")
ENGLISH = known_words() | english_words() | FORM_WORDS | SWAP.keys()
NAMES = sorted(
    words(
        "Maria John Fatima Wei Oluwaseun Ingrid Dmitri Priya Kwame Siobhan Hiroshi Guadalupe "
        "Lars Amina Thabo Nguyen Rosa Ahmed Chloe Pedro"
    )
)


def main() -> None:
    rubric = load_rubric("agency")
    passages = read_corpus(resources.corpus_dir() / "dev")
    texts = [p.text for p in passages if p.rubric == rubric.id]
    rng = random.Random(5)
    changes: dict[str, Callable[[str], str]] = {
        "another name": lambda text: renamed(text, rng),
        "the other pronoun or title": lambda text: PRONOUN.sub(swapped, text),
        "two letters of a word turned round": lambda text: mistyped(text, turned, rng),
        "a letter missing": lambda text: mistyped(text, missing, rng),
        "a letter twice": lambda text: mistyped(text, doubled, rng),
        "a wrong letter": lambda text: mistyped(text, wrong, rng),
        "all capitals": str.upper,
        "all lower case": str.lower,
        "no final stop": lambda text: text.rstrip(".!"),
    }
    print("| change | passages | " + " | ".join(("standard", "linear")) + " |\n|---|---|---|---|")
    models = [choose(rubric, name) for name in ("standard", "linear")]
    for name, change in changes.items():
        pairs = [(text, new) for text in texts if (new := change(text)) != text]
        shares = [flipped(model, pairs) for model in models]
        print(f"| {name} | {len(pairs)} | {' | '.join(shares)} |", flush=True)


def flipped(model: Classifier, pairs: Sequence[tuple[str, str]]) -> str:
    before, after = (
        model.predict([pair[side] for pair in pairs]).levels.argmax(axis=1) for side in (0, 1)
    )
    hits = int((before != after).sum())
    low, high = wilson(hits, len(pairs))
    return f"{hits / len(pairs):.1%} ({low:.1%} to {high:.1%})"


def swapped(match: re.Match[str]) -> str:
    new = OTHER[match[0].lower()]
    return new.capitalize() if match[0][0].isupper() else new


def renamed(text: str, rng: random.Random) -> str:
    """Every capitalised word that is a first name, or no English word, is another name."""
    names = {
        word: rng.choice([name for name in NAMES if name != word])
        for word in sorted(set(CAPITALISED.findall(text)))
        if is_name(word.lower())
    }
    return CAPITALISED.sub(lambda match: names.get(match[0], match[0]), text)


def is_name(word: str) -> bool:
    return word in first_names() or word not in ENGLISH


Slip = Callable[[str, int, random.Random], str]


def mistyped(text: str, slip: Slip, rng: random.Random) -> str:
    """The text with a slip inside one word of five letters or more."""
    parts = text.split()
    places = [i for i, word in enumerate(parts) if len(word) > 4 and word.isalpha()]
    if places:
        place = rng.choice(places)
        parts[place] = slip(parts[place], rng.randrange(1, len(parts[place]) - 2), rng)
    return " ".join(parts)


def turned(word: str, at: int, _: random.Random) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def missing(word: str, at: int, _: random.Random) -> str:
    return word[:at] + word[at + 1 :]


def doubled(word: str, at: int, _: random.Random) -> str:
    return word[: at + 1] + word[at:]


def wrong(word: str, at: int, rng: random.Random) -> str:
    return word[:at] + rng.choice(ascii_lowercase) + word[at + 1 :]


if __name__ == "__main__":
    main()
