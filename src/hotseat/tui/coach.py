"""One short tip for the moment, chosen from what the talk still lacks. It never gives the answer away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.i18n import mark
from hotseat.moves import HARMING, MoveId

if TYPE_CHECKING:
    from hotseat.customer import CustomerState
    from hotseat.i18n import Tr
    from hotseat.session import Session


def worded(advice: str, session: Session, tr: Tr) -> str:
    """A piece of advice in the words of a language, with the question that this story suggests."""
    header = session.header
    return tr(advice).format(question=header.scenario.open_question.in_(header.lang))


def tip(session: Session, state: CustomerState) -> str:
    """What to try next, a sentence of the catalogue: `worded` says it."""
    if not session.turns and session.header.scenario.opens == "trainee":
        return mark("You speak first: say who you are and what this is about, then leave room for an answer.")
    last = session.replies[-1].reading if session.replies else None
    if last is not None and last.ids & HARMING:
        return mark("That last reply stung. Take it back in one plain sentence before you go on.")
    if not state.acknowledged:
        return mark("No feeling has been named yet. Say what this must be like for them, in your own words.")
    return _about_the_matter(session, state)


def _about_the_matter(session: Session, state: CustomerState) -> str:
    keys = {fact.id for fact in session.header.scenario.facts if fact.key}
    if MoveId.ASK_OPEN not in state.seen:
        return mark("Ask something that cannot be answered with yes or no, such as: {question}")
    if keys - set(state.told) - state.heard:
        return mark("The heart of it has not been told yet. Ask what it meant for them, then wait.")
    if keys - state.heard:
        return mark("You were told something that matters. Say it back, with its day, number or name.")
    return _about_the_remedy(session, state)


def _about_the_remedy(session: Session, state: CustomerState) -> str:
    fitting = {offer.id for offer in session.header.scenario.offers if offer.fits}
    if not state.offered:
        return mark("They have been heard. Look at what you may offer, and offer one thing.")
    if not state.offered & fitting:
        return mark("What you offered misses the point. Which of your offers meets what they really want?")
    if MoveId.COMMIT not in state.seen:
        return mark("Say who does what, and by when.")
    if MoveId.CONFIRM not in state.seen:
        return mark("Ask whether this suits them, and leave room for a no.")
    return mark("Nothing is missing. Close kindly, and say how you can be reached.")
