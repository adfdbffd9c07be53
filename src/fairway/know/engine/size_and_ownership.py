"""How large an enterprise is and who controls it, in the classes of China's official statistics.

Sizes: 《统计上大中小微型企业划分办法（2017）》（国统字〔2017〕213号）. Types of ownership (控股情况):
《关于统计上对公有和非公有控股经济的分类办法》（国统字〔2005〕79号）. A source states the class; none is worked out.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.know.engine.script import fold
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import half_width
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Mapping


class Size(StrEnum):
    """How large an enterprise is."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class OwnershipType(StrEnum):
    """Whose capital controls it; ``HMT``: of Hong Kong, Macao or Taiwan."""

    STATE = "state"
    COLLECTIVE = "collective"
    PRIVATE = "private"
    HMT = "hmt"
    FOREIGN = "foreign"


# The words of registers; simplified characters stand for traditional ones as well (fold).
_SIZES = {
    Size.LARGE: "large; large enterprise; 大型; 大型企业",
    Size.MEDIUM: "medium; medium-sized; medium enterprise; 中型; 中型企业",
    Size.SMALL: "small; small enterprise; 小型; 小型企业",
    Size.MICRO: "micro; micro enterprise; 微型; 微型企业",
}
_OWNERSHIP_TYPES = {
    OwnershipType.STATE: (
        "state; state-owned; state-controlled; state holding; 国有; 国有控股; 国有企业; 国有独资; 国企; 国有控股企业"
    ),
    OwnershipType.COLLECTIVE: (
        "collective; collectively owned; collectively controlled; collective holding; 集体; 集体控股; 集体企业"
    ),
    OwnershipType.PRIVATE: (
        "private; privately owned; privately controlled; private holding; "
        "私人; 私人控股; 私营; 私营企业; 民营; 民营控股; 民营企业; 民企"
    ),
    OwnershipType.HMT: (
        "hmt; Hong Kong, Macao or Taiwan; Hong Kong, Macao and Taiwan; Hong Kong/Macao/Taiwan; "
        "controlled from Hong Kong, Macao or Taiwan; "
        "港澳台; 港澳台商; 港澳台控股; 港澳台商控股; 港澳台资; 港澳台投资; 港澳台商投资; 港澳台资企业; 港澳台商投资企业"
    ),
    OwnershipType.FOREIGN: (
        "foreign; foreign-owned; foreign-controlled; foreign-invested; foreign holding; "
        "外商; 外商控股; 外资; 外资控股; 外商投资; 外资企业; 外商投资企业"
    ),
}


@lru_cache(maxsize=1)
def _size_words() -> Mapping[str, Size]:
    return {fold(word): each for each, words in _SIZES.items() for word in words.split("; ")}


@lru_cache(maxsize=1)
def _ownership_words() -> Mapping[str, OwnershipType]:
    return {fold(word): each for each, words in _OWNERSHIP_TYPES.items() for word in words.split("; ")}


def size(cell: str) -> str:
    """Return the size a cell states, by the words of registers in either script; 小微 and 中小 leave it open."""
    found = _size_words().get(fold(cell))
    if found is None:
        text = _("“%(value)s” is not a size of enterprise.")
        raise BadCell("size", text, _WHICH_SIZE, value=half_width(cell)[:60])
    return found.value


def ownership_type(cell: str) -> str:
    """Return the type of ownership a cell states; a joint or mixed one does not say who controls it."""
    found = _ownership_words().get(fold(cell))
    if found is None:
        text = _("“%(value)s” is not a type of ownership.")
        raise BadCell("ownership-type", text, _WHICH_OWNERSHIP, value=half_width(cell)[:60])
    return found.value


_WHICH_SIZE = _(
    "Write large, medium, small or micro (大型, 中型, 小型, 微型), or leave the cell empty where it is not stated."
)
_WHICH_OWNERSHIP = _(
    "Write who controls it: state, collective, private, hmt (Hong Kong, Macao or Taiwan) or foreign "
    "(国有控股, 集体控股, 私人控股, 港澳台商控股, 外商控股), or leave the cell empty where it is not stated."
)
