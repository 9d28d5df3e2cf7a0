"""Functions that stand in files for JAX above the main one, each where it is used."""

from __future__ import annotations

from derive.codegen.names import helpers

NEEDS: dict[str, tuple[str, ...]] = {
    "real": ("shaped",),
    "places": ("shaped",),
    "softargmax": ("exponentials", "sum_less_one"),
    "softargmax_less_one": ("softargmax", "exponentials", "sum_less_one"),
    "log_softargmax": ("exponentials", "sum_less_one"),
    "logsumexp": ("exponentials", "sum_less_one"),
    "complement": ("largest",),
    "difference": ("largest",),
}

HELPERS = {
    "shaped": '''
def _shaped(name: str, array: jax.Array, letters: str, sizes: dict[str, int]) -> jax.Array:
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
def _real(name: str, value: jax.Array, letters: str, sizes: dict[str, int]) -> jax.Array:
    """Return the argument as an array of floats, half precision as single."""
    array = jnp.asarray(value)
    if not jnp.issubdtype(array.dtype, jnp.floating):
        raise TypeError(
            f"{name} is of dtype {array.dtype}, and floating-point numbers are expected"
        )
    half = array.dtype in (jnp.float16, jnp.bfloat16)
    return _shaped(name, array.astype(jnp.float32) if half else array, letters, sizes)
''',
    "constants": '''
def _constants(**arrays: CustomVJPPrimal) -> None:
    """Raise ValueError for an array in which a gradient is wanted: there is none."""
    for name, array in arrays.items():
        if array.perturbed:
            raise ValueError(
                f"there is no gradient in {name}; jax.lax.stop_gradient({name}) is a constant"
            )
''',
    "places": '''
def _places(
    name: str, value: jax.Array, letters: str, values: str, sizes: dict[str, int]
) -> jax.Array:
    """Return the argument as labels; under jit only their dtype and shape are checked."""
    array = jnp.asarray(value)
    if not jnp.issubdtype(array.dtype, jnp.integer):
        raise TypeError(f"{name} is of dtype {array.dtype}, and whole numbers are expected")
    traced = isinstance(array, jax.core.Tracer)
    if array.size and not (traced or 0 <= int(array.min()) <= int(array.max()) < sizes[values]):
        raise ValueError(
            f"{name} has entries outside 0 … {values} - 1, and {values} = {sizes[values]}"
        )
    return _shaped(name, array, letters, sizes)
''',
    "exponentials": '''
def _exponentials(s: jax.Array, axis: int) -> jax.Array:
    """Return exp(s_k − max s) along an axis; what rounding takes from s_k − max s is put back."""
    top = jnp.maximum(s.max(axis=axis, keepdims=True, initial=-jnp.inf), jnp.finfo(s.dtype).min)
    d = s - top
    back = s - d
    lost = jax.lax.stop_gradient((s - (d + back)) + (back - top))
    return jnp.exp(d) * (1 + jnp.nan_to_num(lost, nan=0, posinf=0, neginf=0))
''',
    "sum_less_one": '''
def _sum_less_one(e: jax.Array, axis: int) -> jax.Array:
    """Return Σ_k e_k − 1 along an axis, the largest e_k being 1: small ones are summed apart."""
    ones = (e == 1).astype(e.dtype)
    return (e - ones).sum(axis=axis, keepdims=True) + (ones.sum(axis=axis, keepdims=True) - 1)
''',
    "softargmax": '''
def _softargmax(s: jax.Array, axis: int) -> jax.Array:
    """Return exp s_k / Σ_j exp s_j along an axis."""
    e = _exponentials(s, axis)
    return e / (1 + _sum_less_one(e, axis))
''',
    "softargmax_less_one": '''
def _softargmax_less_one(s: jax.Array, label: jax.Array) -> jax.Array:
    """Return exp s_k / Σ_j exp s_j = p_k; at the label p_k − 1, as −Σ_{j≠k} p_j where p_k > ½."""
    p = _softargmax(s, s.ndim - 1)
    here = jnp.arange(s.shape[-1]) == label[..., None]
    others = jnp.where(here, 0, p).sum(axis=-1, keepdims=True)
    return jnp.where(here, jnp.where(p > 0.5, -others, p - 1), p)
''',
    "largest": '''
def _largest(s: jax.Array, axis: int) -> jax.Array:
    """Return a mask of the largest entry along an axis, the first one of equals."""
    at = jnp.arange(s.shape[axis]).reshape([-1 if a == axis else 1 for a in range(s.ndim)])
    return (
        at == s.argmax(axis=axis, keepdims=True) if s.shape[axis] else jnp.zeros_like(s, dtype=bool)
    )
''',
    "log_softargmax": '''
def _log_softargmax(s: jax.Array, axis: int) -> jax.Array:
    """Return s_k − log Σ_j exp s_j along an axis; log1p keeps the digits of a score far ahead."""
    shifted = s - s.max(axis=axis, keepdims=True, initial=-jnp.inf)
    return shifted - jnp.log1p(jnp.maximum(_sum_less_one(_exponentials(s, axis), axis), 0))
''',
    "logsumexp": '''
def _logsumexp(s: jax.Array, axis: int) -> jax.Array:
    """Return log Σ_k exp s_k along an axis; −inf where nothing is summed, or nothing but −inf."""
    others = _sum_less_one(_exponentials(s, axis), axis).squeeze(axis)
    return s.max(axis=axis, initial=-jnp.inf) + jnp.log1p(jnp.maximum(others, 0))
''',
    "complement": '''
def _complement(p: jax.Array, axis: int) -> jax.Array:
    """Return 1 − p_k along an axis; for the largest p_k as the sum of the others."""
    top = _largest(p, axis)
    return jnp.where(top, jnp.where(top, 0, p).sum(axis=axis, keepdims=True), 1 - p)
''',
    "difference": '''
def _difference(p: jax.Array, y: jax.Array, axis: int) -> jax.Array:
    """Return p_k − y_k along an axis; for the largest p_k as p_k (1 − y_k) − y_k Σ_{j≠k} p_j."""
    top = _largest(p, axis)
    rest = jnp.where(top, 0, p).sum(axis=axis, keepdims=True)
    return jnp.where(top, p * (1 - y) - y * rest, p - y)
''',
    **helpers("jax"),
}
