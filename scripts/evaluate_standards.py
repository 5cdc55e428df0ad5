"""Prints how well stated times are read and held against the departmental standards.

The file holds one example a line: id, text, durations (text, low_hours, high_hours,
business) and outcome (breach, beat, within or none). Each row has n and its 95 % bootstrap
interval over examples.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from narrative.checks.standards import BEAT, BREACH, observe
from narrative.model.metrics import interval
from narrative.records import Box, Prediction, Read, Reading, Review
from narrative.rubric.schema import Rubric
from narrative.rubric.store import load_rubric
from narrative.text.durations import read
from narrative.text.segment import segment
from narrative.text.stated import TOLD

NO_MODEL = Prediction({}, {})
"""The check reads words alone."""


@dataclass(frozen=True)
class Example:
    """An example as it should be read (`durations`, `outcome`) and as it is."""

    id: str
    text: str
    durations: list[dict[str, Any]]
    outcome: str
    found: list[dict[str, Any]]
    given: str


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", action="store_true", help="lists the examples misread")
    arguments = parser.parse_args()
    rubric = load_rubric("departmental")
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    examples = [examined(json.loads(line), rubric) for line in lines if line.strip()]
    print_table(examples)
    if arguments.errors:
        print_errors(examples)


def examined(row: dict[str, Any], rubric: Rubric) -> Example:
    found = [
        {"text": t.text, "low_hours": t.low, "high_hours": t.high, "business": t.business}
        | {"start": t.start, "end": t.end, "implied": t.implied}
        for t in read(row["text"])
        if t.said in TOLD
    ]
    found = [item for item in found if not item["implied"] or is_labelled(row, item)]
    return Example(**{k: row[k] for k in ("id", "text", "durations", "outcome")},
                   found=found, given=outcome_of(row["text"], rubric))  # fmt: skip


def is_labelled(row: dict[str, Any], item: dict[str, Any]) -> bool:
    """What two points in time imply is labelled by some writers and not by others."""
    return any(overlap(row["text"], wanted["text"], item) for wanted in row["durations"])


def outcome_of(text: str, rubric: Rubric) -> str:
    passages = tuple(Read("narrative", None, passage, NO_MODEL) for passage in segment(text))
    reading = Reading(Review("", (Box("narrative", text),), {}), passages, ())
    codes = {observation.code for observation in observe(rubric, reading)}
    return "breach" if BREACH in codes else "beat" if BEAT in codes else "neither"


def matches(example: Example, lengths: bool) -> int:
    """Durations found where they stand, each once; with `lengths`, of the right length too."""
    left = list(example.found)
    count = 0
    for wanted in example.durations:
        for item in left:
            if overlap(example.text, wanted["text"], item) and (not lengths or same(wanted, item)):
                left.remove(item)
                count += 1
                break
    return count


def overlap(text: str, wanted: str, item: dict[str, Any]) -> bool:
    start = text.find(wanted)
    while start >= 0:
        if start < item["end"] and item["start"] < start + len(wanted):
            return True
        start = text.find(wanted, start + 1)
    return False


def same(wanted: dict[str, Any], item: dict[str, Any]) -> bool:
    near = all(abs(wanted[key] - item[key]) < 0.05 for key in ("low_hours", "high_hours"))
    return near and bool(wanted["business"]) == bool(item["business"])


def print_table(examples: Sequence[Example]) -> None:
    print("| | value | 95 % interval | n |\n|---|---|---|---|")
    for name, lengths in (("durations read right", True), ("durations found, any length", False)):
        hits = [matches(e, lengths) for e in examples]
        wanted, given = [len(e.durations) for e in examples], [len(e.found) for e in examples]
        print_row(f"{name}: precision", hits, given)
        print_row(f"{name}: recall", hits, wanted)
        print_row(
            f"{name}: F1",
            [2 * h for h in hits],
            [w + g for w, g in zip(wanted, given, strict=True)],
        )
    for kind, many in (("breach", "breaches"), ("beat", "beats")):
        is_kind = [e.outcome == kind for e in examples]
        given_kind = [e.given == kind for e in examples]
        both = [a and b for a, b in zip(is_kind, given_kind, strict=True)]
        false = [b and not a for a, b in zip(is_kind, given_kind, strict=True)]
        print_row(f"{many} found, of those stated", both, is_kind)
        print_row(f"{many} reported falsely, of texts without one", false, [not a for a in is_kind])
    print(f"\n{len(examples)} examples.")


def print_row(name: str, parts: Sequence[int], wholes: Sequence[int]) -> None:
    """A quotient of sums over examples."""
    total = sum(wholes)
    low, high = interval(quotient, parts, wholes)
    value = quotient(np.asarray(parts), np.asarray(wholes))
    print(f"| {name} | {value:.3f} | {low:.3f} to {high:.3f} | {int(total)} |")


def quotient(parts: Any, wholes: Any) -> float:
    return float(parts.sum() / wholes.sum()) if wholes.sum() else float("nan")


def print_errors(examples: Sequence[Example]) -> None:
    for e in examples:
        misread = matches(e, lengths=True) != max(len(e.durations), len(e.found))
        neither = e.given == "neither" and e.outcome in {"within", "none"}
        if misread or not (neither or e.given == e.outcome):
            print(f"\n{e.id}: {e.text}\n  wanted {e.outcome} {e.durations}")
            print(f"  given {e.given} {e.found}")


if __name__ == "__main__":
    main()
