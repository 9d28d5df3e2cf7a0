"""derive: a proof-reader for gradient derivations.

In: pages, documents, the catalogue. Out: a verdict on every claim in them, and from what is proved texts and code.

The files in the order to read them:

    language/        what a page is written in: expressions that stay as written, families, ∂, hypotheses, pages
    kernel/          the one trusted part: Σ-normal form; decides whether two sides are equal for every dimension
    derivation/      reasons with teeth, the check of a derivation, the machine's own derivation
    values/          numbers that satisfy the hypotheses, and the one walk that says what expressions are worth there
    instance/        the second voice: exact numbers at small sizes
    by_parts         claims that only an integration by parts could show
    numeric/         the third voice: finite differences
    worked_examples  numbers that a document prints, by interval arithmetic
    refuting         refuted needs two voices
    verdict          the three voices together, and the verdict
    hints/           what a wrong line may have meant, offered only where the repaired line is proved
    catalogue        finding and loading pages
    inclusion        files that a document takes in
    walking          files and folders, walked through
    inventory        the source documents' formulas, joined with what states them
    convergence      the order of convergence that errors at halved steps show
    results          what a check found, as plain data
    worker           what is done with a page in a process of its own
    processes/       what a run starts, its limits, and how it ends
    engines/         where pages are judged
    runner           many checks at once
    store            what is kept from one run to the next
    targets          what a user names on the command line
    report/          all writers: terminal, JSON, JUnit, SARIF, text, LaTeX, Markdown, HTML
    cli              the command line
    commands/        its commands, one module each
    documents/       derivations in Markdown, LaTeX and notebooks, read and judged
    proofs/          proofs as documents
    book/            all of them as a book
    search/          an identity, by its words or by its formula under any letters
    gradient/        the gradient check for any NumPy function
    codegen/         from a proved identity to array code
    certificates/    from an identity to a theorem that a second kernel, Rocq, checks
    exercises/       questions whose answers the checker grades
    audit/           the checker, checked
    editor/          a language server, for editors
    agent/           a server for language models
    version          what derive calls itself
    api              what a program asks of derive
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

import ast
import importlib
import importlib.util
from functools import lru_cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

from derive.version import VERSION

__version__ = VERSION


class _Beside:
    """Lets `derive.identities` be the folder beside this one, as in a clone; a wheel has it inside."""

    @staticmethod
    def find_spec(fullname: str, *_: Any) -> ModuleSpec | None:
        if fullname != "derive.identities":
            return None
        folder = Path(__file__).parents[1] / "identities"
        return importlib.util.spec_from_file_location(
            fullname, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )


sys.meta_path.append(_Beside)


@lru_cache(maxsize=1)
def _stub() -> tuple[dict[str, str], list[str]]:
    """What there is, with the module that has it, and the words of a page: `__init__.pyi`, as type checkers read it."""
    tree = ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    homes: dict[str, str] = {}
    words: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            homes |= {
                alias.name: str(node.module) for alias in node.names if alias.asname in (None, alias.name)
            }
        elif isinstance(node, ast.Assign):
            words = ast.literal_eval(node.value)
    return homes, words


def __getattr__(name: str) -> Any:
    homes, words = _stub()
    if name == "__all__":
        return words
    if name not in homes:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    return getattr(importlib.import_module(homes[name]), name)


def __dir__() -> list[str]:
    return list(_stub()[0])
