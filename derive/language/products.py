"""Products over an index.

Product(f[k], k)               Π_k f_k
Product(f[k], k, without=j)    Π_{k≠j} f_k
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Expr

from derive.language.binders import Binder, substitute
from derive.language.expressions import Quotient


class Product(Binder):
    """Π_k body, or Π_{k≠j} body. `Product(body, k, j)` is Π_k Π_j body."""

    __slots__ = ()

    @property
    def divided(self) -> Expr:
        """Π_k f_k / f_j for Π_{k≠j} f_k."""
        made: Any = Product(self.body, self.bound)
        for place in self.without:
            made = Quotient(made, substitute(self.body, {self.bound: place}))
        return made

    def doit(self, **hints: Any) -> Expr:
        """SymPy's Product over 1..n; what is left out is divided by."""
        if self.without:
            return self.divided.doit(**hints)
        return sympy.Product(self.body.doit(**hints), (self.bound.doit(), 1, self.bound.dim.doit()))
