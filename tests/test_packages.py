"""Every package says what goes in, what comes out, and in what order to read it; each file is listed once."""

import ast
import re
from pathlib import Path

import pytest

PACKAGES = sorted(path.parent for path in (Path(__file__).parents[1] / "derive").rglob("__init__.py"))


def listed(docstring: str) -> list[str]:
    """The names at the left of the list."""
    return re.findall(r"^ *([a-z_]+)/? {2,}\S", docstring, re.MULTILINE)


def held(package: Path) -> set[str]:
    """The modules and packages that stand in a folder."""
    modules = {path.stem for path in package.glob("*.py")} - {"__init__", "__main__"}
    return modules | {path.parent.name for path in package.glob("*/__init__.py")}


def faults(docstring: str, holds: set[str]) -> list[str]:
    """What the docstring of a package that holds these does not say."""
    names = listed(docstring)
    found = [] if re.search("^In: ", docstring, re.MULTILINE) else ["no line begins with In: "]
    found += ["nothing says what comes out"] if "Out: " not in docstring else []
    found += [f"{name} is not listed" for name in sorted(holds - set(names))]
    found += [f"{name} is listed and not there" for name in sorted(set(names) - holds)]
    return found + [f"{name} is listed twice" for name in sorted(set(names)) if names.count(name) > 1]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_it_says_what_goes_in_what_comes_out_and_in_what_order_to_read(package: Path) -> None:
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    holds = held(package)
    if package.name == "derive":
        holds -= {"identities"}
    assert faults(ast.get_docstring(tree) or "", holds) == []


@pytest.mark.parametrize(
    ("docstring", "said"),
    [
        ("A package.\n\nOut: b.\n\n    one  what it is", "no line begins with In: "),
        ("A package.\n\nIn: a.\n\n    one  what it is", "nothing says what comes out"),
        ("A package.\n\nIn: a. Out: b.", "one is not listed"),
        ("A package.\n\nIn: a. Out: b.\n\n    one  what\n    gone  it was", "gone is listed and not there"),
        ("A package.\n\nIn: a. Out: b.\n\n    one  what\n    one  again", "one is listed twice"),
    ],
)
def test_what_is_not_said_is_found(docstring: str, said: str) -> None:
    assert said in faults(docstring, {"one"})


# one subject for each file

LONGEST = 550
TABLES = {"derive/language/functions.py": 640, "derive/language/typeset/walk.py": 600}
"""Files that are one table: an entry for each function, a rule for each head. They are read entry by entry."""


def too_long(lengths: dict[str, int]) -> dict[str, int]:
    """The files that have more lines than one subject takes."""
    return {name: length for name, length in lengths.items() if length > TABLES.get(name, LONGEST)}


def test_no_file_is_too_long() -> None:
    root = Path(__file__).parents[1]
    paths = (root / "derive").rglob("*.py")
    lengths = {str(path.relative_to(root)): len(path.read_text("utf-8").splitlines()) for path in paths}
    assert too_long(lengths) == {}


def test_a_file_that_is_too_long_is_found() -> None:
    assert too_long({"derive/store.py": 551, "derive/cli.py": 550}) == {"derive/store.py": 551}
