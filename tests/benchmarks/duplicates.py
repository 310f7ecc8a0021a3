"""The search for copies beside its peers, from Parquet to pairs: `python -m tests.benchmarks.duplicates --articles 10000`.

For each size a corpus with planted copies is written (`tests/benchmarks/duplicates_corpus.py`), and each engine reads it in a
process of its own. Peers (`uv sync --no-dev --group peers --extra fast`) are set up as their documentation shows: MinHash of
125 permutations over word 5-grams, LSH with 25 bands of 5; they give candidates that nobody has compared. Ours writes pairs,
passages and clusters into a DuckDB file. Printed are

    CPU s          processor seconds of the process, from its start to its end, and over Daft's
    peak MB        largest anonymous memory of the process at any moment
    found          share of the planted copies, by kind, that are a pair; of pairs with a Jaccard of 0.7 or more by comparing all
                   with all (up to 20,000 articles)
    false          pairs of articles that belong together by no planted copy, shared passages left out
    clusters       pairwise precision and recall of the clusters against the planted ones, passages left out

With `--new 1000` the last 1,000 articles of each size come in a run of their own: printed are its processor seconds, and whether
its tables are those of one run over all.

Nothing is compared with a clock: other work on the machine disturbs processor seconds least.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from duckdb import DuckDBPyConnection

from tests.benchmarks.duplicates_corpus import write_corpus
from warehouse.duplicates import TABLES

BRUTE_FORCE_ARTICLES = 20_000
SLOW_ARTICLES = 20_000  # datasketch takes an hour for a million
PERMUTATIONS, BANDS, BAND_ROWS, WORDS = 125, 25, 5, 5
MB = 1e6
POLL_SECONDS = 0.05


def ours(folder: Path, out: Path) -> None:
    """The product's own step on a warehouse whose articles are a view of the Parquet file."""
    with warehouse(out) as con:
        search(con, folder, out / "scratch")
        links = con.execute("select article_id_l as l, article_id_r as r, duplicate_kind as kind from duplicate_pairs").pl()
        clusters = con.execute("select article_id, cluster_id from duplicates").pl()
    links.write_parquet(out / "pairs.parquet")
    clusters.write_parquet(out / "clusters.parquet")


@contextmanager
def warehouse(out: Path) -> Iterator[DuckDBPyConnection]:
    """A new one without articles, as a run opens it."""
    import duckdb

    from flows.settings import Settings
    from warehouse.ddl import create_tables

    limits = {"memory_limit": Settings().memory_limit, "threads": 2, "temp_directory": str(out / "spill")}
    with duckdb.connect(out / "w.duckdb", config=limits) as con:
        con.execute("set preserve_insertion_order = false")
        create_tables(con)
        con.execute("drop table articles")
        yield con


def search(con: DuckDBPyConnection, folder: Path, scratch: Path, first: int = 0, end: int = 2**62) -> None:
    """A run that finds the articles up to `end` in the warehouse, those from `first` on for the first time."""
    from flows.duplicates import find_duplicates
    from flows.settings import Settings

    settings = Settings()
    con.execute(
        f"create or replace view articles as select *, null as site_name, 'day' as published_precision, "
        f"'complete' as completeness, article_id as page_id, if(file_row_number < {first}, 'earlier', 'run') as run_id "
        f"from read_parquet('{folder / 'articles.parquet'}', file_row_number = true) where file_row_number < {end}"
    )
    scratch.mkdir()
    con.execute("begin transaction")
    find_duplicates(con, "run", scratch, settings.duplicate_rules, settings.max_compared_chars)
    con.execute("commit")


def later_run(folder: Path, out: Path, articles: int, new: int) -> None:
    """Prints what a run costs that brings `new` of the articles, and whether its tables are those of one run over all."""

    def tables() -> list[object]:
        rows = [con.execute(f"select sum(hash(kept)) from (select * exclude (run_id) from {name}) as kept") for name in TABLES]
        return [each.fetchall() for each in rows]

    with warehouse(out) as con:
        search(con, folder, out / "before", end=articles - new)
        before = time.process_time()
        search(con, folder, out / "later", first=articles - new)
        spent = time.process_time() - before
        found = tables()
        for name in TABLES:
            con.execute(f"delete from {name}")
        search(con, folder, out / "once")
        verdict = "the tables of one run over all" if tables() == found else "OTHER TABLES than one run over all"
    sys.stdout.write(f"{new:,} new on {articles - new:,}: {spent:.1f} CPU s, {verdict}\n")


def daft(folder: Path, out: Path) -> None:
    """MinHash in Daft's expressions, bands grouped by Daft, as in its guide to deduplication."""
    import daft as engine
    from daft import col

    articles = engine.read_parquet(str(folder / "articles.parquet")).select("article_id", "body_text")
    text = col("body_text").normalize(remove_punct=True, lowercase=True, nfd_unicode=True, white_space=True)
    sketch = text.minhash(num_hashes=PERMUTATIONS, ngram_size=WORDS, seed=42, hash_function="xxhash")
    hashed = articles.select(col("article_id"), sketch.chunk(BAND_ROWS).alias("band"))
    numbers = engine.lit(list(range(BANDS))).alias("number")
    banded = hashed.select(col("article_id"), col("band"), numbers).explode("band", "number")
    groups = banded.groupby("number", "band").agg(col("article_id").list_agg().alias("ids"))
    ids = groups.where(col("ids").list_count() > 1).select("ids").to_pydict()["ids"]
    pairs_of_groups(ids).write_parquet(out / "pairs.parquet")


def rensa(folder: Path, out: Path) -> None:
    """One `RMinHash` an article, and Rensa's LSH."""
    from rensa import RMinHash, RMinHashLSH

    frame = pl.read_parquet(folder / "articles.parquet", columns=["article_id", "body_text"])
    index = RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)
    ids, pairs = frame["article_id"].to_list(), []
    for number, text in enumerate(frame["body_text"]):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
        sketch.update(ngrams(text))
        pairs += [(ids[other], ids[number]) for other in index.query(sketch)]
        index.insert(number, sketch)
    pl.DataFrame(pairs, schema={"l": pl.String, "r": pl.String}, orient="row").unique().write_parquet(out / "pairs.parquet")


def datasketch(folder: Path, out: Path) -> None:
    """One `MinHash` an article, and datasketch's LSH."""
    from datasketch import MinHash, MinHashLSH

    frame = pl.read_parquet(folder / "articles.parquet", columns=["article_id", "body_text"])
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, BAND_ROWS))
    pairs = []
    for name, text in frame.iter_rows():
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([ngram.encode() for ngram in ngrams(text)])
        pairs += [(other, name) for other in index.query(sketch)]
        index.insert(name, sketch)
    pl.DataFrame(pairs, schema={"l": pl.String, "r": pl.String}, orient="row").unique().write_parquet(out / "pairs.parquet")


def ngrams(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1))]


def pairs_of_groups(groups: list[list[str]]) -> pl.DataFrame:
    pairs = {(min(a, b), max(a, b)) for ids in groups for at, a in enumerate(ids) for b in ids[at + 1 :]}
    return pl.DataFrame(list(pairs), schema={"l": pl.String, "r": pl.String}, orient="row")


ENGINES: dict[str, Callable[[Path, Path], None]] = {"ours": ours, "daft": daft, "rensa": rensa, "datasketch": datasketch}


def measured(engine: str, folder: Path, out: Path) -> tuple[float, float]:
    """Runs an engine in a process of its own: its processor seconds and the most anonymous memory it had, in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.duplicates", "--engine", engine, str(folder), str(out)])
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, anonymous_megabytes(process.pid))
        time.sleep(POLL_SECONDS)
    if process.returncode:
        raise SystemExit(f"{engine} failed with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


def anonymous_megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) * 1024 / MB for line in lines if line.startswith("RssAnon"))


def scores(folder: Path, out: Path) -> dict[str, float]:
    """How much of the planted truth the pairs and clusters of an engine hold."""
    truth = pl.read_parquet(folder / "truth.parquet")
    pairs = pl.read_parquet(out / "pairs.parquet")
    if "kind" not in pairs.columns:
        pairs = pairs.with_columns(pl.lit("near").alias("kind"))
    # Ours compares articles of the same text once: what is said of one holds for all.
    same = dict(pairs.filter(pl.col("kind") == "exact").select("r", "l").iter_rows())
    pairs = with_ends(pairs, same)
    known = set(pairs.select("l", "r").iter_rows())
    hit = [one == other or (one, other) in known for one, other in ends(truth, "article_id", "source_id", same)]
    results = dict(truth.with_columns(pl.Series("hit", hit)).group_by("kind").agg(pl.col("hit").mean()).sort("kind").iter_rows())
    if (folder / "alike.parquet").exists():
        alike = ends(pl.read_parquet(folder / "alike.parquet"), "l", "r", same)
        results["jaccard_0.7"] = sum(one == other or (one, other) in known for one, other in alike) / max(1, len(alike))
    home = connected(truth.select("article_id", "source_id").rows())
    told = pairs.filter(pl.col("kind") != "passage").select("l", "r").rows()
    results["links"] = len(told)
    results["false"] = sum(home.get(one, one) != home.get(other, other) for one, other in told) / max(1, len(told))
    root = dict(truth.filter(pl.col("kind") != "passage").select("article_id", "source_id").iter_rows())
    return results | judged_clusters(root, out)


def ends(pairs: pl.DataFrame, left: str, right: str, same: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of the articles that stand for these, in order."""
    both = ((same.get(one, one), same.get(other, other)) for one, other in pairs.select(left, right).iter_rows())
    return [(min(pair), max(pair)) for pair in both]


def with_ends(pairs: pl.DataFrame, same: dict[str, str]) -> pl.DataFrame:
    found = ends(pairs, "l", "r", same)
    return pl.DataFrame({"l": [one for one, _ in found], "r": [other for _, other in found], "kind": pairs["kind"]})


def judged_clusters(root: dict[str, str], out: Path) -> dict[str, float]:
    """Pairwise precision and recall; an engine without clusters gets the connected ones of its pairs, as its users do."""
    if (out / "clusters.parquet").exists():
        cluster = dict(pl.read_parquet(out / "clusters.parquet").iter_rows())
    else:
        cluster = connected(pl.read_parquet(out / "pairs.parquet").select("l", "r").rows())
    members = set(cluster) | set(cluster.values()) | set(root) | set(root.values())
    frame = pl.DataFrame(
        [(cluster.get(name, name), root.get(name, name)) for name in members], schema=["found", "planted"], orient="row"
    )
    pairs = lambda *by: frame.group_by(by).len().select((pl.col("len") * (pl.col("len") - 1) / 2).sum()).item()  # noqa: E731
    both = pairs("found", "planted")
    return {"cluster precision": both / max(1, pairs("found")), "cluster recall": both / max(1, pairs("planted"))}


def connected(pairs: list[tuple[str, str]]) -> dict[str, str]:
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, other in pairs:
        parent[find(one)] = find(other)
    return {name: find(name) for name in list(parent)}


def compare_all(folder: Path) -> None:
    """The oracle: every pair of articles by their sets of word 5-grams, outlets' frames left out; those of 0.7 and more."""
    frame = pl.read_parquet(folder / "articles.parquet", columns=["article_id", "story_text"]).with_row_index("number")
    words = (
        pl.col("story_text")
        .str.to_lowercase()
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.extract_all(r"[\p{L}\p{N}]+")
    )
    shingled = frame.select("number", words.alias("word")).explode("word").with_columns(
        pl.concat_str([pl.col("word").shift(-step).over("number") for step in range(WORDS)], separator=" ").alias("shingle")
    ).select("number", pl.col("shingle").hash()).drop_nulls().unique()  # fmt: skip
    sizes = shingled.group_by("number").len("size")
    common = shingled.group_by("shingle").agg(pl.col("number").sort()).filter(pl.col("number").list.len() > 1)
    counts: dict[tuple[int, int], int] = {}
    for numbers in common["number"].to_list():
        for at, one in enumerate(numbers):
            for other in numbers[at + 1 :]:
                counts[one, other] = counts.get((one, other), 0) + 1
    pairs = pl.DataFrame(
        [(*pair, shared) for pair, shared in counts.items()],
        schema={"a": pl.UInt32, "b": pl.UInt32, "shared": pl.Int64},
        orient="row",
    )
    pairs = pairs.join(sizes.rename({"number": "a", "size": "size_a"}), on="a").join(
        sizes.rename({"number": "b", "size": "size_b"}), on="b"
    )
    alike = pairs.filter(pl.col("shared") / (pl.col("size_a") + pl.col("size_b") - pl.col("shared")) >= 0.7)
    ids = frame["article_id"]
    pl.DataFrame({"l": ids.gather(alike["a"]), "r": ids.gather(alike["b"])}).write_parquet(folder / "alike.parquet")


def with_corpus(folder: Path, articles: int) -> Path:
    if not (folder / "truth.parquet").exists():
        write_corpus(folder, articles)
    return folder


def run_size(articles: int, folder: Path, engines: list[str]) -> None:
    with_corpus(folder, articles)
    if articles <= BRUTE_FORCE_ARTICLES and not (folder / "alike.parquet").exists():
        compare_all(folder)
    results: dict[str, dict[str, float]] = {}
    for engine in engines:
        if engine == "datasketch" and articles > SLOW_ARTICLES:
            continue
        if engine != "ours" and importlib.util.find_spec(engine) is None:
            sys.stdout.write(f"{engine} is not installed: uv sync --no-dev --group peers --extra fast\n")
            continue
        with tempfile.TemporaryDirectory(dir=folder) as out:
            seconds, peak = measured(engine, folder, Path(out))
            results[engine] = {"CPU s": seconds, "peak MB": peak, **scores(folder, Path(out))}
    for engine, found in results.items():
        if "daft" in results:
            results[engine] = {"over daft": found["CPU s"] / results["daft"]["CPU s"], **found}
    sys.stdout.write(f"\n{articles:,} articles\n")
    for name in dict.fromkeys(name for found in results.values() for name in found):
        cells = "".join(f"{found[name]:>14,.4g}" if name in found else f"{'':>14}" for found in results.values())
        sys.stdout.write(f"{name:<20}{cells}\n")
    sys.stdout.write(f"{'':<20}{''.join(f'{engine:>14}' for engine in results)}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the search for copies and its peers.")
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--new", type=int, help="measure a later run with so many of the articles instead")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "broadsheet-duplicates")
    parser.add_argument("--engine", nargs=3, metavar=("NAME", "FOLDER", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        name, folder, out = options.engine
        ENGINES[name](Path(folder), Path(out))
        return
    for articles in options.articles:
        if options.new:
            folder = with_corpus(options.folder / str(articles), articles)
            with tempfile.TemporaryDirectory(dir=folder) as out:
                later_run(folder, Path(out), articles, options.new)
            continue
        run_size(articles, options.folder / str(articles), options.engines)


if __name__ == "__main__":
    main()
