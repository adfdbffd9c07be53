"""What changed between two credit models, rule by rule: the order of keys and the layout of the text say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.trust.engine.credit_model import CreditModel, Dimension, Indicator, RedLine

Value = str | int
Rule = tuple[str, Value]


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs; ``None`` where a side does not have it. Paths are as in the text, by keys."""

    path: str
    before: Value | None
    after: Value | None

    @property
    def sentence(self) -> Reason:
        """Say the change in words."""
        if self.before is None:
            return Reason(_("%(path)s is new: %(after)s."), {"path": self.path, "after": str(self.after)})
        if self.after is None:
            return Reason(_("%(path)s is gone; it was %(before)s."), {"path": self.path, "before": self.before})
        params = {"path": self.path, "before": self.before, "after": self.after}
        return Reason(_("%(path)s was %(before)s and is now %(after)s."), params)


def model_changes(before: CreditModel, after: CreditModel) -> list[Change]:
    """List what differs, in the order of the newer text; what is gone stands at the end of its part."""
    old, new = dict(_rules(before)), dict(_rules(after))
    parts = list(dict.fromkeys(path.split(".")[0] for path in (*new, *old)))
    paths = sorted(dict.fromkeys((*new, *old)), key=lambda path: parts.index(path.split(".")[0]))
    return [Change(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


def _rules(model: CreditModel) -> Iterator[Rule]:
    yield from ((key, value) for key in OF_MODEL if (value := getattr(model, key)))
    yield "subjects", ", ".join(sorted(model.subjects))
    yield "published", model.published.isoformat()
    yield "applies_from", model.applies_from.isoformat()
    yield from ((f"{table}.{key}", getattr(model, key)) for table, keys in TABLES.items() for key in keys)
    for dimension in model.dimensions:
        yield from _fields(f"dimensions.{dimension.key}", dimension, ("label", "label_zh", "floor", "ceiling"))
    for indicator in model.indicators:
        yield from _indicator(indicator)
    for line in model.red_lines:
        path = f"red_lines.{line.key}"
        yield from _fields(path, line, ("label", "label_zh", "kind", "look_back_months", "grade", "basis", "basis_zh"))
        yield f"{path}.severities", ", ".join(line.severities)
    for grade in model.grades:
        yield f"grades.{grade.key}.from_points", grade.from_points


OF_MODEL = ("name", "name_zh", "version", "author", "approver")
TABLES = {
    "scale": ("start", "minimum", "maximum"),
    "still_counted": ("repaired_percent", "disputed_percent"),
    "hysteresis": ("up", "down"),
}
OF_INDICATOR = ("label", "label_zh", "dimension", "look_back_months", "half_life_months", "cap")
SHARES = ("repaired_percent", "disputed_percent")


def _indicator(indicator: Indicator) -> Iterator[Rule]:
    path = f"indicators.{indicator.key}"
    yield from _fields(path, indicator, (*OF_INDICATOR, *SHARES))
    for (kind, severity), points in indicator.points.items():
        yield ".".join(filter(None, (path, "points", kind, severity))), points


def _fields(path: str, thing: Dimension | Indicator | RedLine, names: tuple[str, ...]) -> Iterator[Rule]:
    """Yield the fields of a table that are there."""
    for name in names:
        value = getattr(thing, name)
        if value is not None:
            yield f"{path}.{name}", value
