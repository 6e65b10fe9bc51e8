"""What a model's work costs, as sessions and scorecards keep it."""

from __future__ import annotations

from pydantic import Field

from hotseat.text import Model


class Usage(Model):
    """Tokens as the server counted them; zero where it did not say."""

    prompt: int = Field(default=0, ge=0)
    """Tokens of the request, the cached ones included."""
    completion: int = Field(default=0, ge=0)
    """Tokens of the answer, reasoning included."""
    cached: int = Field(default=0, ge=0)
    """Tokens of the request that the provider's prompt cache had."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            prompt=self.prompt + other.prompt,
            completion=self.completion + other.completion,
            cached=self.cached + other.cached,
        )
