"""Which facts a question reaches, and when it asks for what was promised before."""

from __future__ import annotations

import re

from hotseat.lang import Script
from hotseat.reader.alike import said_alike
from hotseat.reader.matching import Phrases
from hotseat.reader.numerals import numbers
from hotseat.reader.terms import Term, Terms, terms_in
from hotseat.scenario import PROMISE


def reached(terms: Terms, questions: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    """Ids of the facts that questions reach; the promise and the wish are reached where no fact says it more nearly."""
    plain = [question for question in questions if not phrases.hold("promised", question)]
    promises = [question for question in questions if question not in plain]
    found = [fact for question in promises for fact in _promise_asked(terms, question, phrases)]
    found += _facts_asked(terms, "\n".join(plain), phrases.script) if plain else ()
    if not found and terms.wish and any(phrases.hold("wishes", question) for question in plain):
        found = [terms.wish]
    if not found and any(phrases.hold("was_said", question) for question in questions):
        found = [PROMISE]
    return tuple(dict.fromkeys(found))


def _facts_asked(terms: Terms, text: str, script: Script) -> tuple[str, ...]:
    """Ids of the facts that a question reaches by words that ask for them; one for a yes, else by words that tell."""
    values = numbers(text, english=script == "en")
    found = _asked(terms.asked, said_alike(text, script), values)
    if PROMISE in found:
        return (PROMISE,) if found[0] == PROMISE else tuple(one for one in found if one != PROMISE)
    return found if found or not for_a_yes(text) else _asked(terms.heard, text, values)


def for_a_yes(question: str) -> bool:
    """True for a folded question that a yes or no answers."""
    return _OPEN.search(question) is None


def leaves_a_choice(question: str) -> bool:
    """True for a folded question that names more than one answer."""
    return _CHOICE.search(question) is not None


_NO_NUMBERS: frozenset[str] = frozenset()


def _promise_asked(terms: Terms, question: str, phrases: Phrases) -> tuple[str, ...]:
    """The facts that speak of the promise a question names; else the company's, unless the customer's own is meant."""
    speaking = tuple(
        (fact, tuple(term for term in asked if phrases.hold("promised", term.words))) for fact, asked in terms.asked
    )
    found = _asked(speaking, said_alike(question, phrases.script), _NO_NUMBERS)
    if found or not phrases.hold("own_promise", question):
        return found or (PROMISE,)
    return _facts_asked(terms, question, phrases.script)


_OPEN = re.compile(r"[几哪谁啥咋]|多少|什么|怎么|为何|如何|\b(?:how|what|when|where|which|who|whose|why)\b")
"""What asks for more than a yes."""

_CHOICE = re.compile(r"还是|\bor\b(?! (?:not|something|anything|so)\b)")


def _asked(named: tuple[tuple[str, tuple[Term, ...]], ...], text: str, values: frozenset[str]) -> tuple[str, ...]:
    """Ids in the order of how much of the question they account for; words inside longer ones count for nothing.

    “变成多余” reaches what it names, and not also what “多余” alone would.
    """
    matched = {name: terms_in(terms, text, values) for name, terms in named}
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


def _weight(terms: list[Term], text: str) -> int:
    """Characters of the question that the words account for, those that only ask aside."""
    covered = {
        place
        for term in terms
        for part in term.parts
        for found in re.finditer(re.escape(part.text), text)
        for place in range(*found.span())
    }
    return len(covered - {place for found in _ASKING.finditer(text) for place in range(*found.span())})
