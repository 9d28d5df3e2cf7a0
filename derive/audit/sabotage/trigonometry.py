"""Sines and cosines, broken."""

from __future__ import annotations

from typing import Any

from derive.audit.letters import c, i, t
from derive.audit.sabotage.frame import Claim, sabotage
from derive.language.functions import cos, sin


@sabotage(
    "trigonometry:Trigonometry._sum_of_angles",
    "cos(a + b) = cos a cos b + sin a sin b",
    Claim(cos(c + t[i]), cos(c) * cos(t[i]) + sin(c) * sin(t[i])),
)
def _sum_of_angles(right: Any) -> Any:
    return lambda self, one, other: (
        right(self, one, other)[0],
        self.add(self.multiply(one[1], other[1]), self.multiply(one[0], other[0])),
    )


@sabotage("trigonometry:Trigonometry._multiple", "sin(−a) = sin a", Claim(sin(-c), sin(c)))
def _multiple(right: Any) -> Any:
    return lambda self, powers, number: right(self, powers, abs(number))


@sabotage("trigonometry:Trigonometry.settle_calls", "sin² = −cos²", Claim(sin(c) ** 2, -(cos(c) ** 2)))
def _settle_calls(right: Any) -> Any:
    def wrong(self: Any, powers: Any) -> Any:
        made = right(self, powers)
        return made and {term: number for term, number in made.items() if "cos" in str(term)}

    return wrong
