"""PyTorch: closed forms that autograd and torch.compile see through."""

from __future__ import annotations

from dataclasses import replace

from derive.code.emit import EDGES
from derive.code.errors import NoCode
from derive.code.program import Add, Along, Choose, Look, Mul, Node, Program, Statement
from derive.code.rows import ends_in, works_by_rows
from derive.code.spelling import Axes, Text
from derive.code.targets import Options, Target
from derive.code.targets.files import Words, load, module_text
from derive.code.targets.functional import FunctionalSpeller, is_true_class
from derive.language.claims import Identity
from derive.language.indices import Dim

NEEDS: dict[str, tuple[str, ...]] = {"real": ("shaped",), "places": ("shaped",), "takes": ("shaped",)}
for _each in ("log_softargmax", "logsumexp", "complement", "difference"):
    NEEDS[_each] = ("largest",)

HELPERS = {
    "shaped": '''
def shaped(name: str, array: torch.Tensor, letters: str, sizes: dict[str, int]) -> torch.Tensor:
    """Return the tensor; raise ValueError unless its shape is that of the letters."""
    axes = letters.split()
    fits = array.ndim == len(axes)
    pairs = [(axes[at], array.shape[at]) for at in range(len(axes))] if fits else []
    if not fits or any(sizes.setdefault(*pair) != pair[1] for pair in pairs):
        expected = ", ".join(f"{axis} = {sizes[axis]}" if axis in sizes else axis for axis in axes)
        raise ValueError(f"{name} has shape {tuple(array.shape)}, and ({expected}) is expected")
    return array
''',
    "real": '''
def real(name: str, value: torch.Tensor, letters: str, sizes: dict[str, int]) -> torch.Tensor:
    """Return the argument, half precision as single."""
    if not value.is_floating_point():
        raise TypeError(f"{name} is of dtype {value.dtype}, and floating-point numbers are expected")
    half = value.dtype in (torch.float16, torch.bfloat16)
    return shaped(name, value.float() if half else value, letters, sizes)
''',
    "takes": '''
def takes(out: torch.Tensor | None, letters: str, sizes: dict[str, int]) -> None:
    """Raise ValueError unless `out`, if given, has the shape of the result."""
    if out is not None:
        shaped("out", out, letters, sizes)
''',
    "places": '''
def places(name: str, value: torch.Tensor, letters: str, values: str, sizes: dict[str, int]) -> torch.Tensor:
    """Return the argument as labels, each from 0 up to the size of its dimension."""
    if value.is_floating_point() or value.dtype == torch.bool:
        raise TypeError(f"{name} is of dtype {value.dtype}, and whole numbers are expected")
    compiling = torch.compiler.is_compiling()
    if value.numel() and not (compiling or 0 <= int(value.min()) <= int(value.max()) < sizes[values]):
        raise ValueError(f"{name} has entries outside 0 … {values} - 1, and {values} = {sizes[values]}")
    return shaped(name, value.long(), letters, sizes)
''',
    "softargmax": '''
def softargmax(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return exp s_k / Σ_j exp s_j along an axis; PyTorch takes the largest score off first."""
    return torch.softmax(s, dim=axis)
''',
    "largest": '''
def largest(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return a mask of the largest entry along an axis, the first one of equals."""
    at = torch.arange(s.shape[axis], device=s.device).reshape([-1 if a == axis else 1 for a in range(s.ndim)])
    return at == s.argmax(axis, keepdim=True) if s.shape[axis] else torch.zeros_like(s, dtype=torch.bool)
''',
    "log_softargmax": '''
def log_softargmax(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return s_k − log Σ_j exp s_j along an axis; log1p keeps the digits where one score is far ahead."""
    if not s.numel():
        return s.clone()
    shifted = s - s.amax(axis, keepdim=True)
    rest = torch.where(largest(s, axis), 0, shifted.exp()).sum(axis, keepdim=True)
    return shifted - torch.log1p(rest)
''',
    "logsumexp": '''
def logsumexp(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return log Σ_k exp s_k along an axis; −inf where nothing is summed, or nothing but −inf."""
    if not s.shape[axis]:
        return torch.logsumexp(s, axis)
    top = s.amax(axis, keepdim=True)
    e = (s - torch.where(top.isfinite(), top, 0)).exp()
    return top.squeeze(axis) + torch.log1p(torch.where(largest(s, axis), 0, e).sum(axis))
''',
    "complement": '''
def complement(p: torch.Tensor, axis: int) -> torch.Tensor:
    """Return 1 − p_k along an axis; for the largest p_k as the sum of the others, which keeps all digits."""
    top = largest(p, axis)
    return torch.where(top, torch.where(top, 0, p).sum(axis, keepdim=True), 1 - p)
''',
    "difference": '''
def difference(p: torch.Tensor, y: torch.Tensor, axis: int) -> torch.Tensor:
    """Return p_k − y_k along an axis; for the largest p_k as p_k (1 − y_k) − y_k Σ_{j≠k} p_j."""
    top = largest(p, axis)
    rest = torch.where(top, 0, p).sum(axis, keepdim=True)
    return torch.where(top, p * (1 - y) - y * rest, p - y)
''',
    "logistic": '''
def logistic(x: torch.Tensor) -> torch.Tensor:
    """Return 1 / (1 + exp(−x)), without overflow on either side."""
    return torch.sigmoid(x)
''',
    "softplus": '''
def softplus(x: torch.Tensor) -> torch.Tensor:
    """Return log(1 + exp x), without overflow."""
    return x.clamp(min=0) + torch.log1p((-x.abs()).exp())
''',
}

WORDS = Words(
    "import torch", "torch.Tensor", HELPERS, NEEDS, EDGES + "Half precision is computed in float32."
)


class TorchSpeller(FunctionalSpeller):
    """PyTorch's words."""

    library = "torch"

    def permuted(self, code: str, places: str) -> str:
        """x.permute(0, 2, 1)"""
        return f"{code}.permute({places})"

    def take_along(self, name: str, labels: str, axis: int) -> str:
        """torch.take_along_dim"""
        return self.call("take_along_dim", name, labels, f"dim={axis}")

    def arange(self, dim: Dim) -> str:
        """0 … n − 1, where the arguments are."""
        return self.call("arange", self.size(dim), *self.device())

    def device(self) -> list[str]:
        """device= of a new tensor."""
        reals = [each.name for each in self.reals()]
        return [f"device={reals[0]}.device"] if reals else []

    def like(self) -> list[str]:
        """dtype= and device= of a new tensor."""
        return [*(super().like() or ["dtype=torch.get_default_dtype()"]), *self.device()]

    def constant(self, text: Text, axes: Axes) -> Text:
        """A number as a tensor."""
        code = "()" if not axes else self.shape(axes)
        return Text(self.call("full", code, text.code, *self.like()), axes)


class TorchRowSpeller(TorchSpeller):
    """Row by row, in the memory of the result, which `out` may give."""

    def finish(self, statement: Statement) -> None:
        """The last operations, each in the place of the one before."""
        self.order = statement.axes
        node = statement.node
        if isinstance(node, Choose):
            self._flow(node)
        else:
            self._product(node)

    def _flow(self, node: Choose) -> None:
        """Softargmax less 1 at the true class: that place is minus the sum of the others."""
        last = self.lines[-1]
        name = last.split(" = ")[0]
        self.lines[-1] = f"{last[:-1]}, out=out)"
        label = self.label_spots(self.text(node.place), self.order, node.axis)  # type: ignore[arg-type]
        self.lines.append(f"{name}.scatter_(1, {label}, 0)")
        self.lines.append(f"return {name}.scatter_(1, {label}, -{name}.sum(dim=1, keepdim=True))")

    def _product(self, node: Node) -> None:
        """p (g − E): the difference first, then multiplied in place."""
        first, second = node.factors  # type: ignore[attr-defined]
        plain, difference = (first, second) if isinstance(second, Add) else (second, first)
        (_, one), (sign, other) = difference.terms
        codes = [self.aligned(self.text(each), self.order).code for each in (one, other)]
        word = "add" if sign > 0 else "sub"
        self.lines.append(
            f"return torch.{word}({codes[0]}, {codes[1]}, out=out).mul_({self.text(plain).code})"
        )

    def along(self, node: Along) -> Text:
        """PyTorch's own softmax."""
        if node.function != "softargmax":
            return super().along(node)
        inner = self.text(node.arguments[0])
        return Text(f"torch.softmax({inner.code}, dim={inner.axes.index(node.axis)})", inner.axes)


def in_place(program: Program) -> bool:
    """Whether the result can be worked out in the memory of the result: one of two shapes of program."""
    result = program.result
    if result is None or not works_by_rows(program):
        return False
    node = result.node
    if isinstance(node, Choose):
        last = program.statements[-1] if program.statements else None
        ends = last is not None and isinstance(last.node, Along) and last.node.function == "softargmax"
        return ends and isinstance(node.place, Look) and ends_in(node, last.name) and is_true_class(node)  # type: ignore[union-attr]
    if not isinstance(node, Mul) or len(node.factors) != 2:
        return False
    kinds = {type(factor) for factor in node.factors}
    sums = [each for each in node.factors if isinstance(each, Add) and len(each.terms) == 2]
    return kinds == {Look, Add} and len(sums) == 1 and sums[0].terms[0][0] > 0 and len(sums[0].axes) == 2


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a module with the function in it. Raises `NoCode` if a test is asked for."""
    if options.with_test:
        raise NoCode("a test is written beside the NumPy function only")
    by_rows = in_place(program)
    speller = TorchRowSpeller(program) if by_rows else TorchSpeller(program)
    speller.write()
    words = replace(WORDS, out=True) if by_rows else WORDS
    return module_text(program, identity, speller, words)


TARGET = Target("torch", ".py", write, load)
