"""The file of dispositions: written and read back exactly, every fault named, figures known."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import narrative as package
from narrative.dispositions import (
    COLUMNS,
    Disposition,
    Outcome,
    append_dispositions,
    field_precision,
    latest,
    outcome_of,
    read_dispositions,
    wilson,
)
from narrative.errors import ConfigError, InputError, NarrativeError

PRINT = "a123456789012345"


def decided(fingerprint: str = PRINT, outcome: Outcome = Outcome.UPHELD, **given: str):
    return Disposition(fingerprint, "R-1", "communication", "N101", outcome, **given)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
LIKE_FORMULAS = st.sampled_from(["=1+1", "'=1+1", "''=1", "@x", "-5", "'-5", "+a", "'", "''", "\t"])
ANY = TEXT | LIKE_FORMULAS
DECISIONS = st.builds(
    Disposition,
    fingerprint=st.from_regex(r"[a-f][0-9a-f]{15}", fullmatch=True),
    review_id=ANY,
    factor=ANY,
    code=ANY,
    outcome=st.sampled_from([Outcome.UPHELD, Outcome.NARRATIVE_CHANGED]),
    reason=ANY,
    by=ANY,
    date=ANY,
    assigned_level=ANY,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(DECISIONS, max_size=4), second=st.lists(DECISIONS, max_size=4))
def test_what_is_written_is_read_back_exactly_whatever_it_holds(tmp_path, first, second):
    path = tmp_path / "dispositions.csv"
    path.unlink(missing_ok=True)
    append_dispositions(str(path), first)
    append_dispositions(str(path), second)
    assert read_dispositions(str(path), must_exist=False) == [*first, *second]


def test_no_cell_of_the_file_is_run_as_a_formula(tmp_path):
    path = tmp_path / "d.csv"
    append_dispositions(str(path), [decided(reason="=cmd|' /C calc'!A0", by="@SUM(A1)")])
    with path.open(encoding="utf-8", newline="") as handle:
        header, row = csv.reader(handle)
    assert header == list(COLUMNS)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert read_dispositions(str(path))[0].reason == "=cmd|' /C calc'!A0"


def test_the_page_about_dispositions_names_the_columns_and_outcomes():
    page = (Path(package.__file__).parents[2] / "docs/dispositions.md").read_text(encoding="utf-8")
    told = page.split("<!-- dispositions -->")[1].split("<!-- /dispositions -->")[0]
    cells = [line.split("|")[1].strip(" `") for line in told.splitlines() if line.startswith("|")]
    assert tuple(cells[2:]) == COLUMNS
    for outcome in Outcome:
        assert f"| `{outcome}` |" in page


def test_lines_are_added_and_never_changed_and_the_later_one_holds(tmp_path):
    path = tmp_path / "d.csv"
    append_dispositions(str(path), [decided()])
    before = path.read_bytes()
    append_dispositions(str(path), [decided(outcome=Outcome.DISMISSED, reason="The duty moved.")])
    assert path.read_bytes().startswith(before)
    found = read_dispositions(str(path))
    assert len(found) == 2
    assert latest(found)[PRINT].outcome is Outcome.DISMISSED


def test_a_column_a_person_has_added_and_a_spreadsheets_separator_are_kept_readable(tmp_path):
    path = tmp_path / "d.csv"
    append_dispositions(str(path), [decided(by="Ada")])
    lines = path.read_text().splitlines()
    path.write_text(
        f"{lines[0]};note\r\n".replace(",", ";") + f"{lines[1]};=discuss\r\n".replace(",", ";"),
        encoding="utf-8-sig",
    )
    append_dispositions(str(path), [decided("b" * 16)])
    assert [item.fingerprint for item in read_dispositions(str(path))] == [PRINT, "b" * 16]
    with path.open(encoding="utf-8", newline="") as handle:
        assert [row["note"] for row in csv.DictReader(handle)] == ["'=discuss", ""]


def test_every_fault_is_named_by_file_row_and_column(tmp_path):
    path = tmp_path / "d.csv"
    rows = [
        [PRINT, "1", "f", "N101", "dismissed", "", "", "", "", ""],
        ["1.23E+15", "1", "f", "N101", "upheld", "", "", "", "", ""],
        [PRINT, "1", "f", "N101", "rating_changed", "", "", "", "", ""],
        [PRINT, "1", "f", "N101", "waved through", "", "", "", "", ""],
        [PRINT, "1", "f", "N101", "upheld", "", "", "", "", "high"],
    ]
    path.write_text("\n".join(",".join(row) for row in [list(COLUMNS), *rows]))
    with pytest.raises(InputError) as caught:
        read_dispositions(str(path))
    told = str(caught.value).splitlines()
    places = [(2, "reason"), (3, "fingerprint"), (4, "new_level"), (5, "outcome"), (6, "new_level")]
    assert len(told) == len(places)
    for line, (row, column) in zip(told, places, strict=True):
        assert line.startswith(f"{path}: row {row}, column {column!r}: ")
    before = path.read_bytes()
    with pytest.raises(InputError):
        append_dispositions(str(path), [decided()])
    assert path.read_bytes() == before


def test_another_table_is_no_file_of_dispositions_and_stays_as_it_is(tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text("review_id,narrative\n1,Kind to all.\n")
    for call in (read_dispositions, lambda p: append_dispositions(p, [decided()])):
        with pytest.raises(InputError, match="no column 'fingerprint': not a file of dispositions"):
            call(str(path))
    assert path.read_text() == "review_id,narrative\n1,Kind to all.\n"


def test_a_file_whose_lines_were_all_deleted_holds_nothing(tmp_path):
    for text in ("", ",".join(COLUMNS) + "\n"):
        (tmp_path / "d.csv").write_text(text)
        assert read_dispositions(str(tmp_path / "d.csv")) == []
    append_dispositions(str(tmp_path / "d.csv"), [decided()])
    assert len(read_dispositions(str(tmp_path / "d.csv"))) == 1


def test_a_missing_file_is_a_fault_only_where_one_was_promised(tmp_path):
    assert read_dispositions(str(tmp_path / "d.csv"), must_exist=False) == []
    with pytest.raises(InputError, match="cannot be read"):
        read_dispositions(str(tmp_path / "d.csv"))
    with pytest.raises(ConfigError, match=r"kept in a \.csv file"):
        append_dispositions(str(tmp_path / "d.xlsx"), [decided()])


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "d.csv"
    append_dispositions(str(path), [decided()])
    before = path.read_bytes()

    def full(*_: object):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NarrativeError, match="No space left"):
        append_dispositions(str(path), [decided("b" * 16)])
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["d.csv"]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Upheld", Outcome.UPHELD),
        (" rating changed ", Outcome.RATING_CHANGED),
        ("Narrative-Changed", Outcome.NARRATIVE_CHANGED),
        ("", None),
        ("uphold", None),
    ],
)
def test_outcomes_are_known_in_the_spellings_people_use(text, outcome):
    assert outcome_of(text) is outcome


def test_field_precision_counts_by_code_what_was_not_dismissed():
    outcomes = {
        "N101": [Outcome.UPHELD, Outcome.RATING_CHANGED, Outcome.DISMISSED],
        "N201": [Outcome.NARRATIVE_CHANGED],
    }
    settled = [
        Disposition(PRINT, "1", "f", code, outcome)
        for code, found in outcomes.items()
        for outcome in found
    ]
    found = field_precision(settled)
    assert [(line.code, line.right, line.n) for line in found] == [
        ("N101", 2, 3),
        ("N201", 1, 1),
        ("all", 3, 4),
    ]
    assert field_precision([]) == []
    assert len(field_precision(settled[:3])) == 1


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17: 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_score_interval_gives_published_values(hits, n, low, high):
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@given(n=st.integers(1, 500), data=st.data())
def test_the_score_interval_holds_the_share_and_mirrors(n, data):
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1
    assert wilson(n - hits, n) == pytest.approx((1 - high, 1 - low))
