"""The estimator: scikit-learn's own checks, and what they cannot ask of texts."""

from __future__ import annotations

import doctest
import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.metrics import cohen_kappa_score, log_loss, make_scorer
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import parametrize_with_checks

import narrative.sklearn
from narrative.errors import ConfigError, RubricError
from narrative.model.explain import explain
from narrative.rubric.store import load_rubric
from narrative.sklearn import RubricClassifier

AGENCY = load_rubric("agency")
COMMENTS = {
    "professionalism": ["Snaps at callers.", "Is polite to all.", "Argues.", "Stays calm."],
    "availability_timeliness": ["Calls back late.", "Is easy to reach.", "Prompt.", "Slow."],
    "none": ["The roof leaked.", "Joined in May.", "Likes tea.", "Works in the annex."],
}
X = [text for texts in COMMENTS.values() for text in texts]
Y = [factor for factor, texts in COMMENTS.items() for _ in texts]
RATED = ["Snaps at callers.", "Polite to everybody.", "Customers write in to praise the help."]
LEVELS = ["needs_improvement", "meets", "exceeds"]


class Checked(RubricClassifier):
    """Says that it takes tables: for texts scikit-learn has no checks at all."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        return tags


TEXTS_ONLY = "fits numbers, which are no comments; the same is tested on texts below"
TABLES_ONLY = "about tables of numbers: columns, sparse or complex values"
OWN_LABELS = "fits labels of its own; a rubric's ids are the only ones there are"
EXPECTED = {
    "check_fit_score_takes_y": TEXTS_ONLY,
    "check_estimators_overwrite_params": TEXTS_ONLY,
    "check_dont_overwrite_parameters": TEXTS_ONLY,
    "check_estimators_fit_returns_self": TEXTS_ONLY,
    "check_readonly_memmap_input": TEXTS_ONLY,
    "check_pipeline_consistency": TEXTS_ONLY,
    "check_estimators_pickle": TEXTS_ONLY,
    "check_estimators_nan_inf": TEXTS_ONLY,
    "check_classifier_data_not_an_array": TEXTS_ONLY,
    "check_dtype_object": TEXTS_ONLY,
    "check_methods_sample_order_invariance": TEXTS_ONLY,
    "check_methods_subset_invariance": TEXTS_ONLY,
    "check_dict_unchanged": TEXTS_ONLY,
    "check_fit_idempotent": TEXTS_ONLY,
    "check_fit_check_is_fitted": TEXTS_ONLY,
    "check_supervised_y_2d": TEXTS_ONLY,
    "check_n_features_in": TABLES_ONLY,
    "check_n_features_in_after_fitting": TABLES_ONLY,
    "check_positive_only_tag_during_fit": TABLES_ONLY,
    "check_estimators_dtypes": TABLES_ONLY,
    "check_complex_data": TABLES_ONLY,
    "check_estimator_sparse_array": TABLES_ONLY,
    "check_f_contiguous_array_estimator": TABLES_ONLY,
    "check_fit2d_1sample": TABLES_ONLY,
    "check_fit2d_1feature": TABLES_ONLY,
    "check_fit2d_predict1d": TABLES_ONLY,
    "check_classifiers_one_label": OWN_LABELS,
    "check_classifiers_classes": OWN_LABELS,
    "check_classifiers_train": OWN_LABELS,
    "check_classifiers_regression_target": OWN_LABELS,
    "check_estimators_empty_data_messages": "no comments at all are allowed: a rubric says enough",
}


@parametrize_with_checks([Checked(corpus=False)], expected_failed_checks=lambda _: EXPECTED)
def test_scikit_learns_checks(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def fitted():
    return RubricClassifier(corpus=False).fit(X, Y)


def test_the_example_in_the_module():
    assert doctest.testmod(narrative.sklearn).failed == 0


def test_predicts_ids_with_probabilities(fitted):
    assert fitted.classes_.tolist() == sorted([*AGENCY.factor_ids, "none"])
    chances = fitted.predict_proba(X)
    assert chances.shape == (len(X), 5)
    assert np.allclose(chances.sum(axis=1), 1)
    assert (fitted.predict(X) == fitted.classes_[chances.argmax(axis=1)]).all()
    assert fitted.score(X, Y) == 1


@pytest.mark.parametrize(
    "given", [tuple(X), np.array(X), np.array(X, dtype=object), pd.Series(X, index=range(5, 17))]
)
def test_any_sequence_of_strings_will_do(fitted, given):
    again = RubricClassifier(corpus=False).fit(given, pd.Series(Y))
    assert np.array_equal(again.predict_proba(given), fitted.predict_proba(X))


def test_levels_are_a_target_of_their_own():
    model = RubricClassifier(target="level", corpus=False).fit(RATED, LEVELS)
    assert model.classes_.tolist() == ["exceeds", "meets", "needs_improvement"]
    assert model.predict(RATED).tolist() == LEVELS


@pytest.mark.parametrize(("target", "answer"), [("factor", "professionalism"), ("level", "meets")])
def test_a_rubric_alone_is_enough_to_fit(target, answer):
    text = AGENCY.factor("professionalism").descriptors["meets"]
    model = RubricClassifier(AGENCY, target=target, corpus=False).fit([], [])
    assert model.predict([text]).tolist() == [answer]


def test_factor_labels_leave_the_level_of_the_model_behind_it_alone(fitted):
    bare = RubricClassifier(corpus=False).fit([], []).classifier_
    text = AGENCY.factor("professionalism").descriptors["exceeds"]
    assert fitted.classifier_.predict([text]).informative[0] == pytest.approx(1)
    assert bare.predict([text]).informative[0] == pytest.approx(1)


def test_with_the_corpus_it_starts_from_the_bundled_model():
    model = RubricClassifier().fit(["Blorped the zibble."], ["completeness"])
    texts = ["Rude to customers and argues with them.", "Blorped the zibble again."]
    assert model.predict(texts).tolist() == ["professionalism", "completeness"]


def test_the_model_behind_it_can_be_explained(fitted):
    words = explain(fitted.classifier_, "Snaps at callers.").factor.words
    assert [word.text for word in words] == ["Snaps", "at", "callers"]


def test_fitting_again_gives_the_same_and_changes_nothing(fitted):
    again = RubricClassifier(corpus=False)
    before = dict(vars(again))
    texts, labels = list(X), list(Y)
    assert again.fit(texts, labels) is again
    assert {name: vars(again)[name] for name in before} == before
    assert (texts, labels) == (X, Y)
    state = dict(vars(again))
    chances = again.predict_proba(X)
    assert vars(again) == state
    assert np.array_equal(chances, fitted.predict_proba(X))
    assert np.array_equal(again.fit(X, Y).predict_proba(X), chances)


def test_rows_are_predicted_each_for_itself(fitted):
    whole = fitted.predict_proba(X)
    assert np.allclose(fitted.predict_proba(X[::-1]), whole[::-1])
    assert np.allclose(fitted.predict_proba(X[3:5]), whole[3:5])
    assert fitted.predict([]).shape == (0,)
    assert fitted.predict_proba([]).shape == (0, 5)


def test_read_only_arrays_are_fine(fitted):
    array = np.array(X)
    array.flags.writeable = False
    assert (fitted.predict(array) == fitted.predict(X)).all()


def test_pickles_and_clones(fitted):
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(again.predict_proba(X), fitted.predict_proba(X))
    copy = clone(RubricClassifier(AGENCY, target="level", corpus=False))
    assert copy.get_params() == {"rubric": AGENCY, "target": "level", "corpus": False}
    with pytest.raises(NotFittedError):
        clone(fitted).predict(X)


def test_in_a_pipeline_with_a_column_of_a_table():
    table = pd.DataFrame({"id": range(len(X)), "comment": X})
    pick = ColumnTransformer([("text", "passthrough", ["comment"])])
    flat = FunctionTransformer(np.ravel)
    pipe = make_pipeline(pick, flat, RubricClassifier(corpus=False)).fit(table, Y)
    assert pipe.score(table, Y) == 1


def test_in_a_grid_search():
    # Comments may lack a factor that the rubric has, so the scorer is told all of them.
    labels = sorted([*AGENCY.factor_ids, "none"])
    loss = make_scorer(
        log_loss, greater_is_better=False, response_method="predict_proba", labels=labels
    )
    grid = {"rubric": ["agency", AGENCY], "corpus": [False]}
    search = GridSearchCV(RubricClassifier(), grid, cv=2, scoring=loss).fit(X, Y)
    scores = search.cv_results_["mean_test_score"]
    assert scores[0] == scores[1] < 0
    assert search.best_estimator_.predict(X).shape == (len(X),)


def test_levels_can_be_scored_by_their_distance():
    kappa = make_scorer(cohen_kappa_score, weights="quadratic", labels=list(AGENCY.level_ids))
    model = RubricClassifier(target="level", corpus=False)
    scores = cross_val_score(model, RATED * 3, LEVELS * 3, cv=3, scoring=kappa)
    assert scores.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("parameters", "error", "told"),
    [
        ({"target": "cell"}, ValueError, "target='cell'"),
        ({"corpus": "yes"}, ValueError, "corpus='yes'"),
        ({"rubric": "nowhere"}, (RubricError, ConfigError), "nowhere"),
    ],
)
def test_parameters_are_checked_when_fitting(parameters, error, told):
    with pytest.raises(error, match=told):
        RubricClassifier(**parameters).fit(X, Y)


@pytest.mark.parametrize(
    ("texts", "labels", "told"),
    [
        ("Polite.", ["none"], "one string"),
        ([["Polite."]], ["none"], "has shape 1x1"),
        (["Polite.", None], ["none", "none"], r"X\[1\] is of type NoneType"),
        (["Polite.", float("nan")], ["none", "none"], r"X\[1\] is of type float"),
        (["Polite."], [], "1 comments and y 0 labels"),
        (["Polite."], ["kindness"], r"y\[0\]: not one of completeness, "),
        (["Polite."], [pd.NA], r"y\[0\]: not one of completeness, "),
        (["Polite."], None, "requires y"),
        ((text for text in X), Y, "of type generator"),
    ],
)
def test_comments_and_labels_are_checked(texts, labels, told):
    with pytest.raises(ValueError, match=told):
        RubricClassifier(corpus=False).fit(texts, labels)


def test_no_comment_is_quoted_in_an_error():
    with pytest.raises(ValueError, match="not one of") as caught:
        RubricClassifier(corpus=False).fit(["Secret words."], ["kindness"])
    assert "Secret" not in str(caught.value)
    assert "kindness" not in str(caught.value)
