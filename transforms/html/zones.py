"""What an element is, from its tag, role, class and id: its part of the page, and how its text is set.

Class names are cut into words (`relatedArticles`, `c-related__list`), and words that many sites use decide. A class that
tells of a state ('has-sidebar', 'comments-open') or wraps the page says nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Text of these is not the page's: scripts, controls, drawings, what browsers without scripts would show.
DROPPED = frozenset(
    ["script", "style", "template", "noscript", "svg", "iframe", "object", "embed", "canvas", "select", "datalist", "textarea", "audio", "video", "map", "applet", "frameset", "noframes", "noembed", "progress", "meter", "title"]
)
# Set apart by a blank line.
PARAGRAPHS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "pre", "table", "figure", "article", "section", "header", "footer", "main", "aside", "nav", "form", "address", "fieldset", "hr", "details", "dialog", "center", "menu"]
)
BLOCKS = PARAGRAPHS | frozenset(
    ["div", "li", "tr", "td", "th", "dt", "dd", "caption", "figcaption", "summary", "legend", "tbody", "thead", "tfoot", "body", "html", "button", "label"]
)
# Inline, and never a part of the page by themselves.
PLAIN = frozenset(
    "b i u em strong small big sup sub font s strike del ins code kbd mark abbr cite q tt wbr img input source track picture col".split()
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LANDMARKS = {name: name for name in ("article", "main", "nav", "header", "footer", "aside", "form")}
ROLES = {
    "article": "article", "main": "main", "navigation": "nav", "menu": "nav", "menubar": "nav", "banner": "header",
    "contentinfo": "footer", "complementary": "aside", "search": "form", "form": "form", "dialog": "aside",
    "alertdialog": "aside", "tablist": "nav", "toolbar": "nav",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = re.compile(r"[a-z0-9]+")
# A class with one of these tells of a state or a column, not of what stands inside.
_STATE = frozenset(
    ["has", "no", "not", "with", "without", "is", "open", "closed", "enabled", "disabled", "layout", "template", "js", "wrapper", "wrap", "container", "col", "row", "grid", "width", "page", "single", "left", "right", "above", "below", "after", "before", "allow", "hide", "show", "single", "default"]
)
# Zone -> words of a class or id that say so. The first zone that any word names counts.
_ZONES = {
    "unseen": "sr screenreader visuallyhidden offscreen",
    "comments": "comment comments commentlist disqus respond reply replies livefyre coral commenting",
    "cookie": "cookie cookies consent gdpr ccpa onetrust cookiebar",
    "newsletter": "newsletter newsletters subscribe subscription signup optin mailchimp mailinglist",
    "share": "share sharing sharedaddy social socials follow addtoany addthis shareaholic sharebar sharethis",
    "related": "related recommended recommendations recommendation trending popular recirc recirculation outbrain taboola "
    "mostread yarpp readmore jp relatedposts readnext upnext suggested crosslinks teaser teasers",
    "promo": "ad ads advert adverts advertisement advertising sponsor sponsored promo promos promotion promoted banner "
    "paywall cta dfp adsbygoogle popup modal overlay lightbox donate donation membership upsell",
    "sidebar": "sidebar sidebars rail",
    "tags": "tags taglist keywords tagcloud posttags hashtags",
    "caption": "caption credit credits figcaption copyright imagecaption",
    "bio": "bio authorbio biography authorbox",
    "byline": "byline bylines author authors meta postmeta dateline timestamp",
    "title": "headline",
    "subtitle": "standfirst dek deck subtitle subhead subheadline subheading strapline kicker",
    "navigation": "nav navbar navigation menu menus breadcrumb breadcrumbs pagination pager toc skiplink",
    "footer": "footer colophon",
    "header": "masthead topbar navbar",
}
_ZONE_OF = {word: zone for zone, words in reversed(_ZONES.items()) for word in words.split()}
_PAIRS = {
    ("entry", "content"): "body", ("post", "content"): "body", ("article", "content"): "body", ("story", "content"): "body",
    ("article", "body"): "body", ("story", "body"): "body", ("post", "body"): "body", ("entry", "body"): "body",
    ("article", "text"): "body", ("body", "copy"): "body", ("article", "copy"): "body", ("rich", "text"): "body",
    ("entry", "title"): "title", ("post", "title"): "title", ("article", "title"): "title", ("story", "title"): "title",
    ("page", "title"): "title",
    ("screen", "reader"): "unseen", ("visually", "hidden"): "unseen", ("sr", "only"): "unseen",
    ("author", "bio"): "bio", ("about", "author"): "bio", ("author", "box"): "bio", ("author", "info"): "bio",
    ("tag", "list"): "tags", ("tag", "cloud"): "tags", ("post", "tags"): "tags", ("tags", "links"): "tags", ("cat", "links"): "tags",
    ("most", "read"): "related", ("read", "more"): "related", ("read", "next"): "related", ("more", "from"): "related",
    ("also", "like"): "related", ("up", "next"): "related", ("you", "may"): "related",
    ("widget", "area"): "sidebar", ("sign", "up"): "newsletter", ("site", "header"): "header", ("entry", "footer"): "tags", ("post", "footer"): "tags",
}  # fmt: skip
_RANK = {zone: rank for rank, zone in enumerate(dict.fromkeys([*_ZONES, *_PAIRS.values()]))}
_TELLING = frozenset(_ZONE_OF) | {first for first, _ in _PAIRS}
ZONE_TAGS = {"figcaption": "caption", "caption": "caption"}
# Names beyond this many characters are not looked at.
MAX_NAMES = 500


@lru_cache(maxsize=4096)
def is_author_class(classes: str) -> bool:
    """Whether a class says that its element is an author's name: `author`, `post-author`, `blog__author-name`."""
    for name in classes[:MAX_NAMES].split():
        words = _WORDS.findall(_CAMEL.sub(" ", name).lower())
        if "author" in words and "comment" not in words and words[-1] in ("author", "name", "link"):
            return True
    return False


@lru_cache(maxsize=16384)
def zone_of(names: str) -> str:
    """The zone that class names (separated by spaces) speak of, or "". A page has few distinct ones."""
    names = names[:MAX_NAMES]
    if _TELLING.isdisjoint(_WORDS.findall(names if names.islower() else _CAMEL.sub(" ", names).lower())):
        return ""
    zones = [zone for name in names.split() if (zone := _zone_of_name(name))]
    return min(zones, key=_RANK.__getitem__) if zones else ""


@lru_cache(maxsize=16384)
def _zone_of_name(name: str) -> str:
    words = _WORDS.findall(name if name.islower() else _CAMEL.sub(" ", name).lower())
    if not words or not _STATE.isdisjoint(words):
        return ""
    found = [_ZONE_OF[word] for word in words if word in _ZONE_OF]
    found += [_PAIRS[pair] for pair in zip(words, words[1:], strict=False) if pair in _PAIRS]
    return min(found, key=_RANK.__getitem__) if found else ""
