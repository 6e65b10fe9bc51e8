"""Marking talks by hand, check by check: the question, a good and a poor example, and the talk with numbered turns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer

from hotseat.errors import HotseatError
from hotseat.i18n import mark, named
from hotseat.tui.bubble import Bubble, Transcript
from hotseat.tui.composer import Composer
from hotseat.tui.prose import Para, Prose
from hotseat.tui.screen import HouseModal, HouseScreen

if TYPE_CHECKING:
    from hotseat.reliability.marking import Marking, Question
    from hotseat.reliability.marks import MarkWord

ANSWERS: Final[dict[MarkWord, str]] = {
    "yes": mark("yes"),
    "no": mark("no"),
    "na": mark("not applicable"),
    "unscored": mark("cannot say"),
}
ANSWER_KEYS: Final[dict[MarkWord, str]] = {"yes": "y", "no": "n", "na": "a", "unscored": "u"}


_STAYS: Final = "\N{NO-BREAK SPACE}"
"""Between a key and its answer, which no line may part."""


class _NoteField(Composer):
    """A composer that sends nothing to anybody."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "send", mark("Keep"))]


class Note(HouseModal[str]):
    """A few words to an answer; Escape keeps what was there."""

    AUTO_FOCUS = "Composer"
    KEPT = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", mark("Back"))]

    DEFAULT_CSS = """
    Note {
        align: center middle;
        & > Vertical { width: 56; max-width: 100%; height: auto; background: $panel; padding: 1 2; }
        & Composer { margin-top: 1; }
    }
    """

    def __init__(self, draft: str) -> None:
        super().__init__()
        self._draft = draft

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Prose(Para(self.tr("A note to your answer. Enter keeps it."), "bold"))
            yield _NoteField("", draft=self._draft)
        yield Footer()

    def on_composer_sent(self, event: Composer.Sent) -> None:
        self.dismiss(event.text.strip())

    def action_back(self) -> None:
        self.dismiss(self._draft)


class MarkScreen(HouseScreen[None]):
    """One question at a time beside the whole talk."""

    AUTO_FOCUS = "#marked-talk"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"answer('{word}')", show=False) for word, key in ANSWER_KEYS.items()),
        Binding("down,j", "pick(1)", show=False, priority=True),
        Binding("up,k", "pick(-1)", show=False, priority=True),
        Binding("c", "note", mark("Note")),
        Binding("b,left", "back", mark("Previous")),
        Binding("s,right", "skip", mark("Skip")),
        Binding("t", "skip_talk", mark("Next talk")),
        Binding("z,ctrl+z", "undo", mark("Undo")),
        Binding("escape", "unpick", show=False),
    ]

    DEFAULT_CSS = """
    MarkScreen {
        & #sheet { height: auto; max-height: 12; padding: 0 1; background: $panel; }
        & #sheet > Prose { width: 1fr; }
        & #marked-talk { height: 1fr; padding: 1 1 0 1; }
        & #desk { layout: vertical; height: 1fr; }
        &.-wide #desk { layout: horizontal; }
        &.-wide #sheet { width: 44; height: 1fr; max-height: 100%; padding: 1 2; }
        &.-wide #marked-talk { width: 1fr; }
    }
    """

    sheet = getters.query_one("#sheet-text", Prose)
    talk = getters.query_one("#marked-talk", Transcript)

    def __init__(self, marking: Marking) -> None:
        super().__init__()
        self.marking = marking
        self.picked: int | None = None
        """The trainee's turn that is to be quoted."""
        self.note = ""
        self._shown = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="desk"):
            with VerticalScroll(id="sheet", can_focus=False):
                yield Prose(id="sheet-text")
            yield _Talk(id="marked-talk")
        yield Footer()

    async def fill(self) -> None:
        self._shown = ""
        await self._show(self.marking.question)

    async def _show(self, asked: Question | None) -> None:
        """The question, and the talk when it is another one."""
        answer = self.marking.answer
        self.picked = answer.turn if answer else None
        self.note = answer.note if answer else ""
        if asked is not None and asked.talk.id != self._shown:
            await self.talk.remove_children()
            for turn in asked.talk.turns:
                is_mine = turn.role == "trainee"
                name = self.tr("Trainee") if is_mine else self.tr("Customer")
                await self.talk.add(Bubble(turn.number, f"[{turn.number}] {name}", turn.text or "……", is_mine=is_mine))
            self.talk.release_anchor()
            self.talk.scroll_home(animate=False)
            self._shown = asked.talk.id
        self._tell(asked)
        self.talk.mark_turn(-1 if self.picked is None else self.picked)

    def _tell(self, asked: Question | None) -> None:
        if asked is None:
            self.sheet.show(*self._farewell())
            return
        tr, lang = self.tr, self.app.house.lang
        talk, number = self.marking.progress
        where = tr("talk {talk} · question {number} of {of}").format(talk=talk, number=number, of=self.marking.per_talk)
        self.sheet.show(
            Para(f"{self.marking.rater} · {where}", "$text-muted"),
            Para(asked.check.ask.in_(lang), "bold"),
            Para(asked.check.example.in_(lang), "$text-success", named(tr, tr("yes"), "")),
            Para(asked.check.counter.in_(lang), "$text-error", named(tr, tr("no"), "")),
            *self._answer_lines(),
        )

    def _answer_lines(self) -> tuple[Para, ...]:
        """The answers with their keys, the one that was given in brackets; then what goes with it."""
        tr, answer = self.tr, self.marking.answer
        given = answer.verdict if answer is not None else None
        words = {word: f"{ANSWER_KEYS[word]} {tr(name)}".replace(" ", _STAYS) for word, name in ANSWERS.items()}
        answers = (f"[{text}]" if word == given else f" {text} " for word, text in words.items())
        quoted = tr("none") if self.picked is None else tr("turn {n}").format(n=self.picked)
        lines = [
            Para(" ".join(answers), "bold $text-accent"),
            Para(tr("Quoted (arrow keys): {what}").format(what=quoted), "$text-accent"),
        ]
        if self.note:
            lines.append(Para(self.note, "italic", named(tr, tr("Note"), "")))
        return tuple(lines)

    def _farewell(self) -> tuple[Para, ...]:
        tr, marking = self.tr, self.marking
        lines = [
            Para(tr("No question is left."), "bold"),
            Para(tr("Your answers stand in {path}: {n}").format(n=marking.marked, path=marking.path)),
            Para(tr("What was skipped comes again next time. Back leads to the last question.")),
        ]
        if marking.bad:
            first = f"{marking.bad[0].place}: {marking.bad[0].told(tr)}"
            lines.append(
                Para(tr("Files that cannot be read: {n}. The first: {why}").format(n=len(marking.bad), why=first))
            )
        return tuple(lines)

    # --- keys ------------------------------------------------------------------------------------------------

    async def action_answer(self, word: MarkWord) -> None:
        picked, note = self.picked, self.note
        await self._go(lambda: self.marking.mark(word, turn=picked, note=note))

    async def action_skip(self) -> None:
        await self._go(self.marking.skip)

    async def action_skip_talk(self) -> None:
        await self._go(self.marking.skip_talk)

    async def action_back(self) -> None:
        await self._go(self.marking.back)

    async def action_undo(self) -> None:
        await self._go(self.marking.undo)

    async def _go(self, step: Callable[[], Question | None]) -> None:
        """Take a step off the event loop, for it writes or reads; then show where it led."""
        try:
            asked = await asyncio.to_thread(step)
        except HotseatError as error:
            self.app.complain(error)
            return
        if await self.whole():
            await self._show(asked)

    def action_pick(self, step: int) -> None:
        """The next or the previous of the trainee's turns."""
        asked = self.marking.question
        turns = [turn.number for turn in asked.talk.replies] if asked else []
        if not turns:
            return
        if self.picked in turns:
            place = min(max(turns.index(self.picked) + step, 0), len(turns) - 1)
        else:
            place = 0 if step > 0 else len(turns) - 1
        self._pick(turns[place])

    def action_unpick(self) -> None:
        self._pick(None)

    def _pick(self, turn: int | None) -> None:
        self.picked = turn
        self.talk.mark_turn(-1 if turn is None else turn)
        self._tell(self.marking.question)

    def action_note(self) -> None:
        if self.marking.question is not None:
            self.app.push_screen(Note(self.note), self._noted)

    def _noted(self, note: str | None) -> None:
        self.note = note or ""
        self._tell(self.marking.question)


class _Talk(Transcript, can_focus=True):
    """A talk to read in; the page keys scroll it."""


async def open_marking(marking: Marking) -> MarkScreen:
    """The screen on which a rater's talks are marked."""
    return MarkScreen(marking)
