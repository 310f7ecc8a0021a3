"""Names as keys: what two spellings must share to be one name, whatever the text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_POSSESSIVE = re.compile(r"['’]s?$")
_NOT_WORD = re.compile(r"[^\w]+")
# What companies' names may or may not end with.
_COMPANY_ENDS = frozenset(
    ("inc ltd llc plc corp corporation co company limited sa ag gmbh nv spa pte pty ooo oao pjsc jsc lp llp").split()
)
DIRECTIONS = frozenset(
    "northern southern eastern western central north south east west northeast northwest southeast southwest northeastern "
    "northwestern southeastern southwestern mainland".split()
)
_LEAST_KEY_WORDS = 1
# What stands before a ship's name or not.
_SHIP_PREFIXES = frozenset(
    "uss hms hmcs hmas hmnzs usns uscgc roks brp kri rfa ins mv mt fv ms ss rms ara bap rv sms tcg orp nrp".split()
)
# British words of organisations' names, and American ones.
_AMERICAN = {
    "organisation": "organization", "programme": "program", "centre": "center", "labour": "labor", "defence": "defense",
    "organisations": "organizations", "cooperation": "co operation",
}  # fmt: skip


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Lower case without accents, signs and possessives, one blank between words."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
        text = text.replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("đ", "d").replace("ß", "ss")
    return _NOT_WORD.sub(" ", _POSSESSIVE.sub("", text).replace(".", "").replace("'", "").replace("’", "")).strip().casefold()


def name_key(text: str, entity_type: str) -> str:
    """The name without a leading article, company endings and prefixes of ships; organisations in American spelling."""
    words = plain(text).split()
    if words and words[0] == "the":
        words = words[1:]
    if entity_type == "organization":
        while len(words) > _LEAST_KEY_WORDS and words[-1] in _COMPANY_ENDS:
            words = words[:-1]
        words = [_AMERICAN.get(word, word) for word in words]
    if entity_type == "vessel":
        while len(words) > _LEAST_KEY_WORDS and (words[0] in _SHIP_PREFIXES or len(words[0]) == 1):
            words = words[1:]
    return " ".join(words) or plain(text) or text
