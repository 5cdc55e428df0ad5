"""Rubrics of other trades in other layouts, which no rule was written for."""

from __future__ import annotations

from pathlib import Path

from rubric_documents import fill, write_docx, write_xlsx

from narrative.rubric.importers import Import, import_document
from narrative.rubric.schema import Rubric


def cells(rubric: Rubric, factor: str) -> list[str]:
    """Descriptors of a factor, lowest level first."""
    found = rubric.factor(factor).descriptors
    return [found[level] for level in rubric.level_ids if level in found]


def from_text(folder: Path, name: str, text: str) -> Import:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return import_document(path)


def test_four_levels_highest_first_with_definitions_weights_and_comments(tmp_path: Path) -> None:
    rows = [
        ["Area", "Weight", "Outstanding (4)", "Strong (3)", "Developing (2)",
         "Unsatisfactory (1)", "Comments"],
        ["Room readiness\nHow clean and complete a room is when it is released.", "60%",
         "Rooms pass inspection for months.", "Rooms pass with one small remark.",
         "Rooms need a second visit.", "Rooms are released dirty.", ""],
        ["Guest contact\nHow guests are treated in corridors and rooms.", "40%",
         "Guests write to praise the attendant.", "Greets guests and answers questions.",
         "Overlooks guests unless spoken to.", "Argues with guests.", ""],
        ["Total", "100%", "", "", "", "", ""],
    ]  # fmt: skip
    told = "Supervisors rate each area every quarter and discuss it with the attendant."
    path = write_docx(tmp_path / "r.docx", rows, title="Room Attendant Guide", before=[told])
    found = import_document(path)
    rubric = found.rubric()
    assert (rubric.name, rubric.definition) == ("Room Attendant Guide", told)
    assert rubric.level_ids == ("unsatisfactory", "developing", "strong", "outstanding")
    assert rubric.level_keys()["4"] == "outstanding"
    assert rubric.factor_ids == ("room_readiness", "guest_contact")
    assert rubric.factors[0].definition.startswith("How clean and complete")
    assert cells(rubric, "guest_contact")[0] == "Argues with guests."
    assert set(found.leftover) == {"Area", "Weight", "Comments", "60%", "40%", "Total", "100%"}
    assert any("highest level first" in note for note in found.notes)


LIBRARY = """\
Library Desk Assistant: Levels of Performance

This guide applies to all branches from January. Ask the office about anything unclear.

1. Shelving
Level 1: Books stand in the wrong section.
Level 2: Books are shelved late and
often out of order.
Level 3: Books return to their place within one day, in order.
Level 4: Shelves are read through weekly.
Level 5: Redesigns the shelving rounds.

2. Reader help
Level 1: Sends readers away without an answer.
Level 2: Answers only what is asked.
Level 3: Finds the book or the person who can help.
Level 4: Asks what the reader is really after.
Level 5: Builds reading lists that readers come back for.

Approved by the board of trustees.
"""


def test_five_numbered_levels_in_lines_below_numbered_factors(tmp_path: Path) -> None:
    found = from_text(tmp_path, "r.txt", LIBRARY)
    rubric = found.rubric()
    assert rubric.level_ids == ("level_1", "level_2", "level_3", "level_4", "level_5")
    assert [factor.name for factor in rubric.factors] == ["Shelving", "Reader help"]
    assert cells(rubric, "shelving")[1] == "Books are shelved late and often out of order."
    assert cells(rubric, "reader_help")[4].endswith("come back for.")
    assert rubric.factors[0].standards == ("Books return to their place within one day",)
    assert "Approved by the board of trustees." in found.leftover


def test_levels_that_run_through_a_paragraph(tmp_path: Path) -> None:
    text = (
        "Teamwork: Level 1 - Works against colleagues. Level 2 - Works alone. "
        "Level 3 - Helps colleagues. Level 4 - Draws others in. Level 5 - Makes all one.\n\n"
        "Punctuality: Level 1 - Is late most days. Level 2 - Is late about once a week. "
        "Level 3 - Is on time. Level 4 - Is early. Level 5 - Covers for others unasked.\n"
    )
    rubric = from_text(tmp_path, "levels_of_work.txt", text).rubric()
    assert (rubric.id, rubric.name) == ("levels_of_work", "levels of work")
    assert cells(rubric, "teamwork")[2] == "Helps colleagues."
    assert cells(rubric, "punctuality") == [
        "Is late most days.",
        "Is late about once a week.",
        "Is on time.",
        "Is early.",
        "Covers for others unasked.",
    ]


def test_two_columns_with_bulleted_cells_and_one_unknown_level(tmp_path: Path) -> None:
    import docx

    rows = {
        "Diagnosis": [
            "swaps parts at random.",
            "finds the cause.",
            "finds what others missed.",
        ],
        "Paperwork": ["sheets are missing.", "sheets are complete.", "sheets serve as example."],
    }
    levels = ["Below standard", "Dependable", "Above standard"]
    document = docx.Document()
    document.add_paragraph("Field Technician Expectations")
    made = document.add_table(3, 2, style="Table Grid")
    fill(made, [["Area", "What we look for"], *([name, ""] for name in rows)])
    for y, texts in enumerate(rows.values(), 1):
        for level, text in zip(levels, texts, strict=True):
            made.cell(y, 1).add_paragraph(f"{level}: {text}", style="List Bullet")
    document.save(str(tmp_path / "r.docx"))
    rubric = import_document(tmp_path / "r.docx").rubric()
    assert [level.name for level in rubric.levels] == levels
    assert cells(rubric, "diagnosis") == rows["Diagnosis"]
    assert cells(rubric, "paperwork") == rows["Paperwork"]


def test_a_definition_list_for_each_heading(tmp_path: Path) -> None:
    page = (
        "<h1>Kitchen Porter Scorecard</h1>"
        "<h3>Cleanliness</h3><dl><dt>Poor</dt><dd>Leaves grease on pans.</dd>"
        "<dt>Good</dt><dd>Pans are clean.</dd><dt>Excellent</dt><dd>All is ready.</dd></dl>"
        "<h3>Pace</h3><dl><dt>Poor</dt><dd>Cooks wait for pans.</dd>"
        "<dt>Good</dt><dd>Pans are there.</dd><dt>Excellent</dt><dd>Clears ahead.</dd></dl>"
    )
    rubric = from_text(tmp_path, "r.html", page).rubric()
    assert rubric.name == "Kitchen Porter Scorecard"
    assert rubric.level_ids == ("poor", "good", "excellent")
    assert cells(rubric, "pace") == ["Cooks wait for pans.", "Pans are there.", "Clears ahead."]


def test_a_sheet_with_levels_below_each_factor(tmp_path: Path) -> None:
    rows = [["Call Centre Quality", ""]]
    for name in ("Greeting", "Listening"):
        rows.append([name, ""])
        rows += [[lv, f"{name} is {lv.lower()} here."] for lv in ("Exceptional", "Unacceptable")]
    rubric = import_document(write_xlsx(tmp_path / "r.xlsx", {"Rubric": rows})).rubric()
    assert rubric.name == "Call Centre Quality"
    assert rubric.level_ids == ("unacceptable", "exceptional")
    assert cells(rubric, "listening")[1] == "Listening is exceptional here."


def test_level_names_of_unknown_wording_are_taken_and_told(tmp_path: Path) -> None:
    rows = [
        ["Practice", "Seedling", "Sapling", "Oak"],
        ["Planting", "Puts bulbs in too deep.", "Plants as the plan says.", "Improves the plan."],
        ["Tools", "Leaves spades in the rain.", "Stores tools after use.", "Mends all tools."],
    ]
    found = import_document(write_docx(tmp_path / "r.docx", rows, title="Gardener Growth Chart"))
    assert found.rubric().level_ids == ("seedling", "sapling", "oak")
    assert any("not known wordings" in note for note in found.notes)
    assert any("lowest could not be told" in note for note in found.notes)


def test_bare_numbers_as_levels(tmp_path: Path) -> None:
    text = "Skill;3;2;1\nTyping;Types without looking.;Types with slips.;Types with one finger.\n"
    rubric = from_text(tmp_path, "r.csv", text).rubric()
    assert rubric.level_ids == ("1", "2", "3")
    assert cells(rubric, "typing")[0] == "Types with one finger."
