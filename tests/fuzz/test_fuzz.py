"""A little of what is made at random: nothing is lost in silence, nothing hangs, nothing stays behind."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from derive import runner
from derive.targets import Target
from derive.worker import Options

sys.path.insert(0, str(Path(__file__).parent))
generating = importlib.import_module("generating")
second = importlib.import_module("second")

OPTIONS = Options(time_limit=5.0, load_limit=10.0, page_limit=60.0, memory_limit=500)


def targets(paths: list[Path]) -> list[Target]:
    return [Target(path, path.name) for path in paths]


@pytest.mark.slow
@pytest.mark.parametrize(("maker", "count"), [(generating, 100), (second, 40)])
def test_every_document_is_accounted_for(tmp_path: Path, maker: ModuleType, count: int):
    made = targets(maker.documents(tmp_path, seed=7, count=count))
    run = runner.survey(made, OPTIONS)
    assert sorted(target.label for target in made) == sorted(
        [page.path for page in run.pages] + [problem.page for problem in run.problems]
    )
    assert {problem.kind for problem in run.problems} <= {"ill-formed", "time limit"}


def test_some_are_judged(tmp_path: Path):
    run = runner.check(targets(generating.documents(tmp_path, seed=8, count=15)), OPTIONS)
    assert not [each for each in run.results if "the check itself failed" in each.message]
    assert not [each for each in run.results if each.verdict == "disagreement"]


@pytest.mark.slow  # most of them run into their limits
def test_hostile_pages_cost_themselves_alone(tmp_path: Path):
    good = tmp_path / "good.md"
    good.write_text("$$0 = 1$$\n")
    made = generating.pages(tmp_path, seed=7, count=len(generating.HARMS))
    run = runner.check(targets([*made, good]), Options(time_limit=2.0, load_limit=3.0, memory_limit=300))
    assert [each.verdict for each in run.results if each.file == "good.md"] == ["refuted"]
    told = {problem.page for problem in run.problems} | {
        f"{each.id.partition('.')[0]}.py" for each in run.results
    }
    assert {path.name for path in made} <= told


@pytest.mark.parametrize(
    "text",
    [
        "$$2^{2^{2^{2^{2^2}}}} + x = 2^{2^{2^{2^{2^2}}}}$$",
        r"$\frac{\partial }{\partial\_}$",
        r"\begin{align}e^{z_i} \approx \dots = x ，\end{align}",
        r"$$a = \dots = b$$",
        r"$$a = \quad = b$$",
    ],
)
def test_what_was_found_so_stays_mended(tmp_path: Path, text: str):
    path = tmp_path / "found.tex"
    path.write_text(text)
    run = runner.check(targets([path]), OPTIONS)
    assert not run.problems
    assert not [each for each in run.results if "the check itself failed" in each.message]
