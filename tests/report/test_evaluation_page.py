"""The page about two models, from made-up figures."""

from __future__ import annotations

import copy

import pytest
from bs4 import BeautifulSoup

from narrative.report.evaluation import FIGURES, headline, render


def estimate(value, low=None, high=None):
    return {"value": value, "low": low, "high": high}


def figures(value):
    sides = {
        "model": estimate(value, value - 0.1, value + 0.1),
        "baseline": estimate(0.5, -0.2, 0.6),
        "difference": estimate(value - 0.5, value - 0.6, value - 0.4),
    }
    found = {
        kind: dict.fromkeys(("f1", *names), sides) | {"n": 1200} for kind, names in FIGURES.items()
    }
    return copy.deepcopy(found)


@pytest.fixture
def report():
    levels = {"low": "Low", "high": "High & <mighty>"}
    factors = {"tone": "Tone", "speed": "Speed"}
    groups = [
        {"by": by, "name": name, "n": 1200, "sources": 12, "resampled": "sources",
         "figures": figures(0.8)}
        for by, name in (("all", "all"), ("factor", "tone"), ("factor", "none"),
                         ("level", "high"), ("source", "<b>X</b>"), ("register", ""))
    ]  # fmt: skip
    bins = [{"confidence": i / 10, "accuracy": i / 10, "n": 120} for i in range(1, 11)]
    return {
        "rubric": {"id": "r", "name": "R <i>", "factors": factors, "levels": levels},
        "gold": {"file": "gold.csv", "n": 1200, "sources": 12, "left_out": 0},
        "models": {side: {"name": side, "model_id": "m-1"} for side in ("model", "baseline")},
        "bootstrap": {"interval": 0.95, "rounds": 1000, "least_units": 10},
        "groups": groups,
        "confusion": {
            "factor": {
                "labels": ["tone", "speed", "none"],
                "model": [[9, 1, 0], [0, 0, 0], [2, 3, 5]],
                "baseline": [[1, 1, 1]] * 3,
            },
            "level": {
                "labels": ["low", "high"],
                "model": [[4, 0], [1, 3]],
                "baseline": [[1, 1]] * 2,
            },
        },
        "reliability": {kind: {"model": bins, "baseline": bins} for kind in ("factor", "level")},
    }


def test_every_figure_matrix_and_diagram_is_on_the_page(report):
    page = BeautifulSoup(render(report, ["Mind this."]), "lxml")
    for names in FIGURES.values():
        for heading in names.values():
            assert heading in page.text
    assert "0.80 0.70 to 0.90" in " ".join(page.text.split())
    assert "+0.30 +0.20 to +0.40" in " ".join(page.text.split())
    assert "Mind this." in page.text
    drawn = [svg["aria-label"] for svg in page.find_all("svg")]
    assert sum("Confusion" in label for label in drawn) == 4
    assert sum("Reliability" in label for label in drawn) == 2
    assert [tag.text for tag in page.find_all("h2")][-4:] == [
        "By factor", "By level", "By source", "By register",
    ]  # fmt: skip
    assert "no factor" in page.text


def test_a_matrix_has_its_counts_in_their_places(report):
    page = BeautifulSoup(render(report), "lxml")
    matrix = next(s for s in page.find_all("svg") if "factor, model" in s["aria-label"])
    titles = [tag.text for tag in matrix.find_all("title")]
    assert titles[:3] == [
        "Tone read as Tone: 9", "Tone read as Speed: 1", "Tone read as no factor: 0",
    ]  # fmt: skip
    shades = [float(rect["fill-opacity"]) for rect in matrix.find_all("rect")]
    assert shades == [0.9, 0.1, 0, 0, 0, 0, 0.2, 0.3, 0.5]


def test_the_page_runs_nothing_loads_nothing_and_obeys_no_markup(report):
    text = render(report, ["<script>alert(1)</script>"])
    page = BeautifulSoup(text, "lxml")
    assert not page.find_all(["script", "link", "img", "iframe", "i"])
    assert "http://" not in text
    assert "https://" not in text
    assert "default-src 'none'" in text
    assert "<b>X</b>" not in text
    assert "&lt;mighty&gt;" in text


def test_what_is_not_defined_is_a_dash_and_nothing_is_minus_0(report):
    whole = report["groups"][0]["figures"]["level"]
    for side in whole["qwk"]:
        whole["qwk"][side] = estimate(None)
    whole["accuracy"]["difference"] = estimate(-0.001, -0.02, -0.0001)
    report["reliability"]["level"] = {"model": [], "baseline": []}
    rows = {row["heading"]: row for row in headline(report)}
    assert rows["level weighted kappa"]["model"] == {"value": "–", "interval": ""}
    assert rows["level accuracy"]["difference"] == {"value": "0.00", "interval": "-0.02 to 0.00"}
    assert "Too few answers for a diagram." in render(report)


def test_bars_stay_inside_their_picture(report):
    report["groups"][0]["figures"]["level"]["qwk"]["model"] = estimate(-0.4, -0.9, 1.2)
    page = BeautifulSoup(render(report), "lxml")
    for rect in page.find_all("rect"):
        assert float(rect["width"]) >= 0
