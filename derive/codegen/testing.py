"""A test beside the function: central differences of the left side at a point that meets the hypotheses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from derive.codegen.errors import NoCode
from derive.codegen.layout import laid_out
from derive.codegen.lowering import lowered
from derive.codegen.names import python_name
from derive.codegen.program import Argument, Program
from derive.codegen.python_files import Words, function_lines
from derive.codegen.spelling import Speller
from derive.codegen.target import Options
from derive.language.binders import Delta
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, Family
from derive.language.hypotheses import (
    AtLeast,
    Constant,
    Equation,
    NonNegative,
    OneHot,
    Positive,
    Symmetric,
    normalised,
)
from derive.language.indices import Dim, Index
from derive.language.typeset import text


@dataclass(frozen=True)
class Tested:
    """What stands under the derivative on the left, as a program of its own, and the entry it is taken in."""

    program: Program
    identity: Identity
    variable: Entry


def tested(program: Program, identity: Identity) -> Tested:
    """The left side before it is differentiated. Raises `NoCode` where there is no one derivative to test."""
    left = identity.left
    if not isinstance(left, Derivative) or isinstance(left.body, Derivative):
        raise NoCode(f"no test is written for {identity.id}: its left side is not one derivative")
    if any(isinstance(each.family, Definition) for each in program.arguments):
        raise NoCode(f"no test is written for {identity.id}: a definition is handed in")
    name = "left_side"
    value = replace(
        identity,
        name=name,
        left=left.body,
        right=left.body,
        stated=(left.body, left.body),
        prose="What the left side differentiates.",
    )
    batch = program.batch.name if program.batch else None
    made = Tested(lowered(value, batch=batch), value, left.variable)
    axes = program.result.axes if program.result else ()
    inner = made.program.result.axes if made.program.result else ()
    places = left.variable.places
    if axes != (*inner, *places) or not all(isinstance(place, Index) for place in places):
        raise NoCode(f"no test is written for {identity.id}: an index stands above and below the derivative")
    return made


class Wording:
    """How NumPy says what a test needs; another library says some of it in other words."""

    words: ClassVar[Words]

    def spelled(self, program: Program) -> Speller:
        """The program in the library's words."""
        raise NotImplementedError

    def start(self, dtype: str) -> list[str]:
        """What comes before the first random number."""
        return ["rng = np.random.default_rng(0)"]

    def normal(self, shape: str, dtype: str, number: int) -> str:
        """Normally distributed numbers."""
        drawn = f"rng.normal(size={shape})"
        return drawn if dtype == "float64" else f"np.asarray({drawn}, np.{dtype})"

    def labels(self, values: str, shape: str, number: int) -> str:
        """Whole numbers 0 … values − 1."""
        return f"rng.integers(0, {values}, size={shape})"

    def largest(self, name: str) -> str:
        """The places of the largest entries."""
        return f"{name}.argmax(axis=-1)"

    def one_hot(self, name: str, place: str) -> str:
        """1 at the place, else 0: a row of the identity matrix."""
        return f"np.eye({name}.shape[-1], dtype={name}.dtype)[{place}]"

    def normalised(self, name: str) -> str:
        """The array, moved so that it sums to 1."""
        return f"{name} + (1 - {self.row_sums(name)}) / {name}.shape[-1]"

    def shares(self, name: str) -> str:
        """The array of positive numbers, divided by its sums."""
        return f"{name} / {self.row_sums(name)}"

    def row_sums(self, name: str) -> str:
        """The sums along the last axis, which is kept."""
        return f"{name}.sum(axis=-1, keepdims=True)"

    def magnitudes(self, code: str) -> str:
        """Positive numbers, made of any, and none of them small."""
        return f"abs({code}) + 0.5"

    def step(self, name: str, place: str) -> list[str]:
        """d_x, which is 0 everywhere but at one place."""
        return [f"d_{name} = np.zeros_like({name})", f"d_{name}[{place}] = step"]

    def close(self, found: str, wanted: str, tight: str) -> str:
        """An assertion."""
        return f"np.testing.assert_allclose({found}, {wanted}, rtol={tight}, atol={tight})"


def beside(
    program: Program, identity: Identity, options: Options, wording: Wording
) -> tuple[list[str], set[str]]:
    """The left side as a function and the test, which stand behind the function; the helpers that they need.

    Raises `NoCode` where there is no one derivative to test, or for a hypothesis that cannot be satisfied.
    """
    given = tested(program, identity)
    left = wording.spelled(given.program)
    function = function_lines(given.program, given.identity, left, wording.words)
    test = laid_out(_test(program, identity, given, options.dtype, wording))
    return ["", "", *function, "", "", *test], left.helpers


def _test(program: Program, identity: Identity, given: Tested, dtype: str, wording: Wording) -> list[str]:
    numbers = {each.name: each for each in (*given.program.arguments, *program.arguments)}
    dims = dict.fromkeys(dim for each in numbers.values() for dim in (*each.dims, *_values(each)))
    lines = wording.start(dtype)
    least = {each.dim: each.number for each in identity.given if isinstance(each, AtLeast)}
    sizes = {dim: max(place + 2, least.get(dim, 0)) for place, dim in enumerate(dims)}
    lines += [f"{python_name(dim.name)} = {size}" for dim, size in sizes.items()]
    drawn = [each for each in numbers.values() if each.kind != "size"]
    positive = {each.family for each in identity.given if isinstance(each, Positive)}
    for number, each in enumerate(drawn):
        code = _drawn(each, dtype, number, wording)
        lines.append(f"{each.name} = {wording.magnitudes(code) if _is_positive(each, positive) else code}")
    lines += [line for each in identity.given for line in _met(each, numbers, wording)]
    lines += _differences(program, given, dtype, wording)
    return [
        f"def test_{program.name}() -> None:",
        '    """Central differences of the left side agree with the function."""',
        *(f"    {line}" for line in lines),
    ]


def _is_positive(argument: Argument, told: set[Family]) -> bool:
    """Whether the argument is a letter of positive numbers, declared so or by a hypothesis; a derivative is not."""
    letter = argument.family
    own = letter is not None and argument.name == python_name(letter.name) and argument.kind == "real"
    return own and letter is not None and (letter.positive or letter in told)


def _values(argument: Argument) -> tuple[Dim, ...]:
    return (argument.values,) if argument.values else ()


def _drawn(argument: Argument, dtype: str, number: int, wording: Wording) -> str:
    shape = ", ".join(python_name(dim.name) for dim in argument.dims)
    shape = f"({shape},)" if len(argument.dims) == 1 else f"({shape})"
    if argument.kind == "label":
        return wording.labels(python_name(argument.values.name) if argument.values else "1", shape, number)
    return wording.normal(shape, dtype, number)


def _met(hypothesis: object, numbers: dict[str, Argument], wording: Wording) -> list[str]:
    """Lines after which the hypothesis holds."""
    if isinstance(hypothesis, Constant | Positive | AtLeast) or _met_by_sign(hypothesis):
        return []
    for name, argument in numbers.items():
        if not argument.family or argument.family.name != name:
            continue
        place = _one_at(hypothesis, argument, numbers, wording)
        if place:
            return [f"{name} = {wording.one_hot(name, place)}  # {text(hypothesis)}"]
        sums = isinstance(hypothesis, Equation) and bool(argument.family.dims)
        if sums and hypothesis == normalised(argument.family):
            if argument.family.of:
                raise NoCode(f"no test is written: the slopes of {name} would have to sum to 0")
            moved = wording.shares(name) if argument.family.positive else wording.normalised(name)
            return [f"{name} = {moved}  # {text(hypothesis)}"]
        if isinstance(hypothesis, Symmetric) and hypothesis.family == argument.family:
            return [f"{name} = ({name} + {name}.T) / 2  # {text(hypothesis)}"]
    raise NoCode(f"no test is written: nothing random satisfies {hypothesis}")


def _met_by_sign(hypothesis: object) -> bool:
    """Whether it says of a letter of positive numbers that it is at least 0."""
    entry = hypothesis.expression if isinstance(hypothesis, NonNegative) else None
    return isinstance(entry, Entry) and entry.family.positive


def _one_at(
    hypothesis: object, argument: Argument, numbers: dict[str, Argument], wording: Wording
) -> str | None:
    """Where the hypothesis puts the 1 of a one-hot array: anywhere, or at a label."""
    if isinstance(hypothesis, OneHot) and hypothesis.family == argument.family:
        return wording.largest(argument.name)
    match hypothesis:
        case Equation(left=Entry() as left, right=Delta(args=(one, other))) if left.family == argument.family:
            labels = [each for each in (one, other) if isinstance(each, Entry)]
            known = [each for each in numbers.values() if each.kind == "label"]
            found = [each.name for each in known if labels and each.family == labels[0].family]
            return found[0] if found and left.places[-1] in (one, other) else None
    return None


def _differences(program: Program, given: Tested, dtype: str, wording: Wording) -> list[str]:
    step, tight = ("1e-6", "1e-7") if dtype == "float64" else ("1e-2", "1e-2")
    moved = [each for each in given.program.arguments if _moves(each, given)]
    if not moved:
        raise NoCode("no test is written: nothing on the left moves with the variable")
    call = ", ".join(each.name for each in program.arguments)
    lines = [f"found, step = {program.name}({call}), {step}"]
    counters: list[str] = []
    taken, indent = {each.name for each in (*program.arguments, *given.program.arguments)}, ""
    for place, dim in zip(given.variable.places, given.variable.family.dims, strict=True):
        name = python_name(place.name)
        while name in taken:
            name += "_"
        counters.append(name)
        lines.append(f"{indent}for {counters[-1]} in range({python_name(dim.name)}):")
        indent += "    "
    spot = f"[..., {', '.join(counters)}]" if counters else ""
    inside = []
    for each in moved:
        if each.name == python_name(given.variable.family.name):
            rows = ["..."] if program.batch or not counters else []
            inside += wording.step(each.name, ", ".join([*rows, *counters]))
        else:
            inside.append(f"d_{each.name} = step * d{each.name}{spot}")
    sides = []
    for sign in "+-":
        parts = [
            f"{each.name} {sign} d_{each.name}" if each in moved else each.name
            for each in given.program.arguments
        ]
        sides.append(f"{given.program.name}({', '.join(parts)})")
    inside.append(f"above, below = {sides[0]}, {sides[1]}")
    inside.append(wording.close(f"found{spot}", "(above - below) / (2 * step)", tight))
    return [*lines, *(f"{indent}{line}" for line in inside)]


def _moves(argument: Argument, given: Tested) -> bool:
    variable, letter = given.variable.family, argument.family
    if letter is None or argument.name != python_name(letter.name):
        return False
    constant = any(
        isinstance(each, Constant) and (each.family, each.variable) == (letter, variable)
        for each in given.identity.given
    )
    return letter == variable or (variable in letter.of and not constant)
