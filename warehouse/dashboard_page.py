"""The dashboard's document as one HTML file: styles, scripts and data stand in it, and its policy forbids any connection."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

SOURCES = Path(__file__).parent / "dashboards" / "embedded"
# In the order in which they use each other. D3 and Observable Plot are kept as their authors publish them.
SCRIPTS = ("vendor/d3.min.js", "vendor/plot.min.js", "cube.js", "page.js", "panels.js", "main.js")


def dashboard_page(data: str, title: str) -> str:
    """The HTML of a dashboard. `data` is JSON without any character that could end its element (`dashboard.as_json`)."""
    style = _source("style.css")
    scripts = [_source(name) for name in SCRIPTS]
    pages = Environment(loader=FileSystemLoader(SOURCES), autoescape=True, undefined=StrictUndefined)
    return pages.get_template("template.html").render(
        title=title,
        style=style,
        style_hash=_hash(style),
        scripts=scripts,
        script_hashes=" ".join(_hash(script) for script in scripts),
        data=data,
    )


def _source(name: str) -> str:
    return (SOURCES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A source expression of the policy: this very text may run, or style, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
