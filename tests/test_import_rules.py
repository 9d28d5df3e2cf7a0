"""What a module must not do, read from the sources: execute text, guess, make a proof.

Who may import whom is said in `pyproject.toml`, and held here.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = sorted((ROOT / "derive").rglob("*.py"))


class Trees(Mapping[str, ast.Module]):
    """The modules by name, each parsed when it is asked for: to collect the tests takes no time."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = {module_name(path): path for path in paths}
        self.parsed: dict[str, ast.Module] = {}

    def __getitem__(self, name: str) -> ast.Module:
        if name not in self.parsed:
            self.parsed[name] = ast.parse(self.paths[name].read_text(encoding="utf-8"))
        return self.parsed[name]

    def __contains__(self, name: object) -> bool:
        return name in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


SOURCES = Trees(PATHS)
PACKAGES = sorted({name.partition(".")[2].partition(".")[0] for name in SOURCES})

LOADERS = {
    "derive",
    "derive.codegen.targets",
    "derive.language.claims",
    "derive.catalogue",
    "derive.cli",
    "derive.processes.nursery",
}
"""They import by a computed name: words, pages, commands, targets, what writes code, what a worker warms up with."""

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


def offences(module: str, tree: ast.AST) -> Iterator[str]:
    """What breaks a rule in one module, one line each."""
    if "derive" in imports(module, tree):
        yield f"{module} imports the words of a page"
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


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_keep_the_rules(package):
    modules = [name for name in SOURCES if name.partition(".")[2].partition(".")[0] == package]
    assert modules
    assert [said for name in modules for said in offences(name, SOURCES[name])] == []


def test_the_loaders_are_there():
    assert set(SOURCES) >= LOADERS


MADE_UP = {
    "the kernel takes the words of a page": (
        "derive.kernel.sums",
        "from derive import D",
        "derive.kernel.sums imports the words of a page",
    ),
    "the words of a page come in a function": (
        "derive.codegen.emit",
        "def f():\n    import derive\n    return derive.D",
        "derive.codegen.emit imports the words of a page",
    ),
    "by a computed name": (
        "derive.instance",
        "import importlib\nimportlib.import_module('derive' + '.kernel')",
        "derive.instance calls import_module",
    ),
    "a proof is made": (
        "derive.verdict",
        "from derive.kernel import Proof\nProof(1, 1)",
        "verdict makes a Proof",
    ),
    "by another name": ("derive.verdict", "from derive.kernel import Proof as P\nP(1, 1)", "makes a Proof"),
    "by its module": ("derive.verdict", "import derive.kernel as k\nk.Proof(1, 1)", "verdict makes a Proof"),
    "by a module's module": (
        "derive.verdict",
        "from derive.kernel import proof as p\np.Proof(1)",
        "makes a Proof",
    ),
    "by object": (
        "derive.verdict",
        "from derive.kernel import Proof\np = object.__new__(Proof)",
        "verdict makes a Proof",
    ),
    "by a subclass": (
        "derive.verdict",
        "from derive.kernel.proof import Proof\nclass Mine(Proof):\n    pass",
        "verdict inherits from Proof",
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
    found = [*offences(module, ast.parse(text))]
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


# no sentence is taken apart

TAKES = {
    "startswith",
    "endswith",
    "partition",
    "rpartition",
    "find",
    "index",
    "removeprefix",
    "removesuffix",
    "split",
}
READS = {"search", "match", "fullmatch", "finditer", "findall"}


def is_sentence(node: ast.AST) -> bool:
    """Whether it is what a reader is told: `result.message`, `result.hint`, `saying.told()`."""
    inner = node.func if isinstance(node, ast.Call) else node
    return isinstance(inner, ast.Attribute) and inner.attr in {"message", "hint", "told", "hinted", "english"}


def taken_apart(tree: ast.AST) -> Iterator[str]:
    """Where a sentence is looked into: by its beginning, by a pattern, by what stands in it."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=attr), args=args):
                found = (attr in TAKES and is_sentence(value)) or (
                    attr in READS and any(map(is_sentence, args))
                )
            case ast.Compare(left=left, comparators=[right]):
                texts = isinstance(left, ast.Constant) or isinstance(right, ast.Constant)
                found = texts and (is_sentence(left) or is_sentence(right))
            case _:
                found = False
        if found:
            yield ast.unparse(node)


def test_no_sentence_is_taken_apart():
    assert {name: found for name, tree in SOURCES.items() if (found := list(taken_apart(tree)))} == {}


@pytest.mark.parametrize(
    "text",
    [
        'result.hint.startswith(("holds", "the left side is"))',
        "_READ_AS.finditer(result.message)",
        'said.told().split(" if ")',
        '"null bytes" in fault.message',
        'what.english == "the whole product"',
    ],
)
def test_a_sentence_that_is_taken_apart_is_found(text):
    assert list(taken_apart(ast.parse(text))) == [text.replace('"', "'")]


# who may import whom

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

PLANTED_IMPORTS = {
    "the kernel imports a voice": ("kernel/sums", "import derive.instance", "derive.instance"),
    "in a function": ("kernel/sums", "def f():\n    from derive import catalogue", "derive.catalogue"),
    "by a relative import": ("kernel/sums", "from ..derivation import steps", "derive.derivation.steps"),
    "by a relative import in a package": ("kernel/__init__", "from .. import results", "derive.results"),
    "the language imports the kernel": (
        "language/page",
        "def f():\n    if True:\n        from derive.kernel.proof import prove",
        "derive.kernel.proof",
    ),
    "a voice imports another": ("numeric", "import derive.instance as i", "derive.instance"),
    "by way of a third": ("values/sizes", "def f():\n    from derive.kernel import prove", "derive.kernel"),
    "for types only": (
        "instance",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from derive.derivation.steps import Step",
        "derive.derivation.steps",
    ),
    "a lower package imports a higher one": ("results/evidence", "import derive.report", "derive.report"),
    "two modules of a package import each other": (
        "kernel/terms",
        "def f():\n    from derive.kernel import proof",
        ".terms -> .proof",
    ),
    "a word of the language comes from a later room": (
        "language/expressions",
        "def f():\n    from derive.language.derivatives import D",
        ".expressions -> .derivatives",
    ),
    "a reader's part asks one that is built on it": (
        "documents/readings/base",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from derive.documents.readings import places",
        ".places -> .base",
    ),
}


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """`lint-imports`, run on the package in a folder."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--verbose"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold():
    found = linted(ROOT)
    assert found.returncode == 0, found.stdout
    assert re.search(r"Contracts: \d+ kept, 0 broken", found.stdout)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """What is found in a copy of the package that has every planted import."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "derive", folder / "derive", ignore=shutil.ignore_patterns("__pycache__"))
    for module, text, _ in PLANTED_IMPORTS.values():
        with (folder / "derive" / f"{module}.py").open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")
    return linted(folder)


def test_every_contract_can_break(broken):
    assert broken.returncode == 1
    assert "0 kept" in broken.stdout


@pytest.mark.parametrize(("module", "text", "says"), PLANTED_IMPORTS.values(), ids=PLANTED_IMPORTS)
def test_a_planted_import_is_found(broken, module, text, says):
    importer = f"derive.{module.replace('/', '.').removesuffix('.__init__')}"
    edge = says if says.startswith(".") else f"{importer} -> {says}"
    assert edge in re.sub(r"\s+", " ", broken.stdout)


def test_a_package_that_has_no_place_is_found(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "derive", tmp_path / "derive", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "derive" / "helpers.py").touch()
    found = linted(tmp_path)
    assert found.returncode == 1
    assert "helpers" in found.stdout
