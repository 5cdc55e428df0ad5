"""HTML that a form or an e-mail left in a text: tags and named characters."""

from __future__ import annotations

import html
import re

_TAGS = (
    "a b blockquote body br div em font h1 h2 h3 h4 h5 h6 head hr html i li ol p pre s span strong "
    "style sub sup table tbody td th thead tr u ul"
)
_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS.split())})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:a|b|em|font|i|s|span|strong|sub|sup|u)[\s/>]", re.IGNORECASE)
_NAMED = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")


def blanked(text: str) -> str:
    """The text at the same length, its tags white space: a paragraph's or a list's end a line."""
    if "<" not in text and "&" not in text:
        return text
    return _NAMED.sub(_named, _TAG.sub(_blank, text))


def plain(text: str) -> str:
    """The text without tags, and with the characters that names stand for."""
    if "<" not in text and "&" not in text:
        return text
    return _NAMED.sub(lambda found: html.unescape(found[0]), _TAG.sub(_gap, text))


def _blank(found: re.Match[str]) -> str:
    mark = " " if _INLINE.match(found[0]) else "\n"
    return mark + " " * (len(found[0]) - 1)


def _gap(found: re.Match[str]) -> str:
    return "" if _INLINE.match(found[0]) else " "


def _named(found: re.Match[str]) -> str:
    """A blank stays one; of any other character, that it is there."""
    char = html.unescape(found[0])
    return (" " if char.isspace() else char[:1]).ljust(len(found[0]))
