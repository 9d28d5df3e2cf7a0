"""What PyTorch and JAX differentiate themselves: emitted gradients against theirs, in double precision.

A row names an identity that states a derivative, and the library's function of the same letters; its gradient, with
upstream gradient 1 or the letter g, must be what the emitted code gives. That the code is right to the last digits is
seen elsewhere, against 100 digits.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from rows_of_numbers import NUMBERS, SMOOTH, F, Row, entrywise, jax, jnp, torch
from rows_of_vectors import VECTORS

from derive.catalogue import load
from derive.codegen import function
from derive.codegen.lowering import lowered

jax.config.update("jax_enable_x64", True)

pytestmark = pytest.mark.slow

SIZES = {"N": 5, "n": 4, "D": 3, "m": 6, "C": 2, "K": 4, "M": 5}
ATOL = 1e-13
ROWS = [*NUMBERS, *VECTORS]


def identity_of(row: Row) -> Any:
    page, _, name = row.id.partition(".")
    return load(page).identities[name]


def drawn(row: Row) -> dict[str, np.ndarray]:
    """Random values for every letter that the code or the library reads, the fixed ones as they are."""
    rng = np.random.default_rng(sum(map(ord, row.id)))
    page = load(row.id.partition(".")[0])
    values: dict[str, np.ndarray] = {}
    for name, declared in page.declared.items():
        letter = getattr(declared, "family", declared)
        if type(letter).__name__ != "Family":
            continue
        shape = tuple(SIZES.get(dim.name, 3) for dim in letter.dims)
        number = (
            rng.integers(0, SIZES.get(letter.values.name, 3), shape)
            if letter.values
            else rng.normal(size=shape)
        )
        values[name] = np.asarray(np.abs(number) + 0.3 if letter.positive else number)
    return values | {name: np.asarray(value, dtype=float) for name, value in row.fixed}


def arguments_of(row: Row, values: dict[str, np.ndarray]) -> list[np.ndarray]:
    return [values[each.name] for each in lowered(identity_of(row)).arguments]


def emitted(row: Row, target: str, values: dict[str, np.ndarray]) -> np.ndarray:
    arguments: list[Any] = arguments_of(row, values)
    if target == "torch":
        arguments = [torch.as_tensor(each) for each in arguments]
    return np.asarray(function(identity_of(row), target)(*arguments))


def by_torch(row: Row, values: dict[str, np.ndarray]) -> np.ndarray:
    letters = SimpleNamespace(**{name: torch.as_tensor(value) for name, value in values.items()})
    variable = getattr(letters, row.letter).clone().requires_grad_()
    setattr(letters, row.letter, variable)
    [gradient] = torch.autograd.grad(row.torch(letters), variable)
    return np.asarray(gradient)


def by_jax(row: Row, values: dict[str, np.ndarray]) -> np.ndarray:
    def loss(variable: Any) -> Any:
        return row.jax(SimpleNamespace(**{**values, row.letter: variable}))

    return np.asarray(jax.grad(loss)(jnp.asarray(values[row.letter])))


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_pytorch(row):
    values = drawn(row)
    wanted = by_torch(row, values)
    for target in ("numpy", "torch"):
        got = emitted(row, target, values)
        got = got.sum() if got.shape != wanted.shape == () else got
        np.testing.assert_allclose(got, wanted, rtol=row.rtol, atol=ATOL)


@pytest.mark.parametrize("row", [row for row in ROWS if row.jax], ids=[row.id for row in ROWS if row.jax])
def test_jax(row):
    values = drawn(row)
    np.testing.assert_allclose(emitted(row, "jax", values), by_jax(row, values), rtol=row.rtol, atol=ATOL)


def test_a_wrong_function_is_noticed():
    """A row that names another function fails: the comparison has teeth."""
    row = entrywise(SMOOTH + "gelu_slope", lambda a: F.gelu(a.x, approximate="tanh"))
    values = drawn(row)
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(
            emitted(row, "numpy", values), by_torch(row, values), rtol=row.rtol, atol=ATOL
        )


def test_every_row_states_a_derivative_that_is_proved():
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert all(identity_of(row).expected == "proved" for row in ROWS)
