"""Explanations: parts that add up, and words whose loss is felt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.model import linear
from narrative.model.additive import classes_of
from narrative.model.choose import choose
from narrative.model.explain import explain
from narrative.model.features import features
from narrative.model.labelled import read_corpus
from narrative.model.reasons import Word, leading
from narrative.model.traces import CUES_FROM, traces
from narrative.records import NONE
from narrative.rubric.schema import Level, Rubric
from narrative.rubric.store import load_rubric
from narrative.text.align import aligned

AGENCY = load_rubric("agency")
BUNDLED = choose(AGENCY, "linear")
TEXTS = [
    "Customers wait up to two weeks for a call back, and several gave up and came in person.",
    "When they do reach her she is polite and patient with them.",
    "Maria is RUDE to clients!  Rude, rude, and she argues with them in front of others.",
    "Explains each form in plain words and checks that the caller has understood.",
    "The roof leaked.",
]


class Plain:
    """The same model, its kind hidden."""

    rubric, model_id = AGENCY, "plain"

    def predict(self, texts):
        return BUNDLED.predict(texts)


class Knowing(Plain):
    """A model that has a likeness of its own."""

    def similarity(self, texts, others):
        return np.array([[len(other) / 1000 for other in others] for _ in texts])


def contrast(chances: np.ndarray, own: int) -> float:
    """Log of one probability less the mean log of the others, each by its probability."""
    rivals = np.delete(chances, own)
    return float(np.log(chances[own]) - rivals @ np.log(rivals) / rivals.sum())


@pytest.mark.parametrize("text", [*TEXTS, "", "Maria", "😀", "x"])
def test_the_parts_of_an_answer_add_up_to_its_logit_difference(text):
    answer, found = explain(BUNDLED, text), BUNDLED.predict([text])
    assert answer.method == "exact"
    factors, levels = found.factors[0], found.levels[0]
    assert answer.factor.total == pytest.approx(contrast(factors, factors.argmax()), abs=1e-4)
    assert answer.level.total == pytest.approx(contrast(levels, levels.argmax()), abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(read_corpus()))
def test_parts_add_up_for_any_comment(passage):
    answer, factors = explain(BUNDLED, passage.text), BUNDLED.predict([passage.text]).factors[0]
    # The rarest factors round to nothing in single precision, and so do their logarithms.
    wanted = contrast(np.maximum(factors, 1e-12), factors.argmax())
    assert answer.factor.total == pytest.approx(wanted, abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=80), st.sampled_from(read_corpus()).map(lambda p: p.text)))
def test_the_ngrams_traced_are_those_the_matrix_counts(text):
    row = features([text], BUNDLED.heads.weights)
    found = traces([word.word for word in aligned(text)])
    filled = {int(column) for column in row.indices if column < CUES_FROM}
    assert set(found.columns.tolist()) == filled


@pytest.mark.parametrize("model", [BUNDLED, Plain()], ids=["exact", "leave-one-out"])
@pytest.mark.parametrize("text", [*TEXTS[:2], TEXTS[3], "Argues with callers, often."])
def test_without_its_top_word_an_answer_is_less_likely(model, text):
    answer = explain(model, text)
    (top,) = leading([word for word in answer.factor.words if word.weight > 0], 1)
    changed = text[: top.start] + text[top.end :]
    after = BUNDLED.predict([changed])[0].factors[answer.factor.answer]
    assert after < answer.factor.probability


def test_both_ways_find_the_same_top_word():
    one, two = (explain(model, TEXTS[1]).factor for model in (BUNDLED, Plain()))
    assert leading(one.words, 1)[0].text == leading(two.words, 1)[0].text == "polite"


@pytest.mark.parametrize("model", [BUNDLED, Plain()], ids=["exact", "leave-one-out"])
def test_the_same_text_gets_the_same_explanation(model):
    assert explain(model, TEXTS[0]) == explain(model, TEXTS[0])


@pytest.mark.parametrize("model", [BUNDLED, Plain()], ids=["exact", "leave-one-out"])
@pytest.mark.parametrize("text", ["", "  ", "?!", "Maria"])
def test_a_text_without_words_has_no_words_that_count(model, text):
    answer = explain(model, text)
    assert answer.factor.words == answer.level.words == ()
    assert answer.prediction == model.predict([text])[0]


@pytest.mark.parametrize("model", [BUNDLED, Plain()], ids=["exact", "leave-one-out"])
def test_names_and_pronouns_are_in_no_explanation(model):
    one = explain(model, "Mr. John Smith is rude to callers, and he argues.")
    two = explain(model, "Fatima is rude to callers, and she argues.")
    assert [(w.text, w.weight) for w in one.factor.words] == [
        (w.text, pytest.approx(w.weight)) for w in two.factor.words
    ]
    assert not {"Mr", "John", "Smith", "he", "Fatima", "she"} & {w.text for w in one.factor.words}


def test_words_stand_where_they_are_said_to():
    text = TEXTS[2]
    for word in explain(BUNDLED, text).factor.words:
        assert text[word.start : word.end] == word.text


def test_a_long_passage_is_left_out_in_runs_of_few_texts():
    asked: list[int] = []

    class Counting(Plain):
        def predict(self, texts):
            asked.append(len(texts))
            return BUNDLED.predict([text[:200] for text in texts])

    answer = explain(Counting(), "polite " * 1_000)
    assert len(answer.factor.words) == 1_000
    assert max(asked) <= 256


def test_each_level_has_the_nearest_part_of_its_descriptor():
    nearest = explain(BUNDLED, "Remains calm and polite in all situations.").descriptors
    assert [near.level for near in nearest] == list(AGENCY.level_ids)
    best = max(nearest, key=lambda near: near.similarity)
    assert best.level == "meets"
    assert "polite in all situations" in best.text
    own = AGENCY.factor("professionalism").descriptors
    assert all(near.text in own[near.level] for near in nearest)
    assert all(0 <= near.similarity <= 1 + 1e-6 for near in nearest)


def test_a_models_own_likeness_comes_first():
    nearest = explain(Knowing(), TEXTS[1]).descriptors
    assert all(near.similarity == pytest.approx(len(near.text) / 1000) for near in nearest)


def test_no_factor_has_no_descriptors():
    answer = explain(BUNDLED, "The roof leaked.")
    assert answer.factor.answer == NONE
    assert answer.descriptors == ()


def rubric_of(*levels: str) -> Rubric:
    return Rubric.model_validate(
        {
            "id": "r",
            "name": "r",
            "levels": [{"id": f"l{i}", "name": name} for i, name in enumerate(levels)],
            "factors": [
                {"id": "calls", "name": "Calls", "descriptors": {"l0": "Never calls."}},
                {"id": "manner", "name": "Manner", "descriptors": {"l2": "Is polite."}},
            ],
        }
    )


@pytest.mark.parametrize(
    ("levels", "classes"),
    [
        (("Below", "Meets", "Above"), [{0}, {1}, {2}]),
        (("A", "B", "C", "D", "E"), [{0}, {0}, {1}, {1}, {2}]),
    ],
)
def test_which_classes_speak_for_a_level(levels, classes):
    rubric = rubric_of(*levels)
    assert [classes_of(rubric, level) for level in rubric.level_ids] == classes


def test_the_upper_of_two_levels_is_at_or_above():
    rubric = AGENCY.model_copy(
        update={"levels": tuple(Level(id=f"l{i}", name=f"Level {i}") for i in range(2))}
    )
    assert [classes_of(rubric, level) for level in rubric.level_ids] == [{0}, {1, 2}]


def test_a_model_of_few_classes_is_explained_too():
    rubric = rubric_of("Below", "Meets", "Above")
    model = linear.LinearClassifier(rubric, "", linear.train([rubric], []))
    answer = explain(model, "Is polite.")
    found = model.predict(["Is polite."])
    one, other = sorted(found.factors[0][:2])[::-1]
    assert answer.factor.total == pytest.approx(np.log(one / other), abs=1e-4)


def test_leading_words_are_the_weightiest_of_either_sign():
    words = [Word(str(i), i, i + 1, w) for i, w in enumerate((0.05, -2.0, 1.0, 0.0, 1.0))]
    assert [word.weight for word in leading(words, 3)] == [-2.0, 1.0, 1.0]
    assert leading([], 3) == ()
