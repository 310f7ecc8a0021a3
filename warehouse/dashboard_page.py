"""The dashboard's document as one HTML file: styles, scripts and data stand in it, and its policy forbids any connection."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from pathlib import Path

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from warehouse.dashboard import Document

SOURCES = Path(__file__).parent / "dashboards" / "embedded"
# In the order in which they use each other. D3 and Observable Plot are kept as their authors publish them.
SCRIPTS = (
    "vendor/d3.min.js",
    "vendor/plot.min.js",
    "cube.js",
    "page.js",
    "panels/articles.js",
    "panels/copies.js",
    "panels/entities.js",
    "panels/events.js",
    "panels/quality.js",
    "main.js",
)


# Types of packed columns by their bytes; the wide one is a float, which a browser reads as exactly up to 2^53.
_WIDTHS = {1: pl.UInt8, 2: pl.UInt16, 4: pl.UInt32, 8: pl.Float64}


def dashboard_page(shown: Document, title: str) -> str:
    """The HTML of a dashboard."""
    style = _source("style.css")
    scripts = [_source(name) for name in SCRIPTS]
    pages = Environment(loader=FileSystemLoader(SOURCES), autoescape=True, undefined=StrictUndefined)
    return pages.get_template("template.html").render(
        title=title,
        style=style,
        style_hash=_hash(style),
        scripts=scripts,
        script_hashes=" ".join(_hash(script) for script in scripts),
        data=_json(shown),
    )


def _json(shown: Document) -> str:
    """The document as JSON that can stand in a script element: no character in it ends the element or a line of JavaScript."""
    packed = {**vars(shown), "cubes": {name: _packed(cube) for name, cube in shown.cubes.items()}}
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _packed(cube: pl.DataFrame) -> dict[str, object]:
    """A cube as zlib's bytes in base64: column after column of unsigned integers, each of as many bytes as it needs.

    A text or date is a number into the column's list of values, from 1; 0 where there is none.
    """
    values: dict[str, list[str]] = {}
    columns, pieces = [], []
    for column in cube.get_columns():
        numbers = column
        if not column.dtype.is_numeric():
            known = column.drop_nulls().unique().sort()
            values[column.name] = known.cast(pl.String).to_list()
            numbers = column.replace_strict(known, range(1, known.len() + 1), default=0, return_dtype=pl.UInt32)
        greatest = int(numbers.to_numpy().max(initial=0))
        size = next(size for size in _WIDTHS if greatest < 256**size)
        columns.append([column.name, size])
        pieces.append(numbers.cast(_WIDTHS[size]).to_numpy().tobytes())
    data = base64.b64encode(zlib.compress(b"".join(pieces))).decode()
    return {"rows": cube.height, "columns": columns, "values": values, "data": data}


def _source(name: str) -> str:
    return (SOURCES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A source expression of the policy: this very text may run, or style, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
