"""The names that people read for the codes of the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, assert_never

from hotseat.costs import Money, Spender
from hotseat.customer import Phase, Reason
from hotseat.debrief import Debrief, Quality, Zone
from hotseat.debrief.findings import Findings
from hotseat.errors import RunError
from hotseat.i18n import Tr, mark, named
from hotseat.lang import Lang
from hotseat.moves import Source, title
from hotseat.persona import Ending, Persona
from hotseat.reliability.calibration import Badge, Calibration
from hotseat.scenario import Account, Channel, Scenario
from hotseat.scorecard import Flag, Scorecard, Verdict, VerdictWord
from hotseat.session import Session, Turn
from hotseat.usage import Usage

if TYPE_CHECKING:
    from hotseat.actor import OutageKind
    from hotseat.library import SourceEntry

ENDINGS: Final[dict[Ending, str]] = {
    "satisfied": mark("Satisfied"),
    "parked": mark("Parked, with a follow-up"),
    "escalated": mark("Taken over your head"),
    "walked_out": mark("Walked out"),
    "silent_loss": mark("Lost without a word"),
    "abandoned": mark("Broken off by you"),
}
STILL_OPEN: Final = mark("This talk is still open; it can be exported when it is over.")
OUTAGES: Final[dict[OutageKind, str]] = {
    "unreachable": mark("The model cannot be reached; the customer goes on with built-in lines. ({detail})"),
    "refused": mark("The model's server refuses; the customer goes on with built-in lines. ({detail})"),
    "unusable": mark("The model's answer is of no use; the customer goes on with built-in lines. ({detail})"),
}
OUTAGE_WORDS: Final[dict[OutageKind, str]] = {
    "unreachable": mark("not reached"),
    "refused": mark("refused"),
    "unusable": mark("answer of no use"),
}
QUALITIES: Final[dict[Quality, str]] = {
    "excellent": mark("P ≫ E: far beyond what was expected"),
    "good": mark("P > E: better than expected"),
    "acceptable": mark("P = E: acceptable"),
    "poor": mark("P < E: worse than expected"),
}
ZONES: Final[dict[Zone, str]] = {
    "delight": mark("zone of delight"),
    "indifference": mark("zone of indifference"),
    "swing": mark("swing zone"),
}
ACCOUNTS: Final[dict[Account, str]] = {
    "psychological": mark("feelings"),
    "economic": mark("money"),
    "face": mark("face"),
    "quality": mark("quality"),
    "function": mark("function"),
}
ACTIVITY: Final = {-1: mark("reserved"), 0: mark("neither reserved nor outgoing"), 1: mark("outgoing and active")}
WARMTH: Final = {-1: mark("the matter first"), 0: mark("matter and people alike"), 1: mark("people first")}
"""The hand-outs' two axes of style, by where a persona lies on them."""
VERDICTS: Final[dict[VerdictWord, str]] = {
    "yes": mark("yes"),
    "no": mark("no"),
    "na": mark("not applicable"),
    "unscored": mark("not scored"),
    "uncertain": mark("uncertain"),
}
VERDICT_SIGNS: Final[dict[VerdictWord, str]] = {
    "yes": "+",
    "no": "-",
    "na": "o",
    "unscored": "?",
    "uncertain": "~",
}
BADGES: Final[dict[Badge, str]] = {
    "trusted": mark("trusted"),
    "watch": mark("watch"),
    "advisory": mark("advisory only"),
    "too_few": mark("too few marks"),
}
_BADGE_MEANS: Final[dict[Badge, str]] = {
    "trusted": mark("mostly says what people say (alpha from .6)"),
    "watch": mark("often says something else than people (alpha .4 to .6); look at the quote yourself"),
    "advisory": mark("says little of what people say (alpha below .4); take it as a hint, no more"),
    "too_few": mark("too few marks, or all alike; nothing can be said yet"),
}
WHY: Final[dict[str, str]] = {
    "missing": mark("it did not happen"),
    "late": mark("it came too late"),
    "few": mark("too little of it"),
    "harm": mark("these words did harm"),
    "too_often": mark("said too often"),
    "too_much": mark("the trainee did most of the talking"),
    "too_short": mark("the talk is too short"),
    "scenario": mark("only in a hotseat scenario"),
    "upset": mark("the customer was not upset"),
    "long_enough": mark("fewer than three replies"),
    "time_to_part": mark("the customer left first"),
    "time_to_check": mark("the customer left first"),
    "name_known": mark("the customer's name is not known"),
}
"""What the rules grader's reasons mean; a model's reason is a sentence of its own."""
PHASES: Final[dict[Phase, str]] = {
    "vent": mark("letting off steam"),
    "explore": mark("telling"),
    "offer": mark("ready for a proposal"),
    "act": mark("weighing it up"),
    "confirm": mark("nearly agreed"),
}
CHANNELS: Final[dict[Channel, str]] = {
    "counter": mark("at the counter"),
    "visit": mark("on a visit"),
    "phone": mark("on the phone"),
    "chat": mark("in a chat"),
}
FLAGS: Final[dict[Flag, str]] = {
    "tampering": mark("Words addressed to the grader: at most 39 points"),
    "insult": mark("An insult: at most 24 points"),
    "recited": mark("Set phrases, and nothing of this customer in them: at most 19 points"),
    "faulted_lines": mark("A faulty customer line; the reply to it does not count"),
    "hints": mark("With hints"),
    "abandoned": mark("Broken off before the end"),
    "too_short": mark("Very short talk"),
    "void_grader": mark("The model let a known-bad talk pass; rules graded instead"),
}
DIFFICULTIES: Final[tuple[str, str, str, str]] = (
    mark("gentle"),
    mark("ordinary"),
    mark("tough"),
    mark("merciless"),
)
_REASONS: Final[dict[str, str]] = {
    "move": mark("{move}"),
    "floor_feeling": mark("calmed no further: no feeling was acknowledged yet"),
    "floor_concrete": mark("calmed no further: nothing concrete was offered yet"),
    "harm_blocks": mark("what hurt kept the rest from helping"),
    "fact_heard": mark("felt heard: {fact}"),
    "key_heard": mark("the heart of it was heard: {fact}"),
    "offer_fits": mark("an offer that fits: {fact}"),
    "shifted": mark("a promise that was changed in the same talk"),
    "offer_sop": mark("an offer that misses the point"),
    "beyond": mark("a promise beyond your authority raised expectations"),
    "early_offer": mark("a solution before being heard"),
    "gate_opened": mark("now willing to tell: {fact}"),
    "no_progress": mark("no step forward; patience shrinks"),
    "silence": mark("silence"),
    "insult": mark("an insult"),
    "tamper": mark("words that were not meant for the customer"),
    "nonsense": mark("nothing that could be understood"),
    "off_topic": mark("something else entirely"),
    "other_language": mark("another language"),
    "scripted": mark("recited phrases move nobody"),
    "repeated": mark("the same sentence again"),
    "parroted": mark("the customer's own words, merely parroted"),
    "promise_open": mark("a promise from before is still open"),
    "patience_low": mark("patience is running out"),
    "patience_out": mark("patience has run out"),
    "will_wait": mark("goes home with your promise, and waits"),
    "satisfied": mark("heard, and served"),
}


SOURCES: Final[dict[Source, str]] = {"rules": mark("rules"), "model": mark("model"), "human": mark("people")}


def axes_text(persona: Persona, tr: Tr) -> str:
    """Where somebody lies on the two axes of style."""
    return f"{tr(ACTIVITY[persona.axes.active])} · {tr(WARMTH[persona.axes.warm])}"


def want_lines(scenario: Scenario, tr: Tr, lang: Lang) -> Iterator[str]:
    """What was asked for, what was meant by it, and what kind of account was wanted."""
    yield tr("Asked for: {what}").format(what=scenario.stated_want.in_(lang))
    yield tr("At heart: {what}").format(what=scenario.real_want.in_(lang))
    yield tr("Account wanted: {account}; feeling was {percent} % of it.").format(
        account=tr(ACCOUNTS[scenario.account]), percent=round(100 * scenario.emotional_share)
    )


def grader_text(grader: str, tr: Tr) -> str:
    """Who graded: the kind in the user's language, and the model's id as it is."""
    kind, _, model = grader.partition(" ")
    names: Mapping[str, str] = {str(source): name for source, name in SOURCES.items()}
    return " ".join(filter(None, (tr(names[kind]) if kind in names else kind, model)))


def why_text(reason: str, tr: Tr) -> str:
    """Why a verdict is what it is, in the user's language where the grader gave a code."""
    return tr(WHY[reason]) if reason in WHY else reason


def reason_text(reason: Reason, tr: Tr, lang: Lang, scenario: Scenario) -> str:
    """Why the mood moved, in a few words, with the points of anger where they changed."""
    named = {fact.id: fact.text for fact in scenario.facts} | {offer.id: offer.text for offer in scenario.offers}
    text = tr(_REASONS[reason.code]).format(
        move=title(reason.move, lang) if reason.move else "",
        fact=named[reason.fact].in_(lang) if reason.fact in named else "",
    )
    return f"{text} ({reason.points:+d})" if reason.points else text


def grading_text(card: Scorecard, tr: Tr) -> str:
    """Who graded, by what, and what it cost."""
    info = card.grader
    text = tr("Graded by {model} · prompt {prompt} · rubric {rubric} · tokens {tokens} (cached {cached})")
    return text.format(
        model=info.model or tr(SOURCES[info.kind]),
        prompt=info.prompt or "-",
        rubric=card.rubric,
        tokens=info.tokens,
        cached=info.usage.cached if info.usage else 0,
    )


def line_notes(session: Session, turn: Turn, tr: Tr) -> Iterator[str]:
    """What a reader of the talk should know of how a line came about, or of who read a reply."""
    if turn.role == "trainee":
        if turn.judged is not None and any(move.source == "model" for move in turn.judged.moves):
            yield tr("read with a model")
        return
    if turn.interrupted:
        yield tr("stopped by you")
    if turn.redone:
        yield tr("the model was asked a second time")
    is_opening = turn == session.lines[0] and not turn.model
    if session.header.actor != "offline" and turn.source == "offline" and not is_opening:
        yield tr("a built-in line stands in for the model's")


_SPENDERS: Final[dict[Spender, str]] = {
    "customer": mark("customer"),
    "reader": mark("reader"),
    "grader": mark("grader"),
}


def cost_lines(debrief: Debrief, tr: Tr) -> Iterator[str]:
    """What each model used, and what that cost where its price is known."""
    text = tr("{role}, {model}: {sent} tokens sent ({cached} % from the cache), {received} received, {money}")
    for one in debrief.costs:
        if one.usage == Usage():
            untold = tr("{role}, {model}: the server does not say how many tokens it used")
            yield untold.format(role=tr(_SPENDERS[one.role]), model=one.model)
            continue
        money = tr("price not known") if one.amount is None else str(Money(one.amount, one.currency))
        yield text.format(
            role=tr(_SPENDERS[one.role]),
            model=one.model,
            sent=one.usage.prompt,
            cached=round(100 * one.cached_share),
            received=one.usage.completion,
            money=money,
        )


def side_lines(verdict: Verdict, card: Scorecard, tr: Tr) -> Iterator[str]:
    """What rules and model said where they did not agree, and how often each answer came."""
    for side in verdict.sides:
        words = named(tr, tr(SOURCES[side.source]), tr(VERDICTS[side.verdict]))
        yield f"{words} ({side.reason})" if side.reason and side.source == "model" else words
    spread = card.grader.spread.get(verdict.id, {})
    if len(spread) > 1:
        shown = ", ".join(f"{tr(VERDICTS[word])} {times}" for word, times in spread.items())
        yield tr("asked more than once: {answers}").format(answers=shown)


def badged(words: str, badge: Badge | None, tr: Tr) -> str:
    """A verdict or level with its badge in brackets; as it is where the grader was never compared with people."""
    return f"{words} ({tr(BADGES[badge])})" if badge else words


def source_text(row: SourceEntry, tr: Tr, lang: Lang) -> str:
    """What the hand-outs say, and whether they name a source for it."""
    claim = tr("The hand-out “{title}” says, without a source: {line}")
    found = claim if row.unsourced else tr("Hand-out “{title}”: {line}")
    return found.format(title=row.title.in_(lang), line=row.line.in_(lang))


def badge_legend(findings: Findings, card: Scorecard, tr: Tr) -> Iterator[str]:
    """What the badges on a card mean, or why there are none although people's marks were compared."""
    match findings.calibration:
        case Calibration() as found:
            shown = findings.badges(card)
            if shown:
                head = tr("In brackets: how this grader did beside people's marks (marks: {marks}, talks: {sessions}).")
                yield head.format(marks=found.marks, sessions=found.sessions)
            for badge, means in _BADGE_MEANS.items():
                if badge in shown:
                    yield named(tr, tr(BADGES[badge]), tr(means))
        case RunError() as why:
            yield tr("No badges: {why}").format(why=why.told(tr))
        case None:
            pass
        case _ as never:
            assert_never(never)
