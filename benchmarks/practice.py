"""The functions of practice beside the libraries' own, in turns, in one process: ratios of the best of many rounds.

    python benchmarks/practice.py [PART OF A NAME]

A ratio below 1 is faster than what stands beside it. Other processes disturb times: the load is printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np
import torch

from derive.catalogue import load
from derive.codegen import function, lambdify
from derive.codegen.lowering import lowered

ROUNDS, SECONDS = 60, 20
Pair = tuple[str, Callable[[], object], Callable[[], object]]


def identity(name: str):
    """An identity of the catalogue by its full name."""
    page, _, own = name.partition(".")
    return load(page).identities[own]


def backward(run: Callable[..., torch.Tensor], x: torch.Tensor, *given: torch.Tensor) -> Callable[[], object]:
    """Both passes."""
    leaf = x.clone().requires_grad_(True)

    def both() -> object:
        value = run(leaf, *given)
        return torch.autograd.grad(value, leaf, torch.ones_like(value))

    return both


def margins() -> Iterator[Pair]:
    """The gradient of the cross-entropy where every row is confident, and where none is."""
    run = function(identity("softmax_by_cases.gradient_by_cases"), "torch", batch="N")
    for dtype in (torch.float32, torch.float64):
        z, j = torch.randn(4096, 1000, dtype=dtype), torch.randint(0, 1000, (4096,))
        far, out = z.clone(), torch.empty_like(z)
        far[torch.arange(4096), j] += 40
        yield (
            f"gradient at margin 40 over none, {dtype}",
            lambda far=far, j=j, out=out: run(far, j, out=out),
            lambda z=z, j=j, out=out: run(z, j, out=out),
        )


def losses() -> Iterator[Pair]:
    """Loss and backward pass."""
    run = function(identity("softmax_by_cases.gradient_by_cases"), "torch", batch="N", autograd=True)
    own = torch.nn.functional.cross_entropy
    for n, m in ((4096, 1000), (256, 50000)):
        for dtype in (torch.float32, torch.float64):
            z, j = torch.randn(n, m, dtype=dtype), torch.randint(0, m, (n,))
            yield (
                f"--autograd over cross_entropy, {n} × {m}, {dtype}",
                backward(lambda z, j: run(j, z) if first_is_label(run) else run(z, j), z, j),
                backward(lambda z, j: own(z, j, reduction="none"), z, j),
            )


def first_is_label(run: Callable[..., object]) -> bool:
    """Whether the label is the first argument."""
    return next(iter(run.__annotations__)) == "j"


def norms() -> Iterator[Pair]:
    """Layer and RMS norm, both passes."""
    own = torch.nn.functional
    x, g, epsilon = torch.randn(4096, 1024), torch.randn(4096, 1024), torch.tensor(1e-5)
    for name, theirs in (("layer_norm", own.layer_norm), ("rms_norm", own.rms_norm)):
        run = function(identity(f"normalisations.{name}_backward"), "torch", batch="N", autograd=True)
        yield (
            f"{name} --autograd over PyTorch's, 4096 × 1024",
            backward(run, x, epsilon),
            backward(lambda x, theirs=theirs: theirs(x, x.shape[1:], eps=1e-5), x),
        )
        in_c = function(identity(f"normalisations.{name}_backward"), "c", batch="N", dtype="float32")
        yield (
            f"{name} backward in C over both passes of PyTorch's",
            lambda in_c=in_c: in_c(g.numpy(), x.numpy(), 1e-5),
            backward(lambda x, theirs=theirs: theirs(x, x.shape[1:], eps=1e-5), x),
        )


def attention() -> Iterator[Pair]:
    """The three gradients under a causal mask, n = 1024, d = 64, beside both passes of PyTorch's."""
    values = {name: torch.randn(1024, 64) for name in "XYUH"} | {"T": torch.tensor(8.0)}
    own = torch.nn.functional.scaled_dot_product_attention

    def theirs() -> object:
        leaves = [values[name].clone().requires_grad_(True) for name in "XYU"]
        value = own(*(each[None] for each in leaves), is_causal=True)[0]
        return torch.autograd.grad(value, leaves, values["H"])

    for target in ("torch", "numpy", "c"):
        runs = [prepared(f"attention.causal_gradient_of_{of}", target, values) for of in CAUSAL]
        yield (
            f"causal attention, three gradients, {target}, over both passes",
            lambda runs=runs: [run(*given) for run, given in runs],
            theirs,
        )


CAUSAL = ("queries", "keys", "values")


def prepared(
    name: str, target: str, values: dict[str, torch.Tensor]
) -> tuple[Callable[..., object], list[object]]:
    """The function of an identity, and its arguments in the target's arrays."""
    claim = identity(name)
    given = [values[each.name] for each in lowered(claim).arguments]
    arrays = given if target == "torch" else [each.numpy() for each in given]
    return function(claim, target, **({"dtype": "float32"} if target == "c" else {})), arrays


def hessian_product() -> Iterator[Pair]:
    """The Hessian of logistic regression times a vector, beside two derivatives of PyTorch's own loss."""
    X, y = torch.randn(20000, 200), torch.rand(20000)
    w, v = torch.randn(200) / 10, torch.randn(200)

    def theirs() -> torch.Tensor:
        leaf = w.clone().requires_grad_(True)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(X @ leaf, y, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, leaf, create_graph=True)
        return torch.autograd.grad(gradient @ v, leaf)[0]

    for target in ("torch", "numpy", "c"):
        values = {"X": X, "w": w, "v": v}
        run, given = prepared("optimisation.logistic_hessian_product", target, values)
        yield (
            f"Hessian of logistic regression times a vector, {target}",
            lambda run=run, given=given: run(*given),
            theirs,
        )


def one_row() -> Iterator[Pair]:
    """One row of ten, where calls cost more than numbers."""
    for name, sizes in (
        ("softmax_by_cases.gradient", {"n": 10}),
        ("cross_entropy.loss_in_scores", {"n": 10}),
    ):
        claim = identity(name)
        run, plain = function(claim), lambdify(claim, **sizes)
        given = [np.linspace(0, 1, 10), np.full(10, 0.1)]
        for checked in (True, False):
            yield (
                f"{name}, 10 entries, {'' if checked else 'un'}checked, over lambdify",
                lambda r=run, a=given, c=checked: r(*a, checked=c),
                lambda p=plain, a=given: p(*a),
            )


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """Our best time over theirs, the median of the ratios of neighbours, and our best time in milliseconds."""
    times: list[tuple[float, float]] = []
    start = perf_counter()
    while len(times) < ROUNDS and perf_counter() - start < SECONDS:
        pair = []
        for run in (ours, theirs):
            begun = perf_counter()
            run()
            pair.append(perf_counter() - begun)
        times.append((pair[0], pair[1]))
    mine, others = (min(each[at] for each in times) for at in (0, 1))
    return mine / others, float(np.median([a / b for a, b in times])), 1e3 * mine


if __name__ == "__main__":
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    print(f"{torch.get_num_threads()} threads, load {os.getloadavg()[0]:.1f}")
    for work in (one_row, margins, losses, norms, attention, hessian_product):
        for name, ours, theirs in work() if part in work.__name__ else ():
            best, median, least = ratio(ours, theirs)
            print(f"{name:60s} best {best:5.2f}  median {median:5.2f}   ({least:.3f} ms)", flush=True)
