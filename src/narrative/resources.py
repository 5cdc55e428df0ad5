"""Where the bundled rubrics, models, examples and corpus lie."""

from __future__ import annotations

from pathlib import Path


def _root() -> Path:
    """The folder that holds data/ and models/: inside a wheel, or the repository's top."""
    package = Path(__file__).resolve().parent
    inside = package / "bundled"
    return inside if inside.is_dir() else package.parents[1]


def rubrics_dir() -> Path:
    """Bundled rubrics, one YAML file each."""
    return _root() / "data" / "rubrics"


def examples_dir() -> Path:
    """Bundled example reviews."""
    return _root() / "data" / "examples"


def wordlists_dir() -> Path:
    """Bundled lists of words that describe a person rather than the work."""
    return _root() / "data" / "wordlists"


def corpus_dir() -> Path:
    """Bundled labelled comments."""
    return _root() / "data" / "corpus"


def models_dir() -> Path:
    """Bundled models, one folder each."""
    return _root() / "models"
