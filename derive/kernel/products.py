"""Products over an index.

Π_k f_k = exp Σ_k log f_k            for f_k known to be positive
Π_k f_k g_k = Π_k f_k Π_k g_k        Π_k f_k^c = (Π_k f_k)^c for whole c
Π_k c = c^n                          for c that does not depend on k

Anything else is kept: a product is then a letter of its own, equal only to one over the same terms.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.kernel.inverses import Inverses
from derive.kernel.terms import (
    Atom,
    Form,
    IndexKey,
    Number,
    constant,
    form_of,
    freeze,
    height,
    indices_of,
)


class Products(Inverses):
    """Inverses, and products over an index."""

    def product_over(self, form: Form, bound: IndexKey) -> Form:
        """Π_k of a form in which `bound` stands for k."""
        if not form:
            return {}
        if self.positive_form(form):
            return self.exp(self.bind(self.log(form), (bound,)))
        powers, number, rest = self.content(form)
        made = self.raised(constant(number), ("e", 0, bound[2]))
        for atom, exponent in powers:
            made = self.multiply(made, self._product_of_power(atom, exponent, bound))
        return self.multiply(made, self._product_of_factor(rest, bound))

    def _product_of_power(self, atom: Atom, exponent: Number, bound: IndexKey) -> Form:
        """Π_k a^c"""
        base = form_of(atom)
        if self.positive_form(base):
            return self.exp(self.bind(self.scale(self.log(base), exponent), (bound,)))
        if isinstance(exponent, int):
            return self.power(self._product_of_factor(base, bound), exponent)
        return self._kept_product(self.power(base, exponent), bound)

    def _product_of_factor(self, form: Form, bound: IndexKey) -> Form:
        """Π_k a, which is a^n where a does not depend on k."""
        alone = not any(bound in indices_of(atom) for powers in form for atom, _ in powers)
        return self.raised(form, ("e", 0, bound[2])) if alone else self._kept_product(form, bound)

    def _kept_product(self, form: Form, bound: IndexKey) -> Form:
        own = 1 + max((height(atom) for powers in form for atom, _ in powers), default=0)
        named = self._renamed_form(form, {bound: ("b", own, 0, bound[2])})
        return self.settle(1, {("prod", own, bound[2], freeze(named)): 1})

    def substitute_product(self, atom: Atom, places: Mapping[IndexKey, IndexKey]) -> Form:
        """Indices put for indices inside a product."""
        _, own, dim, form = atom
        bound = self.fresh(dim)
        inside = self._renamed_form(dict(form), {("b", own, 0, dim): bound})
        made = self.substitute_form(inside, places)
        return self._kept_product(made, bound) if self.renaming else self.product_over(made, bound)
