"""`derive lsp`: a language server, for whoever writes in an editor. It needs pygls, the extra `lsp`.

columns    lines and columns as an editor counts them
shown      what an editor shows of a result: diagnostics, hover, inlay hints
edits      what it offers to write
judging    documents judged as they change, by an engine that stays warm
server     the server
"""
