"""Finds the customer's words for what the director ordered."""

from hotseat.actor.offline import OfflineActor, compose
from hotseat.actor.seam import Actor, Scene, Utterance

__all__ = ["Actor", "OfflineActor", "Scene", "Utterance", "compose"]
