"""What a user is told of words that make no command: in the language that was asked for, or the locale's.

raise Misuse(reason("there is no command {}", "'chekc'"))        there is no command 'chekc'
derive check --lang zh …                                          没有命令 'chekc'
"""

from __future__ import annotations

from typing import cast

import click

from derive.language.sayings import Saying
from derive.language.typeset.signs import Lang, lang_of_locale


def language(context: click.Context | None) -> Lang:
    """The language that --lang names, as far as the words are read; the locale's where it names none."""
    while context is not None:
        if named := context.params.get("lang"):
            return cast("Lang", named)
        context = context.parent
    return lang_of_locale()


class Misuse(click.UsageError):
    """The words of a command line do not go together, or what they name is not there."""

    def __init__(self, said: Saying, context: click.Context | None = None) -> None:
        super().__init__(said.told(), context)
        self.said = said

    def format_message(self) -> str:
        """What is wrong, in the reader's language."""
        return self.said.told(language(self.ctx))


class BadValue(click.BadParameter):
    """The value of an option or argument is none that it takes."""

    def __init__(self, said: Saying) -> None:
        super().__init__(said.told())
        self.said = said

    def format_message(self) -> str:
        """Which option it is, in click's words, and what is wrong, in the reader's language."""
        return super().format_message().replace(self.said.told(), self.said.told(language(self.ctx)))
