"""Saved talks from elsewhere and our own sessions, read one at a time in whatever shape they come."""

from hotseat.transcripts.encodings import named as named_encoding
from hotseat.transcripts.files import MAX_LINE, MEANT_FOR_FOLDERS, Inputs, folder_of
from hotseat.transcripts.items import Bad, Conversation, Item, SavedSession
from hotseat.transcripts.speakers import Roles, bare_name
from hotseat.transcripts.talks import foreign_talk, read_talks, talk_from

__all__ = [
    "MAX_LINE",
    "MEANT_FOR_FOLDERS",
    "Bad",
    "Conversation",
    "Inputs",
    "Item",
    "Roles",
    "SavedSession",
    "bare_name",
    "folder_of",
    "foreign_talk",
    "named_encoding",
    "read_talks",
    "talk_from",
]
