"""Dask's workers say what this machine's own engine says; one that dies costs no document but the one that kills it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from derive import runner
from derive.engines import NoCluster, Work, dask as module
from derive.engines.dask import Dask
from derive.engines.local import Local
from derive.results import Run
from derive.targets import targets
from derive.worker import Options

TRUE = "Let $p_i = \\frac{e^{z_i}}{\\sum_{k=1}^n e^{z_k}}$. Then $\\sum_i p_i = 1$.\n"
FALSE = "For numbers $$(a + b)^2 = a^2 + a b + b^2$$\n"
describe = Work().describe


@pytest.fixture(scope="module")
def dask() -> Iterator[Dask]:
    with Dask(2048, 1) as engine:
        yield engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, text in enumerate((TRUE, FALSE, "Nothing.\n")):
        (tmp_path / f"{number}.md").write_text(text)
    return tmp_path


def check(engine, folder: Path, work: Work | None = None) -> Run:
    return runner.check(targets([str(folder)]), Options(), work=work, engine=engine)


def told(run: Run) -> list[tuple[str, str, str]]:
    return [(result.id, result.verdict, result.claim_text) for result in (*run.results, *run.chains)]


def test_dask_says_what_the_local_engine_says(dask: Dask, folder: Path):
    with Local(2048, 1, targets([str(folder)])) as local:
        expected = check(local, folder)
    found = check(dask, folder)
    assert told(found) == told(expected)
    assert {each.verdict for each in found.results} == {"definition", "proved", "refuted"}
    assert (found.unjudged, found.problems) == (expected.unjudged, ())


def kill_the_worker() -> None:
    """End the process of Dask that started the nursery from which this one was born."""
    stat = Path(f"/proc/{os.getppid()}/stat").read_text()
    os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)


def killing(target, options):
    """Read a document; one of them ends the worker each time, another the first time."""
    trace = Path(f"{target.path}.trace")
    tried = trace.exists()
    trace.write_text("tried")
    if target.path.name == "1.md" or (target.path.name == "0.md" and not tried):
        kill_the_worker()
    return describe(target, options)


def test_a_document_that_ends_its_worker_is_tried_again_then_named(dask: Dask, folder: Path):
    found = check(dask, folder, Work(describe=killing))
    [problem] = found.problems
    assert (Path(problem.page).name, problem.kind) == ("1.md", "died")
    assert "3 times" in problem.message
    assert [each.verdict for each in found.results] == ["definition", "proved"]
    assert len(found.pages) == 2


def test_what_died_with_its_worker_after_it_was_judged_is_judged_again(
    dask: Dask, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    lost = iter([True])
    fetch = module._result
    monkeypatch.setattr(module, "_result", lambda future: None if next(lost, False) else fetch(future))
    found = check(dask, folder)
    assert (found.problems, len(found.results)) == ((), 3)


def test_where_no_scheduler_answers_that_is_said():
    with pytest.raises(NoCluster, match=r"no scheduler answers at tcp://127\.0\.0\.1:1"):
        Dask(2048, 1, "tcp://127.0.0.1:1", answer=0.5).__enter__()


def test_workers_lost_while_nothing_is_left_to_begin_are_replaced(
    dask: Dask, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    begin, begun = Dask.begin, []

    def losing(engine: Dask, job) -> None:
        begin(engine, job)
        begun.append(job)
        if len(begun) == 3:
            engine.client.sync(engine.client.retire_workers, close_workers=True)
            engine.client.cluster.scale(0)

    monkeypatch.setattr(Dask, "begin", losing)
    found = check(dask, folder)
    assert (len(begun), found.problems, len(found.results)) == (3, (), 3)
