"""News-like articles with planted copies of known truth: `python -m tests.benchmarks.duplicates_corpus FOLDER --articles N`.

`articles.parquet` has what the search looks at and `story_text`, the body without what its outlet prints around it;
`truth.parquet` has one row per planted copy: `article_id`, `source_id`, `kind`, `share` (of words edited, or kept).

Words follow Zipf's law over invented ones, with names, numbers, accents, curly quotes; stock phrases run through all articles,
so that fingerprints are shared as widely as in real news. A third of the articles are copies:

    exact          case, quotes or spaces changed at most
    near_5/10/15   1 to 5, 5 to 10, 10 to 15% of the words replaced, dropped or put in, half of them in runs
    revision       a paragraph more or less, and 2% of the words edited
    excerpt_20/40  the first 10 to 20, 20 to 40% of the words
    passage        50 to 150 words of another article inside of a story of its own

and the others hold what must not be taken for copies: events told anew in the same words in another order, series whose parts
begin alike, and weather and market reports that an outlet fills into one form.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from transforms.articles import content_hashes

SEED = 4
VOCABULARY = 60_000
STOCK_PHRASES = 8_000
STOCK_SHARE = 0.12  # of an article's words stand in phrases that others have too
CHUNK = 20_000
FIRST_DAY = date(2024, 1, 1)
COPIES = {
    "exact": 0.04, "near_5": 0.06, "near_10": 0.04, "near_15": 0.04, "revision": 0.04,
    "excerpt_20": 0.03, "excerpt_40": 0.03, "passage": 0.03,
}  # fmt: skip
NEGATIVES = {"retold": 0.02, "series": 0.02, "form": 0.03}
EDITED = {"near_5": (0.01, 0.05), "near_10": (0.05, 0.10), "near_15": (0.10, 0.15), "revision": (0.02, 0.02)}
KEPT = {"excerpt_20": (0.10, 0.20), "excerpt_40": (0.20, 0.40)}
STRAIGHT = str.maketrans("“”’", '""\'')
Words = np.ndarray  # of word numbers; PLAIN, then the same with a full stop, a comma, a capital, quotes


@dataclass(frozen=True)
class Outlet:
    name: str
    header: Words
    footer: Words
    form: Words
    slots: Words


@dataclass
class Newsroom:
    """All chance comes from one generator, so a size and a seed give one corpus."""

    articles: int
    chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(SEED))

    def __post_init__(self) -> None:
        syllables = [
            "an",
            "be",
            "cor",
            "da",
            "el",
            "fi",
            "gra",
            "hu",
            "is",
            "jo",
            "kel",
            "le",
            "mo",
            "nar",
            "o",
            "pri",
            "qu",
            "ran",
            "sto",
            "ta",
            "ul",
            "ver",
            "wi",
            "yo",
            "zur",
        ]
        ends = ["", *syllables, *(one + other for one in syllables for other in syllables[:4])]
        spelled = ["".join(parts) for parts in itertools.islice(itertools.product(syllables, syllables, ends), VOCABULARY)]
        self.chance.shuffle(spelled)
        spelled.sort(key=len)  # what is said often is short
        spelled[::97] = [f"{number:,}" for number in range(1, 1 + len(spelled[::97]))]
        spelled[11::53] = [word.replace("o", "ó").replace("e", "é") for word in spelled[11::53]]
        forms = [spelled, [f"{w}." for w in spelled], [f"{w}," for w in spelled], [w.capitalize() for w in spelled],
                 [f"“{w}" for w in spelled], [f"{w},”" for w in spelled], [f"{w}’s" for w in spelled]]  # fmt: skip
        self.spelling = np.array([word for words in forms for word in words], dtype=object)
        weights = 1 / np.arange(3, VOCABULARY + 3)
        self.steps = np.cumsum(weights / weights.sum())
        self.phrases = [self.fresh(int(n)) for n in self.chance.integers(5, 14, STOCK_PHRASES)]
        weights = 1 / np.arange(20, STOCK_PHRASES + 20)
        self.phrase_steps = np.cumsum(weights / weights.sum())
        self.outlets = [self.outlet(number) for number in range(max(20, self.articles // 400))]

    def fresh(self, count: int) -> Words:
        return np.searchsorted(self.steps, self.chance.random(count))

    def outlet(self, number: int) -> Outlet:
        sized = self.chance.integers
        has_frame = number % 5 < 3
        form = self.fresh(int(sized(80, 160)))
        slots = np.flatnonzero(self.chance.random(form.size) < 0.12)
        frame = [self.fresh(int(size)) if has_frame else self.fresh(0) for size in (sized(5, 15), sized(25, 90))]
        return Outlet(f"Outlet {number}", *frame, form, slots)

    def story(self) -> Words:
        size = int(np.clip(self.chance.lognormal(6.0, 0.6), 70, 2_500))
        words = self.fresh(size)
        for at in self.chance.integers(0, size, int(size * STOCK_SHARE / 9)).tolist():
            phrase = self.phrases[int(np.searchsorted(self.phrase_steps, self.chance.random()))]
            words[at : at + phrase.size] = phrase[: size - at]
        ends = np.cumsum(self.chance.integers(8, 30, size // 8 + 1))
        ends = ends[ends < size - 1]
        words[ends] += VOCABULARY
        words[ends + 1] = words[ends + 1] % VOCABULARY + 3 * VOCABULARY
        for shape, share in ((2, 0.04), (4, 0.01), (5, 0.01), (6, 0.01)):
            at = self.chance.integers(0, size, max(1, int(size * share)))
            words[at] = words[at] % VOCABULARY + shape * VOCABULARY
        return words

    def edited(self, words: Words, share: float) -> Words:
        """Words replaced, dropped or put in, one by one or in runs of up to eight."""
        words, left = words.copy(), round(words.size * share)
        while left > 0:
            run = 1 if self.chance.random() < 0.5 else min(left, int(self.chance.integers(2, 9)))
            at = int(self.chance.integers(0, max(1, words.size - run)))
            match int(self.chance.integers(0, 4)):
                case 0:
                    words = np.concatenate((words[:at], words[at + run :]))
                case 1:
                    words = np.concatenate((words[:at], self.fresh(run), words[at:]))
                case _:
                    words[at : at + run] = self.fresh(min(run, words.size - at))
            left -= run
        return words

    def copied(self, kind: str, words: Words) -> tuple[Words, float]:
        if kind in KEPT:
            share = self.chance.uniform(*KEPT[kind])
            return words[: max(30, round(words.size * share))], share
        if kind == "passage":
            size = min(words.size * 2 // 5, int(self.chance.integers(50, 150)))
            at = int(self.chance.integers(0, words.size - size))
            own = self.story()
            middle = int(self.chance.integers(0, own.size))
            return np.concatenate((own[:middle], words[at : at + size], own[middle:])), size / words.size
        if kind == "exact":
            return words, 0.0
        share = self.chance.uniform(*EDITED[kind])
        if kind == "revision":
            size = int(self.chance.integers(20, 60))
            at = int(self.chance.integers(0, words.size))
            added = self.chance.random() < 0.5
            words = (
                np.concatenate((words[:at], self.fresh(size), words[at:])) if added else np.delete(words, slice(at, at + size))
            )
        return self.edited(words, share), share

    def negative(self, kind: str, outlet: Outlet, earlier: Words) -> Words:
        if kind == "retold":
            sentences = np.array_split(self.chance.permutation(earlier), max(1, earlier.size // 15))
            return np.concatenate([self.chance.permutation(sentence) for sentence in sentences])
        if kind == "series":
            return np.concatenate((outlet.form[:30], self.story()))
        words = outlet.form.copy()
        words[outlet.slots] = self.fresh(outlet.slots.size)
        return words

    def text(self, words: Words) -> str:
        return " ".join(self.spelling[words].tolist())


def article_id(number: int) -> str:
    return hashlib.sha256(f"{SEED}-{number}".encode()).hexdigest()[:32]


def rows(articles: int) -> Iterator[tuple[dict[str, object], dict[str, object] | None]]:
    """Each article's row, and its row of truth where it is a planted copy. A copy follows its source, mostly soon."""
    room = Newsroom(articles)
    chance = room.chance
    kinds = [*COPIES, *NEGATIVES, "story"]
    weights = [*COPIES.values(), *NEGATIVES.values()]
    drawn = chance.choice(len(kinds), size=articles, p=[*weights, 1 - sum(weights)])
    sources: list[tuple[int, Words, date]] = []  # the last stories
    for number in range(articles):
        kind = kinds[drawn[number]] if sources else "story"
        outlet = room.outlets[int(len(room.outlets) * chance.random() ** 2)]
        day = FIRST_DAY + timedelta(days=number * 300 // articles)
        truth = None
        text = None
        if kind in COPIES:
            # Few stories are copied often, most not at all.
            source, words, day = sources[int(len(sources) * chance.random() ** 2)]
            day += timedelta(days=int(chance.integers(1, 4)))
            words, share = room.copied(kind, words)
            truth = {"article_id": article_id(number), "source_id": article_id(source), "kind": kind, "share": share}
            text = room.text(words)
            if kind == "exact":
                text = (text.upper(), text.translate(STRAIGHT), text.replace(" ", "  "))[number % 3]
        elif kind in NEGATIVES:
            words = room.negative(kind, outlet, sources[-1][1])
        else:
            words = room.story()
            sources.append((number, words, day))
            del sources[:-400]
        text = text or room.text(words)
        framed = [room.text(outlet.header), text, room.text(outlet.footer)] if outlet.footer.size else [text]
        yield {
            "article_id": article_id(number), "kind": kind, "publisher_name": outlet.name, "published_on": day,
            "body_text": "\n".join(framed), "story_text": text, "word_count": words.size,
        }, truth  # fmt: skip


def write_corpus(folder: Path, articles: int) -> None:
    """Writes both files. 20,000 articles are in memory at a time."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    truths: list[dict[str, object]] = []
    writer = None
    source = rows(articles)
    while chunk := list(itertools.islice(source, CHUNK)):
        truths += [truth for _, truth in chunk if truth]
        frame = pl.DataFrame([row for row, _ in chunk])
        frame = frame.with_columns(pl.Series("content_sha256", content_hashes(frame["body_text"]), pl.String))
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(folder / "articles.parquet", table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()
    pl.DataFrame(truths).write_parquet(folder / "truth.parquet")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a corpus with planted copies.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    options = parser.parse_args()
    write_corpus(options.folder, options.articles)
    sys.stderr.write(f"{options.articles:,} articles in {options.folder}\n")


if __name__ == "__main__":
    main()
