"""What a model customer is told: the part that never changes first, then what was said, the director's order last.

A provider's prompt cache serves whatever is equal from the first byte on. So the history only grows at its end; when it
has outgrown its budget, half of it goes at once and a summary takes its place, instead of a line at every turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hotseat.actor.beats import acting
from hotseat.actor.briefing import Briefing, Span, briefing, fill
from hotseat.actor.history import fence, harmless, history, merged, since
from hotseat.actor.seam import Scene
from hotseat.director import band, draw
from hotseat.llm import Message
from hotseat.persona import Bank, Beat
from hotseat.redaction import Redaction, redaction_for
from hotseat.scenario import Fact
from hotseat.session import Fault, Header
from hotseat.text import Lang, sentences
from hotseat.tokens import estimate

WHOLE: Final = 1_110
"""Tokens of a prompt, roughly; the history has what the person, the story and the order leave of it."""
ORDER: Final = 230
"""Tokens of an order, at most."""
HISTORY: Final = (160, 320)
"""Fewest and most tokens of what was said that are sent in full; half of it after a cut."""
_SAMPLES: Final = 3
_EXAMPLES: Final = 2


@dataclass(frozen=True, slots=True)
class Prompt:
    """The messages of a request, and what of them the checker must know."""

    messages: tuple[Message, ...]
    given: tuple[str, ...]
    """Texts of substance: what may be said."""
    brief: tuple[str, ...]
    """Instructions and the last reply: what may not be recited."""
    samples: tuple[str, ...]
    redaction: Redaction
    """The masks in the messages, to be turned back in what is answered."""

    def repaired(self, fault: Fault, painted: str, lang: Lang) -> tuple[Message, ...]:
        """The messages that ask again after a fault, from what was painted on."""
        words = briefing(lang)
        rest = fill(words.continue_, painted=self.redaction.mask(painted)) if painted else words.again
        note = fill(words.repair, fault=words.faults[fault], rest=rest)
        *before, last = self.messages
        return (*before, last.model_copy(update={"content": f"{last.content}\n\n{note}"}))


def prompt_for(scene: Scene, bank: Bank, *, redact: bool = True) -> Prompt:
    """The prompt for the customer's next line; `redact` masks what leads to a person in all that was typed."""
    header = scene.session.header
    words = briefing(header.lang)
    samples = _samples(header, bank)
    system = Message(role="system", content=_system(header, words, samples))
    fewest, most = HISTORY
    budget = min(most, max(fewest, WHOLE - ORDER - estimate(system.content)))
    start = since(scene.session.turns, budget)
    examples = _examples(scene, bank, samples)
    redaction = redaction_for(masks=redact)
    told = tuple(history(scene, words, start, redaction))
    steps = tuple(_steps(scene, words, redaction))
    order = _order(scene, words, steps, examples)
    last = scene.session.replies[-1].text if scene.session.replies else ""
    return Prompt(
        messages=(system, *merged((*told, Message(role="user", content=order)))),
        given=(*_substance(scene), *(turn.text for turn in scene.session.turns)),
        brief=(words.system, *words.acts.values(), *words.reactions.values(), *words.moods, last),
        samples=(*samples, *examples),
        redaction=redaction,
    )


# --- what never changes ----------------------------------------------------------------------------------------


def _system(header: Header, words: Briefing, samples: tuple[str, ...]) -> str:
    persona, scenario, lang = header.persona, header.scenario, header.lang
    return fill(
        words.system,
        trainee=scenario.trainee.in_(lang),
        customer=scenario.customer.in_(lang),
        nature=("; " if lang == "en" else "；").join(persona.manner.in_(lang)),
        habits=_listed(persona.habits.in_(lang)),
        place=scenario.place.in_(lang),
        channel=words.channels[scenario.channel],
        want=scenario.stated_by.in_(lang),
        promise=scenario.promise.say.in_(lang)[0],
        facts=_listed(fact.say.in_(lang).terse[0] for fact in scenario.facts if fact.gate == "free"),
        mentions=_comma(lang).join(dict.fromkeys(scenario.slots.in_(lang).values())),
        samples=_listed(samples),
        fence=fence(header),
    )


def _samples(header: Header, bank: Bank) -> tuple[str, ...]:
    """A few lines of the bank for the voice, the same for a whole talk."""
    beats = [beat for act in ("vent", "press", "test", "soften") for beat in _plain(bank.acts.get(act, ()))]
    chosen = draw(header.seed, 0, "samples").sample(beats, min(_SAMPLES, len(beats)))
    return tuple(beat.say for beat in chosen)


def _plain(beats: tuple[Beat, ...]) -> Iterator[Beat]:
    return (beat for beat in beats if beat.say and "{" not in beat.say)


# --- what changes ----------------------------------------------------------------------------------------------


def _order(scene: Scene, words: Briefing, steps: tuple[str, ...], examples: tuple[str, ...]) -> str:
    header = scene.session.header
    lang = header.lang
    openings = dict.fromkeys(_first_words(turn.text, lang) for turn in scene.session.lines[-3:])
    avoid = fill(words.avoid, openings=_comma(lang).join(filter(None, openings))) if any(openings) else ""
    return fill(
        words.order,
        customer=header.scenario.customer.in_(lang),
        steps="\n".join(step for step in (*steps, avoid) if step),
        mood=words.moods[band(scene.state.mood.anger)],
        examples=_listed(examples),
        length=words.lengths[_span(header)],
    )


def _steps(scene: Scene, words: Briefing, redaction: Redaction) -> Iterator[str]:
    """The order in words: what to react to, what to do, what to tell."""
    direction = scene.direction
    if direction.reaction == "echo":
        if scene.echo:
            yield fill(words.reactions["echo"], echo=redaction.mask(harmless(scene.echo)))
    elif direction.reaction is not None:
        yield words.reactions[direction.reaction]
    if direction.ending is not None:
        yield words.acts["leave"]
        yield words.endings[direction.ending]
        return
    yield words.acts[direction.act] if direction.bid is None else words.bids[direction.bid]
    if direction.disclosure is not None:
        told = (direction.fact, direction.also) if _is_told(scene) else ()
        facts = (scene.session.header.scenario.fact(one) for one in told if one)
        joined = ("; " if scene.session.header.lang == "en" else "；").join(_clause(scene, fact) for fact in facts)
        yield fill(words.disclosures[direction.disclosure], fact=joined, hint=_hint(scene))


def _substance(scene: Scene) -> Iterator[str]:
    """Everything of the story that the actor is given."""
    scenario, lang = scene.session.header.scenario, scene.session.header.lang
    direction = scene.direction
    told = {*scene.state.told, *((direction.fact, direction.also) if _is_told(scene) else ())}
    for fact in scenario.facts:
        if fact.gate == "free" or fact.id in told:
            say = fact.say.in_(lang)
            yield from (fact.text.in_(lang), *say.terse, *say.story)
    yield from scenario.slots.in_(lang).values()
    yield from scenario.promise.say.in_(lang)
    for text in (scenario.promise.text, scenario.stated_want, scenario.stated_by, scenario.place, scenario.trainee):
        yield text.in_(lang)
    yield scenario.customer.in_(lang)
    yield _hint(scene)


def _is_told(scene: Scene) -> bool:
    return scene.direction.disclosure in ("tell", "volunteer", "again")


def _fact(scene: Scene) -> Fact | None:
    return scene.session.header.scenario.fact(scene.direction.fact) if scene.direction.fact else None


def _clause(scene: Scene, fact: Fact) -> str:
    """The fact in the customer's own mouth, as briefly or fully as this person tells things."""
    header = scene.session.header
    say = fact.say.in_(header.lang)
    tells = header.persona.style in ("amiable", "expressive") and scene.direction.disclosure != "again"
    return draw(header.seed, scene.turn, f"clause:{fact.id}").choice(say.story if tells else say.terse)


def _hint(scene: Scene) -> str:
    """One of the half-sentences that lead towards a fact, where a hint is ordered."""
    fact, header = _fact(scene), scene.session.header
    if scene.direction.disclosure != "hint" or fact is None or fact.hints is None:
        return ""
    return draw(header.seed, scene.turn, f"hint:{fact.id}").choice(fact.hints.in_(header.lang))


def _examples(scene: Scene, bank: Bank, samples: tuple[str, ...]) -> tuple[str, ...]:
    """Lines of the bank for the act at this heat that were not used yet."""
    header, direction = scene.session.header, scene.direction
    heat = band(scene.state.mood.anger)
    cell = bank.endings.get(direction.ending, ()) if direction.ending else acting(scene, bank, direction.act)
    used = {part for turn in scene.session.lines for part in turn.parts}
    fitting = [beat.say for beat in _plain(cell) if beat.low <= heat <= beat.high and beat.say not in used]
    fresh = [say for say in fitting if say not in samples] or [beat.say for beat in _plain(cell)]
    return tuple(draw(header.seed, scene.turn, "examples").sample(fresh, min(_EXAMPLES, len(fresh))))


def _span(header: Header) -> Span:
    most = header.persona.window(header.lang).most
    short, medium = (18, 32) if header.lang == "en" else (28, 48)
    return "short" if most <= short else "medium" if most <= medium else "long"


def _first_words(text: str, lang: Lang) -> str:
    bare = (sentences(text) or [text])[0].lstrip("“「\"'…（(")
    return (" ".join(bare.split()[:2]) if lang == "en" else bare[:2]).strip(",.?!，。？！…")


def _listed(items: Iterator[str] | tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _comma(lang: Lang) -> str:
    return ", " if lang == "en" else "、"
