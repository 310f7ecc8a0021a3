"""Copies of training texts with other names in the same places: from all over the world, and some that no list has.

The training texts are mostly North American; a tagger that learns their names by heart knows few of a newspaper from Lagos.
"""

from __future__ import annotations

import json
import random
import re

import polars as pl

from transforms.entities.lexicon import DATA

SEED = 20240307
# So many of the names that are put in are in no list: invented from syllables.
INVENTED = 0.25
_SYLLABLES = (
    "ba be bo ka ke ki ko la le li lo ma mo mu na ne no ra ri ro sa se so ta te tu va vo wa ya zi zu cha dra fo gwe ha ji "
    "kha lu mba ndo nya oba pra qui sha tsi uka ven wu xo yin zha"
).split()
_WORD = re.compile(r"[^\W\d_]+")
_KEPT = re.compile(
    r"^(?:of|the|and|de|la|al|el|bin|van|von|Mr|Mrs|Ms|Dr|President|Prime|Minister|King|Queen|Sir|St|Saint|North|South|East|West|New|"
    r"San|Santa|Republic|United|States|City|River|Lake|Mount|County|Island|Islands|Street|Road|Park|Bay)$"
)
_ACRONYM = re.compile(r"^[A-Z]{2,6}$")


class _Renamer:
    """Other names for the words of names; one document's words are always renamed alike."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        words = pl.read_parquet(DATA / "words.parquet").filter(pl.col("zipf") < 4)
        self.given = words.filter("given")["word"].to_list()
        self.family = words.filter(pl.col("surname") | pl.col("name_part"))["word"].to_list()
        phrases = pl.read_parquet(DATA / "phrases.parquet")
        kinds = ["city_large", "city_medium", "city_small", "region", "country", "area"]
        self.places = [phrases.filter(pl.col("kind") == kind)["phrase"].to_list() for kind in kinds]
        self.renamed: dict[tuple[str, str], str] = {}

    def invented(self) -> str:
        return "".join(self.random.choice(_SYLLABLES) for _ in range(self.random.randint(2, 3))).capitalize()

    def person(self, text: str) -> str:
        first = True

        def other(match: re.Match[str]) -> str:
            nonlocal first
            word = match.group()
            if _KEPT.match(word) or not word[0].isupper() or len(word) == 1:
                return word
            source = self.given if first and " " in text else self.family
            first = False
            return self.kept("PER", word, lambda: self.random.choice(source).capitalize())

        return _WORD.sub(other, text)

    def place(self, text: str) -> str:
        if _ACRONYM.match(text) or any(_KEPT.match(word) for word in _WORD.findall(text)):
            return text
        return self.kept("LOC", text, lambda: self.random.choice(self.random.choice(self.places)).title())

    def organization(self, text: str) -> str:
        if _ACRONYM.match(text):
            return self.kept("ACR", text, lambda: "".join(self.random.choices("ABCDEFGHIKLMNOPRSTUVW", k=len(text))))
        if " " not in text and text[:1].isupper() and self.random.random() < INVENTED:
            return self.kept("ORG", text, self.invented)
        return text

    def kept(self, kind: str, word: str, make: object) -> str:
        if (kind, word) not in self.renamed:
            invent = kind != "ACR" and self.random.random() < INVENTED
            self.renamed[kind, word] = self.invented() if invent else make()  # type: ignore[operator]
        return self.renamed[kind, word]


def with_other_names(texts: pl.DataFrame) -> pl.DataFrame:
    """Those of the texts that hold names, with other ones (`text`, `spans`)."""
    renamer = _Renamer()
    rename = {"PER": renamer.person, "LOC": renamer.place, "ORG": renamer.organization}
    rows = []
    for text, told in texts.select("text", "spans").rows():
        spans = sorted(json.loads(told))
        if not any(kind in rename for *_, kind in spans):
            continue
        renamer.renamed.clear()
        out, moved, at = "", [], 0
        for start, end, kind in spans:
            if start < at:
                continue
            out += text[at:start]
            name = rename[kind](text[start:end]) if kind in rename else text[start:end]
            moved.append([len(out), len(out) + len(name), kind])
            out, at = out + name, end
        rows.append({"text": out + text[at:], "spans": json.dumps(moved)})
    return pl.DataFrame(rows, schema=["text", "spans"])
