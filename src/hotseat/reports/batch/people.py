"""Who a talk belongs to: a name among its metadata, else the folder that it lies in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hotseat.runs import Known, Run, Scored, each
from hotseat.text import clean

PERSON_FIELDS: Final = ("trainee", "agent", "person", "name")
"""Metadata that say who the trainee was, the likeliest first."""

FOLDER: Final = "folder"

PEOPLE: Final = (*PERSON_FIELDS, FOLDER)
"""Metadata that tell trainees apart: what names them, else the folder that their talks lie in."""

OTHERS: Final = ""
"""The group of those who have no name, or are beyond the number that is told apart."""

_MOST_FOLDERS: Final = 10_000
"""So many folders are looked into for names."""


@dataclass(frozen=True, slots=True)
class People:
    """How the talks of a run are told apart."""

    field: str
    """The field of the metadata; empty when no field is fit and talks stand for themselves."""
    shared: frozenset[str] = frozenset()
    """Folders in which several people are named: what lies there without a name is nobody's."""

    def of(self, card: Scored) -> str:
        """The person or team of a card; the talk itself when nothing tells people apart.

        Where people are told apart, a talk that lacks their field goes by the next likely one, its folder last of all.
        """
        if not self.field:
            return card.name
        likely = PEOPLE[PEOPLE.index(self.field) :] if self.field in PEOPLE else (self.field,)
        found = next((name for name in likely if card.fields.get(name)), "")
        if not found or (found == FOLDER != self.field and card.fields[FOLDER] in self.shared):
            return OTHERS
        return card.fields[found]


def people_of(run: Run, *, group_by: str | None = None) -> People:
    """By a field that was asked for, else by the likeliest that any talk has; a folder last of all."""
    if group_by is not None and group_by not in PERSON_FIELDS:
        return People(group_by)
    found: set[str] = set()
    named: dict[str, str | None] = {}
    for _, line in each(run.scores, Known):
        found.update(name for name in PEOPLE if line.meta.get(name))
        _note(named, line.meta)
    field = group_by or next((name for name in PEOPLE if name in found), "")
    return People(field, frozenset(folder for folder, name in named.items() if name is None))


def _note(named: dict[str, str | None], meta: Mapping[str, str]) -> None:
    """Remember who is named in a folder; None when there are several."""
    folder = clean(meta.get(FOLDER, ""))
    name = next((meta[one] for one in PERSON_FIELDS if meta.get(one)), "")
    if folder and name and (folder in named or len(named) < _MOST_FOLDERS):
        named[folder] = name if named.get(folder, name) == name else None
