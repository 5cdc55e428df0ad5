"""What is refused before a file is opened in earnest, and how a parser's fault is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from narrative.errors import RubricError

MAX_BYTES = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 200


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises RubricError for a missing, empty or oversized file."""
    try:
        if not path.is_file():
            raise RubricError(f"{path}: no such file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise RubricError(
                f"{path}: {size / 1e6:.0f} MB is larger than a rubric document may be "
                f"({MAX_BYTES // 1_000_000} MB)"
            )
        data = path.read_bytes()
    except OSError as error:
        raise RubricError(f"{path}: cannot be read: {error.strerror}") from error
    if not data.strip():
        raise RubricError(f"{path}: the file is empty")
    return data


def check_zip(path: Path, data: bytes, needs: str) -> None:
    """Refuses a broken archive, one that lacks its main part, and one that unpacks too large."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RubricError(
            f"{path}: is protected with a password, or of an old Office format; "
            "save it without a password in the current format"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise RubricError(f"{path}: not a {path.suffix} file, or a damaged one") from error
    unpacked = sum(part.file_size for part in parts)
    # XML packs well, but no honest document of some size packs two hundred to one.
    if unpacked > MAX_UNPACKED or (unpacked > MAX_BYTES and unpacked > MAX_RATIO * len(data)):
        raise RubricError(
            f"{path}: not opened: unpacks to {unpacked / 1e6:,.0f} MB, too large for a rubric"
        )
    if not any(part.filename.startswith(needs) for part in parts):
        raise RubricError(f"{path}: not a {path.suffix} file: it has no part {needs}")
    # The sizes above are only what the archive says of itself: reading it all up to those
    # sizes, checksums included, finds one that lies before a reader unpacks it in full.
    with parsing(path, f"{path.suffix} file"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.testzip() is not None:
            raise RubricError(f"{path}: not a {path.suffix} file, or a damaged one")


def decode(path: Path, data: bytes) -> str:
    """The bytes as text: UTF-8, or UTF-16 that says so. Raises RubricError."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise RubricError(
            f"{path}: not UTF-8 text (byte {error.start + 1}); save it again as UTF-8"
        ) from error
    if "\x00" in text:
        raise RubricError(f"{path}: holds binary data, not text")
    return text


@contextmanager
def parsing(path: Path, kind: str) -> Iterator[None]:
    """Turns whatever a parser raises over a damaged file into a RubricError."""
    try:
        yield
    except RubricError:
        raise
    # Parsers of hostile files raise anything at all, of no common base.
    except Exception as error:
        if "password" in type(error).__name__.casefold() or "password" in repr(error).casefold():
            raise RubricError(f"{path}: is protected with a password; save it without") from error
        raise RubricError(f"{path}: not a readable {kind}, or a damaged one") from error
