"""Which facts a question reaches, and when it asks for what was promised before."""

from __future__ import annotations

import re

from hotseat.lang import Script
from hotseat.reader.alike import said_alike
from hotseat.reader.numerals import numbers
from hotseat.reader.terms import Term, Terms
from hotseat.scenario import PROMISE


def reached(terms: Terms, questions: tuple[str, ...], script: Script) -> tuple[str, ...]:
    """Ids of the facts that questions reach; what was promised is reached where no fact says it more nearly."""
    plain = [question for question in questions if not _PROMISED[script].search(question)]
    promises = [question for question in questions if question not in plain]
    found = [fact for question in promises for fact in _promise_asked(terms, question, script)]
    found += _facts_asked(terms, "\n".join(plain), script) if plain else ()
    if not found and any(_WAS_SAID[script].search(question) for question in questions):
        found = [PROMISE]
    return tuple(dict.fromkeys(found))


def _facts_asked(terms: Terms, text: str, script: Script) -> tuple[str, ...]:
    """Ids of the facts that a question reaches by words that ask for them; one for a yes, else by words that tell."""
    values = numbers(text, english=script == "en")
    found = _asked(terms.asked, said_alike(text, script), values)
    if PROMISE in found:
        return (PROMISE,) if found[0] == PROMISE else tuple(one for one in found if one != PROMISE)
    return found if found or _OPEN.search(text) else _asked(terms.heard, text, values)


_NO_NUMBERS: frozenset[str] = frozenset()
_PROMISED: dict[Script, re.Pattern[str]] = {
    "zh": re.compile("答应|承诺|许诺|许过|许下|说好|保证过"),
    "en": re.compile(r"\b(?:promis\w+|assured you|gave you (?:\w+ )?word)\b"),
}
"""What asks for a promise in so many words."""
_OWN_PROMISE: dict[Script, re.Pattern[str]] = {
    "zh": re.compile(
        "(?<![跟给对向和应])[您你](?:当时|当初|之前|自己|是|怎么|有没有|也)*[跟给对向和]?[^,您你]{0,4}(?:答应|承诺|许|说好|保证)"
    ),
    "en": re.compile(
        r"\b(?:did|have|had|do) you (?:ever |already )?promis|(?<!were )(?<!was )\byou(?:'d| had|'ve| have)? promised"
    ),
}
"""What asks for a promise of the customer's."""
_WAS_SAID: dict[Script, re.Pattern[str]] = {
    "zh": re.compile(
        "(?:上[次回]|之前|以前|先前|当初|那[次回])[^,。!?]{0,8}(?:怎么|如何)[^,。!?]{0,4}(?:[说讲]|交代|回[您你])"
        "|(?:给|回)(?:过|了)?[您你](?:过|的)?(?:什么|怎样的?|怎么个)(?:答复|说法|回话|交代)"
    ),
    "en": re.compile(
        r"\b(?:what|when|how) (?:were|was|are) you (?:last )?told\b"
        r"|\b(?:what|when) did (?:we|i|they|somebody|someone|the last [a-z]+|my colleague|head office)"
        r" (?:say|tell you|agree)\b"
    ),
}
"""What asks for what the customer was told, and so mostly for a promise."""


def _promise_asked(terms: Terms, question: str, script: Script) -> tuple[str, ...]:
    """The facts that speak of the promise a question names; else the company's, unless the customer's own is meant."""
    named = _PROMISED[script]
    speaking = tuple((fact, tuple(term for term in asked if named.search(term.words))) for fact, asked in terms.asked)
    found = _asked(speaking, said_alike(question, script), _NO_NUMBERS)
    if found or not _OWN_PROMISE[script].search(question):
        return found or (PROMISE,)
    return _facts_asked(terms, question, script)


_OPEN = re.compile(r"[几哪谁啥咋]|多少|什么|怎么|为何|如何|\b(?:how|what|when|where|which|who|whose|why)\b")
"""What asks for more than a yes."""


def _asked(named: tuple[tuple[str, tuple[Term, ...]], ...], text: str, values: frozenset[str]) -> tuple[str, ...]:
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
