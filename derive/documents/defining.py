"""What defines a letter: the first = that names it."""

from __future__ import annotations

import re
from fractions import Fraction

from derive.documents.comments import Said
from derive.documents.finding import Document
from derive.documents.formulas import Formula, is_grid
from derive.documents.letters import Letters, index_name, is_bare, roles
from derive.documents.meaning import KNOWN, Stored, free_letters, name_of, opaque_name
from derive.documents.notation import Node, Number, Partial, Power, Symbol, Unreadable, symbols, walk

_DEFINES = re.compile(
    r"\b(?:let|where|writ(?:e|ing)|define[sd]?|denotes?|set|put)\b|设|令|记|定义", re.IGNORECASE
)

_SENTENCE = re.compile(r"[.。;；]\s|[。；]|\n\s*\n|\$\$|\\\]|\\end\{\w+\*?\}")
_ABOUT = re.compile(r"\s*(?:for|with|using|in the case of|对于?|若?用|采用|使用)(?![A-Za-z])", re.IGNORECASE)
"""How a sentence begins that turns to another subject."""


def said_to_define(document: Document, formula: Formula) -> bool:
    """Whether the sentence before an inline formula says that it defines."""
    before = document.text[max(0, formula.fragment.outer[0] - 80) : formula.fragment.outer[0]]
    return bool(_DEFINES.search(re.split(r"[.。;；]\s|\n\s*\n", before)[-1]))


def _turns_to_another(document: Document, formula: Formula) -> bool:
    """Whether the sentence begins with what it is about: "For negative sampling, J = …"."""
    before = document.text[max(0, formula.fragment.outer[0] - 80) : formula.fragment.outer[0]]
    return bool(_ABOUT.match(_SENTENCE.split(before)[-1]))


class Defining:
    """Definitions, as the text goes on.

    `label_letters` are letters that stand for one fixed place; `introduced` those that a definition speaks of;
    `data` those for which numbers are printed; `beside` names defined in passing for one fixed place, so that
    another = for one is no claim.
    """

    def __init__(self, letters: Letters, said: Said) -> None:
        self.letters, self.said = letters, said
        self.known: dict[str, tuple[Stored, tuple[int, ...]]] = {
            stored.name: (stored, ()) for stored in said.definitions()
        }
        self.label_letters: set[str] = set(said.labels)
        self.introduced: set[str] = set()
        self.data: set[str] = set()
        self.beside: set[str] = set()

    def in_force(self) -> dict[str, Stored]:
        """The definitions that hold here, by name."""
        return {name: stored for name, (stored, _) in self.known.items()}

    def define(self, formula: Formula) -> None:  # noqa: C901
        """The first = that names a new symbol defines it."""
        if len(formula.sides) < 2 or formula.chain.relations[0] not in ("=", ":="):
            return
        left, right = formula.sides[0].node, formula.sides[1].node
        if left is None or right is None or formula.skipped:
            return
        if formula.chain.continues:
            return
        if isinstance(left, Symbol) and is_grid(right):
            if self.name(left) not in self.known:
                formula.definition_at = 0
            if not any(symbols(right)) and any(isinstance(each, Number) for each in walk(right)):
                self.data.add(self.name(left))
            return
        if isinstance(left, Power) and left.exponent == Number(2) and isinstance(left.base, Symbol):  # type: ignore[arg-type]
            left, right = left.base, Power(right, Number(Fraction(1, 2)))
        if formula.other_name and formula.sides[2].node is not None:
            right = formula.sides[2].node
        again = self._forget_passing(left)
        made = self._stored(formula, left, right)
        if made is None:
            made = self._stored_under_derivative(formula, left, right)
        if made is None:
            return
        formula.definition_at = 0
        formula.parameters = frozenset(made.parameters)
        if not self._fixes(formula, made, again):
            return
        formula.defines.append(made)
        self.known[made.name] = (made, formula.section)
        self.introduced |= {name for each in symbols(right) for name in (each.name, self.name(each))}

    def _forget_passing(self, left: Node) -> bool:
        """Whether the name was defined in passing; it is forgotten, as it is now defined again."""
        name = self.name(left) if isinstance(left, Symbol) else ""
        if name not in self.beside:
            return False
        self.known.pop(name, None)
        self.beside.discard(name)
        return True

    def _fixes(self, formula: Formula, made: Stored, again: bool) -> bool:
        """Letters that are free on the right alone are fixed places; whether the definition can be used."""
        extra = set(free_letters(made.body, self.letters)) - set(made.parameters) - self.label_letters
        said = formula.fragment.display or said_to_define(self.said.document, formula)
        if extra and not said and (again or extra & self.letters.bound):
            formula.notes.append(f"{made.name} is not used: {', '.join(sorted(extra))} is not fixed")
            return False
        if again and not said and not _turns_to_another(self.said.document, formula):
            formula.notes.append(f"{made.name} is not used: two = say what it is")
            return False
        if again or (extra and not said):
            self.beside.add(made.name)
        self.label_letters |= extra
        formula.notes.extend(f"{name} is one fixed place" for name in extra)
        return True

    def _stored(self, formula: Formula, left: Node, right: Node) -> Stored | None:
        if not isinstance(left, Symbol) or left.name in ("ones", "zeros") or self._is_slope(left):
            return None
        if left.name in KNOWN and left.arguments is None:
            return None
        try:
            opaque = opaque_name(left, self.letters)
            resolved = self.letters.resolve(left)
            name, places = opaque or (resolved.name, resolved.places)
        except Unreadable:
            return None
        letters = [index_name(each) for each in places if isinstance(each, Symbol) and is_bare(each)]
        if len(letters) < len(places) or len(set(letters)) < len(letters):
            return None
        if name in self.letters.upper or name in self.letters.labels:
            return None
        arguments = self._argument_names(left)
        made = Stored(name, tuple(letters), arguments, right, formula.number, formula.fragment.start)
        if isinstance(right, Number) and (letters or not formula.fragment.display):
            return None
        if name in self.known and not self._redefines(formula, made, *self.known[name]):
            return None
        if self._holds_somewhere(formula) or self._circular(made):
            return None
        if formula.fragment.display or name not in self.known:
            return made
        return None

    def _holds_somewhere(self, formula: Formula) -> bool:
        """Whether a condition limits where the formula holds."""
        trees = [side.node for side in formula.sides if side.node is not None]
        free = {name for node in trees for name in free_letters(node, self.letters)}
        for stated in formula.conditions:
            letters = set(free_letters(stated.condition, self.letters)) - self.label_letters
            if not stated.lapsed or (stated.stage == "doubtful" and letters <= free):
                return True
        return False

    def _is_slope(self, left: Symbol) -> bool:
        """Whether a prime means a derivative: f′(x), or f′ where f is defined."""
        return bool(left.primes) and (
            left.arguments is not None or left.name in self.known.keys() - self.beside
        )

    def _argument_names(self, left: Symbol) -> tuple[str, ...]:
        arguments = left.arguments or ()
        if all(isinstance(each, Symbol) and is_bare(each) for each in arguments):
            return tuple(each.name for each in arguments if isinstance(each, Symbol))
        return ()

    def _redefines(self, formula: Formula, made: Stored, before: Stored, section: tuple[int, ...]) -> bool:
        """A letter is defined anew in another section, from other letters: neither set holds the other."""
        if formula.chain.relations[0] == ":=":
            return True
        if self.said.is_new(made.name, formula.chain.span[0]):
            return True
        if section == formula.section[: len(section)] and before.line != -1:
            return False
        old, new = (
            {each.name for each, role in roles(body) if role != "index"} for body in (before.body, made.body)
        )
        if old <= new or new <= old:
            return False
        formula.notes.append(f"{made.name} is defined anew")
        return True

    def _circular(self, made: Stored) -> bool:
        seen: set[str] = set()
        waiting = [made.body]
        while waiting:
            for each in symbols(waiting.pop()):
                name = self.name(each)
                if name == made.name:
                    return True
                if name in self.known and name not in seen:
                    seen.add(name)
                    waiting.append(self.known[name][0].body)
        return False

    def _stored_under_derivative(self, formula: Formula, left: Node, right: Node) -> Stored | None:
        """∂p_k/∂z = ∂(…)/∂z, where nothing is said of p before, says what p is."""
        if not (
            isinstance(left, Partial) and isinstance(right, Partial) and left.variables == right.variables
        ):
            return None
        if isinstance(right.body, Symbol) or not isinstance(left.body, Symbol):
            return None
        if self.name(left.body) in self.known:
            return None
        made = self._stored(formula, left.body, right.body)
        if made is not None:
            formula.notes.append(f"{made.name} is taken to be what is differentiated on the right")
        return made

    def name(self, symbol: Symbol) -> str:
        """The name of a letter."""
        return name_of(symbol, self.letters)
