"""From an = of a document to an identity as a page states one: for its proof, and for its code."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from derive.derivation.machine import follow_lines
from derive.documents.finding import NoDocument
from derive.documents.first_to_last import whole_chains
from derive.documents.readings.cautious import NO_CLAIM
from derive.documents.readings.formulas import Equality
from derive.documents.readings.judging import Judge
from derive.documents.readings.placing import expected
from derive.documents.readings.reading import Reading
from derive.documents.work import read, statements, title
from derive.kernel.terms import Undecided
from derive.language.claims import Identity, Source
from derive.language.families import Entry, definitions
from derive.language.page import Page
from derive.language.places import Distinct, Equal
from derive.language.typeset import text
from derive.results import Result


class NoStatement(ValueError):
    """No = that is meant, or one that is not proved; the message says what there is."""


@dataclass(frozen=True, eq=False, repr=False)
class Statement(Identity):
    """An = of a document; it is called by its place."""

    place: str = ""

    @property
    def id(self) -> str:
        """`notes.md:84:30`"""
        return f"{self.page}:{self.place}"


def page(path: Path, label: str = "", text: str | None = None) -> Page:
    """The document as a page: each = that claims something is an identity of it. Nothing is run.

    Raises `OSError` and `NoDocument`.
    """
    reading = read(path, label or str(path), text)
    made = Page(label or str(path), path, title(reading))
    for name, equality in _equalities(reading).items():
        if equality.is_definition:
            continue
        with suppress(*NO_CLAIM):
            identity = made.identities[name] = _identity(reading, name, equality)
            used = definitions(identity.left) | definitions(identity.right)
            made.declared |= {each.name: Entry(each, *each.parameters) for each in used}
    return made


def proved(path: Path, where: str, called: str = "", text: str | None = None) -> Identity:
    """The one proved = on this line, or at this line and column. Raises `NoStatement`."""
    called = called or str(path)
    try:
        reading = read(path, called, text)
    except (OSError, NoDocument) as fault:
        raise NoStatement(f"{called}: {getattr(fault, 'strerror', None) or fault}") from fault
    found = {
        name: each for name, each in _equalities(reading).items() if where in (name, name.partition(":")[0])
    }
    if not found:
        raise NoStatement(f"{called}:{where}: no = is read there{_nearest(reading, where)}")
    judge = Judge(reading)
    results = {name: judge.judge(each) for name, each in found.items()}
    good = [name for name, each in results.items() if each.verdict == "proved" and not each.is_rounded]
    if len(good) > 1:
        listed = "; ".join(f"{called}:{name}  {results[name].claim_text}" for name in good)
        raise NoStatement(f"{called}:{where} has {len(good)} equalities that are proved; name one: {listed}")
    if not good:
        said = "; ".join(f"{called}:{name} is {_objection(result)}" for name, result in results.items())
        raise NoStatement(f"{said}. Code is written only of what is proved")
    try:
        return _for_code(_from_the_first(judge, good[0], found[good[0]]))
    except NO_CLAIM as fault:
        raise NoStatement(f"{called}:{good[0]} works out numbers: there is nothing to compute") from fault


def _from_the_first(judge: Judge, name: str, equality: Equality) -> Statement:
    """The claim from the first side of the chain on, if that is proved too: ∂L/∂z_j = … = p_j − y_j."""
    reading = judge.reading
    if chain := _chain_of(reading, equality):
        first = chain[0]
        if judge.verdict(equality.formula, first.left, equality.right).verdict == "proved":
            return _identity(reading, name, equality, first)
    return _identity(reading, name, equality)


def _chain_of(reading: Reading, equality: Equality) -> tuple[Equality, ...]:
    """The chain of two = and more in which this one stands; () if there is none."""
    chains = (each.equalities for each in whole_chains(reading))
    return next((each for each in chains if any(one.mark == equality.mark for one in each)), ())


def followed(judge: Judge, name: str) -> Statement | None:
    """The claim from the first side of the chain to this =, whose lines are the sides between.

    None where no chain leads to it, where one of its = is not proved, or where its sides are not read alike.
    """
    reading = judge.reading
    equality = _equalities(reading)[name]
    way = [each for each in _chain_of(reading, equality) if each.mark <= equality.mark]
    if len(way) < 2 or not all(judge.judge(each).verdict == "proved" for each in way):
        return None
    try:
        claims = [judge.claim(each, way[0]) for each in way]
        made = _identity(reading, name, equality, way[0])
        if any(each.left != made.left for each in claims):
            return None
        lines = follow_lines(made.left, (each.right for each in claims), made.given)
    except (*NO_CLAIM, Undecided):
        return None
    return replace(made, derivation=lambda: lines)


def _for_code(identity: Statement) -> Statement:
    """With a title that says which entries are meant, where it holds for some only."""
    places = [text(each) for each in identity.given if isinstance(each, Equal | Distinct)]
    only = f"{identity.id}, for {', '.join(places)}: other entries are not meant."
    return replace(identity, prose=only) if places else identity


def _objection(result: Result) -> str:
    if result.is_rounded:
        return "a value to the digits printed, which is no proof"
    if result.verdict == "definition":
        return "a definition, which there is nothing to prove of"
    said = result.in_one_line
    return f"{result.verdict}{': ' if said else ''}{said}"


def _equalities(reading: Reading) -> dict[str, Equality]:
    return {name: each for name, each in statements(reading).items() if isinstance(each, Equality)}


def _nearest(reading: Reading, where: str) -> str:
    """The places of what stands nearest."""
    line = int(where.partition(":")[0])
    names = sorted(_equalities(reading), key=lambda name: abs(int(name.partition(":")[0]) - line))
    return f"; the nearest stands at {names[0]}" if names else ", nor anywhere else in this document"


def _identity(reading: Reading, name: str, equality: Equality, begun: Equality | None = None) -> Statement:
    """The identity with its hypotheses; that of a chain from where it has `begun`. Raises one of `NO_CLAIM`."""
    claim = Judge(reading).claim(equality, begun)
    return Statement(
        name=f"line_{name.replace(':', '_')}",
        page=reading.document.path,
        left=claim.left,
        right=claim.right,
        stated=claim.stated,
        given=claim.given,
        source=Source(title(reading)),
        expected=expected(equality),
        place=name,
    )
