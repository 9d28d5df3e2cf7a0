"""What surrounds a run may be odd or hostile: no traceback, no hang, nothing lost, nothing run that is to be read."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from derive.store import Store

ROOT = Path(__file__).parent.parent
TRUE = "$$0 + 1 = 1$$\n"
FALSE = "$$0 = 1$$\n"
PAGE = '''"""A page."""
from derive import *
n = dims("n")
k, j = indices("k j", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], k), equals=1)
def total():
    """The probabilities sum to 1."""
'''


def slow(*values: object) -> Any:
    return pytest.param(*values, marks=pytest.mark.slow)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def derived(*words: object, stdin: bytes = b"", **environment: str) -> Any:
    """What `derive` says in a process of its own; it never shows a traceback."""
    environ = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"} | environment
    said = subprocess.run(
        [sys.executable, "-m", "derive", *map(str, words)],
        capture_output=True, input=stdin, timeout=90, env=environ, check=False,
    )  # fmt: skip
    said.stdout, said.stderr = said.stdout.decode("utf-8"), said.stderr.decode("utf-8")
    assert "Traceback" not in said.stdout + said.stderr
    return said


def shell(command: str) -> Any:
    environ = os.environ | {"PYTHONPATH": str(ROOT), "DERIVE": f"{sys.executable} -m derive"}
    said = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=90, env=environ, check=False
    )
    assert "Traceback" not in said.stdout + said.stderr
    return said


# what is read is never run


def test_documents_only_runs_no_page_and_passes_over_what_is_no_document():
    Path("notes").mkdir()
    Path("notes/plot.py").write_text(f"from derive import *\nopen({str(Path('ran').absolute())!r}, 'w')\n")
    Path("notes/picture.png").write_bytes(b"\x89PNG\r\n")
    Path("notes/notes.md").write_text(TRUE)
    said = derived("check", "--documents-only", "notes/notes.md", "notes/plot.py", "notes/picture.png")
    assert (said.returncode, Path("ran").exists()) == (0, False)
    assert "✓ notes/notes.md" in said.stdout
    assert "2 left out" in said.stdout
    assert derived("check", "--documents-only", "notes").returncode == 0
    assert not Path("ran").exists()
    derived("check", "notes")
    assert Path("ran").exists()


def test_the_hook_and_the_workflow_only_read():
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    workflow = (ROOT / "docs/examples/check-notes.yml").read_text("utf-8")
    assert re.search(r"entry: derive check --documents-only", hook)
    assert "types_or:" in hook
    assert all("--documents-only" in command for command in re.findall(r"run: derive check.*", workflow))


@pytest.mark.parametrize(
    "name", ["numbers", "sympy", *map(slow, ("random", "typing", "click", "json", "rich", "socket"))]
)
def test_a_file_beside_the_user_is_not_taken_for_a_module(name: str):
    Path(f"{name}.py").write_text("import os; os.write(2, b'ran'); os._exit(9)\n")
    Path("notes.md").write_text(TRUE)
    said = derived("check", "notes.md")
    assert (said.returncode, said.stderr) == (0, "")


def test_a_page_may_import_its_neighbours():
    Path("neighbour.py").write_text("NUMBER = 1\n")
    Path("page.py").write_text(PAGE.replace('"""A page."""', '"""A page."""\nimport neighbour'))
    assert derived("check", "page.py").returncode == 0


@pytest.mark.parametrize("command", ["code", slow("prove")])
@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("while True: pass", "the time limit"),
        ("import os; os._exit(0)", "the worker process died: exit status 0"),
    ],
)
def test_code_and_prove_run_a_page_in_a_worker(command: str, does: str, said: str):
    Path("page.py").write_text(f"{PAGE}\n\n{does}\n")
    found = derived(command, "page.py::total", "--time-limit", 3)
    assert found.returncode in (1, 2)
    assert said in found.stderr
    assert found.stdout == ""


def test_what_a_page_prints_is_not_in_the_code():
    Path("page.py").write_text(f"import os\nprint('NOISE'); os.write(1, b'NOISE')\n{PAGE}")
    assert "NOISE" not in derived("code", "page.py::total").stdout


# what is printed, and where to


@pytest.mark.parametrize("width", ["0", *map(slow, ("1", "-3", "wide", ""))])
def test_a_terminal_that_says_it_has_no_width_is_not_believed(width: str):
    Path("notes.md").write_text(FALSE)
    assert "refuted" in derived("check", "notes.md", COLUMNS=width).stdout


def test_a_full_disk_costs_the_output_and_not_the_files():
    Path("notes.md").write_text(TRUE)
    said = shell("$DERIVE check notes.md --json r.json > /dev/full")
    assert said.returncode == 2
    assert "could not be written: No space left on device" in said.stderr
    assert json.loads(Path("r.json").read_text())["summary"]["proved"] == 1


def test_a_reader_that_has_seen_enough_costs_no_file():
    Path("notes.md").write_text(FALSE * 30)
    said = shell("$DERIVE check notes.md -v --json r.json | head -1; exit ${PIPESTATUS[0]}")
    assert (said.returncode, said.stderr) == (141, "")
    assert json.loads(Path("r.json").read_text())["summary"]["refuted"] == 30


def test_escape_sequences_of_documents_and_names_reach_no_terminal():
    name = os.fsdecode(b"odd\x1b]0;x\x07\xff\n.md")
    Path(name).write_text("# \x1b[31mRed\n\n$\\alph\x1b]52;c;eA==\x07a = \u202e1$\n")
    said = derived(
        "check", "-vv", name, "--json", "r.json", "--sarif", "s.json", "--html", "h.html", "--junit", "j.xml"
    )
    assert said.returncode == 1
    acting = set("\x1b\x07\u202e")
    assert not acting & set(said.stdout + said.stderr)
    for file in ("r.json", "s.json", "h.html", "j.xml"):
        assert not acting & set(Path(file).read_text("utf-8"))
    assert json.loads(Path("r.json").read_text())["results"][0]["file"] == name
    missing = derived("check", "no\x1b[31m.md")
    assert "\x1b" not in missing.stderr


def test_a_page_that_raises_ten_megabytes_is_told_in_a_few_lines():
    Path("page.py").write_text("raise ValueError('x' * 10_000_000)\n")
    began = time.monotonic()
    said = derived("check", "page.py")
    assert said.returncode == 2
    assert len(said.stdout) < 10_000
    assert time.monotonic() - began < 60


def test_half_a_surrogate_pair_costs_nothing_else():
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["\ud83d $0 = 1$"]}]
    Path("a.ipynb").write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    Path("b.md").write_text(TRUE)
    Path("c.py").write_text("raise ValueError('\\ud83d')\n")
    said = derived(
        "check", "a.ipynb", "c.py", "b.md", "--json", "r.json", "--html", "h.html", "--junit", "j.xml"
    )
    assert said.returncode == 2
    found = json.loads(Path("r.json").read_text("utf-8"))
    assert (found["summary"]["refuted"], found["summary"]["proved"], found["summary"]["problems"]) == (
        1,
        1,
        1,
    )


# files and folders


def test_a_link_to_itself_is_missing():
    Path("loop.md").symlink_to("loop.md")
    Path("loop.py").symlink_to("loop.py")
    assert "names no page, file or folder" in derived("check", "loop.md").stderr
    assert "missing" in derived("check", "loop.py").stdout
    assert derived("check", "loop.py", "--json", "loop.py").returncode == 2


def test_litter_in_a_folder_is_passed_over():
    Path("notes").mkdir()
    for name in (".#x.py", "._x.py", ".hidden.md"):
        Path("notes", name).write_text("\0")
    Path("notes/x.py").mkdir()
    Path("notes/y.md").mkdir()
    Path("notes/notes.md").write_text(TRUE)
    assert derived("check", "notes").returncode == 0


def test_annotate_of_what_cannot_be_read():
    Path("broken.ipynb").write_text("{")
    said = derived("check", "broken.ipynb", "--annotate", "copy.ipynb", "--json", "r.json")
    assert said.returncode == 2
    assert "copy.ipynb was not written: the document could not be read" in said.stderr
    assert json.loads(Path("r.json").read_text())["problems"][0]["kind"] == "ill-formed"


def test_the_snapshot_that_is_judged_is_annotated():
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "derive", "check", "-", "--annotate", "copy.md"],
        stdin=subprocess.PIPE,
        env=environ,
    ) as process:
        process.communicate(FALSE.encode(), timeout=60)
    assert Path("copy.md").read_text("utf-8").startswith("$$0 = 1$$ <!-- ✗ ")


@pytest.mark.parametrize("limit", ["nan", "inf", "-1", "0", "much"])
@pytest.mark.parametrize("option", ["--time-limit", "--page-limit"])
def test_a_limit_is_a_number_of_seconds(option: str, limit: str):
    Path("notes.md").write_text(TRUE)
    assert derived("check", "notes.md", option, limit).returncode == 2


def test_a_document_without_a_verdict_says_so():
    Path("plain.md").write_text("# Nothing\n")
    Path("unread.md").write_text("$$\\oint p = 1$$\n")
    said = derived("check", "plain.md")
    assert (said.returncode, "nothing in it was judged" in said.stdout) == (0, True)
    assert derived("check", "--strict", "plain.md").returncode == 1
    said = derived("check", "--fail-on", "refuted", "unread.md")
    assert (said.returncode, "nothing in it was judged" in said.stdout) == (0, True)
    assert derived("check", "--fail-on", "refuted", "--strict", "unread.md").returncode == 1


# what is asked for


def test_a_document_on_standard_input():
    said = derived("check", "-", stdin=FALSE.encode())
    assert said.returncode == 1
    assert "stdin:1:5  refuted" in said.stdout
    assert derived("check", "-", stdin=TRUE.encode("utf-16")).returncode == 0
    latex = "\\documentclass{article}\n\\begin{document}\n\\[ 0 = 1 \\] % $$ 0 = 0 $$\n\\end{document}\n"
    assert "stdin:3:6  refuted" in derived("check", "-", stdin=latex.encode()).stdout


@pytest.mark.slow
def test_known_findings_neither_show_nor_fail():
    Path("notes.md").write_text(FALSE + TRUE)
    assert derived("check", "notes.md", "--write-baseline", "known.json").returncode == 1
    said = derived("check", "notes.md", "--baseline", "known.json")
    assert said.returncode == 0
    assert "1 known" in said.stdout
    assert "notes.md:1:5" not in said.stdout
    Path("notes.md").write_text("A line above.\n\n" + FALSE + TRUE)
    assert derived("check", "notes.md", "--baseline", "known.json").returncode == 0
    Path("notes.md").write_text(FALSE + FALSE + "\n$$2 = 3$$\n")
    said = derived("check", "notes.md", "--baseline", "known.json")
    assert said.returncode == 1
    assert said.stdout.count("  refuted") == 2
    Path("known.json").write_text("[")
    assert (
        "it is no list of known findings" in derived("check", "notes.md", "--baseline", "known.json").stderr
    )


@pytest.mark.parametrize(
    ("fail_on", "statuses"),
    [
        ("refuted", (1, 0)),
        slow("undecided", (1, 0)),
        slow("unreadable", (1, 1)),
        slow("none", (0, 0)),
    ],
)
def test_what_fails(fail_on: str, statuses: tuple[int, int]):
    Path("refuted.md").write_text(FALSE)
    Path("unread.md").write_text("$$\\oint p = 1$$\n")
    found = tuple(
        derived("check", f"{name}.md", "--fail-on", fail_on).returncode for name in ("refuted", "unread")
    )
    assert found == statuses


REPAIRABLE = r"""Let $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$.

$$\frac{\partial p_i}{\partial z_i} = p_i (1 + p_i)$$
"""


@pytest.mark.slow
def test_a_proved_repair_is_shown_before_it_is_written_and_the_document_kept():
    Path("notes.md").write_bytes(REPAIRABLE.replace("\n", "\r\n").encode())
    said = derived("check", "--fix", "notes.md")
    assert "-$$\\frac{\\partial p_i}{\\partial z_i} = p_i (1 + p_i)$$" in said.stdout
    assert "nothing was written" in said.stdout
    assert not Path("notes.md.orig").exists()
    derived("check", "--fix", "--yes", "notes.md")
    assert Path("notes.md.orig").read_bytes() == REPAIRABLE.replace("\n", "\r\n").encode()
    assert b"\r\n" in Path("notes.md").read_bytes()
    assert derived("check", "notes.md").returncode == 0
    assert "no repair was proved" in derived("check", "--fix", "notes.md").stdout


def test_a_program_that_shows_both_sides_of_a_line_of_a_document():
    Path("notes.md").write_text(REPAIRABLE)
    said = derived("check", "--snippet", "notes.md").stdout
    program = said[said.index("import numpy") : said.index("✗ notes.md")]
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout


def test_what_changes_is_checked_again():
    Path("notes.md").write_text(FALSE)
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "derive", "check", "--watch", "notes.md"],
        stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environ, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        seen = iter(process.stdout.readline, "")
        assert any("✗ notes.md" in line for line in seen)
        assert any("watching 1 file" in line for line in seen)
        Path("notes.md").write_text(TRUE + TRUE)
        assert any("✓ notes.md" in line for line in seen)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(20) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, slow(signal.SIGTERM), slow(signal.SIGHUP)])
def test_a_signal_ends_a_run_and_what_is_found_is_written(number: int):
    Path("good.md").write_text(FALSE)
    Path("loops.py").write_text(f"{PAGE}\nwhile True: pass\n")
    words = [
        "check",
        "good.md",
        "loops.py",
        "--time-limit",
        "60",
        "--json",
        "r.json",
        "--sarif",
        "s.json",
        "--html",
        "h.html",
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "derive", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", env=os.environ | {"PYTHONPATH": str(ROOT)}, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        while "✗ good.md" not in (line := process.stdout.readline()):
            assert line, "it ended by itself"
        os.kill(process.pid, number)
        said, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (130, "")
    assert "interrupted" in said
    found = json.loads(Path("r.json").read_text())
    assert (found["interrupted"], found["summary"]["refuted"]) == (True, 1)
    assert json.loads(Path("s.json").read_text())["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert "incomplete" in Path("h.html").read_text("utf-8")


def test_the_listing_of_the_catalogue_is_kept_until_something_changes(tmp_path: Path):
    kept = {"DERIVE_CACHE": str(tmp_path / "cache")}
    first = derived("list", **kept)
    assert "softargmax.jacobian" in first.stdout
    store = Store(tmp_path / "cache")
    assert store.connection is not None
    [(key,)] = store.connection.execute("SELECT key FROM kept WHERE kind = 'listing'").fetchall()
    text = store.kept("listing", key)
    assert text is not None
    store.keep("listing", key, text.replace("softargmax.jacobian", "as.it.is.kept"))
    assert "as.it.is.kept" in derived("list", **kept).stdout
    assert "as.it.is.kept" in derived("list", "softargmax", **kept).stdout
    for broken in ("[", "[]", ""):
        store.keep("listing", key, broken)
        assert "softargmax · Softargmax" in derived("list", "softargmax", **kept).stdout.splitlines()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_own_page_is_written_where_verdicts_are_kept(tmp_path: Path, lang: str):
    note, page = tmp_path / "note.md", tmp_path / "note.html"
    note.write_text("$(a + b)^2 = a^2 + 2ab + b^2$")
    for _ in range(2):
        page.unlink(missing_ok=True)
        said = derived("check", note, "--html", page, "--lang", lang, DERIVE_CACHE=str(tmp_path / "cache"))
        assert (said.returncode, said.stderr) == (0, "")
        assert "<math" in page.read_text("utf-8")


def test_a_tower_of_powers_is_undecided_and_no_fault_of_the_engine():
    said = derived("check", "-", stdin=b"$$2^{2^{2^{2^{2^2}}}} = 2^{2^{2^{2^{2^2}}}} - 1$$")
    assert "a power above 1000 is not written out" in said.stdout
