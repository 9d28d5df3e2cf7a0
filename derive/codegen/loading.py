"""Generated text made into a module. It is the generator's own text; nothing a user wrote is run."""

from __future__ import annotations

import importlib.abc
import importlib.util
import linecache
import sys
from hashlib import sha256
from types import ModuleType


class _Text(importlib.abc.SourceLoader):
    """Loads a module from its text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def get_data(self, path: str | bytes) -> bytes:
        """The text, encoded."""
        return self.text.encode()

    def get_filename(self, fullname: str) -> str:
        """A name for tracebacks."""
        return f"<derive: {fullname}>"

    def path_stats(self, path: str | bytes) -> dict[str, float]:
        """None: the text has no file."""
        raise OSError


def loaded(text: str, name: str) -> ModuleType:
    """The module with this text, which tracebacks, `inspect.getsource` and a notebook's `f??` show.

    It is among the imported ones, a name for each text, since `torch.compile` looks for it there.
    """
    loader = _Text(text)
    own = f"derived_{name}_{sha256(text.encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_loader(own, loader)
    if spec is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    file = loader.get_filename(spec.name)
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    sys.modules[spec.name] = module
    loader.exec_module(module)
    return module
