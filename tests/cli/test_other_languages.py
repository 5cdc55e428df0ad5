"""Text that is not English: it is not guessed at, and the person is told how much it is."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

RATED = ("completeness", "professionalism", "availability_timeliness", "communication")
SPANISH = "Responde siempre a los clientes. Es muy amable con todos."
ENGLISH = "She is rude to customers and talks over them."


@pytest.fixture
def scored(narrative, write_csv, tmp_path):
    def run(*narratives: str, **fields: str) -> tuple[pd.DataFrame, str]:
        rows = [
            {"review_id": str(i), "narrative": text, **dict.fromkeys(RATED, "Exceeds"), **fields}
            for i, text in enumerate(narratives)
        ]
        write_csv(tmp_path / "in.csv", rows)
        ran = narrative("score", "in.csv", "-r", "agency", "-o", "out.csv")
        assert ran.code == 0, ran.err
        return pd.read_csv("out.csv", keep_default_na=False), ran.err

    return run


def test_a_review_in_another_language_is_uncertain_throughout(scored):
    table, told = scored(SPANISH, ENGLISH, ENGLISH)
    own = table[table["review_id"] == 0]
    assert set(own["verdict"]) == {"uncertain"}
    assert set(own["narrative_level"]) == {""}
    assert set(own["flag_score"]) == {0}
    assert own["reason"].str.contains("100 % of the text is in a language other than English").all()
    assert set(table[table["review_id"] == 1]["verdict"]) == {
        "rating_above_narrative",
        "unsupported",
    }
    line = "text in a language other than English was not read: in 1 of 3 reviews, 38 % of all text"
    assert line in told
    assert "amable" not in told


def test_english_beside_it_is_still_read(scored):
    table, _ = scored(f"{ENGLISH} {ENGLISH} {SPANISH}")
    verdicts = dict(zip(table["factor"], table["verdict"], strict=True))
    assert verdicts["professionalism"] == "rating_above_narrative"
    assert verdicts["communication"] == "uncertain"  # what was not read may speak of it


def test_a_field_of_its_own_counts_by_itself(scored):
    table, _ = scored(" ".join([ENGLISH] * 4), professionalism_comment=SPANISH)
    reasons = dict(zip(table["factor"], table["reason"], strict=True))
    assert "100 % of the text in its field" in reasons["professionalism"]


def test_nothing_is_said_where_all_is_english(scored):
    assert "language" not in scored(ENGLISH, "N/A", "😀")[1]


def test_classify_gives_none_and_no_level(narrative, write_csv, tmp_path):
    write_csv(
        tmp_path / "in.csv",
        [
            {"id": str(i), "text": text}
            for i, text in enumerate((SPANISH, ENGLISH, "", "很好，从不迟到。"))
        ],
    )
    ran = narrative("classify", "in.csv", "-r", "agency", "-o", "out.csv")
    found = pd.read_csv("out.csv", keep_default_na=False)
    assert list(found["factor"]) == ["none", "professionalism", "none", "none"]
    assert list(found["level"]) == ["", "needs_improvement", "", ""]
    assert list(found["p_factor.none"])[::2] == [1.0, 1.0]
    assert "was not read: in 2 of 3 comments" in ran.err


def test_check_says_so_and_flags_nothing(narrative, tmp_path):
    Path("draft.txt").write_text(SPANISH, encoding="utf-8")
    ran = narrative("check", "draft.txt", "-r", "agency", "--rating", "professionalism=Exceeds")
    assert ran.code == 0
    assert "100 % of the draft is in a language other than English" in ran.err
    assert "uncertain [professionalism]" in ran.out


def test_explain_leaves_it_out(narrative):
    ran = narrative("explain", f"{SPANISH} {ENGLISH}", "-r", "agency", "--json")
    (one,) = json.loads(ran.out)["passages"]
    assert one["text"] == ENGLISH
    assert "2 of 3 passages" in ran.err
