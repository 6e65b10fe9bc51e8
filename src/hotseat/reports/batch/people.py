"""Who a talk belongs to: a name given with it, else whoever its folder belongs to, else who spoke as the trainee.

A folder belongs to the one person named in it, else to the one named elsewhere whose name it bears. Another folder
counts as a person only where folders tell people apart: where nobody is named at all and none holds several people,
or where one beside it bears the name of the only person in it. Spellings of a name are one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from hotseat.runs import Known, Run, Scored, each
from hotseat.transcripts import bare_name

PERSON_FIELDS: Final = ("trainee", "agent", "person", "name")
"""Metadata that say who the trainee was, the likeliest first."""

FOLDER: Final = "folder"
SPEAKER: Final = "speaker"

PEOPLE: Final = (*PERSON_FIELDS, FOLDER, SPEAKER)
"""Metadata that tell trainees apart: what names them, the folder that their talks lie in, the name they speak under."""

OTHERS: Final = ""
"""The group of those who have no name, or are beyond the number that is told apart."""

_MOST: Final = 10_000
"""So many folders are looked into for names, and so many names are remembered."""
_SPEAKERS_OF_ONE: Final = 2
"""So many names one person may speak under in a folder of their own."""


@dataclass(frozen=True, slots=True)
class People:
    """How the talks of a run are told apart."""

    field: str
    """The field of the metadata; empty when no field is fit and talks stand for themselves."""
    likely: tuple[str, ...]
    """Fields by which a talk goes, the first that it has; empty for `field` alone."""
    owners: dict[str, str]
    """Whose the folders are; a folder that is missing here is nobody's."""
    spelt: dict[str, str]
    """How a person's name is shown, by the bare name."""

    def of(self, card: Scored) -> str:
        """The person or team of a card; the talk itself when nothing tells people apart."""
        if not self.field:
            return card.name
        if not self.likely:
            return card.fields.get(self.field) or OTHERS
        found = ((name, card.fields.get(name)) for name in self.likely)
        return next((who for name, said in found if said and (who := self._who(name, said))), OTHERS)

    def spelt_as(self, other: People) -> People:
        """The same people, spelt as in another run where that has them, so that both know them by one name."""
        if not (self.likely and other.likely):
            return self
        names = {bare_name(who): who for who in other.owners.values()} | other.spelt
        owners = {folder: names.get(bare_name(who), who) for folder, who in self.owners.items()}
        return replace(self, owners=owners, spelt=self.spelt | names)

    def _who(self, name: str, said: str) -> str:
        return self.owners.get(said, OTHERS) if name == FOLDER else self.spelt.get(bare_name(said), said)


@dataclass(slots=True)
class _Folder:
    """Who is named in a folder, by bare names; no more are kept than tell whether there are several people."""

    trainees: set[str] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    """Without those whose name the folder bears."""
    bears_speaker: bool = False

    @property
    def are_several(self) -> bool:
        """True when the folder is no single person's."""
        return len(self.trainees) > 1 or len(self.speakers) > _SPEAKERS_OF_ONE


@dataclass
class _Census:
    """What one pass over a run says about names."""

    spelt: dict[str, str] = field(default_factory=dict)
    """Names among the metadata, as they were first spelt."""
    spoken: dict[str, str] = field(default_factory=dict)
    """Names under which trainees speak."""
    folders: dict[str, _Folder] = field(default_factory=dict)

    def note(self, fields: Mapping[str, str]) -> None:
        """Remember a talk's names."""
        folder, speaker = fields.get(FOLDER, ""), fields.get(SPEAKER, "")
        trainee = next((fields[one] for one in PERSON_FIELDS if fields.get(one)), "")
        if trainee and len(self.spelt) < _MOST:
            self.spelt.setdefault(bare_name(trainee), trainee)
        if speaker and len(self.spoken) < _MOST:
            self.spoken.setdefault(bare_name(speaker), speaker)
        if not folder or (folder not in self.folders and len(self.folders) >= _MOST):
            return
        found = self.folders.setdefault(folder, _Folder())
        if trainee and len(found.trainees) <= 1:
            found.trainees.add(bare_name(trainee))
        elif speaker and _are_alike(folder, bare_name(speaker)):
            found.bears_speaker = True
        elif speaker and len(found.speakers) <= _SPEAKERS_OF_ONE:
            found.speakers.add(bare_name(speaker))

    def _bears_its_person(self, folder: str, who: str) -> bool:
        return self.folders[folder].bears_speaker or bool(who and _are_alike(folder, bare_name(who)))

    def owners(self) -> dict[str, str]:
        """Whose the folders are, as shown."""
        named = {folder: self._named(folder, found) for folder, found in self.folders.items()}
        shared = {folder for folder, found in self.folders.items() if found.are_several}
        tells_apart = {_beside(folder) for folder, who in named.items() if self._bears_its_person(folder, who)}
        tells_apart -= {_beside(folder) for folder in shared}
        if not self.spelt and not shared:
            tells_apart = {_beside(folder) for folder in self.folders}
        shown = self._shown()
        own = {
            folder: who or (shown[folder] if _beside(folder) in tells_apart else "") for folder, who in named.items()
        }
        return {folder: who for folder, who in own.items() if who and folder not in shared}

    def _shown(self) -> dict[str, str]:
        """How folders are shown that are people: by the last name alone where somebody speaks under it in one only."""
        last = Counter(bare_name(_last(folder)) for folder in self.folders)
        return {
            folder: _last(folder) if found.bears_speaker and last[bare_name(_last(folder))] == 1 else folder
            for folder, found in self.folders.items()
        }

    def _named(self, folder: str, found: _Folder) -> str:
        """The one person named in a folder, or speaking there, else the one named elsewhere whose name it bears."""
        if len(found.trainees) == 1:
            return self.spelt.get(next(iter(found.trainees)), "")
        if len(found.speakers) == 1 and not found.trainees and (who := self.spelt.get(next(iter(found.speakers)))):
            return who
        bears = bare_name(_last(folder))
        alone = sum(bare_name(_last(one)) == bears for one in self.folders) == 1
        return self.spelt.get(bears, "") if alone and not found.trainees else ""


def _last(folder: str) -> str:
    return folder.rpartition("/")[2]


def _beside(folder: str) -> str:
    """What folders that lie beside each other have in common."""
    return folder.rpartition("/")[0]


def _are_alike(folder: str, bare: str) -> bool:
    """True for 小周 and a folder 周, for Ben Wu and a folder ben."""
    own = bare_name(_last(folder))
    return own in bare or bare in own


def people_of(run: Run, *, group_by: str | None = None) -> People:
    """By a field that was asked for, else by the likeliest that any talk has."""
    if group_by is not None and group_by not in PERSON_FIELDS:
        return People(group_by, (), {}, {})
    found: set[str] = set()
    census = _Census()
    for _, line in each(run.scores, Known):
        fields = line.fields
        found.update(name for name in PEOPLE if fields.get(name))
        census.note(fields)
    by = group_by or next((name for name in PEOPLE if name in found), "")
    likely = PEOPLE[PEOPLE.index(by) :] if by else ()
    return People(by, likely, census.owners(), {**census.spoken, **census.spelt})
