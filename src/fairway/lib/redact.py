"""Personal links stay out of every log: whoever reads a log must not be able to open them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

LINK = re.compile(r"(?<=/my/)[\w-]+")


def without_links(_logger: object, _method: str, line: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Blot the secret part of personal links out of a log line, wherever it stands (a structlog processor)."""
    for key, value in line.items():
        if isinstance(value, str) and "/my/" in value:
            line[key] = LINK.sub("…", value)
    return line
