"""What `derive` offers, at run time and to a type checker: the same words, the same tools."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import derive
from derive import D, IllFormed, dims, exp, index, normalised, scalar, vector
from derive.codegen import NoCode
from derive.language.page import Page

ROOT = Path(__file__).parent.parent
STUB = ast.parse((ROOT / "derive" / "__init__.pyi").read_text(encoding="utf-8"))
IMPORTS = {
    alias.name: node.module for node in STUB.body if isinstance(node, ast.ImportFrom) for alias in node.names
}
TOOLS = {
    "check",
    "check_files",
    "check_gradient",
    "code",
    "exercise",
    "find",
    "latex",
    "load",
    "prove",
    "text",
}

n = dims("n")
k = index("k", n)
x, y = vector("x", n), vector("y", n)
z = scalar("z")


def mypy(*arguments, cwd=ROOT):
    """A type checker as a user has it; a page may call an identity as it likes, also by the name of a word."""
    options = [
        "--config-file",
        "",
        "--ignore-missing-imports",
        "--check-untyped-defs",
        "--disable-error-code=no-redef",
    ]
    return subprocess.run(
        [sys.executable, "-m", "mypy", *options, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


# words and tools


@pytest.mark.parametrize("name", IMPORTS)
def test_each_name_is_what_its_home_has(name):
    assert getattr(derive, name) is getattr(__import__(IMPORTS[name], fromlist=[name]), name)


def test_the_words_are_listed():
    """What `from derive import *` brings is every word, and no tool."""
    words = derive.__all__
    assert words[0] == "__version__"
    assert words[1:] == sorted(words[1:])
    assert {*words} - {"__version__"} == IMPORTS.keys() - TOOLS
    assert set(dir(derive)) == IMPORTS.keys()


def test_what_is_not_there():
    with pytest.raises(AttributeError, match="module 'derive' has no attribute 'proove'"):
        _ = derive.proove


@pytest.mark.parametrize(
    "first",
    [
        "derive",
        *(
            pytest.param(f"derive.{name}", marks=pytest.mark.slow)
            for name in ("catalogue", "verdict", "codegen", "report.console")
        ),
    ],
)
def test_code_is_there_whatever_was_imported_before(first):
    program = (
        f"import {first}\nfrom derive.catalogue import load\n"
        "print(load('softargmax').identities['total'].code()[:9])\n"
        "import derive\nprint(callable(derive.code), callable(derive.check))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert said == '"""softar\nTrue True\n'


# what a type checker sees


@pytest.mark.slow
def test_the_pages_of_the_catalogue_are_typed(tmp_path):
    """As a wheel brings them, where one page finds the letters of another."""
    shutil.copytree(ROOT / "derive", tmp_path / "derive")
    shutil.copytree(ROOT / "identities", tmp_path / "derive" / "identities")
    found = mypy("-p", "derive.identities", cwd=tmp_path)
    assert found.returncode == 0, found.stdout
    with (tmp_path / "derive" / "identities" / "cross_entropy.py").open("a", encoding="utf-8") as page:
        page.write("\nfrom derive.identities.softargmax import no_such_letter\n")
    assert 'has no attribute "no_such_letter"' in mypy("-p", "derive.identities", cwd=tmp_path).stdout


USERS_PAGE = '''
"""A page of a user's own."""

from derive import *

n = dims("n")
j, k = indices("j k", n)
z = vector("z", n)
p = define("p", k, exp(z[k]) / Sum(exp(z[j]), j))


@identity(Sum(p[k], k), equals=1)
def total(line):
    """They sum to 1."""
    line(Sum(exp(z[k]), k) / Sum(exp(z[j]), j), by=unfold(p))
    line(1, by=cancel)
'''

USERS_PROGRAM = """
import derive

page = derive.load("softargmax")
result = derive.check(page.identities["jacobian"])
reveal_type(result.verdict)
reveal_type(derive.code(page.identities["jacobian"], target="torch"))
run = derive.check_files("notes.md", jobs=1)
reveal_type(run.results)
derive.code("softargmax.jacobian")
derive.chek(page)
"""


@pytest.mark.slow
def test_a_users_page_is_typed(tmp_path):
    page = tmp_path / "my_page.py"
    page.write_text(USERS_PAGE, encoding="utf-8")
    found = mypy(str(page))
    assert found.returncode == 0, found.stdout
    page.write_text(USERS_PAGE.replace("unfold(p)", "unfolded(p)"), encoding="utf-8")
    found = mypy(str(page))
    assert 'Name "unfolded" is not defined' in found.stdout


@pytest.mark.slow
def test_a_users_program_is_typed(tmp_path):
    program = tmp_path / "my_program.py"
    program.write_text(USERS_PROGRAM, encoding="utf-8")
    said = mypy(str(program)).stdout
    assert "Literal['proved'" in said
    assert 'note: Revealed type is "str"' in said.replace("builtins.", "")
    assert "tuple[derive.results.findings.Result, ...]" in said
    assert 'incompatible type "str"; expected "Identity | Example"' in said
    assert 'Module has no attribute "chek"' in said


# what they do


def test_two_sides_are_checked():
    assert derive.check(D(exp(2 * z), z), 2 * exp(2 * z)).verdict == "proved"
    wrong = derive.check(D(exp(2 * z), z), exp(2 * z))
    assert wrong.verdict == "refuted"
    assert wrong.counterexample is not None
    stated = derive.Sum(y[k], k) * z
    assert derive.check(stated, z, given=normalised(y)).verdict == "proved"
    assert derive.check(stated, z).verdict == "refuted"
    with pytest.raises(IllFormed):
        derive.check(x[k], y[derive.index("j", n)])


def test_an_identity_is_checked_proved_and_written():
    page = derive.load("cross_entropy")
    assert isinstance(page, Page)
    gradient = page.identities["gradient"]
    assert derive.check(gradient).verdict == "proved"
    assert "cross_entropy" in str(derive.prove(gradient).id)
    assert derive.code(gradient) == gradient.code()
    with pytest.raises(NoCode, match="there is no target"):
        derive.code(gradient, "fortran")


def test_files_are_checked(tmp_path):
    notes = tmp_path / "notes.md"
    notes.write_text("For $x \\in \\mathbb{R}^n$: $\\sum_k 2 x_k = 2 \\sum_k x_k$.\n", encoding="utf-8")
    run = derive.check_files(notes, jobs=1)
    assert [each.verdict for each in run.results] == ["proved"]
    assert run.exit_status == 0


def test_expressions_are_set():
    assert derive.latex(exp(x[k]) / 2) == r"\frac{e^{x_k}}{2}"
    assert derive.text(exp(x[k]) / 2) == "exp(x_k)/2"
