"""What to practise: a story, a customer, how hard, in which language."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Footer, OptionList
from textual.widgets.option_list import Option

from hotseat.errors import HotseatError
from hotseat.i18n import mark
from hotseat.lang import LANGS, Lang
from hotseat.tui.briefing import graded_page, persona_page, scenario_page
from hotseat.tui.chips import Chip, Chips
from hotseat.tui.home import LANGUAGES
from hotseat.tui.pointing import PointedList
from hotseat.tui.prose import Para, Prose, shortened
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from hotseat.library import Kind

RANDOM = "-random-"
"""The option that leaves the choice to the seed; no content may have such an id."""
_MARGINS: Final = 2
"""Cells of a heading that stay empty."""


class Picker(PointedList):
    """A list in which pointing is choosing: Enter goes on, a click stays, so that what is pointed at can be read."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.forward", mark("Next"))]


class ChooseScreen(HouseScreen[None]):
    """Stories and customers side by side, and what is known about the ones pointed at."""

    AUTO_FOCUS = "#scenarios"
    KEPT = "Chips"
    CSS_PATH: ClassVar = "choose.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+s", "start", mark("Start"), priority=True),
        Binding("ctrl+r", "random", mark("Random")),
        Binding("escape", "back", mark("Back")),
    ]

    scenarios = getters.query_one("#scenarios", Picker)
    personas = getters.query_one("#personas", Picker)
    scenario_text = getters.query_one("#scenario-text", Prose)
    persona_text = getters.query_one("#persona-text", Prose)
    language = getters.query_one("#practice-language", Chips)
    difficulty = getters.query_one("#difficulty", Chips)
    exam = getters.query_one("#exam", Chips)

    def __init__(self, *, scenario: str = "", persona: str = "") -> None:
        """Points at a story and a customer, by id; else at what was practised last."""
        super().__init__()
        preferences = self.app.house.preferences
        self._wanted = scenario or preferences.scenario, persona or preferences.persona
        self._starts_at_customers = bool(persona)

    def compose(self) -> ComposeResult:
        with Horizontal(id="lists"):
            with Vertical():
                yield Prose(id="story-heading", classes="heading")
                yield Picker(*self._options("scenario"), id="scenarios", markup=False)
            with Vertical():
                yield Prose(id="customer-heading", classes="heading")
                yield Picker(*self._options("persona"), id="personas", markup=False)
        with Horizontal(id="preview"):
            with VerticalScroll(id="scenario-page"):
                yield Prose(id="scenario-text")
            with VerticalScroll(id="persona-page"):
                yield Prose(id="persona-text")
        with Vertical(id="terms"):
            yield from self._terms()
        yield Footer()

    def _terms(self) -> ComposeResult:
        from hotseat.labels import DIFFICULTIES

        preferences = self.app.house.preferences
        levels = tuple(Chip(str(n), f"{n} {self.tr(word)}") for n, word in enumerate(DIFFICULTIES, start=1))
        labels = self.tr("Difficulty"), self.tr("Spoken"), self.tr("Mode")
        cells = max(map(cell_len, labels))
        level = str(preferences.difficulty)
        yield Chips(labels[0], levels, value=level, id="difficulty", label_cells=cells)
        yield Chips(labels[1], LANGUAGES, value=self._lang, id="practice-language", label_cells=cells)
        modes = (Chip("", self.tr("practice")), Chip("exam", self.tr("exam")))
        with Horizontal():
            mode = "exam" if preferences.exam else ""
            yield Chips(labels[2], modes, value=mode, id="exam", label_cells=cells)
            yield Button(self.tr("Start"), id="start", variant="primary", compact=True)

    @property
    def _lang(self) -> Lang:
        """The language of the practice: the interface's, until somebody chooses another."""
        for chips in self.query("#practice-language").results(Chips):
            return next(lang for lang in LANGS if lang == chips.value)
        return self.app.house.lang

    def _options(self, kind: Kind) -> list[Option]:
        lang = self.app.house.lang
        titles = self.app.house.library.titles(kind)
        random = Option(Content.styled(self.tr("Random"), "italic"), id=RANDOM)
        return [*(Option(title.name.in_(lang), id=title.id) for title in titles), random]

    def begin(self) -> None:
        self.tell_left_out("scenario", "persona")
        if self._starts_at_customers:
            self.personas.focus()

    async def fill(self) -> None:
        """Point at what was pointed at before, or practised last."""
        from hotseat.tui.opening import get_ready

        get_ready(self.app.house, self._lang)
        for options, wanted in zip((self.scenarios, self.personas), self._wanted, strict=True):
            ids = [option.id for option in options.options]
            options.highlighted = ids.index(wanted) if wanted in ids else 0

    async def speak_anew(self) -> None:
        """Compose again in another language, pointing at the same."""
        self._wanted = _chosen(self.scenarios), _chosen(self.personas)
        await super().speak_anew()

    # --- what is shown ---------------------------------------------------------------------------------------

    @on(OptionList.OptionHighlighted)
    @on(Chips.Changed)
    def _show(self) -> None:
        self.preview()

    def on_descendant_focus(self) -> None:
        """Where width lacks, the page belongs to the list in use."""
        if self.focused in (self.personas, self.query_one("#persona-page")):
            self.add_class("-persona")
        elif self.focused in (self.scenarios, self.query_one("#scenario-page")):
            self.remove_class("-persona")

    @work(exclusive=True, group="preview")
    async def preview(self) -> None:
        """Read what is pointed at, off the event loop, and show it."""
        import asyncio

        self._head()
        house, lang, tr, is_exam = self.app.house, self._lang, self.app.house.tr, bool(self.exam.value)
        scenario_id, persona_id = _chosen(self.scenarios), _chosen(self.personas)
        surprise = (Para(tr("You will see when it starts."), "italic"),)

        def read() -> tuple[tuple[Para, ...], tuple[Para, ...]]:
            scenario = scenario_page(house.library.scenario(scenario_id), tr, lang) if scenario_id else surprise
            persona = persona_page(house.library.persona(persona_id), tr, lang) if persona_id else surprise
            graded = self._graded(lang, is_exam=is_exam)
            return graded + scenario if is_exam else scenario + graded, persona

        try:
            scenario, persona = await asyncio.to_thread(read)
        except HotseatError as error:
            self.app.complain(error)
            return
        if await self.whole():
            self.scenario_text.show(*scenario)
            self.persona_text.show(*persona)

    def _head(self) -> None:
        """Name what is pointed at in words, for a list out of focus shows it by colour only."""
        for heading, sentence, options in (
            ("#story-heading", self.tr("Story: {name}"), self.scenarios),
            ("#customer-heading", self.tr("Customer: {name}"), self.personas),
        ):
            option = options.highlighted_option
            name = str(option.prompt) if option is not None else ""
            words = shortened(sentence.format(name=name), self.app.size.width // 2 - _MARGINS)
            self.query_one(heading, Prose).show(Para(words, "bold $text-primary"))

    def on_resize(self) -> None:
        """The headings have another room."""
        if self.is_whole:
            self._head()

    def _graded(self, lang: Lang, *, is_exam: bool) -> tuple[Para, ...]:
        from hotseat.wiring import RUBRICS

        library, tr = self.app.house.library, self.app.house.tr
        if is_exam:
            return (Para(tr("Exam: no hints, no mood; what is graded is told afterwards."), "italic"), Para(""))
        known = {title.id for title in library.titles("rubric")}
        rubrics = [library.rubric(one) for one in RUBRICS if one in known]
        return graded_page(rubrics, tr, lang)

    # --- what is done ----------------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()

    def action_forward(self) -> None:
        """From the story to the customer, and from there to the start."""
        (self.personas if self.scenarios.has_focus else self.query_one("#start", Button)).focus()

    @on(Button.Pressed, "#start")
    def action_start(self) -> None:
        from hotseat.wiring import Choice

        choice = Choice(
            persona=_chosen(self.personas),
            scenario=_chosen(self.scenarios),
            lang=self._lang,
            difficulty=int(self.difficulty.value),
            seed=secrets.randbelow(1_000_000),
            exam=bool(self.exam.value),
        )
        self.app.remember(
            replace(
                self.app.house.preferences,
                persona=choice.persona,
                scenario=choice.scenario,
                difficulty=choice.difficulty,
                exam=choice.exam,
            )
        )
        self.app.start(choice)

    def action_random(self) -> None:
        for options in (self.scenarios, self.personas):
            options.highlighted = options.option_count - 1

    def action_back(self) -> None:
        self.app.go_home()


def _chosen(options: OptionList) -> str:
    option = options.highlighted_option
    return option.id or "" if option is not None and option.id != RANDOM else ""
