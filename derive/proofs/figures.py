"""The small print of a proof: what was computed beside it, in one line of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from derive.proofs.model import Proof
from derive.proofs.words import Formula, Lang, Words, colon, listed, phrase, stop
from derive.results import FiniteDifference, InstanceResult


def figures(proof: Proof) -> tuple[str, ...]:
    """Sizes, errors, order of convergence, time, seed and version, as plain words."""
    result, lang = proof.result, proof.lang
    parts = [*voices(result.instances, result.finite_difference, lang)]
    if proof.proved and result.proof_seconds:
        parts.append(f"{phrase('kernel', lang)}{colon(lang)}{_milliseconds(result.proof_seconds)}")
    if proof.seed is not None:
        parts.append(f"{phrase('seed', lang)} {proof.seed}")
    if proof.version:
        parts.append(f"derive {proof.version}")
    return tuple(parts)


def voices(
    instances: Iterable[InstanceResult], numbers: FiniteDifference | None, lang: Lang
) -> Iterator[str]:
    """What the second and the third voice found."""
    yield from _instances(instances, lang)
    if numbers:
        yield from _differences(numbers, lang)


def _milliseconds(seconds: float) -> str:
    return f"{max(seconds * 1000, 1):.0f} ms"


def _instances(instances: Iterable[InstanceResult], lang: Lang) -> Iterator[str]:
    def kind(instance: InstanceResult) -> tuple[tuple[str, ...], bool]:
        return tuple(instance.sizes), instance.exact

    for (names, exact), group in groupby(instances, key=kind):
        sizes = ", ".join(_tuple(str(size) for size in each.sizes.values()) for each in group)
        how = phrase("exact" if exact else "digits", lang)
        where = f"{_tuple(names)} = {sizes}" if names else "1"
        yield listed((f"{phrase('instances', lang)} {where}", how), lang)


def _tuple(items: Iterable[str]) -> str:
    parts = list(items)
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _differences(found: FiniteDifference, lang: Lang) -> Iterator[str]:
    if found.error is None:
        return
    parts = [f"{phrase('differences' if found.derivative else 'values', lang)} {scientific(found.error)}"]
    if found.order is not None:
        parts.append(f"{phrase('order', lang)} {found.order:.1f}")
    if found.high_precision_error is not None:
        parts.append(f"{phrase('precise', lang)} {scientific(found.high_precision_error)}")
    yield listed(parts, lang)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def scientific(number: float) -> str:
    """2.1·10⁻¹¹, and 0 as it is."""
    if not number:
        return "0"
    mantissa, _, exponent = f"{number:.1e}".partition("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_RAISED)}"


def counterexample(proof: Proof) -> Words:
    """n = 2, e^h = (1, 2), k = 1: left 2/9, right 4/9; nothing where there is none."""
    found, lang = proof.counterexample, proof.lang
    if found is None:
        return ()
    where = [Formula(f"{name} = {size}", f"{name} = {size}") for name, size in found.sizes.items()]
    where += [
        Formula(f"{each.name_latex} = {each.value_latex}", f"{each.name_text} = {each.value_text}")
        for each in found.values
    ]
    where += [
        Formula(f"{name.replace('′', chr(39))} = {place}", f"{name} = {place}")
        for name, place in found.at.items()
    ]
    comma = listed(("", ""), lang)
    sides = (
        (
            f"{phrase('left', lang)} ",
            _side(found.left_latex, found.left, exact=found.left_exact or found.exact),
        ),
        (
            f"{phrase('right', lang)} ",
            _side(found.right_latex, found.right, exact=found.right_exact or found.exact),
        ),
    )
    before = [word for each in where for word in (each, comma)][:-1] + ([colon(lang)] if where else [])
    return (*before, *sides[0], comma, *sides[1], stop(lang))


def _side(latex: str, text: str, *, exact: bool) -> Formula:
    about = ("", "") if exact else (r"\approx ", "≈ ")
    return Formula(about[0] + (latex or text), about[1] + text.replace("-", "−"))


def objection(proof: Proof) -> str:
    """What is wrong with what is not proved, as a sentence."""
    line = proof.counterexample.line if proof.counterexample else None
    if line and proof.lang == "zh":
        return phrase("wrong_line", proof.lang).format(line)
    said = proof.result.message
    return f"{said[0].upper()}{said[1:].removesuffix('.')}." if said else ""
