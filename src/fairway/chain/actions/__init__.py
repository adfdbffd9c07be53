"""Load a folder whole or not at all, run every step on it, keep uploaded folders."""

from fairway.chain.actions.folders import discard_folder, keep_folder, run_kept_folder, start_run
from fairway.chain.actions.load import load_folder
from fairway.chain.actions.pipeline import run_pipeline, run_steps

__all__ = [
    "discard_folder",
    "keep_folder",
    "load_folder",
    "run_kept_folder",
    "run_pipeline",
    "run_steps",
    "start_run",
]
