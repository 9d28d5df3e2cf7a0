"""Every identity with code in every target, over sizes, scales, dtypes and strides, against many digits.

One case is a sample of arguments. What an emitted function gives is compared entry by entry with the right side of
the page and, where it states a derivative, with central differences of the left side, both at 100 digits.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from math import prod

import numpy as np
from mpmath import mpf
from reference import Reference, axes_of
from rounding import Rounding, truth
from samples import Sample
from sympy import Integer

from derive.catalogue import load
from derive.codegen import NoCode, code, function
from derive.codegen.lowering import lowered
from derive.codegen.target import Options
from derive.codegen.targets.c.compiled import Compiled, compiled
from derive.language.binders import Sum, free_indices, walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry
from derive.language.indices import Index
from derive.language.places import Distinct, Equal, Within
from derive.language.recurrences import Recurrence
from derive.targets import catalogue, subjects


def equalities():
    """The identities of the catalogue that code is written from."""
    pages = [load(target.label) for target in catalogue()]
    claims = [each for page in pages for each in page.identities.values() if hasattr(each, "right")]
    return [each for each in claims if each.relation == "=" and each.expected == "proved" and has_code(each)]


def of_documents():
    """Those of the documents' pages."""
    return [each for each in equalities() if each.page in subjects()[0].pages]


def has_code(identity):
    """Whether all its parts have an array form; which have none is seen in `test_code`."""
    try:
        lowered(identity)
    except NoCode:
        return False
    return True


LARGE = 1000
ENTRIES = 6
"""How many entries of a large result are looked at."""

DIFFERENCE = mpf(10) ** -40
"""The error of the central differences."""

ROOM, TERMS = 2**26, 3_000
"""Bytes of the largest array, and terms of the page's formula, from which on a case is left out."""


@dataclass(frozen=True)
class Case:
    """Sizes of the dimensions, all alike but for those in `sizes`; what all numbers are multiplied by."""

    size: int
    sizes: tuple[tuple[str, int], ...] = ()
    scale: float = 1
    dtype: str = "float64"
    strided: bool = False

    def __str__(self):
        large = "".join(f", {name} = {size}" for name, size in self.sizes)
        strided = ", strided" if self.strided else ""
        return f"size {self.size}{large}, scale {self.scale:g}, {self.dtype}{strided}"


def cases(identity, *, full=False):
    """Sizes 1, 2, 7, each dimension in turn at 1000; scales up to the range; float32; strided arguments.

    Scales beyond 4 are those of scores: only the documents' pages are about scores alone.
    """
    dims = sorted(Sample(identity, 2, np.random.default_rng(0)).sizes)
    for size in (1, 2, 7):
        yield Case(size)
    yield Case(3, strided=True)
    yield Case(7, dtype="float32", strided=True)
    dtypes = ("float64", "float32") if full else ("float64",)
    yield from (Case(2, ((name, LARGE),), dtype=dtype) for name in dims for dtype in dtypes)
    if identity.page not in subjects()[0].pages:
        yield from (Case(2, scale=scale) for scale in (1e-3, 4))
        return
    for scale in (1e-6, 40, 1e4, 1e150, 1e300) if full else (40, 1e300):
        yield Case(2, scale=scale)
    for scale in (1e-6, 40, 1e4, 1e18, 1e33) if full else (1e4, 1e33):
        yield Case(2, scale=scale, dtype="float32")


@dataclass
class Wanted:
    """Arguments, and what the function should give at some places, with the error that rounding explains."""

    arguments: list
    shape: tuple
    places: list
    values: list
    allowed: list
    peaks: list
    differences: list = field(default_factory=list)


def wanted(identity, case, seed=0, *, differentiated=True):
    """The truth of one case; None where arrays or terms are too many, or the page's formula has no value.

    Where the left side is a derivative it is `differentiated` besides, by central differences.
    """
    rng = np.random.default_rng([seed, *map(ord, identity.id)])
    sample = Sample(identity, case.size, rng, np.dtype(case.dtype), sizes=dict(case.sizes), scale=case.scale)
    indices = axes_of(identity)
    program = lowered(identity)
    shape, begins = extents(identity, indices, sample)
    if 8 * max(sizes_of(program, sample)) > ROOM or terms(identity.right, sample.sizes, {}) > TERMS:
        return None
    numbers = sample.values, sample.slopes, sample.sizes
    places = [
        each
        for each in some_places(shape, rng)
        if holds(identity, Reference(*numbers), indices, moved(each, begins))
    ]
    stand = [moved(each, begins) for each in places]
    try:
        found = truth(Rounding(*numbers), identity.right, indices, stand)
    except ZeroDivisionError:  # log(1 − p) where even 100 digits do not tell p from 1
        return None
    differences = []
    if (
        differentiated
        and any(isinstance(node, Derivative) for node in walk(identity.left))
        and not case.sizes
        and case.scale <= 1
    ):
        differences = truth(Reference(*numbers), identity.left, indices, stand)
    arguments = sample.arguments(program)
    if case.strided:
        arguments = [np.repeat(each, 2, axis=-1)[..., ::2] if np.ndim(each) else each for each in arguments]
    rounding = mpf(float(np.finfo(case.dtype).eps))
    least = max(mpf(float(np.finfo(case.dtype).tiny)), DIFFERENCE)
    allowed = [rounding * each.error + least for each in found]
    return Wanted(
        arguments,
        shape,
        places,
        [each.value for each in found],
        allowed,
        [each.peak for each in found],
        differences,
    )


def extents(identity, indices, sample):
    """How many places each index has, and how many stand before the first of them."""
    whole = Reference({}, {}, sample.sizes)
    windows = {each.args[0]: each.args[1:] for each in identity.given if isinstance(each, Within)}
    limits = [windows.get(index, (Integer(1), index.dim)) for index in indices]
    first = [whole.place(low, {}) for low, _ in limits]
    last = [whole.place(high, {}) for _, high in limits]
    return tuple(max(0, high - low + 1) for low, high in zip(first, last, strict=True)), first


def moved(place, begins):
    """The place, counted from where the claim begins to hold."""
    return tuple(at + first for at, first in zip(place, begins, strict=True))


def holds(identity, reference, indices, place):
    """Whether the identity speaks of this place: i ≠ j may be among its hypotheses."""
    at = dict(zip(indices, place, strict=True))
    for each in identity.given:
        if isinstance(each, Equal):
            same = reference.place(each.args[0], at) == reference.place(each.args[1], at)
            if same == isinstance(each, Distinct):
                return False
    return True


def sizes_of(program, sample):
    """How many entries the arrays of the program have."""
    for each in (*program.statements, program.result):
        yield int(np.prod(sample.shape([axis.dim.whole for axis in each.axes]), dtype=float))


def terms(expression, sizes, scope):
    """How often the innermost part is evaluated: sums inside sums multiply, each combination of indices once."""
    if isinstance(expression, Sum):
        scope = {**scope, expression.bound: sizes[expression.bound.dim.name]}
        return terms(expression.body, sizes, scope)
    if isinstance(expression, Entry) and isinstance(expression.family, Recurrence):
        letter = expression.family
        return sizes[letter.dims[0].name] * max(terms(part, sizes, {}) for part in (letter.end, letter.step))
    if isinstance(expression, Entry) and isinstance(expression.family, Definition):
        letter = expression.family
        places = zip(letter.parameters, expression.places, strict=True)
        inner = {parameter: scope.get(place, 1) for parameter, place in places}
        return terms(letter.body, sizes, inner)
    own = prod(scope.get(index, 1) for index in free_indices(expression))
    if isinstance(expression, Derivative):  # every difference evaluates its body anew
        return own * terms(expression.body, sizes, scope)
    return max([own, *(terms(part, sizes, scope) for part in expression.args if not isinstance(part, Index))])


def some_places(shape, rng):
    """All places of a small result; of a large one the corners and some others."""
    count = int(np.prod(shape))
    if count <= 4 * ENTRIES:
        return list(np.ndindex(shape))
    drawn = {0, count - 1, *rng.integers(0, count, ENTRIES).tolist()}
    return [tuple(map(int, np.unravel_index(each, shape))) for each in sorted(drawn)]


def ratios(got, case, known):
    """The error at each place over that which rounding explains; entries that leave the dtype's range are left out."""
    most = mpf(float(np.finfo(case.dtype).max))
    rows = zip(
        known.places, known.values, known.differences or known.values, known.allowed, known.peaks, strict=True
    )
    for place, value, other, allowed, peak in rows:
        if peak >= most:
            continue
        entry = float(got[place])
        error = max(abs(mpf(entry) - value), abs(mpf(entry) - other)) if np.isfinite(entry) else mpf("inf")
        yield float(error / allowed)


def in_numpy(identity, _):
    return function(identity)


def in_c(identity, dtype):
    return function(identity, "c", dtype=dtype)


def in_torch(identity, _):
    import torch

    run = function(identity, "torch")

    def call(*arguments):
        given = [each if isinstance(each, int) else torch.from_numpy(np.asarray(each)) for each in arguments]
        torch.set_default_dtype(torch.float64)  # of what has no array to be like
        try:
            return run(*given).numpy()
        finally:
            torch.set_default_dtype(torch.float32)

    return call


def in_triton(identity, _):
    """Interpreted where there is no GPU: `TRITON_INTERPRET` is set by `conftest.py`."""
    import torch

    run = function(identity, "triton")

    def call(*arguments):
        given = [each if isinstance(each, int) else torch.from_numpy(np.asarray(each)) for each in arguments]
        return run(*given).numpy()

    return call


def pages_in_c(identities):
    """The functions of many identities by name, compiled to one library, quickly."""
    options = Options()
    programs = {each.id: lowered(each) for each in identities}
    texts = {}
    for each in identities:
        with suppress(NoCode):
            texts[each.id] = code(each, "c")
    library = compiled(*texts.values(), level="-O1")
    made = {}
    for name in texts:
        program = programs[name]
        made[name] = Compiled(getattr(library, program.name), program, options.dtype)
    return made


def in_jax(identity, _):
    import jax

    fixed = [each.name for each in lowered(identity).arguments if each.kind == "size"]
    run = jax.jit(function(identity, "jax"), static_argnames=fixed)
    return lambda *arguments: np.asarray(run(*arguments))


def in_jax_step_by_step(identity, _):
    """Without a compiler for the whole, which takes longer than many small ones that are kept."""
    run = function(identity, "jax")
    return lambda *arguments: np.asarray(run(*arguments))


TARGETS = {"numpy": in_numpy, "torch": in_torch, "jax": in_jax, "c": in_c, "triton": in_triton}
"""The emitted functions, all of which take and give NumPy arrays."""
