"""How far a grader can be trusted, check by check: its verdicts beside people's marks, and theirs beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError

from hotseat.errors import RunError
from hotseat.i18n import mark
from hotseat.reliability.agreement import RESAMPLES, Metric, Pair, alpha, bias, bootstrap, raw_agreement, weighted_kappa
from hotseat.reliability.marks import Mark, Place
from hotseat.runs import Scored
from hotseat.scorecard import Verdict, VerdictWord, level
from hotseat.text import Model

FILE: Final = "calibration.json"

Badge = Literal["trusted", "watch", "advisory", "too_few"]
"""trusted: alpha from .6 · watch: from .4 · advisory: below · too_few: under 20 pairs, or people hardly ever said
anything but the one same answer, so that no figure beyond chance means much."""

Compared = Literal["check", "criterion"]
"""What a grader is compared by."""

ENOUGH_PAIRS: Final = 20
ENOUGH_VARIED: Final = 5
TRUSTED: Final = 0.6
WATCHED: Final = 0.4

ORDER: Final[dict[VerdictWord, float]] = {"no": 0, "na": 1, "yes": 2}
"""A check's answers in order: not applicable lies between, so a slip from no to yes weighs twice."""


class Agreement(Model):
    """How far two judges agree."""

    n: int
    """Pairs compared."""
    varied: int
    """How many answers of the second judge were not their commonest one."""
    raw: float | None
    """Share of equal answers, 0–1."""
    kappa: float | None
    """Weighted kappa, linear."""
    alpha: float | None
    """Krippendorff's alpha: nominal for checks, interval for levels."""
    low: float | None = None
    """Of the 95 % interval of alpha, by bootstrap over sessions."""
    high: float | None = None
    bias: float | None = None
    """How much more the machine says yes (share of talks, −1 to 1, not applicable counting half), or how many levels
    more it gives (−5 to 5); None between people."""


class Trust(Model):
    """What is known of one check or criterion."""

    rubric: str
    """id@version."""
    grader: str
    """Kind and model; empty when only people were compared."""
    kind: Compared
    id: str
    machine: Agreement | None = None
    people: Agreement | None = None
    badge: Badge | None = None
    """None when no machine was compared."""


class Calibration(Model):
    """The outcome of a calibration, kept beside the marks."""

    v: Literal[1] = 1
    raters: tuple[str, ...]
    marks: int
    sessions: int
    unmatched: int = 0
    """Marks whose session and rubric version have no scorecard."""
    unread: int = 0
    """Pairs left out because one side could not say."""
    found: tuple[Trust, ...]

    def badge(self, rubric: str, check: str, grader: str = "rules", *, kind: Compared = "check") -> Badge | None:
        """The badge of a check or criterion; None when it was never compared."""
        return next(
            (
                one.badge
                for one in self.found
                if (one.rubric, one.id, one.grader, one.kind) == (rubric, check, grader, kind)
            ),
            None,
        )


def load_calibration(*folders: Path) -> Calibration | None:
    """The first calibration found in these folders.

    Raises:
        RunError: a calibration file is there and is not fit to be read.
    """
    for folder in folders:
        path = folder / FILE
        try:
            return Calibration.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            continue
        except (OSError, ValidationError) as error:
            why = mark("is no calibration; delete it or run `hotseat calibrate` again")
            raise RunError(why, at=path) from error
    return None


def badge_of(found: Agreement) -> Badge:
    """What a figure allows to be said."""
    if found.n < ENOUGH_PAIRS or found.varied < ENOUGH_VARIED or found.alpha is None:
        return "too_few"
    if found.alpha >= TRUSTED:
        return "trusted"
    return "watch" if found.alpha >= WATCHED else "advisory"


Session = tuple[tuple[float, ...], ...]
"""What was said in one session: what the judges of each unit said of it, the machine first."""


@dataclass
class _Case:
    """What a machine and people said of one thing in one session."""

    machine: float | None
    people: tuple[float, ...]


@dataclass
class _Counts:
    unmatched: int = 0
    unread: int = 0
    cases: dict[tuple[str, str, str, str], list[_Case]] = field(default_factory=lambda: defaultdict(list))
    """By rubric, grader, kind and id."""


def calibrate(
    marks: Mapping[Place, Mark],
    cards: Iterable[Scored] = (),
    *,
    shape: Callable[[str], Mapping[str, tuple[str, ...]]] = lambda _: {},
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Calibration:
    """Compare marks with scorecards of the same talk and rubric version, and with each other.

    Args:
        cards: read once; only those of marked talks are looked at.
        shape: the criteria of a rubric reference and the checks of each, for rubrics that no card shows.
    """
    by_talk: dict[tuple[str, str], dict[str, dict[str, VerdictWord]]] = defaultdict(lambda: defaultdict(dict))
    for place, given in marks.items():
        if given.verdict is not None:
            by_talk[place.talk, place.rubric][place.rater][place.check] = given.verdict
    counts, met = _Counts(), set()
    for card in cards:
        named = ((name, card.rubric) for name in (card.item, card.session))
        if found := next((one for one in named if one in by_talk), None):
            met.add(found)
            criteria = {one.id: tuple(check.id for check in one.checks) for one in card.criteria}
            said = {one.id: one.verdict for one in card.verdicts.values()}
            _compare(counts, card.rubric, card.by, criteria, said, by_talk[found])
    for talk, raters in by_talk.items():
        if talk not in met:
            _, rubric = talk
            counts.unmatched += sum(map(len, raters.values()))
            _compare(counts, rubric, "", shape(rubric), {}, raters)
    return Calibration(
        raters=tuple(sorted({place.rater for place in marks})),
        marks=len(marks),
        sessions=len({place.talk for place in marks}),
        unmatched=counts.unmatched,
        unread=counts.unread,
        found=tuple(_trust(key, cases, seed=seed, resamples=resamples) for key, cases in counts.cases.items() if cases),
    )


def _compare(
    counts: _Counts,
    rubric: str,
    grader: str,
    criteria: Mapping[str, tuple[str, ...]],
    said: Mapping[str, VerdictWord],
    raters: Mapping[str, Mapping[str, VerdictWord]],
) -> None:
    """One case for each check that was marked, and one for each criterion that was marked whole."""
    answers = [raters[name] for name in sorted(raters)]
    for criterion, checks in criteria.items():
        levels = tuple(found for one in answers if (found := _level(one, checks)) is not None)
        if levels:
            counts.cases[rubric, grader, "criterion", criterion].append(_Case(_level(said, checks), levels))
        for check in checks:
            marked = [one[check] for one in answers if check in one]
            people = tuple(ORDER[word] for word in marked if word in ORDER)
            machine = ORDER.get(said[check]) if check in said else None
            if said:
                counts.unread += len(marked) - (len(people) if machine is not None else 0)
            if people:
                counts.cases[rubric, grader, "check", check].append(_Case(machine, people))


def _level(words: Mapping[str, VerdictWord], checks: tuple[str, ...]) -> float | None:
    """The level that answers to all checks of a criterion make, blockers left aside on both sides."""
    if any(check not in words for check in checks):
        return None
    return level(tuple(Verdict(id=check, verdict=words[check]) for check in checks), blocked=False)


def _trust(key: tuple[str, str, str, str], cases: Sequence[_Case], *, seed: int, resamples: int) -> Trust:
    rubric, grader, kind, name = key
    metric: Metric = "nominal" if kind == "check" else "interval"
    pairs: list[Session] = [
        tuple((one.machine, mark) for mark in one.people) for one in cases if one.machine is not None
    ]
    among: list[Session] = [(one.people,) for one in cases if len(one.people) > 1]
    machine = _agreement(pairs, metric, seed=seed, resamples=resamples) if pairs else None
    people = _agreement(among, metric, seed=seed, resamples=resamples) if among else None
    if machine is not None:
        scale = 2 if kind == "check" else 1
        shift = bias(_pairs(pairs))
        machine = machine.model_copy(update={"bias": None if shift is None else shift / scale})
    return Trust(
        rubric=rubric,
        grader=grader if pairs else "",
        kind="check" if kind == "check" else "criterion",
        id=name,
        machine=machine,
        people=people,
        badge=badge_of(machine) if machine else None,
    )


def _agreement(sessions: Sequence[Session], metric: Metric, *, seed: int, resamples: int) -> Agreement:
    """All sessions together; the interval draws whole sessions, since what was said in one is not independent."""

    def found(drawn: Sequence[Session]) -> float | None:
        return alpha([unit for session in drawn for unit in session], metric)

    pairs = _pairs(sessions)
    interval = bootstrap(sessions, found, seed=seed, resamples=resamples)
    commonest = max(Counter(mark for _, mark in pairs).values())
    return Agreement(
        n=len(pairs),
        varied=len(pairs) - commonest,
        raw=raw_agreement(pairs),
        kappa=weighted_kappa(pairs),
        alpha=found(sessions),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
    )


def _pairs(sessions: Iterable[Session]) -> list[Pair]:
    return [pair for session in sessions for unit in session for pair in combinations(unit, 2)]
