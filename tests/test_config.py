"""Settings from narrative.toml and pyproject.toml, and --map."""

from __future__ import annotations

import pytest

from narrative.config import CheckSettings, Settings, load_settings, parse_map
from narrative.errors import ConfigError


def test_without_a_file_everything_has_its_default(tmp_path):
    assert load_settings(tmp_path) == Settings()


def test_narrative_toml_comes_before_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.narrative]\nrubric = "agency"\n')
    assert load_settings(tmp_path).rubric == "agency"
    (tmp_path / "narrative.toml").write_text('rubric = "own"\n[map]\nnarrative = "Comments"\n')
    assert load_settings(tmp_path) == Settings(rubric="own", map={"narrative": "Comments"})


def test_a_named_file_is_read_instead_and_a_byte_order_mark_is_fine(tmp_path):
    (tmp_path / "narrative.toml").write_text('rubric = "own"\n')
    other = tmp_path / "other.toml"
    other.write_bytes(b'\xef\xbb\xbfencoding = "cp1252"\n')
    assert load_settings(tmp_path, other) == Settings(encoding="cp1252")


def test_the_table_of_checks(tmp_path):
    text = 'off = ["N208"]\nwords = ["personality", "own.csv"]\n'
    (tmp_path / "pyproject.toml").write_text(f"[tool.narrative.checks]\n{text}")
    expected = CheckSettings(off=("N208",), words=("personality", "own.csv"))
    assert load_settings(tmp_path).checks == expected
    (tmp_path / "narrative.toml").write_text(f"[checks]\n{text}")
    assert load_settings(tmp_path).checks == expected


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'\n", "tool = 1\n"])
def test_a_pyproject_of_another_kind_sets_nothing(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text)
    assert load_settings(tmp_path) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 'red'\n", "colour: is no known key"),
        ("rubric = 3\nencoding = 4\n", "encoding: should be text, not a number"),
        ("[map]\nnarrative = 5\n", "map.narrative: should be text, not a number"),
        ("rubric = \n", "is not valid TOML"),
        ("[checks]\non = []\n", "checks.on: is no known key"),
        ("[checks]\noff = 'N208'\n", "checks.off: should be a list, not text"),
    ],
)
def test_faults_name_the_file_and_the_setting(tmp_path, text, said):
    path = tmp_path / "narrative.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_file_and_a_table_that_is_none(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path, tmp_path / "none.toml")
    (tmp_path / "pyproject.toml").write_text("[tool]\nnarrative = 5\n")
    with pytest.raises(ConfigError, match=r"tool\.narrative"):
        load_settings(tmp_path)


def test_map_options_come_before_the_settings():
    base = {"narrative": "Comments", "review_id": "ID"}
    mapping = parse_map(["narrative = Q 1 = text", "completeness=Q2"], base)
    assert mapping == {"narrative": "Q 1 = text", "review_id": "ID", "completeness": "Q2"}
    assert base["narrative"] == "Comments"


@pytest.mark.parametrize("pair", ["narrative", "=Comments", "narrative=", " = "])
def test_a_map_option_of_another_form_is_refused(pair):
    with pytest.raises(ConfigError, match="expected field=column"):
        parse_map([pair], {})
