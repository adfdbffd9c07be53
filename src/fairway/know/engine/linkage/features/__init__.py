"""What two Chinese names, and what is known beside them, say for or against one organisation: small, pure, weighed."""

from __future__ import annotations

from fairway.know.engine.linkage.features.branches import compare_branches
from fairway.know.engine.linkage.features.difference import Difference
from fairway.know.engine.linkage.features.identifiers import compare_codes
from fairway.know.engine.linkage.features.names import compare_heads
from fairway.know.engine.linkage.features.records import compare_records
from fairway.know.engine.linkage.features.sentences import SENTENCES

__all__ = ["SENTENCES", "Difference", "compare_branches", "compare_codes", "compare_heads", "compare_records"]
