"""`derive lsp`: a language server, for whoever writes in an editor. It needs pygls, the extra `lsp`.

In: what an editor tells and asks. Out: diagnostics, hovers, edits.

columns  lines and columns as an editor counts them
shown    what an editor shows of a result: diagnostics, hover, inlay hints
edits    what it offers to write
offered  code actions
judging  documents judged as they change, by an engine that stays warm
swift    a document judged whole
work     what is asked of a worker
server   the server
"""
