"""Codes a trainee's reply into the moves of the codebook: by rules, and by a model where one is set up."""

from hotseat.reader.context import Context
from hotseat.reader.facts import mentioned
from hotseat.reader.matching import Cues, load_cues
from hotseat.reader.reading import ReadingAtOnce, RulesReader
from hotseat.reader.seam import Late, Reader

__all__ = ["Context", "Cues", "Late", "Reader", "ReadingAtOnce", "RulesReader", "load_cues", "mentioned"]
