"""Drills, follow-ups and conduct as they are shipped; and simulated questioners over whole drills."""

from __future__ import annotations

from itertools import combinations

import pytest

from hotseat.conduct import ConductFile
from hotseat.drill import STYLES, TRIGGERS, Trigger
from hotseat.lang import LANGS, Lang
from hotseat.persona import Style
from hotseat.room import commands as c
from hotseat.room.awards import likeness
from hotseat.room.entities import HOST, Grade, Person
from hotseat.room.questioner import TOO_ALIKE, Brief, OfflineQuestioner, brief_for, level, next_asker, panel, seconds
from hotseat.room.view import redact
from hotseat.text import length
from rooms import CONDUCT, DRILL, LIBRARY, TRAINER, Table

DRILLS = tuple(LIBRARY.drill(title.id) for title in LIBRARY.titles("drill"))
ENOUGH = 40
"""Questions per style and language."""
LONGEST: dict[Style, dict[str, int]] = {
    "dominant": {"zh": 24, "en": 18},
    "amiable": {"zh": 34, "en": 24},
    "expressive": {"zh": 38, "en": 24},
    "analytical": {"zh": 38, "en": 26},
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("style", STYLES)
def test_there_are_forty_different_questions_per_style_and_language(style: Style, lang: Lang) -> None:
    lines = [line for drill in DRILLS for line in drill.bank(style, lang)]
    assert len(DRILLS) >= 5
    assert len(lines) >= ENOUGH
    assert [(a, b) for a, b in combinations(lines, 2) if likeness(a, b) >= TOO_ALIKE] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("style", STYLES)
def test_questions_end_as_such_and_keep_their_styles_length(style: Style, lang: Lang) -> None:
    most = LONGEST[style]["en" if lang == "en" else "zh"]
    for drill in DRILLS:
        for line in drill.bank(style, lang):
            assert "?" in line or "？" in line or style in ("dominant", "analytical"), line
            assert length(line, lang) <= most, (length(line, lang), line)


@pytest.mark.parametrize("lang", LANGS)
def test_no_line_of_ours_is_refused(lang: Lang) -> None:
    follow_ups = LIBRARY.follow_ups(lang).lines
    ours = [line for drill in DRILLS for style in STYLES for line in drill.bank(style, lang)]
    ours += [line for by_style in follow_ups.values() for lines in by_style.values() for line in lines]
    assert [(line, CONDUCT.touched(line)) for line in ours if CONDUCT.touched(line)] == []


def examples(*, refused: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for file in CONDUCT.files:
        assert isinstance(file, ConductFile)
        for family, rules in file.families.items():
            found += [(family, text) for text in (rules.examples if refused else rules.counter)]
    return found


@pytest.mark.parametrize(("family", "text"), examples(refused=True))
def test_what_is_about_the_person_is_refused_with_its_family(family: str, text: str) -> None:
    assert CONDUCT.touched(text) == family


@pytest.mark.parametrize(("family", "text"), examples(refused=False))
def test_what_is_only_rude_is_let_through(family: str, text: str) -> None:
    assert CONDUCT.touched(text) is None


@pytest.mark.parametrize(
    "text", ["Ａｒｅ ｙｏｕ ｍａｒｒｉｅｄ？", "are you mar\u200bried?", "妳結婚了沒", "你结婚了没"]
)
def test_width_script_and_hidden_characters_do_not_get_round_the_rules(text: str) -> None:
    assert CONDUCT.touched(text) == "private"


def solo(lang: Lang, *, seed: int, size: int = 4) -> Table:
    table = Table(lang, mode="net", joined=False)
    table.room = table.room.model_copy(update={"seed": seed, "mode": "solo", "per_round": 30})
    table.do(HOST, c.Join(person=Person(id=TRAINER, name="Tess", role="trainer")))
    for person in panel(DRILL, size=size, lang=lang, seed=seed):
        table.do(HOST, c.Join(person=person))
    return table.do(TRAINER, c.Begin(), c.TakeSeat())


async def ask(table: Table, lang: Lang, *, triggers: tuple[Trigger, ...] = TRIGGERS, questions: int = 20) -> list[str]:
    questioner = OfflineQuestioner(LIBRARY.follow_ups(lang))
    for number in range(questions):
        person = next_asker(table.room)
        assert person is not None
        line = await questioner.ask(brief_for(table.room, person))
        assert line is not None
        table.do(HOST, c.Ask(person=person.id, text=line.text, follow_up=line.follow_up))
        table.do(TRAINER, c.Reply(text="…好 ok"))
        grade = Grade(composure=number % 6, trigger=triggers[number % len(triggers)], quote="今天下午")
        table.do(HOST, c.GiveGrade(exchange=number + 1, grade=grade)).do(TRAINER, c.Reveal())
    return [one.question.text for one in table.room.exchanges]


@pytest.mark.parametrize("lang", LANGS)
async def test_no_two_questions_of_a_drill_are_alike_and_the_seed_decides(lang: Lang) -> None:
    for seed in range(12):
        said = await ask(solo(lang, seed=seed), lang)
        assert said == await ask(solo(lang, seed=seed), lang)
        assert max(likeness(a, b) for a, b in combinations(said, 2)) < TOO_ALIKE


@pytest.mark.parametrize("lang", LANGS)
async def test_a_weak_answer_is_taken_up_by_who_asked_and_quoted(lang: Lang) -> None:
    table = solo(lang, seed=3)
    await ask(table, lang, triggers=("vague",), questions=2)
    first, second = table.room.exchanges
    assert second.question.follow_up == first.number
    assert second.question.by == first.question.by
    assert "今天下午" in second.question.text


async def test_a_pass_is_never_followed_up() -> None:
    table = solo("en", seed=3)
    person = next_asker(table.room)
    assert person is not None
    table.do(HOST, c.Ask(person=person.id, text="Who needs you?")).do(TRAINER, c.Pass())
    table.do(HOST, c.GiveGrade(exchange=1, grade=Grade())).do(TRAINER, c.Reveal())
    asker = next_asker(table.room)
    assert asker is not None
    assert brief_for(table.room, asker).follow_up is None


async def test_a_questioner_knows_only_what_was_said_in_its_presence() -> None:
    table = solo("en", seed=3)
    table.do(HOST, c.SetPresence(person="sim2", here=False))
    await ask(table, "en", questions=3)
    table.do(HOST, c.SetPresence(person="sim2", here=True))
    assert brief_for(table.room, table.room.people["sim2"]).heard == ()
    assert len(brief_for(table.room, table.room.people["sim1"]).heard) == 3


async def test_pressure_rises_with_composure() -> None:
    def after(composure: float) -> Table:
        table = solo("en", seed=1)
        table.do(HOST, c.Ask(person="sim1", text="Who needs you?")).do(TRAINER, c.Reply(text="We do."))
        table.do(HOST, c.GiveGrade(exchange=1, grade=Grade(composure=composure)))
        return table.do(TRAINER, c.Reveal())

    calm, shaken = after(5).room, after(1).room
    assert level(calm) > level(shaken)
    assert seconds(calm) < seconds(shaken) <= 60
    assert redact(calm, TRAINER).seat == TRAINER


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_a_panel_has_as_many_styles_as_it_can(size: int) -> None:
    for drill in DRILLS:
        people = panel(drill, size=size, lang="en", seed=9)
        assert len(people) == size
        assert len({one.style for one in people}) == min(size, 4)
        assert len({one.name for one in people}) == size


async def test_other_styles_help_out_when_a_bank_is_used_up() -> None:
    person = Person(id="sim1", name="Cobb", style="dominant")
    questioner = OfflineQuestioner(LIBRARY.follow_ups("en"))
    table = solo("en", seed=1)
    for text in DRILL.bank("dominant", "en"):
        table.do(HOST, c.Ask(person="sim1", text=text)).do(TRAINER, c.Reply(text="We do."))
        table.do(HOST, c.GiveGrade(exchange=len(table.room.exchanges), grade=Grade())).do(TRAINER, c.Reveal())
    brief = Brief(person, "dominant", "en", DRILL, table.room.exchanges, 0.5, "x")
    line = await questioner.ask(brief)
    assert line is not None
    assert line.text not in DRILL.bank("dominant", "en")
