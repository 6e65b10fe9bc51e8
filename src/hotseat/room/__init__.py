"""The Confrontation Room: an event log, its fold, and the service that a screen or a network host stands on."""
