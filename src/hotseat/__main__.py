"""Where the program begins, also as `python -m hotseat`."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Entry point of the `hotseat` command: Ctrl+C counts from the first moment, while modules are still being read."""
    try:
        from hotseat.cli import main as begin

        begin()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
