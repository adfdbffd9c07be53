"""Work of TRUST in the background."""

from fairway.trust.tasks.cases import start_due
from fairway.trust.tasks.editions import start_publishing, start_replay
from fairway.trust.tasks.record_imports import check_records_task, keep_records_task, take_records_back_task
from fairway.trust.tasks.simulation import start_simulation

__all__ = [
    "check_records_task",
    "keep_records_task",
    "start_due",
    "start_publishing",
    "start_replay",
    "start_simulation",
    "take_records_back_task",
]
