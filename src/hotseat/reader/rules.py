"""From finds to moves: questions, restatements, and how moves bear on one another."""

from __future__ import annotations

from operator import attrgetter

from hotseat.moves import HARMING, MISTAKABLE, MoveId
from hotseat.reader.beside import drop_beside
from hotseat.reader.commits import commit
from hotseat.reader.context import Talk
from hotseat.reader.cues import TAG, Hit, Key
from hotseat.reader.questions import asks_own_mistake, drop_unproposed_checks, read_questions
from hotseat.reader.sheet import Sheet, Span
from hotseat.reader.telling import tell

_DIRECT = (
    MoveId.APOLOGISE,
    MoveId.EMPATHISE,
    MoveId.OWN,
    MoveId.OFFER,
    MoveId.COMMIT,
    MoveId.SET_EXPECTATION,
    MoveId.CONFIRM,
    MoveId.THANK,
    MoveId.CLOSE,
    MoveId.BANNED_PHRASE,
    MoveId.BUT_TURN,
    MoveId.REFUSE,
    MoveId.ARGUE,
    MoveId.BLAME_CUSTOMER,
    MoveId.BLAME_OTHER,
    MoveId.DOUBT,
    MoveId.BRUSH_OFF,
    MoveId.OVERPROMISE,
    MoveId.BELITTLE,
    MoveId.GROVEL,
    MoveId.TAMPER,
)
_WARM = frozenset({MoveId.APOLOGISE, MoveId.EMPATHISE, MoveId.RESTATE})
_SOFTENING: tuple[Key, ...] = (MoveId.THANK, MoveId.EMPATHISE, MoveId.APOLOGISE, MoveId.OWN)
TAKING_UP = _WARM | {MoveId.OWN}
"""Moves after which nothing is rushed."""
_NOT_RUSHED = frozenset(
    {
        MoveId.SET_EXPECTATION,
        MoveId.BANNED_PHRASE,
        MoveId.ARGUE,
        MoveId.BLAME_CUSTOMER,
        MoveId.BELITTLE,
        MoveId.REFUSE,
        MoveId.GROVEL,
        MoveId.IGNORE,
    }
)
_CARE = frozenset(
    {
        MoveId.APOLOGISE,
        MoveId.RESTATE,
        MoveId.OWN,
        MoveId.OFFER,
        MoveId.COMMIT,
        MoveId.SET_EXPECTATION,
        MoveId.CONFIRM,
    }
)
_WARM_TALK = _CARE | {MoveId.EMPATHISE}
_CAREFUL = 2
_BLATANT = 2
"""As many finds of one harm as this are believed, unless the speaker owns the matter."""
_EARLY = 2
_RECITED = 2
"""Recited phrases that talk past anybody; one does past a customer who waits for an answer or for a feeling."""
_EDGE = " \n.。…,!?~"
_SOFT: frozenset[Key] = frozenset({MoveId.APOLOGISE, MoveId.EMPATHISE, "praise", "sorry"})
_HELPS: frozenset[Key] = frozenset({MoveId.OFFER, MoveId.COMMIT, "but_help"})
_SAID_BACK = 0.6
"""Part of a sentence's content that comes from the customer, from which on it only says back."""
_IN_THEIR_WORDS = 2.0
"""What a clause shares with what the customer said, from which on its denial is the customer's own."""
_STACK = 3
_SORRIES = 3
_FIRST_REPLIES = 2
_CUED = 1.0
_START = attrgetter("start")


def was_warm(shown: frozenset[MoveId]) -> bool:
    """True for the moves of replies that took care more than once and did no harm."""
    return HARMING.isdisjoint(shown) and len(shown & _WARM_TALK) >= _CAREFUL


def code(sheet: Sheet, talk: Talk) -> None:
    """Record the moves of a reply on its sheet."""
    _drop_ironic_help(sheet)
    drop_beside(sheet)
    _drop_said_back(sheet, talk)
    commit(sheet, talk)
    drop_unproposed_checks(sheet)
    limit = _limit(sheet)
    _direct(sheet, talk)
    if limit and MoveId.OFFER not in sheet.moves:
        sheet.show(MoveId.SET_EXPECTATION, limit)
    asked = read_questions(sheet, talk)
    tell(sheet, talk)
    _but_turn(sheet)
    _count(sheet, asked)
    _settle(sheet, talk)
    _ignore(sheet, talk)
    _rush(sheet, talk)


def _drop_ironic_help(sheet: Sheet) -> None:
    for hit in sheet.hits.get("irony", [])[:]:
        span = sheet.sentence(hit.start)
        for move in _SOFTENING:
            sheet.drop_in(move, span)
        sheet.show(MoveId.BELITTLE, hit)


def _drop_said_back(sheet: Sheet, talk: Talk) -> None:
    """What the customer said and the speaker only says back or checks is neither proposed nor held against anybody.

    Nobody contests in the customer's own words, nor by an answer to what the customer asked.
    """
    for announced in sheet.hits.get("restating", ())[:]:
        span = sheet.sentence(announced.start)
        if sheet.has(span, TAG) or talk.share(sheet.content_of(span)) >= _SAID_BACK:
            for move in (MoveId.OFFER, MoveId.CLOSE, *MISTAKABLE):
                sheet.drop_in(move, span)
    for denied in sheet.hits.get(MoveId.ARGUE, ())[:]:
        clause = sheet.clause(denied.start)
        found = sheet.content_of(clause)
        said_back = talk.share(found) >= _SAID_BACK and talk.shared(found) >= _IN_THEIR_WORDS
        if said_back or _was_asked_for(sheet, denied, talk):
            sheet.drop_in(MoveId.ARGUE, clause)


def _was_asked_for(sheet: Sheet, source: Hit, talk: Talk) -> bool:
    """True for a record that the customer has just asked about: “What does your sheet say?” – “The sheet says ten.”"""
    return talk.asked and not sheet.words.between(source.start, source.end).units.isdisjoint(talk.last.units)


def _direct(sheet: Sheet, talk: Talk) -> None:
    for move in _DIRECT:
        hits = sheet.hits.get(move)
        if hits:
            sheet.show(move, _plainest(sheet, hits) if move is MoveId.EMPATHISE else min(hits, key=_START))
    greetings = sheet.hits.get(MoveId.GREET)
    if greetings and talk.replies < _FIRST_REPLIES:
        sheet.show(MoveId.GREET, greetings[0])


def _limit(sheet: Sheet) -> Hit | None:
    """A no that goes on, after a but, to what the speaker will do: a limit with a way forward, and no refusal."""
    limit = None
    for no in sheet.hits.get(MoveId.REFUSE, ())[:]:
        end = sheet.sentence(no.start).end
        buts = [hit for hit in sheet.hits.get("but", ()) if no.end <= hit.start < end]
        if any(sheet.has(Span(but.end, end), _HELPS) for but in buts):
            sheet.drop_in(MoveId.REFUSE, sheet.clause(no.start))
            limit = limit or Hit(MoveId.SET_EXPECTATION, no.start, no.end)
    return limit


def _plainest(sheet: Sheet, hits: list[Hit]) -> Hit:
    """The first words that name a feeling or a hardship, else the first of those that say they understand."""
    return min(hits, key=lambda hit: (not sheet.says("named", sheet.clause(hit.start)), hit.start))


def _but_turn(sheet: Sheet) -> None:
    for hit in sheet.hits.get("but", ()):
        span = sheet.sentence(hit.start)
        head = Span(span.start, hit.start)
        if hit.start - span.start <= 1:
            before = sheet.before(span)
            head = before or head
        tail = Span(hit.end, span.end)
        softened = sheet.has(head, _SOFT)
        helps = sheet.has(tail, _HELPS)
        if softened and not helps:
            sheet.show(MoveId.BUT_TURN, Hit(MoveId.BUT_TURN, hit.start, span.end))
            return


def _count(sheet: Sheet, asked: int) -> None:
    if asked >= _STACK:
        sheet.show(MoveId.STACK_QUESTIONS, Span(0, len(sheet.text)))
    if len(sheet.hits.get("sorry", ())) >= _SORRIES:
        sheet.show(MoveId.GROVEL, sheet.hits["sorry"][0])


def _settle(sheet: Sheet, talk: Talk) -> None:
    """Moves that exclude each other; faint harm in a reply that plainly takes care is not believed.

    Less care is asked of a reply whose talk was warm and clean before.
    """
    care = len(sheet.moves.keys() & _CARE)
    if care >= _CAREFUL - talk.warm:
        for move in MISTAKABLE:
            if MoveId.OWN in sheet.moves or len(sheet.hits.get(move, ())) < _BLATANT:
                sheet.forget(move)
    if care >= _CAREFUL and talk.warm:
        sheet.forget(MoveId.BANNED_PHRASE)
    if sheet.moves.keys() & {MoveId.OFFER, MoveId.COMMIT}:
        sheet.forget(MoveId.REFUSE)


def _rush(sheet: Sheet, talk: Talk) -> None:
    """Data or solutions first, while the customer is upset and nobody has taken that up."""
    found = sheet.moves.keys()
    solves = found & {MoveId.STACK_QUESTIONS, MoveId.OVERPROMISE} or (
        found & {MoveId.ASK_CLOSED, MoveId.OFFER} and MoveId.EXPLAIN not in found
    )
    if not solves or not talk.upset or talk.replies > _EARLY:
        return
    if (
        talk.taken_up
        or found & TAKING_UP
        or found & _NOT_RUSHED
        or sheet.hits.keys() & {"safety", "addressing", "small_talk", "open_request"}
        or asks_own_mistake(sheet)
    ):
        return
    sheet.show(MoveId.RUSH, None)


def _ignore(sheet: Sheet, talk: Talk) -> None:
    """Nothing of what the customer said is taken up; read only where that is plain."""
    if not talk.opened:
        return
    shared = talk.shared(sheet.content)
    warm = sheet.moves.keys() & {MoveId.RESTATE, MoveId.OWN, MoveId.COMMIT, MoveId.SET_EXPECTATION}
    sells = "upsell" in sheet.hits
    is_awaited = (talk.upset or talk.asked) and MoveId.EMPATHISE not in sheet.moves
    recited = sheet.count_of("canned") >= (1 if is_awaited else _RECITED) or (
        "opening" in sheet.hits and talk.upset and not sheet.moves.keys() & {MoveId.APOLOGISE}
    )
    aside = "chatter" in sheet.hits
    if whole(sheet, "filler"):
        sheet.show(MoveId.IGNORE, None)
    elif not warm and (sells or ((recited or aside) and shared < _CUED)):
        sheet.show(MoveId.IGNORE, _talk_past(sheet))


def _talk_past(sheet: Sheet) -> Hit | None:
    """The words that talk past the customer."""
    past: tuple[Key, ...] = ("upsell", "canned", "opening", "chatter")
    return next((sheet.hits[key][0] for key in past if key in sheet.hits), None)


def whole(sheet: Sheet, key: Key) -> bool:
    """True when a cue covers the reply from its first to its last letter."""
    size = len(sheet.text.strip(_EDGE))
    return any(hit.end - hit.start >= size for hit in sheet.hits.get(key, ()))
