"""`derive mcp`: a server of the Model Context Protocol, so that a language model is judged and mends its own line.

In: what a model asks, a text or a line of its own. Out: verdicts, hints, proofs and code as JSON.

judged    what a tool tells of verdicts
tools     what the tools do
confined  a page that a model sent, run without network and files
manual    the words of the language, with what the manual says of them
server    the server
"""
