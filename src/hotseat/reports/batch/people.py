"""Who a talk belongs to: a name among its metadata, else the folder that it lies in, else who spoke as the trainee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hotseat.runs import Known, Run, Scored, each
from hotseat.text import clean, fold

PERSON_FIELDS: Final = ("trainee", "agent", "person", "name")
"""Metadata that say who the trainee was, the likeliest first."""

FOLDER: Final = "folder"
SPEAKER: Final = "speaker"

PEOPLE: Final = (*PERSON_FIELDS, FOLDER, SPEAKER)
"""Metadata that tell trainees apart: what names them, the folder that their talks lie in, the name they speak under."""

OTHERS: Final = ""
"""The group of those who have no name, or are beyond the number that is told apart."""

_MOST_FOLDERS: Final = 10_000
"""So many folders are looked into for names."""
_SPEAKERS_OF_ONE: Final = 2
"""So many names one person may speak under in a folder of their own."""


@dataclass(frozen=True, slots=True)
class People:
    """How the talks of a run are told apart."""

    field: str
    """The field of the metadata; empty when no field is fit and talks stand for themselves."""
    likely: tuple[str, ...] = ()
    """Fields by which a talk goes, the first that it has; empty for `field` alone."""
    shared: frozenset[str] = frozenset()
    """Folders of several people, by which nobody goes."""

    def of(self, card: Scored) -> str:
        """The person or team of a card; the talk itself when nothing tells people apart."""
        if not self.field:
            return card.name
        if not self.likely:
            return card.fields.get(self.field) or OTHERS
        found = ((name, card.fields.get(name)) for name in self.likely)
        return next((who for name, who in found if who and not (name == FOLDER and who in self.shared)), OTHERS)


@dataclass(slots=True)
class _Named:
    """Who is named in a folder; no more names are kept than tell whether there are several people."""

    trainees: set[str] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)

    def note(self, folder: str, meta: Mapping[str, str]) -> None:
        """Remember a talk's names."""
        trainee, speaker = _name_in(meta), meta.get(SPEAKER, "")
        if trainee and len(self.trainees) <= 1:
            self.trainees.add(trainee)
        elif speaker and len(self.speakers) <= _SPEAKERS_OF_ONE and not _is_like(folder, speaker):
            self.speakers.add(speaker)

    @property
    def are_several(self) -> bool:
        """True when the folder is no single person's."""
        return len(self.trainees) > 1 or len(self.speakers) > _SPEAKERS_OF_ONE


def _name_in(meta: Mapping[str, str]) -> str:
    return next((meta[one] for one in PERSON_FIELDS if meta.get(one)), "")


def _is_like(folder: str, speaker: str) -> bool:
    """True for 客服小周 in a folder 小周."""
    own, said = fold(folder.rpartition("/")[2]).text.strip(), fold(speaker).text.strip()
    return own in said or said in own


def people_of(run: Run, *, group_by: str | None = None) -> People:
    """By a field that was asked for, else by the likeliest that any talk has."""
    if group_by is not None and group_by not in PERSON_FIELDS:
        return People(group_by)
    found: set[str] = set()
    named: dict[str, _Named] = {}
    for _, line in each(run.scores, Known):
        found.update(name for name in PEOPLE if line.meta.get(name))
        folder = clean(line.meta.get(FOLDER, ""))
        if folder and (folder in named or len(named) < _MOST_FOLDERS):
            named.setdefault(folder, _Named()).note(folder, line.meta)
    by = group_by or next((name for name in PEOPLE if name in found), "")
    likely = PEOPLE[PEOPLE.index(by) :] if by else ()
    return People(by, likely, frozenset(folder for folder, names in named.items() if names.are_several))
