"""What a target is, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from derive.codegen.program import Program
from derive.codegen.reverse import Reverse
from derive.language.claims import Identity


@dataclass(frozen=True)
class Options:
    """What a user may ask of a target: the dtype of example and test, and a test beside the function."""

    dtype: str = "float64"
    with_test: bool = False


@dataclass(frozen=True)
class Target:
    """How programs are written down in one language, and how a written one is made callable.

    `differentiable` writes a function with its backward pass, where the language differentiates by itself. Targets are
    listed by `rank`, then by name.
    """

    name: str
    suffix: str
    write: Callable[[Program, Identity, Options], str]
    load: Callable[[str, Program, Options], Callable[..., Any]]
    differentiable: Callable[[Reverse, Identity, Options], str] | None = None
    rank: int = 100
