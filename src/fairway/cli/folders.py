"""Read an input folder from disk, and write results beside each other or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_INPUT = {".md", ".txt"}
MARK = ".fairway-results"
"""A results folder holds this file, so that a later run may replace the folder and nothing else."""


def read_files(path: Path) -> dict[str, bytes]:
    """Read the files of a folder or zip archive. Notes (.md, .txt) and hidden files are left out."""
    from fairway.chain.engine.archive import files_from

    if path.is_file():
        return files_from([(path.name, path.read_bytes())])
    inside = [file for file in sorted(path.iterdir()) if file.is_file() and not file.name.startswith((".", "~$"))]
    return files_from((file.name, file.read_bytes()) for file in inside if file.suffix.lower() not in NOT_INPUT)


def refuse_foreign_folder(out: Path) -> None:
    """Refuse a folder that holds anything but an earlier run's results, before any work is done."""
    if out.exists() and not out.is_dir():
        raise Invalid("out-file", "%(out)s is a file. Name a folder for the results.", out=out)
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).exists():
        text = "%(out)s holds other files. Name a new folder, or an earlier run's results to replace."
        raise Refused("out-foreign", text, out=out)


def write_files(out: Path, files: Mapping[str, bytes]) -> None:
    """Write all files into ``out`` at once: either every one is there afterwards, or none was touched."""
    refuse_foreign_folder(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        (fresh / MARK).touch()
        fresh.chmod(0o755)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, out: Path) -> None:
    old = fresh.with_name(f"{fresh.name}-old")
    try:
        if out.exists():
            out.rename(old)
        fresh.rename(out)
    finally:
        if old.exists() and not out.exists():
            old.rename(out)
        shutil.rmtree(old, ignore_errors=True)
