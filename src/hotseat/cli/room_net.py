"""The networked Confrontation Room: host one, join one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from hotseat.cli.practice import standard_input
from hotseat.cli.program import Exit, is_terminal, open_house, tr
from hotseat.cli.room import Wishes, choice_of, group_options
from hotseat.lang import LANGS, Lang

if TYPE_CHECKING:
    from hotseat.room.choice import RoomChoice
    from hotseat.room.net.client import RoomClient
    from hotseat.room.net.host import RoomHost
    from hotseat.room.net.kept import KeptSeat
    from hotseat.wiring import House

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(help=tr("Lead a room over the network: others join with an address and a code."))
@group_options
@click.option(
    "--host", "bind", default="127.0.0.1", show_default=True, help=tr("Address to listen on; 0.0.0.0 for all.")
)
@click.option("--port", type=click.IntRange(0, 65535), help=tr("Port to listen on; the usual one or a free one."))
@click.option("--certfile", type=_FILE, help=tr("Certificate for TLS, PEM."))
@click.option("--keyfile", type=_FILE, help=tr("Its key, if it is not in the same file."))
@click.option("--insecure", is_flag=True, help=tr("Listen beyond this machine without TLS; others can read along."))
@click.option(
    "--resume", is_flag=False, flag_value="", default=None, help=tr("Go on with a room that broke off; the newest.")
)
@click.option("--plain", is_flag=True, help=tr("No full screen: commands from standard input, line by line."))
@click.pass_context
def host(
    ctx: click.Context,
    order: str,
    bind: str,
    port: int | None,
    certfile: Path | None,
    keyfile: Path | None,
    insecure: bool,
    resume: str | None,
    plain: bool,
    **wishes: Unpack[Wishes],
) -> None:
    import asyncio

    from hotseat.room.net.place import is_loopback
    from hotseat.room.net.words import INSECURE, INSECURE_NOW
    from hotseat.room.roster import trainer

    if certfile is None and not is_loopback(bind):
        if not insecure:
            raise click.UsageError(tr(INSECURE))
        click.echo(tr(INSECURE_NOW), err=True)
    _need_terminal(plain)
    house = open_house()
    people = (trainer(house.tr("Trainer")),)
    choice = choice_of(house, wishes, mode="net", order=order, people=people)
    room = choice if resume is None else _to_resume(house, resume)
    asyncio.run(_host(house, room, bind=bind, port=port, files=(certfile, keyfile), plain=plain))
    ctx.exit(Exit.OK)


def _need_terminal(plain: bool) -> None:
    if not plain and not is_terminal():
        raise click.UsageError(tr("This needs a terminal; without one use --plain"))


def _to_resume(house: House, room_id: str) -> Path:
    from hotseat.errors import NotFoundError
    from hotseat.room.log import find, rooms

    if room_id:
        return find(house.rooms.folder, room_id)
    found = next((one.path for one in rooms(house.rooms.folder) if one.mode == "net" and not one.closed), None)
    if found is None:
        raise NotFoundError(tr("There is no networked room that broke off."))
    return found


async def _host(
    house: House,
    room: RoomChoice | Path,
    *,
    bind: str,
    port: int | None,
    files: tuple[Path | None, Path | None],
    plain: bool,
) -> None:
    from hotseat.room.net.place import server_tls, shown_address

    certfile, keyfile = files
    tls = server_tls(certfile, keyfile) if certfile is not None else None
    room_host = await house.rooms.host(room)
    try:
        await room_host.start_somewhere(bind, port, tls=tls)
        address = shown_address(bind, room_host.port, is_secure=tls is not None)
        if plain:
            await _preside(house, room_host, address)
        else:
            from hotseat.tui import run_host

            await run_host(house, room_host, address)
    finally:
        await room_host.close()
        room_host.service.close()


async def _preside(house: House, room_host: RoomHost, address: str) -> None:
    from hotseat.plain.seat import preside

    book = room_host.book
    click.echo(f"hotseat room join {address} --code {book.code} --name …")
    click.echo(tr("Code: {code}").format(code=book.code), err=True)
    click.echo(tr("For a trainer elsewhere, and for nobody else: --key {key}").format(key=book.key), err=True)
    if book.has_older:
        click.echo(tr("The code from before goes on to open the room."), err=True)
    with standard_input() as source:
        page = await preside(house, room_host, source=source, out=sys.stdout, err=sys.stderr)
    click.echo(house.tr("Report: {path}").format(path=page), err=True)


@click.command(help=tr("Join a room over the network."))
@click.argument("address")
@click.option("--code", required=True, help=tr("The six characters that the host shows."))
@click.option("--name", required=True, help=tr("What the others call you."))
@click.option(
    "--role",
    type=click.Choice(("questioner", "audience")),
    default="questioner",
    show_default=True,
    help=tr("Whether you ask and may sit in the hot seat, or only listen and vote."),
)
@click.option("--lang", type=click.Choice(LANGS), help=tr("Language of what the program says to you."))
@click.option("--seat", default="", help=tr("Take your old seat again: what you were shown when you left."))
@click.option("--key", default="", help=tr("Lead the room from here: the trainer's key, shown by the host alone."))
@click.option("--cafile", type=_FILE, help=tr("Certificates to trust, for a host with its own."))
@click.option("--plain", is_flag=True, help=tr("No full screen: line by line, for pipes and screen readers."))
@click.pass_context
def join(
    ctx: click.Context,
    address: str,
    code: str,
    name: str,
    role: str,
    lang: Lang | None,
    seat: str,
    key: str,
    cafile: Path | None,
    plain: bool,
) -> None:
    import asyncio

    from pydantic import ValidationError

    from hotseat.room.net.client import RoomClient
    from hotseat.room.net.kept import kept_seat
    from hotseat.room.net.place import address_of, client_tls
    from hotseat.room.net.wire import Hello

    _need_terminal(plain)
    house = open_house()
    house.lang = lang or house.lang
    try:
        hello = Hello.model_validate({"code": code, "name": name, "role": role, "token": seat, "key": key})
    except ValidationError as error:
        field = ".".join(map(str, error.errors(include_url=False)[0]["loc"]))
        raise click.UsageError(tr("--{field} is too long").format(field=field)) from error
    tls = client_tls(address_of(address), cafile)
    with kept_seat(house.rooms.folder / "seats", address_of(address), name) as kept:
        if not seat and not key:
            hello = hello.model_copy(update={"token": kept.token})
        is_in = asyncio.run(_join(house, RoomClient(address, hello, tls=tls), kept, plain=plain))
    if not is_in:
        ctx.exit(Exit.FAILURE)


async def _join(house: House, client: RoomClient, kept: KeptSeat, *, plain: bool) -> bool:
    from hotseat.room.net.words import refused_text

    refused = await client.connect()
    if refused is not None:
        click.echo(house.tr("Error: {message}").format(message=refused_text(refused, house.tr)), err=True)
        return False
    kept.keep(client.token)
    try:
        if not plain:
            from hotseat.tui import run_joined

            await run_joined(house, client)
            return True
        from hotseat.plain.seat import sit

        with standard_input() as source:
            return await sit(house, client, source=source, out=sys.stdout, err=sys.stderr)
    finally:
        client.close()
        await client.closed()
        if client.room.stage == "closed":
            kept.forget()
        else:
            click.echo(house.tr("To take your seat again: --seat {token}").format(token=client.token), err=True)
