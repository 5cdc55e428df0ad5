"""What labels of an organisation's own change, with a tiny encoder of random weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from narrative.errors import ConfigError
from narrative.model import linear
from narrative.model.correction import alike, learned
from narrative.model.encoder import FILES
from narrative.model.labelled import Labelled, level_places
from narrative.model.stacked import Stack
from narrative.model.store import Model, load_model, save_model
from narrative.model.training import corrected
from narrative.records import NONE
from narrative.rubric.schema import Rubric

FOLDER = Path(__file__).parents[1] / "data" / "encoder"
RUBRIC = Rubric.model_validate(
    {
        "id": "bakery",
        "name": "Bakery",
        "levels": [{"id": i, "name": n} for i, n in (("raw", "Below"), ("risen", "Meets"),
                                                     ("golden", "Exceeds"))],
        "factors": [
            {"id": "stock", "name": "Stock", "descriptors": {
                "raw": "Shelves stand empty by noon.", "risen": "Shelves are full."}},
            {"id": "hygiene", "name": "Hygiene", "descriptors": {
                "raw": "The counter is dirty.", "golden": "The counter gleams at all times."}},
            {"id": "manner", "name": "Manner", "descriptors": {"risen": "Greets every customer."}},
        ],
    }
)  # fmt: skip
OTHER = RUBRIC.model_copy(update={"id": "cafe", "factors": RUBRIC.factors[:2]})
STACK = Stack(level=(0.6, 0.6), level_bias=(0, 0, 0, 0), factor=(0.5, 0.9), alone=0.8)
WORDS = {"stock": "rye rolls trays", "hygiene": "crumbs grease slicer", NONE: "aprons march roof"}
HOW = {"raw": "gone again sadly", "risen": "as they should be", "golden": "never once this year"}


def comment(factor: str, level: str | None, number: int) -> Labelled:
    """Two of a factor's words and two of a level's, none of them in the rubric."""
    words = WORDS[factor].split()
    how = (HOW[level] if level else "nothing").split()
    text = " ".join(part[(number + i) % len(part)] for part in (words, how) for i in (0, 1))
    place = level_places(RUBRIC)[level] if level else None
    return Labelled(f"{text} {number}", RUBRIC.id, factor, level, place, "own")


COMMENTS = [
    *(comment(f, v, i) for i in range(4) for f in ("stock", "hygiene") for v in HOW),
    *(comment(NONE, None, i) for i in range(4)),
]


@pytest.fixture(scope="module")
def model() -> Model:
    passages = [
        Labelled("Work is poor.", "else", "x", "low", 0.0, "s"),
        Labelled("Work is excellent.", "else", "x", "high", 1.0, "s"),
        Labelled("The weather was fine.", "else", NONE, None, None, "s"),
    ]
    files = {name: (FOLDER / name).read_bytes() for name in FILES}
    return Model(linear.train([OTHER], passages), files, STACK)


def trained(model, labelled, rubric=RUBRIC):
    return corrected(model, [rubric], labelled)[0]


def right(ready, comments) -> tuple[float, float]:
    """Share of comments whose factor, and of those with a level whose level is right."""
    found = ready.predict([c.text for c in comments])
    factors = [*RUBRIC.factor_ids, NONE]
    given = [factors[i] for i in found.factors.argmax(axis=1)]
    levels = [RUBRIC.level_ids[i] for i in found.levels.argmax(axis=1)]
    told = [(c.level, v) for c, v in zip(comments, levels, strict=True) if c.level]
    return (
        float(np.mean([c.factor == f for c, f in zip(comments, given, strict=True)])),
        float(np.mean([a == b for a, b in told])),
    )


def sound(found) -> bool:
    rows = np.hstack([found.factors, found.levels])
    return bool(
        np.isfinite(rows).all()
        and (rows > 0).all()
        and np.allclose(found.factors.sum(axis=1), 1)
        and np.allclose(found.levels.sum(axis=1), 1)
        and ((found.informative > 0) & (found.informative < 1)).all()
    )


def test_labels_beat_descriptors_alone_on_comments_not_yet_seen(model):
    fresh = [comment(c.factor, c.level, i + 7) for i, c in enumerate(COMMENTS)]
    without, with_labels = (right(trained(model, own), fresh) for own in ([], COMMENTS))
    assert with_labels[0] > max(without[0], 0.9)
    assert with_labels[1] > without[1]


def test_without_labels_nothing_changes(model):
    ready = trained(model, [])
    assert ready.correction is None
    assert not ready.trained
    assert trained(model, COMMENTS).trained


def test_labels_under_another_rubric_change_nothing(model):
    assert trained(model, [replace(c, rubric="else") for c in COMMENTS]).correction is None


def test_one_label_a_factor(model):
    own = [comment("stock", "raw", 0), comment("hygiene", "golden", 0), comment(NONE, None, 0)]
    ready = trained(model, own)
    found = ready.predict([c.text for c in own])
    assert found.factors.argmax(axis=1).tolist() == [0, 1, 3]
    assert sound(found)


def test_a_factor_without_labels_is_not_forgotten(model):
    text = RUBRIC.factor("manner").descriptors["risen"]
    found = trained(model, COMMENTS).predict([text, "Slicer and grease."])
    assert found.factors[0].argmax() == 2
    assert sound(found)


def test_a_level_never_seen_stays_possible(model):
    own = [c for c in COMMENTS if c.level != "golden"]
    found = trained(model, own).predict([c.text for c in COMMENTS] + ["The counter gleams."])
    assert sound(found)
    assert found.levels[-1].argmax() == 2


def test_how_often_a_label_is_given_is_no_evidence(model):
    rare = [comment("hygiene", "raw", i) for i in range(2)]
    own = [*rare, *(comment("stock", "risen", i) for i in range(60))]
    ready, before = trained(model, own), trained(model, [])
    assert ready.predict([rare[0].text]).factors[0].argmax() == 1
    strange = ["Quarterly figures, printed.", "Something else altogether"]
    for one, other in zip(ready.predict(strange).factors, before.predict(strange).factors,
                          strict=True):  # fmt: skip
        assert one[0] < other[0] + 0.25


def test_labels_of_one_kind_only(model):
    ready = trained(model, [comment("stock", "raw", i) for i in range(5)])
    assert sound(ready.predict(["rye rolls", "", "Greets every customer."]))


def test_learning_twice_gives_the_same(model):
    one, two = (trained(model, COMMENTS).correction for _ in range(2))
    assert np.array_equal(one.factor, two.factor)
    assert np.array_equal(one.level, two.level)


def test_learning_again_forgets_what_was_learned(model):
    ready = trained(model, COMMENTS)
    assert np.array_equal(ready.learn(COMMENTS).factor, ready.correction.factor)


def test_a_saved_correction_predicts_the_same(model, tmp_path):
    ready = trained(model, COMMENTS)
    own = {RUBRIC.content_hash(): ready.correction}
    manifest = save_model(tmp_path / "m", replace(model, corrections=own), [RUBRIC], {}, {})
    again = save_model(tmp_path / "n", replace(model, corrections=own), [RUBRIC], {}, {})
    assert manifest.files == again.files
    _, loaded = load_model(tmp_path / "m")
    assert loaded.knows(RUBRIC)
    assert loaded.knows(OTHER)
    kept = replace(trained(loaded, []), correction=loaded.corrections[RUBRIC.content_hash()])
    texts = [c.text for c in COMMENTS]
    one, two = ready.predict(texts), kept.predict(texts)
    for name in ("factors", "levels", "informative"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_a_folder_holds_no_words_of_the_comments(model, tmp_path):
    own = {RUBRIC.content_hash(): trained(model, COMMENTS).correction}
    save_model(tmp_path / "m", replace(model, corrections=own), [], {}, {})
    data = b"".join(path.read_bytes() for path in (tmp_path / "m").iterdir())
    assert not any(word.encode() in data for word in ("slicer", "aprons", "sadly"))


def test_a_linear_model_has_nothing_to_correct(model):
    with pytest.raises(ConfigError, match="no encoder"):
        corrected(Model(model.heads), [RUBRIC], COMMENTS)


def test_passages_are_read_alone_or_together(model):
    ready = trained(model, COMMENTS)
    texts = [c.text for c in COMMENTS[:5]] + [""]
    together = ready.predict(texts)
    for i, text in enumerate(texts):
        alone = ready.predict([text])
        assert np.allclose(together.factors[i], alone.factors[0], atol=1e-6)
        assert np.allclose(together.levels[i], alone.levels[0], atol=1e-6)
    assert len(ready.predict([])) == 0


@settings(max_examples=40)
@given(st.integers(0, 2**20), st.integers(1, 12), st.integers(2, 5))
def test_the_stronger_the_prior_the_smaller_the_change(seed, count, size):
    rng = np.random.default_rng(seed)
    start = np.log(rng.dirichlet(np.ones(size), count))
    rows = csr_matrix(rng.normal(size=(count, 6)))
    classes = rng.integers(0, size, count).tolist()
    norms = [np.linalg.norm(learned(start, rows, classes, s)) for s in (0.1, 1.0, 10.0, 1e6)]
    assert norms == sorted(norms, reverse=True)
    assert norms[-1] < 1e-3


def test_near_levels_are_weighed_alike():
    found = alike([0.0, 0.25, 1.0])
    assert found[0, 1] > found[1, 2] > found[0, 2] > 0
    assert np.array_equal(found[3], [0, 0, 0, 1])
    np.linalg.cholesky(alike(np.linspace(0, 1, 9).tolist()) + 1e-6 * np.eye(10))
