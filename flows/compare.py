"""Two articles side by side: what they share, what the warehouse says of it, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from flows.settings import Settings
from transforms.duplicates.rules import SHINGLE_WORDS, DuplicateRules
from transforms.duplicates.shingles import shingles
from transforms.duplicates.templates import Mask
from transforms.duplicates.tokens import tokenise
from transforms.duplicates.verify import PASSAGE_LISTS, compare
from warehouse.query import article, outlet_template, pair_of

SHOWN_PASSAGES = 100
GAP_CHARS = 240  # of what stands between two shared passages


@dataclass(frozen=True)
class Passage:
    """A run of words that both have: code point offsets into body_text."""

    start_l: int
    end_l: int
    start_r: int
    end_r: int
    word_count: int


@dataclass(frozen=True)
class Compared:
    """Two articles, the earlier one first where the warehouse links them; `pair` is its row of duplicate_pairs, if any."""

    left: dict[str, object]
    right: dict[str, object]
    pair: dict[str, object] | None
    passages: list[Passage]
    rules: DuplicateRules

    def reason(self) -> str:
        """Why the two are linked, or that they are not, in a sentence."""
        if self.pair is None:
            words = sum(passage.word_count for passage in self.passages)
            return (
                f"no link: {words:,} words in {len(self.passages):,} shared runs of {SHINGLE_WORDS} or more, outside of templates"
            )
        kind, rules = self.pair["duplicate_kind"], self.rules
        shares = (
            f"Jaccard {self.pair['jaccard_similarity']:.2f}, {self.pair['containment_l']:.0%} of the left in the right, "
            f"{self.pair['containment_r']:.0%} of the right in the left, "
            f"longest run {self.pair['longest_passage_word_count']:,} words"
        )
        why = {
            "exact": "the same normalised text",
            "near": f"Jaccard of {rules.near_jaccard} or more, or {rules.near_containment:.0%} of each in the other",
            "excerpt": f"{'left' if self.pair['excerpt_article_id'] == self.left['article_id'] else 'right'} is the shorter, and "
            f"{rules.excerpt_containment:.0%} or more of it is in the other",
            "passage": f"{rules.passage_words} shared runs of {SHINGLE_WORDS} words or one run of {rules.passage_words}",
        }[str(kind)]
        return f"{kind}: {why} ({shares})"


def compare_articles(warehouse: Path, one: str, other: str) -> Compared:
    """Compares two articles of the published warehouse by their ids."""
    pair = pair_of(warehouse, one, other)
    if pair is not None:
        one, other = str(pair["article_id_l"]), str(pair["article_id_r"])
    rows = [article(warehouse, article_id) for article_id in (one, other)]
    outlets = [row["publisher_name"] or row["site_name"] for row in rows]
    templates = pl.DataFrame(
        [(number, shingle) for number, outlet in enumerate(outlets) for shingle in outlet_template(warehouse, outlet)],
        schema={"outlet": pl.Int64, "shingle": pl.Int64},
        orient="row",
    )
    settings = Settings()
    tokens = tokenise(pl.Series([str(row["body_text"])[: settings.max_compared_chars] for row in rows]))
    mask = Mask(templates)
    found = shingles(tokens.hashes, tokens.bounds, lambda hashes, bounds: mask.leave_out(hashes, bounds, np.arange(2)))
    # Any run of five shared words is shown.
    anything = replace(settings.duplicate_rules, min_words=0, passage_words=1, kept_passages=SHOWN_PASSAGES)
    left, right = np.array([0]), np.array([1])
    shared = compare(found, tokens.spans, left, right, anything, same_outlet=np.array([False]))
    passages = [Passage(*spans) for spans in shared.select(PASSAGE_LISTS).explode(PASSAGE_LISTS).iter_rows()]
    return Compared(rows[0], rows[1], pair, passages, settings.duplicate_rules)


def sides(compared: Compared) -> list[list[tuple[str, str, str]]]:
    """Rows to show: for each passage and both sides, what stands before it, the passage, and, after the last, what follows."""
    texts = str(compared.left["body_text"]), str(compared.right["body_text"])
    spans = [((p.start_l, p.end_l), (p.start_r, p.end_r)) for p in compared.passages]
    rows: list[list[tuple[str, str, str]]] = []
    done = [0, 0]
    for number, both in enumerate(spans):
        cells = []
        for side, (start, end) in enumerate(both):
            is_last = number == len(spans) - 1
            after = clipped(texts[side][end:]) if is_last else ""
            cells.append((clipped(texts[side][min(done[side], start) : start]), texts[side][start:end], after))
            done[side] = end
        rows.append(cells)
    return rows or [[(clipped(text), "", "") for text in texts]]


def clipped(text: str) -> str:
    """The text, without its middle where it is long."""
    if len(text) <= GAP_CHARS:
        return text
    half = GAP_CHARS // 2
    return f"{text[:half]} […{len(text) - 2 * half:,} characters…] {text[-half:]}"
