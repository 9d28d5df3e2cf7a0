"""What a reader of a notebook is told of a fault."""

import linecache

from derive.language.errors import IllFormed, PageError
from derive.language.families import vector
from derive.language.indices import dims, index

n, m = dims("n m")
x, d = vector("x", n), index("d", m)
CELL = "/tmp/ipykernel_1/1.py"


def test_a_cell_shows_the_message_and_its_own_line(monkeypatch):
    source = "y = 1\nx[d]\n"
    monkeypatch.setitem(linecache.cache, CELL, (len(source), None, source.splitlines(keepends=True), CELL))
    try:
        exec(compile(source, CELL, "exec"), {"x": x, "d": d})
    except IllFormed as fault:
        shown = fault._render_traceback_()
    assert shown == [
        "IllFormed: x runs over 1..n, and the index d written there over 1..m",
        "    in: x[d]",
    ]


def test_outside_a_cell_there_is_the_message_alone():
    assert PageError("softargmax", "jacobian", 3, IllFormed("wrong"))._render_traceback_() == [
        "PageError: softargmax.jacobian, line 3: wrong"
    ]
