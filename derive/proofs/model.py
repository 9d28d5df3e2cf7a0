"""A proof as a document: the claim, what it takes for granted, the lines with their reasons, the figures.

It is made from an identity, which holds the trees, and from the result of its check, which holds the verdict:
what the check did not prove is never set as a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from derive.certificates.confirmed import confirmed
from derive.derivation.reasons import Reason
from derive.language.claims import Example, Identity
from derive.language.hypotheses import Hypothesis
from derive.language.page import Page
from derive.language.typeset import formula, text
from derive.language.typeset.formula import Formula
from derive.language.typeset.signs import Lang
from derive.proofs.prose import Paragraph, paragraphs, spans
from derive.proofs.translation import prose_of
from derive.proofs.words import Reference, Words, listed
from derive.proofs.work import LineNumbers, Printed
from derive.results import Counterexample, LineResult, Message, Result

WRITERS: dict[str, Callable[[Proof], str]] = {}
"""How a proof is written. The writers stand above; `derive.report.shown` enters them here."""


@dataclass(frozen=True)
class Given:
    """A hypothesis, and whether the proof needs it."""

    formula: Formula
    used: bool


@dataclass(frozen=True)
class ProofLine:
    """One line: what is written, why it equals the line before, what the kernel opened for it.

    `reason` has the words in English and in Chinese; `allows` says what the reason lets the kernel use,
    `missing` what is wrong with a line that is not proved, `numbers` what the two other voices found.
    """

    formula: Formula
    reason: tuple[Words, Words]
    reason_names: tuple[str, ...]
    verdict: str = "proved"
    opened: tuple[Formula, ...] = ()
    hypotheses: tuple[Formula, ...] = ()
    lemmas: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    missing: Message | None = None
    rows: tuple[str, ...] = ()
    numbers: LineNumbers | None = None


@dataclass(frozen=True, repr=False)
class Proof:
    """A claim with its proof, or with the numbers that refute it.

    `name` is the identity's name on its `page`. `left` is what the derivation rewrites, `claim` the whole
    statement; `kind` is "=", ">", "≥" or "example"; `code` holds modules that compute the right side, by target;
    `rocq` is the version of the second kernel that has confirmed the claim, if one has.
    """

    id: str
    name: str
    page: str
    kind: str
    claim: Formula
    left: Formula
    prose: tuple[Paragraph, ...]
    given: tuple[Given, ...]
    lines: tuple[ProofLine, ...]
    result: Result
    title: str = ""
    source: str = ""
    rows: tuple[str, ...] = ()
    machine: bool = False
    lang: Lang = "en"
    seed: int | None = None
    version: str = ""
    code: tuple[tuple[str, str], ...] = ()
    rocq: str = ""

    @property
    def proved(self) -> bool:
        """Whether the check proved the claim and every line."""
        return self.result.verdict == "proved"

    @property
    def erratum(self) -> bool:
        """Whether it stands here as printed, to be refuted."""
        return self.result.expected == "refuted"

    @property
    def counterexample(self) -> Counterexample | None:
        """The numbers that refute it."""
        return self.result.counterexample

    def reason(self, line: ProofLine) -> Words:
        """The reason in the proof's language."""
        return line.reason[self.lang == "zh"]

    def _ipython_display_(self) -> None:
        """As Markdown: an HTML that a notebook was sent by others loses its formulas to the sanitizer."""
        from IPython.display import display  # type: ignore[import-not-found, unused-ignore]

        same = replace(self, result=replace(self.result, proof_seconds=0.0))  # on every run, whatever it took
        shown = {"text/markdown": same._repr_markdown_(), "text/plain": str(same)}
        display(shown, raw=True)  # type: ignore[no-untyped-call, unused-ignore]

    def _repr_html_(self) -> str:
        return WRITERS["html"](self)

    def _repr_latex_(self) -> str:
        return WRITERS["latex"](self)

    def _repr_markdown_(self) -> str:
        return WRITERS["markdown"](self)

    def __str__(self) -> str:
        return WRITERS["text"](self) if WRITERS else f"<proof of {self.id}>"

    __repr__ = __str__


def proof(
    identity: Identity | Example,
    result: Result | None = None,
    *,
    lang: Lang = "en",
    page: Page | None = None,
) -> Proof:
    """The proof of an identity; it is checked first unless its result is handed in.

    Its words in Chinese stand beside its `page`, which need not be told for one of the catalogue.
    """
    if result is None:
        from derive.verdict import check

        result = check(identity)
    source = identity.source
    prose = prose_of(identity, lang, page)
    common: dict[str, Any] = {
        "id": identity.id,
        "name": identity.name,
        "page": identity.page,
        "title": prose.split("\n", 1)[0],
        "prose": paragraphs(prose) if prose else (),
        "claim": identity.claim,
        "result": result,
        "source": document_title(source.document, lang) if source else "",
        "rows": identity.rows,
        "lang": lang,
        "code": result.code if isinstance(result, Printed) else (),
    }
    if isinstance(identity, Example):
        left = formula(identity.expression)
        return Proof(kind="example", left=left, given=(), lines=(), **common)
    return Proof(
        kind=identity.relation,
        left=_start(identity),
        given=_given(identity, result),
        lines=tuple(_lines(identity, result)),
        **common,
    )


def for_print(
    page: Page,
    identity: Identity | Example,
    result: Result,
    *,
    lang: Lang = "en",
    auto: bool = False,
    seed: int | None = None,
    version: str = "",
) -> Proof:
    """The proof with all that its small print says; by the machine's own lines if `auto` and it finds them."""
    from derive.kernel.terms import Undecided

    made = None
    if auto and isinstance(identity, Identity) and result.verdict == "proved":
        with suppress(Undecided):
            made = automatic(identity, page.definitions, lang=lang, page=page)
    made = made or proof(identity, result, lang=lang, page=page)
    rocq = confirmed().rocq if confirmed().holds(identity) else ""
    return replace(made, seed=seed, version=version, rocq=rocq)


def document_title(title: str, lang: Lang) -> str:
    """The document's title; in Chinese the original one, where the catalogue knows it."""
    if lang == "en":
        return title
    from derive.identities import DOCUMENTS

    return next((each.original for each in DOCUMENTS if each.title == title and each.original), title)


def automatic(
    identity: Identity, definitions: Iterable[Any] = (), *, lang: Lang = "en", page: Page | None = None
) -> Proof:
    """The machine's own derivation of the left side, carried on to the right side of the claim.

    Raises `Undecided` where the kernel reaches a limit.
    """
    from derive.derivation.machine import derive_lines
    from derive.verdict import check

    lines = derive_lines(identity.start, tuple(definitions), identity.given)
    lines += tuple(_to_the_claim(identity, lines[-1].expression if lines else identity.start))
    own = replace(identity, derivation=lambda: lines)
    return replace(proof(own, check(own), lang=lang, page=page), machine=True)


def _to_the_claim(identity: Identity, end: Any) -> Iterator[Any]:
    """A last line that is the claim's right side, by the least reason that will do."""
    from derive.derivation import reasons
    from derive.derivation.steps import check_step
    from derive.language.claims import Line
    from derive.language.families import definitions

    if identity.relation != "=" or end == identity.right:
        return
    every = reasons.exp_log & reasons.differentiate
    for letter in definitions(end) | definitions(identity.right):
        every &= replace(reasons.unfold(letter), removes=frozenset())
    for hypothesis in identity.given:
        every &= reasons.given(hypothesis)
    for reason in (reasons.rename, reasons.algebra, reasons.exp_log, reasons.differentiate, every):
        if check_step(end, identity.right, reason, identity.given).proved:
            yield Line(identity.right, reason, identity.stated[1])
            return


def _start(identity: Identity) -> Formula:
    shown = identity.stated[0] if identity.relation == "=" or identity.right == 0 else identity.start
    return formula(shown)


def _given(identity: Identity, result: Result) -> tuple[Given, ...]:
    used = {each.text for each in result.hypotheses if each.used}
    return tuple(Given(formula(each), text(each) in used) for each in identity.given)


def _lines(identity: Identity, result: Result) -> Iterator[ProofLine]:
    found = result.lines[1:]
    numbers = result.numbers if isinstance(result, Printed) else ()
    for number, line in enumerate(identity.lines):
        checked = found[number] if number < len(found) else LineResult("", "", verdict="undecided")
        made = _line(line, checked, identity.given)
        yield replace(made, numbers=numbers[number]) if number < len(numbers) else made


def _line(line: Any, checked: LineResult, given: tuple[Hypothesis, ...]) -> ProofLine:
    reason: Reason = line.by
    opened = reason.removes | reason.brings
    return ProofLine(
        formula=formula(line.written),
        reason=(reason_words(reason, "en"), reason_words(reason, "zh")),
        reason_names=tuple(each.name for each in reason.simple),
        verdict=checked.verdict,
        opened=tuple(
            formula(each) for each in sorted(opened, key=lambda each: each.name) if each.name in checked.uses
        ),
        hypotheses=tuple(formula(each) for each in given if text(each) in checked.uses),
        lemmas=tuple(each.id for each in reason.lemmas),
        allows=_allows(reason),
        missing=checked.said,
        rows=line.rows,
    )


def _allows(reason: Reason) -> tuple[str, ...]:
    if reason.renaming:
        return ("renaming_only",)
    more = (("with_functions", reason.functions), ("with_calculus", reason.calculus))
    return ("algebra_only", *(key for key, allowed in more if allowed))


def reason_words(reason: Reason, lang: Lang) -> Words:
    """The reason in words: definitions as formulas, hypotheses in full, identities as references."""
    found: list[str | Formula | Reference] = []
    for each in reason.simple:
        if found:
            found.append(listed(("", ""), lang))
        found += _simple_words(each, lang)
    return tuple(found)


def _simple_words(reason: Reason, lang: Lang) -> Words:
    """since Σ_k y_k = 1 · by cross_entropy.gradient · definition of p · fold p · factor"""
    chinese = lang == "zh"
    for hypothesis in reason.hypotheses:
        return ("由假设 " if chinese else "since ", formula(hypothesis))
    for lemma in reason.lemmas:
        return ("由 " if chinese else "by ", Reference(lemma.id))
    for letter in map(formula, reason.removes):
        return (letter, " 的定义") if chinese else ("definition of ", letter)
    for letter in map(formula, reason.brings):
        return ("换符号 ", letter) if chinese else ("fold ", letter)
    return spans(reason.chinese if chinese else reason.english)
