"""In which encoding a file is: by its mark, or as was said. What it seems to be in is told and never acted on."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Final, cast

from hotseat.errors import TranscriptError
from hotseat.i18n import mark
from hotseat.transcripts.records import MAX_LINE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MEANT: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
"""Encodings by what files under their names are really in: a wider one, or the usual order where there is no mark."""

SHOWN: Final = {
    "gb18030": "GBK/GB18030",
    "cp950": "Big5",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
"""Encodings that can be made out, as people call them."""
FLAGS: Final = {"cp950": "big5"}
"""As they are said on the command line, where that is another name."""

HEAD: Final = 1 << 16
"""So many bytes are looked at to make an encoding out."""
_BLOCK: Final = 1 << 16
_BROKEN: Final = b"\xff"
"""No UTF-8, so that readers name the place."""

_COMMON: Final = frozenset(
    "，。！？：；、“”（）…的一是不了我在有他这這就个個们們来來到说說为為子和你您地出道也时時年得那要下以生会會自着著去之过過家"
    "学學对對可里裡后後么麼心多天而能好都然没沒于於起还還发發成事只想看样樣把点點号號请請问問客服顾顧吗嗎吧呢今明给給让讓"
)
"""What Chinese of any kind is full of, and a wrong encoding brings up by accident only."""
_LEAST_COMMON: Final = 0.12
"""Share of the characters beyond ASCII; right readings of service talks have 0.3 and more, wrong ones 0.03 at most."""
_WESTERN: Final = frozenset("“”‘’–—…•€£¥©®°½¼éèêëáàâäãåæçíìîïñóòôöõøœúùûüßÉÈÀÄÖÜÑÇ\u00a0")
_LEAST_WIDE: Final = 0.7
"""Share of plain characters in what is read as UTF-16."""
_MOST_BROKEN: Final = 0.02


def named(encoding: str) -> str:
    """An encoding as it was said, by the name of its codec.

    Raises:
        TranscriptError: there is none of this name for text.
    """
    try:
        codec = codecs.lookup(encoding.strip().lower())
        "a".encode(codec.name)
    except (LookupError, UnicodeError, ValueError) as error:
        unknown = mark("{encoding!r} is no encoding of text; there are {known} and others")
        raise TranscriptError(unknown, encoding=encoding, known="utf-8, gb18030, big5, utf-16, cp1252") from error
    return "" if codec.name in ("utf-8", "utf-8-sig") else _MEANT.get(codec.name, codec.name)


def marked(head: bytes) -> str:
    """The encoding that a file declares by its first bytes; empty for UTF-8 and for none."""
    return next((name for begins, name in _MARKS if head.startswith(begins)), "")


def is_wide(encoding: str) -> bool:
    """True for encodings in which ASCII is full of zero bytes."""
    return encoding.startswith(("utf-16", "utf-32"))


def seems_wide(head: bytes) -> str:
    """UTF-16 of one order or the other, where a file without a mark seems to be in it; else empty."""
    if b"\0" not in head:
        return ""
    shares = {name: _plain_share(head[: len(head) // 2 * 2].decode(name, "replace")) for name in _WIDES}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _LEAST_WIDE and best.endswith(("le", "be")) else ""


_WIDES: Final = ("utf-16-le", "utf-16-be", "latin-1")
"""Read as the last one, ASCII with a zero byte here and there is plainer still."""
_PLAIN: Final = re.compile(r"[\r\n\t -~\u2013-\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def _plain_share(text: str) -> float:
    return len(_PLAIN.findall(text)) / max(len(text), 1)


def seems(broken: bytes) -> str:
    """The encoding that bytes which are no UTF-8 seem to be in; empty when it cannot be made out."""
    shares = {name: _common_share(broken.decode(name, "replace")) for name in ("gb18030", "cp950")}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= _LEAST_COMMON:
        return best
    beyond = [char for char in broken.decode("cp1252", "replace") if char > "~"]
    is_western = 10 * len(beyond) < len(broken) and _WESTERN.issuperset(beyond)
    return "cp1252" if is_western else ""


def _common_share(text: str) -> float:
    beyond = [char for char in text if char > "~"]
    if beyond.count("\ufffd") > _MOST_BROKEN * len(beyond) + 1:
        return 0.0
    return sum(char in _COMMON for char in beyond) / max(len(beyond), 1)


@dataclass
class Census:
    """How many lines of a file are UTF-8, and some of what is not."""

    is_whole: bool
    """False where only the beginning was looked at."""
    sound: int = 0
    """Lines with more than ASCII in them."""
    broken: int = 0
    sample: bytes = b""
    """The first lines that are no UTF-8."""

    @classmethod
    def of(cls, file: BufferedReader, *, is_whole: bool) -> Census:
        """Read a file, or its beginning, to the end."""
        found = cls(is_whole)
        for line in iter(lambda: file.readline(MAX_LINE), b""):
            found._count(line)
        return found

    def _count(self, line: bytes) -> None:
        if line.isascii():
            return
        try:
            line.decode()
        except UnicodeDecodeError:
            self.broken += 1
            if len(self.sample) < HEAD:
                self.sample += line[: HEAD - len(self.sample)]
        else:
            self.sound += 1

    @property
    def is_utf8(self) -> bool:
        """True also for UTF-8 that is damaged here and there; a beginning that is all ASCII does not tell."""
        return self.sound > self.broken or (self.is_whole and not self.broken)


class _Recoded(RawIOBase):
    """A stream of another encoding as UTF-8; what cannot be decoded comes as a byte that is none."""

    def __init__(self, file: BufferedReader, encoding: str) -> None:
        self._blocks = self._recode(file, codecs.getincrementaldecoder(encoding)("replace"))
        self._rest = b""

    def _recode(self, file: BufferedReader, decoder: codecs.IncrementalDecoder) -> Iterator[bytes]:
        try:
            while block := file.read1(_BLOCK):
                yield _with_broken(decoder.decode(block))
            yield _with_broken(decoder.decode(b"", final=True))
        except UnicodeError:  # some codecs do not go on behind what they cannot read
            yield _BROKEN

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = block
        into = memoryview(buffer)
        some, self._rest = self._rest[: len(into)], self._rest[len(into) :]
        into[: len(some)] = some
        return len(some)


def _with_broken(text: str) -> bytes:
    return text.encode(errors="replace").replace("\ufffd".encode(), _BROKEN)


def recoded(file: BufferedReader, encoding: str) -> BufferedReader:
    """A file of another encoding as UTF-8; bytes that are none of that encoding come out as bytes that are no UTF-8."""
    return BufferedReader(cast(RawIOBase, _Recoded(file, encoding)))
