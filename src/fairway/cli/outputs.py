"""Files that commands write: never one that is read, in a folder that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid, Refused
from fairway.lib.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def refuse_input(out: Path, read: Iterable[Path | None]) -> None:
    """Refuse to write over a file that is read: :class:`Invalid` ``out-is-input``."""
    if out.exists() and any(out.samefile(each) for each in read if each is not None):
        raise Invalid("out-is-input", "%(out)s is read as well. Name another file for the results.", out=out)


def refuse_to_lose(out: Path, read: Iterable[Path | None], begins: tuple[bytes, ...]) -> None:
    """Refuse to write over anything but earlier results, which begin in one of these ways."""
    refuse_input(out, read)
    if not out.exists():
        return
    held = _first_bytes(out) if out.is_file() else b"?"
    if held and not held.startswith(begins):
        raise Refused("out-foreign", "%(out)s holds something else than earlier results. Name another file.", out=out)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(64)


def write_file(path: Path, content: str | bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all, at once or piece by piece."""
    if isinstance(content, str | bytes):
        content = [content.encode() if isinstance(content, str) else content]
    with whole_file(path) as fresh, fresh.open("wb") as stream:
        stream.writelines(content)
