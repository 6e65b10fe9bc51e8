"""Ctrl+C: the first asks to finish what has begun, the second ends at once."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Heard while it is entered; schedulers' SIGTERM counts as Ctrl+C."""

    def __init__(self, on_first: Callable[[], None] = lambda: None) -> None:
        """`on_first` tells the user what happens now."""
        self.reason = ""
        """Why nothing new is begun; empty while all is well."""
        self.is_interrupted = False
        self._on_first = on_first
        self._before: dict[int, object] = {}

    def ask(self, reason: str) -> None:
        """Begin nothing new, for a reason that the user is told."""
        self.reason = self.reason or reason

    @property
    def is_asked(self) -> bool:
        """True when nothing new is to be begun."""
        return self.is_interrupted or bool(self.reason)

    def __enter__(self) -> Stop:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)  # type: ignore[arg-type]  # what signal.signal gave, it takes

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        if self.is_interrupted:
            raise KeyboardInterrupt
        self.is_interrupted = True
        self._on_first()
