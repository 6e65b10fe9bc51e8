"""Numbers, sums and clock times in one canonical form, however they are written.

`十点四十`, `10:40` and `ten forty` become `10:40`; `五十块`, `50元` and `fifty` become `50`.
Input is folded text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_HAN_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_HAN_NUMBER = r"[零〇一二两三四五六七八九十百千万]+"
_ZH = re.compile(
    rf"(?=\d|{_HAN_NUMBER})(?:(?P<hour>\d{{1,2}}|{_HAN_NUMBER})(?:点钟?|:|时)(?:(?P<minute>半|[一三]刻|\d{{2}}|{_HAN_NUMBER})分?)?"
    rf"|(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<wan>[万千百kw](?![a-z]))?"
    rf"|(?P<han>{_HAN_NUMBER})(?P<after>.?))"
)
"""A look ahead spares the places where nothing begins."""
_COUNTED = frozenset("盒箱台桌条天周年月岁元块号层楼间趟张本桶瓶包袋双只根斤班期楼")
_SMALL = 3
_SCALES = {"万": 10000, "w": 10000, "千": 1000, "k": 1000, "百": 100}

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_EN_VALUES: dict[str, int] = {word: value for value, word in enumerate(_ONES.split(), 1)}
_EN_VALUES |= {"eighteen": 18, "nineteen": 19, "dozen": 12}
_EN_VALUES |= {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_EN_UNITS = {"hundred": 100, "thousand": 1000, "grand": 1000}
_EN_WORD = "|".join(sorted((*_EN_VALUES, *_EN_UNITS), key=len, reverse=True))
_EN_LETTER = "".join(sorted({word[0] for word in (*_EN_VALUES, *_EN_UNITS)}))
_HOUR = r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_COUNTS = r" (?:[a-z]+s|people|working|percent|per|or|pm?\d)\b|[ -](?:fifteen|twenty|thirty|forty|fifty)|[.:,]?\d"
"""After an hour these make “ten to twelve” a number of things."""
_EN = re.compile(
    rf"(?=\d|half|quarter|\b[{_EN_LETTER}])"
    r"(?:(?P<part>half|quarter) (?P<way>past|to) (?P<hour>\w+)"
    r"|\b(?P<minutes>five|ten|twenty(?:[ -]five)?|(?:5|10|20|25)(?= past|(?: minutes)))(?: minutes)?"
    rf" (?P<side>past|to) (?P<at>{_HOUR})\b(?!{_COUNTS})"
    r"|half (?P<halfhour>\d{1,2}|[a-z]+(?<!an)(?<!a))\b(?= |[,.?!]|$)"
    r"|(?P<hh>\d{1,2})[:.](?P<mm>\d{2})\b|(?P<only>\d{1,2}) ?(?:am|pm|o'clock)\b"
    r"|(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<kilo>k\b)?"
    rf"|\b(?P<words>(?:{_EN_WORD})(?:[ -](?:and )?(?:{_EN_WORD}))*)s?\b(?P<clock> o'clock)?)"
)


_ZH_HINT = re.compile(r"[\d零〇一二两三四五六七八九十百千万]")
_EN_HINT = re.compile(r"\d|\b(?:t[whe]|f[oi]|s[ie]|ei|ni|on|el|do|hu|gr|ha|qu)")


class Numeral(NamedTuple):
    """A number or clock time and where it stands."""

    place: int
    value: str
    end: int
    """Where what it counts would follow."""


def numerals(text: str, *, english: bool) -> list[Numeral]:
    """The canonical numbers and times of a folded text; the commonest little words are left out."""
    if english:
        return _english(text) if _EN_HINT.search(text) else []
    return _chinese(text) if _ZH_HINT.search(text) else []


def numbers(text: str, *, english: bool) -> frozenset[str]:
    """The same without their places."""
    return frozenset(numeral.value for numeral in numerals(text, english=english))


def _chinese(text: str) -> list[Numeral]:
    found = []
    for match in _ZH.finditer(text):
        value = _chinese_value(match)
        if value:
            found.append(Numeral(match.start(), value, _end(match)))
    return found


def _end(match: re.Match[str]) -> int:
    """The end of a Chinese numeral; the letter after it was only looked at."""
    return match.start("after") if match["han"] else match.end()


def _chinese_value(match: re.Match[str]) -> str:
    if match["hour"]:
        hour = _han_value(match["hour"])
        return _clock(hour, _minute(match["minute"])) if hour <= _HOURS else str(hour)  # “八千四百点”: points
    if match["digits"]:
        return _plain(match["digits"], _SCALES.get(match["wan"] or "", 1))
    value = _han_value(match["han"])
    return str(value) if value >= _SMALL or match["after"] in _COUNTED else ""


def _minute(text: str | None) -> int:
    if not text:
        return 0
    return {"半": 30, "一刻": 15, "三刻": 45}.get(text) or _han_value(text)


_HOURS = 24
_MOST_DIGITS = 15
"""A longer number is no amount or time that anyone says back."""


def _clock(hour: int, minute: int) -> str:
    return f"{hour % 12 or 12}:{minute:02d}"


def _plain(digits: str, times: int = 1) -> str:
    value = float(digits.replace(",", "")[:_MOST_DIGITS].rstrip(".")) * times
    return f"{value:g}" if value < 1e6 else str(int(value))


def _han_value(text: str) -> int:
    """The value of a Chinese or Arabic numeral; `三百五` is 350, `二零三` is 203."""
    text = text[:_MOST_DIGITS]
    if text.isdigit():
        return int(text)
    if not any(char in _HAN_UNITS for char in text):
        return int("".join(str(_HAN_DIGITS[char]) for char in text))
    total = section = digit = 0
    last_unit = 1
    for char in text:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
            last_unit = 10 if char in "零〇" else last_unit
            continue
        unit = _HAN_UNITS[char]
        if unit == 10000:
            total += (section + digit) * unit
            section = 0
        else:
            section += (digit or 1) * unit
        digit, last_unit = 0, unit
    return total + section + digit * (last_unit // 10 if last_unit > 10 else 1)


def _english(text: str) -> list[Numeral]:
    found = []
    for match in _EN.finditer(text):
        value = _english_value(match)
        if value:
            found.append(Numeral(match.start(), value, match.end()))
    return found


def _english_value(match: re.Match[str]) -> str:
    if match["part"]:
        hour = _hour(match["hour"])
        minute = 30 if match["part"] == "half" else 15
        if not hour:
            return ""
        return _clock(hour, minute) if match["way"] == "past" else _clock(hour - 1, 60 - minute)
    if match["minutes"]:
        hour, minute = _hour(match["at"]), sum(map(_hour, re.split("[ -]", match["minutes"])))
        return _clock(hour, minute) if match["side"] == "past" else _clock(hour - 1, 60 - minute)
    if match["halfhour"]:
        hour = _hour(match["halfhour"])
        return _clock(hour, 30) if hour else ""
    if match["hh"]:
        minute = int(match["mm"])
        return _clock(int(match["hh"]), minute) if minute < 60 else f"{match['hh']}.{match['mm']}"
    if match["only"]:
        return _clock(int(match["only"]), 0)
    if match["digits"]:
        return _plain(match["digits"], 1000 if match["kilo"] else 1)
    return _spoken(re.split(r"[ -](?:and )?", match["words"]), clock=bool(match["clock"]))


def _hour(word: str) -> int:
    return int(word) if word.isdigit() else _EN_VALUES.get(word, 0)


def _spoken(words: list[str], *, clock: bool) -> str:
    values = [_EN_VALUES.get(word, 0) for word in words]
    if clock and len(values) == 1:
        return _clock(values[0], 0)
    if len(values) >= 2 and 0 < values[0] <= 12 and values[1] >= 10:
        return _clock(values[0], sum(values[1:]))
    total = current = 0
    for word, value in zip(words, values, strict=True):
        if word in _EN_UNITS:
            total += (current or 1) * _EN_UNITS[word]
            current = 0
        else:
            current += value
    return "" if total + current == 1 else str(total + current)
