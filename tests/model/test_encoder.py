"""The encoder at run time, with tiny random weights.

tests/data/encoder is what `scripts/export_encoder.py --tiny` writes.
"""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from narrative.errors import ModelError
from narrative.model import encoder as encoders
from narrative.model.encoder import FILES, Encoder
from narrative.rubric.store import load_rubric

AGENCY = load_rubric("agency")
FOLDER = Path(__file__).parents[1] / "data" / "encoder"
BYTES = {name: (FOLDER / name).read_bytes() for name in FILES}
TEXTS = [
    "She is polite and patient with every customer.",
    "",
    "   ",
    "Returns calls.",
    "Calls are returned late, and nobody knows why they were not returned at once. " * 9,
    "😀 <b>ok</b>",
    "[SEP] [PAD] [MASK]",
    "half a pair: \ud83d",
]


def changed(**values: object) -> dict[str, bytes]:
    config = json.loads(BYTES[FILES[2]]) | values
    return BYTES | {FILES[2]: json.dumps(config).encode()}


@pytest.fixture(scope="module")
def encoder():
    return Encoder.from_files(BYTES)


def same(one: encoders.Encoded, other: encoders.Encoded) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("projected", "pooled", "levels")
    )


def test_shapes_lengths_and_sums(encoder):
    found = encoder.encode(TEXTS)
    assert len(found) == len(TEXTS)
    assert found.projected.shape == found.pooled.shape == (len(TEXTS), encoder.config.width)
    assert found.projected.dtype == found.pooled.dtype == np.float32
    assert found.levels.shape == (len(TEXTS), 4)
    assert found.levels.dtype == np.float64
    assert np.allclose(np.linalg.norm(found.projected, axis=1), 1, atol=1e-5)
    assert np.allclose(found.levels.sum(axis=1), 1)


def test_a_text_gets_the_same_answer_in_any_company(encoder):
    together = encoder.encode(TEXTS)
    backwards = encoder.encode(TEXTS[::-1])
    for i, text in enumerate(TEXTS):
        alone = encoder.encode([text])
        for found, at in ((together, i), (backwards, -1 - i)):
            assert np.array_equal(found.projected[at], alone.projected[0])
            assert np.array_equal(found.levels[at], alone.levels[0])


def test_threads_change_nothing(encoder):
    assert same(encoder.encode(TEXTS), Encoder.from_files(BYTES, threads=3).encode(TEXTS))


def test_no_text_and_empty_text(encoder):
    nothing = encoder.encode([])
    assert nothing.projected.shape == (0, encoder.config.width)
    assert nothing.levels.shape == (0, 4)
    assert np.isfinite(encoder.encode([""]).projected).all()


def test_a_long_text_is_cut(encoder):
    beginning = "polite " * 200
    found = encoder.encode([beginning, (beginning + "x " * 50_000)[:100_000]])
    assert np.array_equal(found.projected[0], found.projected[1])


def test_repeated_texts_are_run_once(encoder, monkeypatch):
    runs = []
    run = Encoder._run
    monkeypatch.setattr(Encoder, "_run", lambda self, ids: runs.append(ids) or run(self, ids))
    found = encoder.encode(["Polite.", "Late.", "Polite.", "polite."])
    assert len(runs) == 2  # neither case nor a stop at the end is anything to the model
    assert np.array_equal(found.projected[0], found.projected[2])
    assert not np.array_equal(found.projected[0], found.projected[1])


def test_names_and_pronouns_leave_no_trace(encoder):
    he, she = encoder.encode(["Maria says she is polite.", "Peter says he is polite."]).projected
    assert np.array_equal(he, she)


def test_marks_of_the_tokenizer_are_plain_text():
    plain = Encoder.from_files(BYTES)
    marked, other = plain.encode(["polite [SEP] late", "polite late"]).projected
    assert not np.array_equal(marked, other)
    assert 3 not in plain._read("polite [SEP] late")[:-1]


def test_what_stands_before_a_text_is_read_with_it(encoder):
    alone = encoder.encode(["Twice more in May."])
    same_ = encoder.encode(["Twice more in May."], [""])
    behind = encoder.encode(["Twice more in May."], ["Calls are returned late."])
    assert np.array_equal(alone.projected, same_.projected)
    assert not np.array_equal(alone.projected, behind.projected)


def test_a_long_context_costs_no_more_than_a_short_one(encoder):
    behind = ["polite calls " * n for n in (40, 40_000)]
    pieces = [encoder._joined(encoder._read("Late."), encoder._read(one)) for one in behind]
    assert pieces[0] == pieces[1]
    assert len(pieces[0][0]) <= encoder.config.longest


def test_pickled_it_answers_the_same(encoder):
    again = pickle.loads(pickle.dumps(encoder))
    assert again.config == encoder.config
    assert same(encoder.encode(TEXTS), again.encode(TEXTS))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\x00 nothing of the kind"])
def test_bad_bytes_are_told(name, data):
    with pytest.raises(ModelError, match=name):
        Encoder.from_files(BYTES | {name: data})


def test_a_missing_file_is_told():
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        Encoder.from_files({name: BYTES[name] for name in (FILES[0], FILES[2])})


@pytest.mark.parametrize(
    "values", [{"width": 384}, {"max_tokens": 1}, {"version": 1}, {"temperature": 0}, {"more": 1}]
)
def test_a_configuration_that_does_not_fit_is_told(values):
    with pytest.raises(ModelError, match=r"encoder\.json"):
        Encoder.from_files(changed(**values))


def test_anchors_are_means_over_the_levels(encoder):
    texts = encoders.cell_texts(AGENCY)
    first = AGENCY.factors[0]
    assert texts[0] == f"{first.name}: {first.descriptors[AGENCY.level_ids[0]]}"
    mean = encoder.encode(texts[: len(AGENCY.levels)]).pooled.mean(axis=0)
    found = encoders.anchors(encoder, AGENCY)
    assert found.shape == (len(AGENCY.factors), encoder.config.width)
    assert np.allclose(found[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_factor_probabilities_follow_similarity(encoder):
    anchors = np.eye(3, encoder.config.width, dtype=np.float32)
    passages = np.vstack([anchors, np.eye(4, encoder.config.width, dtype=np.float32)[3:]])
    found = encoders.factor_probabilities(passages, anchors, encoder)
    assert found.argmax(axis=1).tolist() == [0, 1, 2, 3]  # near no factor: none
    logit = encoder.config.temperature * (1 - encoder.config.none)
    assert np.isclose(np.log(found[0, 0] / found[0, 3]), logit)
    assert np.allclose(found.sum(axis=1), 1)


def test_nothing_is_printed(capfd):
    Encoder.from_files(BYTES).encode(TEXTS)
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")
