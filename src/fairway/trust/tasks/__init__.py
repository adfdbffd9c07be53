"""Work of TRUST in the background."""

from fairway.trust.tasks.cases import REASON, start_due
from fairway.trust.tasks.editions import start_publishing, start_replay

__all__ = ["REASON", "start_due", "start_publishing", "start_replay"]
