"""Vessels, aircraft, weapons, laws, named events and armed groups: types that show in how they are written, so that rules find them.

Each pattern gives one type; its group `name` is the mention. Every repetition is bounded, so that no text takes long. A pattern is
looked for only in texts that hold one of its cues, which Rust tells at the speed of a copy.

Names that tell their type by themselves are rows of `seeds/named_things.csv`. To add an entity type or a pattern: a row in `PATTERNS`, a cue that Rust's regex knows (no look-around), and the type's name in
`schemas.tables.ENTITY_TYPES`; sentences that show it belong into `tests/entities/labelled.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from transforms.entities.lexicon import LISTED, lexicon
from transforms.entities.names import plain
from transforms.entities.places import STATES

_NAMED = Path(__file__).parents[2] / "seeds" / "named_things.csv"


@dataclass(frozen=True)
class Pattern:
    """`cue` is a Rust regular expression that every match holds.

    Where the name `is_open`, any words with capitals, known ones in front (nations, places, bodies, everyday words) are no part of it.
    """

    entity_type: str
    rule: str
    cue: str
    pattern: re.Pattern[str]
    confidence: float
    is_open: bool = False


# A word with a capital, or a roman or arabic number: `Gerald R. Ford`, `Bella 1`, `Ocean Star II`.
_CAP = r"[A-ZÀ-ÖØ-Þ][\w’'\-]{0,24}"
_NAME = rf"{_CAP}(?:\s(?:[A-Z]\.|(?:(?:of|de|del|du|da|do|dos|la|el|al)\s){{0,2}}{_CAP}|\d{{1,4}})){{0,3}}"
_QUOTED = rf"[\"“‘']{_CAP}(?:\s[\w’\-.]{{1,20}}){{0,4}}[\"”’']"
_SHIP_KINDS = (
    r"(?:super)?tankers?|(?:cargo|container|cruise|merchant|hospital|supply|research|training|assault|naval|war)[\s-]?ships?|"
    r"bulk carriers?|aircraft carriers?|frigates?|destroyers?|corvettes?|submarines?|ferr(?:y|ies)|(?:super|mega)?yachts?|trawlers?|"
    r"schooners?|galleons?|dhows?|brigs?|brigantines?|barques?|sloops?|ketch|cutters?|clippers?|caravels?|ironclads?|dreadnoughts?|"
    r"battleships?|gunboats?|minesweepers?|minehunters?|(?:paddle )?steamers?|steamships?|liners?|longliners?|whalers?|catamarans?|"
    r"barges?|tugs?|lifeboats?|speedboats?|dredgers?|drillships?|(?:gas|car|LNG|ore) carriers?|tall ships?|river ?boats?|pilot boats?|"
    r"icebreakers?|freighters?|flagship|cruisers?|patrol (?:boats?|vessels?)|fishing (?:boats?|vessels?)|vessels?|ships?|tugboats?"
)
_PREFIXES = (
    r"ARA|BAP|BAE|BNS|CCGS|ENS|HDMS|HMT|HMY|HNLMS|HNoMS|HSwMS|HTMS|ITS|JDS|LÉ|MS|MT|MV|NNS|NRP|ORP|PNS|RMS|ROCS|RSS|SLNS|SMS|SS|"
    r"TCG|USAT|USAV|USS|HMS|HMCS|HMAS|HMNZS|USNS|USCGC|ROKS|BRP|KRI|RFA|INS|M/?V|M/T|F/V|R/V|MSC"
)
# Words with a capital that follow `ship` and `vessel` without being a name.
_NOT_NAMES = (
    r"(?!(?:Windows|Office|Word|Excel|The|This|That|In|On|At|It|He|She|They|But|And|As|A|An|US|U\.S|UN|EU|UK|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Captain|Capt|Major|General|Colonel|Officer|Tracking|Tracker|"
    r"Finder|Owners?|Operators?|Builders?)\b)"
)
_LAW_KINDS = (
    r"Acts?|Law|Code|Treaty|Convention|Protocol|Accords?|Agreement|Pact|Charter|Amendment|Declaration|Constitution|Directive|"
    r"Regulations?|Bill|Statute|Ordinance|Decree|Resolution(?!\s\d)"
)
_LAW_WORD = r"[A-Z][\w’'\-]{0,20}"
_LINK = r"(?:of|on|and|for|the|against|to|in)"
_US_AIRCRAFT = (
    r"(?:F-(?:4|5|14|15|16|18|22|35|111|117)|F/A-18|B-(?:1B|2|21|25|29|52)|C-(?:5|17|27|40|130|135|141)|A-(?:10|29|400)|AC-130|KC-(?:10|"
    r"46|130|135)|E-(?:2|3|4|6|7|8|11)|EA-(?:6|18)|EC-130|RC-135|P-(?:3|8)|U-2|SR-71|AV-8|MV-22|CV-22|V-22|T-(?:6|38)|CH-(?:46|47|53)|"
    r"UH-(?:1|60)|AH-(?:1|6|64)|MH-(?:6|47|60)|SH-60|OH-58|MQ-(?:1|4|8|9)|RQ-(?:1|4|7|11|170|180)|JF-17|J-(?:10|11|15|16|20|35)|H-6|Y-20|"
    r"KJ-500|CASA C-295|C-295|A400M|EMB-\d{3}|VT-4)"
)
_FIREARMS = (
    r"AK-(?:12|47|74|103|104|203)|AKM|AR-(?:10|15)|M(?:4|16|60|240|249|777|109)|RPG-(?:7|18|22|26|28|29|30|32)|PKM|FN FAL|"
    r"HK-?416|G3|Uzi"
)
_WEAPON_NAMES = (
    r"Tomahawk|HIMARS|ATACMS|NASAMS|IRIS-T|Storm Shadow|SCALP-EG|Iskander|Kinzhal|Kalibr|Oreshnik|Zircon|Tsirkon|Sarmat|Burevestnik|BrahMos|"
    r"THAAD|Iron Beam|Hellfire|Exocet|Kornet|Pantsir|Novichok|JDAM|Lancet|Shahed|Geran|Hwasong|Fateh|Shahab|"
    r"Qiam|Fattah-\d|Khorramshahr|Zolfaghar|Emad|Sejjil|Buk|Osa|Igla|Strela|Verba|Metis|Konkurs|Smerch|Uragan|Tornado-[GS]|Kh|GBU|AGM|AIM|"
    r"RIM|BGM|MGM|Merkava|Excalibur"
)
_CIVIL = (
    r"(?:Boeing|Airbus|Embraer|Bombardier|Antonov|Cessna|Ilyushin|Tupolev|Sukhoi|Saab|Gulfstream|ATR|Beechcraft|Learjet|Fokker|Dassault|"
    r"Bell|Sikorsky|Eurocopter|Mil|Yakovlev|Kamov|Mikoyan|Lockheed|McDonnell Douglas|Douglas|Dornier|Messerschmitt|Junkers|Piper|"
    r"Pilatus|Comac|Westland|AgustaWestland|Leonardo)"
)
# Makers of nothing but aircraft, and what stands behind their names without being a model.
_MAKERS = (
    r"(?:Cessna|Piper|Pilatus|Sopwith|Beechcraft|Embraer|Antonov|Gulfstream|Fokker|Ilyushin|Tupolev|de Havilland|Hawker|Avro|Fairey|"
    r"Curtiss|Grumman|Heinkel|Dornier|Sikorsky|Eurocopter|Nieuport|Caudron|Breguet|Farman|Handley Page)"
)
_NO_MODELS = (
    r"(?!(?:Company|Group|Corporation|Corp|Inc|Ltd|Aviation|Aircraft|Aerospace|Industries|Factory|Works|Museum|Chief|President|Executive|"
    r"Airport|Street|Road|Hotel|University|Hospital|Bridge|City|Rovers|Channel|School|Centre|Center)\b)"
)
_END = r"\b"
# What a craft or weapon is called by, behind its name: it tells the type of a designation that no list has.
_CRAFT = (
    r"(?:(?:attack|transport|fighter|military|combat|training|patrol|surveillance|spy|stealth|naval|light|heavy|armed|unmanned|cargo|"
    r"passenger|jump|gunship|utility|reconnaissance) )?(?:jets?|fighters?|fighter[ -](?:jets?|bombers?|planes?)|bombers?|drones?|UAVs?|"
    r"helicopters?|choppers?|gunships?|warplanes?|aircraft|airliners?|planes?|trainers?|seaplanes?|biplanes?|turboprops?)\b"
)
_ARM = (
    r"(?:(?:surface-to-air|air-to-air|anti-?\w{2,8}|air[ -]defen[cs]e|cruise|ballistic|hypersonic|guided|main battle|battle|light|heavy|"
    r"sniper|assault|hunting|submachine|sub-machine|machine|self-propelled|rocket|missile|multiple rocket|grenade|field|portable) ){0,2}"
    r"(?:missiles?|rockets?|tanks?|batter(?:y|ies)|launchers?|systems?|interceptors?|howitzers?|rifles?|carbines?|guns?|pistols?|revolvers?|"
    r"mortars?|grenades?|torpedo(?:es)?|warheads?|bombs?|mines?|cannons?|armou?red vehicles?)\b"
)
# Of these, each is a weapon whatever stands before: no tank of water, no gun law.
_ARM_ALONE = (
    r"(?:(?:surface-to-air|air-to-air|anti-?\w{2,8}|cruise|ballistic|hypersonic|guided|sniper|assault|hunting|submachine|machine|"
    r"self-propelled|rocket|missile|grenade|pump-action|semi-automatic|light|heavy) ){0,2}"
    r"(?:missiles?|howitzers?|rifles?|carbines?|shotguns?|pistols?|revolvers?|mortars?|torpedo(?:es)?|machine guns?|rocket launchers?|"
    r"grenade launchers?|missile launchers?|handguns?)\b"
)
_ARM_START, _CRAFT_START = _ARM.removesuffix(_END), _CRAFT.removesuffix(_END)
_ARM_CUE = "missile|howitzer|rifle|carbine|gun|pistol|revolver|mortar|torpedo|launcher"
_OPEN_WORD = r"[A-Z][\w-]{1,20}"
_MARK = r"(?:\d{1,4}[A-Z]{0,2}|[IVX]{1,4}|Mk\.? ?\d{1,2})"
_FIGHTING = (
    r"(?:rebels?|fighters?|militants?|guerrillas?|militias?|mercenar(?:y|ies)|insurgents?|herders?|elders|families|people|tribes?|tribesmen|"
    r"villages?|villagers?|leaders?|communit(?:y|ies)|minority|activists?)\b"
)
_DESIGNATION = r"[A-Z][A-Za-z]{0,5}-?\d{1,4}(?:[A-Z]{1,3}\d?)?(?:-\d{1,2})?"
# Rooms, roads and forms are numbered as aircraft are.
_NOT_CRAFT = (
    r"(?!\s(?:routes?|roads?|motorways?|highways?|visas?|bus|lines?|forms?|exit|paper|sheets?|autoroute|autobahn|is on)\b)"
)
_NO_NUMBER = r"(?<!de la )(?<![Rr]oom )(?<![Rr]oute )(?<![Gg]ate )(?<![Ss]eat )(?<![Ff]orm )(?<![Vv]itamin )"
_FIGHTERS = r"(?:Liberation|Resistance|Independence|Revolutionary|Republican|Redemption|Restoration)"
_SHIPS_DEEDS = r"(?:sank|capsized|ran aground|docked|set sail|sailed|dropped anchor|foundered|collided)"


def _listed(entity_type: str, *, beside_kind: bool) -> str:
    """The alternatives of a type's names, the longest first."""
    rows = pl.read_csv(_NAMED).filter(
        (pl.col("entity_type") == entity_type) & (pl.col("beside_kind").fill_null("") == ("yes" if beside_kind else ""))
    )
    names = {name for cell in rows["name"] for name in cell.split("|")}
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _alone(entity_type: str, confidence: float) -> Pattern:
    """The names of a type that mean nothing else, unless they begin or end a longer name."""
    names = _listed(entity_type, beside_kind=False)
    return Pattern(entity_type, f"listed_{entity_type}", names, re.compile(
        rf"(?<![\w-])(?P<name>{names})(?=s?(?![\w-])(?!\s(?:Ministry|Memorial|Museum|Bakery|Street|Avenue|Hotel|Party|Foundation|School)\b))"
    ), confidence)  # fmt: skip


def _beside(entity_type: str, kinds: str) -> Pattern:
    """The names of a type that mean other things too, before a word for what they are."""
    names = _listed(entity_type, beside_kind=True)
    cue = rf"(?:{names})[ \w-]{{0,6}} {kinds.removesuffix(_END)}"
    return Pattern(entity_type, f"listed_{entity_type}_kind", cue, re.compile(
        rf"(?<![\w-])(?P<name>(?:{names})(?:[ -](?:\d{{1,4}}[A-Z]{{0,2}}|[IVX]{{1,4}}|[A-Z]))?)(?= {kinds})"), 0.9)  # fmt: skip


PATTERNS: tuple[Pattern, ...] = (
    Pattern("vessel", "ship_prefix", rf"\b(?:{_PREFIXES}) [A-Z]", re.compile(rf"\b(?P<name>(?:{_PREFIXES})\s{_NOT_NAMES}{_NAME})"), 0.95),
    # No \b in this cue: with it Rust's regex falls back to a matcher of a thirtieth of the speed.
    Pattern("vessel", "ship_quoted", rf"(?i)(?:{_SHIP_KINDS})[, ]+[\"“‘']",
            re.compile(rf"(?i:\b(?:{_SHIP_KINDS})),?\s(?:(?:named|called|the)\s)?(?=[\"“‘'])(?P<name>{_QUOTED})"), 0.9),
    Pattern("vessel", "ship_kind", rf"(?:{_SHIP_KINDS}|named|called) [A-Z]",
            re.compile(rf"\b(?:{_SHIP_KINDS})(?:,?\s(?:named|called|the)|,\sthe)?\s(?P<name>{_NOT_NAMES}{_NAME})"), 0.8),
    Pattern("vessel", "ship_former_name",
            r"(?:formerly|previously|renamed|once|known as|named|called|registered[^.\n]{0,30} as|until \d{4})(?: the)? [A-Z]",
            re.compile(rf"\b(?:{_SHIP_KINDS}|{_PREFIXES})\b[^.\n]{{0,80}}?\b(?:(?:formerly|previously|renamed|once|registered[^.\n]{{0,30}}? as)"
                      rf"(?:\s(?:known as|named|called))?|until \d{{4}})(?:\sthe)?\s(?P<name>{_NOT_NAMES}{_NAME})"), 0.8),
    Pattern("vessel", "ship_pair", rf"(?:{_SHIP_KINDS}),? (?:the )?[A-Z]",
            re.compile(rf"\b(?:{_SHIP_KINDS}),?\s(?:the\s)?{_NOT_NAMES}{_NAME}\sand\s(?:the\s)?(?P<name>{_NOT_NAMES}{_NAME})"), 0.75),
    Pattern("vessel", "ship_apposed", rf", (?:a|an|the|its|her) [a-z -]{{0,30}}(?:{_SHIP_KINDS})",
            re.compile(rf"(?P<name>{_NOT_NAMES}{_NAME}), (?:a|an|its|her) (?:[a-z\-]{{1,15}} ){{0,3}}?(?:{_SHIP_KINDS})"
                      r"(?=[,.]|\s(?:of the|that|which|owned|carrying|flagged|registered|built)\b)"), 0.8),
    Pattern("vessel", "ship_entered", r"(?:board|aboard|wreck of|crew of) the [A-Z]",
            re.compile(rf"\b(?:[Oo]n board|[Aa]board|wreck of|crew of)\sthe\s(?!(?:Space|International|Boeing|Airbus|Orient|Flight)\b|[A-Z][A-Za-z]?-\d)"
                      rf"(?P<name>{_NOT_NAMES}{_NAME})"), 0.75),
    Pattern("vessel", "ship_flagship", r"(?:flagship|yacht), (?:the )?[A-Z]",
            re.compile(rf"(?:flagship|yacht),\s(?:the\s)?(?P<name>{_NOT_NAMES}{_NAME}),"), 0.8),
    Pattern("vessel", "ship_deed", rf"[Tt]he [A-Z][^.]{{0,60}} {_SHIPS_DEEDS}",
            re.compile(rf"\b[Tt]he\s(?P<name>{_NOT_NAMES}{_NAME})\s(?:had\s)?(?=(?:sank|capsized|set sail|dropped anchor|foundered)\b)"), 0.75),
    Pattern("aircraft", "soviet_designation", r"\b(?:Su|MiG|Tu|Il|An|Yak|Ka|Mi|Be|Shaanxi)-\d",
            re.compile(r"\b(?P<name>(?:(?:Sukhoi|Ilyushin|Tupolev|Antonov|Yakovlev|Kamov|Mil) )?(?:Su|MiG|Tu|Il|An|Yak|Ka|Mi|Be)-\d{1,3}[A-Z0-9]{0,5}(?:-\d)?)(?=s?(?![\w-]))"), 0.95),
    Pattern("aircraft", "designation", r"\b(?:[A-Z]{1,3}|F/A)-\d",
            re.compile(rf"{_NO_NUMBER}\b(?P<name>{_US_AIRCRAFT}[A-Z]{{0,2}}(?:/[A-Z])?(?:\s(?:Hercules|Globemaster|Raptor|Super Hornet|Hornet|Thunderbolt|"
                      rf"Black Hawk|Chinook|Apache|Osprey|Reaper|Twin Otter|Tiger))?)(?=s?(?![\w-])){_NOT_CRAFT}"), 0.93),
    Pattern("aircraft", "maker_and_model", rf"\b{_CIVIL} [A-Z]{{0,3}}[a-z]?-?\d",
            re.compile(rf"\b(?P<name>{_CIVIL}\s(?:[A-Z][a-z]-|[A-Z]{{0,3}}-?)\d{{1,4}}(?:[A-Z]{{1,3}}|-\d{{1,3}}[A-Z]{{0,3}})?(?:\sMAX(?:\s\d{{1,2}})?)?)(?=s?\b)"), 0.9),
    Pattern("aircraft", "named_model", r"Rafale|Eurofighter|Gripen|Mirage|Bayraktar|Chinook|Black ?Hawk|Osprey",
            re.compile(r"\b(?P<name>Rafales?|Eurofighter(?: Typhoon)?|(?:JAS 39 )?Gripen|Mirage 2000[A-Z]{0,2}|Bayraktar(?: TB[23]| Ak[iı]nc[iı])?|"
                      r"(?:CH-47 )?Chinook|(?:UH-60 )?Black ?Hawk)\b(?! Down)"), 0.85),
    Pattern("aircraft", "designation_and_kind", r"[A-Z][A-Za-z]{0,5}-?\d[\w-]{0,8} [a-z]",
            re.compile(rf"\b(?P<name>{_DESIGNATION})(?= {_CRAFT})"), 0.85),
    Pattern("aircraft", "maker_and_name", rf"(?:[Aa]n?|[Tt]he|[Tt]wo|[Tt]hree|[Ff]our|old|its) {_MAKERS} [A-Z]",
            re.compile(rf"\b(?:[Aa]n?|[Tt]he|[Tt]wo|[Tt]hree|[Ff]our|old|its) (?P<name>{_MAKERS} {_NO_MODELS}[A-Z][a-z]{{2,12}})(?=s?\b)(?! [A-Z])"), 0.8),
    Pattern("aircraft", "mark_and_kind", rf"[A-Z][\w-]+ (?:\d{{1,4}}[A-Z]{{0,2}}|[IVX]{{1,4}}|Mk[^a-z]{{1,5}}) {_CRAFT_START}",
            re.compile(rf"\b(?P<name>(?:{_OPEN_WORD} )?(?!Flight|Route|Terminal){_OPEN_WORD} {_MARK})(?= {_CRAFT})"), 0.8, is_open=True),
    _alone("aircraft", 0.9),
    _beside("aircraft", _CRAFT),
    Pattern("weapon", "air_defence", r"\bS-(?:75|125|200|300|350|400|500)",
            re.compile(r"\b(?P<name>S-(?:75|125|200|300|350|400|500)[A-Z]{0,3}\d?)(?![\w-])"), 0.95),
    Pattern("weapon", "named_system", rf"\b(?:{_WEAPON_NAMES})",
            re.compile(rf"\b(?P<name>(?:{_WEAPON_NAMES})(?:-[A-Z]?\d{{0,4}}[A-Z0-9]{{0,4}}| ?[12]A\d{{1,2}})?)(?![\w-])"), 0.85),
    Pattern("weapon", "designation_and_kind", r"[A-Z][A-Za-z]{0,5}-?\d[\w-]{0,8} [a-z]",
            re.compile(rf"\b(?P<name>(?:FN |HK )?{_DESIGNATION})(?= {_ARM})"), 0.85),
    Pattern("weapon", "indian_missile", r"(?:Agni|Prithvi|Shaheen|Ghauri|Hatf)-",
            re.compile(r"\b(?P<name>(?:Agni|Prithvi|Shaheen|Ghauri|Hatf)-(?:[IVX]{1,4}|P|\d))\b"), 0.93),
    Pattern("weapon", "name_and_kind", _ARM_CUE,
            re.compile(rf"\b(?P<name>(?:{_OPEN_WORD} ){{0,2}}{_OPEN_WORD}(?: {_MARK})?)(?= {_ARM_ALONE})"), 0.8, is_open=True),
    Pattern("weapon", "mark_and_kind", rf"[A-Z][\w-]+ (?:\d{{1,4}}[A-Z]{{0,2}}|[IVX]{{1,4}}|Mk[^a-z]{{1,5}}) {_ARM_START}",
            re.compile(rf"\b(?P<name>(?:Type|Mark|Model|Mk\.?|{_OPEN_WORD}) {_MARK})(?= {_ARM})"), 0.8, is_open=True),
    Pattern("weapon", "kind_and_name", r"(?:missile|rocket|rifle|howitzer|torpedo|launcher|tank), the [A-Z]",
            re.compile(rf"\b(?:missile|rocket|rifle|howitzer|torpedo|launcher|tank), the (?P<name>{_OPEN_WORD}(?: {_MARK})?)(?=[,.;])"), 0.8, is_open=True),
    _alone("weapon", 0.9),
    _beside("weapon", _ARM),
    Pattern("weapon", "called", r"(?:missile|rocket|rifle|bomb|howitzer) (?:called|named|dubbed) [A-Z]",
            re.compile(rf"(?:missile|rocket|rifle|bomb|howitzer) (?:called|named|dubbed) (?:the )?(?P<name>{_NAME})"), 0.85),
    Pattern("weapon", "plural", r"Kalashnikovs|Berettas|Glocks|Uzis|Tokarevs|Makarovs", re.compile(r"\b(?P<name>Kalashnikov|Beretta|Glock|Uzi|Tokarev|Makarov)(?=s\b)"), 0.9),
    Pattern("weapon", "armour", r"\b(?:T|BMP|BTR|BM|BRDM|MT-LB|TOS|2S)-?\d",
            re.compile(r"\b(?P<name>(?:T-(?:14|34|54|55|62|64|72|80|84|90)|BMP-[123]|BTR-\d{2,3}|BM-\d{2}|BRDM-2|TOS-[12]|2S\d{1,2})[A-Z0-9]{0,4})(?![\w-])"),
            0.92),
    Pattern("weapon", "firearm", rf"\b(?:{_FIREARMS})", re.compile(rf"\b(?P<name>{_FIREARMS})(?=s?(?![\w/-]))"), 0.85),
    Pattern("place", "shortened_state", r", (?:[A-Z]\.[A-Z]\.|[A-Z][a-z]{1,4}\.|[A-Z]\.[A-Z][a-z]\.|P\.E\.I|N\.W\.T)",
            re.compile(rf"(?<=[A-Za-z], )(?P<name>(?:{'|'.join(map(re.escape, sorted(STATES, key=len, reverse=True)))})\.)"), 0.95),
    # Tokenizers and taggers stumble over the dots. Before a capital it may begin a body's name.
    Pattern("place", "dotted", r"(?:U\.S\.|U\.K\.|B\.C\.|D\.C\.)", re.compile(r"(?<![\w.&-])(?P<name>(?:U\.S\.(?:A\.)?|U\.K\.|(?<=in )B\.C\.|D\.C\.))(?![\w-])(?! ?[A-Z])"), 0.9),
    Pattern("law", "resolution", r"[Rr]esolution \d",
            re.compile(r"(?P<name>(?:\b(?:(?:UN|U\.N\.|United Nations)\s)?(?:Security Council|General Assembly|Human Rights Council)\s|\bUNSC\s|"
                      r"\bUNGA\s|\b(?:UN|U\.N\.)\s)[Rr]esolution\s\d{1,4}(?:/\d{1,4})?(?:\s?\(\d{4}\))?|\bResolution\s\d{2,4}(?:/\d{1,4})?(?:\s?\(\d{4}\))?)"),
            0.95),
    Pattern("law", "numbered", r"(?:Executive Order|Public Law|Proposition|Directive|Regulation|Decree|Law|Amendment) (?:No\. ?|\(EU\) )?\d|Amendment",
            re.compile(r"\b(?P<name>(?:Executive Order|Public Law|Proposition|Directive|Regulation|Decree|Decree-Law|Law)\s(?:No\.\s?)?"
                      r"(?:\(EU\)\s)?\d[\d/.\-]{0,14}(?<![./-])(?:/EC|/EU)?|(?:First|Second|Fourth|Fifth|Sixth|Eighth|Tenth|Thirteenth|Fourteenth|"
                      r"Fifteenth|(?:\d\d?(?:st|nd|rd|th)))\sAmendment)\b"), 0.93),
    Pattern("law", "article", r"Article \d|Section \d", re.compile(r"\b(?P<name>Article \d{1,3}|Section \d{3,4})\b(?! of the (?:stadium|road|wall|fence))"), 0.85),
    Pattern("law", "of_subject", r"(?:Treaty|Convention|Covenant|Declaration|Protocol|Peace) (?:of|on|against) ",
            re.compile(rf"\b(?P<name>(?:(?:International|United Nations|UN|European|American|African) )?(?:Treaty|Convention|Covenant|Declaration|Protocol|"
                      rf"Pact) (?:of|on|against) (?:the )?{_CAP}(?:(?: (?:of|and|on|the|in|against|for|to)){{0,2}} {_CAP}){{0,8}})"), 0.9),
    _alone("law", 0.93),
    Pattern("law", "titled", r" (?:Acts?|Law|Code|Treaty|Convention|Protocol|Accords?|Agreement|Pact|Charter|Amendment|Declaration|Constitution|Directive|Regulations?|Bill|Statute|Ordinance|Decree|Resolution)\b",
            re.compile(rf"(?<!new )(?<!draft )\b(?P<name>(?![A-Z]\w+[’']s Resolution)(?!\w+ \w+[’']s Resolution)(?!(?:The|This|That|These|Those|A|An|Under|In|By|On|For|International|Islamic|Sharia|When|If|While|After|Before|Since|New|Any|No|Every|Common|Criminal|Business|Family|Tax|"
                      rf"Attorney|Martial|Dress|Zip|Area|Source|Postal|Morse|Bar)\b){_LAW_WORD}(?:\s(?:{_LINK}\s(?:{_LINK}\s)?)?{_LAW_WORD}){{0,5}}?"
                      rf"\s(?:{_LAW_KINDS})(?:\s(?:Act|Bill|Law|Code|Treaty))?(?:\sof\s\d{{4}}|\s\d{{4}}|\son\s(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun))[A-Z]\w{{1,20}}(?:\s(?:(?:of|and|the)\s)?[A-Z]\w{{1,20}}){{0,4}})?)"
                      r"(?!\s(?:School|Firm|Society|Office|Center|Centre|Review|Association|Enforcement|Commission|Minister|Ministry|Organi[sz]ation)\b)\b"), 0.85),
    Pattern("event_name", "operation", r"Operation [A-Z]", re.compile(rf"\b(?P<name>Operation\s{_CAP}(?:\s{_CAP}){{0,2}})"), 0.9),
    Pattern("event_name", "storm", r"(?:Hurricane|Typhoon|Cyclone|Storm) [A-Z]",
            re.compile(r"\b(?P<name>(?:Hurricane|Typhoon|Super Typhoon|Cyclone|Tropical Storm|Tropical Cyclone|Storm)\s(?!Shadow|Surge|Season|Center|Watch)"
                      r"[A-Z][a-zé]{2,14})\b"), 0.93),
    Pattern("event_name", "war", r"World War|Cold War|Arab Spring|Holocaust| War|Revolution|Intifada",
            re.compile(r"\b(?P<name>(?:First |Second )?World War(?: (?:I{1,3}|One|Two))?|Cold War|Arab Spring|Holocaust|(?:First |Second )?(?:Persian )?Gulf War|"
                      r"(?:First |Second )Intifada|(?:[A-Z][a-z]{2,15}(?:ian|ish|ese|an|ch)|Orange|Rose|Velvet|Tulip|Jasmine) (?:Civil War|Revolution)|"
                      r"(?:Iran-Iraq|Korean|Vietnam|Falklands|Six-Day|Yom Kippur|Crimean) War)\b"), 0.93),
    _alone("event_name", 0.9),
    Pattern("event_name", "conflict", r" (?:War|Revolution|Rebellion|Uprising|uprising|massacre|Massacre|Offensive|genocide|Genocide|Mutiny|Insurrection)",
            re.compile(r"\b(?P<name>(?!(?:The|This|That|A|An|Trade|Price|Nuclear|Drug|Culture|Of|In|On|After|Before|During|When|Star|Class|Turf|Proxy|"
                      r"Total|Digital|Prison)\b)[A-Z]\w{2,15}(?:[- ][A-Z]\w{2,15})?\s(?:Civil War|War|Revolution|Rebellion|[Uu]prising|[Mm]assacre|Offensive|"
                      r"[Gg]enocide|Mutiny|Insurrection))\b(?!\s(?:Memorial|Museum|Crimes?|Room|College|Office|Department|Powers|Minister|Secretary|Cabinet|"
                      r"Veterans?|Graves|Party|Square|Street|Guards?|Council|Command))"), 0.85),
    Pattern("event_name", "of_place", r"(?:Battle|Siege|War|Summit|Sack) (?:of|for) (?:the )?[A-Z]",
            re.compile(rf"\b(?P<name>(?:(?:First|Second|Third) )?(?:Battle|Siege|War|Wars|Summit|Sack|Storming) of (?:the )?{_CAP}(?: {_CAP}){{0,2}})"), 0.9),
    Pattern("event_name", "disaster", r"\d\d\d\d [A-Z][^.]{1,40} (?:earthquake|tsunami|famine|floods|massacre|coup)",
            re.compile(rf"\b(?P<name>(?:1[5-9]|20)\d\d {_CAP}(?: {_CAP}){{0,2}} (?:earthquake|tsunami|famine|floods?|massacre|coup|eruption))\b"), 0.9),
    Pattern("event_name", "regional_games", r" Games",
            re.compile(r"\b(?P<name>(?:(?:19|20)\d\d )?(?:Pacific|Pan[- ]American|European|South ?[Ee]ast Asian|SEA|African|All-Africa|Arab|Invictus|Island|"
                      r"Mediterranean|South Asian|Bolivarian|World|Youth Olympic|Asian Winter|Indian Ocean Island|Highland) Games(?: (?:19|20)\d\d)?)\b"), 0.9),
    Pattern("event_name", "games_and_summits", r"World Cup|Olympic|Summit|Championship|Games|Cup|COP",
            re.compile(r"\b(?P<name>(?:(?:19|20)\d\d )?(?:(?:FIFA|Rugby|Cricket|ICC|T20) )?(?:Women[’']s )?World Cup(?: (?:19|20)\d\d)?|"
                      r"(?:(?:19|20)\d\d )?(?:(?:Summer|Winter|(?!The )[A-Z][a-z]{2,12}) )?(?:Olympics|Olympic Games|Paralympics|Commonwealth Games|Asian Games)"
                      r"(?: (?:19|20)\d\d)?|(?:G7|G8|G20|BRICS|NATO|ASEAN|EU|APEC|Munich) (?:Summit|Security Conference)|COP\d\d)\b"), 0.85),
    _alone("group", 0.9),
    _beside("group", _FIGHTING),
    Pattern("group", "front", rf"{_FIGHTERS} |Armed Forces of|Liberation|Martyrs|Brigades",
            re.compile(rf"\b(?P<name>(?!The |Chinese )(?!People[’']s Liberation Army)(?:{_CAP} (?:of )?){{1,5}}?{_FIGHTERS} (?:Army|Front|Movement|Forces)(?: of (?:the )?{_CAP})?|"
                      rf"{_FIGHTERS} Armed Forces of {_CAP}|(?!The )(?:{_CAP} ){{1,3}}(?:Martyrs[’'] )?Brigades)\b"), 0.85),
    Pattern("group", "of_god", r"(?:Lashkar|Jaish|Harkat|Harakat|Hizb|Sipah|Jundallah|Ansar|Jabhat|Tehrik|Kataib|Liwa|Ahrar)",
            re.compile(r"\b(?P<name>(?:Lashkar|Jaish|Harkat|Harakat|Hizb|Sipah|Ansar|Jabhat|Tehrik|Kataib|Liwa|Ahrar)(?:[- ](?:ul?|e|i|al|ud|ad|ash|ul|us)[- ])"
                      r"(?!Insaf)[A-Z][\w’'-]{2,20}(?: Pakistan)?)"), 0.9),
)  # fmt: skip

MATCHES = {
    "doc": pl.Int64(),
    "start_char": pl.Int64(),
    "end_char": pl.Int64(),
    "entity_type": pl.String(),
    "rule": pl.String(),
    "confidence": pl.Float64(),
}
_QUOTES = "\"“”‘’'"
# A word of this class of frequency or more (of 0 to 7) means something of its own before `missile` and `rifle`.
_EVERYDAY_ZIPF = 3


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    """Lower-case words that are no name of a craft or weapon: nations, places, bodies, titles, everyday words."""
    known = lexicon()
    own = LISTED["demonym"] | LISTED["titles"] | LISTED["months"] | LISTED["org_heads"]
    words = known.words.filter((pl.col("listed") & own > 0) | (pl.col("zipf") >= _EVERYDAY_ZIPF))["word"]
    return frozenset(words) | frozenset(known.singles["phrase"].str.to_lowercase())


def _known_ahead(name: str) -> int:
    """How many characters of a name its known words in front take. A mark (`Type 69`, `Orbiter 4`) makes the last word part of it."""
    words = name.split(" ")
    marked = len(words) > 1 and words[-1][0].isdigit()
    taken = 0
    for word in words[: len(words) - 2 * marked]:
        if plain(word) not in _known_words():
            break
        taken += len(word) + 1
    return min(taken, len(name))


def match_patterns(texts: pl.Series) -> pl.DataFrame:
    """One row per match in each text; where two overlap, the one that starts first, then the longer one, stays."""
    rows = []
    for rule in PATTERNS:
        cued = texts.str.contains(rule.cue).fill_null(value=False).arg_true()
        for doc, text in zip(cued.to_list(), texts.gather(cued).to_list(), strict=True):
            for match in rule.pattern.finditer(text):
                start, end = match.span("name")
                while text[start] in _QUOTES:
                    start += 1
                while text[end - 1] in _QUOTES + ".-" and rule.entity_type != "place":
                    end -= 1
                if text[start:end].endswith(("'s", "’s")):
                    end -= 2
                if rule.is_open:
                    start += _known_ahead(text[start:end])
                if start == end:
                    continue
                rows.append((doc, start, end, rule.entity_type, rule.rule, rule.confidence))
    frame = pl.DataFrame(rows, schema=MATCHES, orient="row").sort("doc", "start_char", pl.col("end_char").neg(), "rule")
    before = pl.col("end_char").cum_max().over("doc").shift(1, fill_value=0)
    first = pl.col("doc") != pl.col("doc").shift(1, fill_value=-1)
    return frame.filter(first | (pl.col("start_char") >= before))
