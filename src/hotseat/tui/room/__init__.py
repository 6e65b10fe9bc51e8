"""The screens of the Confrontation Room; they listen to a room's service and hold no rules of play."""
