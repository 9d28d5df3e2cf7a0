"""All that is said has Chinese: what stands in the source beside what stands in the table."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import derive
import derive.documents.work  # all that says why is loaded
import derive.engines
import derive.instance
from derive.language import chinese
from derive.language.chinese import sentences
from derive.language.errors import Reasoned
from derive.language.sayings import Saying, reason, why
from derive.results import VERDICTS
from derive.results.findings import PROBLEM_KINDS

ROOT = Path(derive.__file__).parent


def raised(kind: type[Reasoned] = Reasoned) -> Iterator[str]:
    """The names of all exceptions that say why."""
    yield kind.__name__
    for each in kind.__subclasses__():
        yield from raised(each)


def marks(sentence: str) -> list[str]:
    """The places for what it is about, in the order of the parts; a sentence with a lone brace has none."""
    try:
        names = [name for _, name, *_ in Formatter().parse(sentence) if name is not None]
    except ValueError:
        return []
    return sorted(name or str(at) for at, name in enumerate(names))


class Sentences(ast.NodeVisitor):
    """What a module says in English alone, and what in it cannot be looked up."""

    def __init__(self, tree: ast.AST, names: frozenset[str]) -> None:
        self.names, self.found, self.made_up = names, set[str](), list[int]()
        self.known: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.known.setdefault(node.targets[0].id, []).append(node.value)
        self.visit(tree)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in self.names and node.args and not (name == "Saying" and len(node.args) > 1):
            self.read(node.args[0])
            self.count(node, name)
        self.generic_visit(node)

    def count(self, node: ast.Call, name: str) -> None:
        """As many parts as the sentence has places; a saying gets them later."""
        first, *parts = node.args
        said = first.value if isinstance(first, ast.Constant) else ""
        unknown = name == "Saying" or not said or any(isinstance(each, ast.Starred) for each in parts)
        if not unknown and len(set(marks(said))) != len(parts):
            self.made_up.append(node.lineno)

    def read(self, said: ast.expr) -> None:
        match said:
            case ast.Constant(value=str(text)):
                self.found.add(text)
            case ast.IfExp():
                self.read(said.body)
                self.read(said.orelse)
            case ast.Name(id=name):
                for each in self.known.get(name, ()):
                    self.read(each)
            case ast.JoinedStr() | ast.BinOp():
                self.made_up.append(said.lineno)


NAMES = frozenset({"Saying", "Sentence", "reason"})


def read(source: str) -> Sentences:
    return Sentences(ast.parse(source), NAMES | frozenset(raised()))


@cache
def every() -> dict[str, Sentences]:
    paths = ROOT.rglob("*.py")
    return {path.relative_to(ROOT).as_posix(): read(path.read_text("utf-8")) for path in paths}


def test_every_sentence_of_the_source_has_chinese():
    known = sentences().keys() | {""}
    missing = {path: left for path, said in every().items() if (left := said.found - known)}
    assert not missing, "write these in derive/language/chinese.toml"


def test_no_sentence_is_put_together_before_it_is_said():
    made_up = {f"{path}:{line}" for path, said in every().items() for line in said.made_up}
    assert not made_up, 'what it is about follows the sentence: reason("{} is no letter", name)'


def test_every_name_of_a_kind_has_chinese():
    assert {*VERDICTS, *PROBLEM_KINDS} <= sentences().keys()


def test_the_table_has_nothing_that_is_not_said():
    named = {*VERDICTS, *PROBLEM_KINDS, "undefined", "left", "right", "sum", "product", "maximum"}
    said = set().union(*(each.found for each in every().values()))
    unsaid = sentences().keys() - said - named
    assert not unsaid


def test_both_languages_are_about_the_same():
    for english, said in sentences().items():
        assert set(marks(said)) == set(marks(english)), english
        assert not re.search("[\u4e00-\u9fff]", english)
        assert re.search("[\u4e00-\u9fff：；，]", said) or not re.search(
            "[a-z]{2}", said.replace("derive", "")
        ), said


@pytest.mark.parametrize(
    "source",
    [
        'raise Unreadable("the moon is not read")',
        'raise Misfit("{} is no moon", name, span=at)',
        'return reason("{} is no moon" if one else "a sum has no body", name)',
        'why = "the moon is not read"\nraise IllFormed(why)',
    ],
)
def test_a_sentence_without_chinese_is_found(source):
    assert read(source).found - sentences().keys()


@pytest.mark.parametrize(
    "source",
    [
        'raise Unreadable(f"{name} is no letter")',
        'raise Undecided("log of " + name)',
        'raise Unreadable("there is nothing on this side", where)',
        'raise Misfit("{} is no letter")',
    ],
)
def test_a_sentence_that_is_put_together_is_found(source):
    assert read(source).made_up


def test_a_sentence_stands_in_one_section(monkeypatch, tmp_path):
    twice = tmp_path / "chinese.toml"
    twice.write_text("[a]\n'x' = '甲'\n[b]\n'x' = '乙'\n", encoding="utf-8")
    monkeypatch.setattr(chinese, "TABLE", twice)
    with pytest.raises(ValueError, match="'x' stands there twice"):
        sentences.__wrapped__()


def test_an_exception_says_why_in_both_languages():
    fault = Reasoned("{} is no letter", "3")
    assert (str(fault), why(fault).told("zh")) == ("3 is no letter", "3 不是字母")
    assert reason("this could not be checked: {}", fault).told("zh") == "未能检查：3 不是字母"
    assert str(Reasoned()) == ""
    assert not why(Reasoned())
    assert Saying("{ is not closed").told("zh") == "{ 没有闭合"
    assert (
        str(Reasoned("{} is not read: {}", "x", Saying("it is {} long").of("3")))
        == "x is not read: it is 3 long"
    )
