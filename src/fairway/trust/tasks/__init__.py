"""Work of TRUST in the background."""

from fairway.trust.tasks.cases import start_due
from fairway.trust.tasks.editions import start_publishing, start_replay

__all__ = ["start_due", "start_publishing", "start_replay"]
