"""What a terminal sends: pastes full of escapes and bytes that are no text."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from conftest import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the driver is for Unix terminals")


def pasted(*chunks: str) -> list[str]:
    """What the program gets to see, as it comes in from the terminal in these pieces."""
    from textual import events
    from textual._xterm_parser import XTermParser

    from hotseat.tui.driver import PasteFilter

    parser, cleaned = XTermParser(), PasteFilter()
    found = []
    for text in filter(None, map(cleaned, chunks)):
        for message in parser.feed(text):
            match message:
                case events.Paste():
                    found.append(f"paste {message.text}")
                case events.Key():
                    found.append(f"key {message.key}")
    return found


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("a\x1bb", "ab"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b", ""),
        ("\x1b" + "x" * 100, "x" * 100),
        ("one\ntwo\tthree", "one\ntwo\tthree"),
        ("\x03\x11\x1a\x7f", ""),
        ("\x1b[200~nested", "[200~nested"),
    ],
    ids=["escape", "colours", "escape alone", "long", "lines", "control", "a paste in a paste"],
)
def test_a_paste_full_of_escapes_is_one_paste_and_no_key(inside: str, left: str) -> None:
    sent = f"\x1b[200~{inside}\x1b[201~"
    assert pasted(sent + "k") == pasted(*sent, "k") == [f"paste {left}", "key k"], "at once, and byte by byte"


def test_keys_outside_a_paste_go_through_untouched() -> None:
    assert pasted("\x1b[A", "x") == ["key up", "key x"]


@pytest.mark.parametrize("is_painted_on", ["stderr", "stdout"])
def test_the_program_ends_with_its_terminal(hotseat: Program, is_painted_on: str) -> None:
    master, slave = os.openpty()
    stderr = slave if is_painted_on == "stderr" else subprocess.DEVNULL
    program = subprocess.Popen(
        hotseat.command(), stdin=slave, stdout=slave, stderr=stderr, env={**hotseat.environ, "TERM": "xterm-256color"}
    )
    os.close(slave)
    painted = b""
    while b"hotseat" not in painted:
        painted += os.read(master, 65536)
    os.close(master)
    try:
        assert program.wait(30) in (-signal.SIGHUP, -signal.SIGTERM)  # the second under nohup, which hears no hang-up
    finally:
        program.kill()
