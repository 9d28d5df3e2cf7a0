"""A `torch.autograd.Function`: f forward, the proved vector–Jacobian product backward.

Only arguments and f itself are saved, so PyTorch can differentiate the backward pass once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.codegen.emit import in_words, quoted
from derive.codegen.python_files import Words, body_lines, module_text, signature, typed
from derive.codegen.reverse import Reverse
from derive.codegen.spelling import Speller
from derive.codegen.target import Options
from derive.codegen.targets.torch.spelling import WORDS, spelled
from derive.language.claims import Identity

CONTEXT = "ctx: FunctionCtx"
IMPORTED = "from torch.autograd.function import FunctionCtx"
ONCE = ", once_differentiable"
"""What refuses a second derivative where the backward pass is no closed form of PyTorch's."""


@dataclass(frozen=True)
class Kernels:
    """f and its backward pass spelled in a target's words, and what stands in the file before them.

    With `twice` the backward pass is made of PyTorch's own functions, which it can differentiate and vectorise.
    """

    forward: Speller
    backward: Speller
    words: Words
    before: Sequence[str] = ()
    twice: bool = True


def write_autograd(reverse: Reverse, identity: Identity, _: Options) -> str:
    """The text of a module with the function, differentiable in one of its arguments."""
    return write_functions(
        reverse, identity, Kernels(spelled(reverse.forward), spelled(reverse.backward), WORDS)
    )


def write_functions(reverse: Reverse, identity: Identity, both: Kernels) -> str:
    """The module around the two passes."""
    name = "".join(word.capitalize() for word in identity.name.split("_"))
    outer = Speller(reverse.forward)
    names = [each.name for each in reverse.forward.arguments]
    if reverse.constants:
        pairs = ", ".join(f"{each}={each}" for each in reverse.constants)
        outer.lines.append(outer.helper("constants", pairs))
    outer.lines.append(f"return {name}.apply({', '.join(names)})")
    outer.helpers |= both.forward.helpers | both.backward.helpers
    before = [
        *both.before,
        f"class {name}(torch.autograd.Function):",
        *quoted([f"{identity.id} as a backward pass."], "    "),
        "",
        *(["    generate_vmap_rule = True", ""] if both.twice else []),
        *_forward(reverse, both),
        "",
        *_setup(reverse, names),
        "",
        *_backward(reverse, both, names),
        "",
        "",
    ]
    imports = f"{both.words.imports}\n{IMPORTED}{'' if both.twice else ONCE}"
    words = replace(both.words, imports=imports)
    return module_text(reverse.forward, reverse.function, outer, words, before=before, claim=identity)


def _forward(reverse: Reverse, both: Kernels) -> list[str]:
    return [
        "    @staticmethod",
        *signature("forward", typed(reverse.forward.arguments, WORDS), WORDS.array, "    "),
        *quoted(in_words(reverse.value, "Return f."), "        "),
        *body_lines([*both.forward.dims_read(), *both.forward.lines], "        "),
    ]


def _setup(reverse: Reverse, names: list[str]) -> list[str]:
    given = [each for each in reverse.saved if each != reverse.output]
    unpacked = ", ".join(each if each in given else "_" for each in names)
    lines = [f"{unpacked if len(names) > 1 else f'({unpacked},)'} = inputs"] if given else []
    saved = ", ".join("output" if each == reverse.output else each for each in reverse.saved)
    parts = [CONTEXT, f"inputs: tuple[{WORDS.array}, ...]", f"output: {WORDS.array}"]
    return [
        "    @staticmethod",
        *signature("setup_context", parts, "None", "    "),
        *quoted(["Save what the backward pass needs."], "        "),
        *body_lines([*lines, f"ctx.save_for_backward({saved})"], "        "),
    ]


def _backward(reverse: Reverse, both: Kernels, names: list[str]) -> list[str]:
    speller = both.backward
    saved = ", ".join(reverse.saved)
    unpacked = saved if len(reverse.saved) > 1 else f"({saved},)"
    read = [f"{unpacked} = ctx.saved_tensors"] if saved else []
    lines = [*read, *speller.dims_read(), *speller.lines]
    slope = lines.pop().removeprefix("return ")
    if len(names) > 1 and len(slope) > 80:
        lines.append(f"{speller.name('slope')} = {slope}")
        slope = lines[-1].split(" = ")[0]
    slopes = [slope if each == reverse.variable else "None" for each in names]
    kinds = [WORDS.array if each == reverse.variable else "None" for each in names]
    returns = f"tuple[{', '.join(kinds)}]" if len(names) > 1 else WORDS.array
    parts = [CONTEXT, f"{reverse.upstream}: {WORDS.array}"]
    return [
        "    @staticmethod",
        *([] if both.twice else ["    @once_differentiable"]),
        *signature("backward", parts, returns, "    "),
        *quoted(in_words(reverse.product, "Return the product with the upstream gradient."), "        "),
        *body_lines([*lines, f"return {', '.join(slopes)}"], "        "),
    ]
