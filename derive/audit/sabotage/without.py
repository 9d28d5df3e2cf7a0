"""Functions of the kernel that state no law, each with the reason: a wrong one makes nothing false believed."""

from __future__ import annotations

_HOOK = "supplied by a layer above, which is sabotaged there"
_MADE = "empty tables"
_ORDER = "an order of terms: with any other the rules hold as well, and what is lost is a division"

WITHOUT_A_LAW: dict[str, str] = {
    "terms:degree": _ORDER,
    "terms:_graded_lexicographic": _ORDER,
    "arithmetic:_bound_degree": _ORDER,
    "arithmetic:_is_bound": _ORDER,
    "arithmetic:Arithmetic.__init__": _MADE,
    "arithmetic:Arithmetic.tick": "the limits",
    "arithmetic:Arithmetic.substitute": _HOOK,
    "arithmetic:Arithmetic.without_delta": _HOOK,
    "arithmetic:Arithmetic.absorb": _HOOK,
    "arithmetic:Arithmetic.rewrite": _HOOK,
    "arithmetic:Arithmetic._demand": "what must not be 0 is told with a proof (tests/kernel/test_proof.py)",
    "sums:Sums.__init__": _MADE,
    "sums:Sums.exp": _HOOK,
    "sums:Sums.substitute_application": _HOOK,
    "sums:Sums.substitute_greatest": _HOOK,
    "sums:Sums.above": _HOOK,
    "sums:Sums.null": _HOOK,
    "arithmetic:Arithmetic.with_one": _HOOK,
    "arithmetic:Arithmetic.compare": _HOOK,
    "sums:Sums.log": _HOOK,
    "sums:Sums.call": _HOOK,
    "sums:Sums.parts_for_hypotheses": _HOOK,
    "rules:Rules.__init__": _MADE,
    "rules:Rules._note": "which hypotheses were used is told with a proof (tests/kernel/test_rules.py)",
    "express:express_for_all": "writes what must not be 0 (tests/kernel/test_express.py)",
    "reading:Reader.__init__": _MADE,
    "reading:Reader.opens": "which definitions a reason opens (tests/derivation/test_reasons.py)",
    "signs:Signs.__init__": _MADE,
    "proof:Proof.__post_init__": "the seal (tests/kernel/test_proof.py)",
    "proof:Proof.__init_subclass__": "the seal (tests/kernel/test_proof.py)",
}
"""The functions, by where they are."""
