"""The one place where pages are made of templates: everything that goes in is escaped."""

from __future__ import annotations

from typing import Any


def fill(name: str, **values: Any) -> str:
    """The template of that name in this folder, filled."""
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("narrative", "report"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name).render(**values)
