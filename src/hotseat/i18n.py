"""The interface's words in three languages: gettext catalogues, the English sentence being the key."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hotseat.lang import Lang

Tr = Callable[[str], str]
"""Turns an English sentence, with its {names} still in it, into the user's language."""

_CATALOGUES: dict[Lang, str] = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"}


@cache
def translator(lang: Lang) -> Tr:
    """The translating function of a language; a sentence without a translation stays English."""
    if lang not in _CATALOGUES:
        return str
    folder = Path(__file__).parent / "locale"
    return gettext.translation("hotseat", folder, [_CATALOGUES[lang]], fallback=True).gettext


def named(tr: Tr, title: str, what: object) -> str:
    """A title and what belongs to it, with the colon of the language."""
    return tr("{title}: {what}").format(title=title, what=what)


def noted(tr: Tr, note: str) -> str:
    """A note behind a name, in the brackets of the language."""
    return tr(" ({notes})").format(notes=note)


def quoted(tr: Tr, words: str) -> str:
    """Words between the quotation marks of the language."""
    return tr("“{words}”").format(words=words)


def mark(sentence: str) -> str:
    """Marks a sentence for the catalogue where it is only looked up later."""
    return sentence
