"""At one keyboard everybody in turn: secret votes by single keys, and how tense each one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer

from hotseat.i18n import mark
from hotseat.room.commands import CastVote, Rate
from hotseat.room.entities import Exchange, Person, Rating, Room, Vote
from hotseat.room.roster import TRAINER
from hotseat.tui.prose import Para, Prose
from hotseat.tui.room.scale import Scale
from hotseat.tui.screen import HouseModal

if TYPE_CHECKING:
    from hotseat.tui.room.screen import RoomScreen

Asked = Literal["sharpness", "composure"]

_BOX = """
    {name} {{
        align: center middle;
        & > Vertical {{ width: 64; max-width: 100%; height: auto; background: $panel; padding: 1 2; }}
    }}
"""


def voters(room: Room) -> tuple[Person, ...]:
    """Who may still vote on the exchange that is on."""
    return tuple(one for one in people(room) if room.exchange is not None and one.id not in room.exchange.votes)


def people(room: Room) -> tuple[Person, ...]:
    """Everybody who is here in the flesh, without the trainer."""
    return tuple(one for one in room.people.values() if one.takes_part and not one.simulated and one.id != TRAINER)


def asked_of(person: Person, exchange: Exchange) -> tuple[Asked, ...]:
    """What somebody may judge: nobody their own question or answer."""
    sharpness: tuple[Asked, ...] = () if person.id == exchange.question.by else ("sharpness",)
    composure: tuple[Asked, ...] = () if person.id == exchange.seat else ("composure",)
    return sharpness + composure


class Ballot(HouseModal[None]):
    """Name by name, a digit for the question and one for the answer; no digit is ever shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(value), f"press({value})", mark("Vote"), show=False) for value in range(6)),
        Binding("backspace,left", "undo", mark("Undo")),
        Binding("space,enter", "skip", mark("Skip")),
        Binding("escape", "dismiss", mark("Back")),
    ]
    DEFAULT_CSS = _BOX.format(name="Ballot")

    words = getters.query_one("#ballot", Prose)

    def __init__(self, owner: RoomScreen, exchange: Exchange) -> None:
        super().__init__()
        self._owner, self._exchange = owner, exchange
        self._voters = voters(owner.room)
        self._at = 0
        self._pressed: list[int] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Prose(id="ballot")
        yield Footer()

    async def fill(self) -> None:
        self._show()

    def _show(self) -> None:
        tr = self.tr
        person = self._voters[self._at]
        labels: dict[Asked, str] = {
            "sharpness": tr("How sharp was the question?"),
            "composure": tr("How composed was the answer?"),
        }
        rows = [
            Para(f"[{'*' if place < len(self._pressed) else ' '}] {labels[one]}", "bold")
            for place, one in enumerate(asked_of(person, self._exchange))
        ]
        waiting = tr(", ").join(one.name for one in self._voters[self._at + 1 :])
        self.words.show(
            Para(tr("{name} votes").format(name=person.name), "bold $text-primary"),
            Para(tr("Press 0 to 5 for each line; nobody sees the digits until they are revealed.")),
            Para(""),
            *rows,
            Para(""),
            Para(tr("Then: {names}").format(names=waiting) if waiting else tr("The last one."), "$text-muted"),
        )

    def action_press(self, value: int) -> None:
        person = self._voters[self._at]
        self._pressed.append(value)
        asked = asked_of(person, self._exchange)
        if len(self._pressed) < len(asked):
            self._show()
            return
        vote = Vote.model_validate(dict(zip(asked, self._pressed, strict=True)))
        command = CastVote(person=person.id, exchange=self._exchange.number, vote=vote)
        self._owner.act(command, actor=TRAINER)
        self.action_skip()

    def action_undo(self) -> None:
        if self._pressed:
            self._pressed.pop()
            self._show()

    def action_skip(self) -> None:
        self._pressed.clear()
        self._at += 1
        if self._at >= len(self._voters):
            self._at -= 1
            self.dismiss()
        else:
            self._show()


class Tension(HouseModal[None]):
    """Name by name, how tense somebody is; Enter goes on to the next, with or without a value."""

    AUTO_FOCUS = "#tension"
    KEPT = "#tension"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", mark("Next")),
        Binding("escape", "dismiss", mark("Back")),
    ]
    DEFAULT_CSS = _BOX.format(name="Tension")

    words = getters.query_one("#whose", Prose)
    scale = getters.query_one("#tension", Scale)

    def __init__(self, owner: RoomScreen, *, first: str = "") -> None:
        super().__init__()
        self._owner = owner
        everybody = people(owner.room)
        start = next((place for place, one in enumerate(everybody) if one.id == first), 0)
        self._people = everybody[start:] + everybody[:start]
        self._at = 0
        self._when: Literal["before", "after"] = "after" if owner.room.exchanges else "before"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Prose(id="whose")
            yield Scale("", id="tension")
        yield Footer()

    async def fill(self) -> None:
        self._show()

    def _show(self) -> None:
        tr = self.tr
        name = self._people[self._at].name
        hint = tr("Arrow keys say it; Enter passes the keyboard on. Nobody has to.")
        self.words.show(
            Para(tr("How tense is {name}, 0 to 10?").format(name=name), "bold $text-primary"), Para(hint), Para("")
        )

    def action_next(self) -> None:
        person, value = self._people[self._at], self.scale.value
        if value:
            rating = Rating(when=self._when, value=int(value))
            self._owner.act(Rate(person=person.id, rating=rating), actor=TRAINER)
        self._at += 1
        if self._at >= len(self._people):
            self._at -= 1
            self.dismiss()
            return
        self.scale.value = ""
        self._show()
