"""Rules of the code base: who may import whom, sizes, and what loads at once."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import narrative

ROOT = Path(narrative.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))

# Each room may import the rooms named, and itself; data flows from the first to the last.
ALLOWED = {
    "errors": set(),
    "records": set(),
    "fingerprint": {"records"},
    "resources": set(),
    "config": {"errors"},
    "rubric": {"errors", "records", "resources"},
    "text": {"records"},
    "reviews": {"errors", "records", "rubric"},
    "dispositions": {"errors", "reviews"},
    "questions": {"errors", "records", "reviews"},
    "answers": {"errors", "rubric", "reviews", "questions", "dispositions"},
    "corpus": {"errors", "records", "resources", "rubric", "text"},
    "model": {
        "errors",
        "records",
        "resources",
        "rubric",
        "text",
        "reviews",
        "corpus",
        "questions",
        "dispositions",
    },
    "judge": {"records", "rubric"},
    "checks": {"errors", "records", "resources", "rubric", "text", "judge"},
    "tables": {"records", "fingerprint", "checks", "model"},
    "batch": {"errors", "records", "judge", "checks", "model", "tables", "text"},
    "report": {"errors", "records", "fingerprint", "rubric", "reviews", "questions"},
    "sklearn": {"errors", "records", "resources", "rubric", "model"},
}
HEAVY = (
    "sklearn",
    "onnxruntime",
    "tokenizers",
    "spacy",
    "pandas",
    "numpy",
    "scipy",
    "pyarrow",
    "pydantic",
    "jinja2",
    "skops",
)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_what_comes_before_it(path):
    room = room_of(path)
    if room not in ALLOWED:
        return  # the command line and the package itself may use everything
    names = imports(ast.parse(path.read_text(encoding="utf-8")))
    rooms = {name.split(".")[1] for name in names if name.startswith("narrative.")}
    assert rooms <= ALLOWED[room] | {room}
    if room != "text":
        assert not any(name.split(".")[0] == "spacy" for name in names)
    if room in {"judge", "report", "records"}:
        assert not any(name.split(".")[0] == "sklearn" for name in names)


def test_every_room_has_a_rule():
    rooms = {room_of(path) for path in FILES} - {"cli", "__init__", "__main__"}
    assert rooms == set(ALLOWED)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


@pytest.mark.parametrize("call", ["import narrative", "import narrative.cli.app"])
def test_nothing_heavy_is_loaded_before_it_is_needed(call):
    code = f"import sys; {call}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_nothing_reaches_for_the_network():
    for path in FILES:
        names = {name.split(".")[0] for name in imports(ast.parse(path.read_text()))}
        assert not names & {"socket", "urllib", "http", "requests", "httpx", "ftplib", "pickle"}
