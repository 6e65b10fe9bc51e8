"""Hotseat without a full screen, for pipes, screen readers and poor terminals: words out, narration beside them."""
