"""A docstring names what it speaks of: it does not point at the one before it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
POINTS = re.compile(
    r"(?:The same(?! \w+ in\b)|That of|Likewise|As above|Ditto)\b[^`:]*$|It\b[^`:]{0,30}$|This \w+\.$"
)
"""Words that say nothing without what stands elsewhere, with no example behind them."""


def docstrings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every docstring of a module, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and (
            said := ast.get_docstring(node)
        ):
            yield getattr(node, "lineno", 1), said


def pointing(text: str) -> list[str]:
    """The docstrings of a source that only point."""
    return [f"{line}: {said}" for line, said in docstrings(ast.parse(text)) if POINTS.match(said)]


def test_no_docstring_only_points() -> None:
    found = {
        str(path.relative_to(ROOT)): told
        for path in sorted((ROOT / "derive").rglob("*.py"))
        if (told := pointing(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "said",
    [
        "The same; what was not stored yet is.",
        "That of its argument.",
        "It does not move.",
        "This statement.",
    ],
)
def test_one_that_only_points_is_found(said: str) -> None:
    assert pointing(f'def f():\n    """{said}"""\n') == [f"1: {said}"]
