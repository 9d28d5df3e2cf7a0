"""Laws of exp and log, and of what is made of them, broken."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derive.audit.letters import i, phi, x
from derive.audit.sabotage.frame import Claim, sabotage
from derive.kernel.terms import atomic
from derive.language.derivatives import D


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


@sabotage("functions:Functions.call logistic", "logistic a = 1/(1 + exp a)")
def _logistic(right: Any) -> Any:
    return lambda self, name, primes, argument: right(
        self, name, primes, self.scale(argument, -1) if name == "logistic" else argument
    )


@sabotage("functions:Functions.call softplus", "softplus a = log(1 + exp(−a))")
def _softplus(right: Any) -> Any:
    return lambda self, name, primes, argument: right(
        self, name, primes, self.scale(argument, -1) if name == "softplus" else argument
    )


@sabotage("functions:Functions.call tanh", "tanh a = (exp a − 1)/(exp a + 1)")
def _tanh(right: Any) -> Any:
    return lambda self, name, primes, argument: right(
        self, name, primes, self.scale(argument, Fraction(1, 2)) if name == "tanh" else argument
    )


@sabotage("functions:Functions.call primes", "φ′ = φ", Claim(D(phi(x[i]), x[i]), phi(x[i])))
def _primes(right: Any) -> Any:
    return lambda self, name, primes, argument: right(self, name, 0, argument)


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
