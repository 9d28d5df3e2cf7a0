"""Loading pages.

A page is a Python module and is run as such. While it runs, what it declares and states is entered on a
`Page`; pages that import letters or identities from others leave those where they are.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from contextvars import ContextVar
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from derive.language.errors import IllFormed
from derive.language.families import Entry, Family
from derive.language.indices import Dim, Index
from derive.language.page import Page, building

PACKAGE = "derive.identities"
"""The catalogue: every module in this package is a page."""

_lazy: ContextVar[bool] = ContextVar("lazy", default=False)


class PageLoader(SourceFileLoader):
    """Runs a page while its `Page` is being built, and keeps that as `__page__`."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the page. Raises `PageError` where it is not well formed."""
        page = Page(module.__name__.rpartition(".")[2], Path(self.path), lazy=_lazy.get())
        with building(page):
            try:
                super().exec_module(module)
            except IllFormed as fault:
                raise page.placed(fault) from None
        page.prose = module.__doc__ if isinstance(module.__doc__, str) else ""
        _take_in(page, vars(module))
        vars(module)["__page__"] = page

    def set_data(self, path: str, data: object, **_: object) -> None:
        """Leave no bytecode beside a page: within a second it would outlive an edit."""


class _CatalogueFinder:
    """Lets `from derive.identities.softargmax import p` load that module as a page."""

    @staticmethod
    def find_spec(fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname.rpartition(".")[0] != PACKAGE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return None
        return importlib.util.spec_from_file_location(
            fullname, spec.origin, loader=PageLoader(fullname, str(spec.origin))
        )


if _CatalogueFinder not in sys.meta_path:
    sys.meta_path.insert(0, _CatalogueFinder)


def load(ref: str | Path, *, lazy: bool = False) -> Page:
    """The page at this path, or of this name in the catalogue.

    A lazy page writes each derivation down when it is first asked for, and tells its faults then.

    Raises `PageError` for a page that is not well formed, `OSError` for a file that cannot be read, and
    whatever else the page raises.
    """
    token = _lazy.set(lazy)
    try:
        return _load(ref)
    finally:
        _lazy.reset(token)


def _load(ref: str | Path) -> Page:
    if isinstance(ref, str) and not ref.endswith(".py"):
        return _page(importlib.import_module(f"{PACKAGE}.{ref}"))
    path = Path(os.path.realpath(ref))  # which takes a link to itself as it is
    if _in_catalogue(path):
        return _page(importlib.import_module(f"{PACKAGE}.{path.stem}"))
    loader = PageLoader(path.stem, str(path))
    spec = importlib.util.spec_from_file_location(path.stem, path, loader=loader)
    if spec is None:
        raise FileNotFoundError(f"no page can be loaded from {path}")
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return _page(module)


def _page(module: ModuleType) -> Page:
    page: Page = vars(module)["__page__"]
    return page


def _in_catalogue(path: Path) -> bool:
    spec = importlib.util.find_spec(PACKAGE)
    homes = (spec.submodule_search_locations or []) if spec else []
    return path.is_file() and any(path.parent == Path(home).resolve() for home in homes)


def _take_in(page: Page, names: dict[str, Any]) -> None:
    """Letters that the page imported are its own too, where it has none of that name."""
    for value in list(names.values()):
        letter = value.family if isinstance(value, Entry) else value
        if isinstance(letter, Family | Index | Dim):
            page.declared.setdefault(letter.name, value)
