"""Writes the real output of every console block into README.md and docs/.

A line of ``...`` in a block stands for output left out: the lines before the first and
after the last ``...`` are renewed, as many of each as the page shows now.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```)", re.MULTILINE | re.DOTALL)


def main() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(BLOCK.sub(lambda match: renewed(match[0]), text), encoding="utf-8")


def renewed(block: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("data", "docs"):
            (Path(folder) / name).symlink_to(ROOT / name)
        parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
        return "".join(session(part, folder) for part in parts)


def session(part: str, folder: str) -> str:
    command, _, shown = part.partition("\n")
    program = shutil.which("narrative", path=str(Path(sys.executable).parent))
    script = command.replace("narrative", str(program), 1)
    ran = subprocess.run(
        script, shell=True, cwd=folder, capture_output=True, text=True, check=False
    )
    lines = [line.rstrip() for line in (ran.stdout + ran.stderr).strip("\n").splitlines()]
    return "\n".join([f"$ {command}", *excerpt(lines, shown.rstrip("\n").splitlines())]) + "\n"


def excerpt(lines: list[str], shown: list[str]) -> list[str]:
    cuts = [i for i, line in enumerate(shown) if line == "..."]
    if not cuts:
        return lines
    tail = len(shown) - cuts[-1] - 1
    middle = shown[cuts[0] : cuts[-1] + 1]
    return [*lines[: cuts[0]], *middle, *(lines[len(lines) - tail :] if tail else [])]


if __name__ == "__main__":
    main()
