"""Text with names, pronouns and gendered words replaced and its grammar kept.

For a sentence encoder, which has learned English: it reads "they return their calls" better
than the bare words of `narrative.text.neutral`. Whoever is spoken of, the words are the same.
"""

from __future__ import annotations

import re
import unicodedata

from narrative.text.neutral import EITHER, MARKS, is_adverb, singular, tokens, words_and_spans
from narrative.text.people import PERSON, SWAP, TITLES
from narrative.text.rules import words

_SUBJECTS = words("he she they s/he (s)he")
_SELVES = words("himself herself themselves themself")
_NOUNS = words(
    "man woman men women male female lady ladies gentleman gentlemen guy guys girl girls boy boys "
    "gal lad lass mother father mom mum dad sister brother wife husband grandmother grandfather "
    "son daughter aunt uncle niece nephew boyfriend girlfriend sir madam ma'am"
)
_ENDINGS = {"'d": "would", "'ll": "will", "'ve": "have", "'s": "are", "'re": "are"}
_CONTRACTED = re.compile(r"(?:s?he|they)('(?:s|re|d|ll|ve))")
_VERBS = words("is was has does isn't wasn't hasn't doesn't")


def grammatical(text: str) -> str:
    """The text in lower case: he, she and names become "they", him, her, his "their".

    Verbs take the form they have behind "they", nouns of gender become "person".
    """
    plain = unicodedata.normalize("NFC", text.translate(MARKS))
    found = [token[0] for token in tokens(EITHER.sub("they", plain))]
    out: list[str] = []
    acting = False
    for word, start, end in words_and_spans(found):
        if word == PERSON:
            out.append(_person(found[start:end]))
            acting = out[-1] == "they"
            continue
        written = found[start].lower()
        if written in _VERBS and not acting:
            out.append(written)
        else:
            out.append(singular(word) if acting and not is_adverb(word) else word)
        acting = acting and is_adverb(word)
    return " ".join(out)


def _person(tokens: list[str]) -> str:
    """What stands for a name, a pronoun or a noun, by its first and its last word."""
    first, last = tokens[0].lower(), tokens[-1].lower()
    if first in TITLES or (len(tokens) > 1 and first not in SWAP):
        return "their" if last.endswith("'s") else "they"
    contracted = _CONTRACTED.fullmatch(first)
    if contracted:
        return f"they {_ENDINGS[contracted[1]]}"
    if first in _SUBJECTS:
        return "they"
    if first in _SELVES:
        return "themselves"
    noun = first.removesuffix("'s")
    if noun in _NOUNS or singular(noun) in _NOUNS:
        return "person's" if noun != first else "person"
    return "their" if first in SWAP or first.endswith("'s") else "they"
