"""Text that a program decoded wrongly on its way here: "donâ€™t" for "don't"."""

from __future__ import annotations

import re

from narrative.text.markup import plain

_BYTES = {code: code for code in range(0x80, 0xA0)} | {
    ord(bytes([code]).decode("cp1252")): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""What the bytes 80 to 9F became, in Windows-1252 or as control characters."""

_CONTROLS = {code: char for char, code in _BYTES.items() if char != code}

_TAIL = "[" + "".join(map(chr, sorted({*_BYTES, *range(0xA0, 0xC0)}))) + "]"
_SPOILT = re.compile(
    f"[\u00c2-\u00df]{_TAIL}|[\u00e0-\u00ef]{_TAIL}{{2}}|[\u00f0-\u00f4]{_TAIL}{{3}}"
)
"""What two to four bytes of UTF-8 look like when each was taken for a character."""

_LOST = re.compile("[\x80-\x84\x86-\x9f\ufffd]")
"""What no writer types: control characters, and the mark of a character that was lost."""


_SELDOM = re.compile("[\u0250-\u036f\u0590-\u05af\u0700-\u08ff]")
"""What nobody means: rather a capital with an accent before a quotation mark, "CAFÉ»"."""


def spoilt(text: str) -> bool:
    """Whether some of the text looks wrongly decoded."""
    if text.isascii():
        return False
    return _LOST.search(text) is not None or repaired(text) != text


def repaired(text: str) -> str:
    """The text with UTF-8 that was read as Windows-1252 or Latin-1 read as what it is.

    And with Windows-1252 that was read as Latin-1, whose quotation marks became controls.
    """
    return text if text.isascii() else _SPOILT.sub(_decoded, text).translate(_CONTROLS)


def readable(text: str) -> str:
    """What a model is given: the text without HTML, and rightly decoded."""
    return plain(repaired(text))


def _decoded(found: re.Match[str]) -> str:
    data = bytes(_BYTES.get(ord(char), ord(char) & 0xFF) for char in found[0])
    try:
        char = data.decode("utf-8")
    except UnicodeDecodeError:  # an overlong form, say: it was none
        return found[0]
    return found[0] if _SELDOM.match(char) else char
