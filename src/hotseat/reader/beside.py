"""What is said beside the matter: a seat or a drink, a kind word about the other's person, a question about the day.

People say such things at any counter. They propose nothing, they ask for nothing that the complaint hangs on, and they
hurt nobody, though their words often look like it.
"""

from __future__ import annotations

from typing import Final

from hotseat.moves import ASKING, MISTAKABLE, Aside, MoveId
from hotseat.reader.cues import FELT, Key
from hotseat.reader.questions import question_spans
from hotseat.reader.sheet import Sheet, Span

PLEASANT: Final[frozenset[Key]] = frozenset({"courtesy", "kind"})
"""What the cues call a courtesy or a kind remark."""
_SMALL_TALK: Final[frozenset[Key]] = frozenset({"small_talk"})
_CARING: Final[frozenset[Key]] = frozenset({"safety"})
"""What asks whether somebody is well."""
_NOT_DONE: Final = (
    MISTAKABLE
    | ASKING
    | {
        MoveId.OFFER,
        MoveId.COMMIT,
        MoveId.CONFIRM,
        MoveId.CLOSE,
        MoveId.EXPLAIN,
        MoveId.IGNORE,
    }
)
"""What a seat, a drink or a kind word does not do, whatever its words are used for elsewhere."""


def drop_beside(sheet: Sheet) -> None:
    """Take back what was only found in the words of a courtesy, a kind remark, or a feeling of the speaker's own."""
    for hit in sheet.hits.get(MoveId.EMPATHISE, ())[:]:
        clause = sheet.clause(hit.start)
        if sheet.says("own_feeling", clause):
            sheet.drop_in(MoveId.EMPATHISE, clause)
    for key in ("courtesy", "kind"):
        for hit in sheet.hits.get(key, ())[:]:
            for move in _NOT_DONE:
                sheet.drop_in(move, sheet.clause(hit.start))
            if key == "kind" and hit.end >= sheet.clause(hit.start).end:
                sheet.drop_in(MoveId.EMPATHISE, sheet.clause(hit.start))  # it names the person, and no feeling
    _drop_weather(sheet)


def _drop_weather(sheet: Sheet) -> None:
    """What only passes the time of day feels with nobody: “What a day!”"""
    for hit in sheet.hits.get("small_talk", ()):
        sheet.drop_in(MoveId.EMPATHISE, sheet.clause(hit.start))


def keep_joy(sheet: Sheet, by_cues: frozenset[MoveId]) -> None:
    """Congratulations share in what somebody feels, however short they are and whatever a second opinion says."""
    if MoveId.EMPATHISE not in by_cues - sheet.moves.keys():
        return
    clauses = (clause for span in sheet.sentences for clause in sheet.clauses(span))
    if shared := next((clause for clause in clauses if sheet.says("rejoices", clause)), None):
        sheet.show(MoveId.EMPATHISE, shared)


def is_beside(sheet: Sheet, span: Span, move: MoveId) -> bool:
    """True when a sentence can only seem to do this, because it is a courtesy, small talk or of the speaker."""
    if move is MoveId.BELITTLE and sheet.has(span, _SMALL_TALK):
        return True
    if move is MoveId.EMPATHISE and any(sheet.says("own_feeling", clause) for clause in sheet.clauses(span)):
        return not sheet.has(span, FELT)
    return (move in _NOT_DONE or move is MoveId.EMPATHISE) and sheet.has(span, PLEASANT)


def aside_in(sheet: Sheet) -> Aside | None:
    """What a reply says beside the matter; small talk, and whether all are well, only when it asks for nothing else."""
    if "small_talk" in sheet.hits and all(sheet.has(span, _SMALL_TALK) for span in _asked_beside(sheet)):
        return "small_talk"
    if "courtesy" in sheet.hits:
        return "courtesy"
    return "kind" if "kind" in sheet.hits or _only_cares(sheet) else None


def _only_cares(sheet: Sheet) -> bool:
    """True for a reply that asks whether somebody is well, and nothing else."""
    asked = _asked_beside(sheet) if "safety" in sheet.hits else []
    return bool(asked) and all(sheet.has(span, _CARING) for span in asked)


def _asked_beside(sheet: Sheet) -> list[Span]:
    """What is asked beside courtesies and kind remarks."""
    return [span for span in question_spans(sheet) if not sheet.has(span, PLEASANT)]
