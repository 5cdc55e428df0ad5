"""`narrative checks`: what the codes stand for."""

from __future__ import annotations

import typer

from narrative.cli.options import ConfigOption, chosen_checks, settings


def checks(config: ConfigOption = None) -> None:
    """List the codes of findings and checks, how much each matters, and what it says.

    Checks that the settings switch off are marked so.
    """
    from narrative.checks.registry import CHECKS

    on = chosen_checks(settings(config)).on
    rows = [(c.code, c.name, c.severity if c.code in on else "off", c.meaning) for c in CHECKS]
    name, severity = (max(len(row[i]) for row in rows) for i in (1, 2))
    for row in rows:
        typer.echo(f"{row[0]}  {row[1]:{name}}  {row[2]:{severity}}  {row[3]}")
