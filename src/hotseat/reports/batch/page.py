"""report.html: one file that needs nothing else, no script and no network, to be read, printed and passed on."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from hotseat.i18n import Tr
from hotseat.lang import Lang
from hotseat.reliability.calibration import Calibration
from hotseat.reports.batch.change import changes
from hotseat.reports.batch.gather import MOST_GROUPS, Overview
from hotseat.reports.batch.names import Names
from hotseat.reports.batch.needs import MOST_CHIPS
from hotseat.reports.batch.people import OTHERS, PEOPLE
from hotseat.reports.batch.table import WORDS
from hotseat.reports.batch.titles import Rubrics, Titles
from hotseat.reports.batch.view import notices, section
from hotseat.reports.batch.words import Words
from hotseat.runs import rubric_id
from hotseat.text import clean

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read the report: their language, and what they may see."""

    lang: Lang
    tr: Tr
    rubrics: Rubrics
    names: Names
    calibration: Calibration | None = None


def page(seen: Overview, reader: Reader, *, before: Overview | None = None) -> str:
    """The whole report."""
    words = Words(reader.tr, reader.names, reader.calibration, seen.group_by)
    anonymous = not words.names.shows("")
    titles = {one: Titles(one.rubric, reader.rubrics, reader.lang) for one in seen.judged}
    return template("hotseat.reports.batch", "templates").render(
        tr=reader.tr,
        lang=reader.lang,
        style=style(),
        policy=policy(style()),
        seen=seen,
        talks=_talks(seen),
        people=len({name for one in seen.judged.values() for name in one.groups} - {OTHERS}),
        nameless=max(
            (one.groups[OTHERS].talks - one.beyond for one in seen.judged.values() if OTHERS in one.groups), default=0
        ),
        beyond=max((one.beyond for one in seen.judged.values()), default=0),
        most_people=MOST_GROUPS,
        most_chips=MOST_CHIPS,
        persons=PEOPLE,
        sections=[section(judged, titles[one], words) for one, judged in sorted(seen.judged.items())],
        changes=changes(before, seen, titles, words) if before else (),
        notices=list(notices(seen, words)),
        failed=[
            (words.names.place(one.place), words.names.words(clean(one.told(reader.tr, names_nothing=anonymous))))
            for one in seen.failed
        ],
        unread=[(words.names.place(one.at), one.what.told(reader.tr)) for one in seen.unread],
        several_graders=len({one.grader for one in seen.judged}) > 1,
        anonymous=anonymous,
        calibration=reader.calibration,
        verdict_words=WORDS,
    )


def _talks(seen: Overview) -> int:
    """How many talks there are: each has a card for a rubric and grader, by whichever version."""
    by = Counter[tuple[str, str]]()
    for one in seen.judged.values():
        by[rubric_id(one.rubric), one.grader] += one.talks
    return max(by.values(), default=0)


def template(package: str, folder: str) -> Template:
    """The `report.html.j2` in a folder of a package; it escapes every word, and a name that it lacks is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("report.html.j2")


def style() -> Style:
    """The style sheet that all our reports share."""
    return Style(resources.files("hotseat.reports.batch").joinpath("templates/report.css").read_text(encoding="utf-8"))


class Style(str):
    """Our own style sheet, which jinja2 is to leave as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def policy(style: str) -> str:
    """What a browser may load for the report: this style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
