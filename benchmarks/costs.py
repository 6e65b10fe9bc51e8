"""What a measurement with a model will cost, shown and agreed to before anything is sent."""

from __future__ import annotations

from hotseat.llm import Usage
from hotseat.wiring import House


def agree(house: House, model: str, spent: Usage, *, requests: int, agreed: bool) -> bool:
    """Show the estimate; true when it was agreed to, beforehand or now."""
    price = house.prices.find(model)
    cost = f", about {price.cost(spent)}" if price else "; its price is not in the table"
    print(f"{model}: {requests} requests, about {spent.prompt} tokens of prompt, {spent.completion} of answers{cost}")
    return agreed or input("Go on? [y/N] ").strip().lower() == "y"
