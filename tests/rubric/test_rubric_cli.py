"""The commands of `narrative rubric`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rubric_documents import PSA_NAMES, core, seed
from typer.testing import CliRunner, Result

from narrative.cli import rubric as commands
from narrative.errors import ConfigError, NarrativeError, RubricError
from narrative.rubric.store import bundled_ids, dump_rubric, load_rubric, read_rubric

PLAIN, NAMELESS = str(seed("000")), str(seed("003"))


def run(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(commands.app, [str(a) for a in arguments], input=typed)


def fails(*arguments: str | Path) -> NarrativeError:
    """The fault a command raises; the program prints it and exits with 2."""
    error = run(*arguments).exception
    assert isinstance(error, NarrativeError), error
    return error


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_interactive", lambda: True)


def test_every_command_has_help() -> None:
    for name in ("list", "show", "import", "lint", "schema"):
        result = run(name, "--help")
        assert result.exit_code == 0
        assert result.output.strip()


def test_list_names_the_bundled_rubrics() -> None:
    result = run("list")
    assert result.exit_code == 0
    for ident in bundled_ids():
        assert load_rubric(ident).name in result.output
    assert result.output.splitlines()[1].split()[:3] == ["agency", "3", "4"]


def test_show_prints_levels_aliases_and_every_cell() -> None:
    output = " ".join(run("show", "departmental").output.split())
    assert "1. Below Level 3 (below_level_3)" in output
    assert "also: L3, 3," in output
    assert "[Level 5] (not described)" in output
    assert "Standard: Responds to email and telephone inquiries within 1 business day" in output


def test_show_yaml_is_the_file() -> None:
    assert run("show", "psa", "--yaml").output == dump_rubric(load_rubric("psa"))


def test_show_of_an_unknown_rubric_fails() -> None:
    assert "no such rubric" in str(fails("show", "nosuch"))


def test_schema_is_json() -> None:
    assert json.loads(run("schema").output)["title"] == "narrative rubric"


def test_lint_exit_codes(tmp_path: Path) -> None:
    assert run("lint", "agency").exit_code == 0
    assert run("lint", "agency", "--strict").exit_code == 0
    assert run("lint", "psa").exit_code == 0
    assert run("lint", "agency", "psa", "--strict").exit_code == 1
    text = dump_rubric(load_rubric("agency"))
    cell = load_rubric("agency").factors[0].descriptors["exceeds"]
    broken = load_rubric("agency").model_dump()
    broken["factors"][0]["descriptors"]["meets"] = cell
    path = tmp_path / "r.yaml"
    path.write_text(json.dumps(broken), encoding="utf-8")
    result = run("lint", path)
    assert result.exit_code == 1
    assert "same-level" in result.output
    path.write_text(text, encoding="utf-8")
    assert run("lint", path).exit_code == 0
    assert isinstance(fails("lint", "agency", tmp_path / "none.yaml"), RubricError)


def test_lint_json_holds_one_problem_a_line() -> None:
    lines = run("lint", "psa", "departmental", "--json").output.splitlines()
    first = json.loads(lines[0])
    assert (first["rubric"], first["code"], first["severity"]) == ("psa", "cut-off", "warning")
    assert {json.loads(line)["rubric"] for line in lines} == {"psa", "departmental"}


def test_import_prints_all_and_writes(tmp_path: Path) -> None:
    target = tmp_path / "r.yaml"
    result = run("import", PLAIN, "-o", target, "--yes", "--id", "agency")
    assert result.exit_code == 0
    output = " ".join(result.output.split())
    for factor in load_rubric("agency").factors:
        assert all(text in output for text in factor.descriptors.values())
    assert "Every word of the document is part of the rubric." in output
    assert core(read_rubric(target)) == core(load_rubric("agency"))
    assert read_rubric(target).source == Path(PLAIN).name
    assert [p.name for p in tmp_path.iterdir()] == ["r.yaml"]


def test_import_lists_what_is_not_part_of_the_rubric() -> None:
    output = run("import", seed("002")).output
    assert "Not part of the rubric:" in output
    assert "  - Rating Scale\n" in output


def test_import_without_output_only_looks(tmp_path: Path) -> None:
    result = run("import", NAMELESS)
    assert result.exit_code == 0
    assert "Factor 1: (no name)" in result.output


@pytest.mark.parametrize("names", [[";".join(PSA_NAMES)], [",".join(PSA_NAMES)], PSA_NAMES])
def test_import_takes_names_in_one_option_or_several(tmp_path: Path, names: list[str]) -> None:
    options = [part for name in names for part in ("--factor-names", name)]
    target = tmp_path / "r.yaml"
    assert run("import", NAMELESS, "-o", target, "--yes", *options).exit_code == 0
    assert core(read_rubric(target)) == core(load_rubric("psa"))


def test_import_without_names_is_refused_when_nobody_can_be_asked(tmp_path: Path) -> None:
    error = fails("import", NAMELESS, "-o", tmp_path / "r.yaml", "--yes")
    assert "5 of the 5 rows" in str(error)
    assert Path(NAMELESS).name in str(error)
    assert list(tmp_path.iterdir()) == []


def test_import_without_terminal_and_without_yes_writes_nothing(tmp_path: Path) -> None:
    error = fails("import", PLAIN, "-o", tmp_path / "r.yaml")
    assert isinstance(error, ConfigError)
    assert "--yes" in str(error)
    assert list(tmp_path.iterdir()) == []


def test_import_does_not_hang_without_a_terminal(tmp_path: Path) -> None:
    code = "from narrative.cli.rubric import app; app()"
    target = str(tmp_path / "r.yaml")
    done = subprocess.run(
        [sys.executable, "-c", code, "import", NAMELESS, "-o", target],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert not Path(target).exists()


@pytest.mark.usefixtures("terminal")
def test_import_asks_for_names_and_confirmation(tmp_path: Path) -> None:
    target = tmp_path / "r.yaml"
    result = run("import", NAMELESS, "-o", target, typed="\n".join([*PSA_NAMES, "y", ""]))
    assert result.exit_code == 0
    assert "Name of factor 1 (At times, speaks to customers" in result.output
    assert core(read_rubric(target)) == core(load_rubric("psa"))


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("typed", ["n\n", ""])
def test_import_that_is_not_confirmed_writes_nothing(tmp_path: Path, typed: str) -> None:
    result = run("import", PLAIN, "-o", tmp_path / "r.yaml", typed=typed)
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_import_does_not_overwrite_without_force(tmp_path: Path) -> None:
    target = tmp_path / "r.yaml"
    target.write_text("mine", encoding="utf-8")
    assert "--force" in str(fails("import", PLAIN, "-o", target, "--yes"))
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("import", PLAIN, "-o", target, "--yes", "--force").exit_code == 0
    assert read_rubric(target).name == "Customer Service"


def test_import_refuses_targets_that_cannot_be(tmp_path: Path) -> None:
    document = tmp_path / "doc.txt"
    document.write_bytes(Path(PLAIN).read_bytes())
    assert "is a folder" in str(fails("import", document, "-o", tmp_path, "--yes"))
    assert "no such folder" in str(fails("import", document, "-o", tmp_path / "a" / "b", "--yes"))
    itself = fails("import", document, "-o", document, "--yes", "--force")
    assert "is the document itself" in str(itself)
    assert document.read_bytes() == Path(PLAIN).read_bytes()


def test_import_of_what_is_no_document_fails(tmp_path: Path) -> None:
    assert "no such file" in str(fails("import", tmp_path / "none.txt"))


def test_import_says_what_lint_finds(tmp_path: Path) -> None:
    names = ";".join(PSA_NAMES)
    target = tmp_path / "r.yaml"
    output = run("import", NAMELESS, "-o", target, "--yes", "--factor-names", names).output
    assert f"1 warning; see them with: narrative rubric lint {target}" in output


def test_importing_the_module_costs_only_typer() -> None:
    code = (
        "import sys, narrative.cli.rubric\n"
        "heavy = {'pydantic', 'yaml', 'docx', 'pdfplumber', 'bs4', 'pandas', 'lxml'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_program_prints_faults_and_exits_with_2() -> None:
    code = "import sys; from narrative.cli.app import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "rubric", "show", "nosuch"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "nosuch: no such rubric" in done.stderr
    assert not done.stdout
