"""What Escape asks in the middle of a talk: go on, leave it for later, or give it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hotseat.i18n import mark
from hotseat.tui.dialogs import Ask

if TYPE_CHECKING:
    from hotseat.tui.app import HotseatApp

Wish = Literal["continue", "leave", "give up"]
"""What a trainee wants of the talk that pauses; nothing is given up without a second yes."""


async def ask_at_pause(app: HotseatApp) -> Wish:
    """Ask what shall become of the talk; to be called from a worker."""
    answers = (
        ("continue", mark("Go on talking")),
        ("leave", mark("Pause and go home; you can come back")),
        ("give up", mark("Give up; the talk ends here")),
    )
    match await app.push_screen_wait(Ask(mark("Pause"), answers)):
        case "leave":
            return "leave"
        case "give up" if await _is_sure(app):
            return "give up"
        case _:
            return "continue"


async def _is_sure(app: HotseatApp) -> bool:
    answers = (("no", mark("No, go on talking")), ("yes", mark("Yes, give up")))
    sure = Ask(mark("Give up?"), answers, text=lambda tr: tr("The talk ends and is judged as it stands."))
    return await app.push_screen_wait(sure) == "yes"
