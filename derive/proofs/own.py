"""What a worker finds for a document's own page: the verdict on each =, and the machine's proof of what is proved."""

from __future__ import annotations

from dataclasses import dataclass, fields

from derive import worker
from derive.language.typeset.signs import Lang
from derive.proofs.model import Proof, for_print
from derive.results import IdentitySummary, PageProblem, Result
from derive.targets import Target
from derive.worker import Options

PATIENCE = 4
"""So many times the time of a check may a proof of it take."""


@dataclass(frozen=True, slots=True)
class WithProof(Result):
    """A result on an = of a document, with the machine's proof of it."""

    proof: Proof | None = None


def judge_with_proof(
    target: Target, stated: IdentitySummary, options: Options, *, lang: Lang = "en"
) -> Result | PageProblem:
    """The verdict on one = of a document, with the machine's proof in this language, where there is time for one."""
    found = worker.judge(target, stated, options)
    if not isinstance(found, Result) or found.verdict != "proved" or found.is_rounded:
        return found
    if not target.is_document or found.seconds * PATIENCE > options.time_limit:
        return found
    try:
        page = worker.document(target)
        made = for_print(page, page.identities[stated.name], found, auto=True, lang=lang)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a verdict without its proof is better than none
        return found
    own = {each.name: getattr(found, each.name) for each in fields(Result)}
    return WithProof(**own, proof=made)
