"""Letters whose definitions are not read stand for any vector or matrix; nothing is refuted by them."""

import pytest

from tests.documents.readings.judged import last, verdicts

WEIGHTS = r"Let $W = \frac{1}{2}\text{diag}\{w^{(1)}, \ldots, w^{(m)}\}$ be a diagonal matrix." + "\n\n"
SQUARE = r"(X\theta - y)^T W (X\theta - y) = \theta^T X^T W X\theta - 2 y^T W X \theta"


def test_a_definition_that_is_not_read_is_not_used():
    assert last(f"{WEIGHTS}$${SQUARE} + y^T W y$$") == "proved"
    assert last(f"{WEIGHTS}$${SQUARE} + y^T y$$") == "undecided"


@pytest.mark.parametrize("written", ["(t, t^2)^T", "(t, t^2)"])
def test_what_is_written_out_depends_on_what_stands_in_it(written):
    text = f"Let $v = {written}$.\n\n"
    assert last(rf"{text}$$\frac{{d}}{{dt}} (t\, v) = v$$") == "undecided"


def test_what_is_written_out_is_a_vector():
    text = "Let $v = (a, b, c)^T$ and $x$ a vector.\n\n"
    assert last(f"{text}$$(v + x)^T (v + x) = v^T v + 2 v^T x + x^T x$$") == "proved"
    assert last(f"{text}$$(v + x)^T (v + x) = v^T v + v^T x + x^T x$$") != "proved"


def test_a_set_is_no_vector_that_a_letter_stands_for():
    text = "The sample space is $X = (0, 1)^n$.\n\n"
    assert last(f"{text}$$(s + t)^2 - s^2 = 2 s t + t^2$$") == "proved"


def test_vectors_are_numbered_above_where_a_power_means_nothing():
    text = "Let $w^1$ and $w^2$ be vectors and $S$ a symmetric matrix.\n\n"
    assert last(f"{text}$$(w^1)^T S w^2 = (w^2)^T S w^1$$") == "proved"
    assert last(f"{text}$$(w^1)^T S w^2 = (w^1)^T S w^1$$") != "proved"
    assert last("$$x^0 + x^1 + x^2 = 1 + x + x \\cdot x$$") == "proved"


def test_sizes_below_brackets_say_nothing_else():
    text = "Let $\\mathbf{W} = [\\mathbf{w}_1, \\cdots, \\mathbf{w}_k]_{n\\times k}$ and $\\mathbf{X}$ be a matrix.\n\n"
    assert (
        last(rf"{text}$$(\mathbf{{W}}^\top \mathbf{{X}})^\top = \mathbf{{X}}^\top \mathbf{{W}}$$") == "proved"
    )
    assert (
        last(rf"{text}$$(\mathbf{{W}}^\top \mathbf{{X}})^\top = \mathbf{{W}} \mathbf{{X}}^\top$$") != "proved"
    )


def test_a_bar_in_a_subscript_is_part_of_the_name():
    line = r"2 P_{k|k-1} - P_{k|k-1} = "
    assert verdicts(f"$${line} P_{{k|k-1}}$$") == ["proved"]
    assert verdicts(f"$${line} P_{{k|k}}$$") == ["undecided"]


def test_an_identity_that_nobody_mentions_is_no_number():
    assert last(r"$$(I - K_k H) P_k = P_k - K_k H P_k$$") != "refuted"


def test_the_transpose_of_an_inverse():
    text = "Let $A$ be an invertible matrix.\n\n"
    assert last(f"{text}$$A^{{-T}} = (A^{{-1}})^T$$") == "proved"
    assert last(f"{text}$$A^{{-T}} A = I$$") != "proved"


def test_a_definition_at_any_argument():
    text = "Let $h_\\theta(x) = \\theta^\\top x$.\n\n"
    assert last(f"{text}$$h_\\theta(a x) = a h_\\theta(x)$$") == "proved"
    assert last(f"{text}$$h_\\theta(a x) = a^2 h_\\theta(x)$$") == "refuted"


def test_a_dot_stands_for_an_argument():
    assert last(r"$$2 J(f(\cdot, \theta)) - J(f(\cdot, \theta)) = J(f(\cdot, \theta))$$") == "proved"
    assert last(r"$$2 J(f(\cdot, \theta)) - J(g(\cdot, \theta)) = J(f(\cdot, \theta))$$") != "proved"


ORTHONORMAL = "Let $U = [u^{(1)} \\cdots u^{(n)}]$ have orthonormal columns.\n\n"


def test_columns_are_a_matrix_of_which_more_may_be_said():
    assert last(f"{ORTHONORMAL}$$A U \\Lambda = (A U) \\Lambda$$") == "proved"
    assert last(f"{ORTHONORMAL}$$U \\Lambda U^T = U \\Lambda U^{{-1}}$$") != "refuted"


def test_functions_may_be_equal_at_other_arguments():
    assert verdicts(r"$$\text{softmax}(x + c) = \text{softmax}(x)$$") == ["undecided"]


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"(x^2 + 1)' = 2x", "proved"),
        (r"(x^2 + 1)' = x", "refuted"),
        (r"(f^2)' = 2 f f'", "proved"),
        (r"(f^2)' = 2 f", "unreadable"),
    ],
)
def test_a_prime_is_taken_in_the_one_letter_there_is(formula, right):
    assert last(f"$${formula}$$") == right


def test_braces_around_a_subscript_say_nothing():
    assert last(r"$$\theta{_k} + c_{_{2}} = c_2 + \theta_k$$") == "proved"
    assert last(r"$$\theta{_k} + c_{_{2}} = c_1 + \theta_k$$") != "proved"


def test_a_sum_without_an_index_runs_over_the_only_one():
    assert last(r"$$\sum (y_i - t_i)^2 = \sum y_i^2 - 2 \sum y_i t_i + \sum t_i^2$$") == "proved"
    assert last(r"$$\sum (y_i - t_i)^2 = \sum y_i^2 - \sum y_i t_i + \sum t_i^2$$") != "proved"
    assert last(r"$$\sum a_{ij} b_j = \sum b_j a_{ij}$$") == "unreadable"


def test_a_gradient_of_what_is_fitted_is_taken_in_its_parameter():
    text = r"$$\nabla p_\theta(\tau) = p_\theta(\tau) \nabla \log p_\theta(\tau)$$"
    assert last(text) == "proved"
    assert last(r"$$\nabla p_\theta(\tau) = \frac{\partial}{\partial\theta} p_\theta(\tau)$$") == "proved"
    assert last(r"$$\nabla p_\theta(\tau) = \frac{\partial}{\partial\tau} p_\theta(\tau)$$") != "proved"


def test_a_loss_of_all_steps_is_one_letter():
    text = r"$$L(x_1, \ldots, x_T, w) = \frac{1}{T} \sum_{t=1}^T \ell(x_t, w)$$" + "\n\n"
    slope = (
        r"\frac{\partial L}{\partial w} = \frac{1}{T}\sum_{t=1}^T \frac{\partial \ell(x_t, w)}{\partial w}"
    )
    assert last(f"{text}$${slope}$$") == "proved"
    assert last(f"{text}$${slope} + 1$$") != "proved"


def test_a_mean_or_a_conditional_that_nobody_defines_refutes_nothing():
    assert last(r"$$\sum_{i=1}^n (Y_i - \bar{Y}_n)^2 = \sum_{i=1}^n Y_i^2 - n \bar{Y}_n^2$$") != "refuted"
    assert last(r"$$\sum_{x,y} P_{XY}(x,y) = \sum_{x,y} P_{Y|X}(y|x) P_X(x)$$") != "refuted"


def test_the_square_of_a_function_is_not_the_function():
    text = r"$$s^2(X) = \frac{1}{n} \sum_{i=1}^n X_i^2$$" + "\n\n"
    assert last(rf"{text}$$n\, s^2(X) = \sum_{{i=1}}^n X_i^2$$") != "refuted"


def test_a_mean_of_what_is_defined_refutes_nothing():
    text = r"Let $Y_i = (X_i - \mu)/\sigma$." + "\n\n"
    line = r"\sum_{i=1}^n (Y_i - \bar{Y}_n)^2 = \sum_{i=1}^n Y_i^2 - n \bar{Y}_n^2"
    assert last(f"{text}$${line}$$") != "refuted"


def test_how_many_cells_there_are_is_nothing_that_moves_them():
    text = r"Let $\beta = (\beta_0, \beta_1, \ldots, \beta_p)^T$ and $p_i = c_i \beta_1$." + "\n\n"
    assert last(rf"{text}$$\frac{{\partial p_i}}{{\partial \beta_1}} = c_i$$") == "proved"
