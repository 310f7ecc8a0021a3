"""HTML in, text with the evidence of its tags out: `render_html`."""

from transforms.html.page import LineHints, PageMetadata, RenderedPage
from transforms.html.render import render_html

__all__ = ["LineHints", "PageMetadata", "RenderedPage", "render_html"]
