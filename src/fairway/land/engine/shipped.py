"""Texts of methods that come with Fairway."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@lru_cache(maxsize=8)
def shipped_texts(folder: str) -> Mapping[str, str]:
    """The TOML files of a folder of this step, by name."""
    found = [file for file in (files("fairway.land") / folder).iterdir() if file.name.endswith(".toml")]
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(found, key=lambda file: file.name)}
