"""A newcomer's path: a fresh clone, the README's lines as printed, an own note, an own page, a proof, code, an editor.

All of it runs in an environment of its own, into which the README's first line installs; the whole catalogue is left to
the gate, which runs that line to its end.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", README, re.DOTALL))
[FIRST] = re.findall(r"<!-- command: check -->\n```\n(.*?)\n```", README)
NOTE = r"""# The loss of one class

Let $p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}$. Then

$$\frac{\partial}{\partial z_i} \log \sum_{k=1}^n e^{z_k} = p_i, \qquad
\frac{\partial p_i}{\partial z_i} = p_i (1 + p_i)$$
"""
pytestmark = pytest.mark.slow


class Newcomer:
    """Someone with a shell, in which the clone's environment is active."""

    def __init__(self, clone, desk):
        self.clone, self.desk = clone, desk
        self.env = {
            name: os.environ[name]
            for name in os.environ
            if not re.match("PYTHON|VIRTUAL|PYTEST|DERIVE|GIT_", name)
        } | {"COLUMNS": "80", "XDG_CACHE_HOME": str(clone / ".cache"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    def types(self, line, *, where=None, active=True, **more):
        """What a line does; in an active environment, as the README has it."""
        shell = f". {self.clone}/.venv/bin/activate && {line}" if active else line
        return subprocess.run(
            ["bash", "-c", shell], cwd=where or self.desk, env=self.env, capture_output=True, text=True, check=False,
            timeout=600, **more,
        )  # fmt: skip


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory):
    """After the README's first line, cut short: one identity instead of all."""
    clone, desk = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("desk")
    safe = ["git", "-c", "safe.directory=*", "clone", "--quiet", str(ROOT), str(clone / "derive")]
    subprocess.run(safe, check=True)
    someone = Newcomer(clone / "derive", desk)
    assert FIRST.endswith(" -m derive check")
    run = someone.types(f"{FIRST} softargmax.jacobian", where=someone.clone, active=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 proved" in run.stdout
    for name, text in {**FILES, "mine.md": NOTE}.items():
        (desk / name).write_text(text, encoding="utf-8")
    return someone


def test_it_is_the_clone_that_is_installed_and_nobody_elses(newcomer):
    said = newcomer.types('python -c "import derive; print(derive.__file__)"').stdout
    assert said.startswith(f"{newcomer.clone}/.venv/")


@pytest.mark.parametrize(
    ("words", "status"), [("notes.md", 1), ("temperature.py", 1), ("softargmax.total", 0)]
)
def test_the_lines_of_the_readme(newcomer, words, status):
    """As printed, and by the command's short name."""
    for line in (f"python -m derive check {words}", f"derive check {words}"):
        run = newcomer.types(line)
        assert run.returncode == status, run.stderr
        printed = re.search(rf"\$ python -m derive check {re.escape(words)}\n(.*?)```", README, re.DOTALL)
        for shown in printed[1].splitlines()[1:4] if printed else ():
            assert re.sub(r"\s+", " ", shown) in re.sub(r"\s+", " ", run.stdout)


def test_an_own_note_is_judged_mended_and_judged_again(newcomer):
    before = newcomer.types("derive check mine.md")
    assert before.returncode == 1
    assert "left 0, right 2" in before.stdout
    assert newcomer.types("derive check mine.md --fix --yes").returncode in (0, 1)
    after = newcomer.types("derive check mine.md")
    assert after.returncode == 0, after.stdout
    assert "2 proved" in after.stdout


def test_a_line_of_it_is_proved_and_written_as_code(newcomer):
    place = re.search(r"mine\.md:(5:\d+)\s", newcomer.types("derive check mine.md -v").stdout)[1]
    proof = newcomer.types(f"derive prove mine.md:{place}")
    assert proof.returncode == 0, proof.stderr
    assert "∎" in proof.stdout
    code = newcomer.types(f"derive code mine.md:{place} > gradient.py && python gradient.py")
    assert code.returncode == 0, code.stderr
    assert "def " in (newcomer.desk / "gradient.py").read_text(encoding="utf-8")


def test_an_own_page_beside_the_catalogue(newcomer):
    run = newcomer.types("derive check temperature.py::jacobian && derive prove temperature.py::jacobian")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "∎" in run.stdout


def message(**what):
    """A message of the Language Server Protocol."""
    body = json.dumps({"jsonrpc": "2.0", **what}).encode()
    return f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def received(stream):
    """The next message."""
    length = 0
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    return json.loads(stream.read(length))


def test_an_editor_says_how_to_be_had_and_then_judges(newcomer):
    """Without its extra it says what to install; with it, a note that is opened is judged."""
    missing = newcomer.types("derive lsp < /dev/null")
    assert missing.returncode == 2
    assert 'pip install "derive-check[lsp]"' in missing.stderr
    installed = newcomer.types("pip install --quiet '.[lsp]'", where=newcomer.clone)
    assert installed.returncode == 0, installed.stderr
    uri = (newcomer.desk / "notes.md").as_uri()
    opened = {"uri": uri, "languageId": "markdown", "version": 1, "text": FILES["notes.md"]}
    shell = f". {newcomer.clone}/.venv/bin/activate && exec derive lsp"
    server = subprocess.Popen(["bash", "-c", shell], cwd=newcomer.desk, env=newcomer.env, stdin=-1, stdout=-1)
    with server:
        server.stdin.write(
            message(
                id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}}
            )
            + message(method="initialized", params={})
            + message(method="textDocument/didOpen", params={"textDocument": opened})
        )
        server.stdin.flush()
        found = {}
        while "diagnostics" not in found or not found["diagnostics"]:
            said = received(server.stdout)
            found = said["params"] if said.get("method") == "textDocument/publishDiagnostics" else found
        server.kill()
    assert found["uri"] == uri
    assert "left 0, right 2" in found["diagnostics"][0]["message"]
