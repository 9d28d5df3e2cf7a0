"""C files compiled, and called through ctypes."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from derive.codegen.errors import NoCode
from derive.codegen.program import Argument, Part, Program
from derive.codegen.target import Options
from derive.language.indices import Dim

FLAGS = ("-std=c99", "-march=native", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math")


FIRST_LABEL = 2
"""What a C function returns for the first label that is out of bounds; 1 is that there is no memory."""


def labels(program: Program) -> list[Argument]:
    """The arguments that are places along a dimension."""
    return [each for each in program.arguments if each.kind == "label" and each.values is not None]


def singular(program: Program) -> int:
    """What a C function returns for a matrix that has no inverse, or is not positive definite though it should be."""
    return FIRST_LABEL + len(labels(program))


def all_dims(program: Program) -> list[Dim]:
    """Every dimension of the program, in the order of the arguments."""
    result = program.result
    dims = [
        dim for each in program.arguments for dim in (*each.dims, *([each.values] if each.values else []))
    ]
    dims += [axis.dim for axis in (result.axes if result else ())]
    dims += [axis.dim for each in program.statements for axis in each.axes]
    return list(dict.fromkeys(dim.whole for dim in dims))


def compiled(*texts: str, openmp: bool = True, level: str = "-O3") -> ctypes.CDLL:
    """The texts, each a file, compiled to one library and loaded. Raises `NoCode` where there is no compiler."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise NoCode("there is no C compiler: install one, or name it in the environment variable CC")
    flags = [level, *FLAGS, "-fopenmp" if openmp else "-fopenmp-simd"]
    with tempfile.TemporaryDirectory(prefix="derive-c-", ignore_cleanup_errors=True) as folder:
        sources, library = [Path(folder, f"code{at}.c") for at in range(len(texts))], Path(folder, "code.so")
        for source, text in zip(sources, texts, strict=True):
            source.write_text(text, encoding="utf-8")
        command = [compiler, *flags, "-fPIC", "-shared", *map(str, sources), "-o", str(library), "-lm"]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            raise NoCode(f"the C compiler refuses the file: {made.stderr.strip()}")
        return ctypes.CDLL(str(library))


def load(text: str, program: Program, options: Options) -> Callable[..., Any]:
    """The compiled function, which takes and returns NumPy arrays."""
    return Compiled(getattr(compiled(text), program.name), program, options.dtype)


class Compiled:
    """A compiled function: it checks its arguments, and calls with the addresses of contiguous arrays."""

    def __init__(self, function: Any, program: Program, dtype: str) -> None:
        import numpy as np

        self.function, self.program, self.numpy = function, program, np
        self.dtype = np.dtype(dtype)
        self.real = ctypes.c_double if dtype == "float64" else ctypes.c_float
        self.__name__ = program.name

    def __call__(self, *arguments: Any, out: Any = None) -> Any:
        """The result for these arguments, in `out` if that is given.

        Raises TypeError and ValueError with the argument's name, the shape expected and the one given.
        """
        sizes: dict[str, int] = {}
        if len(arguments) != len(self.program.arguments):
            wanted = ", ".join(each.name for each in self.program.arguments)
            raise TypeError(f"{self.__name__} takes {wanted}; {len(arguments)} arguments are given")
        pairs = list(zip(self.program.arguments, arguments, strict=True))
        arrays = {each.name: self._array(each, value, sizes) for each, value in pairs}
        for each in self.program.arguments:
            if each.values is not None:
                sizes.setdefault(each.values.name, 0)
        result = self._result(out, sizes)
        values: list[Any] = [ctypes.c_ssize_t(sizes[dim.name]) for dim in all_dims(self.program)]
        values += [
            self._passed(each, arrays[each.name]) for each in self.program.arguments if each.kind != "size"
        ]
        self._succeeded(self.function(*values, ctypes.c_void_p(result.ctypes.data)), sizes)
        return result[()] if not result.shape else result

    def _array(self, argument: Argument, value: Any, sizes: dict[str, int]) -> Any:
        if argument.kind == "size":
            sizes[argument.values.name if argument.values else ""] = int(value)
            return int(value)
        array = self.numpy.asarray(value)
        kinds, words = ("fiu", "real numbers") if argument.kind == "real" else ("iu", "whole numbers")
        if array.dtype.kind not in kinds:
            raise TypeError(f"{argument.name} is of dtype {array.dtype}, and {words} are expected")
        self._check_shape(argument.name, array, argument.dims, sizes)
        wanted = self.dtype if argument.kind == "real" else self.numpy.int64
        return self.numpy.ascontiguousarray(array, wanted) if array.shape else array.astype(wanted)

    def _check_shape(self, name: str, array: Any, dims: tuple[Dim, ...], sizes: dict[str, int]) -> None:
        pairs = zip((dim.name for dim in dims), array.shape, strict=False)
        if array.ndim != len(dims) or any(sizes.setdefault(*pair) != pair[1] for pair in pairs):
            letters = [dim.name for dim in dims]
            expected = ", ".join(f"{each} = {sizes[each]}" if each in sizes else each for each in letters)
            raise ValueError(f"{name} has shape {array.shape}, and ({expected}) is expected")

    def _succeeded(self, code: int, sizes: dict[str, int]) -> None:
        """Raises what the code that the C function returned means."""
        if code == 1:
            raise MemoryError(f"{self.__name__} found no memory")
        if code == singular(self.program):
            raise self.numpy.linalg.LinAlgError(f"{self.__name__} met a singular matrix")
        if code:
            label = labels(self.program)[code - FIRST_LABEL]
            letter = label.values.name if label.values else ""
            raise ValueError(
                f"{label.name} has entries outside 0 … {letter} - 1, and {letter} = {sizes[letter]}"
            )

    def _result(self, out: Any, sizes: dict[str, int]) -> Any:
        dims = tuple(axis.dim for axis in self.program.result.axes) if self.program.result else ()
        shape = tuple(_extent(dim, sizes) for dim in dims)
        if out is None:
            return self.numpy.empty(shape, self.dtype)
        if out.dtype != self.dtype or not out.flags.c_contiguous:
            raise TypeError(f"out is of dtype {out.dtype}; a contiguous array of {self.dtype} is expected")
        self._check_shape("out", out, dims, sizes)
        return out

    def _passed(self, argument: Argument, array: Any) -> Any:
        if argument.dims:
            return ctypes.c_void_p(array.ctypes.data)
        return self.real(array) if argument.kind == "real" else ctypes.c_int64(int(array))


def _extent(dim: Dim, sizes: dict[str, int]) -> int:
    """How many places a dimension has, or a part of one."""
    if not isinstance(dim, Part):
        return sizes[dim.name]
    return max(0, sizes[dim.of.name] - dim.less) if dim.count is None else dim.count
