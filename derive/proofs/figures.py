"""The small print of a proof: what was computed beside it, in one line of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from derive.proofs.model import Proof
from derive.proofs.words import Lang, phrase
from derive.results import FiniteDifference, InstanceResult


def figures(proof: Proof) -> tuple[str, ...]:
    """Sizes, errors, order of convergence, time, seed and version, as plain words."""
    result, lang = proof.result, proof.lang
    parts = [*_instances(result.instances, lang)]
    if result.finite_difference:
        parts += _differences(result.finite_difference, lang)
    if result.proof_seconds:
        parts.append(f"{phrase('kernel', lang)}{_colon(lang)}{_milliseconds(result.proof_seconds)}")
    if proof.seed is not None:
        parts.append(f"{phrase('seed', lang)} {proof.seed}")
    if proof.version:
        parts.append(f"derive {proof.version}")
    return tuple(parts)


def _colon(lang: Lang) -> str:
    return "：" if lang == "zh" else ": "


def _milliseconds(seconds: float) -> str:
    return f"{max(seconds * 1000, 1):.0f} ms"


def _instances(instances: Iterable[InstanceResult], lang: Lang) -> Iterator[str]:
    def kind(instance: InstanceResult) -> tuple[tuple[str, ...], bool]:
        return tuple(instance.sizes), instance.exact

    for (names, exact), group in groupby(instances, key=kind):
        listed = list(group)
        sizes = ", ".join(_tuple(str(size) for size in each.sizes.values()) for each in listed)
        how = phrase("exact" if exact else "digits", lang)
        where = f"{_tuple(names)} = {sizes}" if names else "1"
        yield f"{phrase('instances', lang)} {where}{'，' if lang == 'zh' else ', '}{how}"


def _tuple(items: Iterable[str]) -> str:
    listed = list(items)
    return listed[0] if len(listed) == 1 else f"({', '.join(listed)})"


def _differences(found: FiniteDifference, lang: Lang) -> Iterator[str]:
    if found.error is None:
        return
    parts = [f"{phrase('differences' if found.derivative else 'values', lang)} {scientific(found.error)}"]
    if found.order is not None:
        parts.append(f"{phrase('order', lang)} {found.order:.1f}")
    if found.high_precision_error is not None:
        parts.append(f"{phrase('precise', lang)} {scientific(found.high_precision_error)}")
    yield ("，" if lang == "zh" else ", ").join(parts)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def scientific(number: float) -> str:
    """2.1·10⁻¹¹, and 0 as it is."""
    if not number:
        return "0"
    mantissa, _, exponent = f"{number:.1e}".partition("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_RAISED)}"
