"""Looks at the customer's words before they are shown: what would give the play away, hurt, or spoil it."""

from hotseat.checker.line import faults, is_hesitation, repeats
from hotseat.checker.secrets import grams
from hotseat.checker.sentence import Grounds, SentenceChecker

__all__ = ["Grounds", "SentenceChecker", "faults", "grams", "is_hesitation", "repeats"]
