"""A `torch.autograd.Function`: f forward, the proved vector–Jacobian product backward.

Arguments and f itself are saved, and what is small and cost a pass over the large; where the backward pass is
differentiated once more, that is worked out anew.
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
from derive.codegen.targets.torch.keeping import Kept, kept
from derive.codegen.targets.torch.one_pass import OnePass, one_pass
from derive.codegen.targets.torch.spelling import WORDS, TorchSpeller
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
    kept: Kept | None = None

    @property
    def beside(self) -> list[str]:
        """What the forward pass returns beside f."""
        if self.one_pass:
            return [self.one_pass.flow]
        return self.kept.names if self.kept else []

    def saved(self, reverse: Reverse) -> list[str]:
        """What the backward pass gets of the forward pass, and what it takes to work out anew what is beside f."""
        inputs = self.kept.inputs if self.beside and self.kept else []
        first = dict.fromkeys((*reverse.saved, *inputs))
        return [*(each for each in first if each not in self.beside), *self.beside]


def write_autograd(reverse: Reverse, identity: Identity, _: Options) -> str:
    """The text of a module with the function, differentiable in one of its arguments."""
    shared = one_pass(reverse)
    small = None if shared else kept(reverse)
    reverse = small.reverse if small else reverse
    forward = spelled((shared or reverse).forward, small.names if small else ())
    backward = spelled((shared or reverse).backward)
    both = Kernels(forward, backward, WORDS, one_pass=shared, kept=small)
    return write_functions(reverse, identity, both)


def write_functions(reverse: Reverse, identity: Identity, both: Kernels) -> str:
    """The module around the two passes."""
    name = "".join(word.capitalize() for word in identity.name.split("_"))
    outer = Speller(reverse.forward)
    names = [each.name for each in reverse.forward.arguments]
    if reverse.constants:
        pairs = ", ".join(f"{each}={each}" for each in reverse.constants)
        outer.lines.append(outer.helper("constants", pairs))
    first = "[0]" if both.beside else ""
    outer.lines.append(f"return {name}.apply({', '.join(names)}){first}")
    before = [
        *both.before,
        f"class {name}(torch.autograd.Function):",
        *quoted([f"{identity.id} as a backward pass."], "    "),
        "",
        *(["    generate_vmap_rule = True", ""] if both.twice else []),
        *_forward(reverse, both),
        "",
        *_setup(reverse, both, names),
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
    lines, returns, shared, more = both.forward.lines, WORDS.array, both.one_pass, ""
    if shared:
        found = both.forward.helper("log_and_less_one", shared.scores, shared.labels)
        lines = [f"{shared.share}, {shared.flow} = {found}", *lines[:-1], f"{lines[-1]}, {shared.flow}"]
        more = ", and what the backward pass multiplies"
    elif both.beside:
        more = ", and what the backward pass needs of it"
    if both.beside:
        returns = f"tuple[{WORDS.array}, ...]"
    return [
        "    @staticmethod",
        *signature("forward", typed(reverse.forward.arguments, WORDS), returns, "    "),
        *quoted(in_words(reverse.value, "Return f.", more), "        "),
        *body_lines([*both.forward.dims_read(), *lines], "        "),
    ]


def _setup(reverse: Reverse, both: Kernels, names: list[str]) -> list[str]:
    given = [each for each in both.saved(reverse) if each not in (reverse.output, *both.beside)]
    unpacked = ", ".join(each if each in given else "_" for each in names)
    lines = [f"{unpacked if len(names) > 1 else f'({unpacked},)'} = inputs"] if given else []
    own, kind = "output", WORDS.array
    if both.beside:
        own, kind = "output[0]", f"tuple[{WORDS.array}, ...]"
        lines += ["ctx.mark_non_differentiable(*output[1:])", "ctx.set_materialize_grads(False)"]
    saved = [own if each == reverse.output else each for each in both.saved(reverse)]
    saved = [*(each for each in saved if each not in both.beside), *(["*output[1:]"] if both.beside else [])]
    parts = [CONTEXT, f"inputs: tuple[{WORDS.array}, ...]", f"output: {kind}"]
    return [
        "    @staticmethod",
        *signature("setup_context", parts, "None", "    "),
        *quoted(["Save what the backward pass needs."], "        "),
        *body_lines([*lines, f"ctx.save_for_backward({', '.join(saved)})"], "        "),
    ]


def _backward(reverse: Reverse, both: Kernels, names: list[str]) -> list[str]:
    speller = both.backward
    read = _read(reverse, both, names)
    known = {each.partition(" = ")[0] for each in read}
    sizes = [each for each in speller.dims_read() if each.partition(" = ")[0] not in known]
    lines = [*read, *sizes, *speller.lines]
    slope = lines.pop().removeprefix("return ")
    if len(names) > 1 and len(slope) > 80:
        lines.append(f"{speller.name('slope')} = {slope}")
        slope = lines[-1].split(" = ")[0]
    slopes = [slope if each == reverse.variable else "None" for each in names]
    kind = (
        f"{WORDS.array} | None" if both.beside else WORDS.array
    )  # where no zeros are made for what nobody asks for
    kinds = [kind if each == reverse.variable else "None" for each in names]
    returns = f"tuple[{', '.join(kinds)}]" if len(names) > 1 else kind
    parts = [CONTEXT, f"{reverse.upstream}: {kind}", *(["*_: None"] if both.beside else [])]
    return [
        "    @staticmethod",
        *([] if both.twice else ["    @once_differentiable"]),
        *signature("backward", parts, returns, "    "),
        *quoted(in_words(reverse.product, "Return the product with the upstream gradient."), "        "),
        *body_lines([*lines, f"return {', '.join(slopes)}"], "        "),
    ]


def _read(reverse: Reverse, both: Kernels, names: list[str]) -> list[str]:
    """What was saved, by name; what stands beside f is worked out anew where it has to have a derivative."""
    saved = both.saved(reverse)
    unpacked = ", ".join(saved) if len(saved) > 1 else f"({''.join(saved)},)"
    lines = [f"{unpacked} = ctx.saved_tensors"] if saved else []
    if not both.beside:
        return lines
    sizes, again = _again(both)
    return [
        *lines,
        f"if {reverse.upstream} is None:",
        f"    return {', '.join(['None'] * len(names))}",
        *sizes,
        "if torch.is_grad_enabled():  # it is differentiated once more",
        *(f"    {line}" for line in again),
    ]


def _again(both: Kernels) -> tuple[list[str], list[str]]:
    """The sizes that it takes, and what works out from the arguments what stands beside f."""
    shared = both.one_pass
    if shared:
        call = both.backward.helper("softargmax_less_one", shared.scores, shared.labels)
        return [], [f"{shared.flow} = {call}"]
    assert both.kept
    speller = TorchSpeller(both.kept.again)
    for each in both.kept.again.statements:
        speller.statement(each)
    both.backward.helpers |= speller.helpers
    return speller.dims_read(), speller.lines
