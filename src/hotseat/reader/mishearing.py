"""What a reply says back that this customer never said: a number of nobody's, or another than they told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from itertools import combinations
from typing import Final, NamedTuple

from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.asked import for_a_yes
from hotseat.reader.comparable import comparable
from hotseat.reader.context import Talk, telling
from hotseat.reader.cues import Key
from hotseat.reader.facts import Told, as_told, known_numbers
from hotseat.reader.numerals import Numeral, numerals
from hotseat.reader.sheet import Sheet, Span
from hotseat.scenario import Scenario

SAID_BACK: Final[frozenset[Key]] = frozenset({"restating", "tag"})
"""What a sentence has that says something back."""
_PROPOSED: Final[frozenset[MoveId]] = frozenset({MoveId.OFFER, MoveId.COMMIT})
_PLAIN: Final = 2
"""Numbers with fewer digits stand in too many phrases to show that something was misheard."""


class Mishearing(NamedTuple):
    """What a reply says back that this customer never said."""

    found: bool = False
    fact: str = ""
    """The fact that the customer has with another time or number; empty when it cannot be told which."""
    where: Span | None = None
    """The sentence that does, where it is known what it gets wrong."""
    made_up: bool = False
    """True when it is a matter of somebody else's, and no number alone."""


def mishearing(
    sheet: Sheet, talk: Talk, scenario: Scenario, *, told: frozenset[str], lines: Iterable[str]
) -> Mishearing:
    """A number that nobody gave in a sentence that restates, or another time or number than the customer told.

    Args:
        sheet: the reply.
        talk: the talk before it.
        scenario: whose facts they are.
        told: ids of the facts that the customer has told.
        lines: what the customer has said.
    """
    known = known_numbers(scenario, sheet.script) | talk.given.numbers | talk.told.numbers
    reckoned = _reckoned((sheet.content.numbers | talk.last.numbers) & known)
    known |= reckoned
    facts = as_told(scenario, sheet.script)
    told_facts = {fact: said for fact, said in facts.items() if fact in told}
    found = False
    proposed = {sheet.sentence(sheet.place_of(move)) for move in sheet.moves.values() if move.id in _PROPOSED}
    for span in sheet.sentences:
        says_back = sheet.has(span, SAID_BACK) and span not in proposed
        asks = sheet.is_question(span) and for_a_yes(sheet.text[slice(*span)])
        for clause in sheet.clauses(span):
            if not sheet.content_of(clause).numbers:
                continue
            if says_back or asks:
                may_be = told_facts.keys() | scenario.free if says_back else told_facts.keys()
                fact = _told_otherwise(sheet, clause, facts, may_be=may_be, lines=lines, reckoned=reckoned)
                if fact:
                    return Mishearing(found=True, fact=fact, where=span)
            for value in sheet.content_of(clause).numbers - known:
                if value.endswith(":00") and value[:-3] in known:
                    continue  # “at six o'clock”, where it said “after six”
                near = _told_near(value, told_facts)
                if near and _may_be_said_back(sheet, clause, told_facts[near]):
                    return Mishearing(found=True, fact=near, where=span)
                found = found or (says_back and len(value) >= _PLAIN)
    return Mishearing(found)


def _reckoned(numbers: frozenset[str]) -> frozenset[str]:
    """What comes of adding two of the customer's numbers, or of taking one from the other."""
    plain = [int(one) for one in numbers if one.isascii() and one.isdigit()]
    return frozenset(str(result) for one, other in combinations(plain, 2) for result in (one + other, abs(one - other)))


def _is_theirs(sheet: Sheet, clause: Span) -> bool:
    """False for a time or number of the speaker's own."""
    return not (sheet.has(clause, _PROPOSED) or sheet.says("own_deed", clause))


# --- another number than was told ---


class _Counted(NamedTuple):
    value: str
    what: str
    """What is counted; `:` for a clock time, empty where nothing follows."""


_COUNTERS: Final = "分小号天个位次回箱件根支条遍年月楼层岁张份台部辆通趟块元本只包盒瓶人家户笔"
_EDGE: Final = re.compile(r"[,。!?;~…\n]+|[:.](?!\d)")
_COUNTED_WORD: Final = re.compile(r"[ -]?((?:st|nd|rd|th)\b|[a-z]{3,})")
_AT: Final = re.compile(r"\b(?:at|by|till|until|before|after|since|from) $")
_HOURS: Final = frozenset(map(str, range(1, 13)))
_ORDINAL: Final = frozenset({"st", "nd", "rd", "th"})


def _told_otherwise(
    sheet: Sheet,
    clause: Span,
    facts: Mapping[str, Told],
    *,
    may_be: Set[str],
    lines: Iterable[str],
    reckoned: frozenset[str],
) -> str:
    """The fact that has another number of the same things; empty where anything has it as it is said back."""
    text = _bare(sheet, clause)
    counted = [one for one in _counted(text, sheet.script) if one.what and one.value not in reckoned]
    words = _words(text, sheet.script)
    if not counted or not words or not _is_theirs(sheet, clause):
        return ""
    near = {fact: _nearest(one.text, words, sheet.script) for fact, one in facts.items()}
    near[""] = _nearest("\n".join(comparable(line).text for line in lines), words, sheet.script)
    wrong = {one.what for one in counted} - {one.what for one in counted if _is_there(one, near.values(), sheet.script)}
    if sheet.says("roughly", clause):
        wrong.discard(":")
    candidates = [
        fact
        for fact, said in near.items()
        if fact in may_be
        and said.fits
        and any(one.what in wrong for one in _counted("\n".join(said.clauses), sheet.script))
    ]
    about = telling(sheet.text, sheet.script) if len(candidates) > 1 else frozenset()
    return max(candidates, key=lambda fact: len(about & telling(facts[fact].text, sheet.script)), default="")


class _Near(NamedTuple):
    """What of a text a clause may say back."""

    clauses: tuple[str, ...] = ()
    fits: bool = False
    """True for clauses that have most of its words; else they have one of them."""


def _is_there(one: _Counted, near: Iterable[_Near], script: Script) -> bool:
    """True for a number that fitting words have, or others of the same things."""
    found = ((said.fits, _counted("\n".join(said.clauses), script)) for said in near)
    return any(one in counted or (fits and one.value in {other.value for other in counted}) for fits, counted in found)


def _nearest(text: str, words: frozenset[str], script: Script) -> _Near:
    shared = {part: len(words & telling(part, script)) for part in _EDGE.split(text) if part.strip()}
    fitting = tuple(part for part, count in shared.items() if 2 * count > len(words))
    return _Near(fitting, fits=True) if fitting else _Near(tuple(part for part, count in shared.items() if count))


def _bare(sheet: Sheet, clause: Span) -> str:
    """A clause without the words that say that it says back."""
    text = sheet.text[clause.start : clause.end]
    for hit in sheet.hits.get("restating", ()):
        if clause.holds(hit):
            start, end = hit.start - clause.start, hit.end - clause.start
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _counted(text: str, script: Script) -> list[_Counted]:
    return [_of(text, one, script) for one in numerals(text, english=script == "en")]


def _of(text: str, one: Numeral, script: Script) -> _Counted:
    """A numeral with what it counts; an English hour may stand without “o'clock”."""
    if ":" in one.value:
        return _Counted(one.value, ":")
    if script == "zh":
        after = text[one.end : one.end + 1]
        return _Counted(one.value, after if after in _COUNTERS else "")
    word = _COUNTED_WORD.match(text, one.end)
    if word is None and _AT.search(text, 0, one.place) and one.value in _HOURS:
        return _Counted(f"{one.value}:00", ":")
    return _Counted(one.value, "" if word is None else "th" if word[1] in _ORDINAL else word[1].removesuffix("s"))


def _words(text: str, script: Script) -> frozenset[str]:
    """What a clause is about, its numbers aside: characters in Chinese, stems in English."""
    for one in reversed(numerals(text, english=script == "en")):
        end = one.end + (script == "zh" and bool(_of(text, one, script).what))
        text = f"{text[: one.place]} {text[end:]}"
    return telling(text, script)


# --- a time close to one that was told ---

_CLOSE: Final = 20
"""Minutes between a time and what becomes of it when it is said back wrongly, unless the hour is the same."""
_ROUGHLY: Final = 5
"""Minutes that people leave out when they say a time back."""


def _may_be_said_back(sheet: Sheet, clause: Span, said: Told) -> bool:
    """False for a time of the speaker's own, of another thing, or one that is only roughly meant."""
    if not _is_theirs(sheet, clause) or sheet.says("roughly", clause):
        return False
    units = sheet.content_of(clause).units
    whole = sheet.script == "en"
    same = [unit for unit in units if (unit in said.text if whole else all(char in said.text for char in unit))]
    return 2 * len(same) >= len(units)


def _told_near(value: str, facts: Mapping[str, Told]) -> str:
    """The fact that was told with a time close to this one; empty for what is no time, and for a rounded one."""
    minutes = _minutes(value)
    near = [
        (abs(minutes - told), fact)
        for fact, said in facts.items()
        for told in map(_minutes, said.numbers)
        if minutes >= 0 and told >= 0 and (abs(minutes - told) <= _CLOSE or minutes // 60 == told // 60)
    ]
    apart, fact = min(near, default=(0, ""))
    return fact if apart > _ROUGHLY else ""


def _minutes(value: str) -> int:
    """Minutes of a clock time in its canonical form; −1 for any other number."""
    hour, colon, minute = value.partition(":")
    return 60 * int(hour) + int(minute) if colon else -1
