"""The content, the cues and the reader that come with hotseat, once for all tests of a process."""

from __future__ import annotations

from typing import Final

from hotseat.library import Library
from hotseat.reader import RulesReader, load_cues

LIBRARY: Final = Library()
CUES: Final = load_cues(LIBRARY.cues())
"""Their patterns are compiled as they are first needed, and then serve every reader made of them."""
READER: Final = RulesReader(CUES)
