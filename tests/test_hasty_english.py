"""English as people type it in a hurry, without marks and apostrophes, is read as what it stands for."""

from __future__ import annotations

import re

import pytest

from hotseat.library import Library
from hotseat.moves import HARMING, MoveId
from hotseat.reader import Context, RulesReader, load_cues
from hotseat.reader.spelling import FULL, spelled_out
from hotseat.text import fold


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("whats wrong, didnt it work", "what's wrong, didn't it work"),
        ("why r u leaving", "why are you leaving"),
        ("ur phone", "your phone"),
        ("ur leaving", "you're leaving"),
        ("write to u.r@shop.com or toys-r-us", "write to u.r@shop.com or toys-r-us"),
        ("the van, well, i'll see", "the van, well, i'll see"),
        ("its shut and theyre gone", "its shut and they're gone"),
        ("we should of rung, thats ours", "we should have rung, that's ours"),
        ("that shouldnt of happened", "that shouldn't have happened"),
        ("we could of course ring", "we could of course ring"),
        ("给您u 盘", "给您u 盘"),
    ],
)
def test_hasty_forms_are_spelled_out_where_they_stand(typed: str, meant: str) -> None:
    folded = spelled_out(fold(typed))
    assert folded.text == meant
    assert folded.span(0, len(meant)) == (0, len(typed))
    start = folded.text.rindex(" ") + 1
    first, last = folded.span(start, len(meant))
    assert typed[first:last].startswith(typed.split()[-1])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wh-what broke, i-I-it was new", "what broke, it was new"),
        ("I've- I've re-read the up-to-date t-shirt label", "i've re-read the up-to-date t-shirt label"),
        ("to-to the day-to-day desk", "to the day-to-day desk"),
    ],
)
def test_a_stutter_is_read_once(typed: str, meant: str) -> None:
    folded = spelled_out(fold(typed))
    assert folded.text == meant
    first, last = folded.span(meant.rindex(" ") + 1, len(meant))
    assert typed[first:last] == typed.split()[-1]


@pytest.mark.parametrize(
    ("scenario", "line", "reply", "fact"),
    [
        (
            "colleague",
            "It's 3071.",
            "right 22 days thats rubbish sorry about that what happened with kim",
            "moved_desk",
        ),
        ("leaving-too-dear", "Eleven years.", "sorry was that rude. i mean whats the real reason ur leaving", "drops"),
        ("leaving-too-dear", "Eleven years.", "what went wrong with ur phone i mean", "drops"),
        ("leaving-too-dear", "Eleven years.", "ok thats not good how long have u been waiting", "queue"),
        ("colleague", "She came four times.", "did u have to do something about it yourself or not", "own_pocket"),
        ("concrete-piles", "It isn't only me who's looked at them.", "what happens on friday", "friday_meeting"),
        ("concrete-piles", "It isn't only me who's looked at them.", "why friday", "friday_meeting"),
    ],
)
def test_a_question_in_a_reply_without_marks_is_asked(
    library: Library, reader: RulesReader, scenario: str, line: str, reply: str, fact: str
) -> None:
    reading = reader.read(reply, Context(lang="en", customer=line, scenario=library.scenario(scenario)))
    assert reading.asked == (fact,)
    assert not reading.ids & HARMING - {MoveId.RUSH}
    assert all(move.quote in reply for move in reading.moves)


@pytest.mark.parametrize(
    "reply",
    [
        "i know what you mean about the queue and the wait",
        "let me see what i can do for you about the bill",
        "i will find out for you why it was late",
        "ill ask them when it comes and let you know",
    ],
)
def test_a_question_word_inside_a_sentence_asks_nothing(reader: RulesReader, reply: str) -> None:
    assert not reader.read(reply, Context(lang="en", customer="It was late.")).ids & {
        MoveId.ASK_OPEN,
        MoveId.ASK_CLOSED,
    }


@pytest.mark.parametrize(
    ("scenario", "line", "reply"),
    [
        ("colleague", "She came four times.", "Have you had to do something about it yourself?"),
        ("fifty-yuan", "You gave me a hundred.", "Oh that's lovely of you, you came back! Most people wouldn't."),
        ("fifty-yuan", "You gave me a hundred.", "Why did you come back? You could have kept it."),
        ("concrete-piles", "I took photographs.", "Beautiful photos! You could be a photographer."),
        ("concrete-piles", "It's like the moon.", "Nice day for it at least. Did you have a good weekend?"),
        ("leaving-too-dear", "I've come to leave.", "What's the real reason you're leaving?"),
        ("colleague", "The whole shop heard.", "You looked a fool in front of them because of us."),
    ],
)
def test_plain_and_kind_sentences_do_no_harm(
    library: Library, reader: RulesReader, scenario: str, line: str, reply: str
) -> None:
    reading = reader.read(reply, Context(lang="en", customer=line, scenario=library.scenario(scenario)))
    assert reading.kind == "speech"
    assert not reading.ids & HARMING


@pytest.mark.parametrize("reply", ["Are you deaf?", "You stupid or what?"])
def test_a_rude_question_is_an_insult(reader: RulesReader, reply: str) -> None:
    assert reader.read(reply, Context(lang="en", customer="I'm still waiting.")).kind == "insult"


@pytest.mark.parametrize("question", ["Why is it so urgent?", "Was it something I said?"])
def test_a_so_inside_a_question_is_no_tag(reader: RulesReader, question: str) -> None:
    assert MoveId.RESTATE not in reader.read(question, Context(lang="en", customer="It must be Friday.")).ids
    assert reader.read(question, Context(lang="en", customer="It must be Friday.")).ids & {
        MoveId.ASK_OPEN,
        MoveId.ASK_CLOSED,
    }


def test_a_list_of_methods_in_the_middle_of_a_reply_is_recited(library: Library, reader: RulesReader) -> None:
    reply = "What I heard calls for: empathy, ownership, commitment, confirmation. I commit to a solution by tomorrow."
    context = Context(lang="en", customer="We're fifty out.", scenario=library.scenario("fifty-yuan"))
    reading = reader.read(reply, context)
    assert reading.scripted
    assert MoveId.COMMIT not in reading.ids


@pytest.mark.parametrize("reply", ["And you're worried how it looks.", "That must feel awkward."])
def test_a_feeling_that_is_named_is_no_formula(library: Library, reader: RulesReader, reply: str) -> None:
    context = Context(lang="en", customer="They all turned round.", scenario=library.scenario("fifty-yuan"))
    reading = reader.read(reply, context)
    assert MoveId.EMPATHISE in reading.ids
    assert not reading.formula


def test_no_cue_waits_for_a_form_that_is_spelled_out_before(library: Library) -> None:
    file = load_cues(library.cues()).files["en"]
    cues = (*file.moves.values(), *file.signals.values(), *file.phrases.values())
    patterns = "\n".join(pattern for cue in cues for pattern in (*cue.any, *cue.unless))
    forms = [form for form in FULL if form != "r"]
    assert [form for form in forms if re.search(rf"(?<![a-z'\\[{{]){form}(?![a-z'\]])", patterns)] == []
