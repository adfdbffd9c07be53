"""Pages of the API's lists: how many rows, from which one on."""

from __future__ import annotations

from ninja import Field
from ninja.pagination import LimitOffsetPagination

MOST_ROWS = 10_000


class Pages(LimitOffsetPagination):
    """``limit`` rows from ``offset`` on, both within what a database can count."""

    class Input(LimitOffsetPagination.Input):
        """What a caller may ask for."""

        limit: int = Field(100, ge=1, le=MOST_ROWS)
        offset: int = Field(0, ge=0, le=2**31 - 1)
