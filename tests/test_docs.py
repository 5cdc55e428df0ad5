"""What the documents promise is what the code does: columns, codes, commands and their output."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import narrative as package
from narrative.batch import classified_columns
from narrative.checks.registry import CHECKS
from narrative.cli.app import COULD_NOT_RUN, FINDINGS, OK, app
from narrative.model.choose import choose
from narrative.records import Verdict
from narrative.rubric.store import load_rubric
from narrative.tables import OBSERVATION_COLUMNS, SCORE_COLUMNS

ROOT = Path(package.__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
OUTPUT = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def first_cells(marker: str) -> list[str]:
    """The first cells of the table between two marker comments."""
    table = OUTPUT.split(f"<!-- {marker} -->")[1].split(f"<!-- /{marker} -->")[0]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")]
    return [cell.strip("`") for cell in rows[2:]]


def test_score_columns():
    assert first_cells("score") == list(SCORE_COLUMNS)


def test_observation_columns():
    assert first_cells("observations") == list(OBSERVATION_COLUMNS)


def test_every_code_has_its_place_in_the_page_of_checks():
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    for check in CHECKS:
        named = f"{check.code} {check.name}"
        assert re.search(rf"^(?:## |\*\*).*{named}\b", page, re.MULTILINE), named


def test_classify_columns():
    rubric = load_rubric("agency")
    names = dict.fromkeys(
        re.sub(r"^(p_\w+)\..*", r"\1.<id>", name) for name in classified_columns(choose(rubric))
    )
    assert first_cells("classify") == list(names)


def test_verdicts():
    assert first_cells("verdicts") == [str(verdict) for verdict in Verdict]


def test_exit_codes():
    assert first_cells("exit codes") == [str(code) for code in (OK, FINDINGS, COULD_NOT_RUN)]


def test_every_command_has_help_and_is_documented():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for command in app.registered_commands:
        assert command.callback is not None
        assert command.callback.__doc__
        assert f"narrative {command.callback.__name__}" in text


def sessions() -> list[tuple[str, str]]:
    """Every console block of the documents, named by its page."""
    return [
        (f"{page.name}-{i}", block)
        for page in PAGES
        for i, block in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")), 1)
    ]


@pytest.mark.parametrize(
    "session", [block for _, block in sessions()], ids=[name for name, _ in sessions()]
)
def test_commands_print_what_the_page_shows(narrative, session, tmp_path):
    """Runs a block's commands in turn; a line of ``...`` stands for any lines."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command, comments=True)
        assert program == "narrative", command
        ran = narrative(*arguments)
        found = [line.rstrip() for line in (ran.out + ran.err).splitlines()]
        wanted = [line.rstrip() for line in expected.rstrip("\n").splitlines()]
        pattern = "\n".join(r"(?s:.*)" if w == "..." else re.escape(w) for w in wanted)
        assert re.fullmatch(pattern, "\n".join(found).strip("\n")), "\n".join(found)


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
