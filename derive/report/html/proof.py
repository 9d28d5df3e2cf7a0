"""A proof in HTML with native MathML: no script is needed to read it, and nothing is fetched.

Every step can be unfolded to show what the kernel opened for it and which hypothesis it used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from derive.language.typeset.signs import Lang
from derive.language.typeset.tex import latex
from derive.proofs import said
from derive.proofs.model import Given, Proof, ProofLine
from derive.proofs.words import Words, capital, phrase
from derive.report.html import rendered
from derive.report.html.listing import Listed, Listings
from derive.report.html.setting import Setting, by_name
from derive.report.latex import proof as in_latex


@dataclass(frozen=True)
class View:
    """A proof as templates ask for it."""

    proof: Proof
    listed: tuple[Listed, ...] = ()

    END = said.END

    @property
    def heading(self) -> str:
        """Proof."""
        return said.heading(self.proof)

    @property
    def ending(self) -> str:
        """What is said at its end."""
        return said.ending(self.proof)

    @property
    def verdict(self) -> str:
        """What is said of what is not proved."""
        return said.verdict(self.proof)

    @property
    def objection(self) -> Words:
        """What is wrong with it."""
        return said.objection(self.proof)

    @property
    def counterexample(self) -> Words:
        """The numbers that refute it."""
        return said.counterexample(self.proof)

    @property
    def small_print(self) -> tuple[Words, ...]:
        """Source, figures, version."""
        return said.small_print(self.proof)

    @property
    def figures(self) -> tuple[Words, ...]:
        """The small print without the source."""
        return said.small_print(replace(self.proof, source="", rows=()))

    def unused(self, given: Given) -> str:
        """What is said of a hypothesis that is not needed."""
        return said.unused(self.proof, given)

    def step(self, number: int) -> str:
        """What a step is called."""
        return f"第 {number} 步" if self.proof.lang == "zh" else f"Step {number}"

    def allowed(self, line: ProofLine) -> str:
        """What the line's reason lets the kernel use."""
        lang = self.proof.lang
        return ("、" if lang == "zh" else ", ").join(phrase(key, lang) for key in line.allows)

    def voices(self, line: ProofLine) -> Iterator[Words]:
        """What the two other voices found of the line."""
        numbers = line.numbers
        if numbers:
            yield from map(capital, said.voices(numbers.instances, numbers.differences, self.proof.lang))

    @property
    def latex(self) -> str:
        """What a reader copies: the claim and its derivation, as amsmath has them."""
        proof = self.proof
        if not proof.lines:
            return latex(proof.claim.stacked, proof.lang)
        parts = in_latex.claim(proof), in_latex.derivation(proof, in_latex.by_id, reason=r"\text", kept="")
        return "\n".join(parts)


def document(proofs: Iterable[Proof], lang: Lang = "en") -> str:
    """A complete page with these proofs."""
    listed = tuple(proofs)
    here = {each.id for each in listed}

    def refer(name: str) -> Markup:
        return Markup('<a href="#{0}">{0}</a>').format(name) if name in here else by_name(name)

    listings = Listings()
    views = [View(each, listings.listing(each)) for each in listed]
    title = listed[0].id if len(listed) == 1 else phrase("proof", lang)
    return rendered("proofs.html", title=title, views=views, listings=listings, s=Setting(lang, refer))


def cell(proof: Proof) -> str:
    """The proof at the end of a notebook's cell, in the notebook's own colours."""
    return rendered("cell.html", v=View(proof), s=Setting(proof.lang))
