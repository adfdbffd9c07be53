"""Pages to print: a typst template and plain values in, a PDF out. Values are data to the template, never markup."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.lib.errors import Refused
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from importlib.resources.abc import Traversable

CHINESE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Source Han Sans",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC", "SimHei",
)  # fmt: skip
"""Fonts that hold the signs of simplified Chinese, the best first."""


def pdf(template: Traversable, values: Mapping[str, object], made: datetime) -> bytes:
    """Set ``values`` (JSON) with ``template`` (a file of a step's ``reports``); the same values give the same bytes.

    Raises Refused ``font-missing`` where this computer has no font with Chinese signs: names would be empty boxes.
    """
    import typst

    given = {**values, "font": chinese_font()}
    compiler = typst.Compiler(template.read_bytes(), sys_inputs={"data": json.dumps(given, ensure_ascii=False)})
    written = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made)
    if not isinstance(written, bytes):
        raise TypeError(template.name)
    return written


@lru_cache(maxsize=1)
def _families() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts().families())


def chinese_font() -> str:
    """Name the best font for Chinese on this computer."""
    found = next((font for font in CHINESE_FONTS if font in _families()), None)
    if found is None:
        text = _("No font with Chinese signs is installed here, so no report can be set. Install fonts-noto-cjk.")
        raise Refused("font-missing", text)
    return found


def qr(address: str) -> str:
    """Draw a code that opens ``address``, as an SVG picture."""
    import segno

    drawn: str = segno.make(address, error="m").svg_inline(border=2, dark="#12294a", light="#ffffff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
