"""English as it was meant: “whats”, “didnt”, “ur” and “should of” spelled out, “wh-what” and “I-I” said once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hotseat.text import Folded

_CONTRACTED: Final = (
    "i'm i've you're you've you'll you'd they're they've they'll we've he's she's it'll that's that'll what's who's "
    "where's how's when's there's here's don't doesn't didn't isn't aren't wasn't weren't can't couldn't wouldn't "
    "shouldn't won't hasn't haven't hadn't mustn't ain't could've should've would've must've might've"
)
"""Forms that are no other word without their apostrophe."""
FULL: Final = {word.replace("'", ""): word for word in _CONTRACTED.split()} | {
    "u": "you",
    "ur": "your",
    "r": "are",
    "pls": "please",
    "plz": "please",
    "cos": "because",
    "coz": "because",
    "cuz": "because",
    "thx": "thanks",
    "thanx": "thanks",
    "wanna": "want to",
    "dunno": "don't know",
    "wot": "what",
    "tmrw": "tomorrow",
    "sry": "sorry",
}
"""Every form with what it stands for."""
_BEING: Final = re.compile(r" (?:[a-z]+ing|so|not|right|welcome|very)\b")
"""What follows “ur” where it stands for “you're”."""
_ANYWHERE: Final = "|".join(form for form in FULL if form != "r")
_HASTY: Final = re.compile(rf"(?<![\w'.@/-])(?:{_ANYWHERE}|r(?= (?:u|you)\b))(?![\w'@/-]|\.[a-z])")


_HEARD: Final = re.compile(r"(?:(?<=ould )|(?<=ouldn't )|(?<=must )|(?<=might ))of(?= (?!course)[a-z])")
"""“of” where “have” is meant."""
_STUTTERED: Final = re.compile(r"(?<![\w'-])(?:(?!re-)([a-z][a-z']{0,6})-+ ?(?=\1))+")
"""The beginning of a word, or a short one, that is said again at once, as a recording is typed down."""


def spelled_out(folded: Folded) -> Folded:
    """A folded text with hasty forms spelled out and stuttered ones said once; what is put in lies where they stood."""
    whole = _put_right(folded, _STUTTERED, lambda _: "") if "-" in folded.text else folded
    return _put_right(_put_right(whole, _HASTY, _full), _HEARD, lambda _: "have")


def _full(form: re.Match[str]) -> str:
    return "you're" if form[0] == "ur" and _BEING.match(form.string, form.end()) else FULL[form[0]]


def _put_right(folded: Folded, forms: re.Pattern[str], full: Callable[[re.Match[str]], str]) -> Folded:
    text, origin, place = "", list[int](), 0
    for found in forms.finditer(folded.text):
        start, end = found.span()
        meant = full(found)
        text += folded.text[place:start] + meant
        origin += [*folded.origin[place:start], *(folded.origin[min(start + at, end - 1)] for at in range(len(meant)))]
        place = end
    return Folded(text + folded.text[place:], (*origin, *folded.origin[place:])) if place else folded
