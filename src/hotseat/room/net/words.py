"""The words of the door, for those who stand before it."""

from __future__ import annotations

from typing import Final

from hotseat.i18n import Tr, mark
from hotseat.room.net.wire import Refused, Why
from hotseat.room.words import refusal_text

_WHY: Final[dict[Why, str]] = {
    "version": mark("The host runs another version of the program; take the same one."),
    "malformed": mark("The host did not understand this program; take the same version."),
    "code": mark("This is not the room's code."),
    "key": mark("This is not the trainer's key."),
    "wait": mark("Too many wrong codes; try again in {n} s."),
    "silent": mark("The host heard nothing and hung up."),
    "name": mark("Take another name: letters one can see, at most 24 columns wide (12 Chinese characters)."),
    "removed": mark("The trainer sent you out."),
    "room": mark("The room does not let you in."),
    "elsewhere": mark("Your seat was taken on another screen."),
    "too_fast": mark("Too many messages at once."),
    "slow": mark("The connection is too slow."),
}

INSECURE: Final = mark(
    "Without TLS everybody on this network can read along, codes and votes included, and speak in your place. "
    "Give --certfile and --keyfile, or accept that with --insecure."
)
INSECURE_NOW: Final = mark(
    "No TLS: everybody on this network can read along, codes and votes included, and speak in your place."
)


def refused_text(refused: Refused, tr: Tr) -> str:
    """Why somebody is not let in, or not any more, in a sentence."""
    if refused.refusal is not None:
        return refusal_text(refused.refusal, tr)
    return tr(_WHY[refused.why]).format(n=int(refused.retry_s + 0.999))
