"""Functions of which nothing is known: f(a) = f(b) where a = b, and ∂ of f(a) by the chain rule.

An argument is a form with the indices that it runs over, none for a number. Slopes in different arguments
commute, for the functions are smooth; so they are kept sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derive.kernel.functions import Functions
from derive.kernel.terms import Atom, Form, IndexKey, freeze, height, moved

Argument = tuple[tuple[IndexKey, ...], Form]
Slope = tuple[int, tuple[IndexKey, ...]]


class Applications(Functions):
    """Functions of one variable, and those of several and of vectors."""

    def apply(
        self,
        function: str,
        places: tuple[IndexKey, ...],
        slopes: Iterable[Slope],
        arguments: Iterable[Argument],
    ) -> Form:
        """The slope of f_places at these arguments; the indices that they run over are bound in canonical names."""
        given = tuple(arguments)
        inside = (height(atom) for _, form in given for powers in form for atom, _ in powers)
        own = 1 + max(inside, default=0)
        named = tuple(self._named(own, indices, form) for indices, form in given)
        return self.settle(1, {("apply", own, function, places, tuple(sorted(slopes)), named): 1})

    def _named(self, own: int, indices: tuple[IndexKey, ...], form: Form) -> tuple[tuple[str, ...], object]:
        places: dict[IndexKey, IndexKey] = {
            index: ("b", own, place, index[2]) for place, index in enumerate(indices)
        }
        return tuple(index[2] for index in indices), freeze(self._renamed_form(form, places))

    def arguments_of(self, atom: Atom) -> tuple[Argument, ...]:
        """The arguments of an application, each with indices of its own that occur nowhere else."""
        own, arguments = atom[1], []
        for dims, form in atom[5]:
            indices = tuple(self.fresh(dim) for dim in dims)
            places: dict[IndexKey, IndexKey] = {
                ("b", own, place, index[2]): index for place, index in enumerate(indices)
            }
            arguments.append((indices, self._renamed_form(dict(form), places)))
        return tuple(arguments)

    def _renamed_form(self, form: Form, places: Mapping[IndexKey, IndexKey]) -> Form:
        before, self.renaming = self.renaming, True
        try:
            return self.substitute_form(form, places) if places else form
        finally:
            self.renaming = before

    def substitute_application(self, atom: Atom, places: Mapping[IndexKey, IndexKey]) -> Form:
        """Indices put for indices in places, slopes and arguments."""
        _, _, function, at, slopes, _ = atom
        return self.apply(
            function,
            tuple(moved(index, places) for index in at),
            [(number, tuple(moved(index, places) for index in its)) for number, its in slopes],
            [(indices, self.substitute_form(form, places)) for indices, form in self.arguments_of(atom)],
        )
