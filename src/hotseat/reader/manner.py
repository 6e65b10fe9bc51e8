"""How a reply was said: as speech or as noise, once more, by rote, and with a clause that can be thrown back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from operator import add

from hotseat.lang import Script
from hotseat.moves import ASKING, HELPING, Kind, Move, MoveId, Owning
from hotseat.reader.comparable import comparable
from hotseat.reader.context import Talk
from hotseat.reader.machine import is_disguised
from hotseat.reader.matching import Phrases
from hotseat.reader.rules import whole
from hotseat.reader.sheet import Sheet, Span
from hotseat.text import Lang, han, length, words

_SHORT = 6
_LETTERS = re.compile(r"[a-z0-9\u3400-\u9fff]")
_WORDS = re.compile(r"[a-z0-9']+")
_NO_LETTERS = re.compile(r"[^a-z0-9\u3400-\u9fff]+")
_SPEECH_PUNCTUATION = re.compile(r"[\s.。…,!?;:、~·\-—_]*")


def kind_of(sheet: Sheet, talk: Talk, *, is_foreign: bool) -> Kind:
    """What sort of thing was typed."""
    text = sheet.text.strip()
    if _SPEECH_PUNCTUATION.fullmatch(text):
        return "silence"
    if not _LETTERS.search(text) or _is_mashed(sheet) or is_disguised(text):
        return "nonsense"
    if len(text) == 1 and not whole(sheet, "filler") and "insult" not in sheet.hits:
        return "nonsense"
    if MoveId.TAMPER in sheet.hits:
        return "tamper"
    if "insult" in sheet.hits:
        return "insult"
    if is_foreign:
        return "other_language"
    return "off_topic" if _off_topic(sheet, talk) else "speech"


def _is_mashed(sheet: Sheet) -> bool:
    """True when every clause is laughter or beaten out on the keys."""
    if "mashed" not in sheet.hits:
        return False
    clauses = [clause for span in sheet.sentences for clause in sheet.clauses(span)]
    return all(
        any(hit.end - hit.start >= clause.end - clause.start for hit in sheet.hits["mashed"] if clause.holds(hit))
        for clause in clauses
    )


def _off_topic(sheet: Sheet, talk: Talk) -> bool:
    return (
        "chatter" in sheet.hits
        and not talk.shared(sheet.content)
        and not (sheet.hits.keys() & (HELPING - ASKING - {MoveId.EXPLAIN}))
    )


_ECHO: dict[Script, tuple[int, int]] = {"zh": (2, 8), "en": (1, 5)}
"""Least and most characters or words of a clause that can be thrown back."""
_TAIL = re.compile(r"[呢吧啊哦呀啦嘛哈]+$")
_ECHO_WORTHY: frozenset[MoveId] = frozenset(
    {
        MoveId.BANNED_PHRASE,
        MoveId.BRUSH_OFF,
        MoveId.OVERPROMISE,
        MoveId.REFUSE,
        MoveId.COMMIT,
        MoveId.BELITTLE,
        MoveId.BLAME_OTHER,
        MoveId.OFFER,
        MoveId.SET_EXPECTATION,
    }
)


def echo_of(sheet: Sheet) -> str:
    """The first whole clause with a deed, a time or a vague word that is short enough to be quoted."""
    lang: Lang = "en" if sheet.script == "en" else "zh-Hans"
    least, most = _ECHO[sheet.script]
    for move in sorted(sheet.moves.values(), key=lambda found: found.start):
        if move.id not in _ECHO_WORTHY or not move.quote:
            continue
        place = sheet.place_of(move)
        if sheet.asks_last(place):
            continue  # what only asks for a yes is no deed to be thrown back
        span = sheet.clause(place)
        start, end = sheet.folded.span(span.start, span.end)
        clause = sheet.original[start:end].strip("“”「」『』\"' 。.!?！？")
        clause = _TAIL.sub("", clause)
        if least <= length(clause, lang) <= most:
            return clause
    return ""


_SAME = 0.75


def is_repeated(text: str, script: Script, earlier: Iterable[frozenset[str]]) -> bool:
    """True when nearly all pairs of characters or words of a folded reply were in one earlier reply."""
    own = grams(text, script)
    if not own or len(text) < _SHORT:
        return False
    return any(_SAME * len(own | other) <= len(own & other) for other in earlier if _may_be_alike(own, other))


def _may_be_alike(own: frozenset[str], other: frozenset[str]) -> bool:
    return min(len(own), len(other)) >= _SAME * max(len(own), len(other))


_LEAST_PARROTED: dict[Script, int] = {"zh": 6, "en": 4}
"""Characters or words below which the same may be said by chance."""
_WHOSE = re.compile(r"[我咱你您]|\b(?:i|me|my|mine|we|us|our|ours|you|your|yours)\b")
"""Words that turn when somebody says back in words of their own what was said to them."""


_MARKS_MORE = 8
"""Characters, of marks, by which a piece may be longer than the line that it is of."""


def is_parroted(text: str, script: Script, last: str) -> bool:
    """True when a folded reply is a piece of the customer's last line, its “I” and “you” unturned."""
    if len(text) > len(last) + _MARKS_MORE or not _WHOSE.search(text):
        return False
    if length(text, "en" if script == "en" else "zh-Hans") < _LEAST_PARROTED[script]:
        return False
    own, theirs = (f" {' '.join(_NO_LETTERS.sub(' ', one).split())} " for one in (text, last))
    return own.strip() in theirs if script == "zh" else own in theirs


def grams(text: str, script: Script) -> frozenset[str]:
    """The pairs of characters of a folded reply, or its words in English."""
    if script == "en":
        return frozenset(_WORDS.findall(text))
    letters = _NO_LETTERS.sub("", text)
    return frozenset(map(add, letters, letters[1:]))


_NAMED = 3
"""Names of what one should do that make a recital, when there is little else."""


_NAMED_BESIDE = 2
"""Names in another sentence that make it more of a recital."""


def recitals(sheet: Sheet) -> tuple[Span, ...]:
    """Where a reply names what one should do instead of doing it: all of it, some sentences, or nowhere."""
    if len(sheet.hits.get("method", ())) < _NAMED:
        return ()
    everything = Span(0, len(sheet.text))
    if _recites(sheet, everything):
        return (everything,)
    reciting = [span for span in sheet.sentences if _recites(sheet, span)]
    more = [span for span in sheet.sentences if reciting and len(_named(sheet, span)) >= _NAMED_BESIDE]
    return tuple(sorted({*reciting, *more}))


def _named(sheet: Sheet, span: Span) -> set[str]:
    return {sheet.text[hit.start : hit.end] for hit in sheet.hits.get("method", ()) if span.holds(hit)}


def _recites(sheet: Sheet, span: Span) -> bool:
    """True for a stretch that holds little but the names of what one should do."""
    if len(_named(sheet, span)) < _NAMED:
        return False
    letters = [*sheet.text]
    for hit in sheet.hits["method"]:
        letters[hit.start : hit.end] = " " * (hit.end - hit.start)
    rest, whole_text = (
        _NO_LETTERS.sub("", sheet.phrases.without("links", text))
        for text in ("".join(letters)[slice(*span)], sheet.text[slice(*span)])
    )
    return 3 * len(rest) <= len(whole_text)


def is_formula(moves: Iterable[Move], phrases: Phrases) -> bool:
    """True when there is empathy, and all of it fits any customer: a set phrase, or a few words that name nothing."""
    shown = [comparable(move.quote).text for move in moves if move.id is MoveId.EMPATHISE and move.quote]
    return bool(shown) and all(map(partial(_fits_anybody, phrases), shown))


def quote_what_is_felt(sheet: Sheet, talk: Talk) -> None:
    """Quote for empathy the first words that name something of this customer; else a feeling; a bare formula last."""
    move = sheet.moves.get(MoveId.EMPATHISE)
    if move is None or not move.quote:
        return
    shown = sheet.clause(sheet.place_of(move))
    clauses = [shown, *sorted({sheet.clause(hit.start) for hit in sheet.hits.get(MoveId.EMPATHISE, ())})]
    best = max(clauses, key=lambda clause: _felt(sheet, talk, clause))
    if _felt(sheet, talk, best) > _felt(sheet, talk, shown):
        sheet.moves.pop(MoveId.EMPATHISE)
        sheet.show(MoveId.EMPATHISE, best)


def _felt(sheet: Sheet, talk: Talk, clause: Span) -> int:
    said = sheet.text[slice(*clause)]
    if _fits_anybody(sheet.phrases, said):
        return 0
    is_cry = han(said) + len(words(said)) <= _A_CRY
    return 1 if is_cry else 2 + bool(talk.shared(sheet.content_of(clause)))


_A_CRY = 2
"""Characters or words of an “Oh dear”: it is felt, and names nothing."""


def cites_rule(moves: Iterable[Move], phrases: Phrases) -> bool:
    """True when what is denied is denied as a rule, a contract or a system would have it."""
    walls = (comparable(move.quote).text for move in moves if move.id in (MoveId.BANNED_PHRASE, MoveId.REFUSE))
    return any(phrases.hold("rule", wall) for wall in walls if wall)


def sweetens(moves: Iterable[Move], phrases: Phrases) -> bool:
    """True when what is offered is a gift, a voucher or money off."""
    offers = (comparable(move.quote).text for move in moves if move.id is MoveId.OFFER)
    return any(phrases.hold("sweetener", offer) for offer in offers)


def owning_of(said: Iterable[str], phrases: Phrases) -> Owning | None:
    """How the words that own a matter do it; None where there are none."""
    charges = {phrases.hold("takes_on", one) for one in said}
    if not charges:
        return None
    return "both" if len(charges) > 1 else "charge" if True in charges else "fault"


def owned_in(sheet: Sheet) -> tuple[str, ...]:
    """The clauses of a reply that own the matter."""
    move = sheet.moves.get(MoveId.OWN)
    if move is None:
        return ()
    places = {sheet.place_of(move), *(hit.start for hit in sheet.hits.get(MoveId.OWN, ()))}
    return tuple(sheet.text[slice(*sheet.clause(place))] for place in places)


_FEW = 6
"""Characters or words in which a feeling must be named to be heard."""


def _fits_anybody(phrases: Phrases, said: str) -> bool:
    is_short = han(said) + len(words(said)) <= _FEW
    return phrases.hold("formula", said) or (is_short and not phrases.hold("named", said))


def is_scripted(sheet: Sheet, talk: Talk) -> bool:
    """Several recited phrases, and nothing of what this customer said."""
    canned = sheet.count_of("canned")
    return canned >= 2 and talk.shared(sheet.content) < max(1, canned - 1)
