"""spaCy's blank English tokenizer, made safe for any string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc

_LONG_WORD = re.compile(r"\S{101,}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Stops that the writer set without a space after them, and glued semicolons.
_GLUED = [
    r"(?<=[a-z0-9)%\"'’”])[.!?]+(?=[A-Z])",
    r"(?<=[A-Z]{3})\.(?=[A-Z]{2})",
    r"(?<=[A-Za-z])[!?]+(?=[A-Z])",
    r"(?<=[A-Za-z0-9)]);(?=[A-Za-z])",
]


@cache
def pipeline() -> Language:
    """The blank English pipeline, made on first use; its tokenizer also parts glued sentences."""
    import spacy
    from spacy.util import compile_infix_regex

    nlp = spacy.blank("en")
    infixes = [*(nlp.Defaults.infixes or []), *_GLUED]
    tokenizer = cast("Tokenizer", nlp.tokenizer)
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return nlp


def masked(text: str) -> str:
    """The text at the same length, with what the tokenizer cannot take replaced.

    Lone surrogates cannot be encoded. Its time grows with the square of a run without
    white space, so a run of more than 100 characters becomes one plain word.
    """
    text = _LONG_WORD.sub(lambda run: "x" * len(run[0]), text)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def tokenise(texts: Iterable[str]) -> Iterator[Doc]:
    """One document a text; token offsets hold for the original text."""
    tokenizer = pipeline().tokenizer
    return (tokenizer(masked(text)) for text in texts)
