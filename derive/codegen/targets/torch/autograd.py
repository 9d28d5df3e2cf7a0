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
from derive.codegen.targets.torch.blocks import spelled
from derive.codegen.targets.torch.one_pass import OnePass, one_pass
from derive.codegen.targets.torch.spelling import WORDS
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
    one_pass: OnePass | None = None


def write_autograd(reverse: Reverse, identity: Identity, _: Options) -> str:
    """The text of a module with the function, differentiable in one of its arguments."""
    shared = one_pass(reverse)
    forward, backward = (shared or reverse).forward, (shared or reverse).backward
    both = Kernels(spelled(forward), spelled(backward), WORDS, one_pass=shared)
    return write_functions(reverse, identity, both)


def write_functions(reverse: Reverse, identity: Identity, both: Kernels) -> str:
    """The module around the two passes."""
    name = "".join(word.capitalize() for word in identity.name.split("_"))
    outer = Speller(reverse.forward)
    names = [each.name for each in reverse.forward.arguments]
    if reverse.constants:
        pairs = ", ".join(f"{each}={each}" for each in reverse.constants)
        outer.lines.append(outer.helper("constants", pairs))
    first = "[0]" if both.one_pass else ""
    outer.lines.append(f"return {name}.apply({', '.join(names)}){first}")
    before = [
        *both.before,
        f"class {name}(torch.autograd.Function):",
        *quoted([f"{identity.id} as a backward pass."], "    "),
        "",
        *(["    generate_vmap_rule = True", ""] if both.twice else []),
        *_forward(reverse, both),
        "",
        *_setup(reverse, both.one_pass, names),
        "",
        *_backward(reverse, both, names),
        "",
        "",
    ]
    outer.helpers |= both.forward.helpers | both.backward.helpers
    imports = f"{both.words.imports}\n{IMPORTED}{'' if both.twice else ONCE}"
    words = replace(both.words, imports=imports)
    return module_text(reverse.forward, reverse.function, outer, words, before=before, claim=identity)


def _forward(reverse: Reverse, both: Kernels) -> list[str]:
    lines, returns, says = both.forward.lines, WORDS.array, in_words(reverse.value, "Return f.")
    shared = both.one_pass
    if shared:
        found = both.forward.helper("log_and_less_one", shared.scores, shared.labels)
        lines = [f"{shared.share}, {shared.flow} = {found}", *lines[:-1], f"{lines[-1]}, {shared.flow}"]
        returns = f"tuple[{WORDS.array}, {WORDS.array}]"
        says = [f"{says[0].rstrip('.')}, and what the backward pass multiplies.", *says[1:]]
    return [
        "    @staticmethod",
        *signature("forward", typed(reverse.forward.arguments, WORDS), returns, "    "),
        *quoted(says, "        "),
        *body_lines([*both.forward.dims_read(), *lines], "        "),
    ]


def _setup(reverse: Reverse, shared: OnePass | None, names: list[str]) -> list[str]:
    given = [each for each in reverse.saved if each != reverse.output]
    unpacked = ", ".join(each if each in given else "_" for each in names)
    lines = [f"{unpacked if len(names) > 1 else f'({unpacked},)'} = inputs"] if given else []
    saved = ["output" if each == reverse.output else each for each in reverse.saved]
    kind = WORDS.array
    if shared:
        saved.append("output[1]")
        kind = f"tuple[{WORDS.array}, {WORDS.array}]"
        lines += ["ctx.mark_non_differentiable(output[1])", "ctx.set_materialize_grads(False)"]
    parts = [CONTEXT, f"inputs: tuple[{WORDS.array}, ...]", f"output: {kind}"]
    return [
        "    @staticmethod",
        *signature("setup_context", parts, "None", "    "),
        *quoted(["Save what the backward pass needs."], "        "),
        *body_lines([*lines, f"ctx.save_for_backward({', '.join(saved)})"], "        "),
    ]


def _backward(reverse: Reverse, both: Kernels, names: list[str]) -> list[str]:
    speller, shared = both.backward, both.one_pass
    kept = [*reverse.saved, *([shared.flow] if shared else [])]
    saved = ", ".join(kept)
    unpacked = saved if len(kept) > 1 else f"({saved},)"
    read = [f"{unpacked} = ctx.saved_tensors"] if saved else []
    if shared:
        again = speller.helper("softargmax_less_one", shared.scores, shared.labels)
        read += [
            f"if {reverse.upstream} is None:",
            f"    return {', '.join(['None'] * len(names))}",
            "if torch.is_grad_enabled():  # it is differentiated once more",
            f"    {shared.flow} = {again}",
        ]
    lines = [*read, *speller.dims_read(), *speller.lines]
    slope = lines.pop().removeprefix("return ")
    if len(names) > 1 and len(slope) > 80:
        lines.append(f"{speller.name('slope')} = {slope}")
        slope = lines[-1].split(" = ")[0]
    slopes = [slope if each == reverse.variable else "None" for each in names]
    kind = (
        f"{WORDS.array} | None" if shared else WORDS.array
    )  # where no zeros are made for what nobody asks for
    kinds = [kind if each == reverse.variable else "None" for each in names]
    returns = f"tuple[{', '.join(kinds)}]" if len(names) > 1 else kind
    parts = [CONTEXT, f"{reverse.upstream}: {kind}", *(["_: None"] if shared else [])]
    return [
        "    @staticmethod",
        *([] if both.twice else ["    @once_differentiable"]),
        *signature("backward", parts, returns, "    "),
        *quoted(in_words(reverse.product, "Return the product with the upstream gradient."), "        "),
        *body_lines([*lines, f"return {', '.join(slopes)}"], "        "),
    ]
