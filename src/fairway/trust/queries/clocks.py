"""The deadlines of this office."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from fairway.trust.engine.clocks import Clocks, read_clocks


def clocks() -> Clocks:
    """Read the office's own deadlines (setting ``FAIRWAY_CLOCKS``), or those Fairway comes with."""
    return _read(settings.CASE_CLOCKS)


@lru_cache(maxsize=4)
def _read(toml: str) -> Clocks:
    return read_clocks(toml)
