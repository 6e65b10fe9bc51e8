"""Judges a sentence of a model's before it is painted: what has been read cannot be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hotseat.checker.line import OVERLONG, folded_sentences, repeats, repeats_one_of
from hotseat.checker.secrets import Secrets, locked_facts
from hotseat.customer import CustomerState, Direction
from hotseat.persona import Limits, Persona
from hotseat.reader.numerals import numbers
from hotseat.scenario import Scenario
from hotseat.session import Fault
from hotseat.text import Lang, fold, foreign_script, han, length, words

_MARKUP: Final = re.compile(
    r"^\s*(?:[-*#>•●]\s|\d{1,2}\s*[.)、．](?!\d)|[一二三四五六七八九十]{1,2}、|[(（]\d[)）])"
    r"|\*\*|__|```|`|</?[a-z][^>]*>|<\||\|>|\[/?[a-z]+\]|^\s*\|.*\||https?:|[\U0001f300-\U0001faff\u2600-\u27bf]"
    r"|^\s*[{\[]\s*\"|\"\s*:",
    re.IGNORECASE,
)
_STAGE: Final = re.compile(r"[（(【〔\[*][^（(【〔\[*]{1,60}[）)】〕\]*]|^\s*[（(【〔*]|旁白")
_STRANGE: Final = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u0370-\u03ff]")
_LABEL: Final = re.compile(r"^\s*([^\s:：,，。.!?！？]{1,12})\s*[:：]")
_WORD: Final = re.compile(r"[a-z']+")
_QUOTED: Final = re.compile(r"[“\"「『][^”\"」』]{1,24}[”\"」』]")
_RECITED: Final = {"han": 12, "words": 7}
_SAID_BEFORE: Final = {"han": 10, "words": 7}
"""So many Han characters, or words, in a row are no accident."""
_FAMILIAR: Final = 0.3
"""Share of words of a Latin sentence that must be known for it to count as English."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the line in the making rests on, and what it may not say."""

    lang: Lang
    persona: Persona
    scenario: Scenario
    state: CustomerState
    direction: Direction
    given: tuple[str, ...]
    """Every text of substance that the actor was given, and all that both have said."""
    own: tuple[str, ...]
    """The customer's lines so far, the latest last."""
    brief: tuple[str, ...]
    """What is not to be recited: instructions, and last the reply that is answered."""
    samples: tuple[str, ...]
    """Lines given for their manner only."""
    common: frozenset[str]
    """Grams of the persona's bank: what anybody of this kind says."""
    names: tuple[str, ...] = ()
    """What the trainee is called."""

    @property
    def may_yield(self) -> bool:
        """True where the director has the customer agree, or has had."""
        return (
            self.direction.act == "accept"
            or self.direction.ending in ("satisfied", "parked")
            or (self.state.accepted and self.direction.act not in ("press", "threaten"))
        )


class SentenceChecker:
    """Built once for a line; asked for every sentence of it."""

    def __init__(self, grounds: Grounds, limits: Limits) -> None:
        self._grounds, self._limits = grounds, _compiled(limits)
        self._english = grounds.lang == "en"
        given = fold("\n".join(grounds.given)).text
        self._figures = self._numbers(given)
        self._vocabulary = frozenset(_WORD.findall(given))
        self._secrets = Secrets(
            grounds.lang,
            locked=locked_facts(grounds.scenario, grounds.state, grounds.direction),
            given=given,
            common=grounds.common,
        )
        self._recited = _instructions(grounds.brief[:-1]) | _runs(grounds.brief[-1:], _RECITED)
        # a fact that is told again may come in the same words
        again = grounds.direction.disclosure == "again"
        self._earlier = folded_sentences((*grounds.own, *grounds.samples))
        self._said = frozenset[str]() if again else _runs(grounds.own[-6:], _SAID_BEFORE)
        self._checks: tuple[tuple[Fault, Callable[[str, str], bool]], ...] = (
            ("abuse", lambda _, folded: self._limits.abuse.search(folded) is not None),
            ("language", lambda text, folded: self._is_foreign(text, folded)),
            ("markup", lambda text, _: _MARKUP.search(text) is not None),
            ("stage", lambda text, _: _STAGE.search(text) is not None),
            ("slot", lambda text, _: "{" in text or "}" in text or "${" in text),
            ("trainee", lambda _, folded: self._speaks_for_another(folded)),
            ("role_flip", lambda _, folded: self._limits.flips.search(_unquoted(folded)) is not None),
            ("yield", lambda _, folded: self._yields(folded)),
            ("echo", lambda text, _: bool(_runs((text,), _RECITED) & self._recited)),
            ("length", lambda text, _: self.measure(text) > self.most),
            ("number", lambda _, folded: not self._numbers(folded) <= self._figures),
            ("leak", lambda _, folded: self._secrets.are_given_away_by(folded)),
            ("repeat", lambda text, _: self._repeats(text)),
        )

    def fault(self, sentence: str, painted: str = "") -> Fault | None:
        """What is wrong with a sentence, the worst first; None when it may be painted.

        Args:
            sentence: the sentence.
            painted: what was painted of the line before it.
        """
        folded = fold(sentence).text
        found = next((fault for fault, finds in self._checks if finds(sentence, folded)), None)
        return "repeat" if found is None and painted and repeats(sentence, (painted,)) else found

    def measure(self, text: str) -> int:
        """Length as a listener counts it."""
        return length(text, self._grounds.lang)

    @property
    def most(self) -> float:
        """Longest line: names and facts may take it over the window of the style."""
        return self._grounds.persona.window(self._grounds.lang).most * OVERLONG

    def _is_foreign(self, text: str, folded: str) -> bool:
        if _STRANGE.search(text):
            return True
        if not self._english:
            return bool(foreign_script(text, self._grounds.lang)) or len(words(text)) > max(1, han(text))
        if han(text):
            return True
        said = _WORD.findall(folded)
        familiar = sum(word in self._vocabulary or word in self._limits.familiar for word in said)
        return len(said) >= 6 and familiar < _FAMILIAR * len(said)

    def _speaks_for_another(self, folded: str) -> bool:
        label = _LABEL.match(folded)
        names = (*self._limits.labels, *(fold(name).text for name in self._grounds.names))
        return label is not None and any(label[1] == name for name in names)

    def _yields(self, folded: str) -> bool:
        return not self._grounds.may_yield and self._limits.yields.search(_unquoted(folded)) is not None

    def _repeats(self, text: str) -> bool:
        return bool(_runs((text,), _SAID_BEFORE) & self._said) or repeats_one_of(text, self._earlier)

    def _numbers(self, folded: str) -> frozenset[str]:
        """Figures of a text; a full hour and its number are one figure, and a single one is none."""
        bare = self._limits.idioms.sub(" ", folded)
        return frozenset(one.removesuffix(":00") for one in numbers(bare, english=self._english)) - {"1"}


@dataclass(frozen=True, slots=True)
class _Compiled:
    abuse: re.Pattern[str]
    flips: re.Pattern[str]
    yields: re.Pattern[str]
    idioms: re.Pattern[str]
    labels: tuple[str, ...]
    familiar: frozenset[str]


@lru_cache(maxsize=8)
def _compile(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))


def _compiled(limits: Limits) -> _Compiled:
    return _Compiled(
        abuse=_compile((*limits.slurs, *limits.threats, *limits.traits)),
        flips=_compile((*limits.role, *limits.service, *limits.coaching)),
        yields=_compile(limits.yields),
        idioms=_compile(limits.idioms),
        labels=limits.trainee_labels,
        familiar=frozenset(limits.familiar),
    )


@lru_cache(maxsize=8)
def _instructions(texts: tuple[str, ...]) -> frozenset[str]:
    return _runs(texts, _RECITED)


def _unquoted(folded: str) -> str:
    """Without the few words that a customer holds up to the other as theirs."""
    return _QUOTED.sub(" ", folded)


def _runs(texts: Iterable[str], size: dict[str, int]) -> frozenset[str]:
    """All runs of so many Han characters or words in the texts, punctuation left out."""
    found: set[str] = set()
    for text in texts:
        folded = fold(text).text
        chars = re.sub(r"[^\u3400-\u9fff]", "", folded)
        found.update(chars[at : at + size["han"]] for at in range(len(chars) - size["han"] + 1))
        said = _WORD.findall(folded)
        found.update(" ".join(said[at : at + size["words"]]) for at in range(len(said) - size["words"] + 1))
    return frozenset(found)
