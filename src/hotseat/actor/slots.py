"""What the slots of a line stand for that come from the talk: the time that was promised, what was offered, the sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hotseat.actor.seam import Scene
from hotseat.actor.timely import last_reading
from hotseat.moves import Appointment, Deed
from hotseat.text import foreign_script, length

_AT: Final = re.compile(r"^(?:at|on|by|before) ", re.IGNORECASE)
"""What English puts before a time, and leaves out where the time is spoken of: “What happened to ten tomorrow?”"""
_MOST: Final = {"zh-Hans": 10, "zh-Hant": 10, "en": 6}
"""Characters or words of the trainee's that a customer says after them."""


def taken_from_talk(scene: Scene) -> dict[str, str]:
    """The slots `when`, `earlier`, `offer` and `figure`; empty where nothing fit to be said stands behind one."""
    reading = last_reading(scene)
    if reading is None:
        return dict.fromkeys(("when", "earlier", "offer", "figure"), "")
    is_call = scene.direction.reaction == "clash"
    now = _foremost(tuple(one for one in reading.appointments if one.deed == "call" or not is_call))
    deeds = (*reading.called_off, *((now.deed,) if now and now.deed else ()))
    return {
        "when": _fit(now.words if now else "", scene),
        "earlier": _fit(_AT.sub("", next(_promised_before(scene, deeds), "")), scene),
        "offer": _offered(scene, reading.offered),
        "figure": _fit(reading.figure.words if reading.figure else "", scene),
    }


def _foremost(times: tuple[Appointment, ...]) -> Appointment | None:
    """The time that concerns the customer most; where none is of something done for them, the last."""
    done = [one for one in times if one.deed]
    return min(done, key=_rank) if done else times[-1] if times else None


def _rank(one: Appointment) -> tuple[bool, bool]:
    """An hour comes before a day alone, and a day before neither: the first says when the customer is to be there."""
    return one.minutes < 0, not one.day


def _promised_before(scene: Scene, deeds: tuple[Deed, ...]) -> Iterator[str]:
    """When one of the deeds, or any where none is named, was promised in an earlier reply, the latest first."""
    for turn in reversed(scene.session.replies[:-1]):
        for one in sorted(turn.reading.appointments, key=_rank) if turn.reading else ():
            if one.deed in deeds or (one.deed and not deeds):
                yield one.words


def _offered(scene: Scene, offers: tuple[str, ...]) -> str:
    header = scene.session.header
    before = {one for turn in scene.session.replies[:-1] if turn.reading for one in turn.reading.offered}
    made = [offer for offer in header.scenario.offers if offer.id in offers and offer.fits and offer.id not in before]
    return next((offer.called.in_(header.lang) for offer in made if offer.called), "")


def _fit(words: str, scene: Scene) -> str:
    """The words where they are short enough, and in the customer's own script."""
    lang = scene.session.header.lang
    return words if length(words, lang) <= _MOST[lang] and not foreign_script(words, lang) else ""
