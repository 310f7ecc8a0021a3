"""Pages of several articles, found by what repeats on them: `find_rhythm` names the lines at which articles begin.

Between the texts of such a page some line comes again and again: a date, a byline, 'Read more', a separator, a source. A
*mark* is a family of lines of one page that look alike in one respect; its *beats* are the places where it stands, taken
together where no text lies between. A mark carries the page if its beats are spread over the page's text as evenly as
articles would be: most of the text lies between beats, no stretch of it dwarfs the others, and each beat has a headline beside
it or is of a kind that needs none (a date, a separator). What a single article repeats ('Advertisement', numbered
sub-headings, the dates of its comments and of related articles below) fails one of these.

Thresholds were set on generated pages and on real ones (see tests/benchmarks/multi_article.py), on the halves that are for
tuning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from transforms.line_shapes import COMMENTED_CHARS, DATED_TEXT, DATELINE, DRAWN, LABEL, NUMBERED, nearest
from transforms.lines import PAGE

# How much a mark's kind says by itself. Dates and bylines stand at articles and hardly anywhere else, twice on a page or more;
# repeated words can be anything, and need headlines beside them.
_WEIGHT = {
    "date": 1.0, "byline": 1.0, "filing": 1.1, "origin": 1.1, "separator": 0.95, "clock": 0.9, "dateline": 0.85,
    "more": 0.85, "same_words": 0.8, "question": 0.75, "sign": 0.6, "number": 0.6, "headline": 0.58,
}  # fmt: skip
SELF_EVIDENT = ["date", "byline", "filing", "origin", "separator", "clock", "dateline", "question"]
_IN_TEXT = ["dateline", "question"]
# Kinds that the head of a lone article has too: there the rhythm is another one's, such as that of comments.
_DATING = ["date", "byline", "clock", "filing"]
_MIN_BEATS = 3
_MIN_SCORE = 0.55
_MIN_WEAK_SCORE = 0.45
_MOST_OF_ONE_STRETCH, _MOST_OF_ONE_TITLED = 0.6, 0.8
_TITLED = 0.9
# Headlines have six words and more, sub-headings of one article about three.
HEADLINE_WORDS = 5.5
_NUMBERED_HEADLINE_WORDS = 7.5
# Beats with the headline in the place where most have it: above 0.6 on nine tenths of real lists, 0.5 and below on nine tenths
# of the lone articles that would pass for lists.
_ALIKE, _FAIRLY_ALIKE = 0.55, 0.45
# Texts to a headline: 1.0 to 1.6 on three quarters of real lists, 1.6 and more on nine tenths of lone articles. And of their
# texts under a head of any length, those under one too short for a headline: 8 and 20%.
_ROUNDUP_TEXTS = 1.7
_SHORT_ARTICLE_TEXTS = 5
_SUB_HEADED = 0.15
# Half of real lists of news are below 0.33, of lone articles with sub-headings 6%; 0.37 took 10% of those.
_COMMON_SUBJECT_OF_HEADLINES = 0.33
_COMMON_SUBJECT = 0.7
_SUBJECT_CHARS = 600
_HEAD_SHARE = 0.15
_REACH_UP, _REACH_DOWN = 3, 5
# A list of teasers: articles of one paragraph, some without a beat of their own.
TEASER_TEXTS = 1.5


class Rhythms(NamedTuple):
    """`starts`: rows (`row`) at which an article of a list begins. `lists`: per page of several its `rhythm`, `score` and
    `last_beat` (row). `comments`: per page the row at which dated comments begin, where some follow one article."""

    starts: pl.DataFrame
    lists: pl.DataFrame
    comments: pl.DataFrame


class Condition(NamedTuple):
    """What a mark, or the network's starts (`transforms.lists`), must meet to part a page; `unmet` says what it means that it
    does not."""

    name: str
    unmet: str
    holds: pl.Expr


def unmet_of(conditions: Sequence[Condition]) -> pl.Expr:
    """The names of those that are not met, as a list; what cannot be told is not met."""
    names = [pl.when(~condition.holds.fill_null(value=False)).then(pl.lit(condition.name)) for condition in conditions]
    return pl.concat_list(names).list.drop_nulls()


# Asked of the marks that meet all others, since they read the page's lines again.
DATED_ARTICLES = "dated_articles"
OWN_SUBJECTS = "own_subjects"
SEVERAL_STARTS = "several_starts"
_UNMET_LATER = {
    DATED_ARTICLES: "the page begins with a date or name as one article does, and less than half of the beats have another",
    OWN_SUBJECTS: "the texts between the beats share their commonest words, as sections of one article do",
    SEVERAL_STARTS: "fewer than two articles begin at its beats",
}


def find_rhythm(lines: pl.DataFrame) -> Rhythms:
    """What repeats on each page. `lines` has the columns of `transforms.line_shapes`; other pages are in none of the frames."""
    lines, spans = _prepared(lines)
    beats = _beats(lines, _marks(lines), _MIN_BEATS)
    marks = _described(beats, spans)
    carrying = marks.filter(pl.all_horizontal(condition.holds for condition in _conditions()))
    decided = _decided(carrying, beats, lines, spans)
    pages = decided.chosen.select(PAGE, pl.col("kind").alias("rhythm"), pl.col("score").clip(0, 1), "last_beat")
    return Rhythms(decided.starts, pages, _comments(marks, beats))


def describe_marks(lines: pl.DataFrame) -> pl.DataFrame:
    """Why `find_rhythm` parts pages as it does: one row per page and mark that stands in two places or more, best first.

    With the figures that decided (shares are 0 to 1; rows are those of `lines`), the names of the conditions that it does not
    meet (`unmet`, in the order in which they are asked), and whether the page's articles begin at its beats (`chosen`).
    """
    lines, spans = _prepared(lines)
    beats = _beats(lines, _marks(lines), 2)
    marks = _described(beats, spans).with_columns(unmet_of(_conditions()).alias("unmet"))
    decided = _decided(marks.filter(pl.col("unmet").list.len() == 0), beats, lines, spans)
    for name, refused in decided.refused.items():
        marks = marks.join(refused.select(PAGE, "mark", pl.lit(name).alias(name)), on=[PAGE, "mark"], how="left")
    marks = marks.with_columns(pl.concat_list("unmet", *decided.refused).list.drop_nulls())
    chosen = decided.chosen.select(PAGE, "mark", pl.lit(value=True).alias("chosen"))
    return (
        marks.join(chosen, on=[PAGE, "mark"], how="left")
        .select(PAGE, "kind", "mark", "beats", "score", "coverage", "largest_share", "titled", "alike", "headline_words", "texts",
                "first_beat", "last_beat", "unmet", pl.col("chosen").fill_null(value=False))
        .sort(PAGE, "chosen", pl.col("unmet").list.len(), "score", "mark", descending=[False, True, False, True, False])
    )  # fmt: skip


class _Decided(NamedTuple):
    """`chosen`: the mark of each page that it parts. `starts`: rows. `refused`: the marks that do not meet a later condition."""

    chosen: pl.DataFrame
    starts: pl.DataFrame
    refused: dict[str, pl.DataFrame]


def _decided(marks: pl.DataFrame, beats: pl.DataFrame, lines: pl.DataFrame, spans: pl.DataFrame) -> _Decided:
    """Asks the later conditions of marks that meet all others, and takes the best."""
    undated = _without_dates_of_their_own(marks, _dated_places(lines), lines, spans)
    marks = _but(marks, undated)
    of_one_subject = _of_one_subject(marks, beats, lines)
    best = _best_marks(_but(marks, of_one_subject))
    starts = _several_starts(lines, beats, best)
    few = best.join(starts, on=PAGE, how="anti")
    refused = {DATED_ARTICLES: undated, OWN_SUBJECTS: of_one_subject, SEVERAL_STARTS: few}
    return _Decided(best.join(starts, on=PAGE, how="semi"), starts, refused)


def unmet_conditions() -> dict[str, str]:
    """What it means that a mark does not meet a condition, by the condition's name."""
    return {condition.name: condition.unmet for condition in _conditions()} | _UNMET_LATER


def _prepared(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines without readers' comments and with running sums; and the text of each page."""
    lines = _with_sums(_without_comments(lines))
    spans = lines.group_by(PAGE, maintain_order=True).agg(
        pl.col("row").first().alias("page_row"),
        pl.col("chars_before").first().alias("page_chars"),
        pl.col("content_before").first().alias("page_content"),
        (pl.col("chars_after").last() - pl.col("chars_before").first()).alias("total"),
        pl.col("headline_above")
        .is_null()
        .filter(pl.col("textual") & pl.col("any_head").is_not_null())
        .mean()
        .alias("sub_headed"),
    )
    return lines, spans


def _several_starts(lines: pl.DataFrame, beats: pl.DataFrame, best: pl.DataFrame) -> pl.DataFrame:
    """The starts of pages that have two or more."""
    chosen = beats.join(best, on=[PAGE, "mark"], how="inner", maintain_order="left")
    starts = _starts(lines, chosen)
    starts = pl.concat([starts, _unmarked_teasers(lines, starts, best)]).unique().sort("row")
    return starts.filter(pl.len().over(PAGE) >= 2)


def _but(marks: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    return marks.join(refused, on=[PAGE, "mark"], how="anti", maintain_order="left")


def _without_comments(lines: pl.DataFrame) -> pl.DataFrame:
    """Readers' comments have a rhythm of their own: what stands below their head is not looked at.

    Their head is told from the comment counts of a list of posts: there is one of it, below a good deal of text.
    """
    before = (pl.when("textual").then("size").otherwise(0)).cum_sum()
    lines = lines.with_columns((before - pl.when("textual").then("size").otherwise(0)).alias("_text_before"))
    heads = lines.filter("comments_head")
    heads = heads.filter(
        (pl.col("row") - pl.col("row").shift(1) > 3).fill_null(value=True) | (pl.col(PAGE) != pl.col(PAGE).shift(1))
    )
    page = lines.group_by(PAGE).agg(
        pl.col("_text_before").first().alias("_page_before"), pl.col("_text_before").last().alias("_page_after")
    )
    cut = (
        heads.group_by(PAGE).agg(pl.len().alias("heads"), pl.col("row").first().alias("cut"), pl.col("_text_before").first())
        .join(page, on=PAGE)
        .with_columns(pl.col("_text_before") - pl.col("_page_before"), pl.col("_page_after") - pl.col("_page_before"))
        .filter(
            (pl.col("heads") <= 2) & (pl.col("_text_before") >= COMMENTED_CHARS)
            & (pl.col("_text_before") >= _HEAD_SHARE * pl.col("_page_after"))
        )
    )  # fmt: skip
    lines = lines.join(cut.select(PAGE, "cut"), on=PAGE, how="left", maintain_order="left")
    below = (pl.col("row") >= pl.col("cut")).fill_null(value=False)
    return lines.with_columns(
        below.alias("below"), pl.col("content") & ~below, pl.col("textual") & ~below
    ).drop("cut", "_text_before")  # fmt: skip


def _with_sums(lines: pl.DataFrame) -> pl.DataFrame:
    """Running sums over the whole frame: differences of two of one page count what lies between. And neighbours by row."""
    sums = {"content": pl.col("content").cast(pl.Int64), "texts": pl.col("textual").cast(pl.Int64),
            "chars": pl.when("content").then("size").otherwise(0), "headlines": pl.col("headline").cast(pl.Int64)}  # fmt: skip
    lines = lines.with_columns(
        *[one.cum_sum().alias(f"{name}_after") for name, one in sums.items()],
        nearest("headline", -1, _REACH_UP).alias("headline_above"),
        nearest("headline", 1, _REACH_DOWN).alias("headline_below"),
        nearest("strong_head", -1, _REACH_UP).alias("head_above"),
        nearest("head_like", -1, 2).alias("any_head"),
        _next_row("textual").alias("next_text"),
        _next_row("content").alias("next_content"),
        (pl.col("textual").shift(1) & (pl.col(PAGE).shift(1) == pl.col(PAGE))).fill_null(value=False).alias("text_above"),
    )  # fmt: skip
    # In scripts without spaces, two characters count as a word.
    words = pl.when(pl.col("size") > 25 * pl.col("words")).then(pl.col("size") / 6).otherwise("words")
    return lines.with_columns(
        *[(pl.col(f"{name}_after") - one).alias(f"{name}_before") for name, one in sums.items()],
        words.gather(pl.col("headline_above")).alias("words_above"),
        words.gather(pl.col("headline_below")).alias("words_below"),
    )


def _next_row(flag: str) -> pl.Expr:
    """The row of the page's next line with the flag, from this one on; none where only later pages have one."""
    row = pl.when(flag).then("row").backward_fill()
    return pl.when(pl.col(PAGE).gather(row) == pl.col(PAGE)).then(row)


def _marks(lines: pl.DataFrame) -> pl.DataFrame:
    """All marks of all lines: `page`, `row`, `kind` and `mark`, the kind with what its lines have in common."""
    text, chars = pl.col("text"), pl.col("chars")
    plain = lines.filter(~pl.col("textual") & (chars <= 200) & ~pl.col("below"))
    masked = text.str.to_lowercase().str.replace_all(r"\d+", "0").str.head(80)
    plain = plain.with_columns(masked.alias("_masked"))
    sign = text.str.extract(r"^([^\p{L}\p{N}\s\"“«„'‘’])")
    kinds = [
        ("date", plain.filter("short_date"), None),
        ("clock", plain.filter("clock"), None),
        ("byline", plain.filter("byline"), None),
        ("filing", plain.filter("post_meta"), None),
        ("origin", plain.filter("syndication"), None),
        ("more", plain.filter("promo"), None),
        ("separator", plain.filter(pl.col("separator") | text.str.contains(DRAWN)), None),
        ("number", plain.filter(text.str.contains(NUMBERED)), None),
        (
            "same_words",
            plain.filter(pl.col("_masked").str.contains(r"\p{L}.*\p{L}.*\p{L}|★") & (pl.col("_masked").str.len_chars() > 2)),
            pl.col("_masked"),
        ),
        ("sign", plain.filter(sign.is_not_null()), sign),
    ]
    over = lines.filter("textual").select(pl.col("headline_above").drop_nulls())["headline_above"]
    kinds.append(("headline", plain.filter(pl.col("row").is_in(over.implode())), None))
    texts = lines.filter("textual")
    kinds.append(
        ("dateline", texts.filter(text.str.head(90).str.contains(DATELINE) | text.str.head(40).str.contains(DATED_TEXT)), None)
    )
    asked = texts.filter(text.str.contains("?", literal=True)).with_columns(
        text.str.head(40).str.extract(LABEL).str.to_lowercase().alias("_label")
    )
    kinds.append(("question", asked.filter(pl.col("_label").is_not_null()), pl.col("_label")))
    frames = [
        frame.select(
            PAGE, "row", pl.lit(kind).alias("kind"),
            (pl.lit(kind) if words is None else pl.concat_str(pl.lit(f"{kind}:"), words)).alias("mark"),
        )
        for kind, frame, words in kinds
    ]  # fmt: skip
    return pl.concat(frames)


def _beats(lines: pl.DataFrame, marks: pl.DataFrame, least: int) -> pl.DataFrame:
    """Places of each mark that has at least `least`: runs of its lines without content between, `first` to `last` row.

    With the text since the beat before (`stretch`) and the headlines beside it.
    """
    key = [PAGE, "mark"]
    many = marks.filter(pl.len().over(key) >= least).sort(PAGE, "mark", "row")
    names = ["content_before", "content_after", "chars_before", "chars_after", "texts_before", "texts_after", "headline_above",
             "headline_below", "words_above", "words_below", "head_above", "next_text", "next_content", "text_above", "headline",
             "words"]  # fmt: skip
    many = pl.concat([many, lines.select(pl.col(name).gather(many["row"]) for name in names)], how="horizontal")
    # A mark that is a text's own beginning stands before that text.
    own_text = pl.col("kind").is_in(_IN_TEXT)
    many = many.with_columns(
        pl.when(own_text).then(f"{name}_before").otherwise(f"{name}_after").alias(f"{name}_after")
        for name in ("content", "chars", "texts")
    )
    same = (pl.col(PAGE) == pl.col(PAGE).shift(1)) & (pl.col("mark") == pl.col("mark").shift(1))
    goes_on = same & (pl.col("content_before") == pl.col("content_after").shift(1))
    first, last = ["chars_before", "texts_before", "content_before", "headline_above", "words_above", "head_above", "text_above",
                   "headline", "words"], ["chars_after", "texts_after", "content_after", "headline_below", "words_below",
                   "next_text", "next_content"]  # fmt: skip
    beats = (
        many.with_columns((~goes_on.fill_null(value=False)).cum_sum().alias("beat"))
        .group_by("beat", maintain_order=True)
        .agg(
            pl.col(PAGE, "kind", "mark").first(), pl.col("row").first().alias("first"), pl.col("row").last().alias("last"),
            pl.len().cast(pl.Int64).alias("lines"), pl.col(first).first(), pl.col(last).last(),
        )
        .filter(pl.len().over(key) >= least)
    )  # fmt: skip
    before, after = pl.col("last").shift(1).over(key).fill_null(-1), pl.col("first").shift(-1).over(key)
    # A headline beyond the neighbouring beat is not this one's.
    above, below = pl.col("headline_above") > before, (pl.col("headline_below") < after).fill_null(value=True)
    return beats.with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).over(key).alias("number"),
        pl.len().over(key).cast(pl.Int64).alias("beats"),
        (pl.col("chars_before") - pl.col("chars_after").shift(1).over(key)).alias("stretch"),
        (pl.col("texts_before") - pl.col("texts_after").shift(1).over(key)).alias("stretch_texts"),
        above.fill_null(value=False).alias("above"),
        (below & pl.col("headline_below").is_not_null()).alias("below"),
        pl.when(pl.col("head_above") > before).then("head_above").alias("head_above"),
        after.alias("next_first"),
        # How the headline stands to the beat: '2 above', '1 below', or how far down the text begins.
        pl.when(above)
        .then(pl.col("headline_above") - pl.col("first"))
        .when(below & pl.col("headline_below").is_not_null())
        .then(pl.col("headline_below") - pl.col("last"))
        .otherwise(100 + (pl.col("next_text") - pl.col("last")).clip(0, 4))
        .alias("shape"),
    )


def _dated_places(lines: pl.DataFrame) -> pl.DataFrame:
    """Where the page dates or signs something: `first` and `last` row of each place."""
    dated = lines.filter(pl.any_horizontal("short_date", "byline", "post_meta") & ~pl.col("textual") & ~pl.col("below"))
    marks = dated.select(PAGE, "row", pl.lit("dated").alias("kind"), pl.lit("dated").alias("mark"))
    return _beats(lines, marks, 1).select(PAGE, "first", "last", "next_text", "chars_before", "content_before")


def _lone_heads(lines: pl.DataFrame, places: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Pages that begin as one article does: near their top a date or name, and then text, without another headline between."""
    headlines = lines["headlines_after"]
    near_top = (pl.col("chars_before") - pl.col("page_chars") <= _HEAD_SHARE * pl.col("total")) | (
        pl.col("content_before") - pl.col("page_content") <= 3
    )
    soon = pl.col("next_text") - pl.col("last") < 14
    between = pl.lit(headlines).gather(pl.col("next_text")) - pl.lit(headlines).gather(pl.col("last"))
    return places.join(spans, on=PAGE).filter(near_top & soon & (between == 0)).select(PAGE).unique()


def _comments(marks: pl.DataFrame, beats: pl.DataFrame) -> pl.DataFrame:
    """Where dates without headlines follow one article's text: at the second beat if the first is the article's own."""
    untitled = marks.filter(
        pl.col("kind").is_in(_DATING) & (pl.col("beats") >= 4) & (pl.col("with_text") >= 0.75) & (pl.col("others_titled") < 0.3)
    )
    own = pl.col("first_titled") | (pl.col("head") < _HEAD_SHARE * pl.col("total"))
    long = pl.when(own).then("first_stretch").otherwise("head")
    begins = untitled.filter(long >= COMMENTED_CHARS).with_columns(own.cast(pl.Int64).alias("number"))
    return (
        begins.join(beats.select(PAGE, "mark", "number", "first"), on=[PAGE, "mark", "number"])
        .group_by(PAGE).agg(pl.col("first").min().alias("comments_row"))
    )  # fmt: skip


def _without_dates_of_their_own(
    marks: pl.DataFrame, places: pl.DataFrame, lines: pl.DataFrame, spans: pl.DataFrame
) -> pl.DataFrame:
    """Marks of what a lone article repeats: it has no dates of its own. The articles of a page do, or it has none at its top."""
    lone = marks.join(_lone_heads(lines, places, spans), on=PAGE, how="semi").filter(
        ~pl.col("evident") | pl.col("kind").is_in(["separator", "question"])
    )
    dated = (
        lone.join(places.select(PAGE, "first", "last"), on=PAGE)
        .filter((pl.col("first_beat") <= pl.col("last")) & (pl.col("first") <= pl.col("last_beat")))
        .group_by(PAGE, "mark").agg(pl.len().alias("dated"))
    )  # fmt: skip
    return lone.join(dated, on=[PAGE, "mark"], how="left").filter(pl.col("dated").fill_null(0) < 0.5 * pl.col("beats"))


def _of_one_subject(marks: pl.DataFrame, beats: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Marks of repeated words and headlines that part one text: what lies between them speaks of one thing."""
    subject = common_subject(lines, beats, marks.filter(~pl.col("evident")))
    most = pl.when(pl.col("kind") == "headline").then(_COMMON_SUBJECT_OF_HEADLINES).otherwise(_COMMON_SUBJECT)
    return marks.join(subject, on=[PAGE, "mark"]).filter(pl.col("common") > most)


def _best_marks(marks: pl.DataFrame) -> pl.DataFrame:
    """The mark that carries each page best, of those that carry it."""
    return (
        marks.sort(PAGE, "score", "mark", descending=[False, True, False]).group_by(PAGE, maintain_order=True).first()
        .select(PAGE, "mark", "kind", "score", "own", "opens", "head", "tail", "median", "above", "page_row", "last_beat",
                "evident")
    )  # fmt: skip


def _described(beats: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """One row per page and mark: how its beats are spread over the page's text, how they are laid out, and their `score`."""
    stretch, beside = pl.col("stretch"), pl.col("above") | pl.col("below")
    # Lines that are the headlines themselves.
    own = pl.col("kind").first().is_in(["number", "headline"]) & (pl.col("headline").mean() >= 0.5)
    marks = beats.group_by(PAGE, "mark", maintain_order=True).agg(
        pl.col("kind").first(), pl.col("beats").first(), own.alias("own"),
        pl.col("first").first().alias("first_beat"), pl.col("last").last().alias("last_beat"),
        stretch.sum().alias("inside"), stretch.max().alias("largest"), stretch.median().alias("median"),
        stretch.get(1).alias("first_stretch"), stretch.slice(2).median().alias("later"),
        (pl.col("stretch_texts") > 0).mean().alias("with_text"), pl.col("stretch_texts").mean().alias("texts"),
        (pl.col("chars_after") - pl.col("chars_before")).sum().alias("marked"),
        pl.col("chars_before").first(), pl.col("chars_after").last(),
        pl.col("lines").head(pl.len() - 1).median().alias("lines"), pl.col("above").mean(), pl.col("below").mean(),
        pl.when(own).then((beside | pl.col("headline")).mean()).otherwise(beside.mean()).alias("titled"),
        beside.first().alias("first_titled"), beside.slice(1).mean().alias("others_titled"),
        (pl.col("shape").unique_counts().max() / pl.len()).alias("alike"),
        pl.col("words_above").filter("above").median(), pl.col("words_below").filter("below").median(),
        pl.col("words").median().alias("own_words"),
    )  # fmt: skip
    marks = marks.join(spans, on=PAGE).filter(pl.col("total") > 0)
    above, below, total = pl.col("above"), pl.col("below"), pl.col("total")
    marks = marks.with_columns(
        (pl.col("chars_before") - pl.col("page_chars")).alias("head"),
        (pl.col("page_chars") + total - pl.col("chars_after")).alias("tail"),
        pl.col("kind").replace_strict(_WEIGHT, return_dtype=pl.Float64).alias("weight"),
        pl.col("kind").is_in(SELF_EVIDENT).alias("evident"),
        ((above >= below) & (above >= 0.5)).alias("opens"),
        pl.when("own")
        .then("own_words")
        .when(below >= above)
        .then("words_below")
        .otherwise("words_above")
        .alias("headline_words"),
    )
    largest = pl.max_horizontal("largest", 1)
    # One record may stand before the first beat (where beats close records) or after the last (where they open them).
    most_after = pl.when(pl.col("evident") & (pl.col("titled") >= _TITLED)).then(6).otherwise(3) * largest
    edge = pl.max_horizontal(pl.min_horizontal("head", 1.5 * largest), pl.min_horizontal("tail", most_after))
    marks = marks.with_columns(
        (pl.max_horizontal("largest", "head", "tail") / total).alias("largest_share"),
        ((pl.col("inside") + edge) / (total - pl.col("marked"))).alias("coverage"),
    )
    score = (
        pl.col("weight") * pl.col("coverage") * (1 - 0.8 / pl.col("beats"))
        * pl.min_horizontal(1.0, 1.7 / pl.col("lines")) * pl.min_horizontal(1.0, pl.col("with_text") / 0.9)
        * pl.when("evident").then(1.0).otherwise(pl.min_horizontal(1.0, 0.35 + pl.col("titled")))
    )  # fmt: skip
    return marks.with_columns(score.alias("score"))


def _conditions() -> list[Condition]:
    """What parts a page's text as articles do. Each condition is there for pages of one article that meet all others."""
    head, total, kind, titled = pl.col("head"), pl.col("total"), pl.col("kind"), pl.col("titled")
    most = pl.when(pl.col("evident") & (titled >= _TITLED)).then(_MOST_OF_ONE_TITLED).otherwise(_MOST_OF_ONE_STRETCH)
    scores = pl.col("score") >= pl.when("evident").then(_MIN_SCORE).otherwise(_MIN_WEAK_SCORE)
    # A table, comments and code have dates too, but now here and now there.
    fairly = pl.col("evident") & (pl.col("beats") >= 8) & (pl.col("alike") >= _FAIRLY_ALIKE) & (titled >= 0.7)
    laid_out_alike = pl.col("own") | (pl.col("alike") >= _ALIKE) | fairly
    # A lone article's head is titled, its comments are not.
    comments = kind.is_in(_DATING) & pl.col("first_titled") & (pl.col("others_titled") < 0.3)
    # A long first stretch over short ones is an article over teasers of others.
    over_teasers = (pl.col("first_stretch") > 5 * pl.col("later")) & (pl.col("first_stretch") > 0.3 * total)
    least_words = pl.when(kind == "number").then(_NUMBERED_HEADLINE_WORDS).otherwise(HEADLINE_WORDS)
    # Products, steps and advertisements have no headlines, or short ones, or long texts.
    covered = pl.col("coverage") >= pl.when("own").then(0.95).otherwise(0.92)
    headed = (titled >= 0.75) & covered & (pl.col("texts") <= _SHORT_ARTICLE_TEXTS) & (pl.col("headline_words") >= least_words)
    # Nothing but headlines over texts: only where the texts are short, since sub-headings part long ones.
    roundup = (
        (pl.col("texts") <= _ROUNDUP_TEXTS) & (pl.col("sub_headed").fill_null(1.0) <= _SUB_HEADED)
        & (head <= _HEAD_SHARE * total)
    )  # fmt: skip
    # Much text above the first headline is an article; above the first closing mark, a record.
    text_above = (
        pl.when("own")
        .then(head > 0.4 * total)
        .otherwise((head > 0.5 * total) | (pl.col("opens") & (head > pl.max_horizontal(1.5 * pl.col("median"), 0.25 * total))))
    )
    return [
        Condition("three_beats", "it stands in fewer places than a list has articles", pl.col("beats") >= _MIN_BEATS),
        Condition("score", "its beats are few, cover too little of the page's text, or say little by their kind", scores),
        Condition("even_stretches", "one stretch of text dwarfs the others", pl.col("largest_share") <= most),
        Condition("laid_out_alike", "headlines stand now here and now there beside its beats", laid_out_alike),
        Condition("no_comments", "only the first beat has a headline, as the head over readers' comments has", ~comments),
        Condition("no_teasers", "a long text over short ones is an article over teasers", ~over_teasers.fill_null(value=False)),
        Condition(
            "headed",
            "repeated words need long headlines beside them, short texts between, and nearly all of the page's text",
            pl.col("evident") | headed.fill_null(value=False),
        ),
        Condition(
            "roundup",
            "headlines alone need texts of a paragraph or two: sub-headings part long ones",
            (kind != "headline") | roundup,
        ),
        Condition("no_text_above", "much text stands above its first beat", ~text_above),
    ]


def common_subject(lines: pl.DataFrame, beats: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """How much the texts between a mark's beats speak of one thing, `common`: sections of an article share its subject.

    The share of the texts that hold a word, mean of the page's three commonest words of six letters or more.
    """
    texts = lines.filter("textual").join(marks.select(PAGE, "mark"), on=PAGE).select(PAGE, "mark", "row", "text").sort("row")
    begun = (
        beats.join(marks, on=[PAGE, "mark"], how="semi").select(PAGE, "mark", pl.col("first").alias("row"), "number").sort("row")
    )
    words = (
        texts.join_asof(begun, on="row", by=[PAGE, "mark"], strategy="backward", check_sortedness=False)
        .select(PAGE, "mark", pl.col("number").fill_null(-1),
                pl.col("text").str.head(_SUBJECT_CHARS).str.to_lowercase().str.extract_all(r"\p{L}{6,}").alias("word"))
    )  # fmt: skip
    sections = words.group_by(PAGE, "mark").agg(pl.col("number").n_unique().alias("sections"))
    shared = words.explode("word").drop_nulls("word").unique().group_by(PAGE, "mark", "word").agg(pl.len().alias("holds"))
    return (
        shared.group_by(PAGE, "mark").agg(pl.col("holds").top_k(3).mean())
        .join(sections, on=[PAGE, "mark"])
        .select(PAGE, "mark", (pl.col("holds") / pl.col("sections")).alias("common"))
    )  # fmt: skip


def _starts(lines: pl.DataFrame, beats: pl.DataFrame) -> pl.DataFrame:
    """First line of each article, from the beats of the page's mark: the headline over its text, else the text."""
    head_over_text = lines["head_above"].gather(beats["next_text"].fill_null(0))
    beats = beats.with_columns(head_over_text.alias("head_over_text")).with_columns(
        pl.when((pl.col("head_over_text") > pl.col("last")) & (pl.col("next_text") < pl.col("next_first")).fill_null(value=True))
        .then("head_over_text").alias("head_over_text")
    )  # fmt: skip
    inside = (pl.col("next_content") < pl.col("next_first")).fill_null(value=True)
    below = pl.coalesce("head_over_text", pl.when(inside).then("next_content"))
    is_last, enough = pl.col("number") == pl.col("beats") - 1, 0.25 * pl.col("median")
    # Where beats close articles nothing need follow the last one.
    nothing_follows = is_last & (
        (pl.col("tail") < enough) | ((pl.col("head") > enough) & (pl.col("above_right") < 0.2) & ~pl.col("below"))
    )
    beats = beats.with_columns(nothing_follows.alias("nothing_follows"), below.alias("start_below"))
    start = (
        pl.when(pl.col("own")).then("first")
        .when(pl.col("kind").is_in(_IN_TEXT)).then(pl.coalesce("head_above", "first"))
        .when("opens").then(pl.coalesce("head_above", pl.when("text_above").then("first").otherwise("start_below")))
        .when(~pl.col("nothing_follows")).then("start_below")
    )  # fmt: skip
    closing = ~pl.col("own") & ~pl.col("opens") & ~pl.col("kind").is_in(_IN_TEXT)
    before_first = beats.filter(
        (pl.col("number") == 0)
        & closing
        & (pl.col("head") >= enough)
        & ((pl.col("tail") < enough) | (pl.col("tail") < pl.col("head")))
    )
    first_text = lines["next_text"].gather(before_first["page_row"])
    first = before_first.select(PAGE, "first").with_columns(
        first_text.alias("text"), lines["head_above"].gather(first_text.fill_null(0)).alias("over")
    )
    return pl.concat(
        [
            beats.select(PAGE, start.alias("row")),
            first.filter(pl.col("text") < pl.col("first")).select(PAGE, pl.coalesce("over", "text").alias("row")),
        ]
    ).drop_nulls()


def _unmarked_teasers(lines: pl.DataFrame, starts: pl.DataFrame, best: pl.DataFrame) -> pl.DataFrame:
    """On pages of teasers, headlines between two texts begin articles too, whether or not they have a beat."""
    starts = starts.unique().sort("row")
    texts = pl.lit(lines["texts_before"]).gather(pl.col("row"))
    span = starts.with_columns(texts.alias("texts")).group_by(PAGE).agg(
        pl.col("texts").diff().median().alias("texts"), pl.len().alias("starts"), pl.col("row").min().alias("first")
    )  # fmt: skip
    teasers = best.filter("evident").join(
        span.filter((pl.col("texts") <= TEASER_TEXTS) & (pl.col("starts") >= 3)), on=PAGE
    ).select(PAGE, "first", (pl.col("last_beat") + 12).alias("end"))  # fmt: skip
    inside = lines.join(teasers, on=PAGE).filter((pl.col("row") >= pl.col("first")) & (pl.col("row") <= pl.col("end")))
    begun = pl.col("row").is_in(starts["row"].implode()).cast(pl.Int64)
    inside = inside.with_columns(begun.cum_sum().alias("_begun"))
    text = inside.filter("textual").with_columns(
        (pl.col("_begun") == pl.col("_begun").shift(1)).fill_null(value=False).alias("unbegun"),
        (pl.col(PAGE) == pl.col(PAGE).shift(1)).fill_null(value=False).alias("same"),
    )
    return text.filter(pl.col("unbegun") & pl.col("same")).select(PAGE, pl.col("headline_above").alias("row")).drop_nulls()
