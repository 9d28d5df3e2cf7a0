"""The playground's judge, natively: in one process, without NumPy and without forking; its texts and exercises."""

import importlib.util
import json
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PLAYGROUND = HERE.parents[1] / "playground"
EXERCISES = tomllib.loads((HERE / "answers.toml").read_text(encoding="utf-8"))

NOTE = r"""
Softmax is $p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}$, and

$$\frac{\partial p_i}{\partial z_i}
  = \frac{e^{z_i} \sum_k e^{z_k} - e^{z_i} e^{z_i}}{(\sum_k e^{z_k})^2} = p_i (1 + p_i)$$
"""
WITHOUT = """
import json, os, sys
for name in ("numpy", "multiprocessing", "resource", "click"):
    sys.modules[name] = None
def refuse(*_): raise AssertionError("the browser has no processes")
os.fork = refuse
sys.path.insert(0, sys.argv[1])
import judging
print(judging.judged(sys.stdin.read()))
"""


@cache
def judging():
    """The module that the site has beside derive."""
    spec = importlib.util.spec_from_file_location("judging", PLAYGROUND / "judging.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(text, suffix=".md", say=None):
    """What the page gets."""
    return json.loads(judging().judged(text, suffix, say))


def claims(found):
    """The verdicts on what is no definition."""
    return [each["verdict"] for each in found["results"] if each["verdict"] != "definition"]


def test_without_numpy_and_processes():
    """What a browser has not got is not asked for, and the verdicts are the same."""
    made = subprocess.run(
        [sys.executable, "-c", WITHOUT, PLAYGROUND],
        input=NOTE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    found = json.loads(made.stdout)
    assert claims(found) == ["proved", "refuted"]
    assert found["results"] == judged(NOTE)["results"]
    assert "is-refuted" in found["html"]


def test_says_how_far_it_is():
    """After each statement and chain, the last time all."""
    said = []
    judged(NOTE, say=lambda done, total: said.append((done, total)))
    assert said[-1] == (4, 4)


def test_text_is_not_run():
    """A text without formulas, and one that looks like a program."""
    assert claims(judged("import os\nos._exit(3)\n")) == []


@pytest.mark.parametrize(
    "name", [path.name for path in sorted((PLAYGROUND / "texts" / "examples").iterdir())]
)
def test_examples(name):
    """Each example is read whole, and has a line that is refuted."""
    path = PLAYGROUND / "texts" / "examples" / name
    found = claims(judged(path.read_text(encoding="utf-8"), path.suffix))
    assert "refuted" in found
    assert set(found) <= {"proved", "refuted"}


def answered(name, answer):
    """The exercise with this answer."""
    text = (PLAYGROUND / "texts" / "exercises" / f"{name}.md").read_text(encoding="utf-8")
    assert text.count("= ? $$") == 1
    return judged(text.replace("= ?", f"= {answer}"))


def test_every_exercise_has_answers():
    """None without a right and a wrong one."""
    assert {path.stem for path in (PLAYGROUND / "texts" / "exercises").iterdir()} == set(EXERCISES)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if number % 4 else ())
        for number, name in enumerate(EXERCISES)
    ],
)
def test_exercises(name):
    """The right answer is proved, the wrong one refuted with its hint, the question again is none."""
    known = EXERCISES[name]
    right = answered(name, known["right"])
    assert claims(right) == ["proved"]
    assert not right["objections"]
    wrong = answered(name, known["wrong"])
    assert claims(wrong) == ["refuted"]
    assert known["hint"] in wrong["results"][-1].get("hint", "")
    text = (PLAYGROUND / "texts" / "exercises" / f"{name}.md").read_text(encoding="utf-8")
    again = answered(name, text.split("$$")[1].removesuffix("= ? "))
    assert "is what is asked for" in next(iter(again["objections"].values()))
