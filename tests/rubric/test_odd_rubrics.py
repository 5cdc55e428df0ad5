"""Rubrics at the edge of what a rubric is: each is told of in plain words, or simply works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from narrative.errors import RubricError
from narrative.rubric.lint import lint
from narrative.rubric.store import parse_rubric, read_rubric

LEVELS = [{"id": "low", "name": "Below"}, {"id": "mid", "name": "Meets"}]
CELLS = {"low": "Lets the phone ring.", "mid": "Picks up by the third ring."}


def raw(**changes: Any) -> dict[str, Any]:
    factors = [{"id": "phone", "name": "Phone", "descriptors": CELLS}]
    return {"id": "desk", "name": "Desk", "levels": LEVELS, "factors": factors, **changes}


def told(data: object) -> list[str]:
    """The faults, without the file's name in front."""
    with pytest.raises(RubricError) as caught:
        parse_rubric(data, "desk.yaml")
    lines = str(caught.value).splitlines()
    assert all(line.startswith("desk.yaml: ") for line in lines)
    return [line.removeprefix("desk.yaml: ") for line in lines]


def factor(ident: str, **changes: Any) -> dict[str, Any]:
    return {"id": ident, "name": ident.title(), "descriptors": CELLS, **changes}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"levels": LEVELS[:1]},
            [
                "levels: a rubric needs 2 levels or more, to tell one from another; has 1",
                "factor 'phone' has a descriptor at level 'mid', which is not a level",
            ],
        ),
        ({"factors": []}, ["factors: a rubric needs 1 or more; has none"]),
        ({"factors": [{"id": "a", "name": "A"}]}, ["factors.0.descriptors: is missing"]),
        ({"name": ""}, ["name: is empty"]),
        ({"name": None, "id": None}, ["id: is missing", "name: is missing"]),
        ({"id": "front desk"}, [
            "id: may hold the letters a to z, digits and underscores, and starts with no underscore"
        ]),
        ({"nmae": "x"}, ["nmae: is no known key; did you mean 'name'?"]),
        ({"colour": "x"}, ["colour: is no known key"]),
        ({"levels": "low, mid"}, ["levels: should be a list, not text"]),
        ({"factors": {"a": 1}}, ["factors: should be a list, not a table of keys"]),
        ({"factors": ["Phone"]}, ["factors.0: should be a table of keys, not text"]),
        (
            {"factors": [factor("a", aliases="b")]},
            ["factors.0.aliases: should be a list, not text"],
        ),
        (
            {"factors": [factor("a", descriptors={"low": ["x"]})]},
            ["factors.0.descriptors.low: should be text, not a list"],
        ),
        (
            {"factors": [factor("a", descriptors={"low": "x" * 20_001})]},
            ["factors.0.descriptors.low: is longer than 20,000 characters"],
        ),
    ],
)  # fmt: skip
def test_faults_are_told_in_plain_words_with_their_place(changes, said):
    assert told(raw(**changes)) == said


@pytest.mark.parametrize("blank", ["", "  \n", None])
def test_blank_descriptors_everywhere_are_one_fault_a_factor(blank):
    cells = {"low": blank, "mid": blank}
    lines = told(raw(factors=[factor("a", descriptors=cells), factor("b", descriptors={})]))
    assert [line.split(" has ")[0] for line in lines] == ["factor 'a'", "factor 'b'"]
    assert "needs one at least" in lines[0]


def test_faults_of_the_parts_and_between_them_are_told_at_once():
    levels = [*LEVELS, {"id": "low", "nmae": "Low"}]
    lines = told(raw(levels=levels, factors=[factor("none"), factor("b", standards="x")]))
    assert len(lines) == 5
    assert "level 'low' is named twice (low, low)" in lines
    assert any("may not be called 'none'" in line for line in lines)


def test_null_is_blank_in_yaml_and_in_json(tmp_path):
    path = tmp_path / "r.yaml"
    data = raw(factors=[factor("a", definition=None, aliases=["No", None, "1"])])
    data["factors"][0]["descriptors"] = {"low": "Rings.", "mid": None}
    path.write_text(yaml.safe_dump(data))
    from_yaml = read_rubric(path)
    assert from_yaml.factors[0].descriptors == {"low": "Rings."}
    assert from_yaml.factors[0].aliases == ("No", "1")
    path.write_text(json.dumps(data))
    assert read_rubric(path) == from_yaml


def test_a_file_that_is_no_text_names_the_line(tmp_path):
    path = tmp_path / "r.yaml"
    path.write_bytes(b"id: a\nname: caf\xe9\n")
    with pytest.raises(RubricError, match=r"is not UTF-8 text \(line 2\)"):
        read_rubric(path)


def test_lint_goes_on_after_a_file_that_cannot_be_read(narrative, tmp_path):
    (tmp_path / "bad.yaml").write_text("id: x\n")
    (tmp_path / "good.yaml").write_text(yaml.safe_dump(raw()))
    ran = narrative("rubric", "lint", "bad.yaml", "agency", "nosuch", "good.yaml")
    assert ran.code == 2
    assert "agency: no problems" in ran.out
    assert "good.yaml: " in ran.out
    assert "narrative: bad.yaml: name: is missing" in ran.err
    assert "narrative: nosuch: no such rubric" in ran.err
    assert "bad.yaml" not in ran.out


def big(factors: int, levels: int, length: int) -> dict[str, Any]:
    """A rubric of so many factors and levels, its descriptors of that many characters."""
    scale = [{"id": f"l{i}", "name": f"Level {i}"} for i in range(levels)]
    made = [
        factor(f"f{i}", name=f"Task {i}", descriptors={
            level["id"]: (f"Does job {i} at pace {at}, step {at * i}. " * length)[:length]
            for at, level in enumerate(scale)
        })
        for i in range(factors)
    ]  # fmt: skip
    return {"id": "big", "name": "Big", "levels": scale, "factors": made}


@pytest.mark.parametrize(
    ("factors", "levels", "length"), [(40, 3, 60), (2, 9, 60), (3, 3, 10_000), (1, 2, 60)]
)
def test_many_factors_many_levels_and_long_descriptors_work(
    narrative, write_csv, tmp_path, factors, levels, length
):
    (tmp_path / "big.yaml").write_text(yaml.safe_dump(big(factors, levels, length)))
    write_csv(
        tmp_path / "in.csv", [{"review_id": "1", "f0": "Level 1", "narrative": "Does job 0."}]
    )
    ran = narrative("score", "in.csv", "-r", "big.yaml", "-o", "out.csv")
    assert ran.code == 0, ran.err
    assert len(pd.read_csv("out.csv")) == factors
    assert narrative("rubric", "lint", "big.yaml").code in (0, 1)


def test_the_same_descriptors_twice_are_an_error_of_lint_and_still_a_rubric(narrative, tmp_path):
    rubric = parse_rubric(raw(factors=[factor("a"), factor("b")]), "r")
    assert {p.code for p in lint(rubric) if p.factor == "b"} >= {"copied"}
    (tmp_path / "r.yaml").write_text(yaml.safe_dump(raw(factors=[factor("a"), factor("b")])))
    Path("d.txt").write_text("Picks up by the third ring.")
    assert narrative("check", "d.txt", "-r", "r.yaml").code == 0


def test_one_factor_for_the_whole_is_scored_on_ordinary_reviews(narrative, write_csv, tmp_path):
    levels = [{"id": str(i), "name": n} for i, n in enumerate(["Below", "Meets", "Exceeds"])]
    cells = {"0": "Does not do the job.", "1": "Does the job.", "2": "Does far more."}
    one = factor("overall", name="Overall performance", descriptors=cells)
    (tmp_path / "r.yaml").write_text(yaml.safe_dump(raw(levels=levels, factors=[one])))
    bad = "Reports come late and with mistakes. Three customers complained and he shrugged."
    good = "Always on time. Found two errors nobody else had seen and taught the others how."
    rows = [
        {"review_id": str(i), "overall": "Meets", "narrative": t} for i, t in enumerate([bad, good])
    ]
    write_csv(tmp_path / "in.csv", rows)
    assert narrative("score", "in.csv", "-r", "r.yaml", "-o", "out.csv").code == 0
    found = pd.read_csv("out.csv", keep_default_na=False)
    assert found["narrative_level"].astype(int).tolist() == [0, 2]
    assert not found["verdict"].eq("unsupported").any()
