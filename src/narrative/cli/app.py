"""The `narrative` command: registers the commands and turns faults into exit codes.

Command modules import nothing heavy at their top, so that `narrative --help` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from narrative import __version__
from narrative.cli import rubric
from narrative.cli.audit import audit
from narrative.cli.check import check
from narrative.cli.checks import checks
from narrative.cli.classify import classify
from narrative.cli.demo import demo
from narrative.cli.evaluate import evaluate
from narrative.cli.explain import explain
from narrative.cli.review import review
from narrative.cli.score import score
from narrative.cli.train import train
from narrative.errors import NarrativeError

OK, FINDINGS, COULD_NOT_RUN = 0, 1, 2
"""Exit codes of every command."""

app = typer.Typer(
    name="narrative",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=(
        "Reads what supervisors write in performance reviews, says which rubric factor and "
        "level each passage supports, and flags where words and ratings disagree. "
        "Runs offline; review text never leaves this machine."
    ),
)
app.command()(score)
app.command()(classify)
app.command()(check)
app.command()(checks)
app.command()(explain)
app.command()(audit)
app.command()(review)
app.command()(train)
app.command()(evaluate)
app.command()(demo)
app.add_typer(rubric.app, name="rubric")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"narrative {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Options before the command."""


def main() -> None:
    """Runs the command line; a fault is told on standard error and exits with 2."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows its code rather than stopping the run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except NarrativeError as error:
        _stop(str(error))
    except BrokenPipeError:
        # The reader of our output went away; flushing at exit must not complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(COULD_NOT_RUN)
    except MemoryError:
        _stop("not enough memory for this input")
    # Anything else is our fault. Its message may hold review text, so only its kind is told.
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        _stop(f"internal error ({type(error).__name__} at {where}); please report it")


def _stop(message: str) -> None:
    for line in message.splitlines():
        print(f"narrative: {line}", file=sys.stderr)
    sys.exit(COULD_NOT_RUN)
