"""Processes that a run starts, and how it ends.

In: a function's name and its arguments. Out: its answer, or how the process ended that was to give it.

channel      plain data between two processes, and the end of a socket handed from one to another
limits       what a process of a run may take: memory, output, files left open
confinement  a process that reaches no network, and no file but those it may read
nursery      the other side: a process that calls functions and forks others like itself
pool         this side: processes born, called, waited for, ended
interrupts   Ctrl-C, SIGTERM and a terminal that is closed

The parent has one thread and waits at one place. It starts the nursery, which imports the engine once; every page is
loaded in a fresh fork of the nursery, every identity judged in a fork of the process that has its page loaded. So a
page leaves nothing behind for another, a killed judge costs one identity, and what is judged is what was loaded.
"""
