"""Who may be played by a model. Apart from connections, which cost more at start-up than the first screen may."""

from __future__ import annotations

from typing import Final, Literal, get_args

Role = Literal["customer", "reader", "grader"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Each may have another model."""
