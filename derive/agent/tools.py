"""What the tools do. Documents are read; a page is run only where that was allowed, in a confined worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Literal

from derive import runner
from derive.agent import confined, manual
from derive.agent.judged import told
from derive.engines import Engine, Work
from derive.engines.local import call
from derive.processes.nursery import Value
from derive.results import PageProblem, Run
from derive.targets import Target, UnknownTarget, catalogue, targets
from derive.worker import Options, Refused, emit

Format = Literal["markdown", "latex"]
Form = Literal["markdown", "text", "latex"]

_SUFFIX = {"markdown": ".md", "latex": ".tex"}
LONGEST = 400_000
"""Characters of a text."""


class Refusal(ValueError):
    """What is not done, and why; the words are for the model."""


@dataclass
class Tools:
    """The tools, with an engine that stays warm; they are used one at a time."""

    options: Options = field(default_factory=Options)
    jobs: int | None = None
    runs_pages: bool = False
    _lock: Lock = field(default_factory=Lock)
    _engine: Engine | None = None

    @contextmanager
    def open(self) -> Iterator[None]:
        """Keep the engine warm."""
        with runner.local((_document("", "markdown"),), self.options, self.jobs, warm=True) as self._engine:
            yield
        self._engine = None

    def check_text(self, text: str, format: Format = "markdown") -> dict[str, Any]:  # noqa: A002  the tool's word
        """The verdict on every = of a text."""
        return told(self._run(_document(text, format)))

    def check_page(self, source: str) -> dict[str, Any]:
        """The verdict on every identity of a page; without the option that allows it nothing is run."""
        if not self.runs_pages:
            raise Refusal(
                "a page is a program, and this server runs none: start it with `derive mcp --allow-pages`, or send the "
                "derivation as Markdown to check_text"
            )
        _bound(source)
        with TemporaryDirectory(prefix="derive-") as folder:
            path = Path(folder) / "page.py"
            path.write_text(source, encoding="utf-8")
            work = Work(describe=confined.describe, judge=confined.judge)
            return told(self._run(Target(path, "page.py"), work))

    def prove(self, target: Target, form: Form = "markdown") -> str:
        """The proof of an identity, or what is wrong with it."""
        from derive.proofs.proving import Proving, prove

        run = self._run(target, Work(judge=partial(prove, lang="en", auto=False, beside=False)))
        proofs = [each.proof for each in run.results if isinstance(each, Proving) and each.proof]
        if not proofs:
            raise Refusal(f"there is no proof to show: {_why(run)}")
        if form == "latex":
            from derive.report.latex.proof import document

            return document(tuple(proofs), "en")
        if form == "text":
            from derive.report.text import WIDTH, plain

            return "\n".join(plain(each, WIDTH) for each in proofs)
        from derive.report.markdown import markdown

        return markdown(tuple(proofs))

    def code(self, target: Target, language: str = "numpy") -> str:
        """The right side of a proved identity as a function."""
        made = self._call(emit, target, {"target": language})
        if isinstance(made, Refused):
            raise Refusal(made.said)
        return str(made)

    def find(self, query: str, limit: int = 10) -> list[dict[str, Any]]:
        """What the catalogue states of these words, or of this formula."""
        return list(self._call(found, query, limit))

    def explain(self, text: str, line: int, format: Format = "markdown") -> str:  # noqa: A002
        """Why the = on a line are unreadable or undecided, and what to write instead."""
        results = [each for each in self._run(_document(text, format)).results if each.line == line]
        if not results:
            raise Refusal(f"no = is read on line {line}; formulas stand between $ and $, or $$ and $$")
        said = [
            f"{each.line}:{each.column} {each.verdict}: {each.in_one_line or each.claim_text}"
            for each in results
        ]
        return "\n".join([*said, "", manual.comments()])

    @staticmethod
    def language_help(word: str = "") -> str:
        """What a word of the language means; without one, all words and chapters."""
        if not word:
            return manual.words()
        return manual.about(word) or f"nothing is said of {word!r}; without a word all are listed"

    # targets

    @staticmethod
    def named(identity: str) -> Target:
        """An identity of the catalogue. Files are not for a model to name."""
        pages = {each.label for each in catalogue()}
        if identity.partition(".")[0] not in pages:
            raise Refusal(f"the catalogue has no page {identity.partition('.')[0]!r}; `find` searches it")
        try:
            [target] = targets([identity])
        except UnknownTarget as fault:
            raise Refusal(str(fault)) from fault
        return target

    @staticmethod
    def placed(text: str, place: str, format: Format = "markdown") -> Target:  # noqa: A002
        """An = of a text, at a line, or at a line and column."""
        target = _document(text, format)
        return Target(target.path, target.label, (place,), target.text)

    # work

    def _run(self, target: Target, work: Work | None = None) -> Run:
        with self._lock:
            return runner.check([target], self.options, engine=self._engine, work=work, jobs=self.jobs)

    def _call(self, function: Any, *arguments: Any) -> Any:
        with self._lock:
            made = call(function, arguments, self.options)
        if not isinstance(made, Value):
            raise Refusal(f"{made.kind}: {made.said}")
        return made.value


def found(query: str, limit: int) -> list[dict[str, Any]]:
    """The identities that are found for a query, as records for JSON; called in a worker."""
    from derive.search import find

    return [asdict(each) for each in find(query, limit=limit)]


def _document(text: str, format: Format) -> Target:  # noqa: A002
    _bound(text)
    name = f"text{_SUFFIX[format]}"
    return Target(Path("/nowhere") / name, name, text=text)


def _bound(text: str) -> None:
    if len(text) > LONGEST:
        raise Refusal(f"the text has {len(text)} characters; at most {LONGEST} are judged at once")


def _why(run: Run) -> str:
    said = [each.message for each in run.problems if isinstance(each, PageProblem)]
    said += [f"{each.verdict}: {each.in_one_line or each.claim_text}" for each in run.results]
    return "; ".join(said) or "nothing was found there"
