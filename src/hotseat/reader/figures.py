"""A sum that is bid: “Fifteen?”, “一百五行不行？”, “I can take five pounds off.”"""

from __future__ import annotations

from typing import Final

from hotseat.moves import Figure
from hotseat.reader.context import Talk
from hotseat.reader.numerals import numerals
from hotseat.reader.sheet import Sheet, Span
from hotseat.scenario import Sums

_MARK: Final = "0"
"""What stands for the sum where the words around it are looked at."""


def figure(sheet: Sheet, talk: Talk, sums: Sums | None) -> Figure | None:
    """The last sum that a reply bids; None where it only names or checks one that the customer gave.

    Args:
        sheet: the reply.
        talk: the talk before it.
        sums: what bids are held against; None where it is no matter of sums.
    """
    found = [bid for sentence in sheet.sentences if (bid := _bid(sheet, sentence, talk, sums)) is not None]
    return found[-1] if found else None


def _bid(sheet: Sheet, sentence: Span, talk: Talk, sums: Sums | None) -> Figure | None:
    text = sheet.text[slice(*sentence)]
    named = [one for one in numerals(text, english=sheet.script == "en") if ":" not in one.value]
    if len(named) != 1:
        return None
    (only,) = named
    around = f"{text[: only.place]}{_MARK}{text[only.end :]}".strip(" .。!?,;")
    off = sheet.phrases.hold("takes_off", around)
    if off and sums is not None and not sums.now:
        return None  # who pays nothing has nothing taken off: that is a gift, whatever its sum
    proposed = off or sheet.phrases.hold("bids", around)
    alone = sheet.phrases.hold("sum_alone", around) and only.value not in talk.given.numbers
    if not proposed and not (alone and sheet.is_question(sentence)):
        return None
    start, end = sheet.folded.span(sentence.start + only.place, sentence.start + only.end)
    return Figure(
        words=sheet.original[start:end].strip(),
        bid=sums.worth(float(only.value), off=off) if sums else None,
    )
