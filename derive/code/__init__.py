"""Code from proved identities: the right side as its author wrote it, vectorised, stable, fast.

`code` gives the text, `function` the function, `lambdify` SymPy's own. In the order to read it:

    errors         what is said where there is no code
    trees          expressions with what is plain taken out
    softargmax     softargmax recognised, whatever it is called
    calculus       derivatives that stand on a right side
    sums           sums in the shape that is cheapest
    stability      differences and logarithms that computers bear
    program        array programs: named arrays with axes
    contraction    Σ of a product, two arrays at a time
    lowering       from an identity to an array program
    rows           programs that work row by row
    spelling       array expressions in Python
    emit           headers and docstrings
    layout         lines that are too long, broken
    loading        generated text made into a module
    testing        a test beside the function
    instances      SymPy's own road, for small sizes
    targets        NumPy, PyTorch, JAX, C: one module each
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from derive.check import check
from derive.code.errors import NoCode
from derive.code.instances import lambdified
from derive.code.lowering import lowered
from derive.code.targets import Options, Target
from derive.language.claims import Example, Identity

TARGETS = ("numpy", "torch", "jax", "c")

__all__ = ["TARGETS", "NoCode", "code", "function", "lambdify"]


def code(
    identity: Identity | Example,
    target: str = "numpy",
    *,
    batch: str | None = None,
    batched: Iterable[str] = (),
    given: Iterable[str] = (),
    dtype: str = "float64",
    with_test: bool = False,
) -> str:
    """The text of a module with one function that computes the right side of the identity.

    `batch` names a leading axis for the letters in `batched` (by default every vector, label and derivative);
    `given` names definitions that are handed in as arguments; `dtype` is that of the C function.
    Raises `NoCode` where there is none.
    """
    claim = _equality(identity)
    program = lowered(claim, batch=batch, batched=batched, given=given)
    return _target(target).write(program, claim, Options(dtype, with_test))


def function(
    identity: Identity | Example,
    target: str = "numpy",
    *,
    batch: str | None = None,
    batched: Iterable[str] = (),
    given: Iterable[str] = (),
    dtype: str = "float64",
) -> Callable[..., Any]:
    """The function that `code` writes, ready to be called."""
    claim = _equality(identity)
    program = lowered(claim, batch=batch, batched=batched, given=given)
    options, chosen = Options(dtype), _target(target)
    return chosen.load(chosen.write(program, claim, options), program, options)


def lambdify(identity: Identity | Example, **sizes: int) -> Callable[..., Any]:
    """SymPy's own function of the right side at these sizes, entry by entry: `lambdify(gradient, n=3, m=2)`."""
    return lambdified(_equality(identity), sizes)


def _equality(identity: Identity | Example) -> Identity:
    if isinstance(identity, Example):
        raise NoCode(f"{identity.id} is a worked example: it states numbers, and there is nothing to compute")
    if identity.relation != "=":
        raise NoCode(f"{identity.id} is an inequality: it has no right side to compute")
    if identity.expected != "proved":
        raise NoCode(f"{identity.id} is false as printed: no code is written from it")
    if (verdict := _verdict(identity)) != "proved":
        raise NoCode(f"{identity.id} is {verdict}, not proved: no code is written from it")
    return identity


@lru_cache(maxsize=1024)
def _verdict(identity: Identity) -> str:
    """What the three voices say of the identity: code carries the word `proved` only after they agree."""
    return check(identity).verdict


def _target(name: str) -> Target:
    if name not in TARGETS:
        raise NoCode(f"there is no target {name!r}: {', '.join(TARGETS)}")
    from derive.code.targets import c, jax, numpy, torch

    return {"numpy": numpy.TARGET, "torch": torch.TARGET, "jax": jax.TARGET, "c": c.TARGET}[name]
