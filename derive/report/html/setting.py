"""What templates ask for: formulas in MathML, words with formulas in them, phrases in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from derive.language.typeset.boxes import Box
from derive.language.typeset.formula import Formula
from derive.language.typeset.mathml import broken, mathml
from derive.language.typeset.signs import Lang
from derive.proofs import words
from derive.proofs.prose import spans
from derive.proofs.said import sentence
from derive.proofs.words import Words
from derive.results import Message

ROOM = 19.0
"""Em: what a telephone shows of a formula without scrolling."""

Refer = Callable[[str], Markup]
"""How a reference to another identity is set."""


def by_name(name: str) -> Markup:
    """Another identity by its id."""
    return Markup("<code>{}</code>").format(name)


@dataclass(frozen=True)
class Setting:
    """Sets for one reader: in a language, with references as this page has them."""

    lang: Lang = "en"
    refer: Refer = by_name

    @property
    def html_lang(self) -> str:
        """The language as HTML names it."""
        return "zh-Hans" if self.lang == "zh" else "en"

    def math(self, made: Formula | Box) -> Markup:
        """A formula within a line."""
        return Markup(mathml(_box(made), self.lang))

    def display(self, made: Formula | Box) -> Markup:
        """A displayed formula, which a narrow window may break."""
        return Markup(broken(_box(made), ROOM, self.lang))

    def said(self, listed: Words) -> Markup:
        """Words with formulas; a sign of punctuation stays with the formula before it."""
        parts: list[Markup] = []
        before: Markup | None = None
        for word in listed:
            if isinstance(word, str):
                parts += self._after(before, word)
                before = None
                continue
            parts += [] if before is None else [before]
            before = self.math(word) if isinstance(word, Formula) else self.refer(word.id)
        return Markup("").join([*parts, *([] if before is None else [before])])

    def _after(self, before: Markup | None, word: str) -> Iterable[Markup]:
        kept = word[: len(word) - len(word.lstrip(".,;:)?"))] if before is not None else ""
        if before is not None:
            yield Markup('<span class="nb">{}{}</span>').format(before, kept) if kept else before
        yield escape(word[len(kept) :])

    def sentence(self, line: str) -> Markup:
        """Plain words, the mathematics in them set."""
        return self.said(spans(line))

    def message(self, message: Message) -> Markup:
        """What is said of a result, without the full stop."""
        return self.said(sentence(message, self.lang))

    def phrase(self, key: str) -> str:
        """A phrase of `proofs.words`."""
        return words.phrase(key, self.lang)

    @property
    def colon(self) -> str:
        """The colon with its blank."""
        return words.colon(self.lang)

    @property
    def stop(self) -> str:
        """The full stop."""
        return words.stop(self.lang)

    @property
    def comma(self) -> str:
        """The comma with its blank."""
        return words.listed(("", ""), self.lang)


def _box(made: Formula | Box) -> Box:
    return made.stacked if isinstance(made, Formula) else made
