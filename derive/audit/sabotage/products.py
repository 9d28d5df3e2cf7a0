"""Products over an index, broken."""

from __future__ import annotations

from typing import Any

from derive.audit.letters import i, j, k, t, x
from derive.audit.sabotage.frame import Claim, sabotage
from derive.kernel.terms import atomic
from derive.language.binders import delta
from derive.language.products import Product

ALL = Product(x[k], k)


@sabotage("products:Products.product_over", "Π_k −x_k = −Π_k x_k", Claim(Product(-x[k], k), -ALL))
def _product_over(right: Any) -> Any:
    def wrong(self: Any, form: Any, bound: Any) -> Any:
        turned = bool(form) and all(number < 0 for number in form.values())
        if turned:
            return self.scale(right(self, self.scale(form, -1), bound), -1)
        return right(self, form, bound)

    return wrong


@sabotage("products:Products._product_of_power", "Π_k x_k² = Π_k x_k", Claim(Product(x[k] ** 2, k), ALL))
def _product_of_power(right: Any) -> Any:
    return lambda self, atom, exponent, bound: right(self, atom, 1, bound)


@sabotage(
    "products:Products.substitute_product",
    "Π_k (x_k + t_i) with j put for i is Π_k (x_k + t_i)",
    Claim(delta(i, j) * Product(x[k] + t[i], k), delta(i, j) * Product(x[k] + t[j], k), judged="true"),
)
def _substitute_product(_: Any) -> Any:
    return lambda self, atom, places: atomic(atom)
