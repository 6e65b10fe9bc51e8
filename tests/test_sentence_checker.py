"""Sentences are judged one by one: what spoils the play is caught, and a customer may still be rude."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat.actor import Scene
from hotseat.actor.stream import SentenceCutter
from hotseat.actor.take import Take
from hotseat.checker import grams
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.session import Fault
from simulation import header_of, play
from test_customer_prompt import scene_before

MOST_WRONGLY_CAUGHT = 0.03
"""Share of the bank's own lines that may be taken for faulty: each costs a second request."""


def take_for(scene: Scene, library: Library) -> Take:
    header = scene.session.header
    bank = library.bank(header.persona.bank, header.lang)
    cells = (*bank.heads.values(), *bank.acts.values(), *bank.facts.values(), *bank.endings.values())
    common = frozenset[str]().union(*(grams(beat.say) for beats in cells for beat in beats))
    return Take.of(scene, bank, library.limits(header.lang), common=common)


def a_scene(library: Library, lang: Lang, persona: str = "dominant") -> Scene:
    session = play(library, header_of(library, persona, "fifty-yuan", lang, seed=3), "poor")
    turn = next(turn for turn in session.turns if turn.role == "customer" and turn.number > 1)
    return scene_before(session, session.turns, turn)


@pytest.mark.parametrize("lang", LANGS)
def test_authored_lines_pass(lang: Lang, library: Library) -> None:
    caught: list[tuple[Fault, str]] = []
    lines = 0
    for number, persona in enumerate(("dominant", "amiable", "expressive", "analytical")):
        for scenario in ("fifty-yuan", "concrete-piles", "market-day"):
            session = play(library, header_of(library, persona, scenario, lang, seed=number), "good")
            for turn in session.lines[1:]:
                if turn.direction and turn.direction.disclosure == "hint":
                    continue  # another hint may have been given
                take = take_for(scene_before(session, session.turns, turn), library)
                cutter = SentenceCutter(400)
                lines += 1
                for sentence in (*cutter.feed(turn.text), *cutter.rest()):
                    # the bank's lines are the samples themselves
                    if not take.admit(sentence) and take.fault not in (None, "repeat"):
                        caught.append((take.fault, sentence))
    assert len(caught) <= MOST_WRONGLY_CAUGHT * lines, caught


RUDE: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": (
        "少跟我来这套。",
        "你到底管不管事？",
        "糊弄谁呢？",
        "这话你自己信吗？",
        "叫你们经理出来。",
        "我上别家去。",
    ),
    "zh-Hant": ("少來這一套。", "你到底管不管？", "在唬誰啊？", "這話你自己信嗎？", "叫你們主管出來。", "我去別家。"),
    "en": (
        "Spare me.",
        "Can you do anything or not?",
        "Who are you kidding?",
        "Do you believe that yourself?",
        "Get your manager.",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
def test_rude_is_not_abusive(lang: Lang, library: Library) -> None:
    take = take_for(a_scene(library, lang), library)
    assert [take.checker.fault(line) for line in RUDE[lang]] == [None] * len(RUDE[lang])


HARMLESS: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("我妈的事不用你管。", "我操心的是账。", "他妈妈还在车站等着。", "我打断你一下，先说账。"),
    "zh-Hant": ("我媽的事不用你管。", "我操心的是帳。", "我打斷你一下，先講帳。"),
    "en": ("I felt a fool standing there.", "I'll take it up with whoever is in charge.", "That's what was agreed."),
}


@pytest.mark.parametrize("lang", LANGS)
def test_harmless_words_that_look_like_abuse_pass(lang: Lang, library: Library) -> None:
    take = take_for(a_scene(library, lang), library)
    assert [take.checker.fault(line) for line in HARMLESS[lang]] == [None] * len(HARMLESS[lang])


@settings(max_examples=200)
@given(st.text(alphabet='账我。！？…!?. \n”’」"ab“Mr1', max_size=60), st.integers(1, 7))
def test_no_character_is_lost_in_cutting(text: str, size: int) -> None:
    cutter = SentenceCutter(400)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    cut = [sentence for piece in pieces for sentence in cutter.feed(piece)] + list(cutter.rest())
    assert "".join("".join(cut).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("行。你说！几点？", ["行。", "你说！", "几点？"]),
        ("他说“等着。”我就等。", ["他说“等着。”", "我就等。"]),
        ("It's 3.50, Mr. Wei. Why? Go on.", ["It's 3.50, Mr. Wei.", " Why?", " Go on."]),
        ("那个…不怪你。", ["那个…不怪你。"]),
    ],
    ids=["marks", "quotation", "full stops", "hesitation"],
)
def test_sentences_are_cut_where_a_speaker_would_stop(text: str, expected: list[str]) -> None:
    cutter = SentenceCutter(400)
    assert [*(sentence for char in text for sentence in cutter.feed(char)), *cutter.rest()] == expected
