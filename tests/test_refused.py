"""Wrong pages are refused: each file in `refused/` holds one slip; its docstring says what must come of it.

    Expected: refuted | undecided | ill-formed
    Line: the first line of the derivation that is not accepted, counted from 1 after the left side
    Exact: yes, if both sides of the counterexample must be exact fractions
    Says: a part of the message
    Hint: what a good hint would be about
    Hint name: the entry of the table of hints that must be offered

The wrong identity is the last of its page; identities before it, if any, are true.
"""

import ast
import operator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from derive.catalogue import load
from derive.language.errors import PageError
from derive.results import Result
from derive.verdict import check
from tests.refutations import has_values_for_programs, holds_to_the_schema, shows_what_was_found

PAGES = sorted((Path(__file__).parent / "refused").glob("*.py"))
HOLDS = {"=": operator.eq, ">": operator.gt, "≥": operator.ge}
KEYS = ("Expected", "Line", "Exact", "Says", "Hint", "Hint name")


@dataclass(frozen=True)
class Expectation:
    """What the docstring of a wrong page says must come of it."""

    expected: str
    hint: str
    says: str = ""
    line: int | None = None
    exact: bool = False
    hint_name: str = ""


def expectation(path: Path) -> Expectation:
    title, _, rest = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")
    rows = dict(row.split(": ", 1) for row in rest.splitlines() if row)
    assert title.endswith((".", "?")), f"{path.name}: the first line names the slip"
    assert set(rows) <= set(KEYS), f"{path.name}: {set(rows) - set(KEYS)}"
    line = int(rows["Line"]) if "Line" in rows else None
    exact = rows.get("Exact") == "yes"
    return Expectation(
        rows["Expected"], rows["Hint"], rows.get("Says", ""), line, exact, rows.get("Hint name", "")
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_wrong_page_is_refused(path: Path) -> None:
    wanted = expectation(path)
    if wanted.expected == "ill-formed":
        ill_formed(path, wanted)
        return
    *earlier, last = load(path).identities.values()
    for identity in earlier:
        assert check(identity).verdict == "proved"
    wrong = check(last)
    assert wrong.verdict == wanted.expected, wrong.message
    if wanted.expected == "refuted":
        refuted(wrong, wanted, last.relation)
        assert wrong.counterexample is not None
        shows_what_was_found(wrong.counterexample)
        has_values_for_programs(wrong.counterexample)
        holds_to_the_schema(wrong)
    else:
        undecided(wrong, wanted)


def refuted(result: Result, wanted: Expectation, relation: str) -> None:
    found = result.counterexample
    assert found is not None
    assert found.line == wanted.line
    assert relation != "=" or found.left != found.right
    assert ", ".join(hint.name for hint in result.hints) == wanted.hint_name
    if wanted.exact:
        assert found.exact
        assert not HOLDS[relation](Fraction(found.left), Fraction(found.right))
    if wanted.line is not None:
        assert result.lines[wanted.line].verdict == "refuted"


def undecided(result: Result, wanted: Expectation) -> None:
    assert wanted.says
    assert wanted.says in result.message
    if wanted.line is not None:
        assert [line.verdict for line in result.lines].index("undecided") == wanted.line
        assert wanted.says in result.lines[wanted.line].message


def ill_formed(path: Path, wanted: Expectation) -> None:
    with pytest.raises(PageError) as caught:
        load(path)
    fault = caught.value
    assert wanted.says
    assert wanted.says in str(fault.fault)
    assert fault.page == path.stem
    assert fault.line is not None
    assert str(fault).startswith(f"{path.stem}.{fault.identity}" if fault.identity else path.stem)
    assert fault.identity in {None, *functions(path)}


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_enough_wrong_pages() -> None:
    kinds = [expectation(path).expected for path in PAGES]
    assert len(PAGES) >= 100
    assert min(map(kinds.count, ("refuted", "undecided", "ill-formed"))) >= 15
    assert len({path.stem for path in PAGES}) == len(PAGES)
