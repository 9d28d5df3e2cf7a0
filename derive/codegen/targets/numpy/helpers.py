"""Functions that stand above the main one in a file for NumPy, where it uses them."""

from __future__ import annotations

from derive.codegen.names import helpers

NEEDS: dict[str, tuple[str, ...]] = {
    "real": ("shaped",),
    "number": ("real", "shaped"),
    "places": ("shaped",),
    "takes": ("shaped",),
    "softargmax": ("exponentials", "exp"),
    "softargmax_less_one": ("exponentials", "exp"),
    "log_softargmax": ("exponentials", "exp"),
    "logsumexp": ("log_of_row", "exponentials", "exp"),
}

HELPERS = {
    "shaped": '''
def _shaped(name: str, array: np.ndarray, letters: str, sizes: dict[str, int]) -> np.ndarray:
    """Return the array; raise ValueError unless its shape is that of the letters."""
    axes = letters.split()
    fits = array.ndim == len(axes)
    if not fits or any(
        sizes.setdefault(*each) != each[1] for each in zip(axes, array.shape, strict=True)
    ):
        expected = ", ".join(f"{axis} = {sizes[axis]}" if axis in sizes else axis for axis in axes)
        raise ValueError(f"{name} has shape {array.shape}, and ({expected}) is expected")
    return array
''',
    "real": '''
def _real(name: str, value: np.ndarray, letters: str, sizes: dict[str, int]) -> np.ndarray:
    """Return the argument as an array of floats, half precision as single."""
    array = np.asarray(value)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} is of dtype {array.dtype}, and real numbers are expected")
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    return _shaped(
        name, array.astype(np.float32) if array.dtype == np.float16 else array, letters, sizes
    )
''',
    "number": '''
def _number(name: str, value: np.ndarray | float, *arrays: np.ndarray) -> np.ndarray:
    """Return the argument as a number, one of Python's in the dtype of the arrays."""
    plain = type(value) in (int, float)
    return _real(name, np.asarray(value, np.result_type(*arrays) if plain else None), "", {})
''',
    "places": '''
def _places(
    name: str, value: np.ndarray, letters: str, values: str, sizes: dict[str, int]
) -> np.ndarray:
    """Return the argument as an array of labels, each from 0 up to the size of its dimension."""
    array = np.asarray(value)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} is of dtype {array.dtype}, and whole numbers are expected")
    if array.size and values in sizes and not (array.min() >= 0 and array.max() < sizes[values]):
        raise ValueError(
            f"{name} has entries outside 0 … {values} - 1, and {values} = {sizes[values]}"
        )
    return _shaped(name, array, letters, sizes)
''',
    "takes": '''
def _takes(out: np.ndarray | None, letters: str, sizes: dict[str, int]) -> None:
    """Raise unless `out`, if given, is an array of floats that the result fits into."""
    if out is not None:
        if out.dtype.kind != "f":
            raise TypeError(f"out is of dtype {out.dtype}, and floating-point numbers are expected")
        _shaped("out", out, letters, sizes)
''',
    "into": '''
def _into(out: np.ndarray | None, value: np.ndarray) -> np.ndarray:
    """Return the value in `out`, or an array of its own."""
    if out is None:
        return np.array(value)
    out[...] = value
    return out
''',
    "put": '''
def _put(out: np.ndarray | None, value: np.ndarray) -> np.ndarray:
    """Return the value, in `out` if that is given."""
    if out is None:
        return value
    out[...] = value
    return out
''',
    "room": '''
def _room(out: np.ndarray | None, shape: tuple[int, ...], dtype: np.dtype | type) -> np.ndarray:
    """Return `out`, or a new array for the result."""
    return np.empty(shape, dtype) if out is None else out
''',
    "blocks": '''
def _blocks(array: np.ndarray, width: int = 0) -> list[slice]:
    """Return slices of rows, each small enough to stay in the cache while it is worked on.

    `width` is how many numbers a row has on the way, where that is more than the array's own.
    """
    rows = max(1, 2**21 // max(1, array.itemsize * max(array.shape[1], width)))
    return [slice(start, start + rows) for start in range(0, array.shape[0], rows)]
''',
    "filled": '''
def _filled(
    out: np.ndarray | None, shape: tuple[int, ...], value: float, dtype: np.dtype | type
) -> np.ndarray:
    """Return an array with this value everywhere, `out` if that is given."""
    result = np.empty(shape, dtype) if out is None else out
    result[...] = value
    return result
''',
    "exp": '''
def _exp(s: np.ndarray, out: np.ndarray | None) -> np.ndarray:
    """Return exp s, in `out` if that is given; what is too small is 0."""
    with np.errstate(all="ignore"):
        e: np.ndarray = np.exp(s, out=out)
    return e
''',
    "exponentials": '''
def _exponentials(s: np.ndarray, axis: int, out: np.ndarray | None = None) -> np.ndarray:
    """Return exp(s_k − r) along an axis: neither one nor their sum overflows, no digit is lost.

    Rounding takes nothing from s_k − max s where no score is further from max s than half of that,
    or so far that exp is 0. Elsewhere r is the least whole number that does, often 0, and ⌊max s⌋
    where all scores are negative.
    """
    if not s.size:
        return s.copy() if out is None else out
    if s.ndim == 1 and 0 <= np.maximum.reduce(s) <= (60 if s.dtype == np.float32 else 600):
        return _exp(s, out)
    most = np.finfo(s.dtype).max
    room, reach = np.log(most / s.shape[axis]) - 2, 1.2 * np.log(most)
    with np.errstate(all="ignore"):
        largest = s.max(axis=axis, keepdims=True)
        r = np.floor(np.minimum(largest, np.maximum(largest - room, 0)))
        near = np.abs(largest) / 2
        if (
            np.minimum(largest - s.take([0], axis=axis), reach) <= near
        ).any():  # the others perhaps too
            smallest = s.min(axis=axis, keepdims=True)
            r = np.where(np.minimum(largest - smallest, reach) <= near, largest, r)
        if r.any():
            s = out = np.subtract(s, r, out=out)
    return _exp(s, out)
''',
    "softargmax": '''
def _softargmax(s: np.ndarray, axis: int, out: np.ndarray | None = None) -> np.ndarray:
    """Return exp s_k / Σ_j exp s_j along an axis."""
    p = _exponentials(s, axis, out)
    with np.errstate(all="ignore"):
        p /= np.add.reduce(p, axis=axis, keepdims=True)
    return p
''',
    "softargmax_less_one": '''
def _softargmax_less_one(
    s: np.ndarray, label: np.ndarray, out: np.ndarray | None = None
) -> np.ndarray:
    """Return p_k = exp s_k / Σ_j exp s_j for every row; at its label p_k − 1, as −Σ_{j≠k} p_j."""
    p = _exponentials(s, -1, out)
    here = label if s.ndim == 1 else (np.arange(len(s)), label)
    with np.errstate(all="ignore"):
        own, p[here] = p[here], 0
        others = p.sum(axis=-1)
        p[here] = -others
        p *= (1 / (own + others))[..., None]
    return p
''',
    "log_softargmax": '''
def _log_softargmax(s: np.ndarray, axis: int) -> np.ndarray:
    """Return s_k − log Σ_j exp s_j along an axis; log1p keeps the digits of a score far ahead."""
    if not s.size:
        return s.copy()
    top = s.argmax(axis=axis, keepdims=True)
    e = _exponentials(s, axis)
    best = np.take_along_axis(e, top, axis=axis)
    np.put_along_axis(e, top, best * 0, axis=axis)
    with np.errstate(all="ignore"):
        rest = np.log1p(e.sum(axis=axis, keepdims=True) / best)
        log_p: np.ndarray = s - np.take_along_axis(s, top, axis=axis) - rest
    return log_p
''',
    "log_of_row": '''
def _log_of_row(s: np.ndarray) -> np.ndarray:
    """Return log Σ_k exp s_k of one row."""
    top, e = s.argmax(), _exponentials(s, 0)
    largest, best, e[top] = s[top], e[top], 0
    with np.errstate(all="ignore"):
        total: np.ndarray = largest + np.log1p(np.add.reduce(e) / best)
    return total if np.isfinite(largest) else largest
''',
    "logsumexp": '''
def _logsumexp(s: np.ndarray, axis: int) -> np.ndarray:
    """Return log Σ_k exp s_k along an axis; −inf where nothing is summed, or nothing but −inf."""
    if not s.shape[axis]:
        return np.full(s.sum(axis=axis).shape, -np.inf, s.dtype)
    if s.ndim == 1:
        return _log_of_row(s)
    top = s.argmax(axis=axis, keepdims=True)
    largest = np.take_along_axis(s, top, axis=axis)
    e = _exponentials(s, axis)
    best = np.take_along_axis(e, top, axis=axis)
    np.put_along_axis(e, top, 0, axis=axis)
    with np.errstate(all="ignore"):
        rest = np.log1p(e.sum(axis=axis, keepdims=True) / best)
    return np.squeeze(np.where(np.isfinite(largest), largest + rest, largest), axis)
''',
    "complement": '''
def _complement(p: np.ndarray, axis: int) -> np.ndarray:
    """Return 1 − p_k along an axis; for the largest p_k as the sum of the others."""
    q = 1 - p
    if p.size:
        top = p.argmax(axis=axis, keepdims=True)
        rest = p.copy()
        np.put_along_axis(rest, top, 0, axis=axis)
        np.put_along_axis(q, top, rest.sum(axis=axis, keepdims=True), axis=axis)
    return q
''',
    "difference": '''
def _difference(p: np.ndarray, y: np.ndarray, axis: int) -> np.ndarray:
    """Return p_k − y_k along an axis; for the largest p_k as p_k (1 − y_k) − y_k Σ_{j≠k} p_j."""
    flow: np.ndarray = p - y
    if p.ndim == 1 and flow.size:
        top, rest = p.argmax(), p.copy()
        rest[top] = 0
        flow[top] = p[top] * (1 - y[top]) - y[top] * np.add.reduce(rest)
    elif flow.size:
        top = p.argmax(axis=axis, keepdims=True)
        p_top, y_top = np.take_along_axis(p, top, axis=axis), np.take_along_axis(y, top, axis=axis)
        rest = p.copy()
        np.put_along_axis(rest, top, 0, axis=axis)
        best = p_top * (1 - y_top) - y_top * rest.sum(axis=axis, keepdims=True)
        np.put_along_axis(flow, top, best, axis=axis)
    return flow
''',
    "sum_without": '''
def _sum_without(a: np.ndarray, place: np.ndarray | int, axis: int) -> np.ndarray:
    """Return the sum along an axis of all entries but the one at `place`."""
    rest = a.copy()
    spots = np.reshape(place, (1,) * a.ndim) if np.ndim(place) == 0 else np.asarray(place)
    np.put_along_axis(rest, spots, 0, axis=axis)
    total: np.ndarray = rest.sum(axis=axis)
    return total
''',
    **helpers("numpy"),
}
"""In the order in which they stand in a file."""
