"""A capital's name for the government that sits there: told by what stands around it, else the name is the city's.

Four contexts are heard: the name says, decides or denies something; it is accused or urged; it has a policy or an envoy;
relations are between it and another. Behind a preposition of place it is a city, whatever follows.
"""

from __future__ import annotations

import re

from transforms.entities.names import plain
from transforms.entities.places import gazetteer

# So many characters on both sides are looked at.
_AROUND = 90
_NAME = r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?"
_HELPERS = (
    r"(?:(?:has|have|had|would|will|may|might|could|cannot|did|does|do|is|was|also|later|now|still|again|repeatedly|"
    r"reportedly|already|"
    r"then|not|never|once|initially|quickly|flatly|formally|meanwhile|therefore|only)\s){0,4}"
)
_DEEDS = (
    r"(?:sa(?:y|ys|id)|accus(?:e|es|ed)|den(?:y|ies|ied)|reject(?:s|ed)?|insist(?:s|ed)?|warn(?:s|ed)?|vow(?:s|ed)?|"
    r"agree(?:s|d)?|"
    r"announc(?:e|es|ed)|propos(?:e|es|ed)|want(?:s|ed)?|ask(?:s|ed)?|urg(?:e|es|ed)|demand(?:s|ed)?|decid(?:e|es|ed)|"
    r"refus(?:e|es|ed)|"
    r"offer(?:s|ed)?|condemn(?:s|ed)?|recall(?:s|ed)?|withdr(?:aw|ew|aws|awn)|summon(?:s|ed)?|expel(?:s|led)?|sign(?:s|ed)|"
    r"protest(?:s|ed)|lodg(?:es|ed)|promis(?:e|es|ed)|pledg(?:e|es|ed)|hop(?:es|ed)|fear(?:s|ed)|believ(?:es|ed)|claim(?:s|ed)?|"
    r"declar(?:es|ed)|consider(?:s|ed)?|impos(?:e|es|ed)|lift(?:ed|s) sanctions|recogni[sz](?:e|es|ed)|retaliat(?:e|es|"
    r"ed)|respond(?:s|ed)?|"
    r"back(?:s|ed)?|support(?:s|ed)?|oppos(?:e|es|ed)|seek(?:s|ing)?|sought|blam(?:e|es|ed)|call(?:s|ed) (?:for|on)|"
    r"end(?:s|ed) the|"
    r"extradit(?:e|es|ed)|negotiat(?:e|es|ed)|acknowledg(?:es|ed)|admit(?:s|ted)|view(?:s|ed)|regard(?:s|ed)|approv(?:es|ed)|"
    r"criticis(?:es|ed)|criticiz(?:es|ed)|tr(?:y|ies|ied) to|plan(?:s|ned) to|intend(?:s|ed)|argu(?:es|ed)|suspend(?:s|"
    r"ed)|resum(?:es|ed)|pa(?:ys|id)|lobb(?:ies|ied)|favou?r(?:s|ed)|ratif(?:ies|ied)|veto(?:es|ed)|fund(?:s|ed)|"
    r"(?:worried|concerned|alarmed|angry|furious|wary|willing|reluctant|eager|keen|ready) (?:to|about|over|at|with|that)|"
    r"(?:worried|alarmed|furious))\b"
)
_RELATIONS = (
    r"(?:relations|relationship|ties|talks|deal|agreement|tensions?|disputes?|war|negotiations?|dialogue|pact|treaty|"
    r"accord|cooperation|"
    r"friction|rift|row|standoff|stand-off|rivalry|trust|conflict|diplomacy|truce|ceasefire|alliance|partnership|links|"
    r"contacts|protest)"
)
_POLICY = (
    r"(?:policy|policies|stance|position|envoys?|ambassadors?|decision|refusal|offer|proposal|demands?|claims?|allies|"
    r"ally|sanctions|"
    r"tariffs|government|ambitions|influence|intentions?|strategy|diplomats|diplomacy|response|commitment|interests|"
    r"threats?|embassy)\b"
)
_ACTS = re.compile(rf"^(?:,? and {_NAME})?\s{_HELPERS}{_DEEDS}")
_OWNS = re.compile(rf"^['’]s\s(?:[a-z-]+\s){{0,2}}{_POLICY}")
_RELATED = re.compile(
    rf"\b{_RELATIONS}\s(?:[a-z-]+\s){{0,2}}(?:between\s(?:{_NAME}\sand\s)?|with\s(?:{_NAME}\sand\s)?)$", re.IGNORECASE
)
_DONE_TO = re.compile(
    r"\b(?:accus|urg|warn|press|pressur|criticis|criticiz|condemn|blam|ask|anger|infuriat|irk|assur|persuad|thank|prais|"
    r"defi|push|support|back)"
    r"(?:e|es|ed|s|ied|ing)?\s$|\b(?:imposed|led|backed|supported|opposed|signed|brokered|sanctioned|rejected|made)\sby\s$|"
    r"\bprotest(?:s|ed)?\s(?:to|with)\s$|\bpromis(?:e|es|ed)\s(?:[a-z]+\s){1,3}to\s$"
)
_PLACED = re.compile(
    rf"\b(?:in|at|from|to|near|of|around|through|outside|into|across|for|off|over|on|by|the|via|leaving|reached)\s(?:{_NAME}(?:,|\sand)\s)?$",
    re.IGNORECASE,
)
# The European Union's seat; it is no country's metonym.
EUROPEAN_UNION = "European Union"
_UNIONS = frozenset(("brussels",))


def government_of(text: str, start: int, end: int) -> str | None:
    """Whose government the characters from `start` to `end` stand for: alpha-3, `EUROPEAN_UNION`, or None for no government."""
    name = plain(text[start:end])
    country = EUROPEAN_UNION if name in _UNIONS else gazetteer().capitals.get(name)
    if country is None:
        return None
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    acts = _ACTS.match(after) and not _PLACED.search(before)
    return country if acts or _OWNS.match(after) or _RELATED.search(before) or _DONE_TO.search(before) else None
