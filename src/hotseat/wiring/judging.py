"""What is said of a talk: graders, debriefs, people's marks, and the reports of a batch."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from hotseat.i18n import mark, translator

if TYPE_CHECKING:
    from pathlib import Path

    from hotseat.debrief import Debrief
    from hotseat.debrief.findings import Findings
    from hotseat.errors import RunError
    from hotseat.grader import Grader
    from hotseat.grader.canary import CanaryBook
    from hotseat.lang import Lang
    from hotseat.reliability.calibration import Calibration
    from hotseat.reliability.marking import Marking
    from hotseat.reports.batch import Wish
    from hotseat.rubric import Rubric
    from hotseat.scorecard import Scorecard
    from hotseat.session import Session
    from hotseat.store.scores import Wordings
    from hotseat.transcripts import Roles
    from hotseat.wiring.parts import Parts

RUBRICS = ("listening", "complaint-handling")
"""What a practice is judged by unless something else was asked for."""

NO_GRADER = mark("no model is set up for the grader; name one with --model, or see `{config}`")

GraderKind = Literal["rules", "model"]
"""Who may grade."""


class Judging:
    """Who judges talks, and what comes of it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def grader(self, kind: GraderKind, *, redact: bool | None = None, blind: bool = False) -> Grader:
        """Who grades.

        Args:
            kind: rules or model.
            redact: mask what leads to a person before it leaves the machine; None as the server's place asks for.
            blind: withhold the customer's later turns from a model.

        Raises:
            SettingsError: no model is set up for the grader.
        """
        from hotseat.errors import SettingsError
        from hotseat.grader import RulesGrader

        if kind == "rules":
            return RulesGrader()
        from hotseat.grader.model import ModelGrader

        parts = self._parts
        endpoint = parts.endpoint("grader")
        if endpoint is None:
            raise SettingsError(NO_GRADER, config="hotseat config")
        masks = parts.redacts("grader") if redact is None else redact
        return ModelGrader(endpoint, parts.reader, redact=masks, blind=blind, canaries=self._canaries)

    @cached_property
    def _canaries(self) -> CanaryBook:
        """What came of the talk that no grader may let pass."""
        from hotseat.grader.canary import CanaryBook

        return CanaryBook(self._parts.settings.data_dir)

    def rubrics(self, ids: tuple[str, ...]) -> tuple[Rubric, ...]:
        """The rubrics that were asked for; the usual ones when none was."""
        return tuple(map(self._parts.library.rubric, ids or RUBRICS))

    def findings(
        self, session: Session, others: tuple[Scorecard, ...] = (), wordings: Wordings | None = None
    ) -> Findings:
        """The debrief of a session by rules, with what other graders said of it and what a model worded better.

        Graders can be trusted as last found in the data folder.
        """
        from hotseat.debrief import debrief
        from hotseat.debrief.findings import Findings

        parts, rubrics = self._parts, self.rubrics(session.header.rubrics)
        found = debrief(session, rubrics, parts.reader, others=others).worded(wordings)
        return Findings(self._priced(session, found), rubrics, parts.library.sources(), self._calibration)

    def findings_of(self, path: Path, session: Session) -> Findings:
        """The debrief of a saved session, with all that stands beside it.

        Raises:
            SessionFileError: what stands beside it cannot be read.
        """
        from hotseat.store.scores import by_models, wordings

        return self.findings(session, by_models(path), wordings(path))

    async def second_opinion(self, session: Session, findings: Findings) -> Findings:
        """The findings with a model's scorecards and wordings; as they are where no model is set up.

        Raises:
            ModelError: the model could not grade; a failure of the wordings alone leaves the offline ones.
        """
        from contextlib import suppress

        from hotseat.debrief import reworded
        from hotseat.errors import ModelError
        from hotseat.grader import talk_of
        from hotseat.store.scores import newest

        parts, found = self._parts, findings.debrief
        endpoint = parts.endpoint("grader")
        if endpoint is None:
            return findings
        cards = await self.grader("model").grade(talk_of(session), findings.rubrics)
        graded = found.model_copy(update={"others": newest((*found.others, *cards))})
        with suppress(ModelError):  # the offline wordings stand
            graded = await reworded(
                graded,
                session,
                findings.rubrics,
                reader=parts.reader,
                endpoint=endpoint,
                redact=parts.redacts("grader"),
            )
        return replace(findings, debrief=self._priced(session, graded))

    def _priced(self, session: Session, found: Debrief) -> Debrief:
        """The debrief with what the models of the talk cost."""
        from hotseat.costs import costs

        spent = costs(session, found.others, found.wordings, self._parts.prices)
        return found.model_copy(update={"costs": spent})

    @property
    def _calibration(self) -> Calibration | RunError | None:
        from hotseat.errors import RunError
        from hotseat.reliability.calibration import load_calibration

        try:
            return load_calibration(self._parts.settings.data_dir)
        except RunError as error:  # a debrief is worth reading without badges; it says why there are none
            return error

    def marking(
        self,
        path: Path,
        *,
        rater: str,
        rubrics: tuple[str, ...] = (),
        marks: Path | None = None,
        roles: Roles | None = None,
        encoding: str = "",
    ) -> Marking:
        """A rater's way through the talks of a file or folder; nothing is read yet but the rubrics."""
        from hotseat.practice import now
        from hotseat.reliability.marking import Marking
        from hotseat.transcripts import read_talks

        parts = self._parts
        return Marking(
            read_talks(path, reader=parts.reader, roles=roles, apart=True, encoding=encoding),
            self.rubrics(rubrics),
            marks or parts.settings.data_dir / "marks.jsonl",
            rater,
            now,
        )

    def shape(self, reference: str) -> dict[str, tuple[str, ...]]:
        """The criteria of a rubric reference with their checks; nothing when that version is not to be had."""
        from hotseat.errors import HotseatError

        rubric_id, _, version = reference.partition("@")
        try:
            rubric = self._parts.library.rubric(rubric_id)
        except HotseatError:
            return {}  # marks outlive their rubric; the caller says that they have no scorecard
        if str(rubric.version) != version:
            return {}
        return {one.id: tuple(check.id for check in one.checks) for one in rubric.criteria}

    def wish(
        self,
        *,
        lang: Lang | None = None,
        group_by: str | None = None,
        anonymise: bool = False,
        before: Path | None = None,
    ) -> Wish:
        """How the reports of a batch are wanted; the interface's language unless another is given."""
        from hotseat.reports.batch import Wish

        parts = self._parts
        language = lang or parts.lang
        return Wish(
            lang=language,
            tr=translator(language),
            rubrics=parts.library,
            group_by=group_by,
            anonymise=anonymise,
            before=before,
            calibrations=(parts.settings.data_dir,),
        )
