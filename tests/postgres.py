"""A throwaway PostgreSQL cluster for one command: ``python -m tests.postgres pytest …``.

The command sees it as FAIRWAY_DATABASE. ``--settings FILE`` before it adds to the server's settings. The cluster lives
in a temporary folder, listens on a socket there only, and is gone afterwards. PostgreSQL refuses to run as root, so
root hands it to the ``postgres`` user.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        sys.exit("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent


def main(command: list[str], settings_file: Path | None = None) -> int:
    """Start the cluster, run ``command`` against it, stop the cluster; gives the command's exit code."""
    folder = Path(tempfile.mkdtemp(prefix="fairway-pg-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    data, binaries = folder / "data", _binaries()
    control = [*as_owner, str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    settings = f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    try:
        initdb = [*as_owner, str(binaries / "initdb"), "-D", str(data), "-U", "fairway", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*initdb, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        if settings_file is not None:
            with (data / "postgresql.conf").open("a", encoding="utf-8") as stream:
                stream.write(settings_file.read_text(encoding="utf-8"))
        subprocess.run([*control, "-o", settings, "start"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        seen = {"FAIRWAY_DATABASE": f"postgresql://fairway@{quote(str(folder), safe='')}/postgres"}
        return subprocess.run(command, env=os.environ | seen, check=False).returncode
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(given[2:], Path(given[1])) if given[:1] == ["--settings"] else main(given))
