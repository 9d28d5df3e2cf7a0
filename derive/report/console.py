"""A run on the terminal.

    ✗ temperature.forgotten  refuted                                          121 ms
        ∂p_i/∂x_j = p_i (δ_ij − p_j)
        n = 2, T = 1/2, e^x = (1, 1), i = 1, j = 1: left 1/2, right 1/4
        hint: the factor 1/T is missing
    ✗ temperature · Softmax with a temperature                1 proved · 1 refuted

A line for each page or document, above it what is not as expected. What is as expected is listed where that is asked
for, with all that it rests on, and with every line of its derivation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from derive.language.sayings import Saying, listed, reason
from derive.language.typeset.signs import Lang
from derive.report import documents
from derive.report.escaping import in_a_line
from derive.report.printing import MARGIN, Printer, duration, packed
from derive.results import (
    Counterexample,
    FiniteDifference,
    InstanceResult,
    LineResult,
    PageProblem,
    PageSummary,
    Result,
    Run,
    Source,
)
from derive.targets import LeftOut, subjects

Only = Literal["problems", "all"]

MANY, LONG = 8, 5.0
"""Of more documents than this, the slowest are named where one took more seconds than that."""

MARKS = {
    "proved": "✓",
    "refuted": "✗",
    "undecided": "?",
    "unreadable": "?",
    "disagreement": "!",
    "definition": "≔",
}
STYLES = {
    "proved": "green",
    "refuted": "red",
    "undecided": "yellow",
    "unreadable": "yellow",
    "disagreement": "bold white on red",
    "definition": "dim",
}


@dataclass
class _OnePage:
    """A page while it is told."""

    summary: PageSummary
    left: int
    results: list[Result] = field(default_factory=list)
    known: int = 0

    @property
    def is_document(self) -> bool:
        """Whether its results are equalities with a place."""
        return self.summary.is_document


class ConsoleReport(Printer):
    """Tells a check: what is not as expected, a line for each page; more where more is asked for.

    `verbosity` 1 lists everything with what it rests on, 2 each line of each derivation too; `only` lists everything,
    or problems alone, whatever the verbosity. What is `known` is no problem.
    """

    def __init__(
        self,
        console: Console,
        *,
        verbosity: int = 0,
        only: Only | None = None,
        snippet: bool = False,
        known: Callable[[Result], bool] = lambda _: False,
        lang: Lang = "en",
    ) -> None:
        super().__init__(console, "checking", lang)
        self.verbosity, self.snippet, self.known = verbosity, snippet, known
        self.lists = only == "all" if only else verbosity > 0
        self.verbose = verbosity > 1
        self.places = 0
        self.current: _OnePage | None = None
        self.pages, self.ends_counted = 0, False

    def page(self, page: PageSummary) -> None:
        """Begin a page: what there is to say of the one before, and its own name where its results are listed."""
        self.close_page()
        if self.lists:
            super().page(page)
        self.pages += 1
        self.current = _OnePage(page, left=len(page.statements))
        self.ends_counted = not self.lists or page.is_document
        self.places = max((len(each.id) for each in page.identities if each.file), default=0)

    def problem(self, problem: PageProblem) -> None:
        """Print what is wrong with a page, behind what there is to say of the one before."""
        if problem.identity is None:
            self.close_page()
        super().problem(problem)
        if problem.kind != "unknown identity":
            self.count()

    def result(self, result: Result) -> None:
        """Print a verdict that is not as expected, or any where all are listed."""
        known = not result.succeeded and self.known(result)
        if self.current is not None and result.kind != "chain":
            self.current.results.append(result)
            self.current.known += known
        if result.kind == "chain":
            self.chain(result)
        elif self.lists or not (result.succeeded or known):
            (self.identity if result.file is None else self.equality)(result)
        self.count()

    def count(self) -> None:
        """Take note that one more of a page is told; after the last one comes the page's own line."""
        if self.current is not None:
            self.current.left -= 1
            if self.current.left == 0:
                self.close_page()

    def identity(self, result: Result) -> None:
        """Print the verdict on an identity of a page: the claim, what it rests on, numbers, what is missing."""
        style = _style(result)
        mark = "✓" if result.succeeded else "✗" if result.verdict == "proved" else MARKS[result.verdict]
        left = Text.assemble(
            (mark, style), " ", (result.id, "bold"), "  ", (_verdict(result, self.lang), style)
        )
        right = [_origin(result.source), duration(result.seconds)]
        self.facing(left, Text(" · ".join(filter(None, right)), "dim"))
        if result.succeeded and not self.verbosity:
            return
        self.put(Text(result.claim_text), MARGIN)
        if self.verbose:
            self.derivation(result)
        for text in _rest(result, self.lang, verbose=self.verbose, width=self.console.width - MARGIN):
            self.put(text, MARGIN)
        self.program(result)

    def program(self, result: Result) -> None:
        """Print the program that shows the two sides, as it is, so that it can be copied and run."""
        if self.snippet and result.counterexample and result.counterexample.snippet:
            self.gap()
            self.console.print(Text(result.counterexample.snippet.rstrip()), soft_wrap=True)
            self.gap()

    def equality(self, result: Result) -> None:
        """Print an = of a document: place, verdict, claim; below it why, where that is not as expected."""
        style = STYLES[result.verdict] if result.verdict == "definition" else _style(result)
        place = documents.place(result).ljust(self.places)
        head = Text.assemble((place, "bold"), "  ", (_filled(documents.verdict(result, self.lang)), style))
        margin, room = documents.margin(self.places), self.console.width - head.cell_len - 2
        if self.verbose or not result.succeeded:
            self.explained(result, head, margin, room)
        elif shown := documents.shortened(result.claim_text, room):
            self.put(Text.assemble(head, "  ", (shown, "dim")))
        else:
            self.put(head)
            self.put(Text(documents.shortened(result.claim_text, self.console.width - margin), "dim"), margin)

    def explained(self, result: Result, head: Text, margin: int, room: int) -> None:
        """Print the whole claim, beside its verdict where there is room, and what is to be said of it."""
        beside = cell_len(result.claim_text) <= room
        self.put(Text.assemble(head, "  ", result.claim_text) if beside else head)
        if not beside:
            self.put(Text(result.claim_text), margin)
        if result.verdict in ("proved", "disagreement"):
            for text in packed(
                _support(result, self.lang, verbose=self.verbose), self.console.width - margin
            ):
                self.put(Text(text, "dim"), margin)
        for kind, said in documents.told(result, self.lang):
            style = {"counterexample": "" if result.succeeded else "red", "assumed": "dim"}.get(kind, "")
            self.put(Text(said, style), margin)
        self.program(result)

    def chain(self, result: Result) -> None:
        """Print the verdict on a whole chain, where it says more than those on its equalities."""
        if (self.verbose and self.lists) or documents.is_telling(result):
            self.put(Text(documents.of_chain(result, self.lang)), documents.margin(self.places))

    def close_page(self) -> None:
        """Print the line of a page; where all is listed, how many equalities a document has, and what was assumed."""
        page, self.current = self.current, None
        if page is None or (self.lists and not page.is_document):
            return
        if self.lists:
            if page.results:
                self.gap()
            self.put(Text(documents.counts(page.results, self.lang) + _nothing(page, self.lang), "bold"))
            return
        mark, style = _worst(page)
        name = page.summary.name
        title = "" if page.is_document or page.summary.title == name else f" · {page.summary.title}"
        self.facing(
            Text.assemble((mark, style), " ", (name, "bold"), title), Text(_told(page, self.lang), "dim")
        )

    def derivation(self, result: Result) -> None:
        """Print each line with its number, and its reason on the right, as in a textbook."""
        width = len(str(len(result.lines) - 1))
        for number, line in enumerate(result.lines):
            style = "dim" if line.verdict == "proved" else STYLES[line.verdict]
            left = Text.assemble((f"{number or '':>{width}}  ", style), "= " if number else "", line.text)
            self.facing(left, Text(line.titled(self.lang), "cyan"), MARGIN)
            if line.verdict != "proved":
                self.put(Text(_wrong(line, self.lang), style), MARGIN + width + 2)

    def closing(self, run: Run, left_out: Sequence[LeftOut] = ()) -> None:
        """Print what was left out, and the summary line."""
        one = self.pages == 1 and self.ends_counted
        self.close_page()
        if not one:
            self.gap()
        for each in left_out if self.lists else ():
            said = reason("left out: {}", f"{in_a_line(each.label)}  {each.why}")
            self.put(Text(said.told(self.lang)))
        if slow := _slow(run):
            self.put(Text(reason("slowest: {}", slow).told(self.lang)))
        parts = [*_summary(run, counted=not one)]
        parts += [reason("{} left out", len(left_out))] if left_out else []
        for text in packed((each.told(self.lang) for each in parts), self.console.width):
            self.put(Text(text, "bold"))


class Listing(Printer):
    """Tells what pages state: each identity with its source and its claim."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, "loading")
        self.subjects = {page: subject.title for subject in subjects() for page in subject.pages}
        self.subject = ""

    def page(self, page: PageSummary) -> None:
        """Print a page and its identities, below its subject where that begins."""
        subject = self.subjects.get(page.name, "")
        if subject != self.subject:
            self.gap()
            self.put(Text(subject.upper(), "bold"))
        self.subject = subject
        super().page(page)
        for identity in page.identities:
            erratum = "  (erratum)" if identity.expected == "refuted" else ""
            confirmed = ("  ✓✓", "green") if identity.confirmed else ""
            name = Text.assemble((identity.id, "bold"), erratum, confirmed)
            self.facing(name, Text(_origin(identity.source), "dim"))
            self.put(Text(identity.claim_text), MARGIN)


def _worst(page: _OnePage) -> tuple[str, str]:
    """The mark of a page: that of its worst verdict."""
    wrong = {result.verdict for result in page.results if not result.succeeded}
    for verdict in ("disagreement", "refuted", "proved", "undecided", "unreadable"):
        if verdict in wrong:
            return ("✗" if verdict == "proved" else MARKS[verdict]), STYLES[
                "refuted" if verdict == "proved" else verdict
            ]
    return ("?", "yellow") if _nothing(page, "en") else ("✓", "green")


def _told(page: _OnePage, lang: Lang) -> str:
    """`15 proved · 2 refuted as expected`, of a document `2 equalities: 1 proved · 1 refuted · 1 definition`."""
    own = " · ".join(each.told(lang) for each in _of_page(page.results))
    said = documents.tally(page.results, lang) if page.is_document else own
    known = f" · {reason('{} known', page.known).told(lang)}" if page.known else ""
    return f"{said}{_nothing(page, lang)}{known}"


def _nothing(page: _OnePage, lang: Lang) -> str:
    """That no = of a document was judged, which must not pass for success."""
    if not page.is_document or documents.has_judged(page.results):
        return ""
    return reason(": {}", documents.NOTHING).told(lang)


def _of_page(results: Iterable[Result]) -> Iterator[Saying]:
    listed = list(results)
    errata = sum(result.verdict == result.expected == "refuted" for result in listed)
    counted = Counter(result.verdict for result in listed)
    for verdict in MARKS:
        if number := counted[verdict] - errata * (verdict == "refuted"):  # type: ignore[index]
            yield documents.many(verdict, number)
    if errata:
        yield reason("{} refuted as expected", errata)


def _style(result: Result) -> str:
    if result.succeeded:
        return "green"
    return "red" if result.verdict == "proved" else STYLES[result.verdict]


def _verdict(result: Result, lang: Lang) -> str:
    found = Saying(result.verdict)
    if result.expected == "refuted":
        as_expected = "{} (erratum, as expected)" if result.succeeded else "{} (erratum, not as expected)"
        found = reason(as_expected, found)
    return found.told(lang)


def _filled(verdict: str) -> str:
    """Behind it the next column begins."""
    return verdict + " " * (10 - cell_len(verdict))


def _origin(source: Source | None) -> str:
    """The rows of the source; its title, often a long one, where it has none."""
    return (source.row or source.document) if source else ""


def _wrong(line: LineResult, lang: Lang) -> str:
    found = Saying(line.verdict)
    return f"{MARKS[line.verdict]} {(reason('{}: {}', found, line.said.saying) if line.said else found).told(lang)}"


def _rest(result: Result, lang: Lang, *, verbose: bool, width: int) -> Iterator[Text]:
    """All that stands below the claim."""
    if verbose and result.source:
        yield Text(reason("source: {}", result.source.text).told(lang), "dim")
    if result.verdict in ("proved", "disagreement"):
        yield from (Text(text, "dim") for text in packed(_support(result, lang, verbose=verbose), width))
    if result.counterexample:
        yield from _refutation(result, result.counterexample, lang, verbose=verbose)
    if result.said and result.message:
        yield Text(result.said.told(lang))
    if result.hint:
        yield Text(reason("hint: {}", result.hinted(lang)).told(lang))


def _refutation(result: Result, found: Counterexample, lang: Lang, *, verbose: bool) -> Iterator[Text]:
    yield Text(found.saying.told(lang), "default" if result.succeeded else "red")
    if found.line and found.line < len(result.lines) and not verbose:
        line = result.lines[found.line]
        why = f"  ({line.titled(lang)})" if line.reason else ""
        yield Text(reason("first wrong line, {}: {}", found.line, f"{line.text}{why}").told(lang))


def _support(result: Result, lang: Lang, *, verbose: bool) -> Iterator[str]:
    """What a verdict rests on: hypotheses, conditions, instances, differences."""
    return (each.told(lang) for each in _rests_on(result, verbose=verbose))


def _rests_on(result: Result, *, verbose: bool) -> Iterator[Saying]:
    used, unused = (
        [reason("{}", each.formula) for each in result.hypotheses if each.used is was]
        for was in (True, False)
    )
    yield reason("uses {}", listed(used)) if used else Saying("no hypothesis")
    if unused:
        yield reason("not needed: {}", listed(unused))
    if result.conditions:
        yield reason("where {}", listed(result.conditions))
    yield from _instances(result.instances)
    if result.finite_difference:
        yield _differences(result.finite_difference, verbose=verbose)
    if verbose:
        yield reason("proof {}", duration(result.proof_seconds))


def _instances(instances: Iterable[InstanceResult]) -> Iterator[Saying]:
    """`instances (m, n) = (1, 1), (2, 1) exact`: sizes, grouped by dimensions and by what was found."""

    def kind(instance: InstanceResult) -> tuple[tuple[str, ...], bool, bool]:
        return tuple(instance.sizes), instance.exact, instance.agrees

    for (names, exact, agrees), group in groupby(instances, key=kind):
        sizes = ", ".join(_tuple(map(str, instance.sizes.values())) for instance in group)
        where = reason("instances {} = {}", _tuple(names), sizes) if names else Saying("instance")
        found = reason("{} exact" if exact else "{} at 50 digits", where)
        yield found if agrees else reason("{}: the sides differ", found)


def _tuple(items: Iterable[str]) -> str:
    listed = list(items)
    return listed[0] if len(listed) == 1 else f"({', '.join(listed)})"


def _differences(found: FiniteDifference, *, verbose: bool) -> Saying:
    """`finite differences 2.1e-11, order 2.0`, and more where it is asked for or they disagree."""
    what = Saying("finite differences" if found.derivative else "random points")
    if found.inconclusive:
        return reason("{} inconclusive: {}", what, found.note)
    parts = [*_measured(found, verbose=verbose or not found.agrees)]
    said = reason("{} {}", what, listed(parts or [found.note or Saying("none taken")]))
    return said if found.agrees else reason("{}: the sides differ", said)


def _measured(found: FiniteDifference, *, verbose: bool) -> Iterator[Saying]:
    if found.error is not None:
        yield reason("{}", f"{found.error:.1e}")
    if found.order is not None:
        yield reason("order {}", f"{found.order:.1f}")
    if verbose and found.high_precision_error is not None:
        yield reason("{} at high precision", f"{found.high_precision_error:.1e}")
    if verbose:
        yield reason("{} points", found.points)
    if verbose and found.note:
        yield found.note


def _summary(run: Run, *, counted: bool) -> Iterator[Saying]:
    """The counts that are not 0, then time, seed and version; of one page the counts stand above."""
    if counted:
        yield from _counts(run)
    if run.tally.problems:
        yield documents.many("problem", run.tally.problems)
    if run.recalled:
        yield documents.many("file judged before", run.recalled)
    if run.interrupted:
        yield Saying("interrupted")
    yield Saying(duration(run.seconds))
    yield reason("seed {}", run.seed)
    yield reason("derive {}", run.version)


def _slow(run: Run) -> str:
    """`a.md 31.0 s · b.md 9.2 s`, of many documents that were judged now, where one took long."""
    tally = run.tally
    if tally.pages <= MANY or run.recalled == tally.pages or not tally.slowest or tally.slowest[0][0] < LONG:
        return ""
    return " · ".join(f"{in_a_line(name)} {duration(seconds)}" for seconds, name in tally.slowest)


def _counts(run: Run) -> Iterator[Saying]:
    errata = run.tally.errata
    if run.tally.equalities:
        yield documents.many("equality", run.tally.equalities)
    for verdict, count in run.summary.items():
        if verdict in MARKS and (count := count - errata * (verdict == "refuted")):
            yield documents.many(verdict, count)
    if errata:
        yield reason("{} refuted as expected", errata)
