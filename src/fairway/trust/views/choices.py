"""What several pages of this step put into their filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrPromise


def plain_choices(choices: Iterable[tuple[str, StrPromise | str]]) -> list[tuple[str, str]]:
    """Put the labels into the reader's language."""
    return [(value, str(label)) for value, label in choices]
