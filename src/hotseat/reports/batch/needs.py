"""Who needs what practice: what everybody misses, each person's weakest criterion, and each criterion's people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from hotseat.reports.batch.gather import Group, Judged
from hotseat.reports.batch.titles import Titles
from hotseat.reports.batch.words import Quoted, Words, level_cell, quoted
from hotseat.scorecard import VerdictWord

MOST_CHIPS: Final = 12
RARELY: Final = 0.1
"""A check met in no more than this share of the talks is missed by everybody."""
CROWD: Final = 3
"""So many people or teams are needed to speak of everybody."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A check that was missed, and how often."""

    ask: str
    missed: int
    answered: int
    example: str
    badge: str
    """How far the grader can be trusted in it; empty when nobody has looked."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one person should practise next."""

    who: str
    talks: int
    total: str
    topic: str
    """Title of their weakest criterion; empty when nothing was missed but what everybody misses."""
    topic_id: str
    check: str
    lack: Lack | None
    said: Quoted | None


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to practise and who needs it."""

    title: str
    people: tuple[str, ...]
    more: int
    lack: Lack


def everybodys(judged: Judged) -> tuple[str, ...]:
    """The checks that hardly anybody meets, the most often missed first."""
    if len(judged.groups) < CROWD:
        return ()
    rare = [check for check, tally in judged.checks.items() if tally.met is not None and tally.met <= RARELY]
    rare = [check for check in rare if sum(bool(one.checks[check]["no"]) for one in _asked(judged, check)) >= CROWD]
    rare.sort(key=lambda check: (-judged.checks[check].words["no"], check))
    return tuple(rare)


def _asked(judged: Judged, check: str) -> list[Group]:
    return [group for group in judged.groups.values() if check in group.checks]


def lack_of(check: str, counts: Mapping[VerdictWord, int], judged: Judged, titles: Titles, words: Words) -> Lack:
    """A check with its counts."""
    yes, no = counts.get("yes", 0), counts.get("no", 0)
    return Lack(titles.check(check), no, yes + no, titles.example(check), words.badge_label(judged, check))


def need_of(group: Group, judged: Judged, titles: Titles, words: Words, common: Iterable[str] = ()) -> Need:
    """The criterion in which a person falls short most, and the check they missed most in it; quotes come first."""
    own = {check: found for check, found in group.checks.items() if check not in set(common)}
    missed = [check for check, found in own.items() if found["no"]]
    topic = min({judged.criterion_of[one] for one in missed}, key=lambda one: _standing(own, judged, one), default="")
    inside = [check for check in missed if judged.criterion_of[check] == topic]
    check = max(inside, key=lambda one: (own[one]["no"] * (1.5 if group.words[one].text else 1), one), default="")
    said = group.words.get(check)
    return Need(
        who=words.who(group.name),
        talks=group.talks,
        total=level_cell(group.totals, 100).text,
        topic=titles.criterion(topic) if topic else "",
        topic_id=topic,
        check=check,
        lack=lack_of(check, own[check], judged, titles, words) if check else None,
        said=quoted(said, words) if said and said.text else None,
    )


def _standing(own: Mapping[str, Counter[VerdictWord]], judged: Judged, criterion: str) -> tuple[float, str]:
    """How a person does in a criterion, also beside everybody: the share met, twice, less everybody's share."""
    checks = [check for check in own if judged.criterion_of[check] == criterion]
    mine = _share(own[check] for check in checks)
    return (2 * mine - _share(judged.checks[check].words for check in checks), criterion)


def _share(verdicts: Iterable[Counter[VerdictWord]]) -> float:
    yes = answered = 0
    for words in verdicts:
        yes += words["yes"]
        answered += words["yes"] + words["no"]
    return yes / answered if answered else 1.0


def topics_of(needs: Iterable[Need], judged: Judged, titles: Titles, words: Words) -> tuple[Topic, ...]:
    """What to practise, the most needed first."""
    by_topic: dict[str, list[Need]] = {}
    for need in needs:
        if need.topic:
            by_topic.setdefault(need.topic_id, []).append(need)
    ordered = sorted(by_topic.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_topic(topic, found, judged, titles, words) for topic, found in ordered)


def _topic(topic: str, needs: list[Need], judged: Judged, titles: Titles, words: Words) -> Topic:
    check = Counter(one.check for one in needs).most_common(1)[0][0]
    return Topic(
        title=titles.criterion(topic),
        people=tuple(one.who for one in needs[:MOST_CHIPS]),
        more=max(len(needs) - MOST_CHIPS, 0),
        lack=lack_of(check, judged.checks[check].words, judged, titles, words),
    )
