"""The pages of the debrief as widgets: paragraphs, and quotes that can be followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.widget import Widget

from hotseat.labels import (
    ENDINGS,
    FLAGS,
    QUALITIES,
    VERDICT_SIGNS,
    VERDICTS,
    ZONES,
    badge_legend,
    badged,
    cost_lines,
    grading_text,
    reason_text,
    side_lines,
    want_lines,
)
from hotseat.tui.panel import bar
from hotseat.tui.plot import plot
from hotseat.tui.prose import Para, Prose, QuoteLink, bullets, titled

if TYPE_CHECKING:
    from hotseat.debrief import Debrief, Improvement, MoodStep, Strength
    from hotseat.findings import Findings
    from hotseat.i18n import Tr
    from hotseat.lang import Lang
    from hotseat.rubric import Rubric, Scorecard, Verdict
    from hotseat.session import Session

PLOT_WIDTH = 74
"""Cells that the drawing may take in the narrowest window."""


def outcome_page(session: Session, findings: Findings, tr: Tr) -> Iterator[Widget]:
    """How it ended and what the customer made of it."""
    debrief = findings.debrief
    header = session.header
    lang = header.lang
    yield Prose(
        Para(f"{header.scenario.title.in_(lang)} · {header.persona.name.in_(lang)}", "$text-muted"),
        Para(tr(ENDINGS[debrief.outcome]), "bold $text-accent"),
        Para(""),
        Para(debrief.afterwards),
        Para(""),
        *titled(tr("Felt against expected (P and E)"), _qualities(debrief, tr)),
        *titled(tr("What lay behind it"), (*bullets(want_lines(header.scenario, tr, lang)), Para(debrief.behind))),
        *titled(tr("Scores"), _totals(findings, lang, tr)),
        *titled(tr("Never taken up"), bullets(debrief.missed)),
        *titled(tr("Taken up"), bullets(debrief.heard)),
        *titled(tr("The talk"), _figures(debrief, tr)),
        *titled(tr("What the models cost"), bullets(tuple(cost_lines(debrief, tr)))),
    )


def _qualities(debrief: Debrief, tr: Tr) -> Iterator[Para]:
    for quality, words in QUALITIES.items():
        is_it = quality == debrief.quality
        yield Para(tr(words), "bold" if is_it else "$text-muted", lead="> " if is_it else "  ")
    gap = tr("P - E = {gap}, {zone}").format(gap=f"{debrief.gap:+d}", zone=tr(ZONES[debrief.zone]))
    yield Para(gap, lead="  ")


def _totals(findings: Findings, lang: Lang, tr: Tr) -> Iterator[Para]:
    for card, rubric in findings.cards():
        by = f"  ({card.grader.model})" if card.grader.model else ""
        yield Para(f"{rubric.title.in_(lang)}  {_total(card, tr)}{by}", lead="- ")


def _total(card: Scorecard, tr: Tr) -> str:
    return tr("not scored") if card.overall is None else f"{card.overall:g}/100"


def _figures(debrief: Debrief, tr: Tr) -> Iterator[Para]:
    if debrief.talk_share is not None:
        yield Para(tr("You did {percent} % of the talking.").format(percent=round(100 * debrief.talk_share)))
    if debrief.hints:
        yield Para(tr("Hints asked for: {n}; they do not change the score.").format(n=debrief.hints))


def mood_page(session: Session, debrief: Debrief, tr: Tr, *, ascii_only: bool) -> Iterator[Widget]:
    """The curve of anger, then every step with its reasons."""
    drawing = plot(debrief.curve, debrief.turning_point, ascii_only=ascii_only, width=PLOT_WIDTH)
    yield Prose(Para(tr("Anger after each of the customer's lines"), "bold $text-primary"), *drawing, Para(""))
    for step in debrief.curve:
        yield QuoteLink(step.turn, *_step(session, debrief, step, tr, ascii_only=ascii_only))


def _step(session: Session, debrief: Debrief, step: MoodStep, tr: Tr, *, ascii_only: bool) -> Iterator[Para]:
    header = session.header
    turns = "  <- " + tr("turning point") if step.turn == debrief.turning_point else ""
    filled = bar(step.mood.anger, ascii_only=ascii_only)
    yield Para(f"[{step.turn}] {filled} {step.mood.anger}{turns}", "bold" if turns else "")
    for reason in step.reasons:
        yield Para(reason_text(reason, tr, header.lang, header.scenario), "$text-muted", "    - ")
    if step.excluded:
        why = FLAGS["faulted_lines"]
        yield Para(tr(why), "$text-muted", "    - ")


def lessons_page(session: Session, findings: Findings, tr: Tr, lang: Lang) -> Iterator[Widget]:
    """What worked, at most three better wordings, and what this customer takes well and ill."""
    debrief = findings.debrief
    if debrief.strengths:
        yield Prose(Para(tr("What worked"), "bold $text-primary"))
    for strength in debrief.strengths:
        yield from _strength(strength, findings, tr, lang)
    if debrief.improvements:
        yield Prose(Para(tr("Next time"), "bold $text-primary"))
    for number, one in enumerate(debrief.improvements, start=1):
        yield from _improvement(number, one, findings, tr, lang)
    if not debrief.strengths and not debrief.improvements:
        yield Prose(tr("There is nothing to quote from this talk."), Para(""))
    persona = session.header.persona
    yield Prose(
        *titled(tr("What hardens this customer"), bullets(persona.hardens.in_(lang))),
        *titled(tr("What softens this customer"), bullets(persona.softens.in_(lang))),
    )


def _strength(strength: Strength, findings: Findings, tr: Tr, lang: Lang) -> Iterator[Widget]:
    yield Prose(Para(strength.title, lead="+ "))
    yield QuoteLink(strength.turn, f"[{strength.turn}] {_quoted(strength.quote)}")
    yield Prose(Para(strength.why, "$text-muted", "  "), *_sources(strength.source, findings, tr, lang), Para(""))


def _improvement(number: int, one: Improvement, findings: Findings, tr: Tr, lang: Lang) -> Iterator[Widget]:
    yield Prose(Para(one.title, "bold", f"{number}. "), Para(tr("You said"), "$text-muted", "   "))
    yield QuoteLink(one.turn, f"[{one.turn}] {_quoted(one.quote)}")
    yield Prose(
        Para(tr("Better"), "$text-muted", "   "),
        Para(_quoted(one.better), "bold", "   "),
        Para(tr("Why: {why}").format(why=one.why), lead="   "),
        *_sources(one.source, findings, tr, lang),
        Para(""),
    )


def _sources(ids: tuple[str, ...], findings: Findings, tr: Tr, lang: Lang) -> Iterator[Para]:
    for row in findings.rows(ids):
        found = tr("Hand-out “{title}”: {line}")
        claim = tr("The hand-out “{title}” says, without a source: {line}")
        says = (claim if row.unsourced else found).format(title=row.title.in_(lang), line=row.line.in_(lang))
        yield Para(says, "$text-muted", "   ")


def scores_page(findings: Findings, tr: Tr, lang: Lang, *, ascii_only: bool) -> Iterator[Widget]:
    """Every rubric, criterion and check, with the words that decided it."""
    for card, rubric in findings.cards():
        yield Prose(
            Para(f"{rubric.title.in_(lang)}  {_total(card, tr)}", "bold $text-accent"),
            *((Para(grading_text(card, tr), "$text-muted"),) if card.grader.model else ()),
            *(Para(tr(FLAGS[flag]), "bold", "! ") for flag in card.flags),
            *(Para(line, "$text-muted") for line in badge_legend(findings, card, tr)),
            Para(""),
        )
        yield from _criteria(card, rubric, findings, tr, lang, ascii_only=ascii_only)


def _criteria(
    card: Scorecard, rubric: Rubric, findings: Findings, tr: Tr, lang: Lang, *, ascii_only: bool
) -> Iterator[Widget]:
    titles = {criterion.id: criterion.title.in_(lang) for criterion in rubric.criteria}
    asks = {check.id: check.ask.in_(lang) for check in rubric.checks}
    for result in card.criteria:
        if result.level is None:
            points = tr("not scored")
        else:
            points = f"{bar(round(result.level * 20), ascii_only=ascii_only)} {result.level:g}/5"
        points = badged(points, findings.badge(card, result.id, "criterion"), tr)
        yield Prose(Para(f"{titles.get(result.id, result.id)}  {points}", "bold $text-primary"))
        for verdict in result.checks:
            yield from _check(verdict, asks.get(verdict.id, verdict.id), card, findings, tr)
        yield Prose("")


def _check(verdict: Verdict, ask: str, card: Scorecard, findings: Findings, tr: Tr) -> Iterator[Widget]:
    sign = VERDICT_SIGNS[verdict.verdict]
    style = "" if verdict.verdict in ("yes", "no") else "$text-muted"
    sides = (Para(line, "$text-muted", "    ") for line in side_lines(verdict, card, tr))
    words = badged(tr(VERDICTS[verdict.verdict]), findings.badge(card, verdict.id), tr)
    yield Prose(Para(f"{words}  {ask}", style, f"{sign} "), *sides)
    quote = next((quote for quote in verdict.quotes if quote.text), None)
    if quote is not None:
        yield QuoteLink(quote.turn, f"[{quote.turn}] {_quoted(quote.text)}")


def _quoted(text: str) -> str:
    return f"“{text}”"
