"""Proofs that people read.

    words     phrases in English and in Chinese
    formula   the project's LaTeX taken apart: its parts, their width
    lines     long formulas broken at their outermost operator
    mathml    formulas for a browser
    prose     a page's sentences: what in them is mathematics
    model     a proof as a document: claim, hypotheses, lines with reasons, figures
    figures   the small print
    text      for the terminal
    latex     for LaTeX: an `align` per derivation
    markdown  for a README or a notebook
    html      for a browser

`proof(identity)` checks an identity and returns the document; a notebook shows it typeset.
"""

from __future__ import annotations

from derive.proofs.model import Proof, automatic, proof

__all__ = ["Proof", "automatic", "proof"]
