"""A second opinion on the rules: what the classifier adds to the moves that cues found, and what it takes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hotseat.lang import Script
from hotseat.moves import ASKING, HARMING, HELPING, Move, MoveId
from hotseat.reader.beside import is_beside
from hotseat.reader.classifier import SOOTHING, Classifier, Situation, Weighed, load_classifier, weighed
from hotseat.reader.context import Talk
from hotseat.reader.cues import Hit, Key, Phrase
from hotseat.reader.sheet import Sheet, Span


def second_opinion(sheet: Sheet, talk: Talk, situation: Situation) -> None:
    """Add the moves that a sentence speaks for, and take back those that every sentence speaks against."""
    classifier = load_classifier(sheet.script)
    warm = situation.rules & HELPING and not situation.rules & (HARMING - _SHOWN_BY_ABSENCE)
    needed = _IN_A_WARM_REPLY if warm else _IN_A_KIND_TALK if situation.soothed else _IN_ANY_REPLY
    is_enough = len(sheet.text) >= _ENOUGH[sheet.script]
    sentences = weighed(sheet, talk, situation)
    most = sentences[0].support if len(sentences) == 1 else [*map(max, *[one.support for one in sentences])]
    weight = dict(zip(classifier.moves, most, strict=True))
    found = weight.keys() & sheet.moves.keys()
    told = found - ASKING
    for place, (move, support) in enumerate(weight.items()):
        if move in told and support < _AGAINST.get(move, 0.0) and not _stands(sheet, move, place, sentences):
            sheet.forget(move)
    if "?" in sheet.text:
        _take_back_unasked(sheet, weight, needed)
    asks = bool(sheet.moves.keys() & ASKING)
    for place, (move, support) in enumerate(weight.items()):
        if move not in found and is_enough and support >= needed.get(move, 0.0):
            span = _strongest(sheet, move, place, sentences)
            if (asks and _is_for_cues(sheet, move, span)) or _is_harmless(sheet, move, span):
                continue
            if support < 0 and talk.share(sheet.content_of(span)) < _SAID_BACK:
                continue
            words = None if move is MoveId.RUSH else _clause(sheet, talk, move, span, classifier)
            if words is None or not sheet.is_blocked(Hit(move, *words)):
                sheet.show(move, words)
    _settle(sheet, situation)


def keep_questions(sheet: Sheet, asked: Mapping[MoveId, Move]) -> None:
    """Put back what cues heard asked: who is asked face to face answers what sounds like a question.

    It stays away where something else explains its question mark.
    """
    if not sheet.moves.keys() & (_IN_PLACE_OF_A_QUESTION | ASKING):
        sheet.moves.update(asked)


def _take_back_unasked(sheet: Sheet, weight: Mapping[MoveId, float], needed: Mapping[MoveId, float]) -> None:
    """Take back questions where the reply does something else with its question mark, or all speaks against them."""
    explained = any(move in sheet.moves or weight[move] >= needed.get(move, 0.0) for move in _IN_PLACE_OF_A_QUESTION)
    for move in ASKING & sheet.moves.keys():
        if weight[move] < (_EXPLAINED if explained else _UNASKED):
            sheet.forget(move)


def _stands(sheet: Sheet, move: MoveId, place: int, sentences: list[Weighed]) -> bool:
    """True for a find that is not taken back: its words are plain, or a sentence by itself speaks for its harm.

    One slip counts, however kind the rest of the reply is.
    """
    return _is_plain(sheet, move) or (move in HARMING and max(one.alone[place] for one in sentences) >= _BY_ITSELF)


def _is_for_cues(sheet: Sheet, move: MoveId, span: Span) -> bool:
    """True in a reply that asks for what only cues say: what sort of question it is, and which one insinuates."""
    if move is MoveId.CONFIRM:
        return [span] == [*filter(sheet.is_question, sheet.sentences)]
    return move in ASKING or (move in _SUSPECTING and sheet.is_question(span))


def _is_harmless(sheet: Sheet, move: MoveId, span: Span) -> bool:
    """True for words beside the matter, for a harm in what invites or in a but that helps on, and for leave asked.

    Nobody is hurt by who asks again, or asks what they got wrong; and who accuses asks nothing.
    """
    if move in ASKING and sheet.has(span, _ACCUSING):
        return True
    if is_beside(sheet, span, move) or (move in HARMING and sheet.has(span, _INVITING)):
        return True
    if move in HARMING and (sheet.says("say_again", span) or sheet.says("own_mistake", span)):
        return True
    if move is MoveId.OFFER and (sheet.says("may_i", span) or sheet.has(span, _BIDDING)):
        return True
    return move is MoveId.BUT_TURN and sheet.has(span, _HELPING_ON)


def _is_plain(sheet: Sheet, move: MoveId) -> bool:
    """True for a find in words that can hardly mean anything else, however much they are drowned by others."""
    phrase = _PLAINLY.get(move)
    if phrase is None:
        return False
    places = (sheet.place_of(sheet.moves[move]), *(hit.start for hit in sheet.hits.get(move, ())))
    return any(sheet.says(phrase, sheet.clause(place)) for place in places)


_PLAINLY: Final[dict[MoveId, Phrase]] = {
    MoveId.OWN: "plainly_owned",
    MoveId.OFFER: "plainly_offered",
    MoveId.EMPATHISE: "plainly_felt",
    MoveId.BELITTLE: "plainly_belittled",
    MoveId.BLAME_CUSTOMER: "plainly_blamed",
    MoveId.DOUBT: "plainly_doubted",
    MoveId.ARGUE: "plainly_contested",
    MoveId.BRUSH_OFF: "plainly_sent_away",
}
"""What a clause holds from which the second opinion takes nothing back."""


def _strongest(sheet: Sheet, move: MoveId, place: int, sentences: list[Weighed]) -> Span:
    """The sentence that speaks most for a move; a bare “I know.” only where no other shows that it is understood."""
    own: list[Weighed] = []
    if move is MoveId.EMPATHISE:
        own = [one for one in sentences if one.support[place] >= 0 and not sheet.says("formula", one.span)]
    return max(own or sentences, key=lambda one: one.support[place]).span


_INVITING: Final[frozenset[Key]] = frozenset({"open_request", "siding"})
"""What says that the customer is to speak, or is believed: whatever else its words are used for, it hurts nobody."""
_BIDDING: Final[frozenset[Key]] = frozenset({"open_request"})
"""What bids the customer tell: “If you like, I'd love to hear” offers nothing."""
_ACCUSING: Final[frozenset[Key]] = frozenset({"accusing", "rhetorical"})
"""What has the form of a question alone."""
_HELPING_ON: Final[frozenset[Key]] = frozenset({"but_help"})
"""What makes a but lead to help."""
_SUSPECTING: Final = frozenset({MoveId.DOUBT, MoveId.BLAME_CUSTOMER, MoveId.BELITTLE, MoveId.BRUSH_OFF, MoveId.ARGUE})
"""Harms that a plain question shares its words with."""
_IN_PLACE_OF_A_QUESTION: Final = _SUSPECTING | {MoveId.CONFIRM}
"""What a sentence with a question mark does that asks for nothing."""
_EASILY: Final = {MoveId.RESTATE: -1.2}
"""Support that saying back needs where it shares enough with what was said: at less than even odds it is as often right
in service talks, and oftener in talks of other kinds."""

_SAID_BACK: Final = 0.2
"""Share of its words and numbers that is enough."""

_IN_ANY_REPLY: Final = _EASILY | dict.fromkeys(HARMING, 0.3)
"""Support that a harm needs which no cue found: four to three. A harm that was none is worse than one overlooked."""

_IN_A_KIND_TALK: Final = _EASILY | dict.fromkeys(HARMING, 0.7)
"""Support that it needs from who apologised, understood or said something back before: odds of two to one."""

_IN_A_WARM_REPLY: Final = _EASILY | dict.fromkeys(HARMING, 1.2)
"""Support (log odds) that a harm needs where the cues found only help: odds of ten to three."""

_AGAINST: Final = _EASILY | dict.fromkeys(HARMING, 0.2)
"""Support below which what the cues found is taken back."""

_BY_ITSELF: Final = 1.5
"""What a sentence's half must come to for its harm to stand."""

_EXPLAINED: Final = 0.0
"""Support below which a question mark asks nothing, where something else explains it."""

_UNASKED: Final = -2.0
"""Support below which it asks nothing anyhow: odds of one to seven."""

_ENOUGH: Final[dict[Script, int]] = {"zh": 6, "en": 24}
"""Characters of a reply below which its words alone show nothing that the cues do not."""


def _settle(sheet: Sheet, situation: Situation) -> None:
    """What the codebook settles between moves: an option takes a refusal away, warmth haste; a wall is not owned."""
    if MoveId.OFFER in sheet.moves:
        sheet.forget(MoveId.REFUSE)
    stalls, taken_on = sheet.moves.get(MoveId.BRUSH_OFF), sheet.moves.get(MoveId.OWN)
    if stalls and taken_on and stalls.quote == taken_on.quote and _is_plain(sheet, MoveId.OWN):
        sheet.forget(MoveId.BRUSH_OFF)
    wall, owned = sheet.moves.get(MoveId.BANNED_PHRASE), sheet.moves.get(MoveId.OWN)
    if wall and owned and wall.quote == owned.quote and MoveId.OWN not in situation.rules:
        sheet.forget(MoveId.OWN)
    if situation.soothed or sheet.moves.keys() & SOOTHING:
        sheet.forget(MoveId.RUSH)


_SHOWN_BY_ABSENCE: Final = frozenset({MoveId.IGNORE, MoveId.RUSH})


def _clause(sheet: Sheet, talk: Talk, move: MoveId, sentence: Span, classifier: Classifier) -> Span:
    """The words to be quoted: what says the customer's words back or names a feeling, else what speaks most for it.

    A heap of questions is the whole reply.
    """
    if move is MoveId.STACK_QUESTIONS:
        return Span(0, len(sheet.text))
    clauses = sheet.clauses(sentence)
    if len(clauses) <= 1:
        return clauses[0] if clauses else sentence
    if move is MoveId.RESTATE:
        back = [talk.shared(sheet.content_of(clause)) for clause in clauses]
        clauses = [clause for clause, shared in zip(clauses, back, strict=True) if shared == max(back)]
    elif move is MoveId.EMPATHISE:
        clauses = [one for one in clauses if sheet.says("named", one) or sheet.says("formula", one)] or clauses
    return classifier.strongest(move, clauses, sheet.text, sheet.script)
