"""Which place a name means: its country, and for cities coordinates and GeoNames id, chosen by what else the text names.

Candidates come from the compiled gazetteer. What decides, strongest first: a country or region named right behind
("Oxford, North Carolina"), countries named elsewhere in the text, and how large the place is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from transforms.entities.lexicon import DATA
from transforms.entities.names import DIRECTIONS, plain

# Points, in powers of ten of inhabitants: a country named elsewhere lifts its town of 15,000 over a foreign city of millions.
_NAMED_BEHIND = 20.0
_HOLDS = 5.0
_SAME_COUNTRY = 2.5
# A city of a region that the text names so often (or more) is lifted so far.
_SAME_REGION, _REGION_TOLD, _CITY_TELLS = 2.0, 3, 3
# Of so many names whose country is known, this share must lie in one to tell where an unknown one is.
_LEAST_TOLD, _ONE_COUNTRY = 3, 0.75
# Names of smaller towns are words of other kinds too often to tell of which country a text is.
_KNOWN_CITY = 15_000
_COUNTRY, _REGION, _COUNTY = 8.5, 5.2, 4.5
# Between a candidate and the next, of another country, at least this much: else the country stays open.
_MARGIN = 0.3


@dataclass(frozen=True)
class Place:
    """A place of the gazetteer."""

    kind: str  # country, region, county, city, or town where only the country or region around it is known
    name: str
    country: str | None  # ISO 3166-1 alpha-3
    wikidata_id: str | None
    geonames_id: int | None
    latitude: float | None
    longitude: float | None
    population: int
    admin: str

    @property
    def key(self) -> str:
        """What tells the place from others."""
        return f"geonames:{self.geonames_id}" if self.geonames_id else f"admin:{self.admin}"


@dataclass(frozen=True)
class Gazetteer:
    """Places by plain name, and countries by demonym."""

    by_name: dict[str, list[Place]]
    demonyms: dict[str, str]
    capitals: dict[str, str]  # plain name, alpha-3
    countries: dict[str, Place]  # by alpha-3


# Parts of countries as news agencies shorten them behind a town, by ISO 3166-2 code.
STATES = {
    "Ala": "us-al", "Ariz": "us-az", "Ark": "us-ar", "Calif": "us-ca", "Colo": "us-co", "Conn": "us-ct", "Del": "us-de",
    "Fla": "us-fl",
    "Ga": "us-ga", "Ill": "us-il", "Ind": "us-in", "Kan": "us-ks", "Ky": "us-ky", "La": "us-la", "Md": "us-md", "Mass": "us-ma",
    "Mich": "us-mi", "Minn": "us-mn", "Miss": "us-ms", "Mo": "us-mo", "Mont": "us-mt", "Neb": "us-ne", "Nev": "us-nv",
    "N.H": "us-nh",
    "N.J": "us-nj", "N.M": "us-nm", "N.Y": "us-ny", "N.C": "us-nc", "N.D": "us-nd", "Okla": "us-ok", "Ore": "us-or",
    "Pa": "us-pa",
    "R.I": "us-ri", "S.C": "us-sc", "S.D": "us-sd", "Tenn": "us-tn", "Tex": "us-tx", "Vt": "us-vt", "Va": "us-va",
    "Wash": "us-wa",
    "W.Va": "us-wv", "Wis": "us-wi", "Wyo": "us-wy", "Alta": "ca-ab", "B.C": "ca-bc", "Man": "ca-mb", "N.B": "ca-nb",
    "N.L": "ca-nl",
    "N.S": "ca-ns", "Ont": "ca-on", "P.E.I": "ca-pe", "Que": "ca-qc", "Sask": "ca-sk", "N.W.T": "ca-nt",
}  # fmt: skip
# GeoNames counts the provinces of Canada and the states of Australia; ISO has letters for them.
_LETTERED = {
    "ca-01": "ca-ab", "ca-02": "ca-bc", "ca-03": "ca-mb", "ca-04": "ca-nb", "ca-05": "ca-nl", "ca-07": "ca-ns", "ca-08": "ca-on",
    "ca-09": "ca-pe", "ca-10": "ca-qc", "ca-11": "ca-sk", "ca-12": "ca-yt", "ca-13": "ca-nt", "ca-14": "ca-nu", "au-01": "au-act",
    "au-02": "au-nsw", "au-03": "au-nt", "au-04": "au-qld", "au-05": "au-sa", "au-06": "au-tas", "au-07": "au-vic",
    "au-08": "au-wa",
}  # fmt: skip
# Names that the gazetteer's sources lack, by alpha-3 or the code of a part.
_MORE_NAMES = {
    "USA": ("us", "usa", "america", "united states", "united states of america", "u s"), "GBR": ("uk", "britain", "great britain",
    "united kingdom"), "ARE": ("uae", "emirates"), "COD": ("drc", "dr congo", "democratic republic of congo", "congo kinshasa"),
    "COG": ("republic of congo", "congo brazzaville"), "KOR": ("south korea",), "PRK": ("north korea",), "CIV": ("ivory coast",
    "cote divoire"), "MMR": ("burma", "myanmar"), "CZE": ("czech republic",), "SWZ": ("swaziland",), "CPV": ("cape verde",),
    "TLS": ("east timor", "timor leste"), "VAT": ("vatican", "vatican city", "holy see"), "PSE": ("palestine", "gaza",
    "gaza strip", "west bank", "occupied palestinian territories"), "NLD": ("holland",), "TUR": ("turkey", "turkiye"),
    "LAO": ("laos",), "VNM": ("vietnam",), "SYR": ("syria",), "IRN": ("iran",), "RUS": ("russia", "russian federation"),
    "TZA": ("tanzania",),
    "MKD": ("macedonia", "north macedonia"), "BOL": ("bolivia",), "VEN": ("venezuela",), "MDA": ("moldova",), "BRN": ("brunei",),
    "FSM": ("micronesia",), "TWN": ("taiwan",), "XKX": ("kosovo",),
}  # fmt: skip

# Parts of the world in no one country, some of them towns elsewhere (Asia in the Philippines), and what waters are called.
_OF_MANY = frozenset(
    "africa, east africa, west africa, north africa, southern africa, central africa, sub saharan africa, sahel, "
    "maghreb, horn of africa, asia, central asia, east asia, south asia, southeast asia, south east asia, western "
    "asia, asia pacific, indo pacific, middle east, near east, far east, levant, europe, eastern europe, western "
    "europe, northern europe, southern europe, central europe, balkans, western balkans, baltics, scandinavia, "
    "caucasus, south caucasus, north america, south america, central america, latin america, the americas, "
    "americas, caribbean, oceania, polynesia, melanesia, pacific, south pacific, atlantic, north atlantic, "
    "mediterranean, arctic, antarctica, eurasia, persian gulf, gulf, west, east, north, south, global south, earth, "
    "world".split(", ")
)
_WATERS = frozenset(("sea", "seas", "ocean", "gulf", "strait", "straits"))


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read once a process: 0.4 s."""
    by_name: dict[str, list[Place]] = {}
    countries: dict[str, Place] = {}
    columns = ("kind", "name", "country", "wikidata_id", "geonames_id", "latitude", "longitude", "population", "admin")
    frame = pl.read_parquet(DATA / "places.parquet")
    admin = pl.col("admin").replace(_LETTERED)
    for *facts, names in frame.with_columns(admin).select(*columns, "names").rows():
        place = Place(*facts)
        if place.kind == "country" and place.country and len(place.admin) == 2:
            countries[place.country] = place
        short = [name for name, code in STATES.items() if code == place.admin] if place.kind == "region" else []
        for key in {plain(name) for name in (*names, *short)}:
            by_name.setdefault(key, []).append(place)
    for code, more in _MORE_NAMES.items():
        for name in more:
            known = by_name.setdefault(name, [])
            if code in countries and countries[code] not in known:
                known.append(countries[code])
    demonyms = pl.read_parquet(DATA / "demonyms.parquet").filter(pl.col("country").is_not_null())
    capitals = {plain(city): country for city, country in pl.read_parquet(DATA / "capitals.parquet").rows()}
    return Gazetteer(by_name, {plain(word): country for word, country in demonyms.rows()}, capitals, countries)


@dataclass(frozen=True)
class Named:
    """A name of a place in a text: the plain name, and the plain names before and behind it with but a comma between."""

    name: str
    behind: str | None = None
    ahead: str | None = None


def choose(names: Sequence[Named], nationalities: Sequence[str], hints: Sequence[str] = ()) -> list[Place | None]:
    """The place each name of one text means; None where the gazetteer has none, or two countries are as likely.

    `nationalities` are the countries (alpha-3) of the text's demonyms, `hints` plain names of places inside of other names.
    """
    known = gazetteer()
    countries: Counter[str] = Counter(nationalities)
    parts: Counter[str] = Counter()
    told = [(named.name, named.behind) for named in names if not _is_of_many(named.name)] + [(hint, None) for hint in hints]
    for name, behind in told:
        found = [place for place in known.by_name.get(name, []) if place.kind != "city" or place.population >= _KNOWN_CITY]
        owners = {place.country for place in found if place.country}
        if len(owners) == 1 and (behind is None or behind not in known.by_name):
            countries[owners.pop()] += 1
        if all(place.kind != "city" for place in found):  # Kyiv the city is no evidence for the region of Kyiv
            parts.update({place.admin for place in found if place.kind == "region"})
        if len(owners) == 1 and (cities := [place for place in found if place.kind == "city"]):
            parts[max(cities, key=lambda place: (place.population, place.key)).admin] += _CITY_TELLS
    total = max(1, sum(countries.values()))
    shares = {country: count / total for country, count in countries.items()}
    near = {part: min(1.0, count / _REGION_TOLD) for part, count in parts.items()}
    cache: dict[Named, Place | None] = {}
    for named in names:
        if named not in cache:
            cache[named] = None if _is_of_many(named.name) else _best(known, named, shares, near)
    # A place that no source has lies where the text's other places do, if nearly all of those lie in one country.
    home = max(shares, key=lambda country: (shares[country], country), default="")
    if total >= _LEAST_TOLD and shares.get(home, 0.0) >= _ONE_COUNTRY and home in known.countries:
        for named in names:
            if named.name not in known.by_name and cache[named] is None and not _is_of_many(named.name):
                cache[named] = _inside(named.name, known.countries[home])
    return [cache[named] for named in names]


def _is_of_many(name: str) -> bool:
    """Whether a place lies in several countries or in none: a continent, a part of the world, a sea."""
    first, _, rest = name.partition(" ")
    return name in _OF_MANY or (
        rest != "" and ((first in _WATERS and rest.startswith("of ")) or name.rpartition(" ")[2] in _WATERS)
    )


def _best(known: Gazetteer, named: Named, shares: dict[str, float], near: dict[str, float]) -> Place | None:
    direction, _, rest = named.name.partition(" ")
    if named.name not in known.by_name and direction in DIRECTIONS and rest:
        whole = _best(known, Named(rest, named.behind, named.ahead), shares, near)
        return _inside(named.name, whole) if whole else None
    candidates = known.by_name.get(named.name, [])
    behind = [place for place in known.by_name.get(named.behind or "", []) if place.kind != "city"]
    if any(place.kind == "country" for place in candidates):
        behind = [place for place in behind if place.kind != "country"]  # Russia, Turkey and Iran
    countries = {place.country for place in behind}
    parts = {place.admin for place in behind if place.kind == "region"}
    around = [place for place in candidates if (place.admin in parts if parts else place.country in countries)]
    if len(countries) == 1 and not around:
        # A place too small for the gazetteer: what stands behind it tells the country, nothing tells more.
        area = min(behind, key=lambda place: (place.kind, place.key))
        return _inside(named.name, area)
    if not candidates:
        return None
    cities = [place for place in known.by_name.get(named.ahead or "", []) if place.kind != "country"]
    inside = {city.admin for city in cities} | {city.country for city in cities if city.country}
    scored = sorted(
        ((_score(place, shares, near, countries, parts) + _HOLDS * _holds(place, inside), place) for place in candidates),
        key=lambda pair: (-pair[0], pair[1].key),
    )
    best, place = scored[0]
    rival = next((score for score, other in scored if other.country != place.country), None)
    return place if rival is None or best - rival >= _MARGIN else None


def _inside(name: str, area: Place) -> Place:
    """A place of which no more is known than what it lies in."""
    return Place("town", name, area.country, None, None, None, None, 0, f"{area.admin}/{name}")


def _holds(place: Place, inside: set[str]) -> bool:
    """Whether the place before the comma (Atlanta, Georgia) lies in this one."""
    return place.admin in inside if place.kind == "region" else place.kind == "country" and place.country in inside


def _score(place: Place, shares: dict[str, float], near: dict[str, float], countries: set[str | None], parts: set[str]) -> float:
    size = {"country": _COUNTRY, "region": _REGION, "county": _COUNTY}.get(place.kind) or math.log10(place.population + 1)
    share = shares.get(place.country or "", 0.0)
    behind = _NAMED_BEHIND * (place.admin in parts) + _NAMED_BEHIND / 2 * (place.country in countries)
    return (
        size
        + _SAME_COUNTRY * min(1.0, 2 * share) * (share > 0)
        + _SAME_REGION * near.get(place.admin, 0.0) * (place.kind in {"city", "region"})
        + behind
    )
