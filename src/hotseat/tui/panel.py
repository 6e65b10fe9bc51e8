"""How the talk stands: mood, phase, time, shares, and what the trainee knows by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from hotseat.customer import Phase
from hotseat.grader import talk_of, talk_share
from hotseat.i18n import mark
from hotseat.labels import OUTAGE_WORDS, PHASES
from hotseat.tui.app import HotseatApp
from hotseat.tui.prose import Para, Prose, titled
from hotseat.tui.screen import WIDE

if TYPE_CHECKING:
    from hotseat.actor import OutageKind
    from hotseat.i18n import Tr
    from hotseat.practice import Practice

ANGER: Final = (mark("calm"), mark("uneasy"), mark("annoyed"), mark("angry"), mark("furious"))
TRUST: Final = (mark("none"), mark("a little"), mark("some"), mark("a good deal"), mark("full"))
"""Words for the bands of the two scales that are shown."""

BAR_CELLS: Final = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """What panel and status line show."""

    anger: int
    trust: int
    phase: Phase
    patience: int
    seconds: int
    share: float | None
    """The trainee's share of the words."""
    shows_mood: bool
    is_exam: bool
    voice: str
    """Who finds the customer's words: `offline`, or the id of a model."""
    outage: OutageKind | None
    """Why the offline lines stand in for the model; None when they do not."""

    @classmethod
    def of(cls, practice: Practice, *, seconds: int, shows_mood: bool, outage: OutageKind | None = None) -> Standing:
        """The standing of a practice now."""
        state = practice.state
        return cls(
            anger=state.mood.anger,
            trust=state.mood.trust,
            phase=state.phase,
            patience=state.patience,
            seconds=seconds,
            share=talk_share(talk_of(practice.session)),
            shows_mood=shows_mood,
            is_exam=practice.session.header.exam,
            voice=practice.voice,
            outage=outage,
        )

    @property
    def clock(self) -> str:
        """Minutes and seconds of this sitting."""
        return f"{self.seconds // 60:02d}:{self.seconds % 60:02d}"

    @property
    def percent(self) -> str:
        """The share in whole per cent."""
        return "-" if self.share is None else f"{round(100 * self.share)}%"


class SidePanel(VerticalScroll):
    """Everything a trainee may look at while talking."""

    DEFAULT_CSS = """
    SidePanel {
        width: 38; padding: 0 2; background: $surface;
        &:focus { background: $panel; border-left: ascii $accent; padding: 0 2 0 1; }
        & Prose { margin: 0 0 1 0; }
    }
    """

    app = getters.app(HotseatApp)
    mood = getters.query_one("#mood", Prose)
    figures = getters.query_one("#figures", Prose)
    known = getters.query_one("#known", Prose)

    def compose(self) -> ComposeResult:
        yield Prose(id="mood")
        yield Prose(id="figures")
        yield Prose(id="known")

    def on_resize(self) -> None:
        """In narrow windows a line below tells the state, so what is known comes first."""
        if self.app.size.width < WIDE:
            self.move_child(self.known, before=self.mood)
        else:
            self.move_child(self.known, after=self.figures)

    def show(self, standing: Standing, known: tuple[Para, ...]) -> None:
        """The state of the talk and what is known."""
        tr = self.app.house.tr
        self.mood.show(*mood_lines(standing, tr, ascii_only=self.app.ascii_only), *phase_lines(standing, tr)[:-1])
        self.tick(standing)
        self.known.show(*known)

    def tick(self, standing: Standing) -> None:
        """Only the figures, once a second."""
        tr = self.app.house.tr
        patience = () if standing.is_exam else (Para(tr("Patience left: {n}").format(n=standing.patience)),)
        self.figures.show(
            Para(tr("Time {clock}").format(clock=standing.clock)),
            Para(tr("Your share of the words: {percent}").format(percent=standing.percent)),
            *patience,
            *(Para(line) for line in voice_lines(standing, tr)),
        )


class StatusLine(Prose):
    """The same in one line, for narrow windows."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $surface; color: $text-muted; }
    """

    app = getters.app(HotseatApp)

    def tell(self, standing: Standing) -> None:
        """The state of the talk."""
        tr = self.app.house.tr
        parts = [standing.clock, tr("you {percent}").format(percent=standing.percent)]
        if not standing.is_exam:
            parts.insert(0, tr(PHASES[standing.phase]))
            parts.append(tr("patience {n}").format(n=standing.patience))
        if standing.voice != "offline":
            parts.append(tr("built-in lines") if standing.outage else tr("model"))
        if standing.shows_mood:
            filled = bar(standing.anger, ascii_only=self.app.ascii_only)
            parts.insert(0, f"{tr('Anger')} {filled} {word(ANGER, standing.anger, tr)}")
        self.show(" | ".join(parts))


def voice_lines(standing: Standing, tr: Tr) -> tuple[str, ...]:
    """Whose words the customer speaks; nothing where it was never to be a model."""
    if standing.voice == "offline":
        return ()
    if standing.outage:
        return (tr("Words: built-in lines (model {why})").format(why=tr(OUTAGE_WORDS[standing.outage])),)
    return (tr("Words: {model}").format(model=standing.voice),)


def mood_lines(standing: Standing, tr: Tr, *, ascii_only: bool) -> tuple[Para, ...]:
    """Two bars with their words; nothing when the mood is hidden."""
    if not standing.shows_mood:
        return ()
    rows = ((tr("Anger"), standing.anger, ANGER), (tr("Trust"), standing.trust, TRUST))
    lines = (f"{name}  {bar(points, ascii_only=ascii_only)}  {word(words, points, tr)}" for name, points, words in rows)
    return titled(tr("Mood"), (Para(line) for line in lines))


def phase_lines(standing: Standing, tr: Tr) -> tuple[Para, ...]:
    """The five phases: `+` behind, `>` now."""
    if standing.is_exam:
        return ()
    phases: tuple[Phase, ...] = get_args(Phase)
    now = phases.index(standing.phase)
    signs = ("+" if place < now else ">" if place == now else " " for place in range(len(phases)))
    return titled(
        tr("The customer is"),
        (
            Para(f"{sign} {tr(PHASES[phase])}", "bold" if sign == ">" else "$text-muted")
            for sign, phase in zip(signs, phases, strict=True)
        ),
    )


def bar(points: int, *, ascii_only: bool, cells: int = BAR_CELLS) -> str:
    """Points of 100 as a bar."""
    filled = round(points / 100 * cells)
    return ("#" if ascii_only else "█") * filled + "-" * (cells - filled)


def word(words: tuple[str, ...], points: int, tr: Tr) -> str:
    """The word for a point of a scale of five bands."""
    return tr(words[band(points)])


def band(points: int) -> int:
    """Which of the five bands of a scale a point lies in."""
    return min(points // 20, 4)
