"""One draft from a file or standard input, and the ratings that go with it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from narrative.errors import ConfigError, Fault, InputError
from narrative.reviews.formats import STREAM
from narrative.reviews.load import match_level
from narrative.reviews.read import MAX_CELL, check_zip
from narrative.reviews.word import document_lines
from narrative.rubric.naming import key
from narrative.rubric.schema import Rubric

SUFFIXES = (".txt", ".md", ".docx")


def read_draft(path: str) -> str:
    """The text of a draft (``-`` is standard input).

    Of a Word document, every paragraph is a line, those in tables, text boxes, page headers
    and footers included.

    Raises:
        ConfigError: A suffix that is not one of `SUFFIXES`.
        InputError: A file that cannot be read, is empty, or is no text.
    """
    suffix = Path(path).suffix.lower()
    if path != STREAM and suffix not in SUFFIXES:
        raise ConfigError(f"{path}: a draft is one of {', '.join(SUFFIXES)}, or '-'")
    data = _bytes(path)
    text = _from_docx(data, path) if suffix == ".docx" else _from_text(data, path)
    if not text.strip():
        raise InputError(path, [Fault("the draft is empty")])
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise InputError(path, [Fault("contains NUL bytes: not a text file", row)])
    if len(text) > MAX_CELL:
        raise InputError(path, [Fault(f"{len(text):,} characters; at most {MAX_CELL:,}")])
    return text


def _bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STREAM else Path(path).read_bytes()
    except OSError as error:
        raise InputError(path, [Fault(f"cannot be read: {error.strerror}")]) from error


def _from_text(data: bytes, path: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise InputError(path, [Fault("not UTF-8 text; save it again as UTF-8", row)]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _from_docx(data: bytes, path: str) -> str:
    check_zip(data, path, "a Word document")
    try:
        return "\n".join(document_lines(data))
    # python-docx raises whatever its XML parser does on a damaged part.
    except Exception as error:
        raise InputError(path, [Fault("not a Word document, or damaged")]) from error


def parse_ratings(pairs: Sequence[str], rubric: Rubric) -> dict[str, str]:
    """Level id by factor id from ``factor=level`` options, spelled as forms spell them.

    Raises:
        ConfigError: A pair that names no factor or no level, or a factor twice; all are named.
    """
    factors, levels = rubric.factor_keys(), rubric.level_keys()
    ratings: dict[str, str] = {}
    faults: list[str] = []
    for pair in pairs:
        name, equals, value = pair.partition("=")
        factor, level = factors.get(key(name)), match_level(value, levels)
        if not equals:
            faults.append(f"--rating {pair!r}: expected FACTOR=LEVEL")
        elif factor is None:
            faults.append(f"--rating {pair!r}: no such factor ({', '.join(rubric.factor_ids)})")
        elif level is None:
            known = ", ".join(level.name for level in rubric.levels)
            faults.append(f"--rating {pair!r}: no such level ({known})")
        elif factor in ratings:
            faults.append(f"--rating {pair!r}: {factor} is rated twice")
        else:
            ratings[factor] = level
    if faults:
        raise ConfigError("\n".join(faults))
    return ratings
