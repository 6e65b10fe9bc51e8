"""What trainees say at an English counter, in a hurry or in a second language, is read as what it does."""

from __future__ import annotations

import pytest

from hotseat.moves import MoveId
from hotseat.reader import Context
from hotseat.text import Lang
from ours import READER


@pytest.mark.parametrize(
    ("customer", "reply", "found", "absent"),
    [
        ("It's about fifty.", "Ha, a sequel! Go on then, tell me.", {MoveId.ASK_OPEN}, {MoveId.BELITTLE}),
        ("It was nothing.", "No please, tell me. I talk too much maybe?", {MoveId.ASK_OPEN}, {MoveId.RUSH}),
        (
            "There was a night.",
            "I won't push you, but if you want to tell me about it I'd like to know.",
            {MoveId.ASK_OPEN},
            {MoveId.BELITTLE, MoveId.SET_EXPECTATION},
        ),
        ("Off the list.", "So what's your problem with the number exactly?", {MoveId.ASK_OPEN}, {MoveId.ASK_CLOSED}),
        ("I counted it.", "Thank you, honestly. Why come back, though?", {MoveId.ASK_OPEN}, set()),
        ("Next one.", "I'm not going anywhere, don't worry.", set(), {MoveId.REFUSE}),
        (
            "I was told it was in the book.",
            "You were told it was down in the book and nothing came of it.",
            set(),
            {MoveId.ARGUE},
        ),
        (
            "Dad poured.",
            "I'd like to put this right with him as well as with you: a complete set, collected and delivered to his "
            "door by Saturday if that's any help.",
            {MoveId.OFFER},
            set(),
        ),
        (
            "Two of the cups are broken.",
            "ok whatever you can just send them again and then we see",
            {MoveId.BRUSH_OFF},
            {MoveId.OFFER},
        ),
        ("Calls drop.", "I'll ring you on Friday to hear if calls hold.", {MoveId.COMMIT}, set()),
        ("The van was late.", "that sucks, man", {MoveId.EMPATHISE}, set()),
        ("The van was late.", "What time you need it? I can ask them, but they decide.", set(), {MoveId.BLAME_OTHER}),
        ("Three weeks cold.", "Three weeks cold, no call, no date.", set(), {MoveId.REFUSE}),
        ("It broke.", "Got it. I know these things happen.", {MoveId.BANNED_PHRASE}, {MoveId.EMPATHISE}),
        ("I rang.", "What's been happening with the old number?", {MoveId.ASK_OPEN}, {MoveId.ASK_CLOSED}),
        ("I want it closed.", "Not being funny but why now, after nine years?", {MoveId.ASK_OPEN}, set()),
        (
            "I believe it's my turn.",
            "It's your turn. You're right, I talked the whole time. Go ahead.",
            {MoveId.OWN, MoveId.ASK_OPEN},
            {MoveId.BELITTLE, MoveId.BLAME_CUSTOMER},
        ),
        ("It stinks.", "Hi, I'm Sam. I've taken over your round from Hao.", {MoveId.GREET}, {MoveId.OWN}),
        ("It stinks.", "I've taken over your round, so it's mine to put right.", {MoveId.OWN}, set()),
    ],
)
def test_a_reply_is_read_as_what_it_does(customer: str, reply: str, found: set[MoveId], absent: set[MoveId]) -> None:
    ids = READER.read(reply, Context(lang="en", customer=customer)).ids
    assert found <= ids
    assert not absent & ids


@pytest.mark.parametrize(
    ("reply", "move"),
    [
        ("You rang twice and nobody came, didn't you?", MoveId.RESTATE),
        ("You rang twice right?", MoveId.RESTATE),
        ("You've got a freezer, haven't you?", MoveId.ASK_CLOSED),
        ("It's a big order, isn't it?", MoveId.ASK_CLOSED),
    ],
)
def test_a_tag_on_what_was_said_restates_and_on_news_asks(reply: str, move: MoveId) -> None:
    ids = READER.read(reply, Context(lang="en", customer="I rang twice and nobody came.")).ids
    assert ids & {MoveId.RESTATE, MoveId.ASK_CLOSED} == {move}


@pytest.mark.parametrize(
    ("reply", "lang"),
    [
        ("I can't change the route myself but I'll ask crew 3.", "en"),
        ("I'm not able to change it, however I'll ask them.", "en"),
        ("我改不了路线，不过我会去问三车组。", "zh-Hans"),
        ("路線我自己改不了，但我今天四點去找三車組商量。", "zh-Hant"),
    ],
)
def test_a_no_that_goes_on_to_what_the_speaker_will_do_is_a_limit(reply: str, lang: Lang) -> None:
    customer = "The van came after ten." if lang == "en" else "货十点才到。"
    ids = READER.read(reply, Context(lang=lang, customer=customer)).ids
    assert MoveId.SET_EXPECTATION in ids
    assert not ids & {MoveId.REFUSE, MoveId.BUT_TURN}


def test_a_no_that_goes_nowhere_stays_one() -> None:
    reply = "I can't refund it, but rules are rules."
    assert MoveId.REFUSE in READER.read(reply, Context(lang="en", customer="The van came after ten.")).ids


@pytest.mark.parametrize(
    ("reply", "quote", "lang"),
    [
        ("I understand. It must have been awful to stand there.", "It must have been awful to stand there", "en"),
        ("I know it. Three weeks cold. You must be at the end of your rope.", "at the end of your rope", "en"),
        ("我理解您。大热天站两个钟头，真是受罪。", "真是受罪", "zh-Hans"),
    ],
)
def test_understanding_is_quoted_where_it_says_most(reply: str, quote: str, lang: Lang) -> None:
    customer = "Six people stood on that step." if lang == "en" else "站了两个钟头。"
    moves = {move.id: move.quote for move in READER.read(reply, Context(lang=lang, customer=customer)).moves}
    assert quote in moves[MoveId.EMPATHISE]


@pytest.mark.parametrize(
    ("customer", "reply", "found", "absent"),
    [
        ("It stays with you?", "I won't mention it to a soul.", set(), {MoveId.REFUSE}),
        ("They're pitted.", "I'm not suggesting you're mistaken, I'd like to see them.", set(), {MoveId.ARGUE}),
        ("It's the 25th.", "Actually what happened, sir, Kim got shifted to another team.", set(), {MoveId.ARGUE}),
        ("It's late.", "I'll see to it personally that it never happens again.", {MoveId.OVERPROMISE}, set()),
        ("It's late.", "i'll make certain it will never happen again i promise u", {MoveId.OVERPROMISE}, set()),
        ("Look at them.", "Blimey, that looks awful. I'm ashamed.", set(), {MoveId.BELITTLE}),
        ("It leaks.", "Oh brilliant, another leak. That's my morning sorted.", set(), {MoveId.OWN}),
        ("It leaks.", "Our foul-up, start to finish.", {MoveId.OWN}, set()),
        ("Nobody rang.", "That was rotten of us.", {MoveId.OWN}, set()),
        ("I'd had enough.", "i banged on about mileage the whole time didnt i", {MoveId.OWN}, set()),
        ("I don't like to say.", "Take all your time, I've got the whole afternoon.", {MoveId.ASK_OPEN}, set()),
        ("It's a long story.", "I'd much rather you said, long or not.", {MoveId.ASK_OPEN}, set()),
        ("I went home.", "how come he drove on past", {MoveId.ASK_OPEN}, {MoveId.EMPATHISE}),
        ("I went home.", "did they even ring you, the office", {MoveId.ASK_CLOSED}, set()),
        ("It was a day.", "sorry bad line. what happened that morning, take me through it", {MoveId.ASK_OPEN}, set()),
        ("It dribbles.", "Shall I enclose a note to your mother?", {MoveId.OFFER}, set()),
        ("I liked it.", "could we keep the blue one for you till monday", {MoveId.OFFER}, set()),
        ("It's broken.", "We'll exchange it, no worries.", {MoveId.OFFER}, set()),
        ("He waved.", "Must have stung, hearing your dad apologise to them.", {MoveId.EMPATHISE}, {MoveId.APOLOGISE}),
        ("I'm closing it.", "Right. Stand here.", set(), {MoveId.GREET}),
        ("The bill's out.", "I'll jot your number down for later.", set(), {MoveId.ASK_CLOSED}),
        ("They're pitted.", "whats the problem, cant u use the other ones", set(), {MoveId.BANNED_PHRASE}),
        ("They're on hold.", "And which office do I have to go to?", {MoveId.ASK_CLOSED}, {MoveId.BELITTLE}),
        ("I've heard it all.", "I won't read you the usual script. It was us.", {MoveId.OWN}, {MoveId.REFUSE}),
        ("The stack's there.", "Right, show me those cracked ones.", {MoveId.ASK_CLOSED}, set()),
        ("I have to explain it.", "i can stand up w u on friday if u like", {MoveId.OFFER}, {MoveId.BRUSH_OFF}),
        ("Three weeks.", "You're having me on?", set(), {MoveId.ASK_CLOSED, MoveId.DOUBT}),
    ],
)
def test_plain_speech_of_other_trainees_is_read_as_what_it_does(
    customer: str, reply: str, found: set[MoveId], absent: set[MoveId]
) -> None:
    ids = READER.read(reply, Context(lang="en", customer=customer)).ids
    assert found <= ids, reply
    assert not absent & ids, reply


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_who_leaves_it_to_the_customer_when_to_tell_invites(lang: Lang) -> None:
    reply = {"zh-Hans": "没关系，您随时想说都行。", "zh-Hant": "沒關係，您什麼時候想講都可以。"}[lang]
    assert MoveId.ASK_OPEN in READER.read(reply, Context(lang=lang, customer="唉，没什么。")).ids
    mild = {"zh-Hans": "我没说您弄错，我想看看单子。", "zh-Hant": "我沒有說您弄錯，我想看看單子。"}[lang]
    assert not READER.read(mild, Context(lang=lang, customer="单子不对。")).ids & {MoveId.DOUBT, MoveId.ARGUE}
