"""What is said around the lines of a proof: its heading, its end, what refutes it, and the small print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from derive.language.typeset.boxes import Mark, Name, Number, Row, Scripts, related, signed
from derive.language.typeset.formula import Formula, same
from derive.language.typeset.letters import letter
from derive.language.typeset.signs import Lang
from derive.proofs.model import Given, Proof
from derive.proofs.prose import kept
from derive.proofs.words import Words, aside, capital, colon, listed, phrase, stop
from derive.results import Counterexample, FiniteDifference, InstanceResult, Message

END = "∎"
"""The sign that a proof has ended."""


def heading(proof: Proof) -> str:
    """Proof (the machine's own derivation)."""
    machine = aside(phrase("machine", proof.lang), proof.lang) if proof.machine else ""
    return f"{phrase('proof', proof.lang)}{machine}{stop(proof.lang)}"


def unused(proof: Proof, given: Given) -> str:
    """What is said of a hypothesis that the proof does not need."""
    return "" if given.used or not proof.proved else aside(phrase("unused", proof.lang), proof.lang)


def ending(proof: Proof) -> str:
    """What is to be said where the lines alone do not end the proof; behind it or them stands `END`."""
    if proof.kind == "example":
        return phrase("numbers", proof.lang)
    if not proof.lines:
        return phrase("direct" if proof.kind == "=" else "direct_sign", proof.lang)
    if proof.kind == "=":
        return ""
    return phrase("positive_end" if proof.kind == ">" else "nonnegative_end", proof.lang)


def verdict(proof: Proof) -> str:
    """What is said of what is not proved."""
    refuted = proof.erratum and proof.result.verdict == "refuted"
    return phrase("erratum" if refuted else proof.result.verdict, proof.lang)


def small_print(proof: Proof) -> tuple[Words, ...]:
    """Where it comes from, then sizes, errors, order of convergence, time, seed and version."""
    result, lang = proof.result, proof.lang
    source = f"{proof.source} {', '.join(proof.rows)}".strip()
    parts: list[Words] = [(f"{phrase('source', lang)}{colon(lang)}{source}",)] if source else []
    parts += voices(result.instances, result.finite_difference, lang)
    if proof.proved and proof.rocq:
        parts.append((f"✓✓ {phrase('confirmed', lang)} Rocq {proof.rocq}",))
    if proof.proved and result.proof_seconds:
        parts.append((f"{phrase('kernel', lang)}{colon(lang)}{_milliseconds(result.proof_seconds)}",))
    if proof.seed is not None:
        parts.append((f"{phrase('seed', lang)} {proof.seed}",))
    if proof.version:
        parts.append((f"derive {proof.version}",))
    return tuple(parts)


def voices(
    instances: Iterable[InstanceResult], numbers: FiniteDifference | None, lang: Lang
) -> Iterator[Words]:
    """What the second and the third voice found."""
    yield from _instances(instances, lang)
    if numbers:
        yield from _differences(numbers, lang)


def _milliseconds(seconds: float) -> str:
    return f"{max(seconds * 1000, 1):.0f} ms"


def _instances(instances: Iterable[InstanceResult], lang: Lang) -> Iterator[Words]:
    def kind(instance: InstanceResult) -> tuple[tuple[str, ...], bool]:
        return tuple(instance.sizes), instance.exact

    for (names, exact), group in groupby(instances, key=kind):
        sizes = ", ".join(_tuple(str(size) for size in each.sizes.values()) for each in group)
        how = phrase("exact" if exact else "digits", lang)
        where = f"{_tuple(names)} = {sizes}" if names else "1"
        yield (listed((f"{phrase('instances', lang)} {where}", how), lang),)


def _tuple(items: Iterable[str]) -> str:
    parts = list(items)
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _differences(found: FiniteDifference, lang: Lang) -> Iterator[Words]:
    if found.error is None:
        return
    said: list[str | Formula] = [f"{phrase('differences' if found.derivative else 'values', lang)} "]
    said.append(scientific(found.error))
    comma = listed(("", ""), lang)
    if found.order is not None:
        said.append(f"{comma}{phrase('order', lang)} {found.order:.1f}")
    if found.high_precision_error is not None:
        said += [f"{comma}{phrase('precise', lang)} ", scientific(found.high_precision_error)]
    yield tuple(said)


def scientific(number: float) -> Formula:
    """2.1·10⁻¹¹, and 0 as it is."""
    if not number:
        return same(Number("0"))
    mantissa, _, exponent = f"{number:.1e}".partition("e")
    power = Scripts(Number("10"), above=signed(int(exponent)))
    return same(Row((signed(mantissa), Mark("·"), power), joined=True))


def counterexample(proof: Proof) -> Words:
    """n = 2, e^h = (1, 2), k = 1: left 2/9, right 4/9; nothing where there is none."""
    found = proof.counterexample
    return (*numbers(found, proof.lang), stop(proof.lang)) if found else ()


def numbers(found: Counterexample, lang: Lang) -> Words:
    """Where the two sides differ, and what they are there."""
    comma = listed(("", ""), lang)
    before = [word for each in placed(found) for word in (each, comma)][:-1]
    where = (*before, colon(lang)) if before else ()
    left, right = sides(found)
    return (*where, f"{phrase('left', lang)} ", left, f"{comma}{phrase('right', lang)} ", right)


def placed(found: Counterexample) -> list[Formula]:
    """The sizes, the values, the entry, each as an equation."""
    entries = [*found.sizes.items()], [*found.at.items()]
    sizes, at = (
        [same(related(named(name), "=", Number(str(number)))) for name, number in each] for each in entries
    )
    return [*sizes, *(each.formula for each in found.values), *at]


def named(name: str) -> Name:
    """A letter by its name."""
    return Name(letter(name))


def sides(found: Counterexample) -> tuple[Formula, Formula]:
    """The values of the two sides, which may be rounded."""
    exact = (found.exact or found.left_exact, found.exact or found.right_exact)
    values = found.sides or tuple(same(signed(each)) for each in (found.left, found.right))
    one, other = (
        same(value.stacked if sure else Row((Mark("≈"), value.stacked)))
        for value, sure in zip(values, exact, strict=True)
    )
    return one, other


def objection(proof: Proof) -> Words:
    """What is wrong with what is not proved, as a sentence."""
    line = proof.counterexample.line if proof.counterexample else None
    if line and proof.lang == "zh":
        return (phrase("wrong_line", proof.lang).format(line),)
    message = proof.result.said
    return (*capital(sentence(message, proof.lang)), stop(proof.lang)) if message else ()


def sentence(message: Message, lang: Lang) -> Words:
    """What is said, without the full stop; what is typed of mathematics in it is set as such."""
    words: list[str | Formula] = []
    for is_text, group in groupby(message.words(lang), key=lambda each: isinstance(each, str)):
        parts = list(group)
        words += kept("".join(map(str, parts))) if is_text else parts
    *before, last = [each for each in words if each != ""] or [""]
    return (*before, last.removesuffix(".") if isinstance(last, str) else last)
