"""What was found in a file, as talks: its replies read by rules."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from hotseat.errors import HotseatError
from hotseat.grader import Talk, TalkTurn, talk_of
from hotseat.lang import Lang
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader
from hotseat.runs.lines import told_apart
from hotseat.session import fold_log
from hotseat.store.sessions import parse_entries
from hotseat.text import clean, foreign_script, han, words
from hotseat.transcripts.files import Inputs
from hotseat.transcripts.items import Bad, Conversation, Item
from hotseat.transcripts.speakers import Roles


def talk_from(item: Item, reader: RulesReader) -> Talk | Bad:
    """The talk of an item, its replies read by rules."""
    if isinstance(item, Conversation):
        return foreign_talk(item.turns, talk_id=item.id, lang=item.lang, reader=reader)
    try:
        return talk_of(fold_log(parse_entries(item.raw, Path(item.path))))
    except HotseatError as error:
        return Bad(error.at or item.place, error.what)
    except ValueError as error:
        return Bad(item.place, str(error))


def read_talks(
    path: Path, *, reader: RulesReader, roles: Roles | None = None, apart: bool = False, encoding: str = ""
) -> Iterator[Talk | Bad]:
    """The talks of a file or a folder, without keeping them.

    `encoding` is that of files that are no UTF-8. With `apart` a talk that was met before is left out, and another one
    of the same id gets an id of its own, the one that its score has.
    """
    items = Inputs((path,), roles, encoding=encoding).items()
    for name, item in _told_apart(items) if apart else (("", one) for one in items):
        talk = item if isinstance(item, Bad) else talk_from(item, reader)
        if isinstance(item, Bad) or isinstance(talk, Bad):
            yield talk
        else:
            digest = item.digest if isinstance(item, Conversation) else ""
            yield talk.model_copy(update={"id": name or item.id, "digest": digest})


def _told_apart(items: Iterable[Item | Bad]) -> Iterator[tuple[str, Item | Bad]]:
    """Every talk once, with the id that no other has."""
    names: set[str] = set()
    met: set[str] = set()
    for item in items:
        if isinstance(item, Bad):
            yield "", item
        elif item.digest not in met:
            met.add(item.digest)
            name = next(one for one in told_apart(item.id, item.digest) if one not in names)
            names.add(name)
            yield name, item


def foreign_talk(turns: Iterable[tuple[str, str]], *, talk_id: str, lang: str | None, reader: RulesReader) -> Talk:
    """A talk from elsewhere, its replies read by rules; roles are customer and trainee."""
    turns = tuple(turns)
    language = _language(turns, lang)
    customer: list[str] = []
    said: list[str] = []
    shown: frozenset[MoveId] = frozenset()
    out: list[TalkTurn] = []
    for role, raw in turns:
        text = _plain(raw)
        if not text and clean(raw):
            continue  # markup around nothing: a picture is nobody's silence
        number = len(out)
        if role == "customer":
            customer.append(text)
            out.append(TalkTurn(number=number, role=role, text=text))
            continue
        context = Context.after(language, customer, said=said, shown=shown)
        reading = reader.read(text, context)
        shown = shown | reading.ids
        said.append(text)
        out.append(TalkTurn(number=number, role=role, text=text, reading=reading))
    return Talk(id=talk_id, lang=language, turns=tuple(out))


_BREAK: Final = re.compile(r"</(?:p|div|li|tr|h[1-6]|blockquote)\s*>|<br\s*/?>", re.IGNORECASE)
_MARKUP: Final = re.compile(
    r"</?(?:p|div|br|span|font|b|i|u|em|strong|a|img|[uo]l|li|table|tbody|tr|td|h[1-6]|blockquote)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""How help desks set off words; any other tag was typed by somebody."""


def _plain(raw: str) -> str:
    """What was said, without the HTML in which some programs wrap it."""
    if "<" not in raw or not _MARKUP.search(raw):
        return clean(raw)
    return clean(html.unescape(_MARKUP.sub("", _BREAK.sub("\n", raw))))


def _language(turns: tuple[tuple[str, str], ...], lang: str | None) -> Lang:
    match lang:
        case "zh-Hans" | "zh-Hant" | "en":
            return lang
        case _:
            text = "".join(text for _, text in turns)
            if han(text) <= len(words(text)):
                return "en"
            traditional, simplified = foreign_script(text, "zh-Hans"), foreign_script(text, "zh-Hant")
            return "zh-Hant" if len(traditional) > len(simplified) else "zh-Hans"
