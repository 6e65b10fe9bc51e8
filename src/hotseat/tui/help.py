"""Keys, scores, files, and what goes on in a talk."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Footer

from hotseat.i18n import mark
from hotseat.tui.prose import Para, Prose, bullets, titled
from hotseat.tui.screen import HouseScreen

KEYS: Final = (
    ("F1", mark("this help")),
    ("Tab", mark("next field; Shift+Tab the one before")),
    ("F5 Ctrl+S", mark("start the practice you chose")),
    ("Ctrl+R", mark("leave story and customer to chance")),
    ("Enter", mark("in the lists of stories and customers: on to the next, then start")),
    ("Enter", mark("send; on an empty field twice: say nothing on purpose")),
    ("Ctrl+J", mark("new line")),
    ("F2", mark("side panel: first what you may offer, then mood, time, what you know")),
    ("F3", mark("one hint; it is noted and costs nothing")),
    ("F4", mark("hide or show the mood")),
    ("Esc", mark("pause, leave or give up; back")),
    ("PgUp PgDn", mark("scroll")),
    ("1 - 5", mark("pages of the debrief")),
    ("Enter Esc", mark("on a quote: its place in the transcript, and back")),
    ("E", mark("export the talk with its debrief as Markdown")),
    ("R N", mark("after the debrief: the same customer again, or with another seed")),
    ("F6", mark("at the door of the Confrontation Room: go on with the last one")),
    ("F8 F9", mark("in the Confrontation Room: pass; the stop word")),
    ("Y N A U", mark("marking: yes, no, not applicable, cannot say; arrows pick the turn, T: next talk")),
    ("Ctrl+P", mark("all commands, and stories, customers and topics by name or id")),
    ("Ctrl+Q", mark("quit; a running talk can be taken up again")),
)
MODEL: Final = (
    mark("A customer comes with a mood, facts they tell only when asked or trusted, and something they really want."),
    mark("Each reply is read for what it does: naming the feeling, saying back, asking, owning, offering, promising."),
    mark("That moves the mood; the mood decides what the customer does next. The same words bring the same customer."),
    mark("A talk passes five phases: letting off steam, telling, ready for a proposal, weighing it up, nearly agreed."),
    mark("The customer's words come at their own pace; any key shows the rest. HOTSEAT_PACE=0 shows all at once."),
    mark("Solutions before being heard count against you; agreeing once is not yet the end."),
)
SCORES: Final = (
    mark("Every check is a question answered yes or no, with your own words as evidence."),
    mark("+ yes, - no, o not applicable, ? not scored, ~ uncertain. What cannot be read is never counted as no."),
    mark("A criterion is 0 to 5, the total 0 to 100. Hints never change it."),
    mark("P is what the customer felt they got, E what they expected: P above E satisfies."),
)


class HelpScreen(HouseScreen[None]):
    """One page to scroll."""

    AUTO_FOCUS = "#help-page"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", mark("Back"))]

    DEFAULT_CSS = """
    HelpScreen {
        & #help-page { padding: 1 2; }
        & Prose { max-width: 96; }
    }
    """

    def compose(self) -> ComposeResult:
        tr, settings = self.tr, self.app.house.settings
        width = max(len(key) for key, _ in KEYS) + 2
        keys = (Para(tr(what), lead=f"{key:<{width}}") for key, what in KEYS)
        files = [tr("Talks and exports: {folder}").format(folder=settings.sessions)]
        files += [tr("Your own content: {folder}").format(folder=folder) for folder in settings.content]
        if settings.temporary:
            files.append(tr("No home folder was found: these are temporary files and may be deleted."))
        with VerticalScroll(id="help-page"):
            yield Prose(
                *titled(tr("Keys"), keys),
                *titled(tr("How a talk works"), bullets(tr(one) for one in MODEL)),
                *titled(tr("What the scores mean"), bullets(tr(one) for one in SCORES)),
                *titled(tr("Files"), bullets(files)),
            )
        yield Footer()
