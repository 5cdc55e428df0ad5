"""Rubrics on disk: YAML (JSON is YAML), bundled ids, and the published JSON Schema."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from narrative import resources
from narrative.errors import RubricError, schema_fault
from narrative.rubric.schema import Factor, Level, Rubric, contradictions

MAX_BYTES = 2_000_000


class _Loader(yaml.SafeLoader):
    """Reads every value but null as text: an alias typed as 1 or No is meant as it stands."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    """A mapping; a key that comes twice would lose the first text in silence."""
    seen: set[str] = set()
    for name, _ in node.value:
        if str(name.value) in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {name.value!r} comes twice", name.start_mark
            )
        seen.add(str(name.value))
    return loader.construct_mapping(node, deep=True)


_NULL = "tag:yaml.org,2002:null"
_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] == _NULL]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


class _Dumper(yaml.SafeDumper):
    """Writes descriptors as folded blocks, so that a person can read and edit them."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = ">" if len(value) > 70 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def bundled_ids() -> list[str]:
    """Ids of the rubrics that travel with the package."""
    return sorted(path.stem for path in resources.rubrics_dir().glob("*.yaml"))


def load_rubric(name: str | Path) -> Rubric:
    """A rubric by bundled id or by path.

    Raises:
        RubricError: No such rubric, or a file that is not a valid one; all faults are named.
    """
    if str(name) in bundled_ids():
        return read_rubric(resources.rubrics_dir() / f"{name}.yaml")
    path = Path(name)
    if not path.exists():
        known = ", ".join(bundled_ids())
        raise RubricError(f"{name}: no such rubric; give a path, or one of: {known}")
    return read_rubric(path)


def read_rubric(path: Path) -> Rubric:
    """A rubric from a YAML or JSON file. Raises RubricError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RubricError(f"{path}: larger than {MAX_BYTES:,} bytes; is this a rubric?")
        raw = _parse(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RubricError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RubricError(f"{path}: is not UTF-8 text (line {line})") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise RubricError(f"{path}: not valid YAML: {_one_line(error)}") from error
    return parse_rubric(raw, str(path))


def _parse(text: str) -> Any:
    """YAML, or JSON: YAML cannot read the pairs of escapes JSON writes for an emoji."""
    if text.lstrip().startswith("{"):
        with contextlib.suppress(json.JSONDecodeError):
            return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_object)
    return yaml.load(text, Loader=_Loader)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise yaml.MarkedYAMLError(problem=f"the key {twice!r} comes twice")
    return made


def parse_rubric(raw: Any, source: str) -> Rubric:
    """A rubric from plain data. Raises RubricError that names every fault and its place."""
    if not isinstance(raw, dict):
        raise RubricError(
            f"{source}: not a rubric: expected the keys id, name, levels and factors "
            "(to read a document instead, use: narrative rubric import)"
        )
    try:
        return Rubric.model_validate(raw)
    except ValidationError as error:
        faults = dict.fromkeys([*_faults(error), *_contradictions(raw)])
        lines = [f"{source}: {fault}" for fault in faults]
        raise RubricError("\n".join(lines)) from None


def _faults(error: ValidationError) -> list[str]:
    """What is wrong and where; a list is not too short whose items are what is wrong."""
    found = error.errors(include_url=False)
    places = [fault["loc"] for fault in found]
    known = {*Rubric.model_fields, *Factor.model_fields, *Level.model_fields}
    faults: list[str] = []
    for fault in found:
        place = fault["loc"]
        inner = any(len(other) > len(place) and other[: len(place)] == place for other in places)
        if fault["type"] == "too_short":
            faults += [] if inner else [_too_few(fault)]
        else:
            faults += schema_fault(fault, known).split("\n")
    return faults


def _contradictions(raw: dict[str, Any]) -> list[str]:
    """What is wrong between the parts, as far as those can be made out beside other faults."""
    levels, factors = (_parts(raw.get(name)) for name in ("levels", "factors"))
    named = [
        [(part["id"], _spellings(part)) for part in parts if isinstance(part.get("id"), str)]
        for parts in (levels, factors)
    ]
    described = {
        part["id"]: [
            level for level, text in part["descriptors"].items() if str(text or "").strip()
        ]
        for part in factors
        if isinstance(part.get("id"), str) and isinstance(part.get("descriptors"), dict)
    }
    return contradictions(named[0], named[1], described if levels else {})


def _parts(raw: Any) -> list[dict[str, Any]]:
    return [part for part in raw if isinstance(part, dict)] if isinstance(raw, list) else []


def _spellings(part: dict[str, Any]) -> tuple[str, ...]:
    aliases = part.get("aliases")
    texts = [part.get("name"), *(aliases if isinstance(aliases, list) else [])]
    return tuple(text for text in texts if isinstance(text, str) and text.strip())


def _too_few(fault: Mapping[str, Any]) -> str:
    noun, least = fault["loc"][-1], fault["ctx"]["min_length"]
    given = fault["ctx"]["actual_length"] or "none"
    if noun == "levels":
        return (
            f"levels: a rubric needs {least} levels or more, to tell one from another; has {given}"
        )
    return f"{noun}: a rubric needs {least} or more; has {given}"


def dump_rubric(rubric: Rubric) -> str:
    """The rubric as YAML; empty optional fields are left out. `parse_rubric` reads it back."""
    data = rubric.model_dump(mode="json")
    for part in (data, *data["levels"], *data["factors"]):
        for name in [n for n, v in part.items() if v in ("", [])]:
            del part[name]
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=88)


def save_rubric(rubric: Rubric, path: Path) -> None:
    """Writes a rubric file whole or not at all. Raises RubricError."""
    text = dump_rubric(rubric)
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=".", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(text)
        # A temporary file is private to its owner; the rubric gets what any new file gets.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise RubricError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def json_schema() -> str:
    """The published JSON Schema of rubric files, as text."""
    schema = Rubric.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "narrative rubric"
    schema["description"] = "Rating levels, lowest first, by factors."
    return json.dumps(schema, indent=2) + "\n"


def _one_line(error: BaseException) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or type(error).__name__
    return f"{problem} (line {mark.line + 1})" if mark is not None else str(problem)
