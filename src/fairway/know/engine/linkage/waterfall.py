"""The evidence on a pair as a waterfall: from where the odds begin, step by step, to the probability.

:func:`waterfall` turns a decision into steps; :func:`waterfall_svg` draws them as one self-contained SVG element that
needs no script and no style sheet, prints, and takes the colour of the text around it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, filled
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fairway.know.engine.written import Decision

WIDTH = 760
_ROW, _HEAD, _FOOT = 52, 34, 34
# Left and right of the space the bars take; the weights stand behind them.
_LEFT, _RIGHT = 24, WIDTH - 72
_FOR, _AGAINST, _WHOLE = "#2a6fb0", "#c4571b", "#5b6673"
_LEAST_SPAN = 4.0
# How many columns (Chinese characters take two) fit into a line, by size of type.
_COLUMNS = {14: 98, 12: 116}
_FONT = "Inter, system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Step:
    """A bar from ``start`` to ``end`` in natural log-odds. ``whole`` bars stand on 0: the beginning and the end."""

    reason: Reason
    start: float
    end: float
    whole: bool = False

    @property
    def weight(self) -> float:
        """What the step adds; for a whole bar its height."""
        return self.end if self.whole else self.end - self.start


def waterfall(decision: Decision, prior: float = 0.0) -> list[Step]:
    """Return the steps from ``prior`` (log-odds before any evidence) to the probability of the decision.

    The steps add up: a remainder between the sum of the evidence and the probability becomes a step of its own.
    """
    marks = list(accumulate((each.weight for each in decision.evidence), initial=prior))
    steps = [Step(Reason(_("Before any evidence")), 0.0, prior, whole=True)] if prior else []
    steps += [
        Step(each.reason, before, after)
        for each, before, after in zip(decision.evidence, marks, marks[1:], strict=False)
    ]
    total = log_odds(decision.probability)
    if abs(total - marks[-1]) > 0.05 and abs(total) < _MOST:
        steps.append(Step(Reason(_("Adjusted to what was seen of such pairs")), marks[-1], total))
    end = total if abs(total) < _MOST else marks[-1]
    percent = f"{100 * decision.probability:.1f}"
    said = Reason(_("Probability of one organisation: %(percent)s %%"), {"percent": percent})
    return [*steps, Step(said, 0.0, end, whole=True)]


_MOST = 18.0


def log_odds(probability: float) -> float:
    """Return the natural log-odds; certain probabilities give ±20."""
    safe = min(max(probability, 2e-9), 1 - 2e-9)
    return math.log(safe / (1 - safe))


def waterfall_svg(steps: Sequence[Step], language: str, translate: Callable[[str], str] = str) -> str:
    """Draw the steps, one row each: the sentence, under it the bar, and the weight at the end.

    ``translate`` turns English sentences into ``language`` (``en``, ``zh-hans``). Bars that speak for one organisation
    are blue with a plus, those against orange with a minus, so that no colour is needed. Screen readers get all
    sentences and weights as the description.
    """
    scale = _scale(steps)
    height = _HEAD + _ROW * len(steps) + _FOOT
    lines = [_row(number, step, steps, scale, translate) for number, step in enumerate(steps)]
    title = escape(translate(_("Evidence on the pair")))
    spoken = escape("; ".join(f"{sentence(each, translate)} {signed(each)}" for each in steps))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="waterfall-title waterfall-text" lang="{escape(language)}" fill="currentColor" '
        f'font-family="{_FONT}" font-size="14" style="max-width:100%;height:auto">'
        f'<title id="waterfall-title">{title}</title><desc id="waterfall-text">{spoken}</desc>'
        f"{_axis(scale, len(steps), translate)}{''.join(lines)}</svg>\n"
    )


def sentence(step: Step, translate: Callable[[str], str] = str) -> str:
    """Return the sentence of a step in the reader's language, without characters that XML forbids."""
    said = filled(translate(step.reason.text), step.reason.params)
    return "".join(character for character in said if character.isprintable())


def signed(step: Step) -> str:
    """Write a weight with its sign: +1.2, −0.4."""
    return f"{step.weight:+.1f}".replace("-", "−")


def _scale(steps: Sequence[Step]) -> Callable[[float], float]:
    """Where on the drawing a number of log-odds lies."""
    marks = [0.0, *(each.start for each in steps), *(each.end for each in steps)]
    low, high = min(marks), max(marks)
    if high - low < _LEAST_SPAN:
        low, high = low - _LEAST_SPAN / 2, high + _LEAST_SPAN / 2
    return lambda mark: _LEFT + (mark - low) * (_RIGHT - _LEFT) / (high - low)


def _row(
    number: int, step: Step, steps: Sequence[Step], scale: Callable[[float], float], translate: Callable[[str], str]
) -> str:
    top = _HEAD + number * _ROW
    left, right = sorted((scale(step.start), scale(step.end)))
    colour = _WHOLE if step.whole else _FOR if step.weight >= 0 else _AGAINST
    words, size = _fitted(sentence(step, translate))
    bar = (
        f'<rect x="{left:.1f}" y="{top + 20}" width="{max(1.5, right - left):.1f}" height="16" rx="2" fill="{colour}"/>'
    )
    weight = f'<text x="{right + 6:.1f}" y="{top + 33}" font-size="13">{signed(step)}</text>'
    label = f'<text x="{_LEFT}" y="{top + 13}" font-size="{size}">{escape(words)}</text>'
    link = ""
    if number + 1 < len(steps) and not steps[number + 1].whole:
        at = scale(step.end)
        link = (
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top + 36}" y2="{top + _ROW + 20}" stroke="currentColor" '
            'stroke-opacity="0.45" stroke-dasharray="2 3"/>'
        )
    return f"<g>{label}{bar}{weight}{link}</g>"


def _fitted(text: str) -> tuple[str, int]:
    """The text and the size of type at which it fits; what still does not is cut (the description has it whole)."""
    marks = list(accumulate(2 if ord(character) > 0x2E7F else 1 for character in text))
    for size, columns in _COLUMNS.items():
        if not marks or marks[-1] <= columns:
            return text, size
    kept = sum(1 for mark in marks if mark < _COLUMNS[min(_COLUMNS)])
    return f"{text[:kept]}…", min(_COLUMNS)


def _axis(scale: Callable[[float], float], rows: int, translate: Callable[[str], str]) -> str:
    """Draw where the odds are even: beside the bars only, so that no sentence is crossed."""
    at, height = scale(0.0), _HEAD + _ROW * rows + _FOOT
    path = "".join(f"M{at:.1f} {_HEAD + _ROW * row + 17}v22" for row in range(rows))
    note = escape(translate(_("Weights are natural logarithms of odds: +0.7 doubles the odds, −0.7 halves them.")))
    against, speaks_for = escape(translate(_("speaks against"))), escape(translate(_("speaks for")))
    return (
        f'<path d="{path}" stroke="currentColor" stroke-opacity="0.5"/>'
        f'<text x="{_LEFT}" y="16" font-size="12" fill="{_AGAINST}">← − {against}</text>'
        f'<text x="{WIDTH - 24}" y="16" font-size="12" text-anchor="end" fill="{_FOR}">{speaks_for} + →</text>'
        f'<text x="{_LEFT}" y="{height - 10}" font-size="12" fill-opacity="0.75">'
        f"{note}</text>"
    )


def waterfall_page(
    names: tuple[str, str], verdict: str, steps: Sequence[Step], language: str, translate: Callable[[str], str] = str
) -> str:
    """Return one HTML page with the two names, the chart, and the same as a table; it loads nothing from elsewhere."""
    heading = escape(translate(_("Why: two records compared")))
    head = "".join(f"<th scope='col'>{escape(translate(each))}</th>" for each in (_("Evidence"), _("Weight")))
    rows = "".join(f"<tr><td>{escape(sentence(each, translate))}</td><td>{signed(each)}</td></tr>" for each in steps)
    pair = "".join(f"<p class='name'>{escape(name)}</p>" for name in names)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{_STYLE}</style></head><body><main><h1>{heading}</h1>{pair}"
        f"<p><strong>{escape(verdict)}</strong></p><figure>{waterfall_svg(steps, language, translate)}</figure>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></main></body></html>\n"
    )


_STYLE = (
    f"body{{font-family:{_FONT};color:#1d2733;background:#fff;margin:2rem auto;max-width:52rem;padding:0 1rem}}"
    "h1{font-size:1.3rem}.name{font-size:1.1rem;margin:.2rem 0}figure{margin:1rem 0}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .5rem;border-top:1px solid #ccd3da}"
    "td:last-child,th:last-child{text-align:right;font-variant-numeric:tabular-nums}"
)
