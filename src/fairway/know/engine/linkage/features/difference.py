"""One difference between two records: the feature it counts for, and what to say about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Difference:
    """A feature of the model (a key of ``SENTENCES``) and the parameters of its sentence."""

    feature: str
    params: Mapping[str, str] = field(default_factory=dict)


def differs(feature: str, one: str = "", other: str = "") -> Difference:
    """A difference between what one name has and what the other has."""
    return Difference(feature, {"one": one, "other": other})
