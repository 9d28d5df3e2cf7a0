"""A document is judged once, wherever it lies; an = too. What is remembered is what this program would say."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from derive import runner
from derive.documents import recall
from derive.engines import Work
from derive.engines.local import Local
from derive.engines.remembering import Remembering
from derive.results import Result, Run
from derive.store import Cache, Store
from derive.targets import Target, standard_input, targets
from derive.worker import Options

ROOT = Path(__file__).parents[2]
NOTES = """# Notes

Let $p_i = \\frac{e^{z_i}}{\\sum_{k=1}^n e^{z_k}}$. Then $\\sum_i p_i = 1$ and $p_i + p_i = 3 p_i$.
"""
MAIN = r"""\documentclass{article}\begin{document}
Let $p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}$. \input{part}
\end{document}
"""
PART = "Then $\\sum_i p_i = 1$ and $p_i + p_i = 3 p_i$.\n"

judge = runner.Work().judge


def counted(target, stated, options):
    """Judge, and leave a trace of it."""
    with Path(target.path.parent, "judged").open("a") as trace:
        trace.write(f"{stated.name}\n")
    return judge(target, stated, options)


WORK = Work(judge=counted)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    found = Cache.here(tmp_path / "cache")
    assert found is not None
    return found


@pytest.fixture(autouse=True, scope="module")
def local() -> Iterator[None]:
    """One engine for all."""
    with Local(2048, 1, [standard_input("")], warm=True) as ENGINES[0]:
        yield


ENGINES: list[Any] = [None]


class Opened:
    """That engine, which stays open."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def __getattr__(self, name: str):
        return getattr(ENGINES[0], name)


def check(path: Path, cache: Cache, work: Work = WORK, **more) -> Run:
    return judged_of(targets([str(path)]), Options(cache=cache, **more), work)


def judged_of(chosen, options: Options, work: Work = WORK) -> Run:
    with Remembering(Opened, options.cache) as engine:
        return runner.check(chosen, options, work=work, engine=engine)


def told(run: Run) -> list[tuple[str, str, str | None]]:
    return [(result.id, result.verdict, result.file) for result in run.results]


def judged(folder: Path) -> int:
    trace = folder / "judged"
    return len(trace.read_text().splitlines()) if trace.exists() else 0


def test_a_document_is_judged_once_wherever_it_lies(tmp_path: Path, cache: Cache):
    first, moved = tmp_path / "notes.md", tmp_path / "elsewhere" / "other.md"
    moved.parent.mkdir()
    for path in (first, moved):
        path.write_text(NOTES)
    found = check(first, cache)
    again, there = check(first, cache), check(moved, cache)
    assert (found.recalled, again.recalled, there.recalled) == (0, 1, 1)
    assert (again.results, again.chains, again.pages) == (found.results, found.chains, found.pages)
    assert judged(moved.parent) == 0
    assert [each.id for each in there.results] == [
        each.id.replace(str(first), str(moved)) for each in found.results
    ]
    assert {each.file for each in there.results} == {str(moved)}
    assert {verdict for _, verdict, _ in told(again)} == {"definition", "proved", "refuted"}


@pytest.mark.parametrize(
    "change", [{"seed": 2}, {"time_limit": 50.0}, {"page_limit": 300.0}, {"sources": True}]
)
def test_other_options_are_another_question(tmp_path: Path, cache: Cache, change: dict):
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    check(path, cache)
    assert check(path, cache, **change).recalled == 0
    assert check(path, replace(cache, engine="another version")).recalled == 0
    assert check(path, cache).recalled == 1


def speaking(target: Target, stated: Any, options: Options, *, lang: str) -> Any:
    assert lang in ("en", "zh")
    return judge(target, stated, options)


def test_what_work_is_given_is_part_of_the_question(tmp_path: Path, cache: Cache):
    """The proofs of an own page are in a language, and in another they are others."""
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    english, chinese = (Work(judge=partial(speaking, lang=lang)) for lang in ("en", "zh"))
    assert [check(path, cache, each).recalled for each in (english, chinese, english)] == [0, 0, 1]


def test_a_file_that_is_put_in_belongs_to_the_document(tmp_path: Path, cache: Cache):
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "main.tex").write_text(MAIN)
        (folder / "part.tex").write_text(PART)
    found = check(here / "main.tex", cache)
    moved = check(there / "main.tex", cache)
    assert moved.recalled == 1
    assert told(moved) == [
        tuple(each.replace(str(here), str(there)) for each in row)
        for row in told(found)  # type: ignore[union-attr]
    ]
    assert {each.file for each in moved.results} == {str(there / "main.tex"), str(there / "part.tex")}
    (there / "part.tex").write_text(PART.replace("= 3", "= 2"))
    changed = check(there / "main.tex", cache)
    assert changed.recalled == 0
    assert "refuted" not in {verdict for _, verdict, _ in told(changed)}


def test_of_a_changed_document_the_changed_equalities_are_judged(tmp_path: Path, cache: Cache):
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    check(path, cache)
    kept = Store(Path(cache.folder))
    assert kept.connection is not None
    [before] = kept.connection.execute("SELECT count(*) FROM kept WHERE kind = ?", (recall.KIND,))
    path.write_text(f"Some words before.\n\n{NOTES} And $\\sum_i p_i + 1 = 2$.\n")
    found = check(path, cache)
    [after] = kept.connection.execute("SELECT count(*) FROM kept WHERE kind = ?", (recall.KIND,))
    assert [each.verdict for each in found.results] == ["definition", "proved", "refuted", "proved"]
    assert after[0] == before[0] + 1


def test_a_document_that_changed_while_it_was_judged_is_not_kept(tmp_path: Path, cache: Cache):
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    check(path, cache, Work(judge=rewriting))
    path.write_text(NOTES)
    assert check(path, cache, Work(judge=rewriting)).recalled == 0


def rewriting(target, stated, options):
    target.path.write_text("something else")
    return judge(target, stated, options)


def test_what_crashed_is_not_kept(tmp_path: Path, cache: Cache):
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    assert "undecided" in {each.verdict for each in check(path, cache, Work(judge=crashing)).results}
    assert check(path, cache, Work(judge=crashing)).recalled == 0


def crashing(target, stated, options):
    import os

    os._exit(3)


def test_what_is_kept_in_vain_is_judged(tmp_path: Path, cache: Cache):
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    found = check(path, cache)
    kept = Store(Path(cache.folder))
    assert kept.connection is not None
    for broken in ("[", '["findings.Result", 1]', '["os.system", "true"]', "7", "[null, 1, 2, 3]"):
        rows = kept.connection.execute("SELECT kind, key FROM kept").fetchall()
        for kind, key in rows:
            kept.keep(kind, key, broken)
        again = check(path, cache)
        assert (again.recalled, told(again)) == (0, told(found))


def test_a_document_that_is_in_no_file_is_remembered(cache: Cache):
    target = standard_input(NOTES)
    first, second = (judged_of([target], Options(cache=cache), Work()) for _ in range(2))
    assert (first.recalled, second.recalled) == (0, 1)
    assert first.results == second.results


def test_a_page_is_run_every_time(tmp_path: Path, cache: Cache):
    path = tmp_path / "page.py"
    path.write_text(
        "from derive import *\n\nn = dims('n')\nx = vector('x', n)\ni = indices('i', n)\n\n\n"
        "@identity(x[i] + x[i], equals=2 * x[i])\ndef double():\n    '''Twice.'''\n"
    )
    assert [check(path, cache).recalled for _ in range(2)] == [0, 0]


def test_a_page_of_the_catalogue_is_judged_once(tmp_path: Path, cache: Cache, monkeypatch):
    """As long as it, and what lies beside it, is the same; one that only has its name is a page like others."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for path in (folder / "softargmax.py", tmp_path / "softargmax.py"):
        path.write_bytes((ROOT / "identities" / "softargmax.py").read_bytes())
    found, elsewhere = (
        Target(place / "softargmax.py", "softargmax", ("total",)) for place in (folder, tmp_path)
    )
    monkeypatch.setattr("derive.engines.remembering.catalogue", lambda: (found,))

    def judged(target: Target) -> Run:
        return judged_of([target], Options(cache=cache), Work())

    first, again = judged(found), judged(found)
    assert (first.recalled, again.recalled) == (0, 1)
    assert first.results == again.results
    assert [each.verdict for each in again.results] == ["proved"]
    assert [judged(elsewhere).recalled for _ in range(2)] == [0, 0]
    (folder / "other.py").write_text("x = 1  # what a page may import")
    assert [judged(found).recalled for _ in range(2)] == [0, 1]


def test_a_result_kept_is_the_result(tmp_path: Path, cache: Cache):
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    found = check(path, cache)
    again = check(path, cache)
    assert all(isinstance(each, Result) for each in again.results)
    assert [each.counterexample for each in again.results] == [each.counterexample for each in found.results]


def test_an_engine_that_is_not_needed_is_not_opened(tmp_path: Path, cache: Cache):
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    options = Options(cache=cache)
    check(path, cache, Work())
    with Remembering(lambda: pytest.fail("it is opened"), cache) as engine:
        assert runner.check(targets([str(path)]), options, engine=engine).recalled == 1
