"""What is said back as the customer's and is nothing of theirs: “您是说发票开错了？” to who waited for the goods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hotseat.moves import MoveId
from hotseat.reader.comparable import comparable
from hotseat.reader.context import NOTHING, Talk
from hotseat.reader.cues import Key
from hotseat.reader.facts import story_of, subjects
from hotseat.reader.sheet import Sheet, Span
from hotseat.scenario import Scenario

_BESIDE: Final[frozenset[Key]] = frozenset(
    {MoveId.EMPATHISE, MoveId.APOLOGISE, MoveId.THANK, MoveId.OWN, MoveId.OFFER, MoveId.COMMIT}
)
"""Clauses that say nothing back, though they stand behind “您是说”."""
_THEIRS: Final = 0.4
"""Part of what is said back that shows, where it is the customer's or the story's, that it is about them after all."""


def made_up(sheet: Sheet, talk: Talk, scenario: Scenario, lines: Iterable[str]) -> Span | None:
    """The sentence that says that the customer complained of a matter that neither they nor their story name.

    Other words for what was said are not enough to be told from something else, so the matter must be one that
    customers are known to complain of.

    Args:
        sheet: the reply.
        talk: the talk before it.
        scenario: whose story it is.
        lines: what the customer has said.
    """
    known = subjects(scenario, sheet.script) | talk.given.units | talk.told.units
    for span in sheet.sentences:
        clauses = [one for one in sheet.clauses(span) if not sheet.has(one, _BESIDE)]
        if not (sheet.says("ascribes", span) and _names_another(sheet, clauses, scenario, lines)):
            continue
        said = NOTHING
        for clause in clauses:
            said = said.joined(sheet.content_of(clause))
        if len(said.units & known) < _THEIRS * len(said.units):
            return span
    return None


def _names_another(sheet: Sheet, clauses: list[Span], scenario: Scenario, lines: Iterable[str]) -> bool:
    """True for clauses that name a matter of which nothing was said."""
    hits = [hit for hit in sheet.hits.get("matter", ()) if any(clause.holds(hit) for clause in clauses)]
    if not hits:
        return False
    story = story_of(scenario, sheet.script) + "\n" + "\n".join(comparable(line).text for line in lines)
    return any(sheet.text[hit.start : hit.end] not in story for hit in hits)
