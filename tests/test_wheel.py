"""The built wheel, alone in an empty environment, does the whole job offline."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import narrative

ROOT = Path(narrative.__file__).parents[2]

pytestmark = [
    pytest.mark.wheel,
    pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="not a source checkout"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder)]
    subprocess.run([*pip, str(ROOT)], check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_carries_rubrics_examples_model_and_corpus(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "data/rubrics/agency.yaml",
        "data/examples/agency_reviews.csv",
        "data/corpus/comments.jsonl",
        "data/wordlists/personality.csv",
        "data/wordlists/group.csv",
        "models/linear/manifest.json",
        "models/linear/heads.skops",
    ):
        assert f"narrative/bundled/{part}" in names
    assert not any("/dev/" in name for name in names)  # evaluation text stays out


def test_wheel_alone_runs_the_demo(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, str(wheel)], check=True)
    command = tmp_path / "env" / "bin" / "narrative"
    # Nothing of the source tree may be found from here.
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    ran = subprocess.run(
        [command, "demo", "-o", "demo"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "demo" / "agency_report.html").stat().st_size > 10_000
