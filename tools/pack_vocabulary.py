"""Packs the o200k_base vocabulary for `src/hotseat/tokens.py`; nothing else of hotseat needs the network for it.

`python tools/pack_vocabulary.py o200k_base.tiktoken` takes the official file (plain or gzipped, as several packages on
PyPI carry it), checks its hash, and writes one line of JSON (name, pattern, special tokens) followed by every token in
the order of its rank, each after one byte with its length, compressed with xz.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import lzma
import sys
from pathlib import Path

import tiktoken_ext.openai_public as official

SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
TARGET = Path(__file__).resolve().parents[1] / "src" / "hotseat" / "o200k_base.xz"


def main() -> int:
    """Pack the file that is named."""
    raw = Path(sys.argv[1]).read_bytes()
    raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    if hashlib.sha256(raw).hexdigest() != SHA256:
        print("not the official o200k_base.tiktoken", file=sys.stderr)
        return 1
    tokens = []
    for rank, line in enumerate(raw.splitlines()):
        token, number = line.split()
        assert int(number) == rank, "a token's line is its rank"
        tokens.append(base64.b64decode(token))
    official.load_tiktoken_bpe = lambda *_args, **_kwargs: {}  # only pattern and special tokens are wanted
    constants = official.o200k_base()
    head = {"name": "o200k_base", "pattern": constants["pat_str"], "special": constants["special_tokens"]}
    body = json.dumps(head).encode() + b"\n" + b"".join(bytes([len(token)]) + token for token in tokens)
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    TARGET.write_bytes(lzma.compress(body, filters=filters))
    print(f"{TARGET}: {len(tokens)} tokens, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
