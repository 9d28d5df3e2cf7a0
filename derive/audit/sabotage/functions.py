"""Laws of exp and log, and of what is made of them, broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sympy import Integer

from derive.audit.letters import i, phi, x
from derive.audit.sabotage.frame import Claim, sabotage
from derive.kernel.terms import atomic
from derive.language.derivatives import D
from derive.language.functions import arctan, cos, exp, log, logistic, sin, softplus, tanh


@sabotage("functions:Functions.call exp", "exp a = exp 2a")
def _exp_call(right: Any) -> Any:
    return lambda self, name, primes, argument: right(
        self, name, primes, self.scale(argument, 2) if name == "exp" else argument
    )


@sabotage("functions:Functions.call log", "log a = log 2a")
def _log_call(right: Any) -> Any:
    return lambda self, name, primes, argument: right(
        self, name, primes, self.scale(argument, 2) if name == "log" else argument
    )


@sabotage("functions:Functions.call primes", "φ′ = φ", Claim(D(phi(x[i]), x[i]), phi(x[i])))
def _primes(right: Any) -> Any:
    return lambda self, name, primes, argument: right(self, name, 0, argument)


@sabotage("functions:Functions._by_parity", "arctan(−a) = arctan a", Claim(arctan(-x[i]), arctan(x[i])))
def _by_parity(right: Any) -> Any:
    return lambda self, name, form: right(self, name, form if form[min(form)] > 0 else self.scale(form, -1))


@sabotage("functions:Functions.exp", "exp(a + b) = exp a + exp b")
def _exp(_: Any) -> Any:
    return lambda self, form: self.add(*(self._exp_term(powers, number) for powers, number in form.items()))


@sabotage("functions:Functions._exp_term", "exp(2a) = exp a")
def _exp_term(right: Any) -> Any:
    return lambda self, powers, coefficient: right(self, powers, 1 if coefficient == 2 else coefficient)


@sabotage("functions:Functions.log", "log(a b) = log a")
def _log(right: Any) -> Any:
    def wrong(self: Any, form: Any) -> Any:
        if len(form) == 1 and len(powers := next(iter(form))) > 1:
            form = {powers[:1]: form[powers]}
        return right(self, form)

    return wrong


@sabotage("functions:Functions._log_atom", "log exp a = exp a")
def _log_atom(right: Any) -> Any:
    return lambda self, atom: atomic(atom) if atom[0] == "exp" else right(self, atom)


@sabotage("functions:Functions._log_number", "log 2 = 1")
def _log_number(_: Any) -> Any:
    return lambda self, number: {} if number == 1 else {(): number - 1}


def _slope(name: str, says: str, wrong: Callable[[Any], Any], claim: Claim | None = None) -> None:
    """Enter a wrong slope of a function of the book."""
    sabotage(f"book:BOOK[{name}] slope", says, claim)(lambda right: replace(right, slope=wrong))


def _opened(name: str, says: str, wrong: Callable[[Any], Any]) -> None:
    """Enter a wrong way to make a function of exp and log."""
    sabotage(f"book:BOOK[{name}] opened", says)(lambda right: replace(right, opened=wrong))


_slope("exp", "exp′ = 1", lambda x: Integer(1))
_slope("log", "log′ = 1", lambda x: Integer(1))
_slope(
    "logistic",
    "logistic′ = 1 − logistic",
    lambda x: 1 - logistic(x),
    Claim(D(logistic(x[i]), x[i]), 1 - logistic(x[i])),
)
_slope("softplus", "softplus′ = exp", exp, Claim(D(softplus(x[i]), x[i]), exp(x[i])))
_slope("tanh", "tanh′ = 1 − tanh", lambda x: 1 - tanh(x), Claim(D(tanh(x[i]), x[i]), 1 - tanh(x[i])))
_slope("sin", "sin′ = sin", sin, Claim(D(sin(x[i]), x[i]), sin(x[i])))
_slope("cos", "cos′ = sin", sin, Claim(D(cos(x[i]), x[i]), sin(x[i])))
_opened("logistic", "logistic a = 1/(1 + exp a)", lambda x: 1 / (1 + exp(x)))
_opened("softplus", "softplus a = log(1 + exp(−a))", lambda x: log(1 + exp(-x)))
_opened("tanh", "tanh a = (exp a − 1)/(exp a + 1)", lambda x: (exp(x) - 1) / (exp(x) + 1))
