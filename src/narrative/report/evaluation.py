"""The page about two models on the same labelled comments: no script, nothing loaded.

It is drawn from plain data alone (docs/evaluation.md has the keys), which holds no text of
a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from narrative.report.templates import fill

if TYPE_CHECKING:
    from rich.console import Console

SIDES = ("model", "baseline")

FIGURES = {
    "factor": {
        "accuracy": "factor accuracy",
        "macro_f1": "factor macro-F1",
        "ece": "factor calibration error",
    },
    "level": {
        "accuracy": "level accuracy",
        "macro_f1": "level macro-F1",
        "qwk": "level weighted kappa",
        "adjacent": "level adjacent accuracy",
        "mae": "level absolute error",
        "ece": "level calibration error",
    },
}
"""Headings of the figures, in the order they are shown."""

LOWER_IS_BETTER = frozenset({"ece", "mae"})

_HEADINGS = {
    "factor": "By factor",
    "level": "By level",
    "source": "By source",
    "register": "By register",
}
_ALL = {"factor": ("accuracy", "macro_f1"), "level": ("accuracy", "qwk", "mae")}
_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "factor": {"factor": ("f1", "accuracy"), "level": ("accuracy", "qwk", "mae")},
    "level": {"level": ("f1", "accuracy", "mae"), "factor": ("accuracy", "macro_f1")},
    "source": _ALL,
    "register": _ALL,
}
_SHORT = {
    "f1": "F1",
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "qwk": "weighted kappa",
    "mae": "absolute error",
}
_NO_FACTOR = "no factor"
_LABEL = 22
"""Letters of a label in a picture."""


def render(report: Mapping[str, Any], remarks: Sequence[str] = ()) -> str:
    """The page; every name is escaped."""
    return fill(
        "evaluation.html.j2",
        report=report,
        remarks=remarks,
        models=report["models"],
        rows=list(headline(report)),
        bars=[_bars(report, kind) for kind in FIGURES],
        matrices=[_matrix(report, kind, side) for kind in FIGURES for side in SIDES],
        diagrams=[_diagram(report, kind) for kind in FIGURES],
        sections=list(_sections(report)),
    )


def headline(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The figures over all comments, one row each, written out."""
    whole = report["groups"][0]["figures"]
    for kind, names in FIGURES.items():
        for name, heading in names.items():
            found = whole[kind][name]
            row: dict[str, Any] = {"heading": heading, "n": whole[kind]["n"]}
            row["lower"] = name in LOWER_IS_BETTER
            row |= {side: _cell(found[side]) for side in SIDES}
            row["difference"] = _cell(found["difference"], signed=True)
            yield row


def show(report: Mapping[str, Any]) -> None:
    """Prints the figures over all comments on standard error."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console: Console = Console(stderr=True, highlight=False, markup=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for place, heading in enumerate(("", "n", *SIDES, "difference (95 %)")):
        table.add_column(heading, justify="right" if 0 < place < 4 else "left", no_wrap=True)
    for row in headline(report):
        cells = [row["heading"], f"{row['n']:,}", *(row[side]["value"] for side in SIDES)]
        difference = row["difference"]
        between = f" ({difference['interval']})" if difference["interval"] else ""
        table.add_row(*cells, difference["value"] + between)
    console.print(table)


def _cell(estimate: Mapping[str, float | None], signed: bool = False) -> dict[str, str]:
    """An estimate written out; "–" for one that is not defined."""
    value, low, high = (_written(estimate[name], signed) for name in ("value", "low", "high"))
    return {"value": value or "–", "interval": f"{low} to {high}" if low and high else ""}


def _written(number: float | None, signed: bool) -> str:
    """Two decimals, "" for None; nothing is -0.00."""
    if number is None:
        return ""
    text = f"{number:+.2f}" if signed else f"{number:.2f}"
    return "0.00" if float(text) == 0 else text


def _sections(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The tables of groups: each group a line for either model and one for the difference."""
    for by, heading in _HEADINGS.items():
        groups = [group for group in report["groups"] if group["by"] == by]
        if not groups:
            continue
        columns = [(kind, name) for kind, names in _COLUMNS[by].items() for name in names]
        rows = []
        for group in groups:
            found = [group["figures"][kind][name] for kind, name in columns]
            lines = [
                {"side": side, "cells": [_cell(f[side], side == "difference") for f in found]}
                for side in (*SIDES, "difference")
            ]
            rows.append(
                {
                    "name": _name(report, by, group["name"]),
                    "n": group["n"],
                    "sources": group["sources"],
                    "resampled": group["resampled"],
                    "lines": lines,
                }
            )
        kinds = [{"kind": kind, "width": len(names)} for kind, names in _COLUMNS[by].items()]
        heads = [_SHORT[name] for _, name in columns]
        yield {"by": by, "heading": heading, "kinds": kinds, "columns": heads, "rows": rows}


def _name(report: Mapping[str, Any], by: str, name: str) -> str:
    if by in ("factor", "level"):
        fallback = _NO_FACTOR if by == "factor" else name
        return str(report["rubric"][f"{by}s"].get(name, fallback))
    return name or "(not given)"


def _bars(report: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Bars from 0 with whiskers, both models under each other; below 0 is cut off."""
    left, width, height = 140, 310, 44
    whole = report["groups"][0]["figures"][kind]
    shown = [name for name in FIGURES[kind] if name != "mae"]
    rows = []
    for place, name in enumerate(shown):
        bars = []
        for at, side in enumerate(SIDES):
            found = whole[name][side]
            bar = {"side": side, "y": place * height + 6 + at * 16}
            bar |= {end: _place(found[end], left, width) for end in ("value", "low", "high")}
            bars.append(bar | {"text": _cell(found)})
        label = FIGURES[kind][name].removeprefix(f"{kind} ")
        rows.append({"label": label, "y": place * height + 26, "bars": bars})
    ticks = [{"x": left + width * part / 4, "text": f"{part / 4:g}"} for part in range(5)]
    return {
        "kind": kind,
        "left": left,
        "width": left + width + 24,
        "height": len(shown) * height,
        "rows": rows,
        "ticks": ticks,
    }


def _place(value: float | None, left: float, width: float) -> float | None:
    return None if value is None else round(left + width * min(max(value, 0.0), 1.0), 1)


def _matrix(report: Mapping[str, Any], kind: str, side: str) -> dict[str, Any]:
    """A confusion matrix: squares as dark as their share of the true class."""
    confusion = report["confusion"][kind]
    names = [_name(report, kind, label) for label in confusion["labels"]]
    size = max(24, min(50, 336 // len(names)))
    left, top = 176, 128
    cells = []
    for row, counts in enumerate(confusion[side]):
        for column, count in enumerate(counts):
            share = count / sum(counts) if sum(counts) else 0.0
            cells.append(
                {
                    "x": left + column * size,
                    "y": top + row * size,
                    "count": count,
                    "shade": round(share, 3),
                    "light": share > 0.55,
                    "title": f"{names[row]} read as {names[column]}: {count}",
                }
            )
    middles = [round((place + 0.5) * size, 1) for place in range(len(names))]
    labels = [{"text": _cut(n), "at": at} for n, at in zip(names, middles, strict=True)]
    return {
        "kind": kind,
        "side": side,
        "size": size,
        "left": left,
        "top": top,
        "width": left + size * len(names) + 90,
        "height": top + size * len(names) + 4,
        "labels": labels,
        "cells": cells,
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"


def _diagram(report: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """A reliability diagram: accuracy over mean confidence, a dot a bin, as large as its share."""
    left, top, side = 46, 10, 260
    lines = []
    for name, bins in report["reliability"][kind].items():
        total = sum(part["n"] for part in bins)
        dots = [
            {
                "x": round(left + side * part["confidence"], 1),
                "y": round(top + side * (1 - part["accuracy"]), 1),
                "r": round(2.5 + 6 * (part["n"] / total) ** 0.5, 1),
                "title": f"{part['n']} answers: confidence {part['confidence']:.2f}, "
                f"right {part['accuracy']:.2f}",
            }
            for part in bins
        ]
        lines.append(
            {"side": name, "dots": dots, "path": " ".join(f"{d['x']},{d['y']}" for d in dots)}
        )
    ticks = [{"text": f"{i / 4:g}", "at": side * i / 4} for i in range(5)]
    return {"kind": kind, "left": left, "top": top, "side": side, "lines": lines, "ticks": ticks}
