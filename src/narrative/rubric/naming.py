"""Names and ids of levels and factors: how documents print them and how forms spell them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TAIL = re.compile(r"\s+(expectations?|standards?|requirements?)\s*$", re.IGNORECASE)
_SMALL = {"a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"}
_FRONT = re.compile(r"^\(?\d{1,2}\)?\s*[-–—:.=)]?\s*(?=[^\W\d])")
_PARTS = re.compile(r"\s+[-–—=]\s*|\s*[:()]\s*|^\d{1,2}\s*[.=]?\s+(?=[^\W\d])")
_NUMBER = re.compile(r"\d+")


def slug(name: str) -> str:
    """A snake_case id: ``Availability/Timeliness`` becomes ``availability_timeliness``."""
    return re.sub(r"[^0-9a-z]+", "_", name.casefold()).strip("_")


def level_slug(name: str) -> str:
    """A level's id: like `slug`, without a number in front or a trailing "Expectations"."""
    short = slug(_TAIL.sub("", _FRONT.sub("", name)))
    # "At standard" without its noun is no name.
    return slug(name) if short in _SMALL or not short else short


def title(text: str) -> str:
    """Capitals as in a headline for text printed in full capitals; other text is left alone."""
    text = " ".join(text.split())
    if not text.isupper():
        return text
    words = text.lower().split(" ")
    return " ".join(w if i and w in _SMALL else w[:1].upper() + w[1:] for i, w in enumerate(words))


def key(value: object) -> str:
    """What two spellings of one rating have in common: case, spacing and punctuation folded.

    A whole number read as a float (``3.0``) is the same as the number (``3``).
    """
    text = str(value).strip()
    if re.fullmatch(r"\d+\.0+", text):
        text = text.split(".")[0]
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def default_aliases(names: Sequence[str]) -> list[list[str]]:
    """What people type in forms for each level, lowest first.

    The short form ("Meets"), initials ("ME") and the number: the one in the name where
    any name has one ("Level 3" is 3, whatever its place), else the place, 1 the lowest.
    An alias that two levels would share is given to neither.
    """
    numbered = any(_NUMBER.search(name) for name in names)
    lists = [_aliases(name, None if numbered else place) for place, name in enumerate(names, 1)]
    keys = [key(name) for name in names]
    counts: dict[str, int] = {}
    for aliases in lists:
        for alias in {key(a) for a in aliases}:
            counts[alias] = counts.get(alias, 0) + 1
    return [
        [alias for alias in aliases if counts[key(alias)] == 1 and key(alias) not in keys]
        for aliases in lists
    ]


def _aliases(name: str, place: int | None) -> list[str]:
    words = re.findall(r"[A-Za-z]+", name)
    short = _TAIL.sub("", name)
    found = [short] if short != name else []
    parts = [part for part in _PARTS.split(name) if part.strip()]
    if len(parts) > 1:
        found += [p for part in parts for p in (part.strip(), _TAIL.sub("", part.strip()))]
    if len(words) > 1:
        found.append("".join(word[0] for word in words).upper())
        short_words = re.findall(r"[A-Za-z]+", short)
        if 1 < len(short_words) < len(words):
            found.append("".join(word[0] for word in short_words).upper())
    digits = _NUMBER.findall(name)
    # "Below Level 3" is not what somebody who types 3 means.
    if place is not None:
        found.append(str(place))
    elif digits and not re.match(r"(below|above|under|over)\b", name, re.IGNORECASE):
        found.append(digits[0])
    return list(dict.fromkeys(found))
