"""Proofs made in a worker, where their pages are loaded; only plain data leaves it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial

from derive import worker
from derive.kernel.terms import Undecided
from derive.language.page import Page
from derive.language.typeset.signs import Lang
from derive.proofs import work
from derive.proofs.model import Proof, for_print
from derive.results import IdentitySummary, PageProblem, Result
from derive.targets import Target
from derive.version import VERSION
from derive.worker import Options


@dataclass(frozen=True, slots=True, repr=False)
class Proving(Result):
    """A result with its proof; with none where there is nothing that a proof could be of."""

    proof: Proof | None = None


def prove(
    target: Target, stated: IdentitySummary, options: Options, *, lang: Lang, auto: bool, beside: bool
) -> Result | PageProblem:
    """The verdict with its proof; by the machine's own lines if `auto`; with numbers and code `beside` each line."""
    found = (work.judge if beside else worker.judge)(target, stated, options)
    if not isinstance(found, Result) or found.is_rounded or found.kind == "chain":
        return found
    page, identity = work.stated_in(target, stated.name)
    if identity is None:
        return found
    of_document = target.is_document and found.verdict == "proved"
    made = None if auto or not of_document else _followed(target, stated.name, options, lang, page)
    if made is None:
        printed = partial(for_print, page, identity, found, lang=lang, seed=options.seed, version=VERSION)
        try:
            made = printed(auto=auto or of_document)
        except Undecided:  # the machine has reached a limit; the page's own lines stand
            made = printed(auto=False)
    own = {each.name: getattr(found, each.name) for each in fields(Result)}
    return Proving(**own, proof=made)


def _followed(target: Target, name: str, options: Options, lang: Lang, page: Page) -> Proof | None:
    """The proof along the author's own chain; None where there is none that is proved line by line."""
    from derive.documents.readings.judging import Judge
    from derive.documents.statements import followed
    from derive.documents.work import read
    from derive.verdict import check

    reading = read(target.path, target.label, target.text)
    identity = followed(Judge(reading, seed=options.seed, time_limit=options.time_limit), name)
    result = None if identity is None else check(identity, seed=options.seed, time_limit=options.time_limit)
    if identity is None or result is None or result.verdict != "proved":
        return None
    return for_print(page, identity, result, lang=lang, seed=options.seed, version=VERSION)
