"""The commands: one module each, holding a click command named `command`.

The first line of each says what it does; `options` holds what several take from the command line.
"""
