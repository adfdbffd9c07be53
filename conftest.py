"""What every test starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def a_reader_of_english_and_an_empty_cache() -> Iterator[None]:
    """No test inherits another one's language or what it left in the cache (counts of wrong passwords, dashboards)."""
    cache.clear()
    with translation.override("en"):
        yield
