"""Whether two names outside the Chinese script are one organisation: evidence, and a probability.

Names are taken apart (:mod:`latin_parse`), their words answer each other (:mod:`latin_align`), small measures say what
agrees and what does not (:mod:`latin_features`), and a table of weights in log-odds adds them up. The weights are data:
``know/reference/linkage/latin-1.toml`` says how they came about.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import product
from math import exp
from types import MappingProxyType
from typing import TYPE_CHECKING

from fairway.know.engine.names.latin_align import align
from fairway.know.engine.names.latin_features import Measure, measures
from fairway.know.engine.names.latin_parse import ParsedLatinName, parse_latin
from fairway.know.engine.written import Evidence
from fairway.lib.explain import Reason, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LatinModel",
    "ParsedLatinName",
    "compare_latin",
    "latin_measures",
    "latin_model",
    "latin_probability",
    "latin_same",
    "parse_latin",
]


@dataclass(frozen=True, slots=True)
class LatinModel:
    """What each measure weighs, in natural log-odds of "same"; ``prior`` is the odds before any measure."""

    version: str
    prior: float
    weights: Mapping[str, float]


@lru_cache(maxsize=1)
def latin_model() -> LatinModel:
    """Return the weights that ship with the project."""
    with (files("fairway.know") / "reference" / "linkage" / "latin-1.toml").open("rb") as stream:
        read = tomllib.load(stream)
    weights = read["weights"]
    return LatinModel(read["version"], weights.pop("prior"), MappingProxyType(weights))


def compare_latin(a: str, b: str, model: LatinModel | None = None) -> tuple[Evidence, ...]:
    """Return what speaks for and against two names being one organisation, heaviest first."""
    weights = (model or latin_model()).weights
    found = (Evidence(each.feature, weights[each.feature] * each.value, each.reason) for each in latin_measures(a, b))
    return tuple(sorted(found, key=lambda each: (-abs(each.weight), each.feature)))


def latin_probability(a: str, b: str, model: LatinModel | None = None) -> float:
    """Return how likely two names mean one organisation, 0 to 1, by their spelling alone."""
    chosen = model or latin_model()
    return 1 / (1 + exp(-chosen.prior - sum(each.weight for each in compare_latin(a, b, chosen))))


def latin_same(a: str, b: str) -> bool:
    """Whether it is more likely than not that two names mean one organisation. No clerk is asked: use with care."""
    return latin_probability(a, b) >= 0.5


@lru_cache(maxsize=65536)
def latin_measures(a: str, b: str) -> tuple[Measure, ...]:
    """Measure two names; where one gives alternatives ("X/Y"), the alternative that agrees best.

    The outcome is the same in either order, but for the order in which the sentences quote the names.
    """
    if a > b:
        return tuple(replace(each, reason=_exchanged(each.reason)) for each in latin_measures(b, a))
    tried = ((ours, theirs) for ours, theirs in product(_said(a), _said(b)))
    return max((_measured(a, b, ours, theirs) for ours, theirs in tried), key=_agreement)


def _measured(a: str, b: str, ours: str, theirs: str) -> tuple[Measure, ...]:
    found = measures(align(parse_latin(ours), parse_latin(theirs)))
    partial = (ours != a and ours in _split(a)) or (theirs != b and theirs in _split(b))
    return (*found, Measure("one_of_several", 1, Reason(_ONE_OF_SEVERAL))) if partial else found


_ONE_OF_SEVERAL = gettext_noop("Only one of the names written with a slash agrees.")


def _exchanged(reason: Reason) -> Reason:
    said = reason.params
    if "ours" not in said:
        return reason
    return replace(reason, params={**said, "ours": said["theirs"], "theirs": said["ours"]})


def _agreement(found: tuple[Measure, ...]) -> float:
    weights = latin_model().weights
    return sum(weights[each.feature] * each.value for each in found)


_SLASH = re.compile(r"(?<=\w{3})\s*/\s*(?=\w{3})")
_BRACKET = re.compile(r"\s*[(（]([^()（）]+)[)）]\s*")


_LONGEST_INITIALS = 12
"""Characters in brackets that may be initials, with full stops between them."""


@lru_cache(maxsize=65536)
def _said(name: str) -> tuple[str, ...]:
    """Return a name and what else it says: each side of a slash, and a name without its own initials in brackets."""
    return (name, *_split(name), *_without_initials(name))


def _split(name: str) -> tuple[str, ...]:
    return tuple(_SLASH.split(name)[:3]) if "/" in name and _SLASH.search(name) else ()


def _without_initials(name: str) -> tuple[str, ...]:
    match = _BRACKET.search(name)
    if not match or len(match[1]) > _LONGEST_INITIALS:
        return ()
    rest = name[: match.start()] + " " + name[match.end() :]
    initials = "".join(each.initials for each in parse_latin(rest).units)
    return (rest.strip(), match[1]) if len(initials) > 1 and parse_latin(match[1]).core == initials else ()
