"""Rubric files: the bundled ones, what is refused, and writing whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from narrative.errors import RubricError
from narrative.rubric.store import (
    bundled_ids,
    dump_rubric,
    load_rubric,
    read_rubric,
    save_rubric,
)

GOOD = """\
id: desk
name: Front Desk
levels:
- {id: low, name: Low, aliases: [1, No, 2024-01-01]}
- {id: high, name: High}
factors:
- {id: tone, name: Tone, descriptors: {low: Is rude., high: }}
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_bundled_rubrics_load_by_id() -> None:
    assert bundled_ids() == ["agency", "departmental", "psa"]
    for ident in bundled_ids():
        assert load_rubric(ident).id == ident


def test_bundled_ids_and_factors_are_those_the_corpus_is_labelled_with() -> None:
    psa, departmental = load_rubric("psa"), load_rubric("departmental")
    assert psa.factor_ids == (
        "respect_and_tone",
        "initiative_and_follow_up",
        "feedback_and_complaints",
        "explanation_of_decisions",
        "service_leadership",
    )
    assert departmental.level_ids == ("below_level_3", "level_3", "level_5")
    assert departmental.factor_ids == (
        "accuracy",
        "issue_resolution",
        "response_time",
        "clarity_courtesy",
        "absence_coverage",
        "service_culture",
    )
    assert {level for f in departmental.factors for level in f.descriptors} == {"level_3"}
    assert len(departmental.factor("response_time").standards) == 3


@pytest.mark.parametrize(
    ("ident", "typed", "level"),
    [
        ("agency", "NI", "needs_improvement"),
        ("agency", "Does not meet", "needs_improvement"),
        ("agency", 1, "needs_improvement"),
        ("agency", "ME", "meets"),
        ("psa", "below", "does_not_meet"),
        ("psa", "3.0", "exceeds"),
        ("departmental", "L3", "level_3"),
        ("departmental", "level 5", "level_5"),
        ("departmental", 2, "below_level_3"),
    ],
)
def test_what_people_type_is_understood(ident: str, typed: object, level: str) -> None:
    from narrative.rubric.naming import key

    assert load_rubric(ident).level_keys()[key(typed)] == level


def test_values_are_read_as_the_text_that_stands_there(tmp_path: Path) -> None:
    rubric = read_rubric(write(tmp_path / "r.yaml", GOOD))
    assert rubric.levels[0].aliases == ("1", "No", "2024-01-01")
    assert "high" not in rubric.factors[0].descriptors


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a rubric"),
        ("just words", "narrative rubric import"),
        ("a: [", "not valid YAML"),
        ("a: b: c", "not valid YAML"),
        (GOOD.replace("name: Front Desk", "name: Front\nname: Desk"), "'name' comes twice"),
        (GOOD.replace("high: }", "low: Is kind. }"), "'low' comes twice"),
        ('{"id": "a", "id": "b"}', "'id' comes twice"),
        (GOOD.replace("id: high", "id: low"), "level 'low' is named twice"),
        (GOOD + "- !!python/object/apply:os.getcwd []\n", "not valid YAML"),
        ("[" * 3000, "not valid YAML"),
        ("x: \x00", "not valid YAML"),
    ],
)
def test_a_bad_file_is_one_error_that_names_it(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path / "r.yaml", text)
    with pytest.raises(RubricError) as caught:
        read_rubric(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_that_refers_to_itself_a_billion_times_is_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    with pytest.raises(RubricError):
        read_rubric(write(tmp_path / "r.yaml", "\n".join([*lines, "levels: *a11"])))


def test_other_encodings_and_sizes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes("name: Café".encode("latin-1"))
    with pytest.raises(RubricError, match="UTF-8"):
        read_rubric(path)
    path.write_bytes(b"#" * 2_000_001)
    with pytest.raises(RubricError, match="larger than"):
        read_rubric(path)
    with pytest.raises(RubricError, match="cannot be read"):
        read_rubric(tmp_path)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(RubricError, match="agency, departmental, psa"):
        load_rubric("agancy")


def test_save_writes_what_dump_says_and_leaves_nothing_else(tmp_path: Path) -> None:
    path, rubric = tmp_path / "r.yaml", load_rubric("psa")
    save_rubric(rubric, path)
    save_rubric(rubric, path)
    assert path.read_text(encoding="utf-8") == dump_rubric(rubric)
    assert os.listdir(tmp_path) == ["r.yaml"]  # noqa: PTH208
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) & 0o444 != 0o400


def test_save_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "r.yaml", "old")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RubricError, match="No space left"):
        save_rubric(load_rubric("psa"), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["r.yaml"]
