"""A certificate: one file for Rocq that states an identity and proves it from the library `certificates/Sums.v`.

Where the proof asks whether two free places are the same, both cases are proved.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.certificates import polynomials as poly
from derive.certificates.errors import NoCertificate, Undetermined
from derive.certificates.normal import Normaliser, Rule
from derive.certificates.script import Known
from derive.certificates.statement import KINDS, Claim, declarations, places_of, premises
from derive.certificates.terms import Atom, Delta, Negative, Place, Plus, Term, bare
from derive.certificates.translate import name
from derive.language.binders import free_indices
from derive.language.claims import Identity
from derive.language.hypotheses import Equation, OneHot, Positive, Symmetric
from derive.language.places import Distinct, Equal

Places = tuple[tuple[Place, Place], ...]
"""Places put for others, one after another."""


def certificate(identity: Identity, *, unmet: bool = False) -> str:
    """The file. Raises `NoCertificate`, which says what has no lemma yet.

    With `unmet` a claim whose sides do not come to one form is written all the same, for Rocq to refuse.
    """
    if identity.relation not in ("=", ">"):
        raise NoCertificate("inequalities that may be equalities have no certificate yet")
    claim = Claim(identity)
    proof = _Proof(claim, unmet)
    try:
        script = list(proof.script())
    except RecursionError:
        raise NoCertificate("it is nested too deeply, and has no certificate yet") from None
    theorem = name(identity.id.replace(".", "_"))
    given = [*premises(claim), *((f"side{number}", text) for number, text in enumerate(proof.conditions, 1))]
    points = [(name(each.name), KINDS[len(each.dims)]) for each in claim.points]
    indices = [(name(index.name), "nat") for index in claim.indices]
    binders = [*points, *indices, *given]
    lines = [
        f"(** {identity.id}: {_comment(identity.title)}",
        "",
        f"    {_comment(identity.claim_text)} *)",
        "",
        "Require Import Reals Lra Lia Arith Coquelicot.Coquelicot.",
        "From Derive Require Import Sums.",
        "Open Scope R_scope.",
        "",
        "Section Certificate.",
        "",
        *declarations(claim),
        "",
        f"Theorem {theorem}{':' if not binders else ''}",
        *(f"  ({letter} : {kind})" for letter, kind in binders),
        f"  {': ' if binders else ''}{claim.text}.",
        "Proof.",
        *script,
        "Qed.",
        "",
        "End Certificate.",
        "",
        f"Print Assumptions {theorem}.",
    ]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> str:
    return text.replace("(*", "( *").replace("*)", "* )").replace('"', "''")


class _Proof:
    """The proof of one claim; `conditions` are premises that it turned out to need."""

    def __init__(self, claim: Claim, unmet: bool) -> None:
        self.claim, self.unmet = claim, unmet
        self.conditions: dict[str, None] = {}

    def script(self) -> Iterator[str]:
        """All sentences between Proof and Qed."""
        left, right = self.claim.opened
        yield f"change ({bare(left.text)} {self.claim.identity.relation} {bare(right.text)})."
        distinct: set[frozenset[Place]] = set()
        put: Places = ()
        for number, each in enumerate(self.claim.hypotheses, 1):
            if isinstance(each, OneHot):
                yield f"destruct given{number} as [c{number} given{number}]."
            if isinstance(each, Symmetric):
                yield f"destruct (halves given{number}) as [half{number} halves{number}]."
            if isinstance(each, Distinct):
                distinct.add(frozenset(places_of(each)))
            elif isinstance(each, Equal):
                first, second = places_of(each)
                old, new = (first, second) if _is_variable(first) else (second, first)
                yield f"subst {old.text}."
                left, right, put = left.put(old, new), right.put(old, new), (*put, (old, new))
        positive = {name(each.name) for each in self.claim.letters.families if each.positive}
        positive |= {name(h.family.name) for h in self.claim.identity.given if isinstance(h, Positive)}
        yield from self._branch(left, right, Known(frozenset(distinct), frozenset(positive)), put)

    def _branch(self, left: Term, right: Term, known: Known, put: Places) -> list[str]:
        try:
            return self._straight(left, right, known, put)
        except Undetermined as asked:
            first, second = asked.first, asked.second
        old, new = (first, second) if _is_variable(first) else (second, first)
        apart = Known(known.distinct | {frozenset((first, second))}, known.positive)
        if not _is_variable(old):
            if old.name[0].isdigit() and new.name[0].isdigit():
                return self._branch(left, right, apart, put)
            raise NoCertificate(f"whether {first.text} and {second.text} are the same place is asked")
        other = self._branch(left, right, apart, put)
        pairs = frozenset(frozenset(place.put(old, new) for place in pair) for pair in known.distinct)
        if any(len(pair) == 1 for pair in pairs):
            raise NoCertificate("a case that cannot be")
        same = self._branch(
            left.put(old, new), right.put(old, new), Known(pairs, known.positive), (*put, (old, new))
        )
        number = len(put) + len(known.distinct)
        case = f"destruct (Nat.eq_dec {old.text} {new.text}) as [Same{number}|Apart{number}]."
        return [case, f"{{ subst {old.text}.", *same, "}", "{", *other, "}"]

    def _straight(self, left: Term, right: Term, known: Known, put: Places) -> list[str]:
        normaliser = Normaliser(known, self.claim.letters.points)
        for number, each in enumerate(self.claim.hypotheses, 1):
            self._take(normaliser, each, number, put)
        if self.claim.identity.relation == ">":
            return self._positive(normaliser, Plus((left, Negative(right))))
        form = normaliser.normal(left)
        left_over = poly.left_over(form, normaliser.normal(right))
        if left_over and not self.unmet:
            first = poly.monomial_term(min(left_over, key=poly.monomial_key)).text
            raise NoCertificate(
                f"no lemma yet brings both sides to one form; terms such as {first[:100]} are left"
            )
        middle = poly.term(form).text
        if not put:
            self.conditions |= normaliser.conditions
        return [
            *normaliser.script,
            f"transitivity {middle}.",
            f"- {normaliser.closing(left, ())}.",
            f"- symmetry; {normaliser.closing(right, ())}.",
        ]

    def _positive(self, normaliser: Normaliser, difference: Term) -> list[str]:
        """0 < left − right, read off the normal form."""
        if not normaliser.shown_positive(difference, ()):
            raise NoCertificate("the sign of the difference has no lemma yet")
        self.conditions |= normaliser.conditions
        return [*normaliser.script, f"assert (Sign : 0 < {difference.text}) by positive.", "lra."]

    def _take(self, normaliser: Normaliser, hypothesis: object, number: int, put: Places) -> None:
        """A hypothesis becomes a rule."""
        match hypothesis:
            case OneHot(family):
                rows = tuple(Place(f"r{row}") for row in range(len(family.dims) - 1))
                slots = [f"{{{slot}}}" for slot in range(len(family.dims))]
                entry = Atom(" ".join([name(family.name), *slots]), (*rows, Place("k")))
                value = Delta(Place("k"), Place(f"c{number}", rows))
                names = tuple(place.name for place in entry.at)
                normaliser.rules.append(Rule(entry, value, names, f"given{number}"))
            case Symmetric(family):
                i, j = Place("i"), Place("j")
                halves = Plus(tuple(Atom(f"half{number} {{0}} {{1}}", at) for at in ((i, j), (j, i))))
                entry = Atom(f"{name(family.name)} {{0}} {{1}}", (i, j))
                normaliser.rules.append(Rule(entry, halves, ("i", "j"), f"halves{number}"))
            case Equation(left, right, _):
                indices = free_indices(left) - hypothesis.fixed_indices
                arbitrary = tuple(
                    (name(i.name), name(i.dim.name)) for i in sorted(indices, key=lambda i: i.name)
                )
                one, other = self.claim.letters.opened(left), self.claim.letters.opened(right)
                for old, new in put:
                    if old.name not in dict(arbitrary):
                        one, other = one.put(old, new), other.put(old, new)
                normaliser.equation(one, other, arbitrary, f"given{number}")


def _is_variable(place: Place) -> bool:
    return not place.at and not place.name[0].isdigit()
