"""Addresses and TLS: where a room listens, what is typed to reach it, and how far that is."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from pathlib import Path
from typing import Final

from hotseat.errors import RoomLinkError
from hotseat.faults import reason
from hotseat.i18n import mark

DEFAULT_PORT: Final = 8722
_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>wss?)://)?(?P<place>\[[0-9A-Fa-f:.]+\]|[\w-]+(?:\.[\w-]+)*)(?::(?P<port>[0-9]{1,5}))?/?"
)
_ELSEWHERE: Final = "192.0.2.1"
"""An address for documentation: nothing is sent to it, only the way to it is looked up."""


def address_of(text: str) -> str:
    """What was typed as a WebSocket address: `host`, `host:port`, `ws://…` or `wss://…`.

    Raises:
        RoomLinkError: it is none.
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        raise RoomLinkError(
            mark("{text!r} is no address of a room; it looks like {like}"),
            text=text[:80],
            like=f"192.168.1.20:{DEFAULT_PORT}",
        )
    scheme, place, port = found["scheme"] or "ws", found["place"], found["port"]
    usual = "" if scheme == "wss" else str(DEFAULT_PORT)
    return f"{scheme}://{place}:{port or usual}".rstrip(":")


def host_of(address: str) -> str:
    """The host in an address that `address_of` made."""
    place = address.partition("://")[2]
    return place[1:].partition("]")[0] if place.startswith("[") else place.partition(":")[0]


def is_loopback(host: str) -> bool:
    """True for this machine alone; a name other than localhost may be anything."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown_address(host: str, port: int, *, is_secure: bool) -> str:
    """What others type: for every address of this machine, the one by which the network knows it."""
    if host in ("0.0.0.0", "::", ""):
        host = _own_address() or socket.gethostname()
    bracketed = f"[{host}]" if ":" in host else host
    return f"{'wss' if is_secure else 'ws'}://{bracketed}:{port}"


def _own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_ELSEWHERE, 9))
        except OSError:
            return ""  # no network: its name has to do
        return str(probe.getsockname()[0])


def server_tls(certfile: Path, keyfile: Path | None) -> ssl.SSLContext:
    """TLS for a host.

    Raises:
        RoomLinkError: the files do not hold a certificate and its key.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certfile, keyfile)
    except (OSError, ssl.SSLError) as error:
        raise RoomLinkError(mark("no certificate with its key: {why}"), at=certfile, why=reason(error)) from error
    return context


def client_tls(address: str, cafile: Path | None) -> ssl.SSLContext | None:
    """TLS for a client; None where the address has none.

    Raises:
        RoomLinkError: the file holds no certificates.
    """
    if not address.startswith("wss://"):
        return None
    try:
        return ssl.create_default_context(cafile=cafile)
    except (OSError, ssl.SSLError) as error:
        raise RoomLinkError(mark("no certificates: {why}"), at=cafile, why=reason(error)) from error
