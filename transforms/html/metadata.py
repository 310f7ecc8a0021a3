"""What a page states of itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from transforms.html.page import PageMetadata


class Stated:
    """Collects, while the page is read, the tags that state something of the page."""

    def __init__(self) -> None:
        self.language: str | None = None
        self.metas: list[tuple[str, str]] = []
        self.canonical: str | None = None
        self.times: list[str] = []
        self.json_ld: list[str] = []
        self.title: str = ""

    def tag(self, tag: str, attributes: Mapping[str, str]) -> None:
        """One of the tags in `STATING`."""
        get = attributes.get
        if tag == "meta":
            name, content = get("property") or get("name") or get("itemprop"), get("content")
            if name and content:
                self.metas.append((name.lower(), content))
        elif tag == "html":
            self.language = self.language or get("lang")


def page_metadata(stated: Stated, url: str | None, fetched_on: date | None) -> PageMetadata:
    """The page's metadata."""
    values: dict[str, str] = {}
    for name, content in stated.metas:
        values.setdefault(name, content)
    return PageMetadata(title=values.get("og:title") or " ".join(stated.title.split()) or None)
