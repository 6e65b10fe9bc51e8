"""English words that ask for the same in another form: “did you tell anybody” and “have you told anyone”."""

from __future__ import annotations

import re
from typing import Final

from hotseat.lang import Script
from hotseat.text import remembered

_ALIKE: Final = {
    "anyone": "anybody somebody someone",
    "no one": "nobody",
    "mother": "mum mom",
    "father": "dad",
    "tell": "told telling tells",
    "call": "called calling",
    "come": "came comes coming",
    "give": "gave given giving",
    "take": "took taken taking",
    "go": "went gone goes",
    "make": "made making makes",
    "speak": "spoke spoken",
    "write": "wrote written writing",
    "see": "saw seen seeing",
    "pay": "paid paying pays",
    "buy": "bought buying",
    "keep": "kept keeping",
    "choose": "chose chosen choosing",
    "send": "sent sending",
    "leave": "left leaving",
    "find": "found finding",
    "bring": "brought bringing",
    "promise": "promised promising",
    "report": "reported reporting",
    "complain": "complained complaining",
    "need": "needed needs needing",
    "wait": "waited waiting waits",
    "happen": "happened happening happens",
    "offer": "offered offering",
    "ask": "asked asking asks",
}
_FORMS: Final = {form: word for word, forms in _ALIKE.items() for form in forms.split()}
_FORM: Final = re.compile(rf"\b(?:{'|'.join(_FORMS)})\b")
_PADDING: Final = re.compile(r"(?<!is it) (?:exactly|actually|really|precisely|please)\b")
_SHORTENED: Final = re.compile(r"(?<=[a-z])'(?:s|re|m)\b")


@remembered(256)
def said_alike(question: str, script: Script) -> str:
    """A folded question with words that ask for the same made the same; Chinese has no forms."""
    if script == "zh":
        return question
    bare = _PADDING.sub("", _SHORTENED.sub(" is", question))
    return _FORM.sub(lambda found: _FORMS[found[0]], bare)
