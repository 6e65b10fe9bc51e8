"""What is shown without a screen: words on standard output, narration on standard error; a pipe gets the words."""

from __future__ import annotations

from typing import TextIO


class Streams:
    """Both, each seen at once."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out, self._err = out, err

    def say(self, text: str) -> None:
        """Words as they are, with the line ends they bring."""
        self._out.write(text)
        self._out.flush()

    def narrate(self, *lines: str) -> None:
        """Lines beside the words."""
        self._err.write("".join(f"{line}\n" for line in lines))
        self._err.flush()

    def prompt(self) -> None:
        """Show that something may be typed."""
        self._err.write("> ")
        self._err.flush()
