"""Where the program begins, also as `python -m hotseat`."""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED = 130


def main() -> None:
    """Entry point of the `hotseat` command: Ctrl+C counts from the first moment, while modules are still being read."""
    try:
        hears = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if hears:  # an exception could get lost among the modules, and Python would tell of it
            signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
        from hotseat.cli import main as begin

        if hears:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        begin()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
