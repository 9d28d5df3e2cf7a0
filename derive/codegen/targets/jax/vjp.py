"""A `jax.custom_vjp`: f forward, the proved vector–Jacobian product backward."""

from __future__ import annotations

from dataclasses import replace

from derive.codegen.emit import in_words, quoted
from derive.codegen.program import Program
from derive.codegen.python_files import body_lines, module_text, signature, typed
from derive.codegen.reverse import Reverse
from derive.codegen.spelling import Speller
from derive.codegen.target import Options
from derive.codegen.targets.jax.spelling import WORDS, JaxSpeller
from derive.language.claims import Identity

PRIMAL = "from jax.custom_derivatives import CustomVJPPrimal"


def write_vjp(reverse: Reverse, identity: Identity, _: Options) -> str:
    """The text of a module with the function, differentiable in one of its arguments."""
    forward, backward = _spelled(reverse.forward), _spelled(reverse.backward)
    outer = Speller(reverse.forward)
    names = [each.name for each in reverse.forward.arguments]
    outer.lines.append(f"return _forward({', '.join(names)})")
    told = ", symbolic_zeros=True" if reverse.constants else ""
    words = replace(WORDS, imports=f"{WORDS.imports}\n{PRIMAL}") if reverse.constants else WORDS
    saving = _saving(reverse, outer, names)
    outer.helpers |= forward.helpers | backward.helpers
    before = [
        "@jax.custom_vjp",
        *signature("_forward", typed(reverse.forward.arguments, WORDS), WORDS.array),
        *quoted(in_words(reverse.value, "Return f."), "    "),
        *body_lines([*forward.dims_read(), *forward.lines]),
        *("", "", *saving),
        *("", "", *_backward(reverse, backward, names)),
        *("", "", f"_forward.defvjp(_saving, _backward{told})", "", ""),
    ]
    return module_text(reverse.forward, reverse.function, outer, words, before=before, claim=identity)


def _spelled(program: Program) -> JaxSpeller:
    speller = JaxSpeller(program)
    speller.write()
    return speller


def _saving(reverse: Reverse, outer: Speller, names: list[str]) -> list[str]:
    """With constants among its arguments it is told in which of them a gradient is wanted."""
    constants = reverse.constants
    value = ".value" if constants else ""
    lines = (
        [outer.helper("constants", ", ".join(f"{each}={each}" for each in constants))] if constants else []
    )
    result = f"_forward({', '.join(f'{each}{value}' for each in names)})"
    if reverse.output:
        lines.append(f"result = {result}")
        result = "result"
    saved = ["result" if each == reverse.output else f"{each}{value}" for each in reverse.saved]
    kind = "CustomVJPPrimal" if constants else WORDS.array
    returns = f"tuple[{WORDS.array}, tuple[{WORDS.array}, ...]]"
    return [
        *signature("_saving", [f"{each}: {kind}" for each in names], returns),
        *quoted(["Return f, and what the backward pass needs."], "    "),
        *body_lines([*lines, f"return {result}, {_tuple(saved)}"]),
    ]


def _tuple(parts: list[str]) -> str:
    return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"


def _backward(reverse: Reverse, speller: Speller, names: list[str]) -> list[str]:
    unpacked = _tuple(reverse.saved) if len(reverse.saved) == 1 else ", ".join(reverse.saved)
    lines = [*([f"{unpacked} = saved"] if reverse.saved else []), *speller.dims_read(), *speller.lines]
    slope = lines.pop().removeprefix("return ")
    if len(slope) > 80:
        lines.append(f"{speller.name('slope')} = {slope}")
        slope = lines[-1].split(" = ")[0]
    slopes = [slope if each == reverse.variable else "None" for each in names]
    kinds = ", ".join(WORDS.array if each == reverse.variable else "None" for each in names)
    parts = [f"saved: tuple[{WORDS.array}, ...]", f"{reverse.upstream}: {WORDS.array}"]
    return [
        *signature("_backward", parts, f"tuple[{kinds}]"),
        *quoted(in_words(reverse.product, "Return the product with the upstream gradient."), "    "),
        *body_lines([*lines, f"return {', '.join(slopes) if len(slopes) > 1 else _tuple(slopes)}"]),
    ]
