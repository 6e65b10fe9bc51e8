"""The models behind the roles: what is configured, from where, and whether it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hotseat.cli.program import Exit, model_flags, open_house, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.doctor import Finding, Found
    from hotseat.wiring import House


@click.command(help=tr("Try out the configured models: reachable, how fast, at what cost."))
@model_flags
@click.option("--find", is_flag=True, help=tr("Look for servers on this machine too."))
@click.option("--json", "as_json", is_flag=True, help=tr("One JSON object a line."))
@click.pass_context
def doctor(
    ctx: click.Context,
    *,
    find: bool,
    as_json: bool,
    flags: Mapping[str, object],
) -> None:
    import asyncio

    house = open_house(flags)
    findings, found = asyncio.run(_examine(house, find=find))
    if as_json:
        for one in (*findings, *found):
            click.echo(one.model_dump_json(exclude_none=True))
    else:
        _tell(house, findings, found, looked=find)
    if any(one.state not in ("ready", "offline") for one in findings):
        ctx.exit(Exit.FAILURE)


async def _examine(house: House, *, find: bool) -> tuple[tuple[Finding, ...], tuple[Found, ...]]:
    from hotseat.doctor import examine, find_local

    found = await find_local() if find else ()
    findings = await examine(house.settings.connections, house.switchboard.endpoint, house.prices)
    await house.switchboard.close()
    return findings, found


def _tell(house: House, findings: tuple[Finding, ...], found: tuple[Found, ...], *, looked: bool) -> None:
    from hotseat.doctor import details, headline

    for finding in findings:
        click.echo(headline(finding, tr))
        for line in details(finding, tr):
            click.echo(f"  {line}")
    if looked and not found:
        click.echo(tr("No server answers on this machine."))
    for one in found:
        sentence = tr("On this machine: {base_url} ({models}); use it with --base-url {base_url} --model MODEL")
        click.echo(sentence.format(base_url=one.base_url, models=", ".join(one.models[:10]) or "-"))
    if house.settings.spare_key:
        sentence = tr("{name} holds a key that nothing uses; choose a model with --model or HOTSEAT_MODEL.")
        click.echo(sentence.format(name=house.settings.spare_key), err=True)


@click.command(help=tr("Show the settings in force, where each comes from, and where the file is."))
@click.option("--json", "as_json", is_flag=True, help=tr("One JSON object a line."))
def config(*, as_json: bool) -> None:
    import json

    from hotseat.settings import effective

    house = open_house()
    path = house.settings.config
    state = tr("it is there") if path.is_file() else tr("it is not there yet")
    click.echo(tr("Configuration file: {path} ({state})").format(path=path, state=state), err=True)
    for one in effective(house.settings):
        if as_json:
            click.echo(json.dumps(one._asdict(), ensure_ascii=False))
        else:
            click.echo(f"{one.name} = {one.value}\t{one.source or tr('default')}")
