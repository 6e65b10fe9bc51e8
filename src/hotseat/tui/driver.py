"""The terminal's bytes on their way to the program: none of them may end it, and what is pasted is words, not keys."""

from __future__ import annotations

import os
import re
import selectors
import signal
import sys
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Final

from textual._parser import ParseError
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App

_AT_ONCE: Final = 4096
"""Bytes that are read at a time."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class PasteFilter:
    """Takes control characters out of what is pasted.

    Textual takes an escape byte inside a paste for the Escape key, and what follows it for keys: a paste could then
    leave a talk or send a reply.
    """

    def __init__(self) -> None:
        self._is_pasting = False
        self._begun = ""
        """The beginning of a mark: let through before a paste, held back within one."""

    def __call__(self, text: str) -> str:
        """The next characters without those that do no good."""
        out = []
        while text:
            took = self._pasted if self._is_pasting else self._typed
            passed, text = took(self._begun, self._begun + text)
            out.append(passed)
        return "".join(out)

    def _typed(self, sent: str, text: str) -> tuple[str, str]:
        before, found, rest = text.partition(BRACKETED_PASTE_START)
        self._is_pasting = bool(found)
        self._begun = "" if found else _begun(before, BRACKETED_PASTE_START)
        return (before + found)[len(sent) :], rest

    def _pasted(self, _held: str, text: str) -> tuple[str, str]:
        before, found, rest = text.partition(BRACKETED_PASTE_END)
        self._is_pasting = not found
        self._begun = "" if found else _begun(before, BRACKETED_PASTE_END)
        return _CONTROL.sub("", before.removesuffix(self._begun)) + found, rest


def _begun(text: str, mark: str) -> str:
    """The end of a text that may become a mark."""
    return next((mark[:size] for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), "")


class HotseatDriver(LinuxDriver):
    """Textual's driver for terminals, with bytes that are no UTF-8 shown as such, and pastes cleaned."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if sys.__stdout__ is not None and (sys.__stderr__ is None or not sys.__stderr__.isatty()):
            self._file = sys.__stdout__  # Textual paints on standard error, which `2>` may have led away

    def _read(self) -> bytes:
        """What was typed. Where the terminal is gone the program ends, as the hang-up signal would end it."""
        try:
            found = os.read(self.fileno, _AT_ONCE)
        except OSError:
            found = b""
        if not found:
            is_deaf = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # as under nohup
            os.kill(os.getpid(), signal.SIGTERM if is_deaf else signal.SIGHUP)
        return found

    def run_input_thread(self) -> None:
        """Read what is typed until the program ends."""
        parser, cleaned = XTermParser(self._debug), PasteFilter()
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                text = cleaned(decode(self._read())) if selector.select(0.1) else ""
                for event in parser.feed(text) if text else ():  # an empty text would end the parser
                    self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        try:
            list(parser.feed(""))
        except (EOFError, ParseError):
            return  # what was typed last stays half a sequence
