"""The README shows what the program prints: its page is run, and its output compared."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", README, re.DOTALL))
CONSOLE = re.findall(r"```\n\$ python -m derive ([^\n]*)\n(.*?)```", README, re.DOTALL)
EXCERPTS = re.findall(r"<!-- excerpt: ([^>]*) -->\n```\w+\n(.*?)```", README, re.DOTALL)
VARYING = re.compile(r"\d+(\.\d+)? m?s\b|\d\.\d(e[-+]\d+|·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
"""Times and measured errors differ from run to run; everything else must stand."""


def comparable(output: str) -> list[str]:
    return [re.sub(r"\s+", " ", VARYING.sub("#", line)).strip() for line in output.strip().splitlines()]


def printed(words: str, folder: Path) -> str:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "derive", *words.split()]
    env = {
        "PYTHONPATH": str(ROOT),
        "PATH": "",
        "COLUMNS": "80",
        "PYTHONIOENCODING": "utf-8",
        "DERIVE_CACHE": "",
    }
    run = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
    return run.stdout or run.stderr


@pytest.mark.parametrize(("words", "shown"), CONSOLE, ids=[words for words, _ in CONSOLE])
def test_the_output_shown_is_the_output_printed(words: str, shown: str, tmp_path: Path) -> None:
    assert comparable(shown) == comparable(printed(words, tmp_path))


@pytest.mark.parametrize(("words", "shown"), EXCERPTS, ids=[words for words, _ in EXCERPTS])
def test_an_excerpt_is_what_the_output_ends_with(words: str, shown: str, tmp_path: Path) -> None:
    assert printed(words, tmp_path).endswith(shown)


def test_the_readme_shows_runs_pages_and_excerpts() -> None:
    assert len(CONSOLE) >= 4
    assert FILES
    assert EXCERPTS


def test_what_the_chinese_first_page_says_of_its_note(tmp_path: Path) -> None:
    page = (ROOT / "README.zh.md").read_text(encoding="utf-8")
    [note] = re.findall(r"```markdown\n(.*?)```", page, re.DOTALL)
    (tmp_path / "notes.md").write_text(note, encoding="utf-8")
    said = printed("check notes.md", tmp_path)
    assert "at n = 1" in said
    assert "left 0, right 2" in said
    assert "hint: the sign" in said
    assert "n = 1 时左边为 0，右边为 2；并提示符号有误" in page


def test_a_changed_word_is_seen() -> None:
    assert comparable("1 proved · 753 ms") == comparable("1 proved · 1.2 s")
    assert comparable("1 proved · 753 ms") != comparable("1 refuted · 753 ms")
    assert comparable("left 1/2") != comparable("left 1/3")


def test_every_extra_that_a_text_names_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    texts = [path for kind in ("md", "py", "toml", "yml") for path in ROOT.glob(f"[!.]*/**/*.{kind}")]
    gate = re.findall(r"'\.\[([a-z,]+)\]'", (ROOT / ".ci" / "run").read_text("utf-8"))
    named = [
        *(
            found
            for path in texts
            for found in re.findall(r"derive-check\[([a-z,]+)\]", path.read_text("utf-8"))
        ),
        *gate,
    ]
    assert {extra for each in named for extra in each.split(",")} <= declared.keys()
    assert {"dask", "parquet", "html"} <= {extra for each in named for extra in each.split(",")}
