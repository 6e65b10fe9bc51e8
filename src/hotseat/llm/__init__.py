"""Talking to a language model behind an OpenAI-compatible endpoint."""

from hotseat.llm.seam import Answer, Done, Endpoint, Message, Rung, Schema, Usage

__all__ = ["Answer", "Done", "Endpoint", "Message", "Rung", "Schema", "Usage"]
