"""`derive lsp` as an editor speaks to it."""

import json
import sys
from pathlib import Path

import pytest
from lsprotocol import types

sys.path.insert(0, str(Path(__file__).parent))

from editor import Editor, edited, whole

NOTE = """# Softmax 𝒔

Softmax is $p_i = \\frac{e^{z_i}}{\\sum_{k=1}^n e^{z_k}}$. On the diagonal,

$$\\frac{\\partial p_i}{\\partial z_i} = p_i (1 + p_i)$$

and 𝒔𝒔 $\\sum_k p_k = 1$.
"""
RIGHT = NOTE.replace("1 + p_i", "1 - p_i")
FALSE = "$\\sum_{k=1}^n 2 x_k = 3 \\sum_k x_k$"
PAGE = """from derive import *

n = dims("n")
k = index("k", n)
x = vector("x", n)
from pathlib import Path
Path(__file__).with_suffix(".ran").touch()


@identity(x[k] + x[k], equals=3 * x[k])
def doubling():
    \"\"\"x + x is not 3 x.\"\"\"
"""


@pytest.fixture(scope="module")
def editor():
    made = Editor()
    yield made
    made.close()


def test_verdicts_as_one_types(editor, tmp_path):
    """A wrong sign, mended, and another fault in a line with signs that are two units in UTF-16."""
    path = tmp_path / "note.md"
    [found] = editor.opened(path, NOTE)
    assert (found.code, found.severity) == ("refuted", types.DiagnosticSeverity.Error)
    assert "left 0, right 2" in found.message
    line = NOTE.split("\n")[4]
    assert line[found.range.start.character : found.range.end.character] == "= p_i (1 + p_i)"
    assert found.range.start.line == 4
    at = line.index("+")
    span = types.Range(types.Position(4, at), types.Position(4, at + 1))
    assert editor.changed(path, 2, types.TextDocumentContentChangePartial(span, "-")) == []
    [found] = editor.changed(path, 3, whole(RIGHT.replace("p_k = 1", "p_k = 1 + p_1 + 𝒔 - 𝒔")))
    before = "and 𝒔𝒔 $\\sum_k p_k ".encode("utf-16-le")
    assert found.range.start == types.Position(6, len(before) // 2)
    assert editor.refreshed >= 3


def test_hover_and_inlay_hints(editor, tmp_path):
    path = tmp_path / "note.md"
    [found] = editor.opened(path, NOTE)
    said = editor.hover(path, found.range.start)
    for part in (
        "**refuted**",
        "∂p_i/∂z_i = p_i (1 + p_i)",
        "left 0, right 2",
        "hint",
        "assumed: i ranges over",
    ):
        assert part in said
    assert "**proved**" in editor.hover(path, types.Position(6, 0))
    assert editor.hover(path, types.Position(0, 0)) is None
    hints = editor.hints(path, 9)
    assert [(each.position.line, each.label) for each in hints] == [(4, "✗"), (6, "✓")]
    assert hints[0].position == found.range.end
    assert len(editor.hints(path, 4)) == 1


def test_a_repair_makes_the_line_right(editor, tmp_path):
    path = tmp_path / "note.md"
    [found] = editor.opened(path, NOTE)
    repair = next(each for each in editor.actions(path, found.range.start) if each.is_preferred)
    assert repair.kind == types.CodeActionKind.QuickFix
    [edit] = repair.edit.changes[path.as_uri()]
    assert editor.changed(path, 2, whole(edited(NOTE, edit))) == []


def test_a_comment_settles_what_was_assumed(editor, tmp_path):
    path = tmp_path / "note.md"
    [found] = editor.opened(path, NOTE)
    offered = editor.actions(path, found.range.start)
    said = next(each for each in offered if "index i in 1..n" in each.title)
    [edit] = said.edit.changes[path.as_uri()]
    after = edited(NOTE, edit)
    assert after.split("\n")[4] == "<!-- derive: index i in 1..n -->"
    [found] = editor.changed(path, 2, whole(after))
    assert found.range.start.line == 5
    assert "i ranges" not in editor.hover(path, found.range.start)


def test_the_next_line_and_the_code(editor, tmp_path):
    path = tmp_path / "note.md"
    assert editor.opened(path, RIGHT) == []
    path.write_text("What was typed is not saved yet.\n")
    offered = editor.actions(path, types.Position(4, RIGHT.split("\n")[4].index("= p_i")))
    [edit] = editor.resolved(next(e for e in offered if "next line" in e.title)).changes[path.as_uri()]
    made = editor.resolved(next(e for e in offered if "code" in e.title)).document_changes
    assert made[0].uri.endswith("note_line_5.py")
    assert "def " in made[1].edits[0].new_text
    after = edited(RIGHT, edit)
    assert after != RIGHT
    assert editor.changed(path, 2, whole(after)) == [], "the machine's line is right"


def test_where_nothing_is_left_to_derive(editor, tmp_path):
    path = tmp_path / "note.md"
    editor.opened(path, "For $x \\in \\mathbb{R}^n$: $x_k = x_k$.\n")
    [action] = [each for each in editor.actions(path, types.Position(0, 0)) if "next line" in each.title]
    assert editor.resolved(action) is None
    assert "nothing is left to derive" in editor.said[-1]


def test_other_formats(editor, tmp_path):
    tex = f"\\documentclass{{article}}\\begin{{document}}\n{FALSE}\n\\end{{document}}\n"
    [found] = editor.opened(tmp_path / "note.tex", tex, "latex")
    assert (found.code, found.range.start.line) == ("refuted", 1)
    cell = {"cell_type": "markdown", "metadata": {}, "source": [FALSE]}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    [found] = editor.opened(tmp_path / "note.ipynb", notebook, "json")
    assert found.code == "refuted"
    assert notebook[found.range.start.character :].startswith("= 3 ")
    [found] = editor.opened(tmp_path / "crlf.md", "\ufeff" + NOTE.replace("\n", "\r\n"))
    assert found.range.start.line == 4


def test_a_page_is_not_run(editor, tmp_path):
    path = tmp_path / "page.py"
    editor.open(path, PAGE, "python")
    identifier = types.TextDocumentIdentifier(path.as_uri())
    editor.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))
    editor.opened(tmp_path / "note.md", NOTE)
    assert path.as_uri() not in editor.diagnostics
    assert not path.with_suffix(".ran").exists()


def test_a_page_is_run_where_that_is_allowed(tmp_path):
    editor = Editor("--run-pages")
    path = tmp_path / "page.py"
    editor.open(path, PAGE, "python")
    [found] = editor.found(path, 0)
    assert (found.code, found.range.start.line) == ("refuted", PAGE.split("\n").index("def doubling():"))
    assert path.with_suffix(".ran").exists()
    editor.close()


def test_it_speaks_the_language_of_the_editor(tmp_path):
    chinese = Editor(locale="zh-cn")
    try:
        path = tmp_path / "note.md"
        [found] = chinese.opened(path, NOTE)
        assert "左边 0，右边 2" in found.message
        said = chinese.hover(path, found.range.start)
        assert "**不成立**" in said
        assert "假定：" in said
        assert "hint" not in said
        titles = [each.title for each in chinese.actions(path, found.range.start)]
        assert "derive: 写出机器推导的下一行" in titles
    finally:
        chinese.close()
