"""`derive mcp` as a client of the official SDK speaks to it, in memory and over standard input."""

import json
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client

from derive.agent.server import server
from derive.agent.tools import Tools
from derive.worker import Options

ROOT = Path(__file__).parents[2]
NOTE = """Softmax is $p_i = \\frac{e^{z_i}}{\\sum_{k=1}^n e^{z_k}}$. On the diagonal,

$$\\frac{\\partial p_i}{\\partial z_i} = p_i (1 + p_i)$$
"""
PAGE = """from derive import *

n = dims("n")
k = index("k", n)
x = vector("x", n)
{before}

@identity(x[k] + x[k], equals={factor} * x[k])
def doubling():
    \"\"\"x + x.\"\"\"
"""


@pytest.fixture(scope="module")
def tools():
    made = Tools(Options())
    with made.open():
        yield made


@pytest.fixture(scope="module")
def with_pages():
    made = Tools(Options(), runs_pages=True)
    with made.open():
        yield made


def asked(tools, name, **arguments):
    """What a tool gives: its text, and whether it refused."""

    async def ask():
        async with Client(server(tools)) as client:
            return await client.call_tool(name, arguments)

    found = anyio.run(ask)
    return found.content[0].text, bool(found.is_error)


def judged(tools, name, **arguments):
    text, refused = asked(tools, name, **arguments)
    assert not refused, text
    return json.loads(text)


def test_a_wrong_line_is_refuted_with_numbers_and_its_repair_is_proved(tools):
    found = judged(tools, "check_text", text=NOTE)
    assert found["summary"]["refuted"] == 1
    [wrong] = [each for each in found["results"] if each["verdict"] == "refuted"]
    assert wrong["at"] == "3:37"
    assert "left 0, right 2" in wrong["counterexample"]
    assert "<!-- derive: index i in 1..n -->" in wrong["comments_that_settle"]
    mended = NOTE.replace("p_i (1 + p_i)", wrong["repaired_right_side"])
    assert "refuted" not in judged(tools, "check_text", text=mended)["summary"]


def test_latex(tools):
    text = (
        "\\documentclass{article}\\begin{document}\n$\\sum_{k=1}^n 2 x_k = 3 \\sum_k x_k$\n\\end{document}\n"
    )
    [found] = judged(tools, "check_text", text=text, format="latex")["results"]
    assert found["verdict"] == "refuted"


def test_proofs_and_code(tools):
    assert "quotient rule" in asked(tools, "prove", identity="softargmax.jacobian")[0]
    right = NOTE.replace("1 + p_i", "1 - p_i")
    place = next(
        each["at"]
        for each in judged(tools, "check_text", text=right)["results"]
        if each["verdict"] == "proved"
    )
    assert "Proof" in asked(tools, "prove", text=right, place=place, form="text")[0]
    assert "def " in asked(tools, "code", text=right, place=place)[0]
    assert "torch" in asked(tools, "code", identity="softargmax.jacobian", target="torch")[0]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("prove", {}, "name an identity of the catalogue, or send a text"),
        ("prove", {"text": NOTE}, "say at which place"),
        ("prove", {"identity": "/etc/passwd"}, "no page"),
        ("prove", {"identity": "softargmax.no_such_thing"}, "no identity"),
        ("code", {"text": NOTE, "place": "3"}, "Code is written only of what is proved"),
        ("explain", {"text": NOTE, "line": 2}, "no = is read on line 2"),
        ("check_page", {"source": PAGE.format(before="", factor=2)}, "a page is a program"),
        ("check_text", {"text": "a" * 500_000}, "at most 400000"),
    ],
)
def test_what_is_refused_is_said(tools, name, arguments, said):
    text, refused = asked(tools, name, **arguments)
    assert refused
    assert said in text


def test_what_is_not_understood_is_explained(tools):
    text, _ = asked(tools, "explain", text="$\\mathfrak{Q}\\wr x = \\bigotimes y$\n", line=1)
    assert "1:" in text
    assert "unreadable" in text or "undecided" in text
    assert "index i" in text, "and what comments can say"


def test_the_catalogue_is_searched_and_read(tools):
    assert "normalisation" in asked(tools, "find", query="layer norm")[0]

    async def read():
        async with Client(server(tools)) as client:
            pages = await client.read_resource("derive://catalogue")
            page = await client.read_resource("derive://catalogue/softargmax.total")
            return json.loads(pages.contents[0].text), page.contents[0].text

    pages, proof = anyio.run(read)
    assert "softargmax" in pages
    assert "Softargmax sums to one" in proof


def test_the_language(tools):
    assert "Sum" in asked(tools, "language_help")[0]
    assert "Σ" in asked(tools, "language_help", word="Sum")[0]
    assert "onehot" in asked(tools, "language_help", word="onehot")[0]
    assert "nothing is said" in asked(tools, "language_help", word="flibbertigibbet")[0]


# pages


def test_a_page_is_judged_where_that_is_allowed(with_pages):
    assert judged(with_pages, "check_page", source=PAGE.format(before="", factor=2))["summary"]["proved"] == 1
    assert (
        judged(with_pages, "check_page", source=PAGE.format(before="", factor=3))["summary"]["refuted"] == 1
    )


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname').read()",
        f"open({str(ROOT / 'planted')!r}, 'w')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('socket').socket(__import__('socket').AF_UNIX)",
        "__import__('subprocess').run(['true'], check=True)",
        "__import__('os').kill(__import__('os').getppid(), 9)",
        "__import__('os').listdir('/')",
    ],
)
def test_a_page_reaches_no_files_no_network_no_processes(with_pages, attempt):
    [problem] = judged(with_pages, "check_page", source=PAGE.format(before=attempt, factor=2))["problems"]
    assert problem["kind"] == "raised"
    assert "PermissionError" in problem["message"]
    assert not (ROOT / "planted").exists()
    assert judged(with_pages, "check_page", source=PAGE.format(before="", factor=2))["summary"]["proved"] == 1


def test_where_a_page_cannot_be_confined_it_is_not_run(with_pages, tmp_path, monkeypatch):
    from derive.agent import confined
    from derive.processes.confinement import NotConfined
    from derive.targets import Target

    def fails(_):
        raise NotConfined("no Landlock")

    monkeypatch.setattr(confined, "confine", fails)
    page = tmp_path / "page.py"
    page.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    found = confined.describe(Target(page, "page.py"), Options())
    assert "it was not run" in found.message
    assert not (tmp_path / "ran").exists()


# over standard input


@asynccontextmanager
async def started(*options):
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "derive", "mcp", *options],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "DERIVE_CACHE": ""},
    )
    async with Client(stdio_client(parameters)) as client:
        yield client


def test_over_standard_input():
    async def ask():
        async with started() as client:
            tools = await client.list_tools()
            found = await client.call_tool("check_text", {"text": NOTE})
            return [each.name for each in tools.tools], json.loads(found.content[0].text)

    names, found = anyio.run(ask)
    assert set(names) == {"check_text", "check_page", "explain", "prove", "code", "find", "language_help"}
    assert found["summary"]["refuted"] == 1
