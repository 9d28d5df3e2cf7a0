"""How C computes the arrays of a program: loops over axes, one pass over each row where rows stay apart."""

from __future__ import annotations

from derive.codegen.errors import NoCode
from derive.codegen.matrices import solving
from derive.codegen.program import (
    Add,
    Along,
    Choose,
    Contract,
    Here,
    Last,
    Look,
    Mul,
    Node,
    Number,
    Others,
    Place,
    Program,
    Reduce,
    Scan,
    Statement,
    children,
    inside,
)
from derive.codegen.rows import carried, ends_in, labels_of_true_class
from derive.codegen.targets.c.blocks import is_product
from derive.codegen.targets.c.entries import number
from derive.codegen.targets.c.matrices import Matrices
from derive.language.indices import Index


class Loops(Matrices):
    """Writes one program. Arrays that a formula needs on the way are stored as they are met."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        rows = carried(program)
        self.whole = True
        self.by_rows = rows is not None and all(each.name in rows for each in program.statements)

    # programs

    def write(self) -> None:
        """All statements, the result last."""
        result = self.program.result
        if result is None:
            raise NoCode("a program without a result")
        if self.by_rows:
            self._write_rows(result)
            return
        self.arrays["out"] = result.axes
        for statement in self.program.statements:
            if statement is self.program.statements[-1] and self._less_one(result, statement):
                return
            self.store(statement.name, statement.axes, statement.node)
        self.fill("out", result.axes, result.node)

    def _write_rows(self, result: Statement) -> None:
        row = result.axes[0]
        self.counter(row)
        self.arrays["out"] = result.axes
        self.depth = 2
        last = self.program.statements[-1] if self.program.statements else None
        for statement in self.program.statements[:-1]:
            self._here(statement.axes[0], row)
            self.store(statement.name, statement.axes, statement.node)
        if last:
            self._here(last.axes[0], row)
            if self._less_one(result, last):
                return
            if isinstance(result.node, Look) and ends_in(result.node, last.name):
                self.fill("out", last.axes, last.node)
                return
            if ends_in(result.node, last.name):
                self.arrays[last.name] = result.axes
                self.put(f"real *{last.name} = out;")
                self.fill(last.name, last.axes, last.node)
            else:
                self.store(last.name, last.axes, last.node)
        self._here(row, row)
        self._finish_row(result)

    def _here(self, own: Index, row: Index) -> None:
        """A statement's own name for the axis of rows stands for the row that is worked on, in it alone."""
        for other in set(self.fixed) - {own, row}:
            del self.fixed[other], self.names[other]
            self.stored = {}
        self.names[own] = self.fixed[own] = self.fixed[row] = self.counter(row)

    def _less_one(self, result: Statement, last: Statement) -> bool:
        """Softargmax and its true class in one pass."""
        labels = labels_of_true_class(result.node, last)
        if labels is None or not isinstance(last.node, Along):
            return False
        self.hoist(last.node.arguments[0])
        scores, axes = self.array(last.node.arguments[0])
        if self.stride(axes, last.node.axis) != "1":
            return False
        self.helpers.add("softargmax_less_one")
        given = f"{scores}{self.start(axes, last.node.axis)}", self.spot(labels)
        own = result.axes[-1]
        place = f"out{self.start(result.axes, own)}"
        self.put(f"softargmax_less_one({self.size(own.dim)}, {given[0]}, {given[1]}, {place});")
        return True

    def _finish_row(self, result: Statement) -> None:
        node = result.node
        if (
            isinstance(node, Choose)
            and isinstance(node.otherwise, Look)
            and not isinstance(node.place, Index)
        ):
            place = self.spot(node.place)
            value = self.value(node.value)
            if not ends_in(node, node.otherwise.name) or self.arrays[node.otherwise.name] != result.axes:
                self.fill("out", result.axes, node.otherwise)
            self.names[node.axis] = place
            self.put(f"{self.at('out', result.axes)} = {value};")
            return
        if isinstance(node, Look) and self.arrays.get(node.name) == result.axes and node.name != "out":
            statements = self.program.statements
            if statements and statements[-1].name == node.name:
                return
        self.fill("out", result.axes, node)

    # arrays

    def store(self, name: str, axes: tuple[Index, ...], node: Node) -> None:
        """A named array on the way to the result, or a named number."""
        kept = tuple(axis for axis in axes if axis not in self.fixed)
        self.arrays[name] = kept
        if isinstance(node, Scan):
            self.room.append((name, kept))
            self.scan(node)
            return
        if not kept and isinstance(node, Along):
            self.put(f"real {name};")
            self.along(name, (), node)
            return
        if not kept and isinstance(node, Contract):
            for each in node.operands:
                self.hoist(each)
            self.put(f"real {name} = 0;")
            self._sum(name, node)
            return
        if not kept:
            self.put(f"const real {name} = {self.value(node)};")
            return
        self.room.append((name, kept))
        self.fill(name, kept, node)

    def scan(self, node: Scan) -> None:
        """One place after another, at each of them the loops that compute an array."""
        t, *others = node.axes
        n, name = self.size(t.dim), self.counter(t)
        begins = Last(t.dim, 0) if node.down else 0
        loop = (
            f"{name} = {n} - 2; {name} >= 0; {name}--" if node.down else f"{name} = 1; {name} < {n}; {name}++"
        )
        self._at_place(node, begins, tuple(others), node.end)
        self.put(f"for (ptrdiff_t {loop}) {{")
        self.depth += 1
        self.here, outside = name, dict(self.stored)
        for each in node.inner:
            self.store(each.name, each.axes, each.node)
        self._at_place(node, Here(0), tuple(others), node.step)
        self.stored = outside
        self.close(1)

    def _at_place(self, node: Scan, place: Place, axes: tuple[Index, ...], value: Node) -> None:
        """The entries at one place of a scan."""
        self.hoist(value)
        count = self.loops(axes)
        self.put(f"{self.look(Look(axes, node.name, (place, *axes)))} = {self.value(value)};")
        self.close(count)

    def fill(self, name: str, axes: tuple[Index, ...], node: Node) -> None:
        """The loops that compute every entry."""
        if isinstance(node, Along):
            self.along(name, axes, node)
            return
        found = scaled(node)
        same = found is not None and set(found[1].axes) - set(self.fixed) == set(axes) - set(self.fixed)
        if found and same and not solving(found[1]):
            self.sums_into(name, axes, *found)
            return
        if not axes or all(axis in self.fixed for axis in axes):
            self.put(
                f"{self.at(name, axes)} = {self.value(node)};" if axes else f"*{name} = {self.value(node)};"
            )
            return
        self.hoist(node)
        count = self.loops(axes)
        self.put(f"{self.at(name, axes)} = {self.value(node)};")
        self.close(count)

    def hoist(self, node: Node) -> None:
        """Store what the formula looks up and cannot be computed in place: sums, rows, what is solved for."""
        if self.of_whole(node):
            return
        if isinstance(node, Contract | Others | Along | Reduce) and node not in self.stored:
            for each in children(node):
                self.hoist(each)
            letters = dict.fromkeys(each.name for each in inside(node) if isinstance(each, Look))
            word = (
                node.function
                if isinstance(node, Along | Reduce)
                else "others"
                if isinstance(node, Others)
                else "sum"
            )
            name = self.new("_".join([word, *letters]))
            self.stored[node] = name
            if isinstance(node, Along):
                self.store(name, node.axes, node)
            else:
                self.sums(name, node)
            return
        for each in children(node):
            self.hoist(each)

    def others(self, name: str, axes: tuple[Index, ...], node: Others) -> None:
        """Σ of all entries along an axis but one."""
        array, stored = self.array(node.argument)
        self.helpers.add("sum_without")
        self.arrays[name] = axes
        if axes:
            self.room.append((name, axes))
        count = self.loops(axes)
        row = f"{array}{self.start(stored, node.axis)}"
        given = [self.size(node.axis.dim), row, self.stride(stored, node.axis), self.spot(node.place)]
        code = f"sum_without({', '.join(given)})"
        self.put(f"{self.at(name, axes)} = {code};" if axes else f"const real {name} = {code};")
        self.close(count)

    def reduced(self, name: str, axes: tuple[Index, ...], node: Reduce) -> None:
        """The greatest entry, or the product, along one axis; the greatest of what has a NaN is NaN."""
        self.hoist(node.argument)
        self.arrays[name] = axes
        if axes:
            self.room.append((name, axes))
        count = self.loops(axes)
        total = self.new(node.function) if axes else name
        self.put(f"real {total} = {'-INFINITY' if node.function == 'max' else '1'};")
        inner = self.loops([node.axis])
        if node.function == "max":
            self.put(f"const real entry = {self.value(node.argument)};")
            self.put(f"{total} = entry > {total} || entry != entry ? entry : {total};")
        else:
            self.put(f"{total} *= {self.value(node.argument, tight=True)};")
        self.close(inner)
        if axes:
            self.put(f"{self.at(name, axes)} = {total};")
        self.close(count)

    def sums(self, name: str, node: Contract | Others | Reduce) -> None:
        """Σ over axes, for every choice of the others."""
        axes = tuple(axis for axis in node.axes if axis not in self.fixed)
        if isinstance(node, Reduce):
            self.reduced(name, axes, node)
            return
        if isinstance(node, Others):
            self.others(name, axes, node)
            return
        self.arrays[name] = axes
        if axes:
            self.room.append((name, axes))
            self.sums_into(name, axes, "", node)
            return
        self.put(f"real {name} = 0;")
        self._sum(name, node)

    def sums_into(self, name: str, axes: tuple[Index, ...], scale: str, node: Contract) -> None:
        """C that adds `scale` · Σ of each operand into the array `name`."""
        for each in node.operands:
            self.hoist(each)
        if self._is_product(axes, node):
            self._product(name, axes, scale, node)
            return
        if self._lies_along(axes, node):
            self._add_rows(name, axes, scale, node)
            return
        count = self.loops(axes)
        self.put("real sum = 0;")
        self._sum("sum", node)
        self.put(f"{self.at(name, axes) if axes else '*' + name} = {scale}sum;")
        self.close(count)

    def _is_product(self, axes: tuple[Index, ...], node: Contract) -> bool:
        """Whether it is a product of two matrices that are stored, or are blocks and may be."""
        plain = all(
            isinstance(each, Look) and all(isinstance(place, Index) for place in each.places)
            for each in node.operands
        )
        fixed = any(axis in self.fixed for each in node.operands for axis in each.axes)
        return (plain or not self.whole) and not fixed and is_product(axes, node)

    def _product(self, name: str, axes: tuple[Index, ...], scale: str, node: Contract) -> None:
        """product(m, n, k, A, B, out), each matrix as it lies."""
        (row, column), (inner,) = axes, node.bound
        first, second = sorted(node.operands, key=lambda each: row not in each.axes)
        codes = []
        for each, outer in ((first, row), (second, column)):
            array, stored = self.array(each)
            both = (outer, inner) if outer == row else (inner, outer)
            codes.append(f"(Matrix){{{array}, {', '.join(self.stride(stored, axis) for axis in both)}}}")
        self.helpers.add("product")
        sizes = ", ".join(self.size(axis.dim) for axis in (row, column, inner))
        self.put(f"product({sizes}, {codes[0]}, {codes[1]}, {name});")
        if scale:
            count = self.loops(axes)
            self.put(f"{self.at(name, axes)} = {scale}{self.at(name, axes)};")
            self.close(count)

    def _lies_along(self, axes: tuple[Index, ...], node: Contract) -> bool:
        """Whether the terms lie beside each other along the last axis of the result, not along the sum."""
        if not axes or axes[-1] in self.fixed:
            return False
        looks = [each for operand in node.operands for each in inside(operand) if isinstance(each, Look)]
        both = [each for each in looks if axes[-1] in each.places and set(node.bound) & set(each.places)]
        return bool(both) and all(each.places[-1] == axes[-1] for each in both)

    def _add_rows(self, name: str, axes: tuple[Index, ...], scale: str, node: Contract) -> None:
        """Row by row of the terms, each times its weight, added to the row of the result."""
        *outer, last = axes
        factors = [
            each
            for operand in node.operands
            for each in (operand.factors if isinstance(operand, Mul) else [operand])
        ]
        entry = self.at(name, axes)
        count = self.loops(outer)
        inner = self.loops([last])
        self.put(f"{entry} = 0;")
        self.close(inner)
        summed = self.loops(node.bound)
        weights = [self.value(each, tight=True) for each in factors if last not in each.axes]
        terms = [self.value(each, tight=True) for each in factors if last in each.axes]
        if weights:
            self.put(f"const real weight = {scale}{' * '.join(weights)};")
            terms, scale = ["weight", *terms], ""
        inner = self.loops([last], simd="#pragma omp simd")
        self.put(f"{entry} += {scale}{' * '.join(terms)};")
        self.close(inner + summed + count)

    def _sum(self, total: str, node: Contract) -> None:
        inner = self.loops(node.bound, simd=f"#pragma omp simd reduction(+ : {total})")
        term = " * ".join(self.value(each, tight=True) for each in node.operands)
        self.put(f"{total} += {term};")
        self.close(inner)

    def along(self, name: str, axes: tuple[Index, ...], node: Along) -> None:
        """A function of whole rows: a helper is told where a row starts and how far its entries lie apart."""
        for each in node.arguments:
            self.hoist(each)
        arguments = [self.array(each) for each in node.arguments]
        self.helpers.add(node.function)
        outer = [axis for axis in axes if axis != node.axis]
        count = self.loops(outer)
        length = self.size(node.axis.dim)
        codes = []
        for array, stored in arguments:
            codes += [f"{array}{self.start(stored, node.axis)}", self.stride(stored, node.axis)]
        if node.function == "logsumexp":
            slot = self.at(name, axes) if axes else name
            self.put(f"{slot} = logsumexp({', '.join([length, *codes])});")
        else:
            place = f"{name}{self.start(self.layout(name, axes), node.axis)}"
            stride = self.stride(self.layout(name, axes), node.axis)
            self.put(f"{node.function}({', '.join([length, *codes, place, stride])});")
        self.close(count)

    def layout(self, name: str, axes: tuple[Index, ...]) -> tuple[Index, ...]:
        """The axes that an array is stored with, as the present statement calls them."""
        stored = self.arrays[name]
        return axes if len(stored) == len(axes) else tuple(axis for axis in axes if axis not in self.fixed)

    def array(self, node: Node) -> tuple[str, tuple[Index, ...]]:
        """An array that holds the node, and its axes."""
        if isinstance(node, Look) and all(isinstance(place, Index) for place in node.places):
            places = tuple(place for place in node.places if isinstance(place, Index))
            stored = self.arrays[node.name]
            return node.name, places if len(stored) == len(places) else tuple(
                p for p in places if p not in self.fixed
            )
        if node in self.stored:
            return self.stored[node], self.axes_stored(node)
        name = self.new("s")
        self.stored[node] = name
        self.store(name, node.axes, node)
        return name, tuple(axis for axis in node.axes if axis not in self.fixed)

    def kept(self, node: Node) -> str:
        """The C variable that holds the node: `s3`, computed before the loop if no variable holds it yet."""
        if node not in self.stored:
            self.hoist(node)
        return super().kept(node)


def scaled(node: Node) -> tuple[str, Contract] | None:
    """The number and the sum, where the node is a sum times a number."""
    match node:
        case Contract():
            return "", node
        case Add(terms=((-1, Contract() as inner),)):
            return "-", inner
        case Mul(factors=(Number(value=value), Contract() as inner)):
            return f"{number(value)} * ", inner
    return None
