"""The command line: data on stdout, narration on stderr, and an exit code that means something."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.i18n import translator
from hotseat.lang import LANGS, from_locale

if TYPE_CHECKING:
    from io import FileIO

    from hotseat.errors import SessionFileError
    from hotseat.lang import Lang
    from hotseat.transcripts import Trainee
    from hotseat.wiring import Choice, House

tr = translator(from_locale(os.environ))


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    SOME_FAILED = 3
    INTERRUPTED = 130


class _Group(click.Group):
    """Shows our own errors as one clear line, never as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        from hotseat.errors import HotseatError

        try:
            return super().invoke(ctx)
        except HotseatError as error:
            click.echo(tr("Error: {message}").format(message=error), err=True)
            ctx.exit(Exit.FAILURE)
        except KeyboardInterrupt:
            click.echo(err=True)
            ctx.exit(Exit.INTERRUPTED)


@click.group(
    cls=_Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=tr("Practise hard conversations with difficult customers. Without a command the program opens."),
)
@click.version_option(package_name="hotseat", prog_name="hotseat")
@click.pass_context
def app(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        _open_tui(_house())


def main() -> None:
    """Entry point of the `hotseat` command."""
    _speak_utf8()
    try:
        try:
            app(prog_name="hotseat")
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except OSError as error:
        _hang_up()
        if not isinstance(error, BrokenPipeError):
            click.echo(tr("Error: {message}").format(message=f"standard output: {error.strerror}"), err=True)
        sys.exit(Exit.FAILURE)


def _hang_up() -> None:
    """Whoever read our output has gone, or cannot take it: the interpreter must not try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    """A terminal without a UTF-8 locale still gets our words, not a traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _house() -> House:
    from hotseat.wiring import build

    return build(os.environ)


def _open_tui(house: House, choice: Choice | None = None) -> None:
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise click.UsageError(
            tr("the program needs a terminal; for pipes and screen readers there is `hotseat practice --plain`")
        )
    from hotseat.tui import run

    run(house, choice=choice)


# --- practice ---


@app.command(help=tr("Practise one conversation, in the program or line by line."))
@click.option("--persona", default="", help=tr("Id of the customer; without it the seed picks."))
@click.option("--scenario", default="", help=tr("Id of the scenario; without it the seed picks."))
@click.option(
    "--difficulty",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help=tr("1 gentle to 4 merciless."),
)
@click.option("--lang", type=click.Choice(LANGS), help=tr("Language of the practice; the interface's unless given."))
@click.option("--seed", type=int, help=tr("Same seed and same replies, same customer."))
@click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric to be judged by; may be repeated."))
@click.option("--plain", is_flag=True, help=tr("No full screen: replies from standard input, line by line."))
@click.option(
    "--json", "as_json", is_flag=True, help=tr("Print each session line as it is saved, then the scorecards.")
)
@click.pass_context
def practice(
    ctx: click.Context,
    persona: str,
    scenario: str,
    difficulty: int,
    lang: Lang | None,
    seed: int | None,
    rubrics: tuple[str, ...],
    plain: bool,
    as_json: bool,
) -> None:
    import asyncio
    import secrets

    from hotseat.wiring import RUBRICS, Choice

    house = _house()
    choice = Choice(
        persona=persona,
        scenario=scenario,
        lang=lang or house.lang,
        difficulty=difficulty,
        seed=secrets.randbelow(1_000_000) if seed is None else seed,
        rubrics=rubrics or RUBRICS,
    )
    if not plain and not as_json:
        _open_tui(house, choice)
        return
    from hotseat.plain import play

    with _standard_input() as source:
        saved = asyncio.run(play(house, choice, source=source, out=sys.stdout, err=sys.stderr, as_json=as_json))
    if not saved:
        ctx.exit(Exit.FAILURE)


def _standard_input() -> FileIO:
    """Standard input without a buffer; an empty one when it was closed."""
    number = os.open(os.devnull, os.O_RDONLY) if sys.stdin is None else sys.stdin.fileno()
    return open(number, "rb", buffering=0, closefd=sys.stdin is None)


# --- content ---


@app.command("list", help=tr("List personas, scenarios, rubrics or saved sessions."))
@click.argument("what", type=click.Choice(["personas", "scenarios", "rubrics", "sessions"]))
@click.option("--json", "as_json", is_flag=True, help=tr("One JSON object a line."))
def list_(what: str, as_json: bool) -> None:
    import json

    house = _house()
    unread: list[SessionFileError] = []
    rows = _session_rows(house, unread) if what == "sessions" else _content_rows(house, what)
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo("\t".join(row.values()))
    for error in unread:
        click.echo(tr("Left out: {why}").format(why=error), err=True)


def _content_rows(house: House, what: str) -> Iterator[dict[str, str]]:
    from hotseat.library import FOLDERS

    kind = next(kind for kind, folder in FOLDERS.items() if folder == what)
    for title in house.library.titles(kind):
        yield {"id": title.id, "name": title.name.in_(house.lang), "summary": title.summary.in_(house.lang)}


def _session_rows(house: House, unread: list[SessionFileError]) -> Iterator[dict[str, str]]:
    from hotseat.store import summaries

    for one in summaries(house.settings.sessions, unread=unread):
        yield {
            "id": one.id,
            "at": one.at.isoformat(timespec="seconds"),
            "scenario": one.scenario,
            "persona": one.persona,
            "replies": str(one.replies),
            "state": "ended" if one.ended else "open",
        }


@app.command(help=tr("Check content files and say where each fault is."))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    from hotseat.review import review

    house = _house()
    faults, files = review(house.library, paths)
    for fault in faults:
        click.echo(str(fault))
    click.echo(tr("{files} files checked, {faults} faults").format(files=files, faults=len(faults)), err=True)
    if faults:
        ctx.exit(Exit.FAILURE)


@app.command(help=tr("Print the JSON Schema of a kind of content file."))
@click.argument("kind", type=click.Choice(["persona", "bank", "scenario", "rubric", "sources", "cues"]))
def schema(kind: str) -> None:
    from hotseat.schema import schema_text

    click.echo(schema_text(kind), nl=False)


# --- reading and scoring ---


@app.command(help=tr("Code the replies of saved talks into moves."))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option("--json", "_as_json", is_flag=True, help=tr("One JSON object a line (always so)."))
@click.option("--trainee", type=click.Choice(["user", "assistant"]), help=tr("Who is the trainee in OpenAI messages."))
@click.pass_context
def moves(ctx: click.Context, file: Path, _as_json: bool, trainee: Trainee | None) -> None:
    import json

    from hotseat.transcripts import Bad, read_talks

    house = _house()
    failed = 0
    for item in read_talks(_input(file), reader=house.reader, trainee=trainee):
        if isinstance(item, Bad):
            failed += 1
            click.echo(f"{item.place}: {item.message}", err=True)
            continue
        for turn in item.replies:
            found = [{"id": str(one.id), "quote": one.quote} for one in (turn.reading.moves if turn.reading else ())]
            click.echo(json.dumps({"id": item.id, "turn": turn.number, "moves": found}, ensure_ascii=False))
    if failed:
        ctx.exit(Exit.SOME_FAILED)


def _input(path: Path) -> Path:
    """A path that can be opened: `-` is standard input."""
    return Path("/dev/stdin") if str(path) == "-" else path


@app.command(help=tr("Score saved sessions and talks by rubrics."))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric; may be repeated."))
@click.option(
    "--grader",
    type=click.Choice(["rules"]),
    default="rules",
    show_default=True,
    expose_value=False,
    help=tr("Who grades."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=tr("Folder for scores.jsonl; without it scores go to standard output."),
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(["jsonl"]),
    expose_value=False,
    multiple=True,
    default=["jsonl"],
    show_default=True,
    help=tr("What to write."),
)
@click.option("--trainee", type=click.Choice(["user", "assistant"]), help=tr("Who is the trainee in OpenAI messages."))
@click.pass_context
def score(
    ctx: click.Context,
    paths: tuple[Path, ...],
    rubrics: tuple[str, ...],
    out: Path | None,
    trainee: Trainee | None,
) -> None:
    from hotseat.batch import score_all

    house = _house()
    wanted = tuple(house.library.rubric(one) for one in rubrics or ("listening", "complaint-handling"))
    result = score_all([_input(path) for path in paths], wanted, reader=house.reader, trainee=trainee, out=out)
    for bad in result.bad:
        click.echo(f"{bad.place}: {bad.message}", err=True)
    click.echo(
        tr("{done} scorecards, {bad} items could not be read").format(done=result.done, bad=len(result.bad)),
        err=True,
    )
    if result.bad:
        ctx.exit(Exit.SOME_FAILED)


# --- saved sessions ---


@app.command(help=tr("Show a saved session again, with its debrief."))
@click.argument("session")
def replay(session: str) -> None:
    _show(session, "md")


@app.command(help=tr("Write a saved session with its debrief to standard output."))
@click.argument("session")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "json"]),
    default="md",
    show_default=True,
    help=tr("Markdown to read, JSON to process."),
)
def export(session: str, form: str) -> None:
    _show(session, form)


def _show(wanted: str, form: str) -> None:
    from hotseat.report import markdown
    from hotseat.store import find, load

    house = _house()
    session = load(find(house.settings.sessions, wanted))
    debrief = house.debrief(session)
    if form == "json":
        click.echo(f'{{"session":{session.model_dump_json()},"debrief":{debrief.model_dump_json()}}}')
        return
    text = markdown(session, debrief, house.rubrics(session), house.library.sources(), tr=house.tr, lang=house.lang)
    click.echo(text, nl=False)
