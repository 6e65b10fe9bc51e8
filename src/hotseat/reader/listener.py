"""Listens to the talk so far: what lines and replies say together, kept from one reply to the next."""

from __future__ import annotations

from typing import NamedTuple

from hotseat.lang import Script
from hotseat.reader.classifier import SOOTHING
from hotseat.reader.comparable import comparable
from hotseat.reader.context import NOTHING, Content, Context, Talk
from hotseat.reader.cues import REMEMBERED
from hotseat.reader.manner import grams
from hotseat.reader.matching import Cues
from hotseat.reader.rules import TAKING_UP, was_warm
from hotseat.text import remembered


class _SoFar(NamedTuple):
    """What a talk's lines and replies say together."""

    script: Script
    lines: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    given: Content = NOTHING
    """By the customer."""
    told: Content = NOTHING
    """By the trainee."""
    upset: bool = False
    earlier: tuple[frozenset[str], ...] = ()
    """The words or pairs of characters of each reply."""

    def is_begin_of(self, script: Script, lines: tuple[str, ...], said: tuple[str, ...]) -> bool:
        """True for a talk that the lines and replies go on from."""
        return script == self.script and lines[: len(self.lines)] == self.lines and said[: len(self.said)] == self.said


class Listener:
    """Tells what the rules need of the talk before a reply; of one that goes on, only what is new is looked at."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues
        self._complains = remembered(REMEMBERED)(self._hears_a_complaint)
        self._latest = _SoFar("zh")

    def talk(self, context: Context, script: Script) -> Talk:
        """The talk so far as a reply in one script sees it."""
        lines = (*context.earlier, context.customer) if context.customer else context.earlier
        self._latest = so_far = self._gone_on(self._latest, script, lines, context.said)
        last = comparable(context.customer).content(script) if context.customer else NOTHING
        return Talk(
            last=last,
            given=so_far.given,
            told=so_far.told.without(last),
            opened=bool(lines),
            asked="?" in context.customer or "？" in context.customer,
            upset=so_far.upset,
            replies=len(context.said),
            warm=was_warm(context.shown),
            taken_up=not TAKING_UP.isdisjoint(context.shown),
            soothed=not SOOTHING.isdisjoint(context.shown),
            earlier=so_far.earlier,
        )

    def _gone_on(self, before: _SoFar, script: Script, lines: tuple[str, ...], said: tuple[str, ...]) -> _SoFar:
        if not before.is_begin_of(script, lines, said):
            before = _SoFar(script)
        given, told, upset, earlier = before.given, before.told, before.upset, before.earlier
        for line in lines[len(before.lines) :]:
            given = given.joined(comparable(line).content(script))
            upset = upset or self._complains(line)
        for reply in said[len(before.said) :]:
            words = comparable(reply)
            told = told.joined(words.content(script))
            earlier = (*earlier, grams(words.text, script))
        return _SoFar(script, lines, said, given, told, upset, earlier)

    def _hears_a_complaint(self, line: str) -> bool:
        said = comparable(line)
        return bool(self._cues.listener(said.script).scan(said.text).found)
