"""Counts tokens by OpenAI's o200k_base vocabulary, or by rule of thumb where nobody may wait for it.

o200k_base.xz holds the vocabulary of OpenAI's tiktoken (MIT licence, see NOTICE), packed by tools/pack_vocabulary.py.
tiktoken itself would download it; nothing here touches the network.
"""

from __future__ import annotations

import json
import lzma
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotseat.text import han

if TYPE_CHECKING:
    from tiktoken import Encoding

VOCABULARY: Final = Path(__file__).with_name("o200k_base.xz")
LONGEST: Final = 400_000
"""Characters from which on a text is only estimated."""


def estimate(text: str) -> int:
    """Tokens by rule of thumb: one for a Chinese character, one for four of the rest."""
    chinese = han(text)
    return chinese + math.ceil((len(text) - chinese) / 4)


def count(text: str) -> int:
    """Tokens by the vocabulary: exact for OpenAI's models since gpt-4o, near for others.

    The first count unpacks the vocabulary, which takes about half a second.
    """
    return estimate(text) if len(text) > LONGEST else len(_encoding().encode(text, disallowed_special=()))


@cache
def _encoding() -> Encoding:
    import tiktoken

    head, _, tokens = lzma.decompress(VOCABULARY.read_bytes()).partition(b"\n")
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
