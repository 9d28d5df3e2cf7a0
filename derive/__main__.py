"""`python -m derive`, and the program `derive`."""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(
        signal.SIGINT, signal.SIG_DFL
    )  # until the command line listens: no traceback while modules load

from derive.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
