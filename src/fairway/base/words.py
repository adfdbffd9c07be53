"""Things said in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import get_language, gettext

from fairway.lib.explain import filled

if TYPE_CHECKING:
    from collections.abc import Mapping


def reading_language() -> str:
    """The reader's language code: ``en`` or ``zh-hans``."""
    return get_language() or "en"


def reason_words(reason: str) -> str:
    """A reason that was kept: one of our own in the reader's language, one that was typed as it stands."""
    return gettext(reason) if reason else ""


def reads_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return reading_language().startswith("zh")


def in_language(thing: object, field: str = "name") -> str:
    """``thing.field`` in the reader's language: ``field_en`` or ``field_zh`` where that is filled."""
    other = getattr(thing, f"{field}_{reading_language()[:2]}", "")
    return str(other or getattr(thing, field))


def sentence(reason: Mapping[str, object]) -> str:
    """A kept reason in the reader's language: ``text`` with ``params``, for English with ``params_en`` where kept."""
    english = None if reads_chinese() else reason.get("params_en")
    params = cast("Mapping[str, object] | None", english or reason.get("params"))
    return filled(gettext(str(reason["text"])), params)
