"""The linear model and its folder."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import skops.io

from narrative import resources
from narrative.errors import ModelError
from narrative.model import linear, store
from narrative.model.choose import choose
from narrative.model.labelled import Labelled
from narrative.rubric.store import load_rubric

AGENCY = load_rubric("agency")


@pytest.fixture(scope="module")
def bundled():
    return choose(AGENCY)


@pytest.mark.parametrize(
    ("text", "factor", "level"),
    [
        ("She is polite and patient with every customer.", "professionalism", "meets"),
        ("Rude to customers and argues with them.", "professionalism", "needs_improvement"),
        ("He takes weeks to call people back.", "availability_timeliness", "needs_improvement"),
        ("Returns calls within the hour, even on weekends, and customers notice it.",
         "availability_timeliness", "exceeds"),
    ],
)  # fmt: skip
def test_reads_plain_sentences(bundled, text, factor, level):
    prediction = bundled.predict([text])[0]
    assert max(prediction.factors, key=prediction.factors.get) == factor
    assert max(prediction.levels, key=prediction.levels.get) == level


def test_what_is_said_about_a_person_says_nothing_about_a_level(bundled):
    praise, fact = bundled.predict(
        ["He has great potential and a wonderful personality.", "He answers every call politely."]
    ).informative
    assert praise < 0.5 < fact


def test_a_batch_predicts_as_its_texts_alone_do(bundled):
    texts = ["Calls are returned.", "", "  ", "Polite.", "x" * 100_000, "😀 <b>ok</b>"]
    together = bundled.predict(texts)
    for i, text in enumerate(texts):
        alone = bundled.predict([text])
        assert np.allclose(together.factors[i], alone.factors[0], atol=1e-6)
        assert np.allclose(together.levels[i], alone.levels[0], atol=1e-6)
    assert np.allclose(together.factors.sum(axis=1), 1, atol=1e-5)


def test_no_text_gives_no_prediction(bundled):
    assert len(bundled.predict([])) == 0


def test_descriptors_alone_train_a_model():
    heads = linear.train([AGENCY], [])
    predict = linear.LinearClassifier(AGENCY, "", heads).predict
    text = AGENCY.factor("communication").descriptors["meets"]
    prediction = predict([text])[0]
    assert max(prediction.factors, key=prediction.factors.get) == "communication"


def test_descriptors_are_learned_whole_and_by_clause():
    texts = [item.text for item in linear.descriptor_passages(AGENCY)]
    whole = AGENCY.factor("completeness").descriptors["meets"]
    assert whole in texts
    assert "Willingly provides assistance and useful information" in texts


def test_a_saved_model_predicts_the_same(tmp_path, bundled):
    comments = [
        Labelled("Returns every call.", "agency", "availability_timeliness", "meets", 0.5, "x"),
        Labelled("Snaps at people.", "agency", "professionalism", "needs_improvement", 0.0, "x"),
        Labelled("The roof leaked.", "agency", "none", None, None, "x"),
    ]
    heads = linear.train([AGENCY], comments)
    manifest = store.save_model(tmp_path / "m", store.Model(heads), [AGENCY], {"x": 3}, {})
    again, loaded = store.load_model(tmp_path / "m")
    assert again == manifest
    texts = ["Snaps at callers.", "Calls back."]
    one = linear.LinearClassifier(AGENCY, "", heads).predict(texts)
    two = linear.LinearClassifier(AGENCY, "", loaded.heads).predict(texts)
    assert np.array_equal(one.factors, two.factors)
    assert np.array_equal(one.levels, two.levels)


class Evil:
    """Would run when unpickled."""

    def __reduce__(self):
        return print, ("unpickled",)


def folder_with(tmp_path, data: bytes):
    """A model folder whose manifest vouches for any bytes."""
    source = resources.models_dir() / "linear" / "manifest.json"
    folder = tmp_path / "m"
    folder.mkdir()
    manifest = store.Manifest.model_validate_json(source.read_bytes())
    digest = store._digest(data)
    (folder / "heads.skops").write_bytes(data)
    altered = manifest.model_copy(update={"files": {"heads.skops": digest}})
    (folder / "manifest.json").write_text(altered.model_dump_json())
    return folder


def test_a_pickle_is_never_loaded(tmp_path, capsys):
    with pytest.raises(ModelError, match="cannot be opened"):
        store.load_model(folder_with(tmp_path, pickle.dumps(Evil())))
    assert "unpickled" not in capsys.readouterr().out


def test_types_that_no_model_needs_are_refused_by_name(tmp_path):
    data = skops.io.dumps({"words": Evil()})
    with pytest.raises(ModelError, match="Evil"):
        store.load_model(folder_with(tmp_path, data))


def test_an_archive_without_the_heads_is_refused(tmp_path):
    with pytest.raises(ModelError, match="cannot be opened"):
        store.load_model(folder_with(tmp_path, skops.io.dumps({"words": 1})))


def test_a_file_the_manifest_does_not_name_is_never_opened(tmp_path):
    folder = folder_with(tmp_path, b"")
    raw = (folder / "manifest.json").read_text().replace("heads.skops", "../heads.skops")
    (folder / "manifest.json").write_text(raw)
    with pytest.raises(ModelError, match="lists other files"):
        store.load_model(folder)


def test_the_bundled_model_knows_the_bundled_rubrics():
    told: list[str] = []
    for name in ("agency", "psa", "departmental"):
        choose(load_rubric(name), tell=told.append)
    assert told == []
