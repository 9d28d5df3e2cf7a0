"""A proof as a notebook shows it: what `derive.prove` returns knows how it is written."""

from __future__ import annotations

from derive.proofs import model
from derive.proofs.model import Proof, automatic, proof
from derive.report import markdown, text

__all__ = ["Proof", "automatic", "proof"]


def _html(made: Proof) -> str:
    from derive.report.html.proof import cell  # needs the extra `html`

    return cell(made)


model.WRITERS |= {
    "text": text.plain,
    "html": _html,
    "latex": markdown.displayed,
    "markdown": markdown.cell,
}
