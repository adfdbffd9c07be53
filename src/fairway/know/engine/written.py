"""What the resolution of organisations works on and gives: spellings, evidence and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairway.lib.explain import Reason


class Verdict(StrEnum):
    """What two records are to each other. ``ASK`` leaves it to a clerk."""

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"
    ASK = "ask"


class Relation(StrEnum):
    """How the first of two related organisations stands to the second; ``""`` where they are not related.

    ``SIBLING`` is two parts of one organisation, such as two branches of one bank; ``GROUP_OF`` a phrase that means
    several organisations, such as "X and its subsidiaries"; ``PRODUCT`` something an organisation manages, such as a
    trust plan, and no organisation itself.
    """

    NONE = ""
    BRANCH_OF = "branch_of"
    HEAD_OF = "head_of"
    UNION_OF = "union_of"
    HAS_UNION = "has_union"
    PART_OF = "part_of"
    HAS_PART = "has_part"
    SUBSIDIARY_OF = "subsidiary_of"
    PARENT_OF = "parent_of"
    GROUP_OF = "group_of"
    IN_GROUP = "in_group"
    PRODUCT_OF = "product_of"
    HAS_PRODUCT = "has_product"
    SIBLING = "sibling"


@dataclass(frozen=True, slots=True)
class Written:
    """An organisation as one source writes it. Only ``name`` must be there.

    ``codes`` are pairs of scheme (``uscc``, ``orgcode``, ``lei``, ``stock``) and value; ``place`` is a division code
    of GB/T 2260 (six digits) or ""; ``industry`` a code of GB/T 4754; ``aliases`` further spellings.
    """

    name: str
    codes: tuple[tuple[str, str], ...] = ()
    place: str = ""
    industry: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against: its name, its weight in log-odds of "same" (natural), and a sentence."""

    feature: str
    weight: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with the calibrated probability (0–1) that both are the same organisation, and why."""

    verdict: Verdict
    probability: float
    relation: Relation = Relation.NONE
    evidence: tuple[Evidence, ...] = ()
