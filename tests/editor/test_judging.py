"""Of a document that is typed into, only what changed costs."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from threading import Event

import pytest

from derive.editor.judging import Judged, Judging
from derive.editor.work import judged
from derive.results import PageProblem, Result
from derive.store import Cache
from derive.targets import Target
from derive.worker import Options

SECTION = r"""
Softmax is $p_i = \frac{{e^{{z_i}}}}{{\sum_{{k=1}}^n e^{{z_k}}}}$, and so
$$\frac{{\partial p_i}}{{\partial z_i}}
= \frac{{e^{{z_i}} \sum_k e^{{z_k}} - e^{{z_i}} e^{{z_i}}}}{{(\sum_k e^{{z_k}})^2}}
= p_i (1 - p_i)$$
and ${factor} \sum_k p_k = {factor}$.
"""
SLOW = "$\\sum_{k=1}^n 2 x_k = 3 \\sum_k x_k$\n"


def target(factors: list[int]) -> Target:
    text = "".join(f"## Section {at}\n{SECTION.format(factor=each)}" for at, each in enumerate(factors))
    return Target(Path("/nowhere/note.md"), "note.md", text=text)


def keystroke(factors: list[int], at: int, options: Options) -> float:
    """The seconds of a processor until a hundred equalities are judged after one changed."""
    factors[at] += 100
    started = time.process_time()
    found = judged(target(factors), options, 0, 1)
    assert len(found) == 100
    assert {each.verdict for each in found if isinstance(each, Result)} == {"definition", "proved"}
    return time.process_time() - started


@pytest.mark.slow
def test_a_keystroke_in_a_hundred_equalities(tmp_path: Path):
    """Less than twice what importing SymPy takes, which is some 0.4 s; the server shares it among processes."""
    options, factors = Options(cache=Cache.here(tmp_path)), list(range(2, 27))
    keystroke(factors, 0, options)
    program = "import time\nimport sympy\nprint(time.process_time())"
    unit = min(
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)
        for _ in range(3)
    )
    assert median(keystroke(factors, at, options) for at in range(1, 8)) < 2 * unit


class Told:
    """What is told, and when all of a version is."""

    def __init__(self) -> None:
        self.all: list[Judged] = []
        self.whole = {version: Event() for version in range(1, 4)}

    def __call__(self, _: str, judged: Judged) -> None:
        self.all.append(judged)
        if judged.whole:
            self.whole[judged.version].set()


def test_only_the_newest_text_is_told_whole():
    told = Told()
    judging = Judging(told, Options())
    factors = list(range(2, 12))
    judging.ask("note", target(factors), 1)
    time.sleep(0.3)
    for version in (2, 3):
        factors[version] += 100
        judging.ask("note", target(factors), version)
    assert told.whole[3].wait(60)
    judging.close()
    last = told.all[-1]
    assert (last.version, last.whole, len(last.results)) == (3, True, 40)
    assert [each.version for each in told.all if each.whole] == [3]


def test_a_document_that_is_none():
    told = Told()
    judging = Judging(told, Options())
    judging.ask("note", Target(Path("/nowhere/note.ipynb"), "note.ipynb", text="{"), 1)
    assert told.whole[1].wait(60)
    judging.close()
    assert isinstance(told.all[-1].problems[0], PageProblem)
