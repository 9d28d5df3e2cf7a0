"""Code from proved identities: the right side as its author wrote it, vectorised, stable, fast.

In: a proved identity and a target. Out: the text of a module with one function.

`code` gives the text, `function` the function, `lambdify` SymPy's own. In the order to read it:

    errors        what is said where there is no code
    trees         expressions with what is plain taken out
    softargmax    softargmax recognised, whatever it is called
    recognising   formulas in exponentials recognised as what they are
    calculus      derivatives that stand on a right side
    sums          sums in the shape that is cheapest
    parts         sums over some places of a dimension as sums over a part of it
    stability     differences and logarithms that computers bear
    program       array programs: named arrays with axes
    contraction   Σ of a product, two arrays at a time
    nodes         nodes of array programs put together
    matrices      inverses and determinants of arrays
    names         what things are called in code
    choices       δ and cases decided
    comparing     cases by comparisons as arrays
    preparing     expressions made ready for arrays
    letters       letters of the page as arrays
    differences   differences that are sums of terms of one sign
    scans         recurrences as scans
    lowering      from an identity to an array program
    rows          programs that work row by row
    causal        rows that see no later ones
    reverse       a function and its backward pass
    texts         pieces of array code
    spelling      array expressions in Python
    emit          headers and docstrings
    layout        lines that are too long, broken
    loading       generated text made into a module
    instances     SymPy's own road, for small sizes
    target        what a target is
    python_files  a Python file around a function
    functional    what PyTorch and JAX share
    testing       a test beside the function
    targets       NumPy, PyTorch, JAX, C, Triton: one package each, found by itself
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from derive.codegen.errors import NoCode
from derive.codegen.instances import lambdified
from derive.codegen.lowering import lowered
from derive.codegen.program import Program
from derive.codegen.reverse import reverse
from derive.codegen.target import Options, Target
from derive.codegen.targets import found
from derive.language.claims import Example, Identity
from derive.results import Result
from derive.verdict import check

TARGETS = tuple(found())

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
    autograd: bool = False,
    result: Result | None = None,
) -> str:
    """The text of a module with one function that computes the right side of the identity.

    `batch` names a leading axis for the letters in `batched` (by default every vector, label and derivative);
    `given` names definitions that are handed in as arguments; `dtype` is that of the C function. The identity is
    checked first unless its result is handed in. Raises `NoCode` where there is none.

    With `autograd` it is the function whose derivative the identity states, and the identity its backward pass:
    a `torch.autograd.Function` or a `jax.custom_vjp`.
    """
    claim, chosen, options = _equality(identity, result), _target(target), Options(dtype, with_test)
    if autograd:
        return _differentiable(chosen, claim, options, batch=batch, batched=batched, given=given)[0]
    program = lowered(claim, batch=batch, batched=batched, given=given)
    return chosen.write(program, claim, options)


def function(
    identity: Identity | Example,
    target: str = "numpy",
    *,
    batch: str | None = None,
    batched: Iterable[str] = (),
    given: Iterable[str] = (),
    dtype: str = "float64",
    autograd: bool = False,
) -> Callable[..., Any]:
    """The function that `code` writes, ready to be called."""
    claim, chosen, options = _equality(identity), _target(target), Options(dtype)
    if autograd:
        text, program = _differentiable(chosen, claim, options, batch=batch, batched=batched, given=given)
        return chosen.load(text, program, options)
    program = lowered(claim, batch=batch, batched=batched, given=given)
    return chosen.load(chosen.write(program, claim, options), program, options)


def lambdify(identity: Identity | Example, **sizes: int) -> Callable[..., Any]:
    """SymPy's own function of the right side at these sizes, entry by entry: `lambdify(gradient, n=3, m=2)`."""
    return lambdified(_equality(identity), sizes)


def _differentiable(target: Target, claim: Identity, options: Options, **words: Any) -> tuple[str, Program]:
    """The text of the function with its backward pass, and the program of the function."""
    if target.differentiable is None:
        raise NoCode(f"the target {target.name} does not differentiate: torch and jax do")
    if options.with_test:
        raise NoCode("a test is written beside the closed form, without --autograd")
    both = reverse(claim, **words)
    return target.differentiable(both, claim, options), both.forward


def _equality(identity: Identity | Example, result: Result | None = None) -> Identity:
    if isinstance(identity, Example):
        raise NoCode(f"{identity.id} is a worked example: it states numbers, and there is nothing to compute")
    if identity.relation != "=":
        raise NoCode(f"{identity.id} is an inequality: it has no right side to compute")
    if identity.expected != "proved":
        raise NoCode(f"{identity.id} is false as printed: no code is written from it")
    if (verdict := result.verdict if result else _verdict(identity)) != "proved":
        raise NoCode(f"{identity.id} is {verdict}, not proved: no code is written from it")
    return identity


@lru_cache(maxsize=1024)
def _verdict(identity: Identity) -> str:
    """What the three voices say of the identity: code carries the word `proved` only after they agree."""
    return check(identity).verdict


def _target(name: str) -> Target:
    if name not in found():
        raise NoCode(f"there is no target {name!r}: {', '.join(found())}")
    return found()[name]
