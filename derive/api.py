"""What a program asks of derive. Its manual is `docs/api.md`.

    load("softargmax")              a page of the catalogue, or a file
    check(identity)                 the verdict of the three voices on one claim
    check_files("notes.md")         on every = of documents, on every identity of pages
    prove(identity)                 the proof, to be read: text, LaTeX, HTML
    find("layer norm")              what the catalogue states of these words, or of a formula
    code(identity, target="torch")  the right side as a function, as text
    latex(x), text(x)               an expression in LaTeX, and on one line

A claim is an identity of a page, or two sides: `check(D(p[k], z[d]), p[k] * …, given=normalised(y))`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from derive import runner
from derive.catalogue import load
from derive.codegen import code as code_of
from derive.language.claims import Example, Identity
from derive.language.hypotheses import Hypothesis
from derive.language.page import identity
from derive.language.typeset import latex, text
from derive.language.typeset.signs import Lang
from derive.report.shown import Proof, proof
from derive.results import Result, Run
from derive.search import Found, find
from derive.targets import targets
from derive.verdict import check as check_identity
from derive.worker import Options

__all__ = ["Found", "check", "check_files", "code", "find", "latex", "load", "prove", "text"]

Given = Hypothesis | tuple[Hypothesis, ...] | list[Hypothesis]


def check(claim: Any, equals: Any = None, *, given: Given = (), seed: int = 1) -> Result:
    """The verdict on an identity or a worked example, or on two sides, with all that supports it.

    Raises `IllFormed` for sides that have no meaning.
    """
    return check_identity(_claim(claim, equals, given), seed=seed)


def check_files(*files: str | Path, seed: int = 1, time_limit: float = 120.0, jobs: int | None = None) -> Run:
    """The verdicts on every = of these documents and on every identity of these pages, in processes of their own.

    A file is named as on the command line: `notes.md`, `notes.md:84`, `my_page.py::my_identity`, `softargmax`, a
    folder. Without files it is the catalogue. Raises `UnknownTarget` for what is not there.
    """
    wanted = targets([str(each) for each in files])
    return runner.check(wanted, Options(time_limit=time_limit, seed=seed), jobs=jobs)


def prove(claim: Any, equals: Any = None, *, given: Given = (), lang: Lang = "en") -> Proof:
    """The proof of an identity, or of left = right, line by line; what is wrong, where it is not proved.

    `str(proof)` is its text; a notebook shows it.
    """
    return proof(_claim(claim, equals, given), lang=lang)


def code(
    claim: Identity | Example,
    target: str = "numpy",
    *,
    batch: str | None = None,
    batched: Iterable[str] = (),
    given: Iterable[str] = (),
    dtype: str = "float64",
    with_test: bool = False,
    autograd: bool = False,
) -> str:
    """The right side of a proved identity as a function, in the text of a module: numpy, torch, jax or c.

    `batch` names a leading axis for the letters in `batched`, `given` definitions that are handed in. Raises `NoCode`
    where there is none. `identity.function(target)` is the function itself.
    """
    return code_of(
        claim,
        target,
        batch=batch,
        batched=batched,
        given=given,
        dtype=dtype,
        with_test=with_test,
        autograd=autograd,
    )


def _claim(claim: Any, equals: Any, given: Given) -> Identity | Example:
    if isinstance(claim, Identity | Example):
        return claim

    def claimed() -> None:
        """A claim without a page."""

    return identity(claim, equals=equals, given=given)(claimed)
