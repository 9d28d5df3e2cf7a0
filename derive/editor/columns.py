"""Lines and columns as an editor counts them: from 0, in UTF-16 units or whatever it has agreed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from lsprotocol import types
from pygls.workspace import PositionCodec

from derive.results import Result


@dataclass(frozen=True)
class Columns:
    """The text of a document, and the units in which the editor counts its columns."""

    text: str
    codec: PositionCodec = field(default_factory=PositionCodec)

    @cached_property
    def plain(self) -> str:
        """The text as results count it: lines end with \\n."""  # noqa: D301
        return self.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return self.plain.split("\n")

    def position(self, line: int, column: int) -> types.Position:
        """A line and column of a result, both counted from 1, for the editor."""
        number = min(max(line - 1, 0), len(self.lines) - 1)
        before = self.lines[number][: column - 1]
        shift = number == 0 and self.text.startswith("\ufeff")
        return types.Position(number, self.codec.client_num_units(before) + shift)

    def place(self, position: types.Position) -> tuple[int, int]:
        """The line and column of a position of the editor, both counted from 1."""
        if position.line >= len(self.lines):
            return len(self.lines) + 1, 1
        line, left = self.lines[position.line], position.character
        for column, sign in enumerate(line, 1):
            left -= self.codec.client_num_units(sign)
            if left < 0:
                return position.line + 1, column
        return position.line + 1, len(line) + 1

    def offset(self, line: int, column: int) -> int:
        """The character of the plain text at a line and column."""
        return sum(len(each) + 1 for each in self.lines[: line - 1]) + column - 1

    def at(self, offset: int) -> types.Position:
        """The position of a character of the plain text."""
        before = self.plain[:offset]
        line = before.count("\n") + 1
        return self.position(line, offset - (before.rfind("\n") + 1) + 1)

    def range(self, result: Result) -> types.Range:
        """From the sign of a result to the end of its right side."""
        start = self.position(result.line or 1, result.column or 1)
        return types.Range(start, self.position(result.end_line or 1, result.end_column or 1))

    def whole(self, line: int) -> types.Range:
        """All of a line, which is counted from 1."""
        return types.Range(self.position(line, 1), self.position(line, len(self.lines[line - 1]) + 1))
