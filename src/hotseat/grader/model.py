"""The model grader: answers what rules cannot count, shows its evidence, and is believed no further than that.

Rules grade every talk too. The model gets the checks in one request; each answer must be borne out by the trainee's own
words, found by code (`proof`). Where it differs from the rules it is asked again, and the two are put side by side
(`panel`). Level, total and caps are the rubric's arithmetic, as for rules.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from hotseat.errors import ModelAbsentError, ModelError
from hotseat.grader.asking import (
    Answered,
    Ask,
    Part,
    Question,
    Questionnaire,
    Sending,
    is_silent,
    parts,
    prompt_hash,
    sheet_schema,
    whole,
)
from hotseat.grader.canary import CanaryBook, bad_talk, judged
from hotseat.grader.evidence import Evidence, flags_of
from hotseat.grader.grading import grade_all, scorecard, verdicts_of
from hotseat.grader.panel import counts, joined, samples_wanted, settle
from hotseat.grader.proof import Proof, Witness
from hotseat.grader.talk import Talk
from hotseat.llm.seam import Endpoint, Message, Usage
from hotseat.reader import RulesReader
from hotseat.redaction import NoRedaction, Redaction, redaction_for
from hotseat.rubric import Rubric
from hotseat.scorecard import GraderInfo, Scorecard, Verdict
from hotseat.text import Lang
from hotseat.tokens import count

MOST_TOKENS: Final = 6_000
"""So many tokens of a talk go into one request; a longer one is graded in overlapping parts."""

ANSWER_TOKENS: Final = 25
"""Tokens that the answer to a check costs, on average at most."""

ASKED_AGAIN: Final = 0.25
"""Share of the checks that is reckoned to be asked again, three times over, when the cost is estimated."""


class ModelGrader:
    """A model behind the seam, with the rules beside it."""

    def __init__(
        self,
        endpoint: Endpoint,
        reader: RulesReader,
        *,
        redact: bool = True,
        blind: bool = False,
        canaries: CanaryBook | None = None,
        most_tokens: int = MOST_TOKENS,
    ) -> None:
        """A grader that asks `endpoint`.

        Args:
            endpoint: the model.
            reader: the rules, which know words to the examiner.
            redact: mask numbers and addresses of real people before they leave this machine.
            blind: withhold the customer's later turns, so that replies are judged on their own.
            canaries: where the outcomes of the known-bad talk are kept; None forgets them with the grader.
            most_tokens: how many tokens of a talk go into one request.
        """
        self._endpoint, self._reader = endpoint, reader
        self._redact, self._blind, self._most_tokens = redact, blind, most_tokens
        self._canaries = canaries or CanaryBook()
        self._questionnaire = Questionnaire()
        self._trying = asyncio.Lock()
        self._absences: list[ModelAbsentError] = []
        self._reckoned: set[tuple[tuple[str, ...], Lang]] = set()

    def key(self, rubric: Rubric) -> str:
        """Model, prompt, rubric, and what of the talk is sent."""
        sent = f"{'blind' if self._blind else 'open'}-{'masked' if self._redact else 'plain'}"
        return f"model:{self._endpoint.model}:{prompt_hash()}:{rubric.digest}:{sent}"

    def estimate(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> Usage:
        """About what grading a talk will cost; the first of a language pays for the known-bad talk too."""
        run, share = _Run(self, talk, rubrics), 1 + 2 * ASKED_AGAIN
        own = Usage(prompt=round(run.prompt_tokens() * share), completion=round(len(run.asked) * ANSWER_TOKENS * share))
        untried = tuple(
            self.key(rubric) for rubric in rubrics if self._canaries.find(self.key(rubric), talk.lang) is None
        )
        if not untried or (untried, talk.lang) in self._reckoned:
            return own
        self._reckoned.add((untried, talk.lang))
        bad = _Run(self, bad_talk(talk.lang), rubrics)
        return own + Usage(prompt=bad.prompt_tokens(), completion=len(bad.asked) * ANSWER_TOKENS)

    async def grade(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> tuple[Scorecard, ...]:
        """A scorecard for each rubric; by rules, and flagged, where the model let the known-bad talk pass.

        What the known-bad talk cost is counted with the talk for which it was tried.

        Raises:
            ModelError: the model failed; nothing was graded, and it says what was spent.
        """
        spent = await self._try_canary(rubrics, talk.lang)
        void = [rubric for rubric in rubrics if self._is_void(rubric, talk.lang)]
        run = _Run(self, talk, tuple(rubric for rubric in rubrics if rubric not in void), spent)
        if run.rubrics:
            await run.ask()
        found = {card.rubric: card for card in run.cards()}
        for card in grade_all(talk, void) if void else ():
            found[card.rubric] = _voided(card, self._endpoint.model, Usage() if found else spent)
        return tuple(found[f"{rubric.id}@{rubric.version}"] for rubric in rubrics)

    def _is_void(self, rubric: Rubric, lang: Lang) -> bool:
        found = self._canaries.find(self.key(rubric), lang)
        return found is not None and found.is_void

    async def _try_canary(self, rubrics: tuple[Rubric, ...], lang: Lang) -> Usage:
        """Have the known-bad talk graded unless it was; what that cost. Who waits meets the same absent server."""
        met = len(self._absences)
        async with self._trying:
            if all(self._canaries.find(self.key(rubric), lang) for rubric in rubrics):
                return Usage()
            if len(self._absences) > met:
                last = self._absences[-1]
                raise ModelAbsentError(last.what, at=last.at)
            run = _Run(self, bad_talk(lang), rubrics)
            try:
                answers = await run.answers(run.asked, whole(run.talk), NoRedaction())
            except ModelAbsentError as error:
                self._absences.append(error)
                raise
            for rubric in rubrics:
                self._canaries.add(judged(self.key(rubric), lang, run.asked, answers, rubric.id))
            return run.usage


class _Run:
    """The grading of one talk."""

    def __init__(
        self, grader: ModelGrader, talk: Talk, rubrics: tuple[Rubric, ...], usage: Usage | None = None
    ) -> None:
        self.grader, self.talk, self.rubrics = grader, talk, rubrics
        self.facts = Evidence(talk)
        self.rules = {rubric.id: verdicts_of(rubric, self.facts) for rubric in rubrics}
        self.asked = grader._questionnaire.questions(rubrics, self.rules)
        self.usage = usage or Usage()
        self.model = grader._endpoint.model
        self._witness = Witness(self.facts, grader._reader)
        self._proofs: dict[Ask, list[Proof]] = {one.ask: [] for one in self.asked}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The talk in pieces that fit into one request each."""
        return parts(self.talk, most_tokens=self.grader._most_tokens)

    # --- asking ----------------------------------------------------------------------------------------------

    async def ask(self) -> None:
        """Ask every check once, and the borderline ones until they are settled."""
        if is_silent(self.facts):
            return
        wanted: Sequence[Question] = self.asked
        while wanted:
            found = await self._sample(wanted)
            for one in wanted:
                self._proofs[one.ask].append(found[one.ask])
            wanted = [one for one in self.asked if samples_wanted(one, self._proofs[one.ask]) > self._count(one)]

    def _count(self, question: Question) -> int:
        return len(self._proofs[question.ask])

    async def _sample(self, wanted: Sequence[Question]) -> dict[Ask, Proof]:
        """One answer to each question, joined over the parts of the talk."""
        found: dict[Ask, list[Proof]] = {one.ask: [] for one in wanted}
        for part in await asyncio.to_thread(lambda: self.parts):  # counting a long talk may unpack the vocabulary
            own = [one for one in wanted if part.takes(one)]
            for ask, proof in (await self._proven(own, part)).items():
                found[ask].append(proof)
        return {one.ask: joined(one, found[one.ask]) for one in wanted}

    async def _proven(self, asked: Sequence[Question], part: Part) -> dict[Ask, Proof]:
        """Answers that were looked at; those that do not hold are asked for once more."""
        proofs = await self._looked_at(asked, part)
        failed = [one for one in asked if proofs[one.ask].fault]
        return {**proofs, **(await self._looked_at(failed, part))} if failed else proofs

    async def _looked_at(self, asked: Sequence[Question], part: Part) -> dict[Ask, Proof]:
        if not asked:
            return {}
        redaction = redaction_for(masks=self.grader._redact)
        answers = await self.answers(asked, part, redaction)
        return {
            one.ask: self._witness.prove(one, answers.get(number), redaction)
            for number, one in enumerate(asked, start=1)
        }

    async def answers(self, asked: Sequence[Question], part: Part, redaction: Redaction) -> dict[int, Answered]:
        """What the model says, by the number of the check; the first answer to each counts."""
        try:
            answer = await self.grader._endpoint.ask(self.messages(asked, part, redaction), sheet_schema())
        except ModelError as error:
            error.spent = self.usage + (error.spent or Usage())
            raise
        self.usage += answer.usage
        self.model = answer.model or self.model
        return {one.id: one for one in reversed(answer.value.checks)}

    def prompt_tokens(self) -> int:
        """How many tokens asking everything once sends."""
        return sum(
            count(message.content)
            for part in self.parts
            for message in self.messages([one for one in self.asked if part.takes(one)], part, NoRedaction())
        )

    def messages(self, asked: Sequence[Question], part: Part, redaction: Redaction) -> tuple[Message, ...]:
        """The request for some checks over one part of the talk."""
        sending = Sending(redaction, self.grader._reader, self.grader._blind)
        return self.grader._questionnaire.messages(asked, part.turns, self.talk.lang, sending)

    # --- the cards -------------------------------------------------------------------------------------------

    def cards(self) -> Iterator[Scorecard]:
        """A scorecard for each rubric."""
        flags = flags_of(self.talk, self.facts)
        for rubric, usage in zip(self.rubrics, self._shares(), strict=True):
            verdicts = {**self.rules[rubric.id], **self._settled(rubric)}
            yield scorecard(rubric, self.facts, verdicts, flags=flags, grader=self._info(rubric, usage))

    def _settled(self, rubric: Rubric) -> dict[str, Verdict]:
        return {
            one.ask.check.id: settle(one, self._proofs[one.ask])
            for one in self.asked
            if one.ask.rubric.id == rubric.id and self._proofs[one.ask]
        }

    def _info(self, rubric: Rubric, usage: Usage) -> GraderInfo:
        return GraderInfo(
            kind="model",
            model=self.model,
            prompt=prompt_hash(),
            rubric=rubric.digest,
            lang=self.talk.lang,
            tokens=usage.prompt + usage.completion,
            usage=usage,
            spread={
                one.ask.check.id: dict(counts(self._proofs[one.ask]))
                for one in self.asked
                if self._count(one) > 1 and one.ask.rubric.id == rubric.id
            },
            blind=self.grader._blind,
        )

    def _shares(self) -> list[Usage]:
        """Each rubric's part of what the requests cost, by its share of the checks; together they are all of it."""
        asked = Counter(one.ask.rubric.id for one in self.asked)
        left, weight = self.usage, sum(asked.values())
        shares = []
        for rubric in self.rubrics:
            own = _part(left, asked[rubric.id], weight)
            shares.append(own)
            left = Usage(
                prompt=left.prompt - own.prompt,
                completion=left.completion - own.completion,
                cached=left.cached - own.cached,
            )
            weight -= asked[rubric.id]
        return shares


def _part(whole: Usage, weight: int, of: int) -> Usage:
    if of == 0:
        return whole
    return Usage(
        prompt=whole.prompt * weight // of,
        completion=whole.completion * weight // of,
        cached=whole.cached * weight // of,
    )


def _voided(card: Scorecard, model: str, usage: Usage) -> Scorecard:
    info = card.grader.model_copy(update={"model": model, "prompt": prompt_hash(), "usage": usage})
    return card.model_copy(update={"grader": info, "flags": (*card.flags, "void_grader")})
