"""Functions that stand in files for PyTorch above the main one, each where it is used."""

from __future__ import annotations

from derive.codegen.names import helpers

LESS_ONE = (
    *("held", "plain", "pieces", "blocks", "shares", "exponentials", "sum_less_one"),
    *("label_ahead", "less_one"),
)
NEEDS: dict[str, tuple[str, ...]] = {
    "real": ("shaped",),
    "places": ("shaped", "held"),
    "takes": ("shaped",),
    **dict.fromkeys(
        ("by_rows", "all_by_rows", "sum_by_rows", "by_rows_so_far", "sum_by_rows_so_far"),
        ("held", "plain", "starts"),
    ),
    "shares": ("exponentials", "sum_less_one"),
    "softargmax": ("held", "plain", "pieces", "shares", "exponentials", "sum_less_one"),
    "softargmax_less_one": LESS_ONE,
    "log_and_less_one": ("log_shares", *LESS_ONE),
    "log_softargmax": ("held", "plain", "pieces", "log_shares", "exponentials", "sum_less_one"),
    "logsumexp": ("exponentials", "sum_less_one"),
    "complement": ("largest",),
    "difference": ("largest",),
}

HELPERS = {
    "shaped": '''
def _shaped(name: str, array: torch.Tensor, letters: str, sizes: dict[str, int]) -> torch.Tensor:
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
def _real(name: str, value: torch.Tensor, letters: str, sizes: dict[str, int]) -> torch.Tensor:
    """Return the argument, half precision as single."""
    if not value.is_floating_point():
        raise TypeError(
            f"{name} is of dtype {value.dtype}, and floating-point numbers are expected"
        )
    half = value.dtype in (torch.float16, torch.bfloat16)
    return _shaped(name, value.float() if half else value, letters, sizes)
''',
    "takes": '''
def _takes(out: torch.Tensor | None, letters: str, sizes: dict[str, int]) -> None:
    """Raise ValueError unless `out`, if given, has the shape of the result."""
    if out is not None:
        _shaped("out", out, letters, sizes)
''',
    "constants": '''
def _constants(**tensors: torch.Tensor) -> None:
    """Raise ValueError for a tensor in which a gradient is wanted: there is none."""
    for name, tensor in tensors.items():
        if tensor.requires_grad and torch.is_grad_enabled():
            raise ValueError(
                f"there is no gradient in {name}; {name}.detach() is taken as a constant"
            )
''',
    "held": '''
def _held(tensor: torch.Tensor) -> bool:
    """Whether there are numbers to look at: not while compiling, in torch.func, or on meta."""
    if torch.compiler.is_compiling() or tensor.device.type == "meta":
        return False
    try:
        return tensor.data_ptr() >= 0
    except RuntimeError:  # inside torch.func
        return False
''',
    "places": '''
def _places(
    name: str, value: torch.Tensor, letters: str, values: str, sizes: dict[str, int]
) -> torch.Tensor:
    """Return the argument as labels, each from 0 up to the size of its dimension."""
    if value.is_floating_point() or value.dtype == torch.bool:
        raise TypeError(f"{name} is of dtype {value.dtype}, and whole numbers are expected")
    if value.numel() and _held(value):
        least, most = torch.aminmax(value)
        if not 0 <= int(least) <= int(most) < sizes[values]:
            raise ValueError(
                f"{name} has entries outside 0 … {values} - 1, and {values} = {sizes[values]}"
            )
    return _shaped(name, value.long(), letters, sizes)
''',
    "plain": '''
def _plain(tensor: torch.Tensor) -> bool:
    """Whether work may be done in place: the tensor has memory, and no gradient is wanted."""
    return _held(tensor) and not (tensor.requires_grad and torch.is_grad_enabled())
''',
    "exponentials": '''
def _exponentials(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return exp(s_k − max s) along an axis; what rounding takes from s_k − max s is put back."""
    if not s.numel():
        return s.exp()
    top = s.amax(axis, keepdim=True).clamp(min=torch.finfo(s.dtype).min)
    d = s - top
    e, s, d = d.exp(), s.detach(), d.detach()
    back = s - d
    lost = (s - (d + back)).add_(back.sub_(top.detach()))
    return torch.addcmul(e, e, lost.nan_to_num_(0, 0, 0))  # nothing of what is not finite
''',
    "sum_less_one": '''
def _sum_less_one(e: torch.Tensor, axis: int) -> torch.Tensor:
    """Return Σ_k e_k − 1 along an axis, the largest e_k being 1: small ones are summed apart."""
    ones = (e == 1).to(e.dtype)
    return (e - ones).sum(axis, keepdim=True) + (ones.sum(axis, keepdim=True) - 1)
''',
    "shares": '''
def _shares(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return exp s_k / Σ_j exp s_j along an axis, with all digits."""
    e = _exponentials(s, axis)
    return e / (1 + _sum_less_one(e, axis))
''',
    "log_shares": '''
def _log_shares(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return s_k − log Σ_j exp s_j along an axis, with all digits where one score is far ahead."""
    shifted = s - s.amax(axis, keepdim=True)
    return shifted - torch.log1p(_sum_less_one(_exponentials(s, axis), axis).clamp(min=0))
''',
    "starts": '''
def _starts(width: int, arrays: list[torch.Tensor], shared: list[torch.Tensor]) -> range:
    """Return where blocks of rows start, of `width` numbers each, that stay in the cache.

    One block where no memory may be written to, or where it is not on a CPU.
    """
    rows, size = arrays[0].shape[0], arrays[0].element_size()
    if arrays[0].device.type != "cpu" or not all(_plain(each) for each in [*arrays, *shared]):
        return range(0, max(1, rows), max(1, rows))
    count = torch.get_num_threads() * 2**20 // max(1, size * width)
    return range(0, max(1, rows), max(1, count))
''',
    "by_rows": '''
def _by_rows(
    formula: Callable[..., torch.Tensor],
    width: int,
    arrays: list[torch.Tensor],
    shared: list[torch.Tensor],
) -> torch.Tensor:
    """Return formula(*arrays), worked out for some rows at a time."""
    starts = _starts(width, arrays, shared)
    if len(starts) == 1:
        return formula(*arrays)
    first = formula(*(each[: starts.step] for each in arrays))
    result = first.new_empty(arrays[0].shape[0], *first.shape[1:])
    result[: starts.step] = first
    for start in starts[1:]:
        result[start : start + starts.step] = formula(
            *(each[start : start + starts.step] for each in arrays)
        )
    return result
''',
    "all_by_rows": '''
def _all_by_rows(
    formula: Callable[..., tuple[torch.Tensor, ...]],
    width: int,
    arrays: list[torch.Tensor],
    shared: list[torch.Tensor],
) -> tuple[torch.Tensor, ...]:
    """Return formula(*arrays), which are several arrays, worked out for some rows at a time."""
    starts = _starts(width, arrays, shared)
    found = formula(*(each[: starts.step] for each in arrays))
    if len(starts) == 1:
        return found
    results = [each.new_empty(arrays[0].shape[0], *each.shape[1:]) for each in found]
    for start in starts:
        if start:
            found = formula(*(each[start : start + starts.step] for each in arrays))
        for result, each in zip(results, found, strict=True):
            result[start : start + starts.step] = each
    return tuple(results)
''',
    "sum_by_rows": '''
def _sum_by_rows(
    formula: Callable[..., torch.Tensor],
    width: int,
    arrays: list[torch.Tensor],
    shared: list[torch.Tensor],
) -> torch.Tensor:
    """Return formula(*arrays), a sum over rows, added up for some of them at a time."""
    starts = _starts(width, arrays, shared)
    if len(starts) == 1:
        return formula(*arrays)
    total = formula(*(each[: starts.step] for each in arrays))
    for start in starts[1:]:
        total += formula(*(each[start : start + starts.step] for each in arrays))
    return total
''',
    "by_rows_so_far": '''
def _by_rows_so_far(
    formula: Callable[..., torch.Tensor],
    width: int,
    arrays: list[torch.Tensor],
    seen: list[torch.Tensor],
    shared: list[torch.Tensor],
) -> torch.Tensor:
    """Return formula(*arrays, *seen), for some rows at a time, which see no later ones."""
    starts = _starts(2 * width, arrays, [*seen, *shared])
    if len(starts) == 1:
        return formula(*arrays, *seen)
    ends = [start + starts.step for start in starts]
    parts = [
        formula(*(each[start:end] for each in arrays), *(each[:end] for each in seen))
        for start, end in zip(starts, ends, strict=True)
    ]
    return torch.cat(parts)
''',
    "sum_by_rows_so_far": '''
def _sum_by_rows_so_far(
    formula: Callable[..., torch.Tensor],
    width: int,
    arrays: list[torch.Tensor],
    seen: list[torch.Tensor],
    shared: list[torch.Tensor],
) -> torch.Tensor:
    """Return formula(*arrays, *seen), a sum over rows; none adds to a place after its own."""
    starts = _starts(2 * width, arrays, [*seen, *shared])
    if len(starts) == 1:
        return formula(*arrays, *seen)
    *first, last = starts  # whose rows add to all places
    total = formula(*(each[last:] for each in arrays), *seen)
    for start in first:
        end = start + starts.step
        total[:end] += formula(
            *(each[start:end] for each in arrays), *(each[:end] for each in seen)
        )
    return total
''',
    "pieces": '''
def _pieces(places: tuple[torch.Tensor, ...], rows: torch.Tensor) -> list[tuple[torch.Tensor, ...]]:
    """Return the places of rows, a few at a time, which stay in the cache meanwhile."""
    count = max(1, 2**20 // max(1, rows.element_size() * rows.shape[-1]))
    return list(zip(*(each.split(count) for each in places if each.numel()), strict=True))
''',
    "blocks": '''
def _blocks(result: torch.Tensor) -> list[slice]:
    """Return slices of rows, each thread's share of which stays in its cache meanwhile."""
    if torch.compiler.is_compiling() or result.device.type != "cpu":  # one loop of it all
        return [slice(0, result.shape[0])]
    rows = torch.get_num_threads() * 2**21 // max(1, result.element_size() * result.shape[1])
    return [slice(start, start + max(1, rows)) for start in range(0, result.shape[0], max(1, rows))]
''',
    "softargmax": '''
def _softargmax(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return exp s_k / Σ_j exp s_j along an axis; PyTorch's own loses digits."""
    if not (_plain(s) and s.numel()):
        return _shares(s, axis)
    p = torch.softmax(s, axis)
    rows, scores = p.movedim(axis, -1)[None], s.movedim(axis, -1)[None]
    if (rows.amin(-1) < 2**-26).any():
        below = rows.reciprocal().nan_to_num_(posinf=0).amax(-1)  # what is masked is not far
        for far in _pieces(torch.nonzero(below > 2**26, as_tuple=True), rows):
            rows[far] = _shares(scores[far], -1)
    return p
''',
    "label_ahead": '''
def _label_ahead(
    s: torch.Tensor, here: torch.Tensor, p: torch.Tensor, *, ahead: bool
) -> tuple[torch.Tensor, bool]:
    """Put p_k = exp s_k / Σ_j exp s_j, less 1 at the label, into p; return log p at the label.

    If the label's score may be far ahead (the rows before say so: `ahead`), so that rounding takes
    digits from s_k − max s, the others' shares q_k among themselves are worked out: p_k = w q_k,
    and p − 1 = −w at the label. Where others lie far apart too, what rounding takes is put back.
    """
    if not ahead:
        torch.softmax(s, dim=1, out=p)
        own = p.gather(1, here)
        p.scatter_(1, here, own - 1)
        if ((own >= 2**-26) & (own <= 0.5)).all():
            return own.log_(), False
    others, score = s.scatter(1, here, -torch.inf), s.gather(1, here)
    torch.softmax(others, dim=1, out=p)
    top, q = others.amax(1, keepdim=True), p.amax(1, keepdim=True)
    rest, own = _exponentials(torch.cat([top, score], 1), 1).split(1, dim=1)
    own = q * own
    w, log_own = rest / (rest + own), score - top + q.log() - torch.log1p(own / rest)
    log_own = torch.where(w <= 0.5, torch.log1p(-w), log_own)
    p.mul_(w).scatter_(1, here, -w)
    apart = torch.nonzero(~((q <= 0.5) & (own / (rest + own) >= 2**-26)))[:, 0]
    for (rows,) in _pieces((apart,), s):
        e = _exponentials(s[rows], 1)
        own, rest = e.gather(1, here[rows]), e.scatter_(1, here[rows], 0).sum(dim=1, keepdim=True)
        p[rows] = e.scatter_(1, here[rows], -rest).div_(own + rest)
        d = score[rows] - torch.maximum(score[rows], top[rows]) - torch.log(own + rest)
        log_own[rows] = torch.where(rest <= own, -torch.log1p(rest / own), d)
    return log_own, True
''',
    "less_one": '''
def _less_one(p: torch.Tensor, here: torch.Tensor) -> torch.Tensor:
    """Return p, less 1 at the label, as −Σ_{j≠k} p_j where p_k > ½."""
    own, others = p.gather(-1, here), p.scatter(-1, here, 0).sum(-1, keepdim=True)
    return p.scatter(-1, here, torch.where(own > 0.5, -others, own - 1))
''',
    "softargmax_less_one": '''
def _softargmax_less_one(
    s: torch.Tensor, label: torch.Tensor, out: torch.Tensor | None = None
) -> torch.Tensor:
    """Return exp s_k / Σ_j exp s_j = p_k; at the label p_k − 1, as −Σ_{j≠k} p_j where p_k > ½."""
    here, ahead = label[..., None], False
    if s.ndim == 1 or not _plain(s):
        flow = _less_one(_shares(s, -1), here)
        return flow if out is None else out.copy_(flow)
    p = torch.empty_like(s) if out is None else out
    for rows in _blocks(p):
        _, ahead = _label_ahead(s[rows], here[rows], p[rows], ahead=ahead)
    return p
''',
    "log_and_less_one": '''
def _log_and_less_one(s: torch.Tensor, label: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return log p at the label, and p_k = exp s_k / Σ_j exp s_j, at the label less 1."""
    here, ahead = label[..., None], False
    if s.ndim == 1 or not _plain(s):
        return _log_shares(s, -1).gather(-1, here)[..., 0], _less_one(_shares(s, -1), here)
    p, log_own = torch.empty_like(s), torch.empty_like(s[:, :1])
    for rows in _blocks(p):
        log_own[rows], ahead = _label_ahead(s[rows], here[rows], p[rows], ahead=ahead)
    return log_own[:, 0], p
''',
    "largest": '''
def _largest(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return a mask of the largest entry along an axis, the first one of equals."""
    at = torch.arange(s.shape[axis], device=s.device).reshape(
        [-1 if a == axis else 1 for a in range(s.ndim)]
    )
    return (
        at == s.argmax(axis, keepdim=True)
        if s.shape[axis]
        else torch.zeros_like(s, dtype=torch.bool)
    )
''',
    "log_softargmax": '''
def _log_softargmax(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return s_k − log Σ_j exp s_j along an axis; PyTorch's own loses digits."""
    if not s.numel():
        return s.clone()
    if not _plain(s):
        return _log_shares(s, axis)
    log_p = torch.log_softmax(s, axis)
    rows, scores = log_p.movedim(axis, -1)[None], s.movedim(axis, -1)[None]
    for ahead in _pieces(torch.nonzero(rows.amax(-1) > -0.25, as_tuple=True), rows):
        rows[ahead] = _log_shares(scores[ahead], -1)
    return log_p
''',
    "logsumexp": '''
def _logsumexp(s: torch.Tensor, axis: int) -> torch.Tensor:
    """Return log Σ_k exp s_k along an axis; −inf where nothing is summed, or nothing but −inf."""
    if not s.shape[axis]:
        return torch.logsumexp(s, axis)
    others = _sum_less_one(_exponentials(s, axis), axis).squeeze(axis)
    return s.amax(axis) + torch.log1p(others.clamp(min=0))
''',
    "complement": '''
def _complement(p: torch.Tensor, axis: int) -> torch.Tensor:
    """Return 1 − p_k along an axis; for the largest p_k as the sum of the others."""
    top = _largest(p, axis)
    return torch.where(top, torch.where(top, 0, p).sum(axis, keepdim=True), 1 - p)
''',
    "difference": '''
def _difference(p: torch.Tensor, y: torch.Tensor, axis: int) -> torch.Tensor:
    """Return p_k − y_k along an axis; for the largest p_k as p_k (1 − y_k) − y_k Σ_{j≠k} p_j."""
    top = _largest(p, axis)
    rest = torch.where(top, 0, p).sum(axis, keepdim=True)
    return torch.where(top, p * (1 - y) - y * rest, p - y)
''',
    **helpers("torch"),
}
