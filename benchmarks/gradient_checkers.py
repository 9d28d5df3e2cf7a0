"""Gradient checkers side by side: how many wrong gradients each lets pass, at how many right ones it raises an alarm.

    python benchmarks/gradient_checkers.py            # one point, as its documentation shows it
    python benchmarks/gradient_checkers.py --drawn    # the others at our random points too, one after another
    python benchmarks/gradient_checkers.py --sweep 20 # ours alone, with seeds 1 to 20

All are given the same NumPy functions and the same claimed gradients (`derive.gradient.cases`), each through its own
door for custom gradients: torch.autograd.Function, jax.custom_vjp, autograd.extend.primitive. Tolerances are each
checker's own defaults; scipy's check_grad returns a number, and what passes is a number below 1e-6. The others are
given one point, standard normal, with parameters as one types them (T = 1); a checker that raises raises an alarm.
One of the wrong ones, the overflow, is right at that point: only who looks at large logits can see it. Libraries that
are not installed are left out, and said so:

    pip install torch==2.13.0 jax autograd scipy
"""

from __future__ import annotations

import argparse
import importlib.metadata
import time
import warnings
from collections.abc import Callable, Iterator

import numpy as np

from derive import check_gradient
from derive.gradient.cases import CASES, RIGHT, WRONG, Case
from derive.gradient.claim import as_dtype
from derive.gradient.points import Point, points

SCIPY_PASSES = 1e-6

Checker = Callable[[Case, Point], bool]


class Problem:
    """f and its claimed vjp at one point, on NumPy arrays of the case's dtype."""

    def __init__(self, case: Case, point: Point) -> None:
        read = as_dtype(case.dtype)
        self.case, self.x = case, read(point.x)
        self.parameters = {name: read(value) for name, value in point.parameters.items()}
        self.y = np.asarray(self.f(self.x))
        drawn = np.random.default_rng(1).standard_normal(self.y.shape)
        self.upstream = drawn.astype(case.dtype) if self.y.size > 1 else np.ones_like(self.y)

    def f(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.case.f(x.copy(), **self.parameters), dtype=self.x.dtype)

    def vjp(self, x: np.ndarray, upstream: np.ndarray) -> np.ndarray:
        """upstream · ∂f/∂x, from what the case claims."""
        if self.case.form == "vjp":
            return np.asarray(self.case.gradient(x.copy(), upstream, **self.parameters))
        claimed = np.asarray(self.case.gradient(x.copy(), **self.parameters))
        return np.tensordot(upstream, claimed, axes=upstream.ndim)

    def total(self, flat: np.ndarray) -> float:
        """Σ upstream · f for a random upstream, for a checker of gradients only."""
        return float(np.sum(self.upstream * self.f(flat.reshape(self.x.shape))))

    def total_gradient(self, flat: np.ndarray) -> np.ndarray:
        return np.ravel(self.vjp(flat.reshape(self.x.shape), self.upstream))


def torch_gradcheck(*, fast: bool) -> Checker:
    import torch

    def check(case: Case, point: Point) -> bool:
        problem = Problem(case, point)

        class Wrapped(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return torch.tensor(problem.f(x.detach().numpy()))

            @staticmethod
            def backward(ctx, upstream):
                (x,) = ctx.saved_tensors
                found = problem.vjp(x.detach().numpy(), upstream.detach().numpy())
                return torch.tensor(np.ascontiguousarray(found)).to(x.dtype)

        x = torch.tensor(problem.x, requires_grad=True)
        return torch.autograd.gradcheck(Wrapped.apply, (x,), fast_mode=fast, check_undefined_grad=False)

    return check


def jax_check_grads() -> Checker:
    import jax
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)

    def check(case: Case, point: Point) -> bool:
        problem = Problem(case, point)
        value = jax.ShapeDtypeStruct(problem.y.shape, problem.y.dtype)
        slope = jax.ShapeDtypeStruct(problem.x.shape, problem.x.dtype)

        def back(x, upstream):
            found = problem.vjp(np.asarray(x), np.asarray(upstream))
            return np.asarray(found, dtype=problem.x.dtype)

        @jax.custom_vjp
        def f(x):
            return jax.pure_callback(lambda each: problem.f(np.asarray(each)), value, x)

        f.defvjp(lambda x: (f(x), x), lambda x, upstream: (jax.pure_callback(back, slope, x, upstream),))
        check_grads(f, (jax.numpy.asarray(problem.x),), order=1, modes=["rev"])
        return True

    return check


def autograd_check_grads() -> Checker:
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    def check(case: Case, point: Point) -> bool:
        problem = Problem(case, point)
        f = primitive(problem.f)
        defvjp(f, lambda _, x: lambda upstream: problem.vjp(np.asarray(x), np.asarray(upstream)))
        check_grads(f, modes=["rev"], order=1)(problem.x)
        return True

    return check


def scipy_check_grad() -> Checker:
    from scipy.optimize import check_grad

    def check(case: Case, point: Point) -> bool:
        problem = Problem(case, point)
        return bool(check_grad(problem.total, problem.total_gradient, np.ravel(problem.x)) < SCIPY_PASSES)

    return check


MAKERS: dict[str, Callable[[], Checker]] = {
    "torch gradcheck": lambda: torch_gradcheck(fast=False),
    "torch gradcheck, fast": lambda: torch_gradcheck(fast=True),
    "jax check_grads": jax_check_grads,
    "autograd check_grads": autograd_check_grads,
    "scipy check_grad": scipy_check_grad,
}


def others() -> Iterator[tuple[str, Checker]]:
    """Every checker whose library is installed."""
    for name, make in MAKERS.items():
        library = name.split()[0]
        try:
            yield name, make()
            print(f"{name}: {library} {importlib.metadata.version(library)}")
        except ImportError as fault:
            print(f"{name}: left out, {fault}")


def passes(checker: Checker, case: Case, where: list[Point]) -> bool:
    """Whether the checker is content at all points where f has a value, and there is one."""
    try:
        return all(checker(case, point) for point in where)
    except (AssertionError, RuntimeError, ValueError, TypeError, ArithmeticError, AttributeError):
        return False


def usual(case: Case) -> list[Point]:
    return [case.usual_point()]


def drawn(case: Case) -> list[Point]:
    """The plain points of our own check, with random parameters."""
    found = points(case.at, case.parameters, np.random.default_rng(1))
    return [point for point in found if point.moderate]


def verdicts(
    names: list[tuple[str, Checker]], where: Callable[[Case], list[Point]]
) -> dict[str, dict[str, bool]]:
    """For each checker, whether it passes each case; and the time it takes, printed."""
    made = {}
    for name, checker in names:
        started = time.perf_counter()
        made[name] = {case.name: passes(checker, case, where(case)) for case in CASES}
        print(f"  {name}: {time.perf_counter() - started:.1f} s")
    return made


def ours(seed: int) -> tuple[dict[str, bool], list[str]]:
    """Whether our check says that a case agrees; what it calls inconclusive counts as neither."""
    agrees, open_cases = {}, []
    started = time.perf_counter()
    for case in CASES:
        outcome = check_gradient(case.f, case.gradient, seed=seed, **case.options).outcome
        agrees[case.name] = outcome == "agrees" if not case.right else outcome != "differs"
        if outcome == "inconclusive":
            open_cases.append(case.name)
    print(f"  derive check_gradient: {time.perf_counter() - started:.1f} s")
    return agrees, open_cases


def table(made: dict[str, dict[str, bool]], open_cases: list[str]) -> None:
    """The two counts for each checker, then what each let pass and where it raised an alarm."""
    print(f"\n{'':28}{f'wrong passed of {len(WRONG)}':>22}{f'right alarmed of {len(RIGHT)}':>24}")
    for name, passed in made.items():
        wrong = sum(passed[case.name] for case in WRONG)
        alarmed = sum(not passed[case.name] for case in RIGHT)
        print(f"{name:28}{wrong:>22}{alarmed:>24}")
    print(f"\nderive is inconclusive about {len(open_cases)}: {', '.join(open_cases) or 'none'}")
    for case in CASES:
        names = [name for name, passed in made.items() if passed[case.name] != case.right]
        if names:
            print(f"  {'alarm at' if case.right else 'passed  '} {case.name}: {', '.join(names)}")


def sweep(seeds: int) -> None:
    """Our counts over many seeds, and the cases that are inconclusive with some of them."""
    passed = alarmed = 0
    open_cases: dict[str, int] = {}
    for seed in range(1, seeds + 1):
        agrees, opened = ours(seed)
        passed += sum(agrees[case.name] for case in WRONG)
        alarmed += sum(not agrees[case.name] for case in RIGHT)
        open_cases |= {name: open_cases.get(name, 0) + 1 for name in opened}
    print(f"\n{seeds} seeds: {passed} of {seeds * len(WRONG)} wrong passed, ", end="")
    print(f"{alarmed} of {seeds * len(RIGHT)} right alarmed, inconclusive: {open_cases}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--drawn", action="store_true", help="give the others our random points too")
    parser.add_argument("--seed", type=int, default=1, help="of our check (default 1)")
    parser.add_argument("--sweep", type=int, metavar="N", help="our check alone, with seeds 1 to N")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.sweep:
        with np.errstate(all="ignore"):
            sweep(options.sweep)
        return
    names = [*others()]
    print(f"\n{len(RIGHT)} right and {len(WRONG)} wrong gradients, seed {options.seed}")
    with np.errstate(all="ignore"):
        agrees, open_cases = ours(options.seed)
        made = {"derive check_gradient": agrees, **verdicts(names, drawn if options.drawn else usual)}
    table(made, open_cases)


if __name__ == "__main__":
    main()
