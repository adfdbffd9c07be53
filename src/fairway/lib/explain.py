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


def filled(text: str, params: Mapping[str, object] | None) -> str:
    """Fill ``text`` with ``params``. A value that ends in a full stop ("Example Co., Ltd.") ends its sentence too."""
    if not params:
        return text
    for name, value in params.items():
        if isinstance(value, str) and value.endswith("."):
            text = text.replace(f"%({name})s.", f"%({name})s")
    return text % params


@dataclass(frozen=True)
class Reason:
    """One sentence, and what it added (integer points; ``None`` where nothing is counted)."""

    text: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    points: int | None = None

    def __str__(self) -> str:
        return filled(self.text, self.params)

    def as_data(self) -> dict[str, object]:
        """The shape kept in the database and in exports."""
        return {"text": self.text, "params": dict(self.params), "points": self.points}
