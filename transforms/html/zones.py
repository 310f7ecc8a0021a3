"""What an element is, from its tag, role, class and id: its part of the page, and how its text is set.

Class names are cut into words (`relatedArticles`, `c-related__list`), and words that many sites use decide. A class that
tells of a state ('has-sidebar', 'comments-open') or wraps the page says nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Text of these is not the page's: scripts, controls, drawings, what browsers without scripts would show.
DROPPED = _words(
    "script style template noscript svg iframe object embed canvas select datalist textarea audio video map applet frameset "
    "noframes noembed progress meter title"
)
# Set apart by a blank line.
PARAGRAPHS = _words(
    "p h1 h2 h3 h4 h5 h6 blockquote ul ol dl pre table figure article section header footer main aside nav form address "
    "fieldset hr details dialog center menu"
)
BLOCKS = PARAGRAPHS | _words("div li tr td th dt dd caption figcaption summary legend tbody thead tfoot body html button label")
# Inline, and never a part of the page by themselves.
PLAIN = _words(
    "b i u em strong small big sup sub font s strike del ins code kbd mark abbr cite q tt wbr img input source track picture col"
)
HEADINGS = _words("h1 h2 h3 h4 h5 h6")
ZONE_TAGS = {"figcaption": "caption", "caption": "caption"}
LANDMARKS = {name: name for name in ("article", "main", "nav", "header", "footer", "aside", "form")}
ROLES = {
    "article": "article", "main": "main", "navigation": "nav", "menu": "nav", "menubar": "nav", "banner": "header",
    "contentinfo": "footer", "complementary": "aside", "search": "form", "form": "form", "dialog": "aside",
    "alertdialog": "aside", "tablist": "nav", "toolbar": "nav",
}  # fmt: skip
# Parts of a page that are not an article's own words.
FURNITURE = _words("unseen comments cookie newsletter share related promo sidebar bio navigation footer header")

# Names beyond this many characters are not looked at.
MAX_NAMES = 500
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAME_WORDS = re.compile(r"[a-z0-9]+")
# A class with one of these tells of a state or a column, not of what stands inside.
_STATE = _words(
    "has no not with without is open closed enabled disabled layout template js wrapper wrap container col row grid width page "
    "single left right above below after before allow hide show default"
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
# The same for two words that follow one another.
_ZONES_OF_TWO = {
    "body": "entry-content post-content article-content story-content article-body story-body post-body entry-body "
    "article-text body-copy article-copy rich-text",
    "title": "entry-title post-title article-title story-title",
    "unseen": "screen-reader visually-hidden sr-only",
    "bio": "author-bio about-author author-box author-info",
    "tags": "tag-list tag-cloud post-tags tags-links cat-links entry-footer post-footer",
    "related": "most-read read-more read-next more-from also-like up-next you-may",
    "sidebar": "widget-area",
    "newsletter": "sign-up",
    "header": "site-header",
}
_PAIRS = {tuple(pair.split("-")): zone for zone, pairs in _ZONES_OF_TWO.items() for pair in pairs.split()}
_RANK = {zone: rank for rank, zone in enumerate(dict.fromkeys([*_ZONES, *_PAIRS.values()]))}
_TELLING = frozenset(_ZONE_OF) | {first for first, _ in _PAIRS}


@lru_cache(maxsize=4096)
def is_author_class(classes: str) -> bool:
    """Whether a class says that its element is an author's name: `author`, `post-author`, `blog__author-name`."""
    for name in classes[:MAX_NAMES].split():
        words = _NAME_WORDS.findall(_CAMEL.sub(" ", name).lower())
        if "author" in words and "comment" not in words and words[-1] in ("author", "name", "link"):
            return True
    return False


@lru_cache(maxsize=16384)
def zone_of(names: str) -> str:
    """The zone that class names (separated by spaces) speak of, or ""."""
    zones = [zone for name in names[:MAX_NAMES].split() if (zone := _zone_of_name(name))]
    return min(zones, key=_RANK.__getitem__) if zones else ""


@lru_cache(maxsize=65536)  # sites have their own sets of names, but many names in common
def _zone_of_name(name: str) -> str:
    words = _NAME_WORDS.findall(name if name.islower() else _CAMEL.sub(" ", name).lower())
    if _TELLING.isdisjoint(words) or not _STATE.isdisjoint(words):
        return ""
    found = [_ZONE_OF[word] for word in words if word in _ZONE_OF]
    found += [_PAIRS[pair] for pair in pairwise(words) if pair in _PAIRS]
    return min(found, key=_RANK.__getitem__) if found else ""
