"""One line in the making: what was painted, what was caught, and how it ends when the model does not end it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from hotseat.actor.offline import compose, compose_rest, cue_for
from hotseat.actor.prompt import Prompt, prompt_for
from hotseat.actor.seam import Scene, Spoken, Utterance
from hotseat.checker import Grounds, SentenceChecker, grams
from hotseat.llm import Done
from hotseat.persona import Act, Bank, Limits
from hotseat.session import Fault
from hotseat.text import fold
from hotseat.usage import Usage

_MUST_BE_SAID: Final[frozenset[Act]] = frozenset({"threaten", "accept", "recall", "bargain", "leave"})
"""Acts that half a line does not do."""

_TOLD: Final = 2
"""So many grams of a fact show that it was told."""
_NO_WORDS: Final = re.compile(r"[\s。！？!?…．.,，、”’」』\"'）)]{1,6}")
"""What is left of a sentence that ended before its last mark."""
_PAIRS: Final = ("“”", "「」", "『』", '""')


@dataclass
class Take:
    """A line between the first word and the last."""

    scene: Scene
    bank: Bank
    prompt: Prompt
    checker: SentenceChecker
    label: re.Pattern[str]
    """The customer's own name before a colon, which is left out."""
    cue: str
    common: frozenset[str]
    """Grams that anybody uses."""
    painted: str = ""
    fault: Fault | None = None
    """What is wrong with the sentence that the model was stopped at."""
    caught: list[Fault] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    is_redone: bool = False

    @classmethod
    def of(cls, scene: Scene, bank: Bank, limits: Limits, *, common: frozenset[str], redact: bool = True) -> Take:
        """A line that is about to be spoken; `common` are the grams of the bank, `redact` is as for `prompt_for`."""
        header = scene.session.header
        prompt = prompt_for(scene, bank, redact=redact)
        names = header.scenario.trainee.in_(header.lang), header.scenario.customer.in_(header.lang)
        grounds = Grounds(
            lang=header.lang,
            persona=header.persona,
            scenario=header.scenario,
            state=scene.state,
            direction=scene.direction,
            given=prompt.given,
            own=tuple(turn.text for turn in scene.session.lines),
            brief=prompt.brief,
            samples=prompt.samples,
            common=common,
            names=names[:1],
        )
        labels = "|".join(map(re.escape, (names[1], *limits.customer_labels)))
        return cls(
            scene=scene,
            bank=bank,
            prompt=prompt,
            checker=SentenceChecker(grounds, limits),
            label=re.compile(rf"^\s*(?:{labels})\s*[:：]\s*", re.IGNORECASE),
            cue=cue_for(scene, bank),
            common=common,
        )

    @property
    def so_far(self) -> Spoken:
        """The line as far as it may be shown."""
        return Spoken(text=self.painted, cue=self.cue)

    def admit(self, sentence: str) -> bool:
        """Paint a sentence when it may be painted.

        Returns:
            False when nothing more is wanted: the sentence has a fault, or the line is long enough.
        """
        words = self._bare(self.prompt.redaction.restore(sentence))
        if not words.strip():
            return True
        if _NO_WORDS.fullmatch(words):
            self.painted += words if self.painted else ""
            return True
        if self.painted and self.checker.measure(self.painted + words) > self.checker.most:
            self.caught.append("length")
            return False
        mangled = self.prompt.redaction.has_remains(words)
        self.fault = "slot" if mangled else self.checker.fault(words, self.painted)
        if self.fault is not None:
            self.caught.append(self.fault)
            return False
        self.painted += words
        return True

    def note(self, done: Done) -> None:
        """What the answer cost."""
        self.usage, self.model = self.usage + done.usage, done.model

    def ended(self) -> None:
        """The model has said all it wanted; nothing at all is a fault too."""
        if not self.painted and self.fault is None:
            self.fault = "empty"
            self.caught.append("empty")

    def utterance(self, *, is_whole: bool, interrupted: bool) -> Utterance:
        """The line as it is logged. What the model owes, the bank says: all of it, or the rest.

        Args:
            is_whole: the model came to its end.
            interrupted: the trainee stopped the line.
        """
        text = self.painted.rstrip()
        said = Utterance(text=text, cue=self.cue, source="model")
        if not text:
            said = compose(self.scene, self.bank)
        elif not interrupted and not (self._tells_all() and (is_whole or self._does_its_work())):
            rest = compose_rest(self.scene, self.bank, text)
            said = rest.model_copy(update={"source": "model", "cue": self.cue})
        return said.model_copy(
            update={
                "model": self.model,
                "usage": self.usage,
                "caught": tuple(self.caught),
                "redone": self.is_redone,
                "interrupted": interrupted,
            }
        )

    def _does_its_work(self) -> bool:
        """True when what was painted does what was ordered, so that the line may end there."""
        direction, header = self.scene.direction, self.scene.session.header
        if direction.ending or direction.act in _MUST_BE_SAID or direction.disclosure == "hint":
            return False
        return self.checker.measure(self.painted) >= header.persona.window(header.lang).least

    def _tells_all(self) -> bool:
        """True unless a question opened a fact that the words do not hold: what was asked for must be there to hear."""
        direction, header = self.scene.direction, self.scene.session.header
        if direction.disclosure != "tell" or not direction.fact:
            return True
        fact, lang = header.scenario.fact(direction.fact), header.lang
        folded, say = fold(self.painted).text, fact.say.in_(lang)
        about = frozenset[str]().union(*map(grams, (fact.text.in_(lang), *say.terse, *say.story)))
        return len(grams(self.painted) & (about - self.common)) >= _TOLD or any(
            all(fold(part).text in folded for part in term.split("+")) for term in fact.heard_by.in_(lang)
        )

    def _bare(self, sentence: str) -> str:
        """A sentence without what a model likes to put around a line: its speaker's name, quotation marks."""
        words = sentence if self.painted else self.label.sub("", sentence.lstrip())
        if self.painted.endswith("\n") or "\n" in words:
            words = words.replace("\n", " " if self.scene.session.header.lang == "en" else "")
        for pair in _PAIRS:
            opened, closed = words.count(pair[0]), words.count(pair[-1])
            if pair[0] == pair[-1]:
                words = words.replace(pair[0], "") if opened % 2 else words
            elif opened > closed:
                words = words.replace(pair[0], "", 1)
            elif closed > opened:
                words = words[::-1].replace(pair[-1], "", 1)[::-1]
        return words
