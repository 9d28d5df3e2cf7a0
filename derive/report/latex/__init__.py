"""What is written for LaTeX: proofs, the book, and its PDF where an engine is installed."""
