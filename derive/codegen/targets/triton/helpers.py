"""Functions that stand in files for Triton above the main one: checks on the host, parts of kernels on the device."""

from __future__ import annotations

from derive.codegen.targets.torch.helpers import HELPERS as ON_THE_HOST

NEEDS: dict[str, tuple[str, ...]] = {
    "real": ("shaped",),
    "places": ("shaped",),
    "softargmax": ("exponentials", "sum_less_one"),
    "softargmax_less_one": ("softargmax", "exponentials", "sum_less_one"),
    "log_softargmax": ("exponentials", "sum_less_one", "log1p"),
    "logsumexp": ("exponentials", "sum_less_one", "log1p"),
    "softplus": ("log1p",),
}

HELPERS = {
    "shaped": ON_THE_HOST["shaped"],
    "constants": ON_THE_HOST["constants"],
    "real": '''
def _real(name: str, value: torch.Tensor, letters: str, sizes: dict[str, int]) -> torch.Tensor:
    """Return the argument; raise TypeError unless it holds floating-point numbers."""
    if not value.is_floating_point():
        raise TypeError(
            f"{name} is of dtype {value.dtype}, and floating-point numbers are expected"
        )
    return _shaped(name, value, letters, sizes)
''',
    "places": '''
def _places(
    name: str, value: torch.Tensor, letters: str, values: str, sizes: dict[str, int]
) -> torch.Tensor:
    """Return the argument as labels; they are checked where that waits for no device."""
    if value.is_floating_point() or value.dtype == torch.bool:
        raise TypeError(f"{name} is of dtype {value.dtype}, and whole numbers are expected")
    if value.numel() and value.device.type == "cpu":
        least, most = torch.aminmax(value)
        if not 0 <= int(least) <= int(most) < sizes[values]:
            raise ValueError(
                f"{name} has entries outside 0 … {values} - 1, and {values} = {sizes[values]}"
            )
    return _shaped(name, value.long(), letters, sizes)
''',
    "block": '''
def _block(size: int) -> int:
    """Return how many entries of a row are worked on at once: all, up to a power of two."""
    if size > 2**17:
        raise ValueError(f"a row has {size} entries, and a kernel holds {2**17}")
    return int(triton.next_power_of_2(max(size, 1)))
''',
    "side": '''
def _side(size: int) -> int:
    """Return how many entries a tile has along a dimension: all, up to a power of two."""
    return max(16, int(triton.next_power_of_2(max(size, 1))))
''',
    "exponentials": '''
@triton.jit
def _exponentials(s, here):
    """exp(s_k − max s); what rounding takes from s_k − max s is put back."""
    s = tl.where(here, s, -float("inf"))
    top = tl.max(s, 0)
    d = s - top
    back = s - d
    lost = (s - (d + back)) + (back - top)
    e = tl.exp(d)
    return tl.where(tl.abs(lost) < float("inf"), e + e * lost, e)
''',
    "sum_less_one": '''
@triton.jit
def _sum_less_one(e, here):
    """Σ_k e_k − 1, of which the largest e_k is 1: the small ones are summed apart."""
    ones = tl.sum(tl.where(here & (e == 1), 1, 0), 0)
    return tl.sum(tl.where(here & (e != 1), e, 0), 0) + (ones - 1).to(e.dtype)
''',
    "softargmax": '''
@triton.jit
def _softargmax(s, place, here):
    """exp s_k / Σ_j exp s_j."""
    e = _exponentials(s, here)
    return e / (1 + _sum_less_one(e, here))
''',
    "softargmax_less_one": '''
@triton.jit
def _softargmax_less_one(s, label, place, here):
    """p_k = exp s_k / Σ_j exp s_j; at the label p_k − 1, as −Σ_{j≠k} p_j where p_k > ½."""
    p = _softargmax(s, place, here)
    others = tl.sum(tl.where(here & (place != label), p, 0), 0)
    return tl.where(place == label, tl.where(p > 0.5, -others, p - 1), p)
''',
    "log1p": '''
@triton.jit
def _log1p(x):
    """log(1 + x); for small x as 2 artanh(x / (2 + x)), by its series."""
    z = x / (2 + x)
    square = z * z
    series = 0.0 * square
    for term in tl.static_range(12):
        series = series * square + 1 / (23 - 2 * term)
    return tl.where(tl.abs(x) < 0.5, 2 * z * series, tl.log(1 + x))
''',
    "log_softargmax": '''
@triton.jit
def _log_softargmax(s, place, here):
    """s_k − log Σ_j exp s_j; log1p keeps the digits where one score is far ahead."""
    top = tl.max(tl.where(here, s, -float("inf")), 0)
    rest = _sum_less_one(_exponentials(s, here), here)
    return (s - top) - _log1p(tl.where(rest < 0, 0, rest))
''',
    "logsumexp": '''
@triton.jit
def _logsumexp(s, place, here):
    """log Σ_k exp s_k; −inf where nothing is summed, or nothing but −inf."""
    top = tl.max(tl.where(here, s, -float("inf")), 0)
    rest = _sum_less_one(_exponentials(s, here), here)
    finite = (rest < float("inf")) & (tl.abs(top) < float("inf"))
    odd = tl.sum(tl.where(here & ~(tl.abs(s) <= float("inf")), 1, 0), 0) > 0
    known = tl.where(odd, float("nan"), top)
    return tl.where(finite, top + _log1p(tl.where(rest < 0, 0, rest)), known)
''',
    "complement": '''
@triton.jit
def _complement(p, place, here):
    """1 − p_k; for the largest p_k as the sum of the others, which keeps all digits."""
    top = tl.argmax(tl.where(here, p, -float("inf")), 0)
    rest = tl.sum(tl.where(here & (place != top), p, 0), 0)
    return tl.where(place == top, rest, 1 - p)
''',
    "difference": '''
@triton.jit
def _difference(p, y, place, here):
    """p_k − y_k; for the largest p_k as p_k (1 − y_k) − y_k Σ_{j≠k} p_j."""
    top = tl.argmax(tl.where(here, p, -float("inf")), 0)
    rest = tl.sum(tl.where(here & (place != top), p, 0), 0)
    return tl.where(place == top, p * (1 - y) - y * rest, p - y)
''',
    "sum_without": '''
@triton.jit
def _sum_without(a, out, place, here):
    """The sum of all entries but the one that is left out."""
    return tl.sum(tl.where(here & (place != out), a, 0), 0)
''',
    "total": '''
@triton.jit
def _total(a, here):
    """The sum of all entries."""
    return tl.sum(tl.where(here, a, 0), 0)
''',
    "square": '''
@triton.jit
def _square(x):
    """x²."""
    return x * x
''',
    "logistic": '''
@triton.jit
def _logistic(x):
    """1 / (1 + exp(−x)), without overflow on either side."""
    e = tl.exp(-tl.abs(x))
    return tl.where(x >= 0, 1, e) / (1 + e)
''',
    "softplus": '''
@triton.jit
def _softplus(x):
    """log(1 + exp x), without overflow."""
    return tl.where(x > 0, x, 0) + _log1p(tl.exp(-tl.abs(x)))
''',
    "tanh": '''
@triton.jit
def _tanh(x):
    """tanh x; for small x by the series of exp(−2|x|) − 1."""
    y = -2 * tl.abs(x)
    series = 0.0 * y
    for term in tl.static_range(14):
        series = (series + 1) * y / (14 - term)
    less_one = tl.where(y > -0.5, series, tl.exp(y) - 1)
    size = -less_one / (2 + less_one)
    return tl.where(x < 0, -size, size)
''',
    "relu": '''
@triton.jit
def _relu(x):
    """max(x, 0)."""
    return tl.where(x < 0, 0, x)
''',
    "sign": '''
@triton.jit
def _sign(x):
    """−1, 0 or 1."""
    return tl.where(x > 0, 1, 0).to(x.dtype) - tl.where(x < 0, 1, 0).to(x.dtype)
''',
    "step": '''
@triton.jit
def _step(x):
    """1 where x > 0, otherwise 0."""
    return tl.where(x > 0, 1, 0).to(x.dtype)
''',
}
"""In the order in which they stand in a file."""
