"""The runner's promises, with workers' functions that loop, die, exhaust memory or raise."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the workers too

from misbehaviour import describe, judge

from derive import runner
from derive.language.sayings import Saying
from derive.processes.pool import Pool
from derive.results import Finding, Observer, PageProblem, Result
from derive.runner import Work
from derive.targets import Target
from derive.worker import Options

QUICK = Options(seed=7, time_limit=2.0, load_limit=4.0, memory_limit=128)

WORK = Work(describe, judge)


class Recorder(Observer):
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.progress: list[tuple[int, int]] = []

    def advanced(self, done: int, total: int) -> None:
        self.progress.append((done, total))

    def found(self, finding: Finding) -> None:
        self.findings.append(finding)


def page(stem: str, *identities: str) -> Target:
    return Target(Path(f"{stem}.py"), f"{stem.partition('-')[0]}.py", identities or None)


def check(*targets: Target, options: Options = QUICK, **more):
    return runner.check(targets, options, work=WORK, jobs=2, **more)


def verdicts(run) -> dict[str, str]:
    return {result.id: result.verdict for result in run.results}


@pytest.fixture(autouse=True)
def marked(monkeypatch: pytest.MonkeyPatch) -> str:
    """What a run starts is known by its environment, however far it went."""
    mark = f"derive-test-{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv("DERIVE_MARK", mark)
    return mark


def started_by_a_run(mark: str | None = None) -> list[int]:
    """The processes that carry the mark, this one left out."""
    wanted = (mark or os.environ["DERIVE_MARK"]).encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            marked = b"DERIVE_MARK=" + wanted in (folder / "environ").read_bytes().split(b"\0")
            running = (folder / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            continue
        if marked and running and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def no_children_left() -> bool:
    return not started_by_a_run()


def test_results_come_in_the_catalogue_s_order_however_long_each_takes():
    seen = Recorder()
    run = check(page("one-slow-a-b"), page("two-c"), observer=seen)
    assert [result.id for result in run.results] == ["one.slow", "one.a", "one.b", "two.c"]
    assert [getattr(found, "id", None) or found.name for found in seen.findings] == [
        "one", "one.slow", "one.a", "one.b", "two", "two.c",
    ]  # fmt: skip
    assert seen.progress[-1] == (4, 4)
    assert [opened.name for opened in run.pages] == ["one", "two"]
    assert (run.seed, run.exit_status, run.interrupted) == (7, 0, False)
    assert {result.claim_text for result in run.results} == {"seed 7"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("loops", "the time limit of 2 s was reached"),
        ("stubborn", "the time limit of 2 s was reached"),
        ("hungry", "the memory limit of 128 MiB was reached"),
        ("exits", "the worker process died: exit status 3"),
        ("crashes", "the worker process died: signal SIGSEGV"),
        ("raises", "the worker process failed: LookupError: no such law"),
    ],
)
def test_an_identity_that_misbehaves_is_undecided_and_the_rest_goes_on(name: str, said: str):
    run = check(page(f"one-a-{name}-b"), page("two-c"))
    assert verdicts(run) == {
        "one.a": "proved",
        f"one.{name}": "undecided",
        "one.b": "proved",
        "two.c": "proved",
    }
    [bad] = [result for result in run.results if not result.succeeded]
    assert bad.message == said
    assert (bad.claim, bad.claim_text) == ("x", f"{name} = {name}")
    assert run.exit_status == 1
    assert no_children_left()


@pytest.mark.parametrize(
    ("stem", "kind"),
    [("loops", "time limit"), ("hungry", "memory limit"), ("exits", "died"), ("crashes", "died")],
)
def test_a_page_that_misbehaves_is_a_problem_and_the_rest_goes_on(stem: str, kind: str):
    run = check(page("one-a"), page(stem), page("two-c"))
    assert verdicts(run) == {"one.a": "proved", "two.c": "proved"}
    [problem] = run.problems
    assert (problem.page, problem.kind) == (f"{stem}.py", kind)
    assert run.exit_status == 1


def test_input_that_is_no_page_has_its_own_exit_status():
    run = check(page("wrong"), page("one-a-loops"))
    [problem] = run.problems
    assert problem == PageProblem("wrong.py", "syntax error", Saying("invalid syntax"), 3)
    assert run.exit_status == 2


def test_an_identity_may_turn_out_to_be_ill_formed():
    run = check(page("one-a-illformed-b"))
    assert verdicts(run) == {"one.a": "proved", "one.b": "proved"}
    assert run.problems[0].identity == "illformed"
    assert run.exit_status == 2


def test_only_the_chosen_identities_are_checked_and_near_names_offered():
    seen = Recorder()
    run = check(page("one-gradient-loops-hessian", "hessian", "gradent"), observer=seen)
    assert verdicts(run) == {"one.hessian": "proved"}
    [problem] = run.problems
    assert problem.message == "the page has no identity 'gradent'; did you mean gradient?"
    assert (problem.kind, run.exit_status) == ("unknown identity", 2)
    assert seen.findings == [run.pages[0], problem, run.results[0]]


def test_a_worker_that_dies_between_tasks_costs_nothing_else():
    names = [f"x{number}" for number in range(30)]
    run = check(page("-".join(["one", "poisonous", *names, "slow", *[f"y{number}" for number in range(30)]])))
    assert len(run.results) == 62
    assert sum(result.verdict == "undecided" for result in run.results) <= 1


def test_a_page_that_always_breaks_the_pool_is_named_in_the_end():
    started = time.monotonic()
    run = check(page("one-a"), page("two-poisonous-slow"), options=Options(time_limit=2.0))
    assert {"one.a", "two.slow"} <= verdicts(run).keys()
    assert time.monotonic() - started < 20


def test_many_identities_take_no_time_of_their_own():
    started = time.monotonic()
    run = check(page("-".join(["one", *(f"x{number}" for number in range(1000))])))
    assert len(run.results) == 1000
    assert time.monotonic() - started < 60


def test_a_survey_loads_pages_and_checks_nothing():
    run = runner.survey([page("one-loops-a"), page("wrong")], QUICK, work=WORK, jobs=2)
    assert [identity.id for identity in run.pages[0].identities] == ["one.loops", "one.a"]
    assert (run.results, len(run.problems), run.exit_status) == ((), 1, 2)


class Impatient(Recorder):
    """Presses Ctrl-C once the first result is seen."""

    def found(self, finding: Finding) -> None:
        super().found(finding)
        if isinstance(finding, Result) and len(self.findings) == 2:
            raise KeyboardInterrupt


def test_an_interrupted_run_reports_what_is_finished_and_leaves_no_process():
    seen = Impatient()
    started = time.monotonic()
    run = check(page("one-a-b-loops-c"), page("two-d"), observer=seen, options=Options(time_limit=60.0))
    assert time.monotonic() - started < 10
    assert run.interrupted
    assert run.exit_status == 130
    assert "one.a" in verdicts(run)
    assert "one.loops" not in verdicts(run)
    assert [found.id for found in seen.findings if isinstance(found, Result)] == list(verdicts(run))
    assert no_children_left()


class Restless(Recorder):
    """Presses Ctrl-C once an identity is done, whatever is told of it."""

    def advanced(self, done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt


def test_an_interrupted_run_reports_also_what_had_to_wait_for_its_turn():
    seen = Restless()
    run = check(page("one-loops-a"), observer=seen, options=Options(time_limit=60.0))
    assert verdicts(run) == {"one.a": "proved"}
    assert seen.findings == [run.pages[0], run.results[0]]


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path, marked: str):
    """A looping page must not burn on after its parent is gone, even when killed outright."""
    script = tmp_path / "orphans.py"
    script.write_text(
        "import test_runner as t\n"
        "t.check(t.page('one-loops'), t.page('escapes-a-slow'), options=t.Options(time_limit=60.0))\n"
    )
    here = Path(__file__).parent
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    with subprocess.Popen([sys.executable, str(script)], env=environment) as parent:
        assert within(60, lambda: len(started_by_a_run(marked)) >= 5)
        parent.kill()
    assert within(30, lambda: not started_by_a_run(marked))


def within(seconds: float, what: Callable[[], bool]) -> bool:
    """Whether it becomes true in so many seconds."""
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.05)
    return what()


@pytest.mark.parametrize("how", ["escapes", "babbles", "matricide", "floods"])
def test_a_hostile_page_costs_itself_alone_and_leaves_nothing(how: str):
    began = time.monotonic()
    run = check(page("one-a-b"), page(f"{how}-a"), page("two-c"), page(f"good-x-{how}-y"), page("three-d"))
    assert time.monotonic() - began < 90
    assert {"one.a", "one.b", "two.c", "three.d", "good.x", "good.y"} <= {
        name for name, verdict in verdicts(run).items() if verdict == "proved"
    } | ({"good.x", "good.y"} if how == "matricide" else set())
    assert within(5, no_children_left)


@pytest.mark.parametrize("roused", [True, False])
def test_a_page_that_stops_where_processes_come_from_costs_nobody_anything(
    roused: bool, monkeypatch: pytest.MonkeyPatch
):
    """It is told to go on; where that does not help, who is left is tried again, with a nursery of its own."""
    monkeypatch.setattr("derive.processes.pool.GRACE", 1.0)
    if not roused:
        monkeypatch.setattr(Pool, "_rouse", lambda _: None)
    run = check(page("stops-a"), page("one-patient-b"), options=replace(QUICK, time_limit=30.0))
    assert not run.problems
    assert verdicts(run) == {"stops.a": "proved", "one.patient": "proved", "one.b": "proved"}
    assert within(5, no_children_left)


def test_what_a_page_does_to_its_process_is_not_there_for_the_next(tmp_path: Path):
    run = check(*(page(f"leaves{number}-a") for number in range(6)))
    assert set(verdicts(run).values()) == {"proved"}
    assert not run.problems


def test_the_environment_is_left_as_it_was():
    before = dict(os.environ)
    check(page("one-a"))
    assert dict(os.environ) == before
