"""A small scored table whose findings tests decide about, and a person at a terminal."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

COLUMNS = (
    *("review_id", "factor", "assigned_level", "narrative_level", "verdict", "code", "flag_score"),
    *("confidence", "evidence", "evidence_spans", "reason", "fingerprint", "rubric_id", "model_id"),
)
FIRST, SECOND, THIRD, FOURTH = ("f" * 16, "e" * 16, "d" * 16, "c" * 16)
WORDS = {
    FIRST: "Calls from the whole north side went unanswered for weeks on end.",
    SECOND: "The forms she hands out are complete and lead people by the hand.",
    THIRD: "=HYPERLINK(1) \x1b[2Jpromised callbacks never came.",
}
_ROWS = (
    ("R-2", "completeness", "meets", "exceeds", "rating_below_narrative", "N102", "0.61", SECOND),
    ("R-1", "communication", "exceeds", "needs_improvement", "rating_above_narrative", "N101",
     "0.83", FIRST),
    ("R-1", "completeness", "meets", "meets", "consistent", "", "0.02", "b" * 16),
    ("=R-3", "completeness", "exceeds", "needs_improvement", "rating_above_narrative", "N101",
     "0.61", THIRD),
    ("R-2", "professionalism", "meets", "", "unsupported", "N103", "0.2", FOURTH),
)  # fmt: skip


def scored_table(path: Path, **changes: str) -> Path:
    """The table at `path`; changes are column=value, in every row."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        for review, factor, assigned, words, verdict, code, score, name in _ROWS:
            evidence = WORDS.get(name, "")
            row = dict.fromkeys(COLUMNS, "") | {
                "review_id": review,
                "factor": factor,
                "assigned_level": assigned,
                "narrative_level": words,
                "verdict": verdict,
                "code": code,
                "flag_score": score,
                "confidence": "0.9",
                "evidence": evidence,
                "evidence_spans": f"narrative:0-{len(evidence)}" if evidence else "",
                "reason": f"A sentence about {factor}.",
                "fingerprint": name,
                "rubric_id": "agency",
                "model_id": "made-up-1",
            }
            writer.writerow(row | changes)
    return path


class Terminal:
    """A run of `narrative ARGS` on a terminal of its own, whose keys a test presses."""

    def __init__(self, *args: object) -> None:
        import pty

        self._side, other = pty.openpty()
        # A session of its own, so that the terminal's Ctrl-C reaches this command alone.
        self._run = subprocess.Popen(
            [sys.executable, "-m", "narrative", *map(str, args)],
            stdin=other,
            stdout=other,
            stderr=other,
            env=os.environ | {"COLUMNS": "100"},
            start_new_session=True,
        )
        os.close(other)
        self.shown = ""

    def press(self, keys: str, at: str) -> None:
        """Presses keys once the screen shows a text that is new."""
        self._read(at)
        os.write(self._side, keys.encode())

    def interrupt(self, at: str) -> None:
        """What Ctrl-C does, once the screen shows a text that is new."""
        import signal

        self._read(at)
        # Python may have shown the prompt and not be reading yet: then the next one counts.
        while self._run.poll() is None:
            self._run.send_signal(signal.SIGINT)
            try:
                self._run.wait(1)
            except subprocess.TimeoutExpired:
                continue

    def end(self) -> int:
        """The exit code, after everything is shown."""
        self._read("\0")
        os.close(self._side)
        return self._run.wait(60)

    def _read(self, until: str) -> None:
        seen = ""
        while until not in seen:
            try:
                data = os.read(self._side, 4096).decode()
            except OSError:  # the other side is closed
                data = ""
            if not data:
                break
            seen += data
            self.shown += data
