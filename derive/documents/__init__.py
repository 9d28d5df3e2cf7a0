"""Documents: every = that someone wrote in Markdown, LaTeX or a notebook, read and judged."""
