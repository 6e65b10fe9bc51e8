"""Reports of a room as files: one HTML page and Markdown for everybody, a page each, and answers to be scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from hotseat.i18n import Tr, named
from hotseat.reports.batch.page import policy, style, template
from hotseat.reports.room.chart import chart
from hotseat.reports.room.pages import (
    Block,
    Curve,
    Grid,
    Heading,
    Items,
    Talk,
    Text,
    number,
    person_page,
    room_page,
    seats,
)
from hotseat.reports.talk import escape
from hotseat.room.entities import Person, Room
from hotseat.room.words import topic
from hotseat.store.files import write_whole


def write_reports(room: Room, folder: Path, tr: Tr) -> Path:
    """Write everything about a room into a folder of its own; returns the HTML page.

    Raises:
        SessionFileError: it could not be written.
    """
    target = folder / room.id
    page = target / "report.html"
    write_whole(page, html(room, tr))
    write_whole(target / "report.md", markdown(room_page(room, tr), tr))
    for place, person in enumerate(_people(room), start=1):
        write_whole(target / f"person-{place}.md", markdown(person_page(room, person, tr, private=True), tr))
    write_whole(target / "answers.jsonl", answers(room))
    return page


def _people(room: Room) -> Iterator[Person]:
    return (one for one in room.people.values() if not one.simulated)


def answers(room: Room) -> str:
    """Everybody's answers as conversations that `hotseat score` takes, one a line; passes are left out."""
    lines = []
    for person in seats(room):
        turns = [
            {"role": role, "text": text}
            for one in room.of_seat(person.id)
            if one.struck is None and one.answer is not None and one.answer.text
            for role, text in (("customer", one.question.text), ("agent", one.answer.text))
        ]
        if turns:
            talk = {"id": f"{room.id}-{person.id}", "lang": room.lang, "turns": turns}
            lines.append(json.dumps(talk, ensure_ascii=False) + "\n")
    return "".join(lines)


def markdown(blocks: Iterable[Block], tr: Tr) -> str:
    """A page as Markdown; words of people are quoted, never markup."""
    return "\n\n".join(filter(None, (_markdown(block, tr) for block in blocks))) + "\n"


def _markdown(block: Block, tr: Tr) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {escape(block.text)}"
        case Text():
            return escape(block.text)
        case Items():
            return "\n".join(f"- {escape(item)}" for item in block.items)
        case Grid():
            head, *rows = block.rows
            return "\n".join(_row(row) for row in (head, ("---",) * len(head), *rows))
        case Talk():
            said = ((block.asker, block.question), (block.seat, block.answer))
            lines = [named(tr, f"**{escape(who)}**", escape(words)) for who, words in said] + [escape(block.note)]
            return "\n".join(f"> {line}  " for line in lines)
        case Curve():
            calm, hard = (" ".join(map(number, values)) for values in (block.values, block.pressure))
            return f"- {named(tr, escape(block.title), calm)}\n- ({hard})" if block.values else ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell if cell == "---" else escape(cell) for cell in cells) + " |"


def html(room: Room, tr: Tr) -> str:
    """One page without scripts and without anything from elsewhere; every word is escaped."""
    pages = [room_page(room, tr), *(person_page(room, one, tr, private=False) for one in seats(room))]
    return template("hotseat.reports.room", ".").render(
        tr=tr,
        lang=room.lang,
        title=topic(room),
        style=style(),
        policy=policy(style()),
        pages=[[(type(block).__name__, block) for block in page] for page in pages],
        chart=chart,
    )
