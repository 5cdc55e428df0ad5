"""What tests share: running the command line as a user does, and small inputs."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from narrative import resources
from narrative.cli.app import main

# No test may fail because a machine is slow.
settings.register_profile("narrative", deadline=None)
settings.load_profile("narrative")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run of the command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def narrative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ran]:
    """Runs `narrative ARGS` in an empty folder, with bytes for standard input if given."""
    monkeypatch.chdir(tmp_path)

    def run(*args: object, stdin: bytes = b"") -> Ran:
        streams = [
            io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (stdin, b"", b"")
        ]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["narrative", *map(str, args)])
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            try:
                main()
                code = 0
            except SystemExit as stop:
                code = int(stop.code or 0)
            for stream in streams[1:]:
                stream.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
        return Ran(code, out, err)

    return run


@pytest.fixture(scope="session")
def agency_rows() -> list[Row]:
    """The first twelve bundled example reviews, as a wide file's rows."""
    path = resources.examples_dir() / "agency_reviews.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))[:12]


@pytest.fixture(scope="session")
def write_csv() -> Callable[[Path, Sequence[Row]], Path]:
    """Writes rows to a CSV file and gives its path back."""

    def write(path: Path, rows: Sequence[Row]) -> Path:
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write
