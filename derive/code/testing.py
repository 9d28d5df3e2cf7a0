"""A test beside the function: central differences of the left side at a point that meets the hypotheses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.code.errors import NoCode
from derive.code.lowering import lowered
from derive.code.names import python_name
from derive.code.program import Argument, Program
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.families import Entry
from derive.language.hypotheses import Constant, Equation, OneHot, normalised
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
    if program.batch or not isinstance(left, Derivative) or isinstance(left.body, Derivative):
        raise NoCode(
            f"no test is written for {identity.id}: its left side is not one derivative of one sample"
        )
    name = "left_side"
    value = replace(identity, name=name, left=left.body, right=left.body, stated=(left.body, left.body))
    made = Tested(lowered(value), value, left.variable)
    axes = program.result.axes if program.result else ()
    inner = made.program.result.axes if made.program.result else ()
    places = left.variable.places
    if axes != (*inner, *places) or not all(isinstance(place, Index) for place in places):
        raise NoCode(f"no test is written for {identity.id}: an index stands above and below the derivative")
    return made


def test_lines(program: Program, identity: Identity, given: Tested, dtype: str) -> list[str]:
    """The lines of the test. Raises `NoCode` for a hypothesis that it cannot satisfy."""
    numbers = {each.name: each for each in (*given.program.arguments, *program.arguments)}
    dims = dict.fromkeys(dim for each in numbers.values() for dim in (*each.dims, *_values(each)))
    lines = [
        f"def test_{program.name}() -> None:",
        '    """Central differences of the left side agree with the function."""',
        "    rng = np.random.default_rng(0)",
    ]
    lines += [f"    {python_name(dim.name)} = {place + 2}" for place, dim in enumerate(dims)]
    lines += [f"    {_drawn(each, dtype)}" for each in numbers.values() if each.kind != "size"]
    lines += [f"    {line}" for each in identity.given for line in _met(each, numbers)]
    return [*lines, *_differences(program, given, dtype)]


def _values(argument: Argument) -> tuple[Dim, ...]:
    return (argument.values,) if argument.values else ()


def _drawn(argument: Argument, dtype: str) -> str:
    shape = ", ".join(python_name(dim.name) for dim in argument.dims)
    shape = f"({shape},)" if len(argument.dims) == 1 else f"({shape})"
    if argument.kind == "label":
        values = python_name(argument.values.name) if argument.values else "1"
        return f"{argument.name} = rng.integers(0, {values}, size={shape})"
    tail = "" if dtype == "float64" else f".astype(np.{dtype})"
    drawn = f"rng.normal(size={shape})"
    return (
        f"{argument.name} = {drawn if argument.dims or dtype == 'float64' else f'np.asarray({drawn})'}{tail}"
    )


def _met(hypothesis: object, numbers: dict[str, Argument]) -> list[str]:
    """Lines after which the hypothesis holds."""
    if isinstance(hypothesis, Constant):
        return []
    for name, argument in numbers.items():
        if not argument.family or argument.family.name != name:
            continue
        if isinstance(hypothesis, OneHot) and hypothesis.family == argument.family:
            return [f"{name} = np.eye({name}.shape[-1])[{name}.argmax(axis=-1)]  # {text(hypothesis)}"]
        if isinstance(hypothesis, Equation) and argument.dims and hypothesis == normalised(argument.family):
            return [
                f"{name} += (1 - {name}.sum(axis=-1, keepdims=True)) / {name}.shape[-1]  # {text(hypothesis)}"
            ]
    raise NoCode(f"no test is written: nothing random satisfies {hypothesis}")


def _differences(program: Program, given: Tested, dtype: str) -> list[str]:
    variable = given.variable.family
    step, tight = ("1e-6", "1e-7") if dtype == "float64" else ("1e-2", "1e-2")
    moved = [each for each in given.program.arguments if _moves(each, given)]
    if not moved:
        raise NoCode("no test is written: nothing on the left moves with the variable")
    call = ", ".join(each.name for each in program.arguments)
    lines = [f"    found, step = {program.name}({call}), {step}"]
    spot, indent = "", "    "
    if variable.dims:
        shape = ", ".join(python_name(dim.name) for dim in variable.dims)
        lines.append(f"    for place in np.ndindex({shape}):")
        spot, indent = "[..., *place]", "        "
    for each in moved:
        if each.name == python_name(variable.name):
            lines.append(f"{indent}d_{each.name} = np.zeros_like({each.name})")
            lines.append(f"{indent}d_{each.name}[{'place' if variable.dims else '...'}] = step")
        else:
            lines.append(f"{indent}d_{each.name} = step * d{each.name}{spot}")
    sides = []
    for sign in "+-":
        parts = [
            f"{each.name} {sign} d_{each.name}" if each in moved else each.name
            for each in given.program.arguments
        ]
        sides.append(f"{given.program.name}({', '.join(parts)})")
    lines.append(f"{indent}above, below = {sides[0]}, {sides[1]}")
    lines.append(f"{indent}slope = (above - below) / (2 * step)")
    lines.append(f"{indent}np.testing.assert_allclose(found{spot}, slope, rtol={tight}, atol={tight})")
    return lines


def _moves(argument: Argument, given: Tested) -> bool:
    variable, letter = given.variable.family, argument.family
    if letter is None or argument.name != python_name(letter.name):
        return False
    constant = any(
        isinstance(each, Constant) and (each.family, each.variable) == (letter, variable)
        for each in given.identity.given
    )
    return letter == variable or (variable in letter.of and not constant)
