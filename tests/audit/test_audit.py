"""`derive audit` as its user runs it; the tasks that go wrong; the figures that do not hold."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from derive.audit import tables
from derive.audit.auditing import Audit
from derive.audit.figures import (
    DifferentialFigures,
    Mutant,
    MutantFigures,
    MutantFinding,
    SabotageFigures,
    SabotageFinding,
)
from derive.audit.running import Task, run
from derive.processes.pool import Pool

ROOT = Path(__file__).parents[2]
whole = pytest.mark.skipif(sys.platform == "win32", reason="signals and memory limits of POSIX")


def started(*words):
    return subprocess.Popen(
        [sys.executable, "-m", "derive", "audit", *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "110"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def audited(*words, status=0):
    with started(*words) as process:
        said, complaints = process.communicate(timeout=120)
    assert (process.returncode, complaints) == (status, ""), said + complaints
    return said


PAGE = """
from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
x = vector("x", n)
p = define("p", k, exp(x[k]) / Sum(exp(x[j]), j))


@identity(D(p[i], x[j]), equals=p[i] * (delta(i, j) - p[j]))
def jacobian():
    "Softmax."
"""
UNSOUND = """
from derive.kernel.reading import Reader, _METHODS
from derive.language.expressions import Neg

_METHODS[Neg] = lambda self, expression, places: self.read(expression.args[0], places)
"""


@pytest.fixture
def page(tmp_path):
    def write(name, *parts):
        path = tmp_path / f"{name}.py"
        path.write_text("\n".join(parts), encoding="utf-8")
        return path

    return write


@pytest.mark.slow
def test_an_audit_prints_a_table_for_each_part_and_writes_json(page, tmp_path):
    out = tmp_path / "figures.json"
    path = page("mine", PAGE)
    said = audited(path, "--sample", 30, "--differential", 60, "--seed", 3, "-v", "--json", out)
    assert "mutants of the catalogue" in said
    assert "property test of the kernel" in said
    assert "wrong_letter" in said
    assert "all bars hold · seed 3" in said
    found = json.loads(out.read_text())
    assert (found["passed"], found["interrupted"], found["faults"]) == (True, False, [])
    assert found["mutants"]["judged"] == 30 < found["mutants"]["there_are"]
    assert found["mutants"]["fates"].get("proved", 0) == 0
    assert (found["differential"]["cases"], found["differential"]["seed"]) == (60, 3)
    assert "sabotage" not in found


def test_json_on_standard_output_stands_alone(page):
    found = json.loads(audited(page("mine", PAGE), "--sample", 5, "--json", "-"))
    assert found["mutants"]["judged"] == 5


@pytest.mark.slow
def test_an_unsound_kernel_makes_the_audit_fail(page):
    """The page puts a wrong rule into the kernel of every worker that loads it: −a = a."""
    said = audited(page("unsound", UNSOUND, PAGE), "--mutants", status=1)
    assert "a bar does not hold" in said
    assert "the kernel proves the claim, but the instance" in said


@pytest.mark.slow
def test_a_page_that_cannot_be_audited_is_named(page):
    said = audited(page("broken", "raise LookupError('no such law')"), "--sample", 5, status=1)
    words = " ".join(said.split())  # a long name breaks the line
    assert "broken.py: the worker process failed:" in words
    assert "LookupError: no such law" in words


@whole
def test_ctrl_c_leaves_a_whole_file_and_no_traceback(tmp_path):
    out = tmp_path / "figures.json"
    with started("--differential", 500_000, "--json", out) as process:
        time.sleep(4)
        os.killpg(process.pid, signal.SIGINT)
        said, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (130, "")
    assert "interrupted" in said
    found = json.loads(out.read_text())
    assert found["interrupted"]
    assert found["differential"]["cases"] < 500_000


def test_what_is_finished_before_an_interruption_is_kept():
    def interrupted(done, _):
        if done == 2:
            raise KeyboardInterrupt

    audit = Audit(1, 5.0, interrupted)
    with pytest.raises(KeyboardInterrupt), Pool(2048, 2) as pool:
        audit.test_properties(pool, 300)
    assert audit.differential.cases >= 50
    assert 0 < audit.differential.seconds < 60


# tasks under limits


def _double(number):
    return 2 * number


def _loop():
    while True:
        pass


def _hoard():
    kept = [0]
    while True:
        kept *= 2


def _raise():
    raise LookupError("no such law")


def _die():
    os._exit(3)


@whole
def test_tasks_that_loop_hoard_raise_or_die_cost_themselves_alone():
    tasks = [
        Task(_double, (1,), 20.0, str),
        Task(_loop, (), 1.0, str),
        Task(_hoard, (), 20.0, str),
        Task(_raise, (), 20.0, str),
        Task(_die, (), 20.0, str),
        Task(_double, (21,), 20.0, str),
    ]
    with Pool(400, 2) as pool:
        found = Counter(run(tasks, pool))
    assert found == Counter(
        [
            2,
            42,
            "the time limit of 1 s was reached",
            "the memory limit of 400 MiB was reached",
            "the worker process failed: LookupError: no such law",
            "the worker process died: exit status 3",
        ]
    )


def test_what_a_limit_ends_is_no_success():
    audit = Audit(1, 0.5)
    mutant = Mutant("f", "p", "i", 0, "right", (), "sign")
    ended = audit._judgement(mutant).failed("the time limit was reached")
    assert ended.fate == "undecided"
    assert not MutantFigures(1, [ended]).passed
    assert not audit._chunk(0, 50).failed("the time limit was reached").passed
    assert not SabotageFigures(
        [audit._breaking("sums:Sums.bind").failed("the time limit was reached")]
    ).passed


# the tables


def shown(tell, *found, **more):
    console = Console(width=100, record=True, file=StringIO())
    tell(console, *found, **more)
    return console.export_text()


def test_what_must_not_be_is_listed():
    mutant = Mutant("f", "page", "name", 2, "right", (0, 1), "sign")
    proved = MutantFinding(mutant, "proved", "disagreement", "a = b", "the instance denies it")
    many = [proved, *[MutantFinding(mutant, "undecided", "undecided", "c = d", "nothing found")] * 50]
    said = shown(tables.tell_mutants, MutantFigures(51, many), by_slip=True)
    assert "proved  page.name, line 2, at 0.1: sign" in said
    assert "and 11 more" in said
    failed = DifferentialFigures(1, 10, failures=["case 3, refused: a = b"])
    assert "case 3, refused: a = b" in shown(tables.tell_differential, failed)
    missed = SabotageFigures(
        [SabotageFinding("f", "sums", "1 = 2"), SabotageFinding("g", "sums", "2 = 3", instances=True)]
    )
    told = shown(tables.tell_sabotage, missed, by_rule=True)
    assert "unnoticed: sums.f" in told
    assert re.search(r"broken rules +2 ", told)
    assert re.search(r"noticed +1 +all", told)
    assert re.search(r"… by instances +1, alone 1", told)
    assert re.search(r"sums\.g +instances *\n +2 = 3", told)
    assert "sums.g" not in shown(tables.tell_sabotage, missed, by_rule=False)
