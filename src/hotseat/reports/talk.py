"""A talk and its debrief as Markdown: for files, for pipes, and for plain mode.

What was said, and what could have been said instead, is in the language of the talk; all that is said about it is in
the reader's.
"""

from __future__ import annotations

from collections.abc import Iterator

from hotseat.debrief import Debrief
from hotseat.debrief.findings import Findings
from hotseat.i18n import Tr, named, quoted
from hotseat.labels import (
    ENDINGS,
    FLAGS,
    QUALITIES,
    VERDICTS,
    ZONES,
    badge_legend,
    badged,
    cost_lines,
    grading_text,
    line_notes,
    reason_text,
    side_lines,
    source_text,
    want_lines,
)
from hotseat.lang import Lang
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard, Verdict
from hotseat.session import Session

_BAR = 10


def markdown(session: Session, findings: Findings | None, *, tr: Tr, lang: Lang) -> str:
    """The whole talk with its debrief; without findings, as for a talk that is still open, only the talk.

    Args:
        session: the talk.
        findings: what came of it.
        tr: translates into the reader's language.
        lang: the reader's language; what was said stays in the talk's.
    """
    header = session.header
    again = f" · {tr('played again after {id}').format(id=header.parent)}" if header.parent else ""
    parts = [
        f"# {header.scenario.title.in_(lang)} · {header.persona.name.in_(lang)}",
        f"{header.at:%Y-%m-%d %H:%M} · {tr('difficulty {n}').format(n=header.difficulty)} · "
        f"{tr('seed {n}').format(n=header.seed)}{again}",
        *(debrief_lines(session, findings, tr=tr, lang=lang) if findings else ()),
        f"## {tr('Transcript')}",
        "\n".join(transcript_lines(session, tr=tr)),
    ]
    return "\n\n".join(parts) + "\n"


def transcript_lines(session: Session, *, tr: Tr) -> Iterator[str]:
    """One line a turn, numbered as in the scorecard; a trainee's words are quoted, never markup."""
    customer = session.header.scenario.customer.in_(session.header.lang)
    for turn in session.turns:
        speaker = tr("You") if turn.role == "trainee" else customer
        cue = f" ({turn.cue})" if turn.cue else ""
        notes = "".join(f" ({note})" for note in line_notes(session, turn, tr))
        said = named(tr, f"**{speaker}**{cue}", escape(turn.text) or "……")
        yield f"- [{turn.number}] {said}{notes}"


def escape(text: str) -> str:
    """Text in which Markdown finds nothing to format."""
    out = "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~" else char for char in text)
    return out.replace("\n", " ")


def debrief_lines(session: Session, findings: Findings, *, tr: Tr, lang: Lang) -> Iterator[str]:
    """The debrief, a paragraph at a time: outcome, strengths, better wordings, mood, scores."""
    debrief = findings.debrief
    yield from _outcome(session, debrief, tr, lang)
    yield from _strengths(debrief, tr, lang)
    yield from _improvements(findings, tr, lang)
    yield from _temper(session, tr, lang)
    yield from _mood(session, debrief, tr, lang)
    for card, rubric in findings.cards():
        yield from _card(card, rubric, findings, tr, lang)
    yield from _costs(debrief, tr)


def _costs(debrief: Debrief, tr: Tr) -> Iterator[str]:
    if debrief.costs:
        yield f"## {tr('What the models cost')}"
        yield "\n".join(f"- {escape(line)}" for line in cost_lines(debrief, tr))


def model_lines(findings: Findings, *, tr: Tr, lang: Lang) -> Iterator[str]:
    """What a model said after the rules: its better wordings, then its scorecards."""
    debrief = findings.debrief
    for one in debrief.improvements:
        if one.by == "model":
            yield f"[{one.turn}] {named(tr, tr('Better'), quoted(tr, escape(one.better)))}"
    for card, rubric in findings.cards():
        if card in debrief.others:
            yield from _card(card, rubric, findings, tr, lang)
    yield from _costs(debrief, tr)


def _outcome(session: Session, debrief: Debrief, tr: Tr, lang: Lang) -> Iterator[str]:
    yield f"## {tr(ENDINGS[debrief.outcome])}"
    yield f"{tr(QUALITIES[debrief.quality])} (P − E = {debrief.gap:+d}) · {tr(ZONES[debrief.zone])}"
    if told := debrief.afterwards.in_(lang):
        yield told
    yield "\n".join(f"- {line}" for line in want_lines(session.header.scenario, tr, lang))
    yield named(tr, tr("What lay behind it"), debrief.behind.in_(lang))
    if debrief.missed:
        missed = "\n".join(f"- {fact.in_(lang)}" for fact in debrief.missed)
        yield named(tr, tr("Never taken up"), "").rstrip() + "\n" + missed
    if debrief.talk_share is not None:
        yield tr("You did {percent} % of the talking.").format(percent=round(100 * debrief.talk_share))


def _strengths(debrief: Debrief, tr: Tr, lang: Lang) -> Iterator[str]:
    if not debrief.strengths:
        return
    yield f"## {tr('What worked')}"
    for strength in debrief.strengths:
        quote = quoted(tr, escape(strength.quote))
        yield f"- [{strength.turn}] {quote}\n  {strength.title.in_(lang)} {strength.why.in_(lang)}"


def _improvements(findings: Findings, tr: Tr, lang: Lang) -> Iterator[str]:
    improvements = findings.debrief.improvements
    if not improvements:
        return
    yield f"## {tr('Next time')}"
    for number, one in enumerate(improvements, start=1):
        lines = [
            f"{number}. {one.title.in_(lang)}",
            f"   [{one.turn}] {named(tr, tr('You said'), quoted(tr, escape(one.quote)))}",
            f"   {named(tr, tr('Better'), quoted(tr, escape(one.better)))}",
            f"   {named(tr, tr('Why'), one.why.in_(lang))}",
        ]
        lines += [f"   {source_text(row, tr, lang)}" for row in findings.rows(one.source)]
        yield "\n".join(lines)


def _temper(session: Session, tr: Tr, lang: Lang) -> Iterator[str]:
    persona = session.header.persona
    for title, found in (
        (tr("What hardens this customer"), persona.hardens),
        (tr("What softens this customer"), persona.softens),
    ):
        yield f"## {title}"
        yield "\n".join(f"- {line}" for line in found.in_(lang))


def _mood(session: Session, debrief: Debrief, tr: Tr, lang: Lang) -> Iterator[str]:
    yield f"## {tr('How the mood went')}"
    lines: list[str] = []
    for step in debrief.curve:
        filled = round(step.mood.anger / 100 * _BAR)
        bar = "#" * filled + "." * (_BAR - filled)
        why = "; ".join(reason_text(reason, tr, lang, session.header.scenario) for reason in step.reasons)
        mark = f" <- {tr('turning point')}" if step.turn == debrief.turning_point else ""
        lines.append(f"- [{step.turn}] {bar} {step.mood.anger:3d}  {why}{mark}".rstrip())
    yield "\n".join(lines)


def _card(card: Scorecard, rubric: Rubric, findings: Findings, tr: Tr, lang: Lang) -> Iterator[str]:
    total = tr("not scored") if card.overall is None else f"{card.overall:g}/100"
    yield f"## {named(tr, rubric.title.in_(lang), total)}"
    if card.grader.kind != "rules" or card.grader.model:
        yield grading_text(card, tr)
    if card.flags:
        yield "\n".join(f"- {tr(FLAGS[flag])}" for flag in card.flags)
    if legend := tuple(badge_legend(findings, card, tr)):
        yield "\n".join(f"- {escape(line)}" for line in legend)
    titles = {criterion.id: criterion.title.in_(lang) for criterion in rubric.criteria}
    asks = {check.id: check.ask.in_(lang) for check in rubric.checks}
    for result in card.criteria:
        points = tr("not scored") if result.level is None else f"{result.level:g}/5"
        points = badged(points, findings.badge(card, result.id, "criterion"), tr)
        lines = [f"### {named(tr, titles.get(result.id, result.id), points)}"]
        lines += [_verdict(verdict, asks.get(verdict.id, verdict.id), card, findings, tr) for verdict in result.checks]
        yield "\n".join(lines)


def _verdict(verdict: Verdict, ask: str, card: Scorecard, findings: Findings, tr: Tr) -> str:
    quote = next((quote for quote in verdict.quotes if quote.text), None)
    shown = f"  [{quote.turn}] {quoted(tr, escape(quote.text))}" if quote else ""
    words = badged(tr(VERDICTS[verdict.verdict]), findings.badge(card, verdict.id), tr)
    lines = [f"- {named(tr, words, ask)}{shown}"]
    lines += [f"  - {escape(line)}" for line in side_lines(verdict, card, tr)]
    return "\n".join(lines)
