"""Every function that is written computes its identity, in every target, and behaves at the edges."""

import inspect
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path
from time import process_time

import mpmath
import numpy as np
import pytest
from click.testing import CliRunner
from linting import formatted
from mpmath import mpf
from samples import Sample
from verification import equalities, of_documents

from derive.catalogue import load
from derive.cli import cli
from derive.codegen import NoCode, code, function, lambdify
from derive.codegen.lowering import lowered
from derive.codegen.stability import PAGE
from derive.targets import catalogue, subjects

ROOT = Path(__file__).parents[2]


STATED = [each for target in catalogue() for each in load(target.label).identities.values()]
ALL = equalities()
needs_compiler = pytest.mark.skipif(not (shutil.which("cc") or shutil.which("gcc")), reason="no C compiler")


def identity(name):
    page, _, own = name.partition(".")
    return load(page).identities[own]


def seeded(name):
    return np.random.default_rng(sum(map(ord, name)))


LABELLED = [each for each in ALL if any(other.kind == "label" for other in lowered(each).arguments)]


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(each, id=each.id, marks=pytest.mark.slow if number % 3 else ())
        for number, each in enumerate(LABELLED)
    ],
)
@pytest.mark.parametrize("target", ["torch", "jax", pytest.param("c", marks=needs_compiler)])
def test_labels_in_a_batch_in_every_target(identity, target):
    library = (
        pytest.importorskip(target, reason=f"the extra {target} is not installed") if target != "c" else np
    )
    if target == "jax":
        library.config.update("jax_enable_x64", True)
    program, rng = lowered(identity, batch="B_"), seeded(identity.id)
    sample = Sample(identity, 3, rng)
    sample.sizes["B_"] = 2
    for each in program.arguments:
        if each.family is not None and each.kind != "size" and each.name in sample.values:
            shape = sample.shape(each.dims)
            labels = rng.integers(0, 3, shape) if each.kind == "label" else rng.normal(size=shape)
            sample.values[each.name] = labels
    arguments = sample.arguments(program)
    given = [library.as_tensor(each) for each in arguments] if target == "torch" else arguments
    got = function(identity, target, batch="B_")(*given)
    np.testing.assert_allclose(
        np.asarray(got), function(identity, batch="B_")(*arguments), rtol=1e-9, atol=1e-11
    )


# rows in C, and the edges in every target


@needs_compiler
def test_c_works_by_rows():
    claim, rng = identity("softmax_by_cases.gradient_by_cases"), seeded("rows")
    z, j = rng.normal(size=(7, 50)), rng.integers(0, 50, 7)
    z[0, 3], z[1, 2], z[2] = -np.inf, np.nan, 0
    got, wanted = function(claim, "c", batch="N")(z, j), function(claim, batch="N")(z, j)
    np.testing.assert_allclose(got, wanted, rtol=1e-13, atol=1e-300)
    assert got[0, 3] == 0 or j[0] == 3


GRADIENT = "softmax_by_cases.gradient_by_cases"


def true_class(run, margin, count, dtype=np.float64):
    z = np.zeros((1, count), dtype)
    z[0, 0] = margin
    return run(z, np.array([0]))


@pytest.mark.parametrize("target", ["numpy", pytest.param("c", marks=needs_compiler)])
@pytest.mark.parametrize("margin", [0, 1, 20, 40, 600])
@pytest.mark.parametrize("count", [10, 1000])
def test_the_true_class_keeps_its_digits(target, margin, count):
    got = true_class(function(identity(GRADIENT), target, batch="N"), margin, count)
    with mpmath.workdps(50):
        e = (count - 1) * mpmath.exp(-margin)
        wanted = [-e / (1 + e), mpmath.exp(-margin) / (1 + e)]
        for value, exact in zip(got[0, :2], wanted, strict=True):
            assert abs(mpf(float(value)) - exact) <= 40 * abs(exact) * mpf(2) ** -52
    assert abs(math.fsum(got[0])) <= 4 * 2**-52 * np.abs(got).sum()


@pytest.mark.parametrize("scale", [1, 1e4, 1e308])
def test_finite_scores_give_finite_results(scale):
    z = np.array([[1, -1, 0.5], [-1, -1, -1]]) * scale
    got = function(identity(GRADIENT), batch="N")(z, np.array([0, 1]))
    assert np.isfinite(got).all()


EDGES = np.array(
    [
        [0, -np.inf, 1],
        [0, np.nan, 1],
        [-np.inf, -np.inf, -np.inf],
        [0, np.inf, 1],
        [1e308, -1e308, 0],
        [5, 5, 5],
        [np.inf, np.inf, 0],
    ]
)
EDGE_LABELS = np.array([1, 0, 0, 1, 0, 2, 0])


def called(name, target, *arrays):
    if target == "torch":
        torch = pytest.importorskip("torch", reason="the extra torch is not installed")
        arrays = [torch.from_numpy(each) for each in arrays]
    if target == "jax":
        jax = pytest.importorskip("jax", reason="the extra jax is not installed")
        jax.config.update("jax_enable_x64", True)
    with np.errstate(all="ignore"):
        return np.asarray(function(identity(name), target, batch="N")(*arrays))


@pytest.mark.parametrize("target", ["torch", "jax", pytest.param("c", marks=needs_compiler)])
@pytest.mark.parametrize("labels", [GRADIENT, "softmax_by_cases.loss_of_true_class", None])
def test_the_edges_are_the_same_in_every_target(target, labels):
    """Masked scores, NaN, infinite and huge ones, equal ones; no rows, no classes, one class."""
    name = labels or "softargmax.logsumexp_gradient"
    shapes = [(0, 3), (0, 0), (3, 1), *([] if labels else [(2, 0)])]
    cases = [(EDGES, EDGE_LABELS), *((np.zeros(shape), np.zeros(shape[0], int)) for shape in shapes)]
    for z, j in cases:
        arrays = (z, j) if labels else (z,)
        np.testing.assert_allclose(called(name, target, *arrays), called(name, "numpy", *arrays), rtol=1e-15)


def test_masked_scores_and_nan_stay_where_they_are():
    z = np.array([[0.0, -np.inf, 1.0], [0.0, np.nan, 1.0], [-np.inf, -np.inf, -np.inf], [0.0, 1.0, 2.0]])
    p = function(identity("softargmax.logsumexp_gradient"), batch="N")(z)
    assert p[0, 1] == 0
    assert np.isfinite(p[0]).all()
    assert np.isnan(p[1]).all()
    assert np.isnan(p[2]).all()
    assert np.isfinite(p[3]).all()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_nothing_gives_nothing(shape):
    assert function(identity("softargmax.logsumexp_gradient"), batch="N")(np.empty(shape)).shape == shape


def test_one_class():
    assert function(identity(GRADIENT), batch="N")(np.array([[3.0]]), np.array([0])) == 0


def test_half_precision_is_computed_in_single():
    z = np.full((1, 5000), 1.0, np.float16)
    p = function(identity("softargmax.logsumexp_gradient"), batch="N")(z)
    assert p.dtype == np.float32
    assert abs(p.sum() - 1) < 1e-5


def test_a_wrong_shape_is_named():
    run = function(identity("cross_entropy.gradient"))
    with pytest.raises(ValueError, match=r"dh has shape \(3, 2\), and \(n = 4, m\) is expected"):
        run(np.zeros(4), np.zeros(4), np.zeros((3, 2)))
    with pytest.raises(TypeError, match="h is of dtype complex128, and real numbers are expected"):
        run(np.zeros(4, complex), np.zeros(4), np.zeros((4, 2)))
    with pytest.raises(ValueError, match="j has entries outside 0 … n - 1, and n = 3"):
        function(identity(GRADIENT))(np.zeros(3), np.array(3))
    with pytest.raises(ValueError, match=r"out has shape \(3,\)"):
        run(np.zeros(4), np.zeros(4), np.zeros((4, 2)), out=np.zeros(3))


def test_an_identity_knows_the_words():
    claim = identity("cross_entropy.gradient")
    assert claim.code(target="c", dtype="float32") == code(claim, "c", dtype="float32")
    h, y, dh = np.array([0.0, 1.0, 2.0]), np.array([0.0, 0.0, 1.0]), np.eye(3)
    np.testing.assert_allclose(claim.function()(h, y, dh), claim.lambdify(n=3, m=3)(h, y, dh))
    program = (
        "from derive.catalogue import load; print(load('softargmax').identities['jacobian'].code()[:21])"
    )
    made = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == '"""softargmax.jacobian'[:21].strip()


def test_a_definition_can_be_handed_in():
    run = function(identity("softmax_layer.closed_form"), given=("a",), batch="N")
    a, g = np.array([[0.25, 0.75]]), np.array([[1.0, 2.0]])
    np.testing.assert_allclose(run(a, g), [[-0.1875, 0.1875]])


@pytest.mark.slow
@pytest.mark.parametrize("batch", [None, "B_"])
@pytest.mark.parametrize("target", ["numpy", "torch", "jax"])
def test_a_test_stands_beside_the_function(target, batch, tmp_path):
    """Of the documents' identities with one derivative on the left: its own test passes, and fails for a wrong sign."""
    pytest.importorskip(target, reason=f"the extra {target} is not installed")
    written = 0
    for claim in (each for each in ALL if each.page in subjects()[0].pages):
        try:
            text = code(claim, target, batch=batch, with_test=True)
        except NoCode as none:
            assert batch or "no test is written" in str(none)  # noqa: PT017 (or it says why not)
            continue
        written += 1
        (tmp_path / f"test_{claim.id.replace('.', '_')}.py").write_text(text, "utf-8")
    assert written > 40
    good = code(identity("cross_entropy.gradient"), target, batch=batch, with_test=True)
    head, _, tail = good.partition("def left_side(")
    before, _, value = head.rpartition("    return ")
    wrong = f"{before}    return -1 * {value}def left_side({tail}"
    (tmp_path / "test_wrong.py").write_text(wrong, "utf-8")
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        str(tmp_path),
    ]
    made = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert f"1 failed, {written} passed" in made.stdout


def test_a_function_shows_its_text():
    claim = identity("cross_entropy.gradient")
    one, many = function(claim), function(claim, batch="N")
    assert inspect.getsource(one) in code(claim)
    assert inspect.getsource(many) in code(claim, batch="N")
    assert inspect.getsource(one) != inspect.getsource(many)


@pytest.mark.parametrize(
    "name", ["cross_entropy.gradient", "softargmax.jacobian", "mixture_autoencoder.gradient"]
)
def test_lambdify_agrees(name):
    claim = identity(name)
    sample = Sample(claim, 3, seeded(name))
    arguments = sample.arguments()
    got = lambdify(claim, **sample.sizes)(*arguments)
    np.testing.assert_allclose(got, function(claim)(*arguments), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["softmax_by_cases.gradient_by_cases", "cross_entropy.gradient"])
def test_torch_compiles(name):
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    claim = identity(name)
    given = [torch.as_tensor(each) for each in Sample(claim, 3, seeded(name)).arguments()]
    run = function(claim, "torch")
    torch.testing.assert_close(torch.compile(run, backend="eager")(*given), run(*given))


# the text


@pytest.mark.slow
def test_files_are_formatted(tmp_path):
    pytest.importorskip("ruff", reason="ruff, of the extra dev, is not installed")
    for claim in of_documents():
        for target in ("numpy", "torch", "jax"):
            (tmp_path / f"{claim.id.replace('.', '_')}_{target}.py").write_text(code(claim, target), "utf-8")
    for target in ("numpy", "torch", "jax"):
        for batch in (None, "N"):
            text = code(identity(GRADIENT), target, batch=batch, with_test=True)
            (tmp_path / f"with_test_{target}_{batch}.py").write_text(text, "utf-8")
    formatted(tmp_path)


def test_rewrites_are_identities_of_the_catalogue():
    known = load(PAGE).identities
    assert all(known[name].expected == "proved" for each in ALL for name in lowered(each).rewrites)


def test_no_jacobian_is_built_for_a_product():
    for name in ("softargmax.expectation_matrix", "softmax_layer.backward", "network_layer.loss_in_biases"):
        text = code(identity(name))
        assert "None]" not in text.split('"""')[-1]


def test_it_is_written_in_a_tenth_of_a_second():
    for claim in ALL:
        lowered(claim)
    start = process_time()
    code(identity("mixture_autoencoder.gradient"))
    assert process_time() - start < 0.1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("softargmax.positive_probability", "is an inequality"),
        ("network_layer.three_outputs", "is a worked example"),
        ("linear_classifier.indicator_form_as_printed", "is false as printed"),
    ],
)
def test_what_has_no_code_says_why(name, says):
    with pytest.raises(NoCode, match=says):
        code(identity(name))


def test_an_unknown_target_is_refused():
    with pytest.raises(NoCode, match="no target 'fortran': numpy, torch, jax, c, triton"):
        code(identity(GRADIENT), "fortran")


# the command


def test_the_command_prints_and_writes(tmp_path):
    printed = CliRunner().invoke(cli, ["code", "cross_entropy.gradient"])
    assert printed.exit_code == 0
    assert "def gradient(" in printed.stdout
    path = tmp_path / "ce.py"
    written = CliRunner().invoke(cli, ["code", "cross_entropy.gradient", "--output", str(path)])
    assert written.exit_code == 0
    assert path.read_text("utf-8") == printed.stdout
    program = "import numpy as np, ce; print(ce.gradient(np.zeros(2), np.array([0, 1]), np.eye(2)))"
    made = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert made.stdout == "[-0.5  0.5]\n"


@pytest.mark.parametrize(
    "words", [["softargmax"], ["softargmax.nothing"], ["softargmax.positive_probability"]]
)
def test_the_command_refuses_what_has_no_code(words):
    refused = CliRunner().invoke(cli, ["code", *words])
    assert refused.exit_code == 2
    assert "Error" in refused.stderr


# what has no array form

NO_ARRAY_FORM = (
    "compares two fixed places",
    "is itself a recurrence",
    "an unknown function is handed in",
    "cannot be differentiated for code",
)
"""The parts of the catalogue's identities that no code is written for."""


def test_what_has_no_code_says_which_part_has_no_array_form():
    equal = [each for each in STATED if getattr(each, "relation", "") == "=" and each.expected == "proved"]
    written = equalities()
    without = [each for each in equal if each not in written]
    told = set()
    for each in without:
        with pytest.raises(NoCode) as refused:
            code(each)
        told |= {pattern for pattern in NO_ARRAY_FORM if re.search(pattern, str(refused.value))}
        assert any(re.search(pattern, str(refused.value)) for pattern in NO_ARRAY_FORM), refused.value
    assert told == set(NO_ARRAY_FORM)
    assert len(without) < len(equal) / 30
