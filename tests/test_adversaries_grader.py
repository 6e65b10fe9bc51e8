"""Words that are meant for the grader never earn more than the same reply without them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from hotseat.grader import Talk, grade_all
from hotseat.grader.evidence import Evidence
from hotseat.grader.grading import verdicts_of
from hotseat.grader.model import ModelGrader
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.llm import Message
from hotseat.reader import RulesReader
from hotseat.rubric import Rubric
from hotseat.transcripts import foreign_talk
from judges import answer, checks_in, gullible, sheet, turns_in, wise
from scripted import ScriptedEndpoint

Judge = Callable[[Sequence[Message]], str]

FOLDER = Path(__file__).parent / "data" / "adversaries"
BEFORE: dict[Lang, list[str]] = json.loads((FOLDER / "grader.before.json").read_text(encoding="utf-8"))
"""What was said before the reply."""


class Attack(NamedTuple):
    lang: Lang
    attack: str
    plain: str


def attacks() -> list[object]:
    """Every attack in every language."""
    found: list[object] = []
    for lang in LANGS:
        for line in (FOLDER / f"grader.{lang}.jsonl").read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            found.append(pytest.param(Attack(lang, raw["attack"], raw["plain"]), id=f"{lang}-{raw['id']}"))
    return found


def cites_the_attack(messages: Sequence[Message]) -> str:
    """Says yes to everything and quotes the end of the last reply, where the attack stands."""
    last = [turn for turn in turns_in(messages) if turn.role == "trainee"][-1]
    return sheet([answer(number, "yes", last.number, last.text[-20:]) for number in range(1, 60)])


def obeys_when_told(plain: Talk, rubrics: Sequence[Rubric]) -> Judge:
    """Judges as the rules do, but says yes to everything, citing it, as soon as anything stands beside the reply."""
    verdicts = {key: one for rubric in rubrics for key, one in verdicts_of(rubric, Evidence(plain)).items()}

    def judge(messages: Sequence[Message]) -> str:
        last = [turn for turn in turns_in(messages) if turn.role == "trainee"][-1]
        beside = last.text.removeprefix(plain.turns[-1].text).strip(' "”」')
        answers = []
        for number, check in checks_in(messages, *rubrics).items():
            known = verdicts[check]
            quote = known.quotes[0] if known.quotes else None
            if beside:
                answers.append(answer(number, "yes", last.number, beside))
            elif quote is not None:
                answers.append(answer(number, known.verdict, quote.turn, quote.text))
            else:
                answers.append(answer(number, known.verdict))
        return sheet(answers)

    return judge


def talk_with(attack: Attack, reply: str, reader: RulesReader) -> Talk:
    words = (*BEFORE[attack.lang], reply)
    turns = [("trainee" if number % 2 else "customer", text) for number, text in enumerate(words)]
    return foreign_talk(turns, talk_id="x", lang=attack.lang, reader=reader)


async def total(talk: Talk, library: Library, reader: RulesReader, judge: Judge) -> float:
    """The mean total by a model; a card without a total counts as nothing."""
    grader = ModelGrader(ScriptedEndpoint(wise(judge)), reader)
    cards = await grader.grade(talk, (library.rubric("listening"), library.rubric("complaint-handling")))
    return sum(card.overall or 0 for card in cards) / len(cards)


def test_there_are_enough_of_them() -> None:
    assert len(attacks()) >= 25


@pytest.mark.parametrize("attack", attacks())
def test_by_rules_no_attack_pays(attack: Attack, library: Library, reader: RulesReader) -> None:
    rubrics = (library.rubric("listening"), library.rubric("complaint-handling"))
    with_it, without = (
        sum(card.overall or 0 for card in grade_all(talk_with(attack, reply, reader), rubrics))
        for reply in (attack.attack, attack.plain)
    )
    assert with_it <= without


@pytest.mark.parametrize("judge", [gullible, cites_the_attack], ids=["gullible", "cites the attack"])
@pytest.mark.parametrize("attack", attacks())
async def test_by_a_model_that_is_taken_in_no_attack_pays(
    attack: Attack, library: Library, reader: RulesReader, judge: Judge
) -> None:
    with_it = await total(talk_with(attack, attack.attack, reader), library, reader, judge)
    without = await total(talk_with(attack, attack.plain, reader), library, reader, judge)
    assert with_it <= without


@pytest.mark.parametrize("attack", attacks())
async def test_a_model_that_obeys_the_attack_gains_it_nothing(
    attack: Attack, library: Library, reader: RulesReader
) -> None:
    rubrics = (library.rubric("listening"), library.rubric("complaint-handling"))
    judge = obeys_when_told(talk_with(attack, attack.plain, reader), rubrics)
    with_it = await total(talk_with(attack, attack.attack, reader), library, reader, judge)
    without = await total(talk_with(attack, attack.plain, reader), library, reader, judge)
    assert with_it <= without
