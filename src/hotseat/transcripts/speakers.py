"""Who is the trainee: by what was said on the command line, else by words that everybody uses, else nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, get_args

from hotseat.errors import Sentence, TranscriptError
from hotseat.i18n import mark
from hotseat.text import fold

Role = Literal["trainee", "customer", "skip", "text"]
"""trainee · customer · skip: neither, its lines are left out · text: no speaker, the line belongs to the one before."""

_WORDS: Final[dict[Role, tuple[str, ...]]] = {
    "trainee": (
        *("客服", "客户服务", "客户经理", "坐席", "座席", "店员", "员工", "学员", "服务员", "营业员", "业务员", "售后"),
        *("接待员", "接线员", "导购", "专员", "客服代表", "customer service", "customer support", "customer care"),
        *("agent", "trainee", "staff", "employee", "representative", "rep", "advisor", "adviser", "clerk", "operator"),
    ),
    "customer": (
        *("客户", "顾客", "用户", "客人", "买家", "来电者", "来电人", "投诉人", "消费者", "访客"),
        *("customer", "client", "caller", "guest", "buyer", "shopper", "consumer", "visitor"),
        *("end-user", "end user", "requester"),
    ),
    "skip": ("系统", "机器人", "system", "bot"),
}
"""Folded: lower case, Traditional characters as Simplified."""

_ROLE_OF: Final[dict[str, Role]] = {word: role for role, words in _WORDS.items() for word in words}


def _whole(word: str) -> str:
    return rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word


_KNOWN: Final = re.compile("|".join(map(_whole, sorted(_ROLE_OF, key=len, reverse=True))))
_ANYONE_ELSE: Final = "*"
_PAIR: Final = re.compile(r"[^,，][^=＝]*(?:[=＝][^,，]*)?")
"""NAME=ROLE; what ends without a role is none, and is told."""
_SIDES: Final = ("user", "assistant")
"""The roles of OpenAI messages; which of them is the trainee has to be said."""


@dataclass(frozen=True)
class Roles:
    """What was said about who is who; without a word it knows only what everybody knows."""

    trainee: str = ""
    """Name of the trainee; `user` or `assistant` for OpenAI messages."""
    named: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    """Role by folded name; `*` stands for anyone else."""
    _met: set[str] = field(default_factory=set, compare=False)
    """Those of these names that some talk has."""

    @classmethod
    def parse(cls, pairs: Iterable[str], *, trainee: str = "") -> Roles:
        """From words of the form `NAME=ROLE,NAME=ROLE`; a name may hold commas, as “Smith, John”.

        Raises:
            TranscriptError: a pair is none, or its role is unknown.
        """
        named: dict[str, Role] = {}
        for pair in (one for word in pairs for one in _PAIR.findall(word) if one.strip()):
            name, _, role = pair.replace("＝", "=").rpartition("=")
            found: Role | None = next((one for one in get_args(Role) if one == role.strip()), None)
            if not name.strip() or found is None:
                raise TranscriptError(
                    mark("{pair!r} is not NAME=ROLE with a role of {roles}"),
                    pair=pair.strip()[:80],
                    roles=", ".join(get_args(Role)),
                )
            named[_folded(name)] = found
        return cls(trainee=_folded(trainee), named=MappingProxyType(named))

    def of(self, name: str) -> Role | None:
        """The role of a speaker; None when it cannot be told."""
        if not self.named and not self.trainee and name in _ROLE_OF:
            return _ROLE_OF[name]
        folded = _folded(name)
        if folded in self.named or folded == self.trainee:
            self._met.add(folded)
        if folded in self.named:
            return self.named[folded]
        if self.trainee and (folded == self.trainee or folded in _SIDES):
            return "trainee" if folded == self.trainee else self._other_side()
        known = None if folded in _SIDES else _well_known(folded)
        return known or self.named.get(_ANYONE_ELSE)

    @property
    def unmet(self) -> tuple[str, ...]:
        """Names that were said on the command line and that no talk read so far has."""
        said = dict.fromkeys((*self.named, *filter(None, (self.trainee,))))
        return tuple(name for name in said if name not in (self._met | {_ANYONE_ELSE, *_SIDES}))

    def _other_side(self) -> Role | None:
        return "customer" if self.trainee in _SIDES else None

    def all_of(self, names: Iterable[str]) -> dict[str, Role]:
        """The role of everyone who speaks in one talk; where one of two is known, the other is opposite.

        Raises:
            TranscriptError: it cannot be told who is the trainee; names the speakers and the remedy.
        """
        found = {name: self.of(name) for name in names}
        speaking = [name for name, role in found.items() if role not in ("skip", "text")]
        unknown = [name for name in speaking if found[name] is None]
        if len(speaking) == 2 and len(unknown) == 1:
            other = next(found[name] for name in speaking if name not in unknown)
            found[unknown[0]] = "customer" if other == "trainee" else "trainee"
        roles = {name: role for name, role in found.items() if role is not None}
        if len(roles) < len(found) or "trainee" not in roles.values():
            was_told = "trainee" in roles.values() and (bool(self.trainee) or "trainee" in self.named.values())
            raise TranscriptError(_who(speaking, unknown or speaking, knows_trainee=was_told))
        return roles

    def __reduce__(self) -> tuple[type[Roles], tuple[str, dict[str, Role]]]:
        return Roles, (self.trainee, dict(self.named))


def trainee_of(roles: Mapping[str, Role]) -> str:
    """The name of the trainee, where there is one and it is more than a word for the part that they play."""
    names = [name for name, role in roles.items() if role == "trainee"]
    return names[0] if len(names) == 1 and _is_name(names[0]) else ""


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """A name without the words for the part that is played, folded: 小周 for 客服小周, zhou for Agent Zhou.

    Words for the part alone stay as they are, folded.
    """
    folded = _folded(name)
    return _KNOWN.sub("", folded).strip(" ()[]（）【】-_:：") or folded


def _is_name(speaker: str) -> bool:
    """False for “Agent” and “Agent 3”, true for 客服小周 and for a staff number."""
    rest = _KNOWN.sub("", _folded(speaker))
    return any(char.isalpha() for char in rest) or sum(char.isdigit() for char in rest) >= _LEAST_OF_NUMBER


_LEAST_OF_NUMBER: Final = 3


def _who(speaking: list[str], unknown: list[str], *, knows_trainee: bool) -> Sentence:
    shown = [name[:30] for name in unknown[:3]] or ["NAME"]
    wanted = ["customer" if knows_trainee else "trainee", "customer", "customer"]
    pairs = ",".join(f"{name}={role}" for name, role in zip(shown, wanted, strict=False))
    if speaking and not knows_trainee and all(_well_known(_folded(name)) == "customer" for name in speaking):
        alone = mark("only the customer speaks here ({found}); if it is the trainee, add {pairs}")
        return Sentence(alone, found=", ".join(name[:30] for name in speaking[:8]), pairs=f'--roles "{pairs}"')
    trainee = mark(
        "who is the trainee? Speakers found: {found}. Say who is who, for instance --roles {pairs} "
        "(skip leaves a speaker out, text means that it is no speaker)"
    )
    others = mark(
        "who are the others? Speakers found: {found}. Say who is who, for instance --roles {pairs} "
        "(skip leaves a speaker out, text means that it is no speaker)"
    )
    return Sentence(
        others if knows_trainee else trainee,
        found=", ".join(name[:30] for name in speaking[:8]) or "-",
        pairs=f'"{pairs}"',
    )


def _well_known(folded: str) -> Role | None:
    roles = {_ROLE_OF[found] for found in _KNOWN.findall(folded)}
    return roles.pop() if len(roles) == 1 else None


def _folded(name: str) -> str:
    return fold(name).text.strip()
