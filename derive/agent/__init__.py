"""`derive mcp`: a server of the Model Context Protocol, so that a language model is judged and mends its own line.

judged     what a tool tells of verdicts
tools      what the tools do
confined   a page that a model sent, run without network and files
manual     the words of the language, with what the manual says of them
server     the server
"""
