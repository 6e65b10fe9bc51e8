"""A run over many talks as the command line shows it: lines on standard output, narration beside it, an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.narrator import Narrator, clock
from hotseat.cli.program import Exit, tr
from hotseat.errors import HotseatError
from hotseat.i18n import mark

if TYPE_CHECKING:
    from hotseat.batch import Ending, Forecast, Order, Stop
    from hotseat.wiring import House


def write_formats(house: House, folder: Path, formats: Iterable[str]) -> None:
    """Write the reports that were asked for beside scores.jsonl, from what the folder holds now."""
    from hotseat.reports.batch import FORMATS, write_formats

    wanted = tuple(name for name in FORMATS if name in formats and name != "jsonl")
    if wanted:
        write_formats(folder, wanted, house.judging.wish())


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def carry_out(order: Order, out: Path | None) -> Exit:
    """Grade what is new, into a folder or onto standard output."""
    from hotseat.batch import Stop, score_to

    narrator = Narrator(order.inputs, shows_all=out is None)
    finishing = tr("Finishing what has begun; press Ctrl+C again to stop at once.")
    with Stop(lambda: narrator.say(finishing)) as stop:
        if out is None:
            ending = score_to(_write, order, watch=narrator, stop=stop)
        else:
            ending = _kept(out, order, narrator, stop)
    _sum_up(ending, narrator)
    return _code(ending)


def _kept(out: Path, order: Order, narrator: Narrator, stop: Stop) -> Ending:
    from hotseat.batch import score_into

    try:
        return score_into(out, order, watch=narrator, stop=stop)
    except KeyboardInterrupt:
        narrator.say(_interrupted())
        raise


def _interrupted() -> str:
    return tr("Interrupted. What is done is kept; run again to go on.")


def _write(lines: Iterable[bytes]) -> None:
    if sys.stdout is None:
        raise HotseatError(mark("standard output is closed; give --out, or let it go somewhere"))
    sys.stdout.buffer.writelines(lines)


def _sum_up(ending: Ending, narrator: Narrator) -> None:
    tally = ending.tally
    narrator.tell_repeated(apart_from=ending.reason)
    narrator.tell_unread()
    if ending.status == "finished":
        narrator.tell_unmet()
    told = tr("Scorecards: {done}, items that could not be read: {bad}").format(done=tally.scored, bad=tally.bad)
    parts = [told]
    if tally.skipped:
        parts.append(tr("scores that were there: {scores}").format(scores=tally.skipped))
    if tally.failed:
        parts.append(
            tr("without an answer from the model: {items}; run again to try once more").format(items=tally.failed)
        )
    if tally.too_short:
        parts.append(tr("talks too short to judge: {talks}").format(talks=tally.too_short))
    if tally.again and ending.status == "finished":
        parts.append(tr("copies of other talks, which have scores as well: {talks}").format(talks=tally.again))
    if tally.cost is not None:
        parts.append(f"{tally.cost:,.4f} {tally.currency}")
    narrator.say(tr("; ").join(parts))
    match ending.status, ending.reason:
        case "stopped", "cost":
            narrator.say(tr("Stopped before the cost limit was passed; run again with a higher --max-cost to go on."))
        case "stopped", reason:
            narrator.say(
                tr("Stopped: {reason}. What is done is kept; run again to go on.").format(reason=reason.rstrip("."))
            )
        case "interrupted", _:
            narrator.say(_interrupted())


def _code(ending: Ending) -> Exit:
    match ending.status:
        case "interrupted":
            return Exit.INTERRUPTED
        case "stopped":
            return Exit.SOME_FAILED if ending.reason == "cost" else Exit.FAILURE
        case _:
            return Exit.SOME_FAILED if ending.tally.bad + ending.tally.failed else Exit.OK


def tell(order: Order, out: Path | None) -> Exit:
    """Say what a run would do: one JSON object, and the same in words."""
    import json

    from hotseat.batch import forecast

    narrator = Narrator(order.inputs, shows_all=out is None)
    found = forecast(order, out, watch=narrator)
    tally = found.tally
    figures = {
        "items": tally.items,
        "to_grade": found.to_grade,
        "to_score": found.to_score,
        "skipped": tally.skipped,
        "bad": tally.bad,
        "tokens": {"prompt": tally.usage.prompt, "completion": tally.usage.completion},
        "cost": tally.cost,
        "currency": tally.currency,
        "seconds": None if found.least_s is None else round(found.least_s),
    }
    click.echo(json.dumps(figures))
    narrator.tell_repeated()
    narrator.tell_unread()
    narrator.tell_unmet()
    narrator.say(_in_words(found))
    return Exit.SOME_FAILED if tally.bad else Exit.OK


def _in_words(found: Forecast) -> str:
    tally = found.tally
    told = tr("Talks to grade: {talks}; scorecards: {scores}; there already: {skipped}; unreadable: {bad}.")
    parts = [told.format(talks=found.to_grade, scores=found.to_score, skipped=tally.skipped, bad=tally.bad)]
    if tally.usage.prompt:
        cost = tr("price unknown") if tally.cost is None else f"{tally.cost:,.4f} {tally.currency}"
        tokens = tr("About {prompt} tokens sent and {completion} received: {cost}.")
        parts.append(
            tokens.format(prompt=f"{tally.usage.prompt:,}", completion=f"{tally.usage.completion:,}", cost=cost)
        )
    if found.least_s is not None:
        parts.append(
            tr("At the rates that are set (rpm, tpm) it takes at least {time}.").format(time=clock(found.least_s))
        )
    return " ".join(parts)
