"""Triton kernels beside `torch.compile` and PyTorch's own functions, forward and backward, on a GPU.

    python benchmarks/triton.py [float32|bfloat16|float16]

For each function and size: the time of the backward pass of ours, of PyTorch's own and of PyTorch's own compiled, as
multiples of a copy of the same bytes. Where there is no GPU it says so, and measures nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from derive.catalogue import load
from derive.codegen import function

SIZES = ((4096, 1000), (4096, 4096), (2048, 32000), (1024, 128256))
Loss = Callable[..., "object"]


def rows(torch, dtype) -> Iterator[tuple[str, Loss, Loss, Callable]]:
    """Name, our function, PyTorch's, and how their arguments are drawn."""
    number = torch.tensor(1e-5, device="cuda", dtype=dtype)
    layer, rms, soft, labels = (
        function(load(page).identities[name], "triton", batch="N", autograd=True)
        for page, name in (
            ("normalisations", "layer_norm_backward"),
            ("normalisations", "rms_norm_backward"),
            ("softmax_layer", "closed_form_vector"),
            ("softmax_by_cases", "gradient_by_cases"),
        )
    )
    own = torch.nn.functional
    yield "layer norm", lambda x: layer(x, number), lambda x: own.layer_norm(x, x.shape[1:]), lambda n, m: ()
    yield "RMS norm", lambda x: rms(x, number), lambda x: own.rms_norm(x, x.shape[1:]), lambda n, m: ()
    yield "softargmax", soft, lambda x: torch.softmax(x, 1), lambda n, m: ()
    yield (
        "cross-entropy",
        lambda x, j: labels(j, x),
        lambda x, j: own.cross_entropy(x, j, reduction="none"),
        lambda n, m: (torch.randint(0, m, (n,), device="cuda"),),
    )


def passes(torch, run, x, given, testing) -> float:
    """Milliseconds of a forward and a backward pass."""

    def both():
        x.grad = None
        value = run(x, *given)
        value.backward(torch.ones_like(value))

    return testing.do_bench(both)


def main() -> None:
    """The table."""
    import torch

    if not torch.cuda.is_available():
        print("there is no GPU: nothing is measured")
        return
    from triton import testing

    dtype = getattr(torch, sys.argv[1] if len(sys.argv) > 1 else "float32")
    print(f"{torch.cuda.get_device_name()}, {dtype}: forward and backward, multiples of a copy")
    for name, ours, theirs, draw in rows(torch, dtype):
        for n, m in SIZES:
            x = torch.randn(n, m, device="cuda", dtype=dtype, requires_grad=True)
            given, copied = draw(n, m), torch.empty_like(x)
            unit = testing.do_bench(lambda x=x, to=copied: to.copy_(x.detach()))
            found = [passes(torch, run, x, given, testing) for run in (ours, theirs, torch.compile(theirs))]
            shown = "  ".join(f"{each / unit:6.2f}" for each in found)
            print(f"{name:14s} {n} × {m:6d}   derive, PyTorch, compiled: {shown}")


if __name__ == "__main__":
    main()
