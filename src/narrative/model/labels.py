"""What is odd about labels that are valid one by one: they contradict each other, or never vary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from narrative.rubric.naming import key

if TYPE_CHECKING:
    from narrative.model.labelled import Labelled


def remarks(passages: Sequence[Labelled]) -> Iterator[str]:
    """What somebody who labelled the comments of a file should know, a sentence each.

    Args:
        passages: The comments, in the file's order.
    """
    yield from _conflicts(passages)
    if len(passages) < 2:
        return
    for noun in ("factor", "level"):
        given = {getattr(passage, noun) for passage in passages} - {None}
        if not given:
            yield f"No comment has a {noun}."
        elif len(given) == 1:
            yield f"Every comment that has a {noun} has the same one, {given.pop()}."


def _conflicts(passages: Sequence[Labelled]) -> Iterator[str]:
    """Texts, case and spacing aside, that have more than one label."""
    labels: dict[tuple[str, str], set[tuple[str | None, str | None]]] = {}
    often: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for number, passage in enumerate(passages, 1):
        text = passage.rubric, key(passage.text)
        labels.setdefault(text, set()).add((passage.factor, passage.level))
        often[text] += 1
        first.setdefault(text, number)
    torn = [text for text, given in labels.items() if len(given) > 1]
    if torn:
        several = f"{len(torn):,} texts have" if len(torn) > 1 else "1 text has"
        yield (
            f"{several} more than one label, in {sum(often[text] for text in torn):,} comments; "
            f"each label counts. The first is comment {first[torn[0]]:,}."
        )
