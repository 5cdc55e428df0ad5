"""docs/rubrics.md and the published schema say what the program does."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise

import pytest
from rubric_documents import REPOSITORY
from typer.testing import CliRunner

from narrative.cli.rubric import app
from narrative.rubric.importers import SUFFIXES
from narrative.rubric.lint import CODES
from narrative.rubric.store import json_schema, parse_rubric

PAGE = (REPOSITORY / "docs" / "rubrics.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
RUNS = [
    (command, output)
    for block in CONSOLE
    for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


def test_the_published_schema_is_the_code_s() -> None:
    published = REPOSITORY / "docs" / "rubric.schema.json"
    assert published.read_text(encoding="utf-8") == json_schema()


def test_the_table_of_codes_is_the_code_s() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.*?) \|$", PAGE, re.MULTILINE)
    assert rows == [(name, code.severity.value, code.meaning) for name, code in CODES.items()]


def test_every_format_is_named() -> None:
    assert all(f"`{suffix}`" in PAGE for suffix in SUFFIXES)


def test_the_example_is_a_rubric() -> None:
    import yaml

    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert parse_rubric(yaml.load(example, Loader=yaml.BaseLoader), "example").levels


@pytest.mark.parametrize(("command", "shown"), RUNS)
def test_a_command_prints_what_the_page_shows(
    command: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY)
    program, group, *arguments = shlex.split(command)
    assert (program, group) == ("narrative", "rubric")
    output = CliRunner().invoke(app, arguments).output
    # A line of three dots stands for lines left out.
    parts = [part for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE) if part]
    places = [output.find(part) for part in parts]
    assert -1 not in places, output
    assert all(a <= b for a, b in pairwise(places))
    assert output.startswith(parts[0])
    assert "\n...\n" in shown or output == shown


def test_the_page_shows_runs() -> None:
    assert len(RUNS) >= 4
