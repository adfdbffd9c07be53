"""Reasons: an English sentence as key, its parameters, and the points it is worth.

Engines hold sentences as data; pages translate ``text`` and fill in ``params``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def gettext_noop(text: str) -> str:
    """Mark ``text`` for translation without translating it (xgettext knows the name)."""
    return text


@dataclass(frozen=True)
class Reason:
    """One sentence, and what it added (integer points; ``None`` where nothing is counted)."""

    text: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    points: int | None = None

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text

    def as_data(self) -> dict[str, object]:
        """The shape kept in the database and in exports."""
        return {"text": self.text, "params": dict(self.params), "points": self.points}
