"""Who may import whom, read from the sources: the three voices stay apart, and the kernel stands alone.

Imports inside functions count too, and what an import brings along in its turn.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Graph = dict[str, tuple[str, ...]]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = sorted((ROOT / "derive").rglob("*.py"))
SOURCES = {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in PATHS}

ONLY = {
    "derive.kernel": ("derive.kernel", "derive.language"),
    "derive.language": ("derive.language",),
}
NEVER = {
    "derive.instance": ("derive.kernel", "derive.derivation", "derive.numeric", "derive.check"),
    "derive.numeric": ("derive.kernel", "derive.derivation", "derive.instance", "derive.check"),
    "derive.kernel": ("derive.instance", "derive.numeric"),
    "derive.audit.evaluation": ("derive.kernel", "derive.derivation", "derive.instance", "derive.numeric"),
}
LOADERS = {"derive", "derive.catalogue", "derive.cli", "derive.worker"}
"""They import by a name that is computed: words, pages, commands, what a worker warms up with."""

TEXT_AS_CODE = {
    "simplify",
    "nsimplify",
    "sympify",
    "parse_expr",
    "eval",
    "exec",
    "compile",
    "__import__",
    "S",
}
"""What must not be called: text is never executed, and no verdict hangs on a heuristic of SymPy's."""

SAFE = {("re", "compile")}


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def imports(module: str, tree: ast.AST) -> Iterator[str]:
    """Every module that one names in its imports, in functions and under TYPE_CHECKING too."""
    package = module if any(each.startswith(f"{module}.") for each in SOURCES) else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            parts = [f"{base}.{alias.name}" for alias in node.names]
            found = [part for part in parts if part in SOURCES]
            yield from found if len(found) == len(parts) else [base, *found]


GRAPH: Graph = {module: tuple(imports(module, tree)) for module, tree in SOURCES.items()}


def reach(module: str, graph: Graph) -> set[str]:
    """Every module of the project that importing one may bring along."""
    seen: set[str] = set()
    waiting = [each for each in graph if within(each, module)]
    while waiting:
        name = waiting.pop()
        if name in graph and name not in seen:
            seen.add(name)
            waiting += graph[name]
    return seen


def reaching(graph: Graph) -> Iterator[str]:
    """Which modules may bring along what they must not."""
    for module, forbidden in NEVER.items():
        yield from (f"{module} reaches {name}" for name in reach(module, graph) if within(name, *forbidden))


def offences(module: str, tree: ast.AST) -> Iterator[str]:
    """What breaks a rule in one module, one line each."""
    for package, allowed in ONLY.items():
        for name in imports(module, tree) if within(module, package) else ():
            if within(name, "derive") and not within(name, *allowed):
                yield f"{module} imports {name}"
    yield from calls(module, tree)
    yield from proofs(module, tree)


def calls(module: str, tree: ast.AST) -> Iterator[str]:
    """Calls of what executes text or guesses, and imports by computed names outside the loaders."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            yield from (f"{module} imports {name}" for name in names if within(name, "sympy.parsing"))
        if not isinstance(node, ast.Call):
            continue
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in TEXT_AS_CODE and (getattr(owner, "id", ""), name) not in SAFE:
            yield f"{module} calls {name}"
        if name in ("import_module", "spec_from_file_location") and module not in LOADERS:
            yield f"{module} calls {name}"


def proofs(module: str, tree: ast.AST) -> Iterator[str]:
    """The kernel's Proof made, inherited from or unsealed outside the module that decides."""
    if module == "derive.kernel.proof":
        return
    names = proof_names(module, tree)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=func) if ast.unparse(func) in names:
                yield f"{module} makes a Proof"
            case ast.Call(func=ast.Attribute(attr="__new__"), args=[first, *_]) if (
                ast.unparse(first) in names
            ):
                yield f"{module} makes a Proof"
            case ast.ClassDef(bases=bases) if names & set(map(ast.unparse, bases)):
                yield f"{module} inherits from Proof"
            case ast.Name(id="_SEAL") | ast.Attribute(attr="_SEAL") | ast.alias(name="_SEAL"):
                yield f"{module} breaks the seal"


def proof_names(module: str, tree: ast.AST) -> set[str]:
    """What the kernel's Proof is called in a module."""
    names = {"derive.kernel.Proof", "derive.kernel.proof.Proof"}
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
            (named,) = imports(module, ast.Module([type(node)(**{**vars(node), "names": [alias]})], []))
            called = alias.asname or alias.name
            if within(named, "derive.kernel"):
                names.add(called if alias.name == "Proof" else f"{called}.Proof")
    return names


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_keeps_the_rules(module):
    assert list(offences(module, SOURCES[module])) == []


def test_the_voices_stay_apart():
    assert list(reaching(GRAPH)) == []


def test_the_rules_speak_of_what_is_there():
    """A rule about a module that was renamed would hold of itself."""
    named = {
        *ONLY,
        *NEVER,
        *LOADERS,
        *(each for names in (*ONLY.values(), *NEVER.values()) for each in names),
    }
    assert all(any(within(module, each) for module in SOURCES) for each in named)
    assert {module for module in SOURCES if within(module, "derive.kernel")} <= reach("derive.check", GRAPH)
    assert "derive.instance" in reach("derive.check", GRAPH)
    assert "derive.values.components" in reach("derive.instance", GRAPH)


MADE_UP = {
    "the kernel imports a voice": ("derive.kernel.sums", "import derive.instance", "imports derive.instance"),
    "in a function": (
        "derive.kernel.sums",
        "def f():\n    from derive import catalogue",
        "derive.kernel.sums imports derive.catalogue",
    ),
    "by a relative import": (
        "derive.kernel.sums",
        "from ..derivation import steps",
        "derive.kernel.sums imports derive.derivation.steps",
    ),
    "by a relative import in a package": (
        "derive.kernel",
        "from .. import results",
        "derive.kernel imports derive.results",
    ),
    "the kernel takes the words of a page": ("derive.kernel.sums", "from derive import D", "imports derive"),
    "the language imports the kernel": (
        "derive.language.page",
        "def f():\n    if True:\n        from derive.kernel.proof import prove",
        "derive.language.page imports derive.kernel.proof",
    ),
    "a voice imports another": (
        "derive.numeric",
        "import derive.instance as i",
        "numeric reaches derive.instance",
    ),
    "by way of a third": (
        "derive.values.sizes",
        "def f():\n    from derive.kernel import prove",
        "derive.instance reaches derive.kernel",
    ),
    "for types only": (
        "derive.instance",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from derive.derivation.steps import Step",
        "derive.instance reaches derive.derivation.steps",
    ),
    "by a computed name": (
        "derive.instance",
        "import importlib\nimportlib.import_module('derive' + '.kernel')",
        "derive.instance calls import_module",
    ),
    "a proof is made": (
        "derive.check",
        "from derive.kernel import Proof\nProof(1, 1)",
        "check makes a Proof",
    ),
    "by another name": ("derive.check", "from derive.kernel import Proof as P\nP(1, 1)", "makes a Proof"),
    "by its module": ("derive.check", "import derive.kernel as k\nk.Proof(1, 1)", "check makes a Proof"),
    "by a module's module": (
        "derive.check",
        "from derive.kernel import proof as p\np.Proof(1)",
        "makes a Proof",
    ),
    "by object": (
        "derive.check",
        "from derive.kernel import Proof\np = object.__new__(Proof)",
        "check makes a Proof",
    ),
    "by a subclass": (
        "derive.check",
        "from derive.kernel.proof import Proof\nclass Mine(Proof):\n    pass",
        "check inherits from Proof",
    ),
    "with the seal": (
        "derive.kernel.rules",
        "from derive.kernel.proof import _SEAL",
        "rules breaks the seal",
    ),
    "text is executed": ("derive.worker", "exec('1')", "derive.worker calls exec"),
    "text is evaluated": ("derive.results", "x = eval(text)", "derive.results calls eval"),
    "text is compiled": ("derive.results", "compile(text, 'f', 'exec')", "derive.results calls compile"),
    "SymPy simplifies": ("derive.kernel.proof", "import sympy\nsympy.simplify(a - b)", "calls simplify"),
    "SymPy simplifies by method": ("derive.instance", "(a - b).simplify()", "derive.instance calls simplify"),
    "SymPy guesses": ("derive.numeric", "from sympy import nsimplify\nnsimplify(0.5)", "calls nsimplify"),
    "SymPy reads text": ("derive.language.page", "sympy.sympify('x')", "derive.language.page calls sympify"),
    "SymPy parses": (
        "derive.results",
        "from sympy.parsing.latex import parse_latex",
        "imports sympy.parsing",
    ),
}


@pytest.mark.parametrize(("module", "text", "says"), MADE_UP.values(), ids=MADE_UP)
def test_a_made_up_offence_is_found(module, text, says):
    tree = ast.parse(text)
    found = [*offences(module, tree), *reaching(GRAPH | {module: (*GRAPH[module], *imports(module, tree))})]
    assert any(says in offence for offence in found), found


# the order of reading


def listed(package: str) -> list[str]:
    """The modules that a package's docstring lists, in order."""
    return re.findall(r"^    (\w+)", ast.get_docstring(SOURCES[package], clean=False) or "", re.MULTILINE)


@pytest.mark.parametrize("package", ["derive.kernel", "derive.language"])
def test_modules_are_listed_in_an_order_to_read(package):
    """The list is complete, and what a module needs to be loaded stands above it."""
    order = listed(package)
    inside = {name.split(".")[2] for name in SOURCES if name.startswith(f"{package}.")}
    assert sorted(order) == sorted(inside)
    for place, module in enumerate(order):
        name = f"{package}.{module}"
        at_load = [node for node in SOURCES[name].body if isinstance(node, ast.Import | ast.ImportFrom)]
        needs = {
            each.split(".")[2] for each in imports(name, ast.Module(at_load, [])) if within(each, package)
        }
        assert needs - {module} <= set(order[:place])


# what loading costs


@pytest.mark.parametrize("statement", ["import derive", "import derive.results", "import derive.cli"])
def test_sympy_is_loaded_when_needed(statement):
    program = f"import sys; {statement}; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=ROOT).returncode == 0


def test_the_words_of_a_page_load_it():
    program = "import sys, derive; derive.Sum; sys.exit('sympy' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=ROOT).returncode == 0
