"""A list of names that a user wants found: CSV or FollowTheMoney JSON in, a matcher over whole arrays of tokens out.

CSV has a header with `id`, `name`, `type` and, where known, `aliases` (a semicolon between), `country` (alpha-3), `wikidata_id`.
FollowTheMoney has an entity a line. Ids are the list's own and are never made up.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass

import polars as pl

from schemas.tables import ENTITY_TYPES
from transforms.entities.features import Encoded
from transforms.entities.lexicon import Tree, make_tree
from transforms.entities.tokens import tokenize

# FollowTheMoney's schemata that are entities of ours.
FTM_TYPES = {
    "Person": "person", "Organization": "organization", "Company": "organization", "PublicBody": "organization",
    "LegalEntity": "organization", "Vessel": "vessel", "Airplane": "aircraft",
}  # fmt: skip


class WatchlistError(ValueError):
    """The list cannot be read. The message says where and why."""


@dataclass(frozen=True)
class Watched:
    """One entry of the list."""

    watchlist_id: str
    name: str
    entity_type: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    wikidata_id: str | None = None


class Watchlist:
    """The entries, and where their names stand in texts: whole words, any case but for a capital to begin with."""

    def __init__(self, entries: list[Watched]) -> None:
        self.entries = entries
        rows = [(name, at) for at, entry in enumerate(entries) for name in (entry.name, *entry.aliases)]
        names = pl.DataFrame(rows, schema={"name": pl.String, "entry": pl.Int64}, orient="row")
        tokens = tokenize(names["name"]).group_by("doc", maintain_order=True).agg(
            pl.col("token").str.to_lowercase().str.replace_all("’", "'").str.join(" ").alias("phrase")
        )  # fmt: skip
        known = names.with_row_index("doc").with_columns(pl.col("doc").cast(tokens["doc"].dtype)).join(tokens, on="doc")
        self.by_phrase: dict[str, int] = {}
        for phrase, entry in known.select("phrase", "entry").rows():
            self.by_phrase.setdefault(phrase, entry)
        self.tree: Tree = make_tree(pl.DataFrame({"phrase": sorted(self.by_phrase)}).with_columns(pl.lit(1).alias("phrased")))

    def find(self, encoded: Encoded) -> list[tuple[int, int, Watched]]:
        """First and last place of each name, the longest first where they overlap, and its entry."""
        if not self.by_phrase:
            return []
        codes = self.tree.vocabulary.rename({"word": "lower"})
        words = encoded.words.select("lower").join(codes, on="lower", how="left", maintain_order="left")["code"].fill_null(0)
        length, _ = self.tree.find(words.to_numpy()[encoded.word], encoded.words["has_capital"].to_numpy()[encoded.word])
        lower = encoded.words["lower"].to_list()
        found = []
        for first in length.nonzero()[0].tolist():
            last = first + int(length[first]) - 1
            phrase = " ".join(lower[word] for word in encoded.word[first : last + 1].tolist())
            found.append((first, last, self.entries[self.by_phrase[phrase]]))
        return sorted(found, key=lambda row: (row[0] - row[1], row[0]))


def read_watchlist(text: str) -> Watchlist:
    """The entries of a list, CSV or FollowTheMoney, told by its first character."""
    lines = text.lstrip("\ufeff")
    entries = _of_ftm(lines) if lines.lstrip().startswith("{") else _of_csv(lines)
    return Watchlist(entries)


def _of_csv(text: str) -> list[Watched]:
    rows = csv.DictReader(io.StringIO(text))
    missing = {"id", "name", "type"} - set(rows.fieldnames or [])
    if missing:
        raise WatchlistError(f"The watchlist has no column {', '.join(sorted(missing))}.")
    entries = []
    for number, row in enumerate(rows, 2):
        if row["type"] not in ENTITY_TYPES:
            raise WatchlistError(f"Line {number} of the watchlist: {row['type']} is none of {', '.join(ENTITY_TYPES)}.")
        if not row["id"] or not row["name"]:
            raise WatchlistError(f"Line {number} of the watchlist has no id or no name.")
        aliases = tuple(part.strip() for part in (row.get("aliases") or "").split(";") if part.strip())
        entries.append(
            Watched(row["id"], row["name"], row["type"], aliases, row.get("country") or None, row.get("wikidata_id") or None)
        )
    return entries


def _of_ftm(text: str) -> list[Watched]:
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            properties, kind = row.get("properties", {}), FTM_TYPES.get(row["schema"])
            names = [*properties.get("name", []), *properties.get("alias", []), *properties.get("previousName", [])]
            if kind and names:
                wikidata = next(iter(properties.get("wikidataId", [])), None)
                entries.append(Watched(row["id"], names[0], kind, tuple(names[1:]), None, wikidata))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise WatchlistError(f"Line {number} of the watchlist is no FollowTheMoney entity.") from error
    return entries
