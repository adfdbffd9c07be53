"""Unpack a zipped input folder without trusting it: bounded in files and bytes, names without a path."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.raw import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_FILES = 20
MAX_NAME = 120
MAX_TOTAL_BYTES = 3 * MAX_BYTES
# Old workbooks are let in so that the reader can say how to save them.
KINDS = frozenset({".toml", ".csv", ".xlsx", ".xls"})
# What the archive and the ways to pack one raise for damaged bytes, a password or an unknown method.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    ValueError,
    LookupError,
)
UNREADABLE = _("“%(file)s” is not a zip archive that can be read. Pack the folder again, without a password.")


def files_from(uploads: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """File name → content of what was handed in: single files, zip archives, or both.

    Raises Invalid for a kind of file Fairway does not read, a name that comes twice, too many files or
    too many bytes, and an archive that is damaged or encrypted.
    """
    files: dict[str, bytes] = {}
    total = 0
    for name, content in _all_files(uploads):
        total += len(content)
        _refuse(name, files, total)
        files[name] = content
    return files


def _all_files(uploads: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for name, content in uploads:
        if PurePosixPath(name).suffix.lower() == ".zip":
            yield from _unpacked(name, content)
        else:
            yield PurePosixPath(name).name, content


def _refuse(name: str, files: dict[str, bytes], total: int) -> None:
    if PurePosixPath(name).suffix.lower() not in KINDS:
        text = _("“%(file)s” does not belong in an input folder. Leave only .toml, .csv and .xlsx files in it.")
        raise Invalid("file-kind", text, file=name)
    if len(name) > MAX_NAME or not name.isprintable():
        text = _("The file name %(file)s is too long or holds invisible characters. Name the file after its table.")
        raise Invalid("file-name", text, file=ascii(name[:40]))
    if name in files:
        raise Invalid("file-twice", _("The file “%(file)s” comes twice. Keep one of them."), file=name)
    if len(files) >= MAX_FILES:
        text = _("There are more than %(limit)s files. An input folder is event.toml and one file a table.")
        raise Invalid("files-too-many", text, limit=MAX_FILES)
    if total > MAX_TOTAL_BYTES:
        text = _("The files come to more than %(limit)s MB unpacked. Split the folder.")
        raise Invalid("files-too-large", text, limit=MAX_TOTAL_BYTES // 1_000_000)


def _unpacked(archive: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            for entry in opened.infolist():
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                if not (entry.is_dir() or _is_hidden(path)):
                    yield path.name, _read(opened, entry)
    except _DAMAGED as error:
        raise Invalid("archive", UNREADABLE, file=archive) from error


def _is_hidden(path: PurePosixPath) -> bool:
    """Files that archive programs add by themselves."""
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one entry but never more than the limit, whatever size the archive claims."""
    with opened.open(entry) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        text = _("“%(file)s” is larger than %(limit)s MB unpacked. Split it.")
        raise Invalid("file-too-large", text, file=entry.filename, limit=MAX_BYTES // 1_000_000)
    return content
