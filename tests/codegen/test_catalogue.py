"""The whole catalogue in every target, page by page: numbers against many digits, dtypes, strides, batches, files.

What is slow for all, more sizes and scales in every target, is done for the documents' pages in `test_verification.py`,
and for all by hand: `python benchmarks/verification.py`.
"""

import shutil
from contextlib import suppress

import numpy as np
import pytest
import verification
from linting import lint, typed
from samples import Sample
from verification import Case, equalities, ratios, wanted

from derive.codegen import NoCode, code, function
from derive.codegen.loading import loaded
from derive.codegen.lowering import lowered

pytestmark = pytest.mark.slow

WHOLE = equalities()
PAGES = {each.page: [other for other in WHOLE if other.page == each.page] for each in WHOLE}
every_page = pytest.mark.parametrize("page", PAGES)
SIZES = (1, 2, 3)
MOST = 1
"""The largest error, as a multiple of what rounding explains."""


def seeded(name):
    return np.random.default_rng(sum(map(ord, name)))


def worst(run, identity, case):
    """The largest error of a function at one case, and inf for a wrong shape; 0 where the formula has no value."""
    known = truth(identity, case)
    if known is None:
        return 0
    with np.errstate(all="ignore"):
        got = np.asarray(run(*known.arguments))
    return max(ratios(got, case, known), default=0) if got.shape == known.shape else float("inf")


def truth(identity, case):
    if (identity.id, case) not in TRUTHS:
        TRUTHS[identity.id, case] = wanted(identity, case, differentiated=False)
    return TRUTHS[identity.id, case]


TRUTHS = {}


def faults(page, run_of, sizes=(3,), *, all_have_code=True):
    """The identities of a page whose function is off, with the size and the error."""
    found = []
    for identity in PAGES[page]:
        with suppress(NoCode):
            run = run_of(identity, "float64")
            found += [(identity.id, size, worst(run, identity, Case(size))) for size in sizes]
    assert found or not all_have_code
    return [each for each in found if not each[-1] < MOST]


@every_page
def test_every_target_against_many_digits(page):
    """Every entry is as near as rounding in the page's own formula explains."""
    assert faults(page, verification.in_numpy, SIZES) == []
    if shutil.which("cc") or shutil.which("gcc"):
        in_c = verification.pages_in_c(PAGES[page])
        known = [each for each in PAGES[page] if each.id in in_c]
        off = {each.id: worst(in_c[each.id], each, Case(3)) for each in known}
        assert {name: error for name, error in off.items() if not error < MOST} == {}


@every_page
def test_torch_against_many_digits(page):
    pytest.importorskip("torch", reason="the extra torch is not installed")
    assert faults(page, verification.in_torch) == []


@every_page
def test_jax_against_many_digits(page):
    jax = pytest.importorskip("jax", reason="the extra jax is not installed")
    jax.config.update("jax_enable_x64", True)
    assert faults(page, verification.in_jax_step_by_step) == []


@every_page
def test_triton_against_many_digits(page):
    """Kernels of what is computed row by row, interpreted where there is no GPU."""
    pytest.importorskip("triton", reason="the extra triton is not installed")
    assert faults(page, verification.in_triton, all_have_code=False) == []


@every_page
def test_float32_strides_and_out(page):
    """float32 stays float32; strided arguments give the same; the result is `out`, if that is given."""
    for identity in PAGES[page]:
        run = function(identity)
        arguments = Sample(identity, 3, seeded(identity.id), np.float32).arguments()
        got = np.asarray(run(*arguments))
        single = [getattr(each, "dtype", None) == np.float32 for each in arguments]
        exact = [each.astype(float) if other else each for each, other in zip(arguments, single, strict=True)]
        plain = np.asarray(run(*exact))
        assert not any(single) or got.dtype == np.float32, identity.id
        close(identity, got, plain, 2e-3, 2e-5 * (np.abs(plain).max(initial=0) + 1e-30))
        strided = [np.repeat(each, 2, axis=-1)[..., ::2] if np.ndim(each) else each for each in exact]
        close(identity, np.asarray(run(*strided)), plain, 1e-12, 1e-13)
        if plain.ndim:
            out = np.full(plain.shape, np.nan).T.copy().T
            assert run(*exact, out=out) is out
            np.testing.assert_array_equal(out, plain, err_msg=identity.id)


def close(identity, got, wanted_, relative, absolute):
    np.testing.assert_allclose(got, wanted_, rtol=relative, atol=absolute, err_msg=identity.id)


def a_batch(identity):
    """The program of a batch, its arguments, and those of each row."""
    rng, program = seeded(identity.id), lowered(identity, batch="B_")
    alone = [each.name for each in lowered(identity).arguments]
    drawn = [dict(zip(alone, Sample(identity, 3, rng).arguments(), strict=True)) for _ in range(3)]
    rows, shared = drawn[:2], drawn[2]
    arguments = []
    for each in program.arguments:
        batched = any(dim.name == "B_" for dim in each.dims)
        arguments.append(np.stack([row[each.name] for row in rows]) if batched else shared[each.name])
        for row in rows if not batched else []:
            row[each.name] = shared[each.name]
    return program, arguments, [[row[name] for name in alone] for row in rows]


@every_page
def test_a_batch_is_its_rows(page):
    for identity in PAGES[page]:
        try:
            program, arguments, rows = a_batch(identity)
        except NoCode as refused:
            assert "one matrix for each of several indices" in str(refused)  # noqa: PT017
            continue
        got, run = function(identity, batch="B_")(*arguments), function(identity)
        many = program.batch and any(axis.dim.name == "B_" for axis in program.result.axes)
        one_by_one = np.stack([run(*row) for row in rows]) if many else run(*rows[0])
        close(identity, got, one_by_one, 1e-9, 1e-11)


@every_page
def test_torch_vectorises_and_knows_shapes(page):
    """`torch.vmap` gives what each row gives, and on the device `meta` there are shapes alone."""
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    for identity in PAGES[page]:
        rng = seeded(identity.id)
        rows = [Sample(identity, 3, rng).arguments() for _ in range(2)]
        along = tuple(None if isinstance(each, int) else 0 for each in rows[0])
        rows = [[each if isinstance(each, int) else torch.as_tensor(each) for each in row] for row in rows]
        run = function(identity, "torch")
        wanted_ = [run(*row) for row in rows]
        of_meta = run(*(each if isinstance(each, int) else each.to("meta") for each in rows[0]))
        assert of_meta.shape == wanted_[0].shape, identity.id
        if any(each == 0 for each in along):
            both = [
                each[0] if isinstance(each[0], int) else torch.stack(each) for each in zip(*rows, strict=True)
            ]
            got = torch.vmap(run, in_dims=along)(*both)
            close(identity, got.numpy(), torch.stack(wanted_).numpy(), 1e-9, 1e-11)


# files


@pytest.mark.parametrize("target", ["numpy", "torch", "jax"])
@pytest.mark.parametrize("batch", [None, "B_"])
def test_every_test_beside_a_function_passes(target, batch):
    """Where there is one derivative on the left; of JAX, which is slow step by step, a fixed quarter."""
    pytest.importorskip(target, reason=f"the extra {target} is not installed")
    written = 0
    for claim in WHOLE[:: 4 if target == "jax" else 1]:
        with suppress(NoCode):
            text = code(claim, target, batch=batch, with_test=True)
            written += 1
            module = loaded(text, "with_test")
            getattr(module, f"test_{lowered(claim).name}")()
    assert written > (40 if target == "jax" else 170)


PYTHON = ("numpy", "torch", "jax", "triton")


def files(target):
    """Every file of a target, with its test or backward pass where there is one, by name."""
    for claim in WHOLE:
        for words in ({}, {"batch": "B_", "with_test": True}, {"autograd": True}):
            with suppress(NoCode):
                name = "_".join([claim.id.replace(".", "_"), *words, target])
                yield f"{name}.{'c' if target == 'c' else 'py'}", code(claim, target, **words)


@pytest.mark.parametrize("target", [*PYTHON, "c"])
def test_every_file_passes_the_linter(target, tmp_path):
    pytest.importorskip("ruff", reason="ruff, of the extra dev, is not installed")
    for name, text in files(target):
        (tmp_path / name).write_text(text, "utf-8")
    lint(tmp_path)


def test_every_file_is_typed(tmp_path):
    pytest.importorskip("mypy", reason="mypy, of the extra dev, is not installed")
    for claim in WHOLE:
        (tmp_path / f"{claim.id.replace('.', '_')}.py").write_text(code(claim), "utf-8")
    typed(tmp_path)


def test_what_is_wrong_in_a_file_is_found(tmp_path):
    pytest.importorskip("ruff", reason="ruff, of the extra dev, is not installed")
    text = code(WHOLE[0])
    for wrong in (f"import os\n{text}", f"{text}\n# {'x' * 100}\n"):
        (tmp_path / "wrong.py").write_text(wrong, "utf-8")
        with pytest.raises(AssertionError):
            lint(tmp_path)
    (tmp_path / "wrong.py").write_text(text.replace("-> np.ndarray", "-> int"), "utf-8")
    with pytest.raises(AssertionError):
        typed(tmp_path)
