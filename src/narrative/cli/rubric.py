"""``narrative rubric``: list, show, import, lint, and the JSON Schema of rubric files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from narrative.rubric.importers import Import
    from narrative.rubric.lint import Problem
    from narrative.rubric.schema import Rubric

app = typer.Typer(no_args_is_help=True, help="List, show, import and check rubrics.")

RubricName = Annotated[str, typer.Argument(help="A bundled rubric's id, or a path.")]


@app.command("list")
def list_rubrics() -> None:
    """List the bundled rubrics."""
    from narrative.rubric.store import bundled_ids, load_rubric

    rows = [("id", "levels", "factors", "name")]
    for rubric in map(load_rubric, bundled_ids()):
        rows.append((rubric.id, str(len(rubric.levels)), str(len(rubric.factors)), rubric.name))
    wide = max(len(row[0]) for row in rows)
    for ident, levels, factors, name in rows:
        typer.echo(f"{ident:<{wide}}  {levels:>6}  {factors:>7}  {name}")


@app.command()
def show(
    rubric: RubricName,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print the rubric file itself.")] = False,
) -> None:
    """Print a rubric: levels, factors, and what each level looks like."""
    from narrative.rubric.describe import describe_rubric
    from narrative.rubric.store import dump_rubric, load_rubric

    loaded = load_rubric(rubric)
    if as_yaml:
        typer.echo(dump_rubric(loaded), nl=False)
    else:
        typer.echo("\n".join(describe_rubric(loaded, _width())))


@app.command()
def schema() -> None:
    """Print the JSON Schema of rubric files."""
    from narrative.rubric.store import json_schema

    typer.echo(json_schema(), nl=False)


@app.command()
def lint(
    rubrics: Annotated[list[str], typer.Argument(help="Bundled ids or paths.")],
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per problem.")] = False,
) -> None:
    """Report what is weak in a rubric.

    Exits with 0 when there are no errors, 1 when there are (with --strict: errors or
    warnings), 2 when a rubric cannot be read; the others are reported on all the same.
    """
    from narrative.errors import RubricError
    from narrative.rubric.lint import Severity
    from narrative.rubric.lint import lint as check
    from narrative.rubric.store import load_rubric

    loaded: list[tuple[str, Rubric]] = []
    unread: list[str] = []
    for name in rubrics:
        try:
            loaded.append((name, load_rubric(name)))
        except RubricError as error:
            unread.append(str(error))
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    failed = False
    for name, rubric in loaded:
        problems = check(rubric)
        failed |= any(problem.severity in failing for problem in problems)
        _print_problems(name, problems, as_json)
    if unread:  # told last, so that a mistyped name does not hide in a long report
        raise RubricError("\n".join(unread))
    raise typer.Exit(1 if failed else 0)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="The document: html, txt, md, docx, pdf, xlsx, csv or tsv.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The rubric file to write; without it, only look."),
    ] = None,
    rubric_id: Annotated[str | None, typer.Option("--id", help="The rubric's id.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="The rubric's name.")] = None,
    factor_names: Annotated[
        list[str] | None,
        typer.Option(
            "--factor-names",
            help="Names for the rows without one (or for all rows), in order: one name per "
            'option, or several in one, separated by ";" or ",". "id=Name" sets the id too.',
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask, for scripts.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
) -> None:
    """Read a rubric out of a document, show all that was found, and save it once confirmed."""
    from narrative.rubric.describe import describe_import
    from narrative.rubric.importers import import_document

    if output is not None:
        _check_target(output, file, force)
    names = _names(factor_names or [])
    found = import_document(file, rubric_id=rubric_id, name=name, factor_names=names)
    typer.echo("\n".join(describe_import(found, _width())))
    if output is None:
        return
    typer.echo("")
    if yes or not _interactive():
        rubric = found.rubric()
        _refuse_unconfirmed(yes)
    else:
        found = _ask_names(found)
        rubric = found.rubric()
        typer.confirm(f"Is this right? Write it to {output}?", abort=True)
    _save(rubric.model_copy(update={"source": file.name}), output)


def _width() -> int:
    import shutil
    import sys

    # What goes into a file or a pipe does not depend on the window it was started from.
    return min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else 88


def _interactive() -> bool:
    """Whether a person can answer: both ends must be a terminal."""
    import sys

    return sys.stdin.isatty() and sys.stdout.isatty()


def _refuse_unconfirmed(yes: bool) -> None:
    from narrative.errors import ConfigError

    if not yes:
        raise ConfigError(
            "nothing was written: there is no terminal to ask on; "
            "look at what was found, then run again with --yes"
        )


def _check_target(output: Path, file: Path, force: bool) -> None:
    """Refuses a target before any work is done. Raises ConfigError."""
    from narrative.errors import ConfigError

    if output.is_dir():
        raise ConfigError(f"{output}: is a folder; name a file")
    if output.exists() and file.exists() and output.samefile(file):
        raise ConfigError(f"{output}: is the document itself; choose another name")
    if output.exists() and not force:
        raise ConfigError(f"{output}: exists already; --force replaces it")
    if not output.parent.is_dir():
        raise ConfigError(f"{output.parent}: no such folder")


def _names(given: list[str]) -> list[str] | None:
    """Factor names from one option or several; ";" parts names that hold commas."""
    names: list[str] = []
    for text in given:
        parts = text.split(";" if ";" in text else ",") if len(given) == 1 else [text]
        names += [part.strip() for part in parts]
    return names or None


def _ask_names(found: Import) -> Import:
    """Asks for the name of every row that has none. Ends with Ctrl-C or Ctrl-D."""
    from dataclasses import replace

    from narrative.rubric.importers.draft import name_rows

    if not found.missing_names:
        return found
    given = [
        typer.prompt(f"Name of factor {place} ({_opening(row.cells.values())})")
        for place, row in enumerate(found.draft.rows, 1)
        if row.name is None
    ]
    rows, _ = name_rows(found.draft.rows, given)
    return replace(found, draft=replace(found.draft, rows=tuple(rows)))


def _opening(cells: object) -> str:
    import textwrap

    first = next(iter(cells), "")  # type: ignore[call-overload]
    return str(textwrap.shorten(first, 60, placeholder=" ..."))


def _save(rubric: Rubric, output: Path) -> None:
    from narrative.rubric.lint import lint as check
    from narrative.rubric.store import save_rubric

    save_rubric(rubric, output)
    typer.echo(f"Wrote {output}: {len(rubric.levels)} levels, {len(rubric.factors)} factors.")
    problems = check(rubric)
    if problems:
        typer.echo(f"{_tally(problems)}; see them with: narrative rubric lint {output}")


def _print_problems(name: str, problems: list[Problem], as_json: bool) -> None:
    import json

    for problem in problems:
        if as_json:
            parts: dict[str, str | None] = {
                "rubric": name,
                "severity": problem.severity,
                "code": problem.code,
            }
            parts |= {"factor": problem.factor, "level": problem.level, "message": problem.message}
            typer.echo(json.dumps(parts, ensure_ascii=False))
        else:
            head = f"{problem.severity:<7}  {problem.code:<14}"
            typer.echo(f"{name}: {head}  {problem.place}: {problem.message}")
    if not as_json:
        typer.echo(f"{name}: {_tally(problems)}")


def _tally(problems: list[Problem]) -> str:
    """Counts by severity: "1 error, 2 warnings"; "no problems" for none."""
    counts = Counter(problem.severity.value for problem in problems)
    parts = [
        f"{counts[kind]} {kind}{'s' if counts[kind] != 1 and kind != 'info' else ''}"
        for kind in ("error", "warning", "info")
        if counts[kind]
    ]
    return ", ".join(parts) or "no problems"
