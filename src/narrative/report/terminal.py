"""The summary on the terminal. It names records and reasons, never review text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from narrative.errors import counted
from narrative.records import Verdict
from narrative.report.summary import Summary

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_HEADINGS = {
    Verdict.CONSISTENT: "consistent",
    Verdict.ABOVE: "above",
    Verdict.BELOW: "below",
    Verdict.UNSUPPORTED: "unsupported",
    Verdict.UNCERTAIN: "uncertain",
}


def show(summary: Summary) -> None:
    """Prints counts, the findings to read first and each rater's mean gap on standard error."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, soft_wrap=False)
    share = f"{summary.flagged / summary.rated:.0%}" if summary.rated else "0%"
    settled = f", {summary.settled:,} settled" if summary.settled else ""
    ask = "asks" if summary.flagged == 1 else "ask"
    console.print(
        f"{counted(summary.reviews, 'review')}, {counted(summary.rated, 'rating')}, "
        f"{summary.flagged:,} ({share}) {ask} for a second look{settled}"
    )
    _print(console, _verdicts(summary))
    if summary.first:
        _print(console, _first(summary))
    if summary.raters:
        _print(console, _raters(summary))


def _print(console: Console, table: Table) -> None:
    console.print()
    console.print(table)


def _table(title: str, *headings: str, right: int = 0) -> Table:
    """A plain table whose last `right` columns are numbers."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, padding=(0, 2, 0, 0)
    )
    for place, heading in enumerate(headings):
        number = place >= len(headings) - right
        # Ids and numbers stay whole; sentences wrap.
        whole = heading != "reason"
        justify: Literal["left", "right"] = "right" if number else "left"
        table.add_column(heading, justify=justify, no_wrap=whole, overflow="fold")
    return table


def _verdicts(summary: Summary) -> Table:
    table = _table("Ratings by factor and verdict", "factor", *_HEADINGS.values(), right=5)
    for factor, counts in summary.verdicts.items():
        table.add_row(_plain(factor), *(f"{counts[verdict]:,}" for verdict in _HEADINGS))
    return table


def _first(summary: Summary) -> Table:
    table = _table("Read first", "review", "reason", "score", right=1)
    for item in summary.first:
        reason = _plain(item.row["reason"])
        table.add_row(_plain(item.row["review_id"]), reason, f"{item.flag_score:.2f}")
    return table


def _raters(summary: Summary) -> Table:
    title = "Raters: mean of assigned minus narrative level"
    table = _table(title, "rater", "reviews", "compared", "flagged", "mean gap", right=4)
    for rater in summary.raters:
        numbers = (f"{rater.reviews:,}", f"{rater.compared:,}", f"{rater.flagged:,}")
        gap = "-" if rater.mean_gap is None else f"{rater.mean_gap:+.2f}"
        table.add_row(_plain(rater.id), *numbers, gap)
    return table


def _plain(text: str) -> str:
    """Text from a file, without rich's markup and without control characters."""
    from rich.markup import escape

    return escape(printable(text))


def printable(text: str) -> str:
    """The text without what a terminal would obey: control characters become spaces."""
    return "".join(char if char.isprintable() else " " for char in text)
