"""Layouts: one small module per family of pages. To add one, write the module, name it in `LAYOUTS`, add a golden page.

A layout module has
    NAME            as it stands in `layout_name`
    OWN_SITE        whether texts that name no other outlet are the site's own
    confidence()    a Polars aggregate over one page's content lines: 0 (not mine) to 1
    MARKS           optional: what confidence() asks of each line, as columns with the layout's name in front. Told for all
                    lines at once, which an aggregate does page by page: a fifth of the time
    parse(content)  the lines of its pages, with `record`, `role`, `rule`, and `site` on lines that name the page's site
"""

from __future__ import annotations

from typing import Protocol

import polars as pl

from transforms.layouts import bare_article, fact_check, generic, html_page, month_archive, post_list, syndication_feed


class Layout(Protocol):
    """What a layout module has."""

    NAME: str
    OWN_SITE: bool

    def confidence(self) -> pl.Expr:
        """How sure the layout is that a page is its own: an aggregate over the page's lines."""

    def parse(self, content: pl.DataFrame) -> pl.DataFrame:
        """The lines with their records, roles and rules."""


# On a tie the earlier one parses the page.
LAYOUTS: list[Layout] = [html_page, syndication_feed, fact_check, post_list, month_archive, bare_article, generic]
