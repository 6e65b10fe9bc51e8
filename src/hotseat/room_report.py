"""Reports of a room as files: one HTML page and Markdown for everybody, a page each, and answers to be scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape as html_escape
from itertools import pairwise
from pathlib import Path

from hotseat.i18n import Tr
from hotseat.report import escape
from hotseat.room.model import Person, Room
from hotseat.room.words import topic
from hotseat.room_pages import Block, Curve, Grid, Heading, Items, Talk, Text, number, person_page, room_page, seats
from hotseat.store import write_whole

_WIDTH, _HEIGHT = 640, 140
_STYLE = """
body { font: 16px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d1f24;
  background: #fbfaf6; }
h1, h2 { line-height: 1.25; } h2 { margin-top: 2rem; color: #1f5f7a; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem;
  border-bottom: 1px solid #d9d5c9; } blockquote { margin: 1rem 0; padding: .5rem 1rem; background: #f2f0e9; }
blockquote p { margin: .2rem 0; } .note { color: #484d56; font-size: .9em; } svg { width: 100%; height: auto; }
@media print { body { margin: 0; background: white; } }
"""


def write_reports(room: Room, folder: Path, tr: Tr) -> Path:
    """Write everything about a room into a folder of its own; returns the HTML page.

    Raises:
        SessionFileError: it could not be written.
    """
    target = folder / room.id
    page = target / "report.html"
    write_whole(page, html(room, tr))
    write_whole(target / "report.md", markdown(room_page(room, tr)))
    for place, person in enumerate(_people(room), start=1):
        write_whole(target / f"person-{place}.md", markdown(person_page(room, person, tr, private=True)))
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


def markdown(blocks: Iterable[Block]) -> str:
    """A page as Markdown; words of people are quoted, never markup."""
    return "\n\n".join(filter(None, map(_markdown, blocks))) + "\n"


def _markdown(block: Block) -> str:
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
            lines = [f"**{escape(who)}**: {escape(words)}" for who, words in said] + [escape(block.note)]
            return "\n".join(f"> {line}  " for line in lines)
        case Curve():
            values = " ".join(number(value) for value in block.values)
            return f"- {escape(block.title)}: {values}" if block.values else ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell if cell == "---" else escape(cell) for cell in cells) + " |"


def html(room: Room, tr: Tr) -> str:
    """One page without scripts and without anything from elsewhere; every word is escaped."""
    body = "".join(_html(block) for block in room_page(room, tr))
    for person in seats(room):
        if not person.simulated:
            body += "<hr>" + "".join(_html(block) for block in person_page(room, person, tr, private=False))
    return (
        f'<!doctype html><html lang="{room.lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html_escape(topic(room))}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{html_escape(block.text)}</h{block.level}>"
        case Text():
            return f"<p>{html_escape(block.text)}</p>"
        case Items():
            return "<ul>" + "".join(f"<li>{html_escape(item)}</li>" for item in block.items) + "</ul>"
        case Grid():
            head, *rows = block.rows
            return f"<table>{_cells(head, 'th')}{''.join(_cells(row, 'td') for row in rows)}</table>"
        case Talk():
            asked = f"<p><b>{html_escape(block.asker)}</b> {html_escape(block.question)}</p>"
            said = f"<p><b>{html_escape(block.seat)}</b> {html_escape(block.answer)}</p>"
            return f'<blockquote>{asked}{said}<p class="note">{html_escape(block.note)}</p></blockquote>'
        case Curve():
            return _svg(block)


def _cells(row: tuple[str, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{html_escape(cell)}</{tag}>" for cell in row) + "</tr>"


def _svg(curve: Curve) -> str:
    """A line over the answers, 0 at the bottom and 5 at the top; it breaks where there is no value."""
    step = (_WIDTH - 60) / max(1, len(curve.values) - 1)
    points = [(30 + step * at, value) for at, value in enumerate(curve.values)]
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{_y(value):.1f}" r="4"/><text x="{x:.1f}" y="{_y(value) - 8:.1f}">{value:.1f}</text>'
        for x, value in points
        if value is not None
    )
    lines = "".join(
        f'<line x1="{x:.1f}" y1="{_y(a):.1f}" x2="{u:.1f}" y2="{_y(b):.1f}"/>'
        for (x, a), (u, b) in pairwise(points)
        if a is not None and b is not None
    )
    title = html_escape(curve.title)
    axis = f'<line x1="20" y1="{_y(0)}" x2="{_WIDTH - 20}" y2="{_y(0)}" stroke="#b9b4a6"/>'
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}" font-size="11" '
        f'text-anchor="middle" fill="#1f5f7a" stroke-width="2">{axis}<g stroke="#1f5f7a">{lines}</g>{dots}</svg>'
        f"<figcaption>{title}</figcaption></figure>"
    )


def _y(value: float) -> float:
    return _HEIGHT - 20 - value / 5 * (_HEIGHT - 50)
