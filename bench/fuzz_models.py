"""Throw broken credit models at the reader: whatever the text, it reads or refuses, and nothing else.

Mutations know the shape of the text (keys, numbers, tables, quotes, nesting) or are plain noise in its bytes, and
pile up on each other. A text that reads is put to use: graded, compared, its points taken at every age.

    python bench/fuzz_models.py --seconds 600

Prints what was found and how often each refusal was met; the last line is one JSON object with every figure.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.toml_text import decoded
from fairway.trust.engine.credit_model import read_model
from fairway.trust.engine.model_diff import model_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.trust.engine.credit_model import CreditModel

SLOW_SECONDS = 2.0
MOST_SEEDS = 200
VALUES = (
    "0", "-1", "1e400", "nan", "-inf", "9" * 5000, "0x" + "f" * 900, "0b1", "1_000", "true", '""', '" "', "''", "[]",
    "[[]]", "[" * 400, "{a=" * 200, '"\\u0000"', '"\\ud800"', '"""', "'''", "2026-02-30", "0001-01-01", "9999-12-31",
    "2026-04-01T00:00:00Z", "07:32:00", '"中"', '["bank"]', '["zone", "zone"]', "1000001", "-1000000", "120", "{}",
    "{ minor = 1 }",
)  # fmt: skip
SIGNS = "[]{}=.\"'\\\n\r\t#,-_+0129abexTZ: 中\u202e\u200b\0\ufeff\x0b\x85\u2028%s$"


def _replace_value(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"= *(.+)", text))
    if not found:
        return text
    spot = chance.choice(found)
    return text[: spot.start(1)] + chance.choice(VALUES) + text[spot.end(1) :]


def _lines(text: str, chance: random.Random) -> str:
    """Drop, double, exchange or move lines."""
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(4)
    if way == 0:
        del lines[one]
    elif way == 1:
        lines.insert(other, lines[one])
    elif way == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one:one] = lines[other : other + chance.randrange(30)]
    return "\n".join(lines)


def _key(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"^[\w.\[\]]+", text, re.M))
    if not found:
        return text
    spot, other = chance.choice(found), chance.choice(found)
    new = chance.choice((other[0], f"{spot[0]}.{other[0]}", f'"{spot[0]}"', "a." * 400 + "b", '""', f"[{spot[0]}]"))
    return text[: spot.start()] + new + text[spot.end() :]


def _noise(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    noise = "".join(chance.choice(SIGNS) for _ in range(chance.randrange(1, 9)))
    return text[:at] + noise + text[at + chance.randrange(12) :]


def _bytes(text: str, chance: random.Random) -> str:
    """Spoil bytes; what is no text any more is refused before it is read."""
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(chance.randrange(1, 6)):
        if content:
            content[chance.randrange(len(content))] = chance.randrange(chance.choice((128, 128, 128, 256)))
    return decoded(bytes(content), "fuzz.toml")


def _cut(text: str, chance: random.Random) -> str:
    one, other = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    return chance.choice((text[:one], text[one:other], text[one:], text[:one] + text[other:], text + text[one:other]))


def _swell(text: str, chance: random.Random) -> str:
    """Repeat something very often."""
    at = chance.randrange(len(text) + 1)
    piece = text[at : at + chance.randrange(1, 60)] or "["
    return text[:at] + piece * chance.choice((3, 50, 700)) + text[at:]


MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    _replace_value, _replace_value, _lines, _lines, _key, _noise, _noise, _bytes, _cut, _swell,
)  # fmt: skip


def _use(model: CreditModel, other: CreditModel) -> None:
    """A model that reads can be used: no call below may fail."""
    for indicator in model.indicators:
        for kind, severity in indicator.points:
            points = [indicator.points_at(kind, severity, age) for age in (0, 1, indicator.look_back_months)]
            if sorted(map(abs, points), reverse=True) != list(map(abs, points)):
                raise AssertionError(f"points grow with age: {points}")
    for points in (model.minimum, model.start, model.maximum):
        for previous in (None, *model.grade_keys()):
            model.grade_after(points, previous)
    model.total({indicator.key: -indicator.cap for indicator in model.indicators})
    for change in model_changes(other, model):
        str(change.sentence)


class Hunt:
    """What was met so far; texts that read become seeds themselves."""

    def __init__(self, seeds: list[str], seed: int) -> None:
        self.seeds, self.chance = seeds, random.Random(seed)
        self.first = read_model(seeds[0], "seed")
        self.told = Counter[str]()
        self.finds: dict[str, str] = {}
        self.slowest = 0.0

    def once(self) -> None:
        """Mutate one text and read it."""
        text = self.chance.choice(self.seeds)
        start = time.process_time()
        try:
            for _ in range(self.chance.choice((1, 1, 1, 2, 3, 6))):
                text = self.chance.choice(MUTATIONS)(text, self.chance)
            start = time.process_time()
            _use(read_model(text, "fuzz.toml"), self.first)
        except Invalid as refused:
            self._refused(refused, text)
        except Exception:  # noqa: BLE001  # what the fuzzer is for
            self.finds.setdefault(traceback.format_exc(limit=-2), text)
        else:
            self.told["read"] += 1
            if len(self.seeds) < MOST_SEEDS:
                self.seeds.append(text)
        self._timed(time.process_time() - start, text)

    def _refused(self, refused: Invalid, text: str) -> None:
        if not str(refused) or not refused.facts.get("line"):
            self.finds.setdefault(f"no line: {refused.code}", text)
        self.told[refused.code] += 1

    def _timed(self, spent: float, text: str) -> None:
        self.slowest = max(self.slowest, spent)
        if spent > SLOW_SECONDS:
            self.finds.setdefault(f"slow: {spent:.1f} s", text)


def main() -> None:
    """Mutate until the time is over, and print."""
    options = _options()
    folder = Path(__file__).parents[1] / "src" / "fairway" / "trust" / "credit_models"
    hunt = Hunt([path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))], options.seed)
    end = time.monotonic() + (5 if options.quick else options.seconds)
    while time.monotonic() < end:
        hunt.once()
    for fault, text in hunt.finds.items():
        print(fault, repr(text[:2000]), sep="\n")
    for code, count in hunt.told.most_common():
        print(f"{count:>9}  {code}")
    told = hunt.told
    figures = {"executions": told.total(), "read": told["read"], "refusals": len(told) - 1, "finds": len(hunt.finds)}
    print(
        json.dumps(
            figures
            | {
                "cpu_seconds": round(time.process_time()),
                "slowest_cpu_seconds": round(hunt.slowest, 3),
                "seed": options.seed,
            }
        )
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="five seconds only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
