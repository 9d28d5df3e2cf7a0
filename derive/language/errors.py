"""What is said when a page is not well formed."""


class IllFormed(ValueError):
    """An expression, declaration or derivation that cannot mean anything.

    The message says what was written and what is wrong; the place is added when the page is loaded.
    """


class PageError(IllFormed):
    """An `IllFormed` with its place: the page, the identity (if known) and the line in the file."""

    def __init__(self, page: str, identity: str | None, line: int | None, message: str) -> None:
        self.page, self.identity, self.line, self.message = page, identity, line, message
        where = page if identity is None else f"{page}.{identity}"
        super().__init__(f"{where}{'' if line is None else f', line {line}'}: {message}")

    def __reduce__(self) -> tuple[type["PageError"], tuple[str, str | None, int | None, str]]:
        return type(self), (self.page, self.identity, self.line, self.message)
