"""Processes that work beside the one they work for."""

from __future__ import annotations

import gc
import os

_NICE = 10


def stand_back() -> None:
    """Begin a process that makes what another one writes: the writer, for whom all wait, gets the processor first.

    Nothing is collected here; what is made must hold no cycles.
    """
    os.nice(_NICE)
    gc.disable()
