"""Counts tokens: exactly with the vocabulary that comes with hotseat, roughly until then and for other models.

o200k_base.xz holds the o200k_base vocabulary of OpenAI's tiktoken (MIT licence, see NOTICE), packed by
tools/pack_vocabulary.py. tiktoken itself would download it; nothing here touches the network.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import lzma
import math
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from hotseat.text import han

if TYPE_CHECKING:
    from tiktoken import Encoding

VOCABULARY: Final = Path(__file__).with_name("o200k_base.xz")
SHA256: Final = "ce792c7eb9a7e93f50010d7a37e3f5aa80cb1ca69dc7a50d4c609473225d7bcb"
"""Of the unpacked vocabulary."""
EXACT_FOR: Final = ("gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "o1", "o3", "o4")
"""Beginnings of the names of models that use o200k_base."""
LONGEST: Final = 400_000
"""Characters from which on a text is only estimated."""


class Count(NamedTuple):
    """How many tokens a text has."""

    tokens: int
    exact: bool
    """False when it is an estimate; whoever shows it says so."""


def estimate(text: str) -> int:
    """Tokens by rule of thumb: one for a Chinese character, one for four of the rest."""
    chinese = han(text)
    return chinese + math.ceil((len(text) - chinese) / 4)


class Counter:
    """Counts without ever waiting: exactly once `warm` was awaited, roughly before."""

    def __init__(self, vocabulary: Path = VOCABULARY) -> None:
        self._vocabulary = vocabulary
        self._encoding: Encoding | None = None
        self._building = threading.Lock()

    async def warm(self) -> None:
        """Unpack the vocabulary, off the event loop.

        Raises:
            ValueError: the file is damaged; estimates are still to be had.
        """
        if self._encoding is None:
            await asyncio.to_thread(self.build)

    def build(self) -> None:
        """As `warm`, in the caller's thread; takes about half a second."""
        with self._building:
            if self._encoding is None:
                self._encoding = _encoding(self._vocabulary)

    def count(self, text: str, model: str = "gpt-4o") -> Count:
        """The tokens of a text for a model; for one with another vocabulary it is an estimate."""
        if self._encoding is None or len(text) > LONGEST:
            return Count(estimate(text), exact=False)
        tokens = len(self._encoding.encode(text, disallowed_special=()))
        return Count(tokens, exact=model.rpartition("/")[2].lower().startswith(EXACT_FOR))


def _encoding(path: Path) -> Encoding:
    try:
        body = lzma.decompress(path.read_bytes())
    except (OSError, lzma.LZMAError, EOFError) as error:
        raise ValueError(f"{path}: the vocabulary cannot be read: {error}") from error
    if hashlib.sha256(body).hexdigest() != SHA256:
        raise ValueError(f"{path}: not the vocabulary that came with hotseat; install it again")
    import tiktoken

    head, _, tokens = body.partition(b"\n")
    described = json.loads(head)
    return tiktoken.Encoding(
        name=described["name"],
        pat_str=described["pattern"],
        mergeable_ranks=_ranks(tokens),
        special_tokens=described["special"],
    )


def _ranks(packed: bytes) -> dict[bytes, int]:
    """Tokens stand in the order of their rank, each after its length."""
    ranks: dict[bytes, int] = {}
    at, end = 0, len(packed)
    while at < end:
        stop = at + 1 + packed[at]
        ranks[packed[at + 1 : stop]] = len(ranks)
        at = stop
    return ranks
