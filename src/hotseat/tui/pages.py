"""The pages of the debrief as widgets: paragraphs in the reader's language, and quotes that can be followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from textual.widget import Widget

from hotseat.i18n import quoted
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
    source_text,
    want_lines,
)
from hotseat.tui.panel import ANGER, band, bar, word
from hotseat.tui.plot import STYLES, Drawing, spark
from hotseat.tui.prose import Para, Prose, QuoteLink, aligned, bullets, shortened, titled

if TYPE_CHECKING:
    from hotseat.debrief import Debrief, Improvement, MoodStep, Strength
    from hotseat.debrief.findings import Findings
    from hotseat.i18n import Tr
    from hotseat.lang import Lang
    from hotseat.rubric import Rubric
    from hotseat.scorecard import CriterionResult, Scorecard, Verdict
    from hotseat.session import Session

BAR_CELLS = 20
GOOD, FAIR = 80, 50
"""Totals from which on they look good, or fair."""
MOST_QUOTED = 60
"""Cells of a reply that are shown above what it led to."""
MOST_CITED = 240
"""Cells of a quote that is followed into the talk by whoever wants the whole."""


def outcome_page(session: Session, findings: Findings, tr: Tr, lang: Lang, *, ascii_only: bool) -> Iterator[Widget]:
    """How it ended, what the customer made of it, and the figures at a glance."""
    debrief, scenario = findings.debrief, session.header.scenario
    hints = tr("Hints asked for: {n}; they do not change the score.").format(n=debrief.hints)
    yield Prose(
        Para(" · ".join(_terms(session, tr, lang)), "$text-muted"),
        Para(tr(ENDINGS[debrief.outcome]), "bold $text-accent"),
        Para(""),
        *_last_words(session, tr),
        Para(debrief.afterwards.in_(lang)),
        Para(""),
        *titled(tr("At a glance"), aligned(_glance(session, findings, tr, lang, ascii_only=ascii_only), "  ")),
        *titled(tr("What lay behind it"), (*bullets(want_lines(scenario, tr, lang)), Para(debrief.behind.in_(lang)))),
        *titled(tr("Never taken up"), bullets(fact.in_(lang) for fact in debrief.missed)),
        *titled(tr("Taken up"), bullets(fact.in_(lang) for fact in debrief.heard)),
        *((Para(hints), Para("")) if debrief.hints else ()),
        *titled(tr("What the models cost"), bullets(tuple(cost_lines(debrief, tr)))),
    )


def _last_words(session: Session, tr: Tr) -> Iterator[Para]:
    """How it ended in the customer's own words."""
    lines = [line.text for line in session.lines if line.text.strip()]
    if lines:
        yield Para(quoted(tr, lines[-1]), "italic", f"{session.header.scenario.customer.in_(session.header.lang)}  ")
        yield Para("")


def _terms(session: Session, tr: Tr, lang: Lang) -> Iterator[str]:
    """What was practised, and how."""
    header = session.header
    yield header.scenario.title.in_(lang)
    yield header.persona.name.in_(lang)
    yield tr("difficulty {n}").format(n=header.difficulty)
    yield tr("seed {n}").format(n=header.seed)
    if header.exam:
        yield tr("exam")


def _glance(
    session: Session, findings: Findings, tr: Tr, lang: Lang, *, ascii_only: bool
) -> Iterator[tuple[str, str, str]]:
    """Scores, felt against expected, anger, and shares, each with its bar."""
    debrief = findings.debrief

    def drawn(points: float) -> str:
        return bar(round(points), ascii_only=ascii_only, cells=BAR_CELLS)

    for card, rubric in findings.cards():
        by = f"  ({card.grader.model})" if card.grader.model else ""
        points = "" if card.overall is None else f"{drawn(card.overall)}  "
        yield rubric.title.in_(lang), f"{points}{_total(card, tr)}{by}", f"bold {_look(card.overall)}"
    if session.state is not None:
        mood = session.state.mood
        gap = tr("P - E = {gap}, {zone}").format(gap=f"{debrief.gap:+d}", zone=tr(ZONES[debrief.zone]))
        yield tr("P, felt"), f"{drawn(mood.experience)}  {mood.experience}", "$text-accent"
        yield tr("E, expected"), f"{drawn(mood.expectation)}  {mood.expectation}", ""
        yield "", tr(QUALITIES[debrief.quality]), "bold"
        yield "", gap, "$text-muted"
    if debrief.curve:
        drawing = spark(debrief.curve, ascii_only=ascii_only, width=BAR_CELLS)
        begun, ended = (word(ANGER, debrief.curve[place].mood.anger, tr) for place in (0, -1))
        yield tr("Anger"), f"{drawing:<{BAR_CELLS}}  {begun} -> {ended}", STYLES[band(debrief.curve[-1].mood.anger)]
    if debrief.talk_share is not None:
        percent = round(100 * debrief.talk_share)
        yield tr("Your words"), f"{drawn(percent)}  {percent}%", ""


def _look(total: float | None) -> str:
    """Colour for a total that is written beside it."""
    if total is None:
        return ""
    return "$text-success" if total >= GOOD else "$text-warning" if total >= FAIR else "$text-error"


def _total(card: Scorecard, tr: Tr) -> str:
    return tr("not scored") if card.overall is None else f"{card.overall:g}/100"


def mood_page(session: Session, debrief: Debrief, tr: Tr, lang: Lang, *, ascii_only: bool) -> Iterator[Widget]:
    """The curve of anger, then every step with what was said before it and its reasons."""
    yield Prose(Para(tr("Anger after each of the customer's lines"), "bold $text-primary"))
    yield Drawing(debrief.curve, debrief.turning_point, tr, ascii_only=ascii_only)
    yield Prose("")
    before: MoodStep | None = None
    for step in debrief.curve:
        yield QuoteLink(step.turn, *_step(session, debrief, step, before, tr, lang, ascii_only=ascii_only))
        before = step


def _step(
    session: Session,
    debrief: Debrief,
    step: MoodStep,
    before: MoodStep | None,
    tr: Tr,
    lang: Lang,
    *,
    ascii_only: bool,
) -> Iterator[Para]:
    turns = "  <- " + tr("turning point") if step.turn == debrief.turning_point else ""
    filled = bar(step.mood.anger, ascii_only=ascii_only)
    change = step.mood.anger - before.mood.anger if before is not None else 0
    moved = f" ({change:+d})" if change else ""
    yield Para(f"[{step.turn}] {filled} {step.mood.anger}{moved}{turns}", "bold" if turns else "")
    reply = next((turn for turn in session.replies if turn.number == step.turn - 1), None)
    if reply is not None and reply.text.strip():
        yield Para(quoted(tr, shortened(" ".join(reply.text.split()), MOST_QUOTED)), "italic", "    ")
    for reason in step.reasons:
        yield Para(reason_text(reason, tr, lang, session.header.scenario), "$text-muted", "    - ")
    if step.excluded:
        why = FLAGS["faulted_lines"]
        yield Para(tr(why), "$text-muted", "    - ")


def lessons_page(session: Session, findings: Findings, tr: Tr, lang: Lang) -> Iterator[Widget]:
    """What worked, better wordings, and what this customer takes ill and well."""
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
    yield Prose(Para(strength.title.in_(lang), lead="+ "))
    yield QuoteLink(strength.turn, Para(_cited(strength.quote, tr), lead=f"[{strength.turn}] "))
    sources = _sources(strength.source[:1], findings, tr, lang, lead="  ")
    yield Prose(Para(strength.why.in_(lang), "$text-muted", "  "), *sources, Para(""))


def _improvement(number: int, one: Improvement, findings: Findings, tr: Tr, lang: Lang) -> Iterator[Widget]:
    """What was said and what would have been better, one beneath the other in the same column."""
    said, better, why = aligned(
        (
            (tr("You said"), f"[{one.turn}] {_cited(one.quote, tr)}", ""),
            (tr("Better"), quoted(tr, one.better), "bold $text-success"),
            (tr("Why"), one.why.in_(lang), ""),
        )
    )
    yield Prose(Para(one.title.in_(lang), "bold", f"{number}. "))
    yield QuoteLink(one.turn, said)
    yield Prose(
        replace(better, lead=f"   {better.lead}"),
        replace(why, lead=f"   {why.lead}"),
        *_sources(one.source, findings, tr, lang, lead="   "),
        Para(""),
    )


def _cited(words: str, tr: Tr) -> str:
    """A quote of a few lines at most; whoever wants the whole follows it into the talk."""
    return quoted(tr, shortened(" ".join(words.split()), MOST_CITED))


def _sources(ids: tuple[str, ...], findings: Findings, tr: Tr, lang: Lang, *, lead: str) -> Iterator[Para]:
    for row in findings.rows(ids):
        yield Para(source_text(row, tr, lang), "$text-muted", lead)


def scores_page(findings: Findings, tr: Tr, lang: Lang, *, ascii_only: bool) -> Iterator[Widget]:
    """Every rubric's criteria at a glance, then every check with the words that decided it."""
    yield Prose(*_at_a_glance(findings, tr, lang, ascii_only=ascii_only))
    for card, rubric in findings.cards():
        yield Prose(
            Para(_headline(card, rubric, tr, lang), "bold $text-accent"),
            *((Para(grading_text(card, tr), "$text-muted"),) if card.grader.model else ()),
            *(Para(tr(FLAGS[flag]), "bold", "! ") for flag in card.flags),
            *(Para(line, "$text-muted") for line in badge_legend(findings, card, tr)),
            Para(""),
        )
        yield from _criteria(card, rubric, findings, tr, lang, ascii_only=ascii_only)


def _headline(card: Scorecard, rubric: Rubric, tr: Tr, lang: Lang) -> str:
    by = f"  ({card.grader.model})" if card.grader.model else ""
    return f"{rubric.title.in_(lang)}  {_total(card, tr)}{by}"


def _at_a_glance(findings: Findings, tr: Tr, lang: Lang, *, ascii_only: bool) -> Iterator[Para]:
    """All criteria of all rubrics with their bars in one column, and what the signs mean."""
    cards = tuple(findings.cards())
    shown = (row for card, rubric in cards for row in _overview(card, rubric, tr, lang, ascii_only=ascii_only))
    rows = iter(aligned(shown, "  "))
    for card, rubric in cards:
        yield Para(_headline(card, rubric, tr, lang), "bold $text-accent")
        yield from islice(rows, len(card.criteria))
        yield Para("")
    yield Para("  ".join(f"{VERDICT_SIGNS[verdict]} {tr(word)}" for verdict, word in VERDICTS.items()), "$text-muted")
    yield Para("")


def _overview(
    card: Scorecard, rubric: Rubric, tr: Tr, lang: Lang, *, ascii_only: bool
) -> Iterator[tuple[str, str, str]]:
    """A row a criterion: its bar, and the sign of each of its checks."""
    titles = {criterion.id: criterion.title.in_(lang) for criterion in rubric.criteria}
    for result in card.criteria:
        signs = " ".join(VERDICT_SIGNS[verdict.verdict] for verdict in result.checks)
        level = _level(result, tr, ascii_only=ascii_only)
        yield titles.get(result.id, result.id), f"{level}  {signs}", ""


def _level(result: CriterionResult, tr: Tr, *, ascii_only: bool) -> str:
    filled = bar(round((result.level or 0) * 20), ascii_only=ascii_only)
    return f"{filled} {tr('not scored')}" if result.level is None else f"{filled} {result.level:>3g}/5"


def _criteria(
    card: Scorecard, rubric: Rubric, findings: Findings, tr: Tr, lang: Lang, *, ascii_only: bool
) -> Iterator[Widget]:
    titles = {criterion.id: criterion.title.in_(lang) for criterion in rubric.criteria}
    asks = {check.id: check.ask.in_(lang) for check in rubric.checks}
    for result in card.criteria:
        level = tr("not scored") if result.level is None else _level(result, tr, ascii_only=ascii_only)
        points = badged(level, findings.badge(card, result.id, "criterion"), tr)
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
        yield QuoteLink(quote.turn, f"[{quote.turn}] {_cited(quote.text, tr)}")
