"""Files that commands write: never one that is read, in a folder that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def refuse_input(out: Path, read: Iterable[Path | None]) -> None:
    """Refuse to write over a file that is read: :class:`Invalid` ``out-is-input``."""
    if out.exists() and any(out.samefile(each) for each in read if each is not None):
        raise Invalid("out-is-input", "%(out)s is read as well. Name another file for the results.", out=out)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole, making its folder where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
