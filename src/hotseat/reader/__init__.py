"""The rules reader: codes a trainee's reply into the moves of the codebook, offline."""

from hotseat.reader.context import Context
from hotseat.reader.cues import Cues, load_cues
from hotseat.reader.facts import mentioned
from hotseat.reader.reading import Reader, ReadingAtOnce, RulesReader

__all__ = ["Context", "Cues", "Reader", "ReadingAtOnce", "RulesReader", "load_cues", "mentioned"]
