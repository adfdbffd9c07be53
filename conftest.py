"""What every test starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# What an example costs depends on what else the machine does: no test is a timing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def a_reader_of_english_and_an_empty_cache() -> Iterator[None]:
    """No test inherits another one's language or what it left in the cache (counts of wrong passwords, dashboards)."""
    cache.clear()
    with translation.override("en"):
        yield
