"""Judgements and findings from made-up predictions: no model is involved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.judge import find, judge, surest, unread
from narrative.records import NONE, Box, Passage, Prediction, Read, Review, Verdict
from narrative.rubric.store import load_rubric

RUBRIC = load_rubric("agency")
LOW, MIDDLE, HIGH = RUBRIC.level_ids


def read(factor: str, levels: dict[str, float], sure: float = 0.9, box: str | None = None) -> Read:
    others = [f for f in (*RUBRIC.factor_ids, NONE) if f != factor]
    factors = {factor: sure, **{f: (1 - sure) / len(others) for f in others}}
    spread = {level: levels.get(level, 0.0) for level in RUBRIC.level_ids}
    prediction = Prediction(factors, spread, 1.0)
    return Read("narrative", box, Passage("Some words.", 0, 11), prediction)


def finding(reads, rating, factor="completeness"):
    review = Review("1", (), {factor: rating} if rating else {})
    found = find(RUBRIC, review, judge(RUBRIC, reads))
    return {item.judgement.factor: item for item in found}[factor]


@pytest.mark.parametrize(
    ("levels", "rating", "verdict"),
    [
        ({LOW: 0.9, MIDDLE: 0.1}, HIGH, Verdict.ABOVE),
        ({LOW: 0.9, MIDDLE: 0.1}, MIDDLE, Verdict.ABOVE),
        ({LOW: 0.9, MIDDLE: 0.1}, LOW, Verdict.CONSISTENT),
        ({HIGH: 0.9, MIDDLE: 0.1}, LOW, Verdict.BELOW),
        ({LOW: 0.35, MIDDLE: 0.3, HIGH: 0.35}, MIDDLE, Verdict.UNCERTAIN),
        ({LOW: 0.45, MIDDLE: 0.5, HIGH: 0.05}, HIGH, Verdict.ABOVE),
    ],
)
def test_verdict(levels, rating, verdict):
    assert finding([read("completeness", levels)], rating).verdict is verdict


def test_a_rating_no_passage_speaks_of_is_unsupported():
    found = finding([read("communication", {MIDDLE: 1.0}, sure=0.97)], MIDDLE)
    assert found.verdict is Verdict.UNSUPPORTED
    assert found.judgement.level is None
    assert found.judgement.evidence == ()


def test_a_faint_trace_of_the_factor_is_uncertain_rather_than_unsupported():
    found = finding([read("completeness", {MIDDLE: 1.0}, sure=0.25)], MIDDLE)
    assert found.verdict is Verdict.UNCERTAIN


def test_a_factor_without_rating_has_no_verdict_and_is_never_flagged():
    found = finding([read("completeness", {LOW: 1.0})], None)
    assert found.verdict is None
    assert not found.flagged
    assert found.flag_score == 0


def test_a_two_level_gap_outranks_a_one_level_gap():
    two = finding([read("completeness", {LOW: 0.9, MIDDLE: 0.1})], HIGH)
    one = finding([read("completeness", {MIDDLE: 0.9, LOW: 0.1})], HIGH)
    assert two.flag_score > one.flag_score > 0


def test_a_field_for_a_factor_is_a_prior_for_it():
    faint = read("completeness", {LOW: 1.0}, sure=0.24)
    boxed = read("completeness", {LOW: 1.0}, sure=0.24, box="completeness")
    assert finding([faint], HIGH).judgement.level is None
    assert finding([boxed], HIGH).judgement.level == LOW


def test_words_in_the_wrong_field_still_count_for_their_own_factor():
    wrong = read("communication", {HIGH: 1.0}, sure=0.98, box="completeness")
    assert finding([wrong], HIGH, "communication").verdict is Verdict.CONSISTENT


def test_a_field_whose_text_says_nothing_of_its_factor_is_told_from_silence():
    silent = read("communication", {MIDDLE: 1.0}, sure=0.97)
    review = Review("1", (Box("q1", "Some words.", "completeness"),), {"completeness": MIDDLE})
    (found, *_) = find(RUBRIC, review, judge(RUBRIC, [silent]))
    assert found.verdict is Verdict.UNSUPPORTED
    assert "the text in its field says nothing of it" in found.reason


def test_contradictions_come_before_silence():
    contradiction = finding([read("completeness", {LOW: 0.8, MIDDLE: 0.2})], MIDDLE)
    silence = finding([read("communication", {MIDDLE: 1.0}, sure=0.99)], MIDDLE)
    assert contradiction.flag_score > silence.flag_score > 0


def test_evidence_is_in_reading_order():
    reads = [read("completeness", {LOW: 1.0}, sure=s) for s in (0.5, 0.9, 0.7)]
    weights = [item.weight for item in finding(reads, LOW).judgement.evidence]
    assert weights == pytest.approx([0.5, 0.9, 0.7])


def test_reasons_name_levels_and_never_tell_what_to_rate():
    reason = finding([read("completeness", {LOW: 0.9, MIDDLE: 0.1})], HIGH).reason
    assert reason == (
        "Completeness is rated Exceeds Expectations, while 1 passage reads more like "
        "Needs Improvement, a lower level."
    )


chances = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(
    lambda v: {level: x / sum(v) for level, x in zip(RUBRIC.level_ids, v, strict=True)}
)
reads = st.builds(read, st.sampled_from([*RUBRIC.factor_ids, NONE]), chances, st.floats(0.2, 0.99))


@given(st.lists(reads, max_size=8), st.sampled_from(RUBRIC.level_ids))
def test_scores_are_probabilities_and_levels_sum_to_one(passages, rating):
    found = finding(passages, rating)
    assert 0 <= found.flag_score <= 1
    assert 0 <= found.confidence <= 1 + 1e-9
    if found.judgement.levels:
        assert sum(found.judgement.levels.values()) == pytest.approx(1)
        assert found.judgement.evidence


@given(st.lists(reads, max_size=6), st.sampled_from(RUBRIC.level_ids), st.randoms())
def test_the_order_of_passages_does_not_move_a_verdict(passages, rating, random):
    before = finding(passages, rating)
    shuffled = list(passages)
    random.shuffle(shuffled)
    after = finding(shuffled, rating)
    assert after.flag_score == pytest.approx(before.flag_score)
    # An exact tie between two levels may fall either way by the last bit.
    top = sorted(before.judgement.levels.values())[-2:]
    if not top or top[1] - top[0] > 1e-9:
        assert after.judgement.level == before.judgement.level


@given(chances, st.sampled_from(RUBRIC.level_ids))
def test_empty_praise_does_not_move_a_verdict(levels, rating):
    alone = finding([read("completeness", levels)], rating)
    praise = Prediction(
        dict.fromkeys((*RUBRIC.factor_ids, NONE), 0.2), {LOW: 0.0, MIDDLE: 0.0, HIGH: 1.0}, 0.05
    )
    padded = [
        read("completeness", levels),
        Read("narrative", None, Passage("A joy.", 0, 6), praise),
    ]
    assert finding(padded, rating).verdict is alone.verdict


SILENT = Prediction({**dict.fromkeys(RUBRIC.factor_ids, 0.0), NONE: 1.0}, {}, 0.0)
NO_FACTOR = read(NONE, {MIDDLE: 1.0}, sure=1.0)


def other(length: int, box: str | None = None) -> Read:
    """A passage in another language, of so many characters."""
    return Read("narrative", box, Passage("é" * length, 0, length), SILENT, foreign=True)


def found_in(reads, ratings):
    review = Review("1", (), ratings)
    found = find(RUBRIC, review, judge(RUBRIC, reads), unread=unread(reads))
    return {item.judgement.factor: item for item in found}


def test_where_most_of_the_text_is_in_another_language_every_rating_is_uncertain():
    reads = [read("completeness", {LOW: 1.0}), other(19)]  # beside "Some words.", 11 characters
    found = found_in(reads, {"completeness": HIGH, "communication": LOW})
    assert {item.verdict for item in found.values() if item.assigned} == {Verdict.UNCERTAIN}
    assert found["completeness"].reason == (
        "Completeness is rated Exceeds Expectations; 63 % of the text is in a language other than "
        "English, which is not supported."
    )
    assert found["professionalism"].verdict is None
    assert not any(item.flagged or item.flag_score for item in found.values())


def test_where_less_is_the_rest_speaks_but_its_silence_says_nothing():
    reads = [read("completeness", {LOW: 1.0}), other(2)]
    found = found_in(reads, {"completeness": HIGH, "communication": LOW})
    assert found["completeness"].verdict is Verdict.ABOVE
    assert found["communication"].verdict is Verdict.UNCERTAIN
    assert "15 % of the text is in a language" in found["communication"].reason


def test_a_factor_whose_own_field_is_in_another_language_is_uncertain():
    reads = [
        *[read("completeness", {LOW: 1.0})] * 5,
        read("professionalism", {LOW: 1.0}),
        other(20, "completeness"),
    ]
    found = found_in(reads, {"completeness": HIGH, "professionalism": HIGH})
    assert found["completeness"].verdict is Verdict.UNCERTAIN
    assert "100 % of the text in its field is in a language" in found["completeness"].reason
    assert found["professionalism"].verdict is Verdict.ABOVE


@given(st.integers(0, 400), st.sampled_from([LOW, MIDDLE, HIGH]))
def test_text_in_another_language_never_makes_a_rating_unsupported(length, rating):
    reads = [NO_FACTOR, *([other(length)] if length else [])]
    verdict = found_in(reads, {"completeness": rating})["completeness"].verdict
    assert verdict is (Verdict.UNCERTAIN if length else Verdict.UNSUPPORTED)


def test_more_precision_gives_fewer_flags_and_never_others():
    reads = [read("completeness", {LOW: p, MIDDLE: 1 - p}) for p in (0.7,)]
    review = Review("1", (), {"completeness": MIDDLE})
    judged = judge(RUBRIC, reads)
    flagged = [
        find(RUBRIC, review, judged, precision=asked)[0].flagged
        for asked in (0.5, 0.75, 0.9, 0.95, 1.0)
    ]
    assert flagged == sorted(flagged, reverse=True)
    assert flagged[0] and not flagged[-1]


def test_a_gap_of_two_levels_outranks_one_of_one_level():
    reads = [read("completeness", {LOW: 0.95, MIDDLE: 0.05})]
    near, far = finding(reads, MIDDLE), finding(reads, HIGH)
    assert far.flag_score > near.flag_score


def test_only_the_surest_are_flagged_where_a_number_is_asked_for():
    reads = [read("completeness", {LOW: 0.98, MIDDLE: 0.02})]
    found = [finding(reads, rating) for rating in (MIDDLE, HIGH, LOW)]
    kept = surest(found, 1)
    assert [item.verdict for item in kept] == [
        Verdict.UNCERTAIN,
        Verdict.ABOVE,
        Verdict.CONSISTENT,
    ]
    assert surest(found, 2) == found


SHARES = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)


@given(st.lists(st.tuples(SHARES, st.sampled_from(RUBRIC.factor_ids)), max_size=6), st.randoms())
def test_the_order_of_passages_changes_no_judgement(drawn, rng):
    reads = [
        read(factor, dict(zip(RUBRIC.level_ids, (x / sum(s) for x in s), strict=True)))
        for s, factor in drawn
    ]
    mixed = list(reads)
    rng.shuffle(mixed)
    for one, other in zip(judge(RUBRIC, reads), judge(RUBRIC, mixed), strict=True):
        assert one.level == other.level or one.levels == pytest.approx(other.levels)
        assert one.levels == pytest.approx(other.levels)


@given(SHARES, st.floats(0.05, 0.9))
def test_praise_about_nothing_in_particular_changes_nothing(shares, sure):
    told = read("completeness", dict(zip(RUBRIC.level_ids, shares, strict=True)))
    empty = read(NONE, {HIGH: 1.0}, 0.95)
    alone, beside = judge(RUBRIC, [told]), judge(RUBRIC, [told, empty, empty])
    assert [j.levels for j in alone] == [j.levels for j in beside]


@given(SHARES, SHARES, st.floats(0.1, 5))
def test_stronger_words_never_lower_the_level(shares, other, stronger):
    def of(weights):
        return dict(zip(RUBRIC.level_ids, (w / sum(weights) for w in weights), strict=True))

    raised = [share * stronger**i for i, share in enumerate(shares)]
    beside = read("completeness", of(other))
    (weak, strong) = (
        judge(RUBRIC, [read("completeness", of(each)), beside])[0] for each in (shares, raised)
    )
    places = [RUBRIC.level_ids.index(str(judgement.level)) for judgement in (weak, strong)]
    assert places[1] >= places[0] if stronger >= 1 else places[1] <= places[0]
