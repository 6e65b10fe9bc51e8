"""When the speaker will do something for the customer, or asks whether they may: the day, the hour, and what."""

from __future__ import annotations

import re
from typing import Final, get_args

from hotseat.lang import Script
from hotseat.moves import Appointment, Deed, MoveId
from hotseat.reader.commits import promised_times
from hotseat.reader.cues import Phrase
from hotseat.reader.denied import denied_in
from hotseat.reader.numerals import numerals
from hotseat.reader.sheet import Sheet, Span
from hotseat.text import han, words

_DEEDS: Final[tuple[Deed, ...]] = get_args(Deed)
_WHETHER: Final[tuple[Phrase, ...]] = ("suits_you", "proposing", "may_i")
_GAP: Final = 3
"""Characters between two parts of one time: “on Friday, at five”."""
_DENIED: Final = re.compile(r"不是$|\bnot (?:on )?$")
"""Before a time that is named only to be put aside: “Friday, not Thursday”."""
_EDGE: Final = " ,.。、"
_HALF_DAY: Final = 12 * 60
_OPENING: Final = 2
"""Words before a time with which it opens its sentence: “Then tomorrow at nine …”"""
_NOON: Final = re.compile(r"中午|正午|\b(?:noon|midday|lunch\w*)")
_EVENING: Final = re.compile(r"下午|傍晚|晚|\bpm|\dpm|afternoon|evening|tonight|at night")
_MORNING: Final = re.compile(r"早|上午|凌晨|\bam\b|\dam\b|morning|first thing")
_LATE: Final = re.compile(r"\b(?:1[3-9]|2[0-3])(?=[:点时])")
"""An hour of the second half of the day, as clocks of twenty-four hours have it."""
_BARE_HOUR: Final = re.compile(r"\b(?:at|by|before|after|until|till|about|around) $")
_LEAD: Final[dict[Script, re.Pattern[str]]] = {
    "zh": re.compile("(?:头一?天?晚|早|晚)(?:上)?$"),
    "en": re.compile(
        r"\b(?:(?:half|quarter|ten|twenty|five) (?:past|to) [a-z]+|\d{1,2}(?:[:.]\d\d(?: ?[ap]m)?| ?[ap]m)"
        r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: o'clock)?),? $"
    ),
}
"""What belongs to a time that follows."""
_TRAIL: Final = re.compile("刻?钟?(?:之前|以前|前|左右)?")
_HARDLY_MORE: Final[dict[Script, int]] = {"zh": 9, "en": 5}
"""Characters or words beside a time that say no more than what is done: “I'll ring you”."""
_OFFICE: Final = 7 * 60
"""The earliest hour of the morning that is meant where nothing tells morning from evening."""
_NEXT: Final[dict[Script, tuple[tuple[str, re.Pattern[str]], ...]]] = {
    "zh": (
        ("0", re.compile("今|当[天晚]")),
        ("2", re.compile("后天")),
        ("1", re.compile("明")),
        ("", re.compile("(?:周|礼拜|星期)([一二三四五六日天末])")),
        ("", re.compile(r"((?:\d+|[一二三四五六七八九十]+)[号日])")),
    ),
    "en": (
        ("0", re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))")),
        ("2", re.compile("day after tomorrow")),
        ("1", re.compile(r"\btomorrow")),
        ("", re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)")),
        ("", re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")),
    ),
}
"""How days are named, the nearest first: those counted from today, those with a name or number."""


def appointments(sheet: Sheet) -> tuple[Appointment, ...]:
    """The times of what is promised, or asked leave for, in the order of the reply."""
    times = [one for one in _whole_times(sheet) if not sheet.says("every_time", sheet.sentence(one.start))]
    edges = [Span(0, 0), *times, Span(len(sheet.text), len(sheet.text))]
    return tuple(
        _appointment(sheet, time, _deed(sheet, time, Span(before.end, after.start)))
        for before, time, after in zip(edges, times, edges[2:], strict=False)
    )


def called_off(sheet: Sheet) -> tuple[Deed, ...]:
    """What the reply says will not be done."""
    denied = denied_in(sheet)
    return tuple(deed for deed in _DEEDS if any(sheet.says(deed, span) for span in denied))


def _whole_times(sheet: Sheet) -> list[Span]:
    """The times, each with its day and hour together."""
    found: list[Span] = []
    for span in sorted((*promised_times(sheet), *_bare_times(sheet))):
        if (
            found
            and span.start <= found[-1].end + _GAP
            and sheet.sentence(span.start) == sheet.sentence(found[-1].start)
        ):
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _bare_times(sheet: Sheet) -> list[Span]:
    """Times that are set beside no deed: asked about, moved, or simply named: “那晚上八点半行吗？”"""
    found = [
        Span(when.start, when.end)
        for when in sheet.hits.get("when", ())
        if not _DENIED.search(sheet.text, 0, when.start)
    ]
    return [span for span in found if _asks_whether(sheet, span) or _is_set(sheet, span)]


def _is_set(sheet: Sheet, span: Span) -> bool:
    """True for a time in a sentence that moves one, or that a second opinion holds for a promise."""
    sentence, promise = sheet.sentence(span.start), sheet.moves.get(MoveId.COMMIT)
    is_promised = (
        promise is not None and MoveId.COMMIT not in sheet.hits and sentence == sheet.sentence(sheet.place_of(promise))
    )
    return is_promised or sheet.says("moves_it", sentence)


def _asks_whether(sheet: Sheet, span: Span) -> bool:
    sentence = sheet.sentence(span.start)
    return sheet.is_question(sentence) and any(sheet.says(one, sentence) for one in _WHETHER)


def _appointment(sheet: Sheet, span: Span, deed: Deed | None) -> Appointment:
    span = _from_the_hour(sheet, span)
    start, end = sheet.folded.span(*span)
    text = sheet.text[span.start : span.end]
    minutes, half = _minutes(text, sheet.script)
    return Appointment(
        words=sheet.original[start:end].strip(_EDGE),
        deed=deed,
        day=_day(text, sheet.script),
        minutes=minutes,
        asked=_asks_whether(sheet, span),
        moved=sheet.says("moves_it", sheet.sentence(span.start)),
        alone=_is_alone(sheet, span),
        half=half,
    )


def _is_alone(sheet: Sheet, time: Span) -> bool:
    sentence = sheet.sentence(time.start)
    rest = sheet.text[sentence.start : time.start] + sheet.text[time.end : sentence.end]
    return han(rest) + len(words(rest)) <= _HARDLY_MORE[sheet.script]


def _from_the_hour(sheet: Sheet, span: Span) -> Span:
    """The time with what belongs to it before and after: “half past seven tomorrow evening”, 四点一刻前."""
    lead = _LEAD[sheet.script].search(sheet.text, sheet.sentence(span.start).start, span.start)
    trail = _TRAIL.match(sheet.text, span.end)
    return Span(lead.start() if lead else span.start, trail.end() if trail else span.end)


def _deed(sheet: Sheet, time: Span, between: Span) -> Deed | None:
    """What is done at a time: English says it before the time, unless that comes first, and Chinese after it.

    Args:
        sheet: the reply.
        time: where the time stands.
        between: from the time before it to the one after it.
    """
    sentence = sheet.sentence(time.start)
    before = Span(max(between.start, sentence.start), time.start)
    after = Span(time.end, min(between.end, sentence.end))
    is_first = len(sheet.text[slice(*before)].split()) < _OPENING
    order = (after, before) if sheet.script == "zh" or is_first else (before,)
    return next((deed for stretch in order for deed in _DEEDS if sheet.says(deed, stretch)), None)


def _day(text: str, script: Script) -> str:
    for day, pattern in _NEXT[script]:
        if named := pattern.search(text):
            return day or named[1]
    return ""


def _minutes(text: str, script: Script) -> tuple[int, bool]:
    """Minutes from midnight, −1 for none, and whether it may as well be twelve hours later."""
    clock = _clock(text, script)
    if clock < 0:
        return (_HALF_DAY, False) if _NOON.search(text) else (-1, False)
    if _LATE.search(text) or (_EVENING.search(text) and not _MORNING.search(text)):
        return clock % _HALF_DAY + _HALF_DAY, False
    if _NOON.search(text):
        return (clock if clock >= 11 * 60 else clock + _HALF_DAY) % (2 * _HALF_DAY), False
    if _MORNING.search(text):
        return clock % _HALF_DAY, False
    hour = clock % _HALF_DAY
    return (hour if hour >= _OFFICE else hour + _HALF_DAY), True


def _clock(text: str, script: Script) -> int:
    """Minutes of the first hour that is named; −1 where there is none."""
    for numeral in numerals(text, english=script == "en"):
        hour, colon, minute = numeral.value.partition(":")
        if colon:
            return int(hour) * 60 + int(minute)
        is_bare = numeral.place == 0 or _BARE_HOUR.search(text, 0, numeral.place)
        if script == "en" and numeral.value.isdigit() and int(hour) <= 12 and is_bare:
            return int(hour) % 24 * 60
    return -1
