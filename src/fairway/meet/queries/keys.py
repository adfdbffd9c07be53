"""The keys an input folder names organisations by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping


def known_id(ids: Mapping[str, int], key: str) -> int:
    """Return the id that belongs to ``key``; raise Invalid where there is none."""
    if key not in ids:
        raise Invalid("organisation-unknown", gettext_noop("No organisation has the key %(key)s."), key=key)
    return ids[key]
