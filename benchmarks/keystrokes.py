"""How long the language server takes to judge a note of a hundred equalities after one keystroke.

    python benchmarks/keystrokes.py [KEYSTROKES]

Each keystroke changes a number in one equality; the time is that until all of the note is judged anew.
"""

import asyncio
import statistics
import sys
import time
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

BLOCK = r"""## Section {number}

Softmax is $p_i = \frac{{e^{{z_i}}}}{{\sum_{{k=1}}^n e^{{z_k}}}}$. On the diagonal, by the quotient rule,

$$\frac{{\partial p_i}}{{\partial z_i}}
= \frac{{e^{{z_i}} \sum_k e^{{z_k}} - e^{{z_i}} e^{{z_i}}}}{{(\sum_k e^{{z_k}})^2}}
= p_i (1 - p_i)$$

and so ${factor} \sum_k p_k = {factor}$.
"""


def note(factors: list[int]) -> str:
    """A note of four equalities for each factor."""
    return "\n".join(BLOCK.format(number=at, factor=factor) for at, factor in enumerate(factors, 1))


async def measured(keystrokes: int, sections: int = 25) -> list[float]:
    """Seconds from each keystroke until the note is judged."""
    client = LanguageClient("benchmark", "1")
    done: asyncio.Queue[int] = asyncio.Queue()

    @client.feature("$/derive/judged")
    def judged(params) -> None:
        done.put_nowait(params.version)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(params: types.PublishDiagnosticsParams) -> None:
        pass

    await client.start_io(sys.executable, "-m", "derive", "lsp")
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    factors = list(range(2, sections + 2))
    uri = Path("note.md").absolute().as_uri()
    item = types.TextDocumentItem(uri, "markdown", 0, note(factors))
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await done.get()
    seconds = []
    for version in range(1, keystrokes + 1):
        factors[version * 7 % sections] += 100
        started = time.perf_counter()
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(note(factors))],
            )
        )
        while await done.get() < version:
            pass
        seconds.append(time.perf_counter() - started)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return seconds


if __name__ == "__main__":
    found = asyncio.run(measured(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
    print(f"median {statistics.median(found):.3f} s, from {min(found):.3f} to {max(found):.3f} s")
