"""How often a change that says nothing flips the level of a passage, for the model card.

The passages are those of the agency development sets; only changed ones count.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from narrative import resources
from narrative.model.base import Classifier
from narrative.model.choose import choose
from narrative.model.labelled import read_corpus
from narrative.rubric.store import load_rubric

OTHER = {"he": "she", "she": "he", "him": "her", "his": "her", "her": "his",
         "himself": "herself", "herself": "himself", "mr": "ms", "ms": "mr"}  # fmt: skip
PRONOUN = re.compile(rf"\b(?:{'|'.join(OTHER)})\b", re.IGNORECASE)


def main() -> None:
    rubric = load_rubric("agency")
    passages = read_corpus(resources.corpus_dir() / "dev")
    texts = [p.text for p in passages if p.rubric == rubric.id]
    rng = random.Random(5)
    changes: dict[str, Callable[[str], str]] = {
        "the other pronoun or title": lambda text: PRONOUN.sub(swapped, text),
        "two letters of a word turned round": lambda text: mistyped(text, rng),
        "all capitals": str.upper,
        "all lower case": str.lower,
        "no final stop": lambda text: text.rstrip(".!"),
    }
    print("| change | passages | " + " | ".join(("standard", "linear")) + " |\n|---|---|---|---|")
    models = [choose(rubric, name) for name in ("standard", "linear")]
    for name, change in changes.items():
        pairs = [(text, new) for text in texts if (new := change(text)) != text]
        shares = [f"{flipped(model, pairs):.1%}" for model in models]
        print(f"| {name} | {len(pairs)} | {' | '.join(shares)} |", flush=True)


def flipped(model: Classifier, pairs: Sequence[tuple[str, str]]) -> float:
    before, after = (
        model.predict([pair[side] for pair in pairs]).levels.argmax(axis=1) for side in (0, 1)
    )
    return float((before != after).mean())


def swapped(match: re.Match[str]) -> str:
    new = OTHER[match[0].lower()]
    return new.capitalize() if match[0][0].isupper() else new


def mistyped(text: str, rng: random.Random) -> str:
    words = text.split()
    places = [i for i, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if places:
        place = rng.choice(places)
        word = words[place]
        at = rng.randrange(1, len(word) - 2)
        words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


if __name__ == "__main__":
    main()
