"""derive: a proof-reader for gradient derivations.

The files in the order to read them:

    language/        what a page is written in: expressions that stay as written, families, ∂, hypotheses, pages
    kernel/          the one trusted part: Σ-normal form; decides whether two sides are equal for every dimension
    derivation/      reasons with teeth, the check of a derivation, the machine's own derivation
    values/          numbers that satisfy the hypotheses, and the one walk that says what expressions are worth there
    instance/        the second voice: exact numbers at small sizes
    numeric          the third voice: finite differences
    worked_examples  numbers that a document prints, by interval arithmetic
    refuting         refuted needs two voices
    check            the three voices together, and the verdict
    hints/           what a wrong line may have meant, offered only where the repaired line is proved
    catalogue        finding and loading pages
    inventory        the source documents' formulas, joined with what states them
    results          what a check found, as plain data
    worker           what is done with a page in a process of its own
    processes/       what a run starts, its limits, and how it ends
    engines/         where pages are judged
    runner           many checks at once
    store            what is kept from one run to the next
    targets          what a user names on the command line
    report/          all writers: terminal, JSON, JUnit, SARIF, text, LaTeX, Markdown, HTML
    cli, commands/   the command line
    documents/       derivations in Markdown, LaTeX and notebooks, read and judged
    proofs/          proofs as documents
    book/            all of them as a book
    gradient/        the gradient check for any NumPy function
    code/            from a proved identity to array code
    certificates/    from an identity to a theorem that a second kernel, Rocq, checks
    exercises/       questions whose answers the checker grades
    audit/           the checker, checked
"""

import _signal  # type: ignore[import-not-found]  # of the interpreter itself: nothing can be taken for it
import sys

if sys.argv[:1] == ["-m"]:
    # `python -m derive` puts the current folder first on the path: a `numbers.py` there would be taken for the
    # module of that name. It goes before anything else is imported; where derive itself lies in it, to the end.
    _here = sys.path.pop(0)
    if __file__.startswith(_here):
        sys.path.append(_here)
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # until the command line listens: no traceback

import importlib
from functools import partial
from typing import Any

from derive.version import VERSION

__version__ = VERSION

_WORDS = {
    "expressions": "sqrt",
    "functions": (
        "arctan cos digamma erf exp function log loggamma logistic pi relu sign sin softplus step tanh"
    ),
    "indices": "dims index indices",
    "binders": "Sum before delta distinct equal upto",
    "comparisons": "cases clip maximum minimum",
    "inverses": "det inverse logdet",
    "matrices": "diag entries eye hadamard ones trace zeros",
    "families": "define family label labels matrix scalar vector",
    "derivatives": "D",
    "probabilities": "probability",
    "products": "Product",
    "hypotheses": (
        "at_least constant diagonal equation idempotent invertible nonnegative normalised onehot orthonormal "
        "positive psd symmetric"
    ),
    "claims": "Document Source",
    "page": "example identity",
    "sympy_input": "from_sympy",
    "errors": "IllFormed PageError",
}
_REASONS = """
    algebra by_cases cancel chain_rule collect constants_into_sum constants_out_of_sum differentiate distribute exp_log
    factor fold given linearity product_rule quotient_rule rename sift split swap_names swap_sums unfold using
"""
_HOME = {word: f"derive.language.{module}" for module, words in _WORDS.items() for word in words.split()}
_HOME |= dict.fromkeys(_REASONS.split(), "derive.derivation.reasons")
_TOOLS = {
    "check_gradient": "derive.gradient.check",
    "exercise": "derive.exercises.exercise",
    "proof": "derive.report.shown",
}
"""What is no word of a page: `from derive import *` does not bring it."""
_GENERATOR = ("code", "function", "lambdify")
"""What an identity asks the code generator for."""

__all__ = sorted(["__version__", *_HOME])  # noqa: PLE0605 (the words of a page, loaded when first used)


def __getattr__(name: str) -> Any:
    home = _HOME.get(name) or _TOOLS.get(name)
    if home is None:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    if name in _HOME:
        _enter_generator()
    return getattr(importlib.import_module(home), name)


def _enter_generator() -> None:
    """`identity.code()` reaches the generator, which is loaded when it is first asked for."""
    known = importlib.import_module("derive.language.claims").GENERATOR
    for name in _GENERATOR if not known else ():
        known[name] = partial(_generate, name)


def _generate(name: str, *arguments: Any, **words: Any) -> Any:
    return getattr(importlib.import_module("derive.code"), name)(*arguments, **words)


def __dir__() -> list[str]:
    return [*__all__, *_TOOLS]
