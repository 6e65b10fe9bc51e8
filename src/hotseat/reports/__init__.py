"""What is written down for people: a talk with its debrief, a scored batch, a Confrontation Room."""
