"""Finding identities: by words in two languages, by formulas under any letters, and nothing where there is nothing."""

import json

import pytest
from click.testing import CliRunner

from derive.catalogue import load
from derive.cli import cli
from derive.search import find
from derive.search.formulas import read
from derive.search.renaming import alike

WORDS = {
    "layer norm": "normalisations.layer_norm_backward",
    "Layer Normalization": "normalisations.layer_norm_backward",
    "focal": "classification_losses.focal_gradient",
    "sigmoid slope": "smooth_activations.logistic_slope",
    "flash attention scores": "attention.gradient_of_scores",
    "合页": "pointwise_losses.hinge_slope",
    "RoPE": "attention.rotary_score",
    "GAE": "sequences.advantages_telescope",
    "SGNS": "embeddings.word_gradient",
    "CTC": "alignments.every_time_sees_all_paths",
    "ELBO": "latent_variables.evidence_is_bound_and_gap",
    "HMM": "sequences.forward_backward",
    "pooling": "neighbours.pool_of_two",
    "SVM": "pointwise_losses.hinge_slope",
}


@pytest.mark.parametrize(("words", "wanted"), WORDS.items(), ids=WORDS)
def test_words_find_what_they_name(words, wanted):
    assert wanted in {each.id for each in find(words)}


def test_what_is_named_goes_before_what_is_mentioned():
    assert find("layer norm backward")[0].id == "normalisations.layer_norm_backward"


FORMULAS = {
    r"p_i (\delta_{ij} - p_j)": ("softargmax.jacobian_in_scores", "right side"),
    r"$s_m(\delta_{mc} - s_c)$": ("softargmax.jacobian_in_scores", "right side"),
    "p_k (δ_kj − p_j)": ("classification_losses.probability_slope", "right side"),
    "p_k delta_kj - p_j p_k": ("classification_losses.probability_slope", "right side"),
    r"\frac{e^{x_i}}{\sum_j e^{x_j}}": ("softargmax.p", "definition"),
    r"q_n (u_n - \sum_m u_m q_m)": ("softmax_layer.closed_form", "right side"),
    r"\frac{\partial s}{\partial x} = s (1 - s)": ("smooth_activations.logistic_slope", "claim"),
    r"\sigma(x) (1 - \sigma(x))": ("smooth_activations.logistic_slope", "right side"),
    r"1 - \tanh(x)^2": ("smooth_activations.tanh_slope", "right side"),
    r"y_i - t_i": ("softmax_by_cases.gradient", "right side"),
}


@pytest.mark.parametrize(("formula", "wanted"), FORMULAS.items(), ids=FORMULAS)
def test_a_formula_finds_what_states_it_under_other_letters(formula, wanted):
    assert wanted in {(each.id, each.where) for each in find(formula, limit=100)}


@pytest.mark.parametrize(
    "formula", [r"p_i (\delta_{ij} + 2 p_j)", r"p_i (\delta_{ij} - p_j)^3", "x + 17 y", r"\frac{1", "_"]
)
def test_what_is_stated_nowhere_is_not_found(formula):
    assert find(formula) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"a_i b_j", r"a_i b_i"),
        (r"\sum_j W_{ij} x_j", r"\sum_j W_{ji} x_j"),
        (r"x_i - y_i", r"x_i - y_j"),
        (r"x_i / y_i", r"x_i - y_i"),
    ],
)
def test_formulas_of_other_shape_are_not_alike(one, other):
    first, second = read(one), read(other)
    assert first
    assert second
    assert alike(first, first)
    assert not alike(first, second)


def test_only_the_pages_asked_for_are_searched():
    found = find(r"p_i (\delta_{ij} - p_j)", [load("policies")])
    assert {each.page for each in found} == {"policies"}
    assert [each.where for each in found] == sorted(
        (each.where for each in found), key=lambda where: "line" in where
    )


def test_a_formula_is_never_run(tmp_path):
    place = tmp_path / "there"
    assert find(f"__import__('pathlib').Path('{place}').touch() = 1") == ()
    assert not place.exists()


def test_the_command():
    told = CliRunner().invoke(cli, ["find", "layer", "norm"])
    assert told.exit_code == 0
    assert "normalisations.layer_norm_backward" in told.output
    found = json.loads(CliRunner().invoke(cli, ["find", "--json", "--limit", "1", "focal"]).output)
    assert [each["id"] for each in found] == ["classification_losses.focal_gradient"]
    nothing = CliRunner().invoke(cli, ["find", "zygote"])
    assert (nothing.exit_code, nothing.output.strip()) == (1, "nothing found")


def test_pages_are_listed_by_subject():
    told = CliRunner().invoke(cli, ["list"]).output
    assert (
        told.index("FIVE DOCUMENTS")
        < told.index("cross_entropy ·")
        < told.index("LOSSES")
        < told.index("ranking_losses ·")
    )
    assert told.count("LOSSES") == 1
