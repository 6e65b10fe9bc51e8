"""The seats that were taken from this machine: whoever's window closed sits down again under the same name."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotseat.store.files import hold


@dataclass(slots=True)
class KeptSeat:
    """What takes a seat again, in a file of its own while a window has it open."""

    token: str = ""
    """Empty when nobody of that name was there from here, or still is, in another window."""
    path: Path | None = None
    _file: int = -1

    def keep(self, token: str) -> None:
        """Write down what takes the seat again; where that fails, it is told when one leaves as well."""
        if self.path is not None and token and token != self.token:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, 0)
                os.pwrite(self._file, token.encode(), 0)
                self.token = token

    def forget(self) -> None:
        """The room is over."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


@contextmanager
def kept_seat(folder: Path, address: str, name: str) -> Iterator[KeptSeat]:
    """The seat of a name at an address; one that keeps nothing where the folder cannot be written."""
    path = folder / (hashlib.sha256(f"{address}\n{name}".encode()).hexdigest()[:24] + ".seat")
    file = -1
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        hold(file, "")  # another window that has it is somebody else of the same name
        seat = KeptSeat(os.pread(file, 200, 0).decode("ascii", errors="ignore"), path, file)
    except OSError:
        seat = KeptSeat()
    try:
        yield seat
    finally:
        if file >= 0:
            os.close(file)
