"""Statements that an article lays to somebody: who says it, by which word, and what is said.

A cue is a verb or noun of `seeds/quote_cues.csv` with what it takes, or `according to`. Its content hangs on it (`said that`,
`said Friday it had`), or it hangs on its content (`it had, he said`). The speaker is the subject, also that of the verb that the
cue is joined to (`went on, adding`), the agent of a passive, whose claim or statement it is, or what `according to` names. A cue
without a speaker in its sentence tells nothing here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from schemas.catalog import CATALOG
from transforms.entities.tokens import pieces, start_in
from transforms.events.trees import Flags, Rows, Trees, trees

_SEEDS = Path(__file__).parents[2] / "seeds"
_ACCORDING = "according"
_SUBJECTS = ["nsubj", "nsubj:pass", "csubj", "nsubj:outer"]
_RELATIVE = ["who", "which", "that", "whom"]
_CONTROLLED = ["xcomp", "advcl", "conj", "parataxis", "ccomp"]
_CLIMB = 4
# Subjects that name no claimant: empty ones, and the writer, the reader and whoever is quoted.
_NOBODY = ["it", "there", "what", "this", "these", "i", "you", "we"]
_DAYS = "monday tuesday wednesday thursday friday saturday sunday today yesterday".split()
_MARKS = '“”„"«»'
# Quotations within a line; whatever is between them is skipped piece by piece.
_QUOTED = r"“[^“”\n]+”|\"[^\"\n]+\"|''[^'\n]+''|[^“\"\n']+|[\s\S]"
_IS_QUOTED = r"^(?:“[^“]+”|\"[^\"]+\"|''.+'')$"
# Characters between a quotation and its cue, and the share of a content that must stand in marks to make it a direct quote.
_BESIDE, _MOSTLY = 60, 0.6
_SHORTEST_CONTINUED = 12
_EDGE_WORDS = 3
# Who hears it is their object.
_WITH_HEARER = "tell assure inform remind notify warn advise".split()
# What is hoped, asked or promised is not attested.
_UNATTESTING = (
    "hope fear worry wonder ask question demand propose recommend urge request promise vow pledge swear threaten expect advise "
    "predict deny dispute reject refute dismiss agree plead"
).split()
# Longest way from a word up to the content's head that is walked.
_DEEPEST = 24


@lru_cache(maxsize=1)
def cues() -> dict[str, list[str]]:
    """Lemmas by part of speech and what they take: `verb clause`, `verb phrase`, `noun clause`."""
    found: dict[str, list[str]] = {}
    for lemmas, pos, takes in pl.read_csv(_SEEDS / "quote_cues.csv").iter_rows():
        found.setdefault(f"{pos} {takes}", []).extend(lemmas.split("|"))
    return found


@dataclass(frozen=True)
class Claims:
    """One item a cue, as rows of the words: the cue's first and last word, the speaker, the content's head (-1: what is said
    stands in another sentence), and whether the cue hangs on the content rather than the other way about."""

    first: Rows
    last: Rows
    speaker: Rows
    content: Rows
    hangs_on_content: Flags


def find_claims(tree: Trees) -> Claims:
    """The cues of sentences that have content and a speaker."""
    parts = [_verbs(tree), _nouns(tree), _according(tree)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    first, last, speaker, content, hangs = (column[order] for column in columns)
    return Claims(first, last, speaker, content, hangs.astype(bool))


_Columns = tuple[Rows, Rows, Rows, Rows, Rows]


def _verbs(tree: Trees) -> _Columns:
    lemma, relation = tree.words["lemma"], tree.words["deprel"]
    verb = tree.has("upos", ["VERB"])
    clause_cue, phrase_cue = (verb & lemma.is_in(cues()[f"verb {takes}"]).to_numpy() for takes in ("clause", "phrase"))
    clause = tree.child(relation.is_in(["ccomp", "csubj:pass"]).to_numpy())
    after = tree.child(relation.is_in(["parataxis"]).to_numpy() & ~clause_cue)
    phrase = tree.child(relation.is_in(["obj", "xcomp", "obl", "advcl"]).to_numpy())
    beside = np.where((tree.has("deprel", ["parataxis", "advcl:relcl"])) & (tree.head >= 0), tree.head, -1)
    # `Talks have collapsed, the union said`: read as a circumstance of saying.
    subject = tree.with_child(tree.has("deprel", ["nsubj", "nsubj:pass"]))
    ahead = tree.child(relation.is_in(["advcl"]).to_numpy() & subject & (np.arange(len(tree.head)) < tree.head))
    # `told reporters that the dam was safe`: read as what the reporters are like.
    that = tree.with_child(tree.has("deprel", ["mark"]) & tree.has("word", ["that"]))
    told = tree.child(tree.has("deprel", ["obj", "iobj"]))
    about = tree.child(tree.has("deprel", ["acl:relcl", "acl"]) & that)
    about = np.where(tree.has("lemma", _WITH_HEARER) & (told >= 0), about[np.maximum(told, 0)], -1)
    content = np.where(clause_cue & (clause >= 0), clause, np.where(clause_cue, about, -1))
    hangs = clause_cue & (content < 0) & (beside >= 0)
    content = np.where(hangs, beside, content)
    content = np.where(clause_cue & (content < 0), after, content)
    content = np.where(clause_cue & (content < 0), ahead, content)
    content = np.where(phrase_cue & (content < 0), phrase, content)
    quotation_cue = verb & lemma.is_in(cues()["verb quotation"]).to_numpy()
    rows = np.flatnonzero(((clause_cue | phrase_cue) & (content >= 0)) | quotation_cue)
    speaker = _speakers(tree, rows)
    kept = (speaker >= 0) & (speaker != content[rows])
    rows, speaker = rows[kept], speaker[kept]
    return rows, rows, speaker, content[rows], hangs[rows].astype(np.int64)


def _speakers(tree: Trees, cue: Rows) -> Rows:
    """The subject of each cue or of what it is joined to; the agent of a passive."""
    subject = tree.child(tree.has("deprel", _SUBJECTS) & ~tree.has("word", _DAYS))
    helped = tree.with_child(tree.has("deprel", ["aux", "nsubj"]))
    passive = tree.with_child(tree.has("deprel", ["nsubj:pass", "aux:pass"]))
    passive |= tree.has("xpos", ["VBN"]) & tree.has("deprel", ["acl", "advcl", "amod"]) & ~helped
    by = tree.with_child(tree.has("word", ["by"]) & tree.has("deprel", ["case"]))
    agent = tree.child(tree.has("deprel", ["obl:agent"]) | (tree.has("deprel", ["obl"]) & by))
    joined = tree.has("deprel", _CONTROLLED)
    relative = tree.has("deprel", ["acl:relcl"])
    noun_clause = tree.has("deprel", ["acl"])
    is_relative = tree.has("word", _RELATIVE)
    speaker = np.where(passive[cue], agent[cue], subject[cue])
    at = cue.copy()
    for _ in range(_CLIMB):
        from_noun = tree.at(relative | noun_clause, at) & (
            ((speaker >= 0) & tree.at(is_relative, speaker)) | ((speaker < 0) & ~tree.at(passive, at))
        )
        speaker = np.where(from_noun, tree.above(at), speaker)
        going = (speaker < 0) & tree.at(joined, at) & ~tree.at(passive, cue)
        at = np.where(going, tree.above(at), at)
        speaker = np.where(going, np.where(at >= 0, subject[at], -1), speaker)
    return np.where(tree.at(tree.has("word", _NOBODY), speaker), -1, speaker)


def _nouns(tree: Trees) -> _Columns:
    noun = tree.has("upos", ["NOUN"]) & tree.has("lemma", cues()["noun clause"])
    that = tree.with_child(tree.has("deprel", ["mark"]) & tree.has("word", ["that"]))
    clause = tree.child(tree.has("deprel", ["acl", "ccomp", "acl:relcl"]) & that)
    whose = tree.child(tree.has("deprel", ["nmod:poss"]))
    by = tree.with_child(tree.has("word", ["by", "from", "of"]) & tree.has("deprel", ["case"]))
    agent = tree.child(tree.has("deprel", ["nmod"]) & by)
    speaker = np.where(whose >= 0, whose, agent)
    rows = np.flatnonzero(noun & (clause >= 0) & (speaker >= 0))
    return rows, rows, speaker[rows], clause[rows], np.zeros(len(rows), dtype=np.int64)


def _according(tree: Trees) -> _Columns:
    cue = np.flatnonzero(tree.has("word", [_ACCORDING]))
    to = np.minimum(cue + 1, len(tree.head) - 1)
    to_follows = tree.has("word", ["to"])[to]
    cue, to = cue[to_follows], to[to_follows]
    verbal = tree.child(tree.has("deprel", ["obl", "obj", "nmod"]))[cue]
    is_case = tree.has("deprel", ["case", "mark"])[cue]
    speaker = np.where(is_case, tree.above(cue), verbal)
    content = np.where(is_case, tree.above(speaker), tree.above(cue))
    kept = (speaker >= 0) & (content >= 0)
    return cue[kept], to[kept], speaker[kept], content[kept], np.ones(int(kept.sum()), dtype=np.int64)


def noun_phrases(tree: Trees, heads: Rows) -> tuple[Rows, Rows]:
    """First and last row of the short form of noun phrases: what modifies the head before it, and the parts of a name behind."""
    own = tree.has("word", ["'s", "’s", "'", "’"])
    before = tree.has("deprel", ["det", "amod", "compound", "nmod:poss", "nmod:desc", "nummod", "punct"])
    close = (
        (before & (np.arange(len(tree.head)) < tree.head)) | tree.has("deprel", ["flat"]) | (tree.has("deprel", ["case"]) & own)
    )
    first, last = tree.spans(close & ~tree.has("word", ["(", ")", ",", *_MARKS]))
    # A possessive's own `'s` is no part of its name.
    last = np.where(own[last[heads]] & (last[heads] > heads), last[heads] - 1, last[heads])
    return first[heads], last


def contents(tree: Trees, claims: Claims) -> tuple[Rows, Rows]:
    """First and last row of what is said in the cue's own sentence: the longer side where cue and speaker stand inside of it; -1
    where nothing is."""
    first, last = tree.spans(np.ones(len(tree.head), dtype=bool))
    speaker_first, speaker_last = first[claims.speaker], last[claims.speaker]
    head = np.maximum(claims.content, 0)
    low, high = first[head], last[head]
    inside = (speaker_first > low) | (speaker_last < high)
    cut_low = np.where(inside, np.minimum(claims.first, np.maximum(speaker_first, low)), claims.first)
    cut_high = np.where(inside, np.maximum(claims.last, np.minimum(speaker_last, high)), claims.last)
    crossed = (cut_low <= high) & (cut_high >= low)
    left = crossed & (cut_low - low >= high - cut_high)
    high = np.where(left, cut_low - 1, high)
    low = np.where(crossed & ~left, cut_high + 1, low)
    nothing = (claims.content < 0) | (low > high)
    return np.where(nothing, -1, low), np.where(nothing, -1, high)


def find_quotes(tokens: pl.DataFrame, mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Rows of `quotes`, in order. `tokens` are words of whole sentences of `articles` with `article_id` and `sentence_number`."""
    tree = trees(tokens)
    said = _statements(tree, find_claims(tree))
    said = _with_marks(said, _quotations(articles))
    said = said.filter(pl.col("start_char") < pl.col("end_char")).sort("article_id", "cue_start", "start_char")
    said = _named(said, mentions, "speaker").join(
        articles.select("article_id", "dump_id", "body_text"), on="article_id", how="left", maintain_order="left"
    )
    texts = (("quote_text", "start_char", "end_char"), ("speaker_text", "speaker_start", "speaker_end"),
             ("cue_text", "cue_start", "cue_end"), ("cited_source_text", "cited_start", "cited_end"))  # fmt: skip
    said = said.with_columns(
        pl.col("body_text").str.slice(pl.col(start), pl.col(end) - pl.col(start)).alias(name) for name, start, end in texts
    )
    keys = said.select("article_id", "start_char", "end_char", "cue_start").iter_rows()
    ids = pl.Series("quote_id", [_quote_id(*key) for key in keys], dtype=pl.String)
    return (
        said.with_columns(ids).unique("quote_id", keep="first", maintain_order=True).select(list(CATALOG["quotes"].polars_schema))
    )


def _quote_id(article_id: str, start: int, end: int, cue: int) -> str:
    """Python because ids must not change with a Polars version."""
    return hashlib.sha256(f"{article_id}:{start}:{end}:{cue}".encode()).hexdigest()[:32]


def _statements(tree: Trees, claims: Claims) -> pl.DataFrame:
    """One row a claim with offsets of cue, speaker, content (null where it has none) and of whom the speaker cites."""
    low, high = contents(tree, claims)
    words = tree.words
    edges = tree.has("word", [*_MARKS, ",", ":", ".", ";", "-", "–", "—", "''", "``", "that"])
    for _ in range(_EDGE_WORDS):
        low = np.where((low >= 0) & (low < high) & edges[low], low + 1, low)
        high = np.where((high >= 0) & (low < high) & edges[high], high - 1, high)
    speaker_first, speaker_last = noun_phrases(tree, claims.speaker)
    cited = _cited(tree, claims)
    cited_first, cited_last = noun_phrases(tree, np.maximum(cited, 0))

    def offsets(rows: Rows, column: str, known: Flags | None = None) -> pl.Series:
        series = words[column].gather(np.maximum(rows, 0))
        return series if known is None else series.set(pl.Series(~known), None)

    return pl.DataFrame(
        {
            "article_id": offsets(claims.first, "article_id"),
            "sentence_number": offsets(claims.first, "sentence_number"),
            "cue_start": offsets(claims.first, "start"),
            "cue_end": offsets(claims.last, "end"),
            "speaker_at": offsets(claims.speaker, "start"),
            "speaker_start": offsets(speaker_first, "start"),
            "speaker_end": offsets(speaker_last, "end"),
            "start_char": offsets(low, "start", low >= 0),
            "end_char": offsets(high, "end", high >= 0),
            "cited_start": offsets(cited_first, "start", cited >= 0),
            "cited_end": offsets(cited_last, "end", cited >= 0),
        }
    )


def _cited(tree: Trees, claims: Claims) -> Rows:
    """Whom or what each speaker cites (`citing documents`) behind the cue in its sentence, -1 for nobody."""
    sentence = tree.words["sentence"].to_numpy()
    citing = np.flatnonzero(tree.has("word", ["citing"]))
    if not len(citing):
        return np.full(len(claims.first), -1, dtype=np.int64)
    following = np.minimum(np.searchsorted(citing, claims.first, side="right"), len(citing) - 1)
    at = citing[following]
    same = (at > claims.last) & (sentence[at] == sentence[claims.first])
    source = tree.child(tree.has("deprel", ["obj"]))[at]
    # Where `citing` is not read as a verb the source follows it as its head.
    source = np.where((source < 0) & (tree.head[at] > at), tree.head[at], source)
    above = tree.above(source)
    source = np.where(tree.at(tree.has("deprel", ["amod", "compound"]), source) & (above > source), above, source)
    return np.where(same, source, -1)


def _quotations(articles: pl.DataFrame) -> pl.DataFrame:
    """Texts between quotation marks, never over lines: `article_id`, `line`, `open` and `close` (offsets of what is between)."""
    found = pieces(articles["body_text"], _QUOTED).with_columns(start_in("doc"))
    found = found.with_columns(pl.col("token").eq("\n").cum_sum().alias("line")).filter(pl.col("token").str.contains(_IS_QUOTED))
    key = articles.select("article_id").with_row_index("doc").with_columns(pl.col("doc").cast(found.schema["doc"]))
    mark = pl.when(pl.col("token").str.starts_with("''")).then(2).otherwise(1)
    start, length = pl.col("start").cast(pl.Int64), pl.col("token").str.len_chars().cast(pl.Int64)
    return found.join(key, on="doc", how="left", maintain_order="left").select(
        "article_id", pl.col("line").cast(pl.Int64), (start + mark).alias("open"), (start + length - mark).alias("close")
    )


def _with_marks(said: pl.DataFrame, quotations: pl.DataFrame) -> pl.DataFrame:
    """Claims with `is_direct`: those whose content stands in quotation marks take all that is between these, and the quotations
    that follow in the same line without a cue of their own; those without content take the quotation beside the cue, or go."""
    marks = quotations.sort("article_id", "open").with_row_index("quotation")
    probe = pl.coalesce(pl.col("end_char") - 1, "cue_start").alias("probe")
    numbered = said.with_row_index("claim").with_columns(probe).sort("article_id", "probe")
    before = numbered.join_asof(
        marks, left_on="probe", right_on="open", by="article_id", strategy="backward", check_sortedness=False
    )
    # A quotation behind its cue, where there is nothing before it.
    after = numbered.filter(pl.col("end_char").is_null()).join_asof(
        marks, left_on="cue_end", right_on="open", by="article_id", strategy="forward", check_sortedness=False
    )
    near = pl.col("open") - pl.col("cue_end") <= _BESIDE
    after = after.filter(near).select(
        "claim", *(pl.col(name).alias(f"{name}_after") for name in ("quotation", "line", "open", "close"))
    )
    joined = before.join(after, on="claim", how="left", maintain_order="left")
    has_content = pl.col("end_char").is_not_null()
    overlap = pl.min_horizontal("end_char", "close") - pl.max_horizontal("start_char", "open")
    covered = has_content & (overlap > _MOSTLY * (pl.col("end_char") - pl.col("start_char")))
    beside = ~has_content & (pl.col("cue_start") - pl.col("close") <= _BESIDE)
    # What somebody is quoted as telling of another's words is not that other's quotation.
    cue_outside = (pl.col("cue_start") < pl.col("open")) | (pl.col("cue_start") >= pl.col("close"))
    direct = ((covered | beside) & cue_outside).fill_null(value=False)
    joined = joined.with_columns(
        pl.when(direct).then(name).otherwise(pl.when(~has_content).then(f"{name}_after")).alias(name)
        for name in ("quotation", "line", "open", "close")
    ).with_columns(pl.col("quotation").is_not_null().alias("is_direct"))
    joined = joined.with_columns(
        pl.coalesce("open", "start_char").alias("start_char"), pl.coalesce("close", "end_char").alias("end_char")
    )
    told = joined.filter(pl.col("end_char").is_not_null())
    return pl.concat([told, _continued(told, marks)]).select(*said.columns, "is_direct")


def _continued(told: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Quotations without a cue that follow a direct one in its line, laid to the same speaker."""
    direct = told.filter("is_direct")
    free = marks.join(direct.select("quotation"), on="quotation", how="anti", maintain_order="left")
    behind = free.join_asof(
        direct.with_columns(pl.col("open").alias("from")).drop("quotation", "open", "close").sort("article_id", "from"),
        left_on="open", right_on="from", by="article_id", strategy="backward", check_sortedness=False,
    )  # fmt: skip
    same_line = behind.filter(
        (pl.col("line") == pl.col("line_right")) & (pl.col("close") - pl.col("open") >= _SHORTEST_CONTINUED)
    )
    return same_line.with_columns(pl.col("open").alias("start_char"), pl.col("close").alias("end_char")).select(told.columns)


def _named(said: pl.DataFrame, mentions: pl.DataFrame, part: str) -> pl.DataFrame:
    """Adds name and entity of the mention at `{part}_at`, and widens the part's span to the mention's."""
    spans = mentions.filter(pl.col("mention_kind") != "title").select(
        "article_id",
        pl.col("start_char").alias("mention_start"),
        pl.col("end_char").alias("mention_end"),
        pl.col("name_id").alias(f"{part}_name_id"),
        pl.col("entity_id").alias(f"{part}_entity_id"),
    )
    joined = said.with_row_index("order").sort("article_id", f"{part}_at").join_asof(
        spans.sort("article_id", "mention_start"), left_on=f"{part}_at", right_on="mention_start", by="article_id",
        strategy="backward", check_sortedness=False,
    )  # fmt: skip
    inside = (pl.col("mention_end") > pl.col(f"{part}_at")).fill_null(value=False)
    return (
        joined.with_columns(
            pl.when(inside)
            .then(pl.min_horizontal(f"{part}_start", "mention_start"))
            .otherwise(f"{part}_start")
            .alias(f"{part}_start"),
            pl.when(inside).then(pl.max_horizontal(f"{part}_end", "mention_end")).otherwise(f"{part}_end").alias(f"{part}_end"),
            pl.when(inside).then(f"{part}_name_id").alias(f"{part}_name_id"),
            pl.when(inside).then(f"{part}_entity_id").alias(f"{part}_entity_id"),
        )
        .sort("order")
        .drop("order", "mention_start", "mention_end")
    )


def claimants(tokens: pl.DataFrame, triggers: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Who says that events happened: `event`, `claimed_by_name_id`, `claimed_by_entity_id`, `claimed_by_start`, `claimed_by_end`,
    `claim_cue_start`, `claim_cue_end`. The nearest cue of which an event's trigger is content; events told by the article itself
    have no row."""
    tree = trees(tokens)
    claims = find_claims(tree)
    places = tree.words.select("sentence", pl.col("token").cast(pl.Int64)).with_row_index("row")
    at = triggers.select("event", "sentence", pl.col("token").cast(pl.Int64)).join(places, on=["sentence", "token"], how="inner")
    claim = np.full(at.height, -1) if claims.first.size == 0 else _claim_of(tree, claims, at["row"].cast(pl.Int64).to_numpy())
    known = claim >= 0
    said = _statements(tree, claims)[claim[known]].with_columns(at.filter(pl.Series(known))["event"])
    renamed = said.select(
        "event", "article_id", pl.col("speaker_at").alias("claimed_by_at"), pl.col("speaker_start").alias("claimed_by_start"),
        pl.col("speaker_end").alias("claimed_by_end"), pl.col("cue_start").alias("claim_cue_start"),
        pl.col("cue_end").alias("claim_cue_end"),
    )  # fmt: skip
    return _named(renamed, mentions, "claimed_by").drop("article_id", "claimed_by_at")


def _claim_of(tree: Trees, claims: Claims, rows: Rows) -> Rows:
    """The number of the claim that each row is content of, -1 for none: the way up to the root meets its content's head, not by
    way of the cue or the speaker."""
    attesting = (claims.content >= 0) & ~tree.has("lemma", _UNATTESTING)[claims.first]
    of_content = np.full(len(tree.head), -1, dtype=np.int64)
    # Where two cues share a content the nearer to it, which stands first, is kept.
    numbers = np.flatnonzero(attesting)[::-1]
    of_content[claims.content[numbers]] = numbers
    claim = np.full(len(rows), -1, dtype=np.int64)
    at, came_from = rows.copy(), np.full(len(rows), -1, dtype=np.int64)
    for _ in range(_DEEPEST):
        here = np.where((at >= 0) & (claim < 0), of_content[at], -1)
        found = np.maximum(here, 0)
        through_cue = (came_from >= 0) & ((came_from == claims.first[found]) | (came_from == claims.speaker[found]))
        is_cue = (at == claims.first[found]) & (came_from < 0)
        claim = np.where((here >= 0) & ~through_cue & ~is_cue, here, claim)
        came_from, at = np.where(at >= 0, at, came_from), tree.above(at)
    return claim
