"""The words of a room that people read: ritual, refusals, formulas, care."""

from __future__ import annotations

from typing import Final

from hotseat.conduct import Family
from hotseat.i18n import Tr, mark, noted
from hotseat.room.commands import Refusal, RefusalCode
from hotseat.room.entities import Award, Order, Room, Stage
from hotseat.room.events import TurnedDown

CLASS_RULES: Final = (
    mark("Be on time, and be here."),
    mark("Take part, and share what you notice."),
    mark("Write things down."),
    mark("Phones stay silent."),
    mark("Enjoy it; it is practice."),
    mark("Use it at work tomorrow."),
)
"""The hand-out's rules for a class (et14), in our words."""

OATH: Final = mark(
    "Whether or not I agree with you, I will respect you, let you say it, try to see it from where you stand, "
    "and then give you my own view as clearly as I can."
)
"""The communicator's oath (sp16), in our words."""

SAFETY: Final = (
    mark("Questions are about the work. They may be sharp and unfair; they are never about who you are."),
    mark("You may pass on any question. Nobody asks why."),
    mark("The stop word ends it at once, for anybody."),
)
COOL_DOWN: Final = (
    mark("It is over. What was said in here was said to a role, not to you."),
    mark("Put both feet on the floor. Breathe in for four counts and out for six, five times."),
    mark("This was emotional labour, and labour earns rest: drink some water, look out of a window."),
    mark("Tell one person one thing that you did well. If it still bothers you tomorrow, talk to somebody you trust."),
)
FORMULAS: Final = (
    mark("Best questioner: half votes for sharpness, 30 % pressure, 20 % novelty; on a first answer votes alone."),
    mark("Pressure: how far the answer fell below the answerer's mean so far, never below nothing."),
    mark("Best answerer: half composure, half votes; an answer weighs more the harder its question pressed."),
)
STAGES: Final[dict[Stage, str]] = {
    "opening": mark("opening"),
    "between": mark("between rounds"),
    "asking": mark("next question"),
    "answering": mark("answering"),
    "voting": mark("voting"),
    "awards": mark("awards and reflection"),
    "closed": mark("over"),
}
ORDERS: Final[dict[Order, str]] = {
    "trainer": mark("trainer picks"),
    "queue": mark("in order of the queue"),
    "round_robin": mark("everyone in turn"),
    "lowest": mark("least satisfied first"),
}
_FAMILIES: Final[dict[Family, str]] = {
    "protected": mark("it is about who somebody is: origin, sex, age, belief, body"),
    "threat": mark("it threatens a person"),
    "sexual": mark("it is sexual"),
    "private": mark("it asks for something private"),
    "abuse": mark("it abuses a person"),
    "insult": mark("it insults a person: as stupid, worthless or shameless"),
}
_REFUSALS: Final[dict[RefusalCode, str]] = {
    "role": mark("That is not yours to do."),
    "unknown_person": mark("Nobody here is called that: {detail}"),
    "stage": mark("Not now; the room is at another point."),
    "paused": mark("The room is paused."),
    "closed": mark("The room is over."),
    "muted": mark("{detail} may not ask just now."),
    "removed": mark("{detail} was sent out."),
    "seat": mark("{detail} does not sit in the hot seat; seat somebody who came to ask."),
    "name": mark("Somebody is already called {detail}; take another name."),
    "full": mark("The room is full: {detail} people."),
    "empty": mark("Nothing is written there."),
    "no_question": mark("No question is waiting; somebody has to ask one first."),
    "too_long": mark("Too long: at most {detail} characters."),
    "waiting": mark("Enough of yours wait: {detail}. More when one was put."),
    "no_such": mark("There is no such thing: {detail}"),
    "already": mark("That was done already. {detail}"),
    "nobody": mark("There is nobody for that."),
    "own": mark("Nobody rates themselves."),
    "not_graded": mark("The answer is still being read."),
    "conduct": mark("This question is not asked here: {detail}. Ask about the work."),
}


def refusal_text(refusal: Refusal, tr: Tr) -> str:
    """Why nothing happened, in a sentence."""
    detail = refusal.detail
    if refusal.code == "conduct":
        detail = next((tr(words) for family, words in _FAMILIES.items() if family == refusal.detail), detail)
    return tr(_REFUSALS[refusal.code]).format(detail=detail).strip()


def turned_down_text(event: TurnedDown, room: Room, tr: Tr) -> str:
    """Whose question was refused and why, for the trainer; never its words."""
    why = tr(_FAMILIES[event.family])
    return tr("A question of {name}'s was not let through ({why}).").format(name=room.name(event.person), why=why)


def award_text(award: Award, room: Room, tr: Tr) -> str:
    """Who won, with the points; says so when an award is shared, and when nobody voted."""
    title = tr("Best questioner") if award.kind == "questioner" else tr("Best answerer")
    if not award.people or award.score is None:
        return tr("{award}: {what}").format(award=title, what=tr("nobody can be ranked"))
    names = tr(", ").join(room.name(one) for one in award.people)
    notes = [tr("shared")] if len(award.people) > 1 else []
    notes += [] if award.voted else [tr("without votes")]
    note = noted(tr, tr(", ").join(notes)) if notes else ""
    return tr("{award}: {what}").format(award=title, what=f"{names} · {award.score:g}/100{note}")


def topic(room: Room) -> str:
    """What the room is about."""
    return room.topic or room.drill.title.in_(room.lang)
