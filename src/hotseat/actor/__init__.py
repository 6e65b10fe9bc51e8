"""Finds the customer's words for what the director ordered."""

from hotseat.actor.offline import OfflineActor, compose
from hotseat.actor.seam import Actor, Outage, OutageKind, Scene, Spoken, Utterance

__all__ = ["Actor", "OfflineActor", "Outage", "OutageKind", "Scene", "Spoken", "Utterance", "compose"]
