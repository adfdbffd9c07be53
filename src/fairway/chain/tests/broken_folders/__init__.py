"""One tiny good folder, and what can be wrong with it: a change, and the problem it must lead to.

Nothing of a folder in :data:`BROKEN` is loaded: not by the engine, not by the command, not by the page.
"""

from fairway.chain.tests.broken_folders import (
    agreements_and_stages,
    event,
    files_and_headings,
    organisations_to_requests,
    parts_of_events,
)
from fairway.chain.tests.broken_folders.changes import Broken
from fairway.chain.tests.broken_folders.good import TEXTS, Files, good_folder

BROKEN: dict[str, Broken] = {
    **files_and_headings.BROKEN,
    **organisations_to_requests.BROKEN,
    **agreements_and_stages.BROKEN,
    **event.BROKEN,
    **parts_of_events.BROKEN,
}

__all__ = ["BROKEN", "TEXTS", "Broken", "Files", "good_folder"]
