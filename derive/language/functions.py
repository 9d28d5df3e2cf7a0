"""The book of functions: all that anyone has to know of a function of one real variable.

A function with a meaning of its own is one entry of `BOOK`: its slope, its value in SymPy, its sign and parity, how
LaTeX writes it and documents spell it, what each target of the code generator calls it. The kernel, the voices,
the typesetter, the reader of documents and the code generator read them there; any other name is an unknown
function f, of which only f′ is known. `pi` is a number with a name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import sympy
from sympy import Dummy, Expr, Integer
from sympy.core.basic import Atom

from derive.language import lent
from derive.language.errors import IllFormed
from derive.language.expressions import Written, WrittenAtom, is_whole, sqrt, written


class Function(Atom):
    """The name of a function of one real variable, and how often it is differentiated: f, f′, f″."""

    __slots__ = ("name", "order")
    name: str
    order: int

    def __new__(cls, name: str, order: int = 0) -> Function:
        """The function of this name; `order` primes."""
        made = Atom.__new__(cls)
        made.name, made.order = name, order
        return made

    def _hashable_content(self) -> tuple[object, ...]:
        return self.name, self.order

    def __reduce_ex__(self, _protocol: object) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.name, self.order)

    def __call__(self, *arguments: object) -> Any:
        """f(argument), as written; with several arguments, or one that is whole, f(x, w)."""
        if len(arguments) == 1 and not is_whole(arguments[0]):
            return Call(self, written(arguments[0]))
        return lent.words().applied(self, arguments)

    def __getitem__(self, places: object) -> Any:
        """f_k, one of the components of a map: `f[k](x, w)`."""
        return lent.words().component(self, places if isinstance(places, tuple) else (places,))

    @property
    def prime(self) -> Function:
        """f′"""
        return Function(self.name, self.order + 1)

    def _sympystr(self, _printer: object) -> str:
        return self.name + "'" * self.order

    @property
    def meaning(self) -> Meaning | None:
        """What the book says of it; None for an unknown function."""
        return BOOK.get(self.name)

    @property
    def plain(self) -> Callable[[Expr], Expr]:
        """SymPy's function of this meaning, or an undefined one of this name."""
        if self.meaning is None:
            undefined: Callable[[Expr], Expr] = sympy.Function(self.name + "'" * self.order)
            return undefined
        return self._differentiated if self.order else self.meaning.sympy

    def _differentiated(self, argument: Expr) -> Expr:
        x = Dummy("x")
        slope: Expr = BOOK[self.name].sympy(x).diff(x, self.order)
        return slope.subs(x, argument)

    @property
    def opened(self) -> Callable[[Any], Expr] | None:
        """How it is made of exp and log, if it is."""
        return self.meaning.opened if self.meaning is not None and not self.order else None

    def slope(self, argument: Expr) -> Expr:
        """f′ at the argument."""
        if self.meaning is not None and self.meaning.slope is not None and not self.order:
            return self.meaning.slope(argument)
        return Call(self.prime, argument)


class Call(Written):
    """f(a) for a named function f."""

    __slots__ = ()

    @property
    def function(self) -> Function:
        """The function called."""
        return self.args[0]

    @property
    def argument(self) -> Expr:
        """What it is called with."""
        return self.args[1]

    def doit(self, **hints: Any) -> Expr:
        """SymPy's own function of the plain argument."""
        return self.function.plain(self.argument.doit(**hints))


def absolute(argument: Expr) -> Call:
    """|argument|"""
    return Call(Function("abs"), argument)


class NamedNumber(WrittenAtom):
    """A positive number with a name: π."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str) -> NamedNumber:
        """The number of this name."""
        made: NamedNumber = WrittenAtom.__new__(cls)
        made.name = name
        return made

    def _plain(self, *_: Expr) -> Expr:
        return NUMBERS[self.name]


def function(name: str) -> Function:
    """An unknown differentiable function, such as an activation f(a) or a loss f(x, w)."""
    if name in BOOK:
        raise IllFormed("{} is a known function; an unknown one needs another name", name)
    return Function(name)


exp, log = Function("exp"), Function("log")
logistic, softplus, tanh = Function("logistic"), Function("softplus"), Function("tanh")
sin, cos, arctan = Function("sin"), Function("cos"), Function("arctan")
arcsin, arccos = Function("arcsin"), Function("arccos")
erf, erfinv = Function("erf"), Function("erfinv")
loggamma, digamma, trigamma = Function("loggamma"), Function("digamma"), Function("trigamma")
relu, sign, step = Function("relu"), Function("sign"), Function("step")
pi = NamedNumber("pi")

NUMBERS: dict[str, Any] = {"pi": sympy.pi}
"""What each named number is in SymPy."""

Sign = Literal["positive", "of the argument"]
"""f(x) > 0 for every x, or f(x) has the sign of x."""


@dataclass(frozen=True, slots=True)
class Helper:
    """A function that a target's library lacks: its text, which stands in the file above the main one."""

    text: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """One function with a meaning of its own.

    `slope` is f′(x), None where that has no name; `opened` writes f in exp and log, or by cases, where it is
    made of them.
    `sympy` is the function there, `mpmath` what mpmath calls SymPy's head of it. f(x) has a value where x is
    greater than `above` and less than `below`. `latex` is its sign, `bare` whether that needs no brackets before
    one letter. `spellings` are what documents call it. `code` is, for each target, what its library calls the
    function, or a helper; for C the name that takes doubles, to which an f is added for floats.
    """

    slope: Callable[[Any], Expr] | None
    sympy: Callable[[Any], Any]
    latex: str
    code: Mapping[str, str | Helper]
    mpmath: str = ""
    opened: Callable[[Any], Expr] | None = None
    sign: Sign | None = None
    parity: Literal["even", "odd"] | None = None
    above: int | None = None
    below: int | None = None
    bare: bool = False
    spellings: tuple[str, ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether there are numbers of which f has no value."""
        return self.above is not None or self.below is not None

    def margins(self, x: Any) -> tuple[Any, ...]:
        """What is positive where f(x) has a value: x for log, x + 1 and 1 − x for arcsin."""
        low = () if self.above is None else (x if self.above == 0 else x + -self.above,)
        return low if self.below is None else (*low, -x + self.below)


def _in_cases(name: str) -> Callable[[Any], Expr]:
    """What a function stands for, by cases."""

    def opened(x: Any) -> Expr:
        made: Expr = lent.words().in_cases(name, written(x))
        return made

    return opened


BOOK: dict[str, Meaning] = {
    "exp": Meaning(
        slope=exp,
        sympy=sympy.exp,
        mpmath="exp",
        sign="positive",
        latex=r"\exp",
        spellings=("exp", "Exp"),
        code={"numpy": "np.exp", "torch": "torch.exp", "jax": "jnp.exp", "c": "exp"},
    ),
    "log": Meaning(
        slope=lambda x: 1 / written(x),
        sympy=sympy.log,
        mpmath="log",
        above=0,
        latex=r"\log",
        bare=True,
        spellings=("log", "ln", "Log"),
        code={"numpy": "np.log", "torch": "torch.log", "jax": "jnp.log", "c": "log"},
    ),
    "logistic": Meaning(
        slope=lambda x: logistic(x) * (1 - logistic(x)),
        sympy=lambda x: 1 / (1 + sympy.exp(-x)),
        opened=lambda x: 1 / (1 + exp(-x)),
        sign="positive",
        latex=r"\operatorname{logistic}",
        spellings=("logistic", "sigmoid", "sigm"),
        code={
            "numpy": Helper('''
def _logistic(x: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(−x)), without overflow on either side."""
    e = np.exp(-np.abs(x))
    p: np.ndarray = np.where(x >= 0, 1, e) / (1 + e)
    return p
'''),
            "torch": "torch.sigmoid",
            "jax": "jax.nn.sigmoid",
            "c": Helper("""
static inline real logistic(real x)
{
    const real e = EXP(-FABS(x));
    return (x >= 0 ? 1 : e) / (1 + e);
}
"""),
        },
    ),
    "softplus": Meaning(
        slope=logistic,
        sympy=lambda x: sympy.log(1 + sympy.exp(x)),
        opened=lambda x: log(1 + exp(x)),
        sign="positive",
        latex=r"\operatorname{softplus}",
        spellings=("softplus",),
        code={
            "numpy": Helper('''
def _softplus(x: np.ndarray) -> np.ndarray:
    """Return log(1 + exp x), without overflow."""
    y: np.ndarray = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return y
'''),
            "torch": Helper('''
def _softplus(x: torch.Tensor) -> torch.Tensor:
    """Return log(1 + exp x), without overflow."""
    return x.clamp(min=0) + torch.log1p((-x.abs()).exp())
'''),
            "jax": Helper('''
def _softplus(x: jax.Array) -> jax.Array:
    """Return log(1 + exp x), without overflow."""
    return jnp.maximum(x, 0) + jnp.log1p(jnp.exp(-jnp.abs(x)))
'''),
            "c": Helper("""
static inline real softplus(real x) { return (x > 0 ? x : 0) + LOG1P(EXP(-FABS(x))); }
"""),
        },
    ),
    "tanh": Meaning(
        slope=lambda x: 1 - tanh(x) ** 2,
        sympy=sympy.tanh,
        mpmath="tanh",
        opened=lambda x: 1 - 2 / (exp(2 * x) + 1),
        sign="of the argument",
        parity="odd",
        latex=r"\tanh",
        bare=True,
        spellings=("tanh",),
        code={"numpy": "np.tanh", "torch": "torch.tanh", "jax": "jnp.tanh", "c": "tanh"},
    ),
    "sin": Meaning(
        slope=cos,
        sympy=sympy.sin,
        mpmath="sin",
        parity="odd",
        latex=r"\sin",
        bare=True,
        spellings=("sin",),
        code={"numpy": "np.sin", "torch": "torch.sin", "jax": "jnp.sin", "c": "sin"},
    ),
    "cos": Meaning(
        slope=lambda x: -sin(x),
        sympy=sympy.cos,
        mpmath="cos",
        parity="even",
        latex=r"\cos",
        bare=True,
        spellings=("cos",),
        code={"numpy": "np.cos", "torch": "torch.cos", "jax": "jnp.cos", "c": "cos"},
    ),
    "arctan": Meaning(
        slope=lambda x: 1 / (1 + x**2),
        sympy=sympy.atan,
        mpmath="atan",
        sign="of the argument",
        parity="odd",
        latex=r"\arctan",
        bare=True,
        spellings=("arctan", "atan"),
        code={"numpy": "np.arctan", "torch": "torch.arctan", "jax": "jnp.arctan", "c": "atan"},
    ),
    "arcsin": Meaning(
        slope=lambda x: 1 / sqrt(1 - x**2),
        sympy=sympy.asin,
        mpmath="asin",
        sign="of the argument",
        parity="odd",
        above=-1,
        below=1,
        latex=r"\arcsin",
        bare=True,
        spellings=("arcsin", "asin"),
        code={"numpy": "np.arcsin", "torch": "torch.asin", "jax": "jnp.arcsin", "c": "asin"},
    ),
    "arccos": Meaning(
        slope=lambda x: -1 / sqrt(1 - x**2),
        sympy=sympy.acos,
        mpmath="acos",
        above=-1,
        below=1,
        latex=r"\arccos",
        bare=True,
        spellings=("arccos", "acos"),
        code={"numpy": "np.arccos", "torch": "torch.acos", "jax": "jnp.arccos", "c": "acos"},
    ),
    "erf": Meaning(
        slope=lambda x: 2 * exp(-(x**2)) / sqrt(pi),
        sympy=sympy.erf,
        mpmath="erf",
        sign="of the argument",
        parity="odd",
        latex=r"\operatorname{erf}",
        spellings=("erf",),
        code={
            "numpy": Helper('''
def _erf(x: np.ndarray) -> np.ndarray:
    """Return the error function of every entry, by the C library."""
    import math

    y: np.ndarray = np.vectorize(math.erf, otypes=[float])(x).astype(x.dtype)
    return y
'''),
            "torch": "torch.erf",
            "jax": "jax.scipy.special.erf",
            "c": "erf",
        },
    ),
    "erfinv": Meaning(
        slope=lambda x: sqrt(pi) * exp(erfinv(x) ** 2) / 2,
        sympy=sympy.erfinv,
        mpmath="erfinv",
        sign="of the argument",
        parity="odd",
        above=-1,
        below=1,
        latex=r"\operatorname{erfinv}",
        spellings=("erfinv",),
        code={
            "numpy": Helper('''
def _erfinv(x: np.ndarray) -> np.ndarray:
    """Return the inverse of the error function: Winitzki's formula, and two steps of Halley."""
    import math

    erf, erfc = (np.vectorize(each, otypes=[float]) for each in (math.erf, math.erfc))
    s = np.abs(x).astype(float)
    w = -np.log1p(-np.square(s))
    t = 2 / (0.147 * np.pi) - w / 2
    y = np.sqrt(w / 0.147 / (np.sqrt(np.square(t) + w / 0.147) + t))
    for _ in range(2):
        off = np.where(s < 0.5, erf(y) - s, (1 - s) - erfc(y))
        u = off * np.exp(np.square(y)) * (np.sqrt(np.pi) / 2)
        y = y - u / (1 + y * u)
    signed: np.ndarray = np.copysign(np.where(s == 1, np.inf, y), x).astype(x.dtype)
    return signed
'''),
            "torch": "torch.erfinv",
            "jax": "jax.scipy.special.erfinv",
            "c": Helper("""
/* The inverse of the error function: Winitzki's formula, and two steps of Halley. */
static inline real erfinv(real x)
{
    const double s = fabs((double)x), w = -log1p(-s * s);
    const double t = 4.330746750799873 - w / 2;
    double y = sqrt(w / 0.147 / (sqrt(t * t + w / 0.147) + t));
    for (int k = 0; k < 2; k++) {
        const double off = s < 0.5 ? erf(y) - s : (1 - s) - erfc(y);
        const double u = off * exp(y * y) * 0.886226925452758;
        y -= u / (1 + y * u);
    }
    return (real)copysign(s == 1 ? INFINITY : y, (double)x);
}
"""),
        },
    ),
    "loggamma": Meaning(
        slope=digamma,
        sympy=sympy.loggamma,
        mpmath="loggamma",
        above=0,
        latex=r"\operatorname{loggamma}",
        spellings=("loggamma", "lgamma", "gammaln"),
        code={
            "numpy": Helper('''
def _loggamma(x: np.ndarray) -> np.ndarray:
    """Return log Γ(x) for x > 0, by the C library."""
    import math

    y: np.ndarray = np.vectorize(math.lgamma, otypes=[float])(x).astype(x.dtype)
    return y
'''),
            "torch": "torch.lgamma",
            "jax": "jax.scipy.special.gammaln",
            "c": "lgamma",
        },
    ),
    "digamma": Meaning(
        slope=trigamma,
        sympy=sympy.digamma,
        mpmath="psi",
        above=0,
        latex=r"\operatorname{digamma}",
        spellings=("digamma",),
        code={
            "numpy": Helper('''
def _digamma(x: np.ndarray) -> np.ndarray:
    """Return ψ(x) for x > 0 as ψ(x + 8) − Σ_{k<8} 1/(x + k), and ψ(x + 8) by its expansion."""
    y = x + 8
    z = 1 / np.square(y)
    tail = z * (
        1 / 12
        - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132 - z * (691 / 32760 - z / 12)))))
    )
    psi: np.ndarray = np.log(y) - 0.5 / y - tail - sum(1 / (x + k) for k in range(8))
    return psi
'''),
            "torch": "torch.digamma",
            "jax": "jax.scipy.special.digamma",
            "c": Helper("""
/* psi(x) for x > 0 as psi(x + 8) - sum of 1/(x + k) for k < 8, and psi(x + 8) by its expansion. */
static inline real digamma(real x)
{
    const real y = x + 8, z = 1 / (y * y);
    real tail = (real)691 / 32760 - z / 12;
    tail = (real)1 / 240 - z * ((real)1 / 132 - z * tail);
    tail = (real)1 / 12 - z * ((real)1 / 120 - z * ((real)1 / 252 - z * tail));
    real sum = LOG(y) - (real)0.5 / y - z * tail;
    for (int k = 7; k >= 0; k--) sum -= 1 / (x + k);
    return sum;
}
"""),
        },
    ),
    "trigamma": Meaning(
        slope=None,
        sympy=lambda x: sympy.polygamma(1, x),
        mpmath="psi",
        sign="positive",
        above=0,
        latex=r"\operatorname{trigamma}",
        spellings=("trigamma",),
        code={
            "numpy": Helper('''
def _trigamma(x: np.ndarray) -> np.ndarray:
    """Return ψ′(x) for x > 0: Σ_{k<10} 1/(x + k)² and ψ′(x + 10), that by its expansion."""
    y = x + 10
    z = 1 / np.square(y)
    tail = 1 / 30 - z * (5 / 66 - z * (691 / 2730 - z * 7 / 6))
    tail = z * (1 / 6 - z * (1 / 30 - z * (1 / 42 - z * tail)))
    slope: np.ndarray = (1 + 0.5 / y + tail) / y + sum(1 / np.square(x + k) for k in range(10))
    return slope
'''),
            "torch": Helper('''
def _trigamma(x: torch.Tensor) -> torch.Tensor:
    """Return ψ′(x) for x > 0: Σ_{k<10} 1/(x + k)² and ψ′(x + 10), that by its expansion."""
    y = x + 10
    z = 1 / y.square()
    tail = 1 / 30 - z * (5 / 66 - z * (691 / 2730 - z * 7 / 6))
    tail = z * (1 / 6 - z * (1 / 30 - z * (1 / 42 - z * tail)))
    result = (1 + 0.5 / y + tail) / y
    for k in range(10):
        result = result + 1 / (x + k).square()
    return result
'''),
            "jax": Helper('''
def _trigamma(x: jax.Array) -> jax.Array:
    """Return ψ′(x), the slope of digamma."""
    return jax.scipy.special.polygamma(1, x)
'''),
            "c": Helper("""
/* psi'(x) for x > 0: sum of 1/(x + k)^2 for k < 10, and psi'(x + 10), that by its expansion. */
static inline real trigamma(real x)
{
    const real y = x + 10, z = 1 / (y * y);
    real tail = (real)5 / 66 - z * ((real)691 / 2730 - z * 7 / 6);
    tail = (real)1 / 42 - z * ((real)1 / 30 - z * tail);
    tail = (real)1 / 6 - z * ((real)1 / 30 - z * tail);
    real sum = (1 + (real)0.5 / y + z * tail) / y;
    for (int k = 9; k >= 0; k--) sum += 1 / ((x + k) * (x + k));
    return sum;
}
"""),
        },
    ),
    "relu": Meaning(
        slope=step,
        sympy=lambda x: sympy.Max(x, 0),
        opened=_in_cases("relu"),
        latex=r"\operatorname{relu}",
        spellings=("relu", "ReLU"),
        code={
            "numpy": Helper('''
def _relu(x: np.ndarray) -> np.ndarray:
    """Return max(x, 0)."""
    y: np.ndarray = np.maximum(x, 0)
    return y
'''),
            "torch": "torch.relu",
            "jax": "jax.nn.relu",
            "c": Helper("""
static inline real relu(real x) { return x > 0 ? x : 0; }
"""),
        },
    ),
    "abs": Meaning(
        slope=sign,
        sympy=sympy.Abs,
        opened=_in_cases("abs"),
        parity="even",
        latex="|",
        spellings=("abs",),
        code={"numpy": "np.abs", "torch": "torch.abs", "jax": "jnp.abs", "c": "fabs"},
    ),
    "sign": Meaning(
        slope=lambda x: Integer(0),
        sympy=sympy.sign,
        opened=_in_cases("sign"),
        sign="of the argument",
        parity="odd",
        latex=r"\operatorname{sign}",
        spellings=("sign", "sgn"),
        code={
            "numpy": "np.sign",
            "torch": "torch.sign",
            "jax": "jnp.sign",
            "c": Helper("""
static inline real sign(real x) { return (real)((x > 0) - (x < 0)); }
"""),
        },
    ),
    "step": Meaning(
        slope=lambda x: Integer(0),
        sympy=lambda x: sympy.Heaviside(x, 0),
        opened=_in_cases("step"),
        latex=r"\operatorname{step}",
        spellings=("step",),
        code={
            "numpy": Helper('''
def _step(x: np.ndarray) -> np.ndarray:
    """Return 1 where x > 0, otherwise 0."""
    y: np.ndarray = np.greater(x, 0).astype(x.dtype)
    return y
'''),
            "torch": Helper('''
def _step(x: torch.Tensor) -> torch.Tensor:
    """Return 1 where x > 0, otherwise 0."""
    return (x > 0).to(x.dtype)
'''),
            "jax": Helper('''
def _step(x: jax.Array) -> jax.Array:
    """Return 1 where x > 0, otherwise 0."""
    return (x > 0).astype(x.dtype)
'''),
            "c": Helper("""
static inline real step(real x) { return (real)(x > 0); }
"""),
        },
    ),
}
"""Every function with a meaning of its own; any other name is an unknown function."""


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """What documents call each function, and what it is called here: sigmoid → logistic."""
    return {spelling: name for name, meaning in BOOK.items() for spelling in meaning.spellings}


@lru_cache(maxsize=1)
def heads() -> dict[tuple[Any, ...], str]:
    """SymPy's head of each function, with the arguments before the last one: ψ is (polygamma, 0)."""
    x = Dummy("x", positive=True)
    plain = {name: meaning.sympy(x) for name, meaning in BOOK.items()}
    return {
        (type(made), *made.args[:-1]): name
        for name, made in plain.items()
        if made.args and made.args[-1] == x
    }


@lru_cache(maxsize=1)
def mpmath_names() -> dict[type, str]:
    """What mpmath calls SymPy's heads: atan is atan, polygamma is psi."""
    return {head[0]: BOOK[name].mpmath for head, name in heads().items() if BOOK[name].mpmath}
