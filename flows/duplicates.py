"""The search for copies over the whole warehouse: only what came, changed or went is compared, with what it can touch.

    tokens         each text that is needed is read and cut once, into work files
    templates      outlets whose sample of articles changed are learned anew
    fingerprints   of new texts, and of those whose template changed; one text stands for all with the same normalised text
    candidates     pairs that share fingerprints, counted over partitions of the fingerprints
    links          candidates compared in full
    stars          clusters of what new, lost or changed links can reach

The tables are a function of the articles alone: the same after many small runs as after one big one. Where a rare event changes
what was decided before (a fingerprint passes the cap, an outlet gets a template, an earlier copy comes in), the texts that it
touches are decided again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from flows.scratch import KeyBuckets, TokenFiles
from flows.settings import ROOT, Settings, sources_hash
from schemas.catalog import CATALOG
from transforms.duplicates import candidates as pairing
from transforms.duplicates.kernels import FINGERPRINT_BITS, TEXT_BITS, Places
from transforms.duplicates.lookup import HashSet
from transforms.duplicates.rules import NARROW_BELOW_SHINGLES, DuplicateRules
from transforms.duplicates.shingles import Shingles, fingerprints, shingles, totals
from transforms.duplicates.stars import clusters
from transforms.duplicates.templates import Mask, learn, samples
from transforms.duplicates.tokens import tokenise
from transforms.duplicates.verify import compare, compare_exact
from warehouse import duplicates as store
from warehouse.publish import Change, Connection, CorpusStep

PART_BYTES = 8 * 1024 * 1024  # of text that is cut into tokens at a time: arrays of three times the size, ten in NumPy
PARTITION_POSTINGS = 8_000_000  # 64 MB of keys, several times that while they are paired
BLOCK_TOKENS = 4_000_000  # of texts that are compared or hashed at a time: 50 MB, and 400 MB in NumPy
COMPILED_TEXTS = 20_000  # numba is imported in a second and compiles once in ten: less work than that runs in NumPy
INSERTED_ROWS = 20_000  # links that are checked and written at a time, 10 MB
BUCKET_TEXTS = 65_536  # a text meets some tens of earlier ones: about 20 MB of pairs
FILE_TEXTS = 50_000  # of which fingerprints are kept before they are written, 20 MB


def duplicates_step(settings: Settings) -> CorpusStep:
    """The step as the publisher runs it, with a version of its own: code and thresholds, or that it is off."""
    if settings.duplicates == "off":
        return CorpusStep(store.STEP, store.OFF, store.clear, lambda *_: None)
    rules = settings.duplicate_rules
    sources = [Path(__file__), ROOT / "warehouse" / "duplicates.py", *(ROOT / "transforms" / "duplicates").glob("*.py")]
    thresholds = hashlib.sha256(repr((rules, settings.max_compared_chars)).encode()).hexdigest()[:12]

    def bring_up_to_date(con: Connection, change: Change, folder: Path) -> None:
        find_duplicates(con, change.run_id, folder, rules, settings.max_compared_chars)

    return CorpusStep(store.STEP, f"{sources_hash(sources)}:{thresholds}", store.clear, bring_up_to_date)


@dataclass
class _Search:
    """One run's search: where it reads and writes, and the articles there are, the earliest first (`number` is the row)."""

    con: Connection
    run_id: str
    folder: Path
    rules: DuplicateRules
    max_chars: int
    articles: pl.DataFrame
    tokens: TokenFiles
    fast: bool = False  # whether the compiled loops run
    mask: Mask = field(default_factory=Mask.of_none)
    outlets: Places = field(default_factory=lambda: np.empty(0, np.int64))  # by number: the place of its template, -1 for none

    def use(self, templates: pl.DataFrame) -> None:
        """Takes the templates (`outlet_name`, `template_shingles`) as those to leave out."""
        placed = templates.select("outlet_name", "template_shingles").with_row_index("outlet")
        placed = placed.with_columns(pl.col("outlet").cast(pl.Int64))
        self.mask = Mask(placed.select("outlet", pl.col("template_shingles").alias("shingle")).explode("shingle"), fast=self.fast)
        of_articles = self.articles.join(placed, on="outlet_name", how="left", maintain_order="left")
        self.outlets = of_articles["outlet"].fill_null(-1).to_numpy()

    def ids(self, numbers: Places) -> pl.Series:
        """The ids of articles by their numbers."""
        return self.articles["article_id"].gather(numbers)

    def named(self, pairs: pairing.Keys) -> pl.DataFrame:
        """Pairs as ids."""
        left, right = pairing.ends_of(pairs)
        return pl.DataFrame({"article_id_l": self.ids(left), "article_id_r": self.ids(right)})

    def hold(self, numbers: Places) -> None:
        """Reads those of these articles whose tokens are not there yet."""
        wanted = self.tokens.missing(numbers)
        for frame in store.texts(self.con, pl.DataFrame({"article_id": self.ids(wanted), "number": wanted}), self.max_chars):
            for start, end in _blocks(frame["body_text"].str.len_bytes().cast(pl.Int64).to_numpy(), limit=PART_BYTES):
                self.tokens.add(frame["number"][start:end].to_numpy(), tokenise(frame["body_text"][start:end], fast=self.fast))

    def shingles(self, numbers: Places) -> Shingles:
        """Shingles outside of the templates of the texts' outlets."""
        outlets = self.outlets[numbers]
        tokens, bounds = self.tokens.read(numbers, fast=self.fast)
        return shingles(tokens, bounds, lambda hashes, at: self.mask.leave_out(hashes, at, outlets), fast=self.fast)


def find_duplicates(con: Connection, run_id: str, folder: Path, rules: DuplicateRules, max_chars: int) -> None:
    """Brings the tables of duplicates up to date with the articles. `folder` holds work files."""
    articles = store.standing(con, run_id).sort(
        "last_day", "is_cut", "word_count", "article_id", descending=[False, False, True, False], nulls_last=True
    ).with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))  # fmt: skip
    articles = articles.with_columns(pl.col("number").min().over("content").alias("compared"))
    articles = articles.drop("content").with_columns(
        articles["article_id"].gather(articles["compared"]).alias("compared_article_id")
    )
    outdated = store.outdated(con, run_id)
    if outdated.is_empty() and not articles["is_new"].any():
        return
    with TokenFiles(folder, articles.height) as tokens:
        search = _Search(con, run_id, folder, rules, max_chars, articles, tokens)
        relearned = _learn_templates(search, outdated)
        index = _fingerprint(search, outdated, relearned)
        pairs, lost = _candidates(search, index)
        linked = _link(search, index, pairs)
    touched = pl.concat([index.touched, lost, linked]).unique()
    del articles, index, pairs, lost, linked  # the clusters are what takes the most memory
    search.articles = search.articles.select("article_id", "first_day", "last_day", "word_count")
    _cluster(search, touched)


def _learn_templates(search: _Search, outdated: pl.DataFrame) -> pl.Series:
    """Learns the templates of outlets whose sample changed, and sets the search's mask. Returns the outlets with another one."""
    con, articles = search.con, search.articles
    touched = pl.concat([articles.filter("is_new")["outlet_name"], outdated["outlet_name"]]).drop_nulls().unique()
    known = store.templates(con)
    sampled = samples(articles.filter(pl.col("outlet_name").is_in(touched.implode())), search.rules)
    stale = sampled.join(known, on="outlet_name", how="left", suffix="_known").filter(
        pl.col("has_new") | pl.col("sampled_article_ids").ne_missing(pl.col("sampled_article_ids_known"))
    )
    unsampled = touched.filter(~touched.is_in(sampled["outlet_name"].implode()))
    replaced = pl.concat([stale["outlet_name"], unsampled])
    learned = _learn(search, stale.select("outlet_name", "sampled_article_ids"))
    store.delete(con, "duplicate_templates", "outlet_name", replaced)
    store.insert(con, "duplicate_templates", learned, search.run_id)
    none = pl.lit([], pl.List(pl.Int64))
    before = known.filter(pl.col("outlet_name").is_in(replaced.implode())).select("outlet_name", "template_shingles")
    after = learned.select("outlet_name", pl.col("template_shingles").alias("learned"))
    changed = before.join(after, on="outlet_name", how="full", coalesce=True).filter(
        pl.col("template_shingles").fill_null(none) != pl.col("learned").fill_null(none)
    )
    kept = known.filter(~pl.col("outlet_name").is_in(replaced.implode()))
    search.use(pl.concat([kept, learned]).filter(pl.col("template_shingles").list.len() > 0))
    return changed["outlet_name"]


def _learn(search: _Search, sampled: pl.DataFrame) -> pl.DataFrame:
    """The templates of outlets (`outlet_name`, `sampled_article_ids`), outlet by outlet so that memory stays bounded."""
    listed = sampled.with_row_index("outlet").explode("sampled_article_ids").rename({"sampled_article_ids": "article_id"})
    listed = listed.join(search.articles.select("article_id", "number"), on="article_id", maintain_order="left")
    learned = [pl.DataFrame(schema={"outlet": pl.Int64, "shingle": pl.Int64})]
    numbers, outlets = listed["number"].to_numpy(), listed["outlet"].cast(pl.Int64).to_numpy()
    # All that will be needed of what is new, since one pass over the articles costs less than two.
    wanted = search.tokens.missing(np.concatenate((numbers, search.articles.filter("is_new")["number"].to_numpy())))
    search.fast = wanted.size >= COMPILED_TEXTS and find_spec("numba") is not None
    search.hold(wanted)
    ends = np.flatnonzero(np.append(outlets[1:] != outlets[:-1], [True])) + 1 if outlets.size else np.empty(0, np.int64)
    for start, end in _blocks(search.tokens.counts[numbers], ends):
        found = shingles(*search.tokens.read(numbers[start:end], fast=search.fast), fast=search.fast)
        learned.append(learn(found, totals(found, fast=search.fast)[0], outlets[start:end], search.rules))
    by_outlet = pl.concat(learned).sort("outlet", "shingle").group_by("outlet").agg(pl.col("shingle").alias("template_shingles"))
    return (
        sampled.with_row_index("outlet")
        .with_columns(pl.col("outlet").cast(pl.Int64))
        .join(by_outlet, on="outlet", how="left")
        .with_columns(pl.col("template_shingles").fill_null(pl.lit([], pl.List(pl.Int64))))
        .drop("outlet")
    )


@dataclass
class _Index:
    """What changed in the set of texts that stand for all with the same normalised text, and where their fingerprints are."""

    arrived: NDArray[np.bool_]  # by number: came into the set, or has other shingles than before
    stayed: Places  # numbers of those that were in it before
    files: list[Path]  # of the arrived and, where a new template changed nothing, of some that stayed
    posting_count: int  # fingerprints in the files
    left: Places  # fingerprints of texts that went out of the set, one for each text
    shingle_counts: Places  # by number
    touched: pl.Series  # articles that lost links, or may have: their clusters may change


def _fingerprint(search: _Search, outdated: pl.DataFrame, relearned: pl.Series) -> _Index:
    """Reads the texts that are new or have a new template, and brings duplicate_texts up to date."""
    con, articles = search.con, search.articles
    stands = pl.col("compared") == pl.col("number")
    stood = (pl.col("known_compared") == pl.col("article_id")).fill_null(value=False)
    old = ~pl.col("is_new")
    unread = pl.col("is_new") | ~stood | pl.col("outlet_name").is_in(relearned.implode()).fill_null(value=False)
    files, counts, posting_count = _write_fingerprints(search, articles.filter(stands & unread)["number"].to_numpy())
    may_stay = bool(articles.select((stands & stood & old & unread).any()).item())
    same = store.same_texts(con, files) if may_stay else pl.Series([], dtype=pl.String)
    same = same.filter(same.is_in(articles.filter(old & stood)["article_id"].implode()))
    arrived = stands & unread & ~pl.col("article_id").is_in(same.implode())
    moved = ~stands & (pl.col("is_new") | pl.col("known_compared").ne_missing(pl.col("compared_article_id")))
    articles = articles.with_columns(arrived.alias("arrived"), moved.alias("moved"), (stands & stood & old).alias("stood"))
    search.articles = articles
    left = pl.concat([outdated["article_id"], articles.filter(old & (stood & ~stands | pl.col("arrived")))["article_id"]])
    known = old & pl.col("known_compared").is_not_null()
    replaced = pl.concat([left, articles.filter(known & pl.col("moved"))["article_id"]]).unique()
    reached = store.neighbours(con, replaced)
    index = _Index(
        arrived=articles["arrived"].to_numpy(),
        stayed=articles.filter(pl.col("stood") & ~pl.col("arrived"))["number"].to_numpy(),
        files=files,
        posting_count=posting_count,
        left=store.stored_fingerprints(con, left.unique()).to_numpy(),
        shingle_counts=np.where(counts >= 0, counts, articles["shingle_count"].to_numpy()),
        touched=pl.concat([replaced, reached]).unique(),
    )
    store.delete(con, "duplicate_texts", "article_id", replaced)
    for side in ("article_id_l", "article_id_r"):
        store.delete(con, "duplicate_pairs", side, replaced)
    store.insert_texts(con, files, same, search.run_id)
    represented = articles.filter("moved").select(
        "article_id", "compared_article_id", "outlet_name",
        *(pl.lit(0, pl.Int64).alias(name) for name in ("compared_word_count", "shingle_count", "shingle_sum")),
        pl.lit([], pl.List(pl.Int64)).alias("fingerprints"),
    )  # fmt: skip
    store.insert(con, "duplicate_texts", represented, search.run_id)
    return index


def _write_fingerprints(search: _Search, numbers: Places) -> tuple[list[Path], Places, int]:
    """Rows of duplicate_texts with their numbers, in Parquet files; shingle counts by number, -1 for what was not read; and how
    many fingerprints there are."""
    files: list[Path] = []
    posting_count = 0
    counts = np.full(search.articles.height, -1, np.int64)
    pending: list[pl.DataFrame] = []

    def write() -> None:
        files.append(search.folder / f"texts-{len(files)}.parquet")
        frame = pl.concat(pending)
        pending.clear()
        known = search.articles.select("article_id", "compared_article_id", "outlet_name")[frame["number"].to_numpy()]
        pl.concat([known, frame], how="horizontal").write_parquet(files[-1], compression="uncompressed")

    search.hold(numbers)
    numbers = search.tokens.in_order(numbers)
    for start, end in _blocks(search.tokens.counts[numbers]):
        read = numbers[start:end]
        found = search.shingles(read)
        counts[read], sums = totals(found, fast=search.fast)
        marks = fingerprints(found, counts[read], fast=search.fast)
        posting_count += marks.values.size
        pending.append(
            pl.DataFrame(
                {
                    "number": read,
                    "compared_word_count": search.tokens.counts[read],
                    "shingle_count": counts[read],
                    "shingle_sum": sums,
                    "fingerprints": pl.Series(pa.LargeListArray.from_arrays(marks.bounds, marks.values)),
                }
            )
        )
        if sum(frame.height for frame in pending) >= FILE_TEXTS:
            write()
    if pending:
        write()
    return files, counts, posting_count


def _candidates(search: _Search, index: _Index) -> tuple[pairing.Keys, pl.Series]:
    """Pairs to compare, and the articles of links that are candidates no more, which are deleted."""
    rules = search.rules
    first_texts = np.arange(0, max(1, search.articles.height), BUCKET_TEXTS, dtype=np.uint64)
    pair_buckets = KeyBuckets(search.folder, "pairs", first_texts << pairing.LATER_SHIFT)
    is_short = index.shingle_counts < NARROW_BELOW_SHINGLES
    parts = 1 + (index.posting_count + index.left.size) // PARTITION_POSTINGS
    firsts = np.arange(parts, dtype=np.uint64) * np.uint64((1 << FINGERPRINT_BITS) // parts)
    posting_buckets = KeyBuckets(search.folder, "postings", firsts << np.uint64(TEXT_BITS))
    for marks in _of_files(index):
        posting_buckets.add(pairing.postings(*marks))
    left = np.sort(index.left)
    bounds = np.append(np.searchsorted(left, firsts), left.size)
    unsettled = [np.empty(0, np.uint64)]
    for part, own in enumerate(posting_buckets):
        gone, gone_counts = np.unique(left[bounds[part] : bounds[part + 1]], return_counts=True)
        wanted = np.concatenate((pairing.fingerprint_of(own), gone))
        stayed = np.empty(0, np.uint64)
        if index.stayed.size:
            stayed = _postings(_of_warehouse(search, index.stayed), HashSet(wanted.astype(np.uint64)))
        keys = np.concatenate((own, stayed))
        keys.sort()
        found = pairing.lists(keys)
        if stayed.size:
            values = pairing.fingerprint_of(keys[found.firsts])
            new_before = np.zeros(values.size, np.int64)
            at = np.minimum(np.searchsorted(values, gone), values.size - 1)
            there = values[at] == gone
            new_before[at[there]] = gone_counts[there]
            unsettled.append(pairing.unsettled(new_before, found, index.arrived, rules))
        pairs = pairing.shared(found, rules)
        earlier, later = pairing.ends_of(pairs)
        pair_buckets.add(pairs[index.arrived[earlier] | index.arrived[later]] if stayed.size else pairs)
        _note_caps(search, found, wanted)
    found_pairs = [pairing.candidates(*pairing.counted(pairs), is_short) for pairs in pair_buckets]
    again, lost = _settle(search, index, np.unique(np.concatenate(unsettled)), is_short)
    return np.concatenate([*found_pairs, again]), lost


def _note_caps(search: _Search, found: pairing.Lists, wanted: Places) -> None:
    """Brings duplicate_caps up to date for the fingerprints that texts came or went with."""
    over = found.sizes > search.rules.frequency_cap
    values = pairing.fingerprint_of(found.keys[found.firsts[over]])
    known = store.caps(search.con)
    made = pl.DataFrame({"fingerprint": values, "article_count": found.sizes[over]})
    concerned = wanted[HashSet(known["fingerprint"].to_numpy().astype(np.uint64)).places(wanted.astype(np.uint64))]
    changed = known.filter(pl.col("fingerprint").is_in(pl.Series(concerned).implode())).join(
        made, on=["fingerprint", "article_count"], how="anti"
    )
    store.delete(search.con, "duplicate_caps", "fingerprint", changed["fingerprint"])
    store.insert(search.con, "duplicate_caps", made.join(known, on=["fingerprint", "article_count"], how="anti"), search.run_id)


def _settle(search: _Search, index: _Index, pairs: pairing.Keys, is_short: NDArray[np.bool_]) -> tuple[pairing.Keys, pl.Series]:
    """Counts anew what pairs that were there before share. Returns the candidates among them that are no links yet, and the
    articles of links that are candidates no more, which are deleted."""
    nothing = pl.Series([], dtype=pl.String)
    if pairs.size == 0:
        return pairs, nothing
    left, right = pairing.ends_of(pairs)
    concerned = np.unique(np.concatenate((left, right)))
    own = _postings(_of_warehouse(search, concerned))
    wanted = HashSet(pairing.fingerprint_of(own).astype(np.uint64))
    keys = np.concatenate((_postings(_of_files(index), wanted), _postings(_of_warehouse(search, index.stayed), wanted)))
    keys.sort()
    among = HashSet(pairs)
    shared = pairing.shared(pairing.lists(keys), search.rules)
    hold = pairing.candidates(*pairing.counted(shared[among.places(shared)]), is_short)
    known = store.known_pairs(search.con, search.named(pairs))
    known = known.join(search.named(hold), on=known.columns, how="anti")
    store.delete_pairs(search.con, known)
    linked = search.named(hold).with_columns(pl.Series("key", hold)).join(
        store.known_pairs(search.con, search.named(hold)), on=known.columns, how="anti"
    )  # fmt: skip
    return linked["key"].to_numpy(), pl.concat([known["article_id_l"], known["article_id_r"]])


Marks = Iterator[tuple[Places, Places]]  # numbers of texts and a fingerprint of each, side by side


def _of_files(index: _Index) -> Marks:
    """Fingerprints of the texts that arrived."""
    for file in index.files:
        frame = pl.read_parquet(file, columns=["number", "fingerprints"], glob=False)  # a name is no pattern
        yield _side_by_side(frame.filter(pl.Series(index.arrived[frame["number"].to_numpy()])))


def _of_warehouse(search: _Search, numbers: Places) -> Marks:
    """Fingerprints of these texts, as stored."""
    wanted = pl.DataFrame({"article_id": search.ids(numbers), "number": numbers})
    return map(_side_by_side, store.fingerprints(search.con, wanted))


def _side_by_side(frame: pl.DataFrame) -> tuple[Places, Places]:
    frame = frame.filter(pl.col("fingerprints").list.len() > 0)
    numbers = np.repeat(frame["number"].to_numpy(), frame["fingerprints"].list.len().to_numpy())
    return numbers, frame["fingerprints"].explode().to_numpy()


def _postings(marks: Marks, wanted: HashSet | None = None) -> pairing.Keys:
    """Postings, those of the fingerprints in `wanted` alone where given; not in order."""
    found = [np.empty(0, np.uint64)]
    for numbers, values in marks:
        keys = pairing.postings(numbers, values)
        if wanted is not None:
            keys = keys[wanted.places(pairing.fingerprint_of(keys).astype(np.uint64))]
        found.append(keys)
    return np.concatenate(found)


def _link(search: _Search, index: _Index, pairs: pairing.Keys) -> pl.Series:
    """Compares the candidates, and the articles of the same normalised text. Returns the articles of new links."""
    articles = search.articles
    has_arrived = pl.Series(index.arrived[articles["compared"].to_numpy()])
    same = articles.filter((pl.col("compared") != pl.col("number")) & (pl.col("moved") | has_arrived))
    left, right = pairing.ends_of(np.sort(pairs))
    exact_left, exact_right = same["compared"].to_numpy(), same["number"].to_numpy()
    linked = [pl.Series([], dtype=pl.String)]
    search.hold(np.concatenate((left, right, exact_left, exact_right)))
    counts = search.tokens.counts
    pending: list[pl.DataFrame] = []
    for is_exact, firsts, seconds in ((False, left, right), (True, exact_left, exact_right)):
        for start, end in _blocks(counts[firsts] + counts[seconds]):
            pending.append(_compared(search, firsts[start:end], seconds[start:end], is_exact=is_exact))
            linked.extend((pending[-1]["article_id_l"], pending[-1]["article_id_r"]))
            if sum(rows.height for rows in pending) >= INSERTED_ROWS:
                store.insert(search.con, "duplicate_pairs", pl.concat(pending), search.run_id)
                pending.clear()
    if pending:
        store.insert(search.con, "duplicate_pairs", pl.concat(pending), search.run_id)
    return pl.concat(linked)


def _compared(search: _Search, left: Places, right: Places, *, is_exact: bool) -> pl.DataFrame:
    """Rows of duplicate_pairs."""
    numbers, ends = np.unique(np.concatenate((left, right)), return_inverse=True)
    spans = search.tokens.spans(numbers)
    at_left, at_right = ends[: left.size], ends[left.size :]
    if is_exact:
        found = compare_exact(spans, at_left, at_right, search.rules)
    else:
        outlets = search.articles["outlet_name"]
        same_outlet = (outlets.gather(left) == outlets.gather(right)).fill_null(value=False).to_numpy()
        found = compare(
            search.shingles(numbers), spans, at_left, at_right, search.rules, same_outlet=same_outlet, fast=search.fast
        )
    pair = found["pair"].to_numpy()
    named = found.with_columns(
        search.ids(left[pair]).alias("article_id_l"), search.ids(right[pair]).alias("article_id_r")
    ).with_columns(
        pl.when("is_left_excerpt").then("article_id_l")
        .when(pl.col("is_left_excerpt").not_()).then("article_id_r").alias("excerpt_article_id")
    )  # fmt: skip
    return named.select(list(CATALOG["duplicate_pairs"].polars_schema))


def _cluster(search: _Search, touched: pl.Series) -> None:
    """Makes the clusters anew that these articles were in or are in now; rows that come out the same are left alone."""
    members, fresh = touched, touched
    while not fresh.is_empty():
        reached = store.neighbours(search.con, fresh)
        fresh = reached.filter(~reached.is_in(members.implode()))
        members = pl.concat([members, fresh])
    links = store.links(search.con, members)
    ends = pl.concat([links["article_id_l"], links["article_id_r"]]).unique()
    joined = search.articles.filter(pl.col("article_id").is_in(ends.implode()))
    rows = store.with_same_page(search.con, clusters(links, joined))
    known = store.copies(search.con, members).select(rows.columns)
    gone = known.join(rows, on=rows.columns, how="anti", nulls_equal=True)
    store.delete(search.con, "duplicates", "article_id", gone["article_id"])
    store.insert(search.con, "duplicates", rows.join(known, on=rows.columns, how="anti", nulls_equal=True), search.run_id)


def _blocks(sizes: Places, ends: Places | None = None, limit: int = BLOCK_TOKENS) -> Iterator[tuple[int, int]]:
    """Spans of items whose sizes add up to `limit` at most, or of one item; cut at `ends` alone where given."""
    ends = np.arange(1, sizes.size + 1) if ends is None else ends
    totals = np.concatenate(([0], np.cumsum(sizes)))
    start = 0
    while start < sizes.size:
        most = int(np.searchsorted(totals[ends], totals[start] + limit, side="right"))
        end = int(ends[max(most - 1, int(np.searchsorted(ends, start, side="right")))])
        yield start, end
        start = end
