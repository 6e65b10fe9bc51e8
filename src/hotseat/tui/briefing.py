"""What a trainee may know, as paragraphs: the brief, the authority, the customer, what will be graded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hotseat.i18n import named
from hotseat.tui.prose import Para, bullets, titled

if TYPE_CHECKING:
    from hotseat.i18n import Tr
    from hotseat.lang import Lang
    from hotseat.persona import Persona
    from hotseat.rubric import Rubric
    from hotseat.scenario import Scenario


def scenario_page(scenario: Scenario, tr: Tr, lang: Lang) -> tuple[Para, ...]:
    """The preview of a scenario."""
    return (
        Para(scenario.title.in_(lang), "bold"),
        Para(scenario.summary.in_(lang)),
        Para(""),
        *meeting(scenario, tr, lang),
        *brief(scenario, tr, lang),
        *authority(scenario, tr, lang),
    )


def meeting(scenario: Scenario, tr: Tr, lang: Lang) -> tuple[Para, ...]:
    """Who meets whom, and where."""
    from hotseat.labels import CHANNELS

    where = tr(CHANNELS[scenario.channel])
    return (
        Para(tr("You are: {who}").format(who=scenario.trainee.in_(lang))),
        Para(tr("You meet: {who}, {where}").format(who=scenario.customer.in_(lang), where=where)),
        Para(scenario.place.in_(lang), "$text-muted"),
        Para(""),
    )


def scene(scenario: Scenario, tr: Tr, lang: Lang, *, in_full: bool) -> tuple[Para, ...]:
    """What stands above a talk: who meets whom and where; in full also what one knows."""
    known = brief(scenario, tr, lang) if in_full else ()
    return (Para(scenario.title.in_(lang), "bold $text-accent"), *meeting(scenario, tr, lang), *known)


def first_words(scenario: Scenario, tr: Tr, lang: Lang, *, names_panel: bool) -> str:
    """Who one is and who begins, for the scene may have been pushed out of view by the first line."""
    parts = [tr("You are: {who}").format(who=scenario.trainee.in_(lang))]
    if names_panel:
        parts.append(tr("F2 shows what you may offer."))
    if scenario.opens == "trainee":
        parts.append(tr("You speak first."))
    return " | ".join(parts)


def brief(scenario: Scenario, tr: Tr, lang: Lang) -> tuple[Para, ...]:
    """What the trainee knows beforehand."""
    return titled(tr("What you know"), bullets(scenario.brief.in_(lang)))


def authority(scenario: Scenario, tr: Tr, lang: Lang) -> tuple[Para, ...]:
    """What may be offered and what may not be promised."""
    return (
        *titled(tr("You may offer"), bullets(offer.text.in_(lang) for offer in scenario.offers)),
        *titled(tr("You may not promise"), bullets(limit.text.in_(lang) for limit in scenario.limits)),
    )


def told(scenario: Scenario, ids: Iterable[str], tr: Tr, lang: Lang) -> tuple[Para, ...]:
    """What the customer has said so far."""
    return titled(tr("Told so far"), bullets(scenario.fact(one).text.in_(lang) for one in ids))


def known(scenario: Scenario, heard: Iterable[str], tr: Tr, lang: Lang, *, offers_first: bool) -> tuple[Para, ...]:
    """What the trainee knows by now: told so far, then what was known beforehand and what may be offered."""
    before, offers = brief(scenario, tr, lang), authority(scenario, tr, lang)
    rest = (*offers, *before) if offers_first else (*before, *offers)
    return (*told(scenario, heard, tr, lang), *rest)


def persona_page(persona: Persona, tr: Tr, lang: Lang) -> tuple[Para, ...]:
    """The preview of a customer."""
    from hotseat.labels import axes_text

    return (
        Para(persona.name.in_(lang), "bold"),
        Para(persona.tagline.in_(lang), "italic"),
        Para(axes_text(persona, tr), "$text-muted"),
        Para(""),
        Para(persona.portrait.in_(lang)),
        Para(""),
        *titled(tr("Manner"), bullets(persona.manner.in_(lang))),
        *titled(tr("Signals"), bullets(persona.signals.in_(lang))),
    )


def graded_page(rubrics: Iterable[Rubric], tr: Tr, lang: Lang) -> tuple[Para, ...]:
    """What the talk will be judged by."""
    return titled(tr("What will be graded"), _criteria(rubrics, tr, lang))


def _criteria(rubrics: Iterable[Rubric], tr: Tr, lang: Lang) -> Iterator[Para]:
    for rubric in rubrics:
        names = "、" if lang != "en" else ", "
        listed = names.join(criterion.title.in_(lang) for criterion in rubric.criteria)
        yield Para(named(tr, rubric.title.in_(lang), listed), lead="- ")
