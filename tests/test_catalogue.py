"""Pages are found, run and loaded; what is wrong with them is said with its place."""

import re
import sys

import pytest

from derive.catalogue import load
from derive.language.errors import IllFormed, PageError
from derive.language.families import Definition, Family
from derive.language.page import Page, building

LETTERS = """\
from derive import *

n = dims("n")
j, k = indices("j k", n)
x = vector("x", n)
"""
PAGE = f'''\
r"""Two of everything.

Prose.
"""

{LETTERS}

@identity(x[k] + x[k], equals=2 * x[k])
def doubling():
    """x + x = 2 x."""
'''


@pytest.fixture
def written(tmp_path):
    """A page of these lines."""

    def write(text, name="mine.py"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_page_of_the_catalogue():
    page = load("softargmax")
    assert isinstance(page, Page)
    assert page.name == "softargmax"
    assert page.title == "Softargmax"
    assert "jacobian" in page.identities
    assert page.identities["jacobian"].id == "softargmax.jacobian"
    assert all(made.page == "softargmax" for made in page.identities.values())
    assert isinstance(page.declared["p"], Definition)
    assert load("softargmax") is page
    assert load(page.path) is page, "by its file too"
    assert load(str(page.path)) is page


def test_a_page_of_a_user(written):
    path = written(PAGE)
    page = load(path)
    assert (page.name, page.path, page.title) == ("mine", path, "Two of everything")
    assert list(page.identities) == ["doubling"]
    assert list(page.declared) == ["n", "j", "k", "x"]
    assert page.identities["doubling"].prose == "x + x = 2 x."
    assert load(str(path)).identities.keys() == page.identities.keys()
    assert "mine" not in sys.modules


def test_a_page_is_read_again_as_it_stands(written, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    load(written(PAGE))
    path = written(PAGE.replace("doubling", "twofold_"))
    assert list(load(path).identities) == ["twofold_"]
    assert [each.name for each in path.parent.iterdir()] == ["mine.py"], "nothing is left beside a page"


def test_an_empty_page(written):
    page = load(written(""))
    assert (page.identities, page.declared, page.title) == ({}, {}, "mine")


def test_a_page_imports_letters_and_identities(written):
    page = load(
        written(
            "from derive import *\nfrom derive.identities.softargmax import h, j, k, n, p, total\n\n\n"
            "@identity(2 * Sum(p[k], k), equals=2)\ndef twice(line):\n    line(by=using(total))\n"
        )
    )
    assert list(page.identities) == ["twice"], "total stays where it is"
    assert page.declared["p"].body == load("softargmax").declared["p"].body
    assert isinstance(page.declared["h"], Family)
    assert page.definitions == (page.declared["p"],)


def test_declaring_an_imported_letter_anew_is_its_own_meaning(written):
    page = load(
        written(
            "from derive import *\nfrom derive.identities.softargmax import p\n\np = vector('p', dims('r'))\n"
        )
    )
    assert page.declared["p"] == Family("p", (page.declared["r"],))


TRIVIAL = "@identity(x[k], equals=x[k])\ndef one():\n    pass\n"
FAULTS = {
    "in a declaration": (f"{LETTERS}\nh = family('h', 3)\n", None, 7, "h is declared over 3"),
    "in a claim": (
        f"{LETTERS}\n\n@identity(\n    x[k],\n    equals=x[j],\n)\ndef wrong():\n    pass\n",
        "wrong",
        8,
        "a free index stands on the left side only",
    ),
    "in a line": (
        f"{LETTERS}\n\n@identity(x[k], equals=x[k])\ndef wrong(line):\n    line(x[k], by=3)\n",
        "wrong",
        10,
        "a line needs a reason, and 3 is none",
    ),
    "in a helper of the page": (
        f"{LETTERS}\n\ndef square(v):\n    return v[k, k]\n\n\nsquare(x)\n",
        "square",
        9,
        "x takes one index, and is written with 2 indices",
    ),
    "two of one name": (f"{LETTERS}\n\n{TRIVIAL}\n\n{TRIVIAL}", "one", 13, "two identities are named one"),
    "a letter of two meanings": (f"{LETTERS}\nx = scalar('x')\n", None, 7, "the name x is declared twice"),
}


@pytest.mark.parametrize(("text", "identity", "line", "says"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_placed(written, text, identity, line, says):
    with pytest.raises(PageError, match=says) as caught:
        load(written(text))
    fault = caught.value
    assert (fault.page, fault.identity, fault.line) == ("mine", identity, line)
    assert str(fault) == f"mine{'.' + identity if identity else ''}, line {line}: {fault.fault}"
    assert fault.__suppress_context__, "the page's author is spared the traceback"


def test_a_fault_in_an_imported_page_names_that_page(written):
    """An `IllFormed` that is placed already keeps its place."""
    written(f"{LETTERS}\nx[k, k]\n", "inner.py")
    imports = "from pathlib import Path\n\nfrom derive.catalogue import load\n\n"
    outer = written(f"{imports}load(Path(__file__).parent / 'inner.py')\n")
    with pytest.raises(PageError, match=re.escape("inner, line 7")):
        load(outer)


def test_a_lazy_page_writes_derivations_when_asked(written):
    path = written(FAULTS["in a line"][0])
    made = load(path, lazy=True).identities["wrong"]
    with pytest.raises(PageError, match=r"mine\.wrong, line 10: a line needs a reason, and 3 is none"):
        _ = made.lines
    with pytest.raises(PageError):
        load(path)
    text = f"{LETTERS}\n\n@identity(x[k], equals=x[k])\ndef one(line):\n    line(by=algebra)\n"
    good = load(written(text), lazy=True).identities["one"]
    assert [line.expression for line in good.lines] == [good.right]


def test_what_a_lazy_derivation_declares_belongs_to_its_page(written):
    text = (
        f"{LETTERS}\n\n@identity(x[k], equals=x[k])\ndef one(line):\n    scalar('x')\n    line(by=algebra)\n"
    )
    made = load(written(text), lazy=True).identities["one"]
    with pytest.raises(PageError, match=r"mine\.one, line 10: the name x is declared twice"):
        _ = made.lines


OTHER_FAULTS = {
    "a syntax error": ("n = = 3\n", SyntaxError),
    "a page that raises": ("1 / 0\n", ZeroDivisionError),
    "a page that imports what is not there": ("import nothing_of_this_name\n", ModuleNotFoundError),
    "a page that ends the program": ("raise SystemExit(3)\n", SystemExit),
}


@pytest.mark.parametrize(("text", "error"), OTHER_FAULTS.values(), ids=OTHER_FAULTS)
def test_other_faults_come_as_they_are(written, text, error):
    with pytest.raises(error):
        load(written(text))


def test_a_failed_page_leaves_no_trace(written):
    """What a broken page declared is not taken for the next page's."""
    with pytest.raises(PageError):
        load(written(f"{LETTERS}\nh = family('h', 3)\n"))
    assert list(load(written("from derive import *\nx = scalar('x')\n")).declared) == ["x"]
    with building(Page("other")) as page:
        load(written(PAGE))
    assert page.declared == {}
    assert page.identities == {}


def test_what_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing.py")
    with pytest.raises(IsADirectoryError):
        load(_directory(tmp_path))
    with pytest.raises(ModuleNotFoundError, match="nothing_of_this_name"):
        load("nothing_of_this_name")
    assert not isinstance(ModuleNotFoundError(), IllFormed)


def _directory(tmp_path):
    path = tmp_path / "folder.py"
    path.mkdir()
    return path
