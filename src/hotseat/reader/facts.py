"""What of the scenario a reply takes up: facts said back, facts asked for, offers, promises too far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hotseat.lang import Script
from hotseat.reader.context import content
from hotseat.reader.numerals import numbers
from hotseat.reader.sheet import Span, comparable, script_of
from hotseat.scenario import Scenario
from hotseat.text import Lang, remembered

_COURTESY = re.compile(
    r"(^|[,.。!\n])\s*(?:(?:又|还)?(?:让|叫|劳|烦|麻烦|劳烦|辛苦)[您你](?:又|还|再|特意|专门|大老远)*(?:跑|走|来)了?[一这]?[趟回次]了?"
    r"|(?:many )?thank(?:s| you) for coming (?:back|in|over|by)(?: (?:in|again|today|so soon))*)(?=[,.。!\n]|$)"
)
"""A clause that only receives somebody: it says nothing of what happened."""


def is_courtesy(clause: str) -> bool:
    """True for a folded clause that only receives somebody who has come."""
    return bool(_COURTESY.fullmatch(clause.strip()))


@dataclass(frozen=True, slots=True)
class Taken:
    """Ids and words found in one reply."""

    heard: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Term:
    """One way to recognise something: all parts must be there."""

    words: str
    parts: tuple[_Part, ...]

    def within(self, text: str, values: frozenset[str]) -> bool:
        return all(part.within(text, values) for part in self.parts)

    def is_part_of(self, other: _Term) -> bool:
        """True when everything it looks for lies within one longer part of the other."""
        return any(
            len(longer.text) > sum(len(part.text) for part in self.parts)
            and all(part.text in longer.text for part in self.parts)
            for longer in other.parts
        )


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    values: frozenset[str]
    word: re.Pattern[str] | None

    def within(self, text: str, values: frozenset[str]) -> bool:
        if self.values:
            return self.values <= values
        return bool(self.word.search(text)) if self.word else self.text in text


@dataclass(frozen=True, slots=True)
class _Terms:
    heard: tuple[tuple[str, tuple[_Term, ...]], ...]
    asked: tuple[tuple[str, tuple[_Term, ...]], ...]
    offered: tuple[tuple[str, tuple[_Term, ...]], ...]
    beyond: tuple[_Term, ...]


_NUMERAL_TEXT = re.compile(
    r"[\d.,:零〇一二两三四五六七八九十百千万点钟半刻分块元号个多箱条盒岁年月天%]+|[\d.,:£$€%]+(?: ?[a-z'%]+)?"
    r"|(?:[a-z]+[ -])*(?:half|quarter) (?:past|to) [a-z]+"
)


def taken_up(
    text: str, scenario: Scenario | None, script: Script, questions: tuple[Span, ...], *, only_asks: bool = False
) -> Taken:
    """Match a folded reply against the words of a scenario; a question that `only_asks` proposes nothing."""
    if scenario is None:
        return Taken()
    terms = _terms(_Key(scenario), script)
    asked_text = "\n".join(text[span.start : span.end] for span in questions)
    told_text = _COURTESY.sub(r"\1", _without(text, questions))
    english = script == "en"
    told, asked, whole = (numbers(piece, english=english) for piece in (told_text, asked_text, text))
    return Taken(
        heard=_found(terms.heard, told_text, told),
        asked=_reached(terms, asked_text, asked) if asked_text else (),
        offered=_found(terms.offered, told_text, told) if only_asks else _found(terms.offered, text, whole),
        beyond=tuple(term.words for term in terms.beyond if term.within(text, whole)),
    )


_PLAINLY: dict[Script, re.Pattern[str]] = {
    "zh": re.compile(
        "到底|究竟|怎么(?:回事|了|样|一回事)?|什么|情[况形]|经过|经历|来龙去脉|前因后果|细节|当时|具体|详细|仔细|慢慢|从头"
        "|开始|发生|整[个件]|事情|说[说明]?|讲[讲述]?|聊聊|听听|告诉|介绍|描述|了解|清楚|心[里情]|感[受觉]|想法|不满意?|不舒服"
        "|麻烦|方便|请问|愿意|希望|需要|遇[到上]|碰[到上]|问题|困难|难处|老板|先生|女士|小姐|师傅|经理|阿姨|大[姐哥]"
        "|状况|现况|原委|缘由|原因|为[什何]么?|怎么|如何|哪[里儿些个]|多久|多少|[这那][件次回天时一]|[昨今前]天|刚[才刚]|之前|后来|以前"
        "|主要|关键|重要|要紧|在意|担心|顾虑|考虑|期待|期望|打算|想要|看法|建议|意见|处理|解决|帮忙?|该怎么办|可以|能不能|不[对妥]|不?合适|不?痛快|哪一?[点项条]|先|别急|慢|出过"
    ),
    "en": re.compile(
        r"\b(?:tell|talk|walk|take|explain|describe|share|happen\w*|matter|wrong|trouble\w*|problem\w*|issue\w*|situation"
        r"|stor(?:y|ies)|detail\w*|begin\w*|start\w*|whole|exactly|through|today|help\w*|hear\w*|listen\w*|understand\w*"
        r"|feel\w*|upset\w*|bother\w*|worr\w+|experience\w*|mr|mrs|ms|time|words|side|like|mind|love|happy|please"
        r"|went|gone|going|been|came|come|done|important|most|mean\w*|reason\w*|cause\w*|yesterday|morning|afternoon"
        r"|day|night|week|first|last|next|since|then|hope\w*|expect\w*|prefer\w*|suit\w*|useful|difficult|hard|best)\b"
    ),
}
"""Words of an open question that only invite to tell."""


def names_a_topic(question: str, scenario: Scenario, script: Script, given: frozenset[str]) -> bool:
    """True when a folded open question is about a thing that neither the customer nor the scenario mentions.

    Args:
        question: the folded question.
        scenario: the scenario.
        script: how the question is written.
        given: the content units of the customer's lines.
    """
    units = content(_PLAINLY[script].sub(" ", question), script).units
    own = units - given - _subjects(_Key(scenario), script)
    return len(own) >= _OWN[script] and 2 * len(own) >= len(units)


@lru_cache(maxsize=64)
def _subjects(key: _Key, script: Script) -> frozenset[str]:
    """Content units of all that a scenario's facts, brief and offers say."""
    units: set[str] = set()
    for text in _texts(key.scenario, script):
        units |= content(comparable(text).text, script).units
    return frozenset(units)


_OWN: dict[Script, int] = {"zh": 2, "en": 1}
"""Content units that make a topic: a word of two characters touches its neighbours."""


def mentioned(text: str, scenario: Scenario) -> tuple[str, ...]:
    """Ids of the free facts that a line of the customer's gives away."""
    folded = comparable(text).text
    heard = taken_up(folded, scenario, script_of(folded), ()).heard
    free = {fact.id for fact in scenario.facts if fact.gate == "free"}
    return tuple(one for one in heard if one in free)


@remembered(256)
def _line_facts(line: str, key: _Key) -> frozenset[str]:
    folded = comparable(line).text
    script = script_of(folded)
    return frozenset(_found(_terms(key, script).heard, folded, numbers(folded, english=script == "en")))


def told_by(lines: tuple[str, ...], scenario: Scenario) -> frozenset[str]:
    """Ids of the facts that the customer's lines have told."""
    nothing: frozenset[str] = frozenset()
    return nothing.union(*(_line_facts(line, _Key(scenario)) for line in lines))


def learn(scenario: Scenario, script: Script) -> None:
    """Get ready what replies and lines are held against."""
    _terms(_Key(scenario), script)
    _known_numbers(_Key(scenario), script)


def known_numbers(scenario: Scenario, script: Script) -> frozenset[str]:
    """All numbers and times that a scenario's facts, brief and offers name."""
    return _known_numbers(_Key(scenario), script)


@lru_cache(maxsize=64)
def _known_numbers(key: _Key, script: Script) -> frozenset[str]:
    found = set[str]()
    for text in _texts(key.scenario, script):
        found |= numbers(comparable(text).text, english=script == "en")
    return frozenset(found)


def _texts(scenario: Scenario, script: Script) -> Iterator[str]:
    """All that a scenario's facts, brief and offers say in the languages of a script."""
    langs: tuple[Lang, ...] = ("en",) if script == "en" else ("zh-Hans", "zh-Hant")
    for lang in langs:
        for fact in scenario.facts:
            say = fact.say.in_(lang)
            yield from (fact.text.in_(lang), *fact.heard_by.in_(lang), *say.terse, *say.story)
        yield from (offer.wording.in_(lang) for offer in scenario.offers)
        yield from (*scenario.brief.in_(lang), scenario.restatement.in_(lang), scenario.heart.in_(lang))


def _without(text: str, questions: tuple[Span, ...]) -> str:
    pieces, place = [], 0
    for span in questions:
        pieces.append(text[place : span.start])
        place = span.end
    return "\n".join((*pieces, text[place:]))


def _found(named: tuple[tuple[str, tuple[_Term, ...]], ...], text: str, values: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name, terms in named if any(term.within(text, values) for term in terms))


def _reached(terms: _Terms, text: str, values: frozenset[str]) -> tuple[str, ...]:
    """Ids of the facts that a question reaches by words that ask for them; one for a yes, else by words that tell."""
    found = _asked(terms.asked, text, values)
    return found if found or _OPEN.search(text) else _asked(terms.heard, text, values)


_OPEN = re.compile(r"[几哪谁啥咋]|多少|什么|怎么|为何|如何|\b(?:how|what|when|where|which|who|whose|why)\b")
"""What asks for more than a yes."""


def _asked(named: tuple[tuple[str, tuple[_Term, ...]], ...], text: str, values: frozenset[str]) -> tuple[str, ...]:
    """Ids in the order of how much of the question they account for; words inside longer ones count for nothing.

    “变成多余” reaches what it names, and not also what “多余” alone would.
    """
    matched = {name: [term for term in terms if term.within(text, values)] for name, terms in named}
    others = {name: [term for place, terms in matched.items() if place != name for term in terms] for name in matched}
    kept = {
        name: [term for term in terms if not any(term.is_part_of(other) for other in others[name])]
        for name, terms in matched.items()
    }
    weights = {name: _weight(terms, text) for name, terms in kept.items() if terms}
    return tuple(sorted(weights, key=lambda name: -weights[name]))


_ASKING = re.compile(
    "多少|什么|怎么|为什么|有没有|是不是|[几哪谁吗呢啥多有是的了您]"
    r"|\b(?:how|what|when|where|which|who|why|did|do|does|is|are|was|were|you|your|the|it|they|many|much|long|have)\b"
)


def _weight(terms: list[_Term], text: str) -> int:
    """Characters of the question that the words account for, those that only ask aside."""
    covered = {
        place
        for term in terms
        for part in term.parts
        for found in re.finditer(re.escape(part.text), text)
        for place in range(*found.span())
    }
    return len(covered - {place for found in _ASKING.finditer(text) for place in range(*found.span())})


class _Key:
    """A scenario as a key of the cache: the same object, the same terms."""

    __slots__ = ("scenario",)

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return hash((self.scenario.id, self.scenario.version))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.scenario == other.scenario


@lru_cache(maxsize=64)
def _terms(key: _Key, script: Script) -> _Terms:
    """Terms of both Chinese scripts serve together: texts are folded."""
    langs: tuple[Lang, ...] = ("en",) if script == "en" else ("zh-Hans", "zh-Hant")
    scenario = key.scenario

    def of(*texts: tuple[str, ...]) -> tuple[_Term, ...]:
        return tuple(dict.fromkeys(_term(words, script) for group in texts for words in group))

    return _Terms(
        heard=tuple((fact.id, of(*(fact.heard_by.in_(lang) for lang in langs))) for fact in scenario.facts),
        asked=tuple((fact.id, of(*(fact.asked_by.in_(lang) for lang in langs))) for fact in scenario.facts),
        offered=tuple((offer.id, of(*(offer.known_by.in_(lang) for lang in langs))) for offer in scenario.offers),
        beyond=of(*(limit.beyond_by.in_(lang) for limit in scenario.limits for lang in langs)),
    )


def _term(words: str, script: Script) -> _Term:
    return _Term(words, tuple(_part(part.strip(), script) for part in words.split("+") if part.strip()))


def _part(words: str, script: Script) -> _Part:
    text = comparable(words).text
    values = numbers(text, english=script == "en")
    if values and _NUMERAL_TEXT.fullmatch(text):
        return _Part(text, values, None)
    word = re.compile(rf"\b{re.escape(text)}") if script == "en" and text[:1].isalnum() else None
    return _Part(text, frozenset(), word)
