"""When an event happened: a day that its sentence states, or that its words and the article's date give, or none.

`stated`: a full date. `resolved`: words such as `Friday`, `yesterday` or `June 3`, counted from the article's date where that is
known to the day. A weekday is the last one up to that day, the next one where the clause tells of the future; a day without a
year is the nearest one. `published`: the article's date, of what its first two sentences tell in the perfect or the
present without any word of time. Weeks, months and years are no days: their words are kept, the date is null and its
basis `none`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import polars as pl

from transforms.dates import MONTHS, read_date
from transforms.events.lexicon import causes
from transforms.events.numbers import read_number
from transforms.events.trees import Flags, Rows, Trees, trees

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)"
)
_YEAR = r"(?:19|20)[0-9]{2}"
_NUMBERED = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_FULL = rf"(?:{_NUMBERED} (?:of )?{_MONTH} (?:, )?{_YEAR}|{_MONTH} {_NUMBERED} (?:, )?{_YEAR}|{_YEAR} - [0-9]{{2}} - [0-9]{{2}})"
_NO_YEAR = rf"(?:{_NUMBERED} (?:of )?{_MONTH}|{_MONTH} {_NUMBERED})"
_WEEKDAY = rf"(?:(?:last|next|this|past) )?(?:{'|'.join(_DAYS)})(?: (?:morning|afternoon|evening|night))?"
_SPOKEN = r"(?:today|yesterday|tomorrow|tonight|last night|this (?:morning|afternoon|evening))"
_AGO = r"(?:[0-9]{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten) days? (?:ago|earlier)"
_PERIOD = (
    rf"(?:(?:last|next|this|past|previous|recent) (?:weeks?|months?|years?|weekend|decades?|summer|winter|spring|autumn|{_MONTH})"
    rf"|[a-z0-9]+ (?:weeks?|months?|years?|decades?) (?:ago|earlier)"
    rf"|(?:in|since|during|until) (?:(?:early|late|mid) (?:- )?)?{_MONTH}(?: {_YEAR})?"
    rf"|(?:in|since|during|until) {_YEAR}|{_MONTH} {_YEAR}|recently|earlier|previously|overnight|soon)"
)
# For Rust's regex, over words with one blank between.
TIME = rf"(?:{_FULL}|{_NO_YEAR}|{_WEEKDAY}|{_SPOKEN}|{_AGO}|{_PERIOD})"
_MAY_STATE = (
    r"[0-9]|\b(?:\w+day|tonight|tomorrow|night|morning|afternoon|evening|ago|earlier|last|next|past|this|in|since|during|until|"
    r"recent(?:ly)?|previous(?:ly)?|overnight|soon)\b"
)
_NEWS_SENTENCES = 2
# Years of articles from which days are counted.
_FIRST_YEAR, _LAST_YEAR = 1600, 9000
_HALF_YEAR = timedelta(days=183)
_SHIFTS = {"yesterday": -1, "last night": -1, "tomorrow": 1}
DATES = {
    "event": pl.UInt32(), "event_date": pl.Date(), "event_date_start": pl.Int64(), "event_date_end": pl.Int64(),
    "event_date_basis": pl.String(),
}  # fmt: skip


@lru_cache(maxsize=65536)
def resolve(words: str, published: date | None, is_future: bool) -> tuple[date, str] | None:
    """The day that words in lower case tell, with its basis; None where they tell none, or one that hangs on an unknown date."""
    if re.fullmatch(_FULL, words):
        read = read_date(words.replace(" - ", "-").replace(" , ", ", "))
        return None if read is None else (read.day, "stated")
    if published is None or not _FIRST_YEAR <= published.year <= _LAST_YEAR:
        return None
    if re.fullmatch(_NO_YEAR, words):
        day = _nearest(words, published)
    elif re.fullmatch(_WEEKDAY, words):
        day = _weekday(words, published, is_future=is_future)
    elif re.fullmatch(_SPOKEN, words):
        day = published + timedelta(days=_SHIFTS.get(words, 0))
    elif re.fullmatch(_AGO, words):
        count = read_number(words.partition(" ")[0])
        day = None if count is None or count.low is None else published - timedelta(days=int(count.low))
    else:
        day = None
    return None if day is None else (day, "resolved")


def _nearest(words: str, published: date) -> date | None:
    """The day of a month in the year that puts it within half a year of the article's date."""
    number = int(re.findall(r"[0-9]+", words)[0])
    name = next(word for word in re.findall(r"[a-z]+", words) if word in MONTHS)
    for year in (published.year, published.year - 1, published.year + 1):
        try:
            day = date(year, MONTHS[name], number)
        except ValueError:
            continue
        if abs(day - published) <= _HALF_YEAR:
            return day
    return None


def _weekday(words: str, published: date, *, is_future: bool) -> date:
    parts = words.split()
    wanted = next(_DAYS.index(part) for part in parts if part in _DAYS)
    back = (published.weekday() - wanted) % 7
    if parts[0] == "next" or (is_future and parts[0] not in ("last", "past")):
        return published + timedelta(days=(wanted - published.weekday()) % 7 or (7 if parts[0] == "next" else 0))
    return published - timedelta(days=back or (7 if parts[0] in ("last", "past") else 0))


def dates(tokens: pl.DataFrame, triggers: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The dates of `triggers` (`event`, `sentence`, `token`), one row each as `DATES`; offsets are of the words that state it."""
    tree = trees(tokens.join(triggers.select("sentence").unique(), on="sentence", how="semi", maintain_order="left"))
    words = tree.words.select("sentence", pl.col("token").cast(pl.Int64), "article_id", "sentence_number").with_row_index("row")
    at = triggers.select("event", "sentence", pl.col("token").cast(pl.Int64)).join(words, on=["sentence", "token"], how="inner")
    known = pl.when(pl.col("published_precision") == "day").then("published_on").alias("published")
    at = at.join(articles.select("article_id", known), on="article_id", how="left", maintain_order="left")
    row = at["row"].cast(pl.Int64).to_numpy()
    at = at.with_columns(
        pl.Series("row", row), pl.Series("is_future", _is_future(tree, row)), pl.Series("is_news", _is_news(tree, row))
    )
    times = _times(tree)
    pairs = at.join(times, on="sentence", how="inner")
    trigger, time, is_loose = pairs["row"].to_numpy(), pairs["anchor"].to_numpy(), np.zeros(pairs.height, dtype=bool)
    steps = tree.clause_steps(trigger, time, is_loose)
    for other in tree.same_clause(trigger, tree.has("lemma", causes())):
        steps = np.where(steps >= 0, steps, tree.clause_steps(other, time, is_loose))
    nearest = (
        pairs.with_columns(pl.Series("steps", steps))
        .filter(pl.col("steps") >= 0)
        .sort("event", "steps", "anchor")
        .unique("event", keep="first", maintain_order=True)
    )
    days = [resolve(*row) for row in nearest.select("text", "published", "is_future").iter_rows()]
    told = nearest.with_columns(
        pl.Series("event_date", [None if day is None else day[0] for day in days], dtype=pl.Date),
        pl.Series("event_date_basis", ["none" if day is None else day[1] for day in days], dtype=pl.String),
    )
    untold = at.join(times.select("sentence").unique(), on="sentence", how="anti", maintain_order="left").filter(
        pl.col("is_news") & (pl.col("sentence_number") < _NEWS_SENTENCES) & pl.col("published").is_not_null()
    )
    news = untold.select(
        "event",
        pl.col("published").alias("event_date"),
        pl.lit(None, pl.Int64).alias("event_date_start"),
        pl.lit(None, pl.Int64).alias("event_date_end"),
        pl.lit("published").alias("event_date_basis"),
    )
    return pl.concat([told.select(list(DATES)), news]).sort("event")


def _times(tree: Trees) -> pl.DataFrame:
    """Words of time: `sentence`, `anchor` (row of the word that hangs on the rest), `text`, and the offsets of `DATES`."""
    words = tree.words
    tiles = tree.phrases(_MAY_STATE, rf"{TIME} |\S+ ").filter(pl.col("text").str.contains(rf"^{TIME}$"))
    first = tiles["first"].to_numpy()
    last = tiles["last"].to_numpy()
    return tiles.select("sentence", "text").with_columns(
        pl.Series("anchor", tree.anchors(first, last, from_end=False)),
        words["start"].gather(first).alias("event_date_start"),
        words["end"].gather(last).alias("event_date_end"),
    )


def _is_future(tree: Trees, rows: Rows) -> Flags:
    """Whether a word or what it hangs on has `will` or a like word."""
    will = tree.with_child(
        tree.has("word", ["will", "'ll", "’ll", "shall", "plans", "planned", "expected", "due", "scheduled", "set"])
    )
    ahead = will | tree.has("lemma", ["plan", "expect", "schedule", "due"])
    return tree.at(ahead, rows) | tree.at(ahead, tree.above(rows))


def _is_news(tree: Trees, rows: Rows) -> Flags:
    """Whether a word is, or is the subject or object of, a verb in the present or the present perfect."""
    verb = tree.has("upos", ["VERB"])
    present = verb & tree.has("xpos", ["VBZ", "VBP"])
    perfect = verb & tree.with_child(tree.has("deprel", ["aux", "aux:pass"]) & tree.has("word", ["has", "have", "is", "are"]))
    news = present | perfect
    part = tree.has("deprel", ["obj", "nsubj", "nsubj:pass"])
    return tree.at(news, rows) | (tree.at(part, rows) & tree.at(news, tree.above(rows)))
