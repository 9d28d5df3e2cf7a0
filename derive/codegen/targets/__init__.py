"""Targets: what code is written in. Each module or package here is one, found by itself: it makes a `TARGET`.

In: an array program. Out: the text of a module that computes it.

    numpy   loops over rows where that is faster, results in place
    torch   closed forms that autograd and torch.compile see through
    jax     pure functions, for jit
    c       one readable function in C99
    triton  one fused kernel for what is computed row by row

A new target is a module that is put here. It spells array programs (`derive.codegen.spelling.Speller` is NumPy's
dialect in general), and finds what its library calls a function under its name in the book of functions, or in
`words` of its speller.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from derive.codegen.target import Target


@lru_cache(maxsize=1)
def found() -> dict[str, Target]:
    """Every target by its name, in the order in which they are listed."""
    modules = (importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__))
    made: list[Target] = sorted((each.TARGET for each in modules), key=lambda each: (each.rank, each.name))
    return {each.name: each for each in made}
