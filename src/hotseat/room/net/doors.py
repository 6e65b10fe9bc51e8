"""Who is let in: the room's code, the trainer's key, tokens of seats, and how long somebody waits after a wrong one."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from typing import Final

ALPHABET: Final = "ABCDEFGHJKMNPQRTUVWXYZ2346789"
"""Nothing that is read or heard as something else: no I L O S, no 0 1 5."""

CODE_LENGTH: Final = 6
KEY_LENGTH: Final = 16
_SCRYPT_COST: Final = 4096
_FREE: Final = 3
"""Wrong tries of one address before it waits."""
_LONGEST_S: Final = 60.0
"""Behind a tunnel everybody has one address: nobody is shut out for good."""
_WRONG_BURST: Final = 30
_WRONG_PER_S: Final = 0.5
_MOST_ADDRESSES: Final = 4096


def new_code() -> str:
    """Six characters that can be read out."""
    return _draw(CODE_LENGTH)


def new_key() -> str:
    """The trainer's secret, in groups of four."""
    whole = _draw(KEY_LENGTH)
    return "-".join(whole[at : at + 4] for at in range(0, KEY_LENGTH, 4))


def new_token() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


def _draw(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def plain_code(text: str) -> str:
    """A code or key as it is compared: large letters, no spaces or hyphens."""
    return "".join(char for char in text.upper() if char.isalnum())


def same(given: str, wanted: str) -> bool:
    """Compared in constant time."""
    return secrets.compare_digest(plain_code(given).encode(), plain_code(wanted).encode())


def salted(code: str, salt: str) -> str:
    """A code as it may lie on a disk: slow to guess from."""
    found = hashlib.scrypt(plain_code(code).encode(), salt=salt.encode(), n=_SCRYPT_COST, r=8, p=1, dklen=32)
    return found.hex()


def hashed(token: str) -> str:
    """A token as it may lie on a disk; it is too long to be guessed from this."""
    return hashlib.sha256(token.encode()).hexdigest()


class Guard:
    """How long an address, or everybody, must wait after wrong codes. Times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        """Wrong tries in a row and the time of the last one, by address."""
        self._left, self._at = float(_WRONG_BURST), 0.0

    def wait(self, address: str, now: float) -> float:
        """Seconds until this address may try again; 0 when it may now."""
        tries, last = self._wrong.get(address, (0, now))
        own = min(2.0 ** (tries - _FREE), _LONGEST_S) - (now - last) if tries >= _FREE else 0.0
        self._refill(now)
        everybody = (1 - self._left) / _WRONG_PER_S if self._left < 1 else 0.0
        return max(own, everybody, 0.0)

    def failed(self, address: str, now: float) -> None:
        """A wrong code came from there."""
        tries, _ = self._wrong.pop(address, (0, now))
        self._wrong[address] = (min(tries + 1, 64), now)
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)
        self._refill(now)
        self._left = max(0.0, self._left - 1)

    def passed(self, address: str) -> None:
        """The right code came from there."""
        self._wrong.pop(address, None)

    def _refill(self, now: float) -> None:
        self._left = min(float(_WRONG_BURST), self._left + max(0.0, now - self._at) * _WRONG_PER_S)
        self._at = now


class Bucket:
    """So many messages at once, so many a second."""

    def __init__(self, burst: float, per_s: float, now: float) -> None:
        self._burst, self._per_s = burst, per_s
        self._left, self._at = burst, now

    def take(self, now: float) -> bool:
        """True when one more may pass."""
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
