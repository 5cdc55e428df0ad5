"""Field precision as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrative.dispositions import FieldPrecision, Outcome

_HEADINGS = ("code", "settled", *(outcome.value.replace("_", " ") for outcome in Outcome), "right")


def lines(found: Sequence[FieldPrecision]) -> Iterator[str]:
    """A table: a line per code with its counts, the share that was right and its interval."""
    if not found:
        return
    width = max(len(_HEADINGS[0]), *(len(line.code) for line in found))
    yield ""
    yield "  ".join((_HEADINGS[0].ljust(width), *_HEADINGS[1:], "95 % interval"))
    for line in found:
        numbers = (line.n, *(line.counts[outcome] for outcome in Outcome))
        low, high = line.interval
        cells = [str(n).rjust(len(h)) for n, h in zip(numbers, _HEADINGS[1:], strict=False)]
        cells += [f"{line.share:.2f}".rjust(len(_HEADINGS[-1])), f"{low:.2f} to {high:.2f}"]
        yield "  ".join((line.code.ljust(width), *cells))
