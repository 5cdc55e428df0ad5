"""Settings from narrative.toml or the [tool.narrative] table of pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from narrative.errors import ConfigError, schema_fault


class CheckSettings(BaseModel):
    """Which of the other checks run, and on what.

    Attributes:
        off: Codes of checks that do not run.
        words: Word lists: bundled names ("personality", "group") or paths of .csv files; all
            bundled ones if not given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    off: tuple[str, ...] = ()
    words: tuple[str, ...] | None = None


class Settings(BaseModel):
    """What a project sets once instead of on every command line.

    Attributes:
        rubric: A bundled id or a path.
        model: A model folder.
        dispositions: The file of what people decided about findings.
        precision: Share of flags that should be right, from 0.5 to 1.
        encoding: The text encoding of .csv and .jsonl input.
        map: Column name by field ("narrative" = "Comments").
        checks: The table [checks].
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rubric: str | None = None
    model: str | None = None
    dispositions: str | None = None
    precision: float | None = Field(default=None, ge=0.5, le=1)
    encoding: str = "utf-8"
    map: dict[str, str] = {}
    checks: CheckSettings = CheckSettings()


def load_settings(folder: Path, file: Path | None = None) -> Settings:
    """Settings of `file`, else of `folder`: narrative.toml before pyproject.toml.

    Raises:
        ConfigError: The file cannot be read, or has a key or a value that is not a setting.
    """
    if file is not None:
        return _parse(_toml(file), file)
    own, project = folder / "narrative.toml", folder / "pyproject.toml"
    if own.is_file():
        return _parse(_toml(own), own)
    if project.is_file():
        tools = _toml(project).get("tool", {})
        return _parse(tools.get("narrative", {}) if isinstance(tools, dict) else {}, project)
    return Settings()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error


def _parse(raw: object, path: Path) -> Settings:
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        known = {*Settings.model_fields, *CheckSettings.model_fields}
        faults = [
            schema_fault({**found, "loc": found["loc"] or ("tool.narrative",)}, known)
            for found in error.errors()
        ]
        raise ConfigError("\n".join(f"{path}: {fault}" for fault in faults)) from None


def parse_map(pairs: Iterable[str], base: Mapping[str, str]) -> dict[str, str]:
    """``field=column`` options over the settings' map. Raises ConfigError."""
    mapping = dict(base)
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not name.strip() or not column.strip():
            raise ConfigError(f"--map {pair!r}: expected field=column")
        mapping[name.strip()] = column.strip()
    return mapping
