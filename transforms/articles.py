"""Labelled lines to articles: what each record's lines say of its title, authors, publisher, date and text."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import polars as pl

from schemas.tables import BODY_ROLES
from transforms.bylines import (
    CHANGED_ALONE,
    MONTH_HEADER,
    OUTLET_WORD,
    Byline,
    poster_as_author,
    read_byline,
    read_post_meta,
    split_categories,
    split_list,
)
from transforms.cues import only
from transforms.dates import UNSET_CLOCK, URL_DAY, days_before, read_date
from transforms.ids import span_ids
from transforms.language import UNDETERMINED, language_codes
from transforms.lines import PAGE

# The rules of lines that hold a writer's name and nothing else.
NAME_AFTER_LABEL, BARE_NAME = "name_after_its_label", "name_by_the_title"
# The layout of pages that no other layout knows.
UNKNOWN = "generic"
KEY = [PAGE, "record"]
_SEPARATOR = "\x1f"  # of units, in ASCII: in no name
# A feed cut to excerpts shows in all its items: three or more, none long, all about as long. Measured on a page of 30
# items: a cut feed's ten ran from 88 to 131 words, whole texts of five other outlets from 135 to 1,500.
CUT_FEED_ITEMS = 3
CUT_FEED_WORDS = 200
CUT_FEED_SPREAD = 2.5
_CUT_END = r"(?:…|\.\.\.|\[\.{3}\]|\[…\])[\"”’'»)\]]*$"
_CONTINUE = (
    r"(?i)^(?:continue reading|keep reading|read (?:more|the rest|the full|on)\b|weiterlesen|lire la suite|leer más|leia mais)"
)
_NOT_ALNUM = r"[^\p{L}\p{N}]+"
# Texts of ASCII, the letters of Europe's larger alphabets and common signs, which NFKC leaves alone, are normalised by byte
# tables: a quarter of the time. Any other character takes the general way (sigma, since its lower case depends on what
# follows).
PLAIN = frozenset(
    char
    for char in map(chr, range(0x80, 0x2100))
    if re.match(
        r"[\u00a0\u00a1\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0\u00b7\u00bb\u00bfÀ-ÖØ-öø-įĴ-ľŁ-ňŊ-žΑ-ΡΤ-Ωα-ωА-я\u2010-\u2027\u2030-\u203a]",
        char,
    )
)
_ASCII = bytes(range(0x80))
_ASCII_LOWER = bytes(range(0x100)).lower()
_ASCII_SIGNS = bytes(code for code in range(0x80) if not chr(code).isalnum())
# In such texts three-byte sequences are punctuation, and two-byte ones after 0xC2 signs: letters begin with 0xC3 or above.
# Patterns begin with one byte, which is searched for at memory's speed.
_PUNCTUATION = re.compile(rb"\xe2\x80.", re.DOTALL)
_LATIN_SIGNS = re.compile(rb"\xc2.", re.DOTALL)
_LATIN_CAPITALS = re.compile(rb"\xc3[\x80-\x9e]")
_OTHER_CAPITALS = (b"\xc4", b"\xc5", b"\xce", b"\xd0")  # first bytes of central European, Greek and Cyrillic ones


def build_articles(pages: pl.DataFrame, labelled: pl.DataFrame, latest: date | None = None) -> pl.DataFrame:
    """One row per record that has a body, in the columns of the articles table, with `page` and `record` beside them.

    `pages` is the batch's pages (a page's number is its row): ids, and what their input records state. `latest` is the day
    after which no page can have been published that does not say itself when it was saved.
    """
    records = labelled.filter(pl.col("record").is_not_null())
    text, role = pl.col("text"), pl.col("role")
    is_body = role.is_in(BODY_ROLES)
    found = records.group_by(KEY, maintain_order=True).agg(
        pl.col("start_char").min(),
        pl.col("end_char").max(),
        text.filter(role == "title").first().alias("printed_title"),
        text.filter(role == "subtitle").first().alias("subtitle"),
        pl.col("syndicated_title").drop_nulls().first(),
        pl.col("syndicated_outlet").drop_nulls().unique(maintain_order=True).alias("origins"),
        text.filter(is_body).str.join("\n").alias("body_text"),
        pl.col("words").filter(is_body).sum().alias("word_count"),
        text.filter(~role.is_in(["footer", "comments", "caption"])).last().str.contains(_CONTINUE).alias("continues"),
        pl.col("layout_name").first(),
        pl.col("layout_confidence").first().alias("parse_confidence"),
        pl.col("own_site").first(),
    )
    found = found.filter(pl.col("body_text") != "")
    found = found.join(_fields(records), on=KEY, how="left", maintain_order="left")
    found = found.join(_page_facts(labelled), on=PAGE, how="left", maintain_order="left")
    given = pages.with_row_index(PAGE).select(
        pl.col(PAGE).cast(pl.Int64), "page_id", "dump_id", "is_body",
        pl.col("text").alias("page_text"), pl.col("url").alias("source_url"), pl.col("title").alias("given_title"),
        pl.col("published_at_raw").alias("given_at_raw"), pl.col("published_on").alias("given_on"),
        pl.col("authors").alias("given_authors"), pl.col("publisher_name").alias("given_publisher"),
        pl.col("language_code").alias("given_language"), pl.col("site_name").alias("given_site"),
        pl.col("categories").alias("given_categories"), pl.col("tags").alias("given_tags"), "is_excerpt",
        pl.col("hints").is_not_null().alias("is_html"), pl.col("url").alias("page_url"),
        pl.coalesce("fetched_on", pl.lit(latest, pl.Date)).alias("read_on"), "fetched_on",
    )  # fmt: skip
    # Many articles stand on one page: its text is joined for finished articles alone, not copied to each.
    found = found.join(given.drop("page_text"), on=PAGE, how="left", maintain_order="left")
    whole = given.filter("is_body").select(PAGE, "page_text")
    found = found.join(whole, on=PAGE, how="left", maintain_order="left").with_columns(
        pl.coalesce("page_text", "body_text").alias("body_text"),
        pl.when("is_body").then(0).otherwise("start_char").alias("start_char"),
        pl.when("is_body").then(pl.col("page_text").str.len_chars().cast(pl.Int64)).otherwise("end_char").alias("end_char"),
    )
    # What a page or an input record states of its one article; a page of many has no one title or author.
    found = found.with_columns((pl.col("is_html") & (pl.len().over(PAGE) == 1)).alias("states_one"))
    states = pl.col("is_body") | pl.col("states_one")
    given_authors = pl.when(states & (pl.col("given_authors").list.len() > 0)).then("given_authors")
    # By a date or name on a page that no layout knows stand sections and posts too, and the bylines of HTML pages come in parts.
    sure = ~pl.col("is_html") & ((pl.col("layout_name") != UNKNOWN) | pl.col("outlet_between"))
    found = found.with_columns(pl.when(sure | _names_an_outlet("byline_outlet")).then("byline_outlet").alias("byline_outlet"))
    found = _publishers(found).with_columns(
        pl.when("is_body").then("given_title")
        .otherwise(pl.coalesce("printed_title", "syndicated_title", pl.when(states).then("given_title"))).alias("title"),
        pl.when("is_body").then("given_authors").otherwise(pl.coalesce(given_authors, "authors")).fill_null([]).alias("authors"),
        _printed_or_given("categories"),
        _printed_or_given("tags"),
        pl.coalesce(pl.when("is_body").then("given_publisher"), "publisher_name", pl.when(states).then("given_publisher"))
        .alias("publisher_name"),
        pl.coalesce("site_name", "given_site").alias("site_name"),
        pl.when(states).then("source_url").alias("source_url"),
    )  # fmt: skip
    found = _dates(found)
    found = found.with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).over(PAGE).alias("article_number"),
    )
    found = found.with_columns(_completeness())
    bodies = found["body_text"]
    return found.with_columns(
        pl.Series("article_id", span_ids(found["page_id"], found["start_char"], found["end_char"]), pl.String),
        pl.Series("content_sha256", content_hashes(bodies), pl.String),
        _languages(found["given_language"], language_codes(bodies), found["is_html"]),
    )


def _names_an_outlet(column: str) -> pl.Expr:
    return pl.col(column).str.contains(OUTLET_WORD.pattern)


def _printed_or_given(column: str) -> pl.Expr:
    """A list as the article's own lines print it, else as its record or page states it."""
    printed = pl.when(pl.col(column).list.len() > 0).then(column)
    return (
        pl.coalesce(printed, pl.when(pl.col("states_one") | pl.col("is_body")).then(f"given_{column}"))
        .fill_null([])
        .alias(column)
    )


def _languages(given: pl.Series, told: pl.Series, is_html: pl.Series) -> pl.Series:
    """The language given; a page's `lang` is left as it came by many who translate, so there the text itself says more."""
    frame = pl.DataFrame({"given": given, "told": told, "is_html": is_html})
    text_first = pl.col("is_html") & (pl.col("told") != UNDETERMINED)
    return frame.select(
        pl.when(text_first).then("told").otherwise(pl.coalesce("given", "told")).alias("language_code")
    ).to_series()


def _fields(records: pl.DataFrame) -> pl.DataFrame:
    """What byline and footer lines state, per record. Each distinct line is read once."""
    text, same = pl.col("text"), pl.all_horizontal([pl.col(name) == pl.col(name).shift(1) for name in KEY])
    records = records.with_columns(pl.when(same).then(text.shift(1)).alias("before"))
    told = records.filter(
        pl.col("role").is_in(["byline", "dateline"]) | ((pl.col("role") == "footer") & pl.col("post_meta").fill_null(value=False))
    )
    bare = (pl.col("rule") == NAME_AFTER_LABEL) | ((pl.col("rule") == BARE_NAME) & ~_names_an_outlet("text"))
    # A label of change on the line before belongs to the date.
    changed = pl.col("before").str.contains(CHANGED_ALONE)
    told = told.select(
        *KEY,
        "role",
        pl.col("post_meta").fill_null(value=False),
        (pl.col("rule") == BARE_NAME).fill_null(value=False).alias("unsaid"),
        pl.when(bare).then("By " + text).when(changed).then(pl.concat_str("before", "text", separator=" ")).otherwise(text)
        .alias("text"),
    )  # fmt: skip
    distinct = told.select("text", "post_meta").unique(maintain_order=True)
    read = [read_post_meta(text) if meta else read_byline(text) for text, meta in distinct.rows()]
    facts = distinct.with_columns(_as_columns(read))
    told = told.join(facts, on=["text", "post_meta"], how="left", maintain_order="left")
    byline, footer = pl.col("role") == "byline", pl.col("role") == "footer"
    named = pl.col("byline_authors").list.len() > 0
    fields = told.group_by(KEY, maintain_order=True).agg(
        pl.col("byline_authors").filter(named & ~pl.col("unsaid")).first().alias("said_authors"),
        pl.col("byline_authors").filter(named & pl.col("unsaid")).first().alias("unsaid_authors"),
        pl.col("poster_authors").filter(pl.col("poster_authors").list.len() > 0).first(),
        pl.col("outlet").filter(pl.col("role") != "dateline").drop_nulls().first().alias("byline_outlet"),
        pl.col("outlet_between").filter((pl.col("role") != "dateline") & pl.col("outlet").is_not_null()).first(),
        pl.col("date_raw").filter(byline).drop_nulls().first().alias("byline_date"),
        pl.col("date_raw").filter(pl.col("role") == "dateline").drop_nulls().first().alias("dateline_date"),
        pl.col("date_raw").filter(footer).drop_nulls().first().alias("footer_date"),
        pl.col("categories_raw").drop_nulls().first(),
        pl.col("tags_raw").drop_nulls().first(),
    )
    # The account that posted a text wrote it only where no byline says otherwise. 'By Jane Roe' says more than a name that just
    # stands by the title.
    poster = pl.when(pl.col("byline_outlet").is_null()).then("poster_authors")
    fields = fields.with_columns(pl.coalesce("said_authors", poster, "unsaid_authors").alias("authors"))
    return _categories(fields).drop("said_authors", "poster_authors", "unsaid_authors", "categories_raw", "tags_raw")


def _as_columns(read: list[Byline]) -> list[pl.Series]:
    return [
        _names("byline_authors", [b.authors for b in read]),
        _names("poster_authors", [poster_as_author(b.poster) for b in read]),
        pl.Series("outlet", [b.outlet for b in read], pl.String),
        pl.Series("outlet_between", [b.outlet_between for b in read], pl.Boolean),
        pl.Series("date_raw", [b.date_raw for b in read], pl.String),
        pl.Series("categories_raw", [b.categories_raw for b in read], pl.String),
        pl.Series("tags_raw", [b.tags_raw for b in read], pl.String),
    ]


def _names(column: str, lists: list[list[str]]) -> pl.Series:
    """A column of lists of names, null for none; made from joined text, a fifth of the time of nested Python lists."""
    joined = pl.Series(column, [_SEPARATOR.join(names) if names else None for names in lists], pl.String)
    return joined.str.split(_SEPARATOR)


def _categories(fields: pl.DataFrame) -> pl.DataFrame:
    """Category lists, read page by page: whether a comma is part of a name shows only beside the page's other lists."""
    by_page = fields.group_by(PAGE, maintain_order=True).agg("record", "categories_raw", "tags_raw")
    rows = by_page.select(PAGE, "record").explode("record")
    categories = [names for raws in by_page["categories_raw"].to_list() for names in split_categories(raws)]
    tags = [split_list(raw) for raws in by_page["tags_raw"].to_list() for raw in raws]
    lists = rows.with_columns(_names("categories", categories), _names("tags", tags))
    return fields.join(lists, on=KEY, how="left", maintain_order="left")


def _page_facts(labelled: pl.DataFrame) -> pl.DataFrame:
    header = (pl.col("role") == "page_header") & pl.col("page_header").fill_null(value=False)
    month = only(header, pl.col("text")).str.extract(f"(?i){MONTH_HEADER.pattern}", 1)
    return labelled.group_by(PAGE, maintain_order=True).agg(
        pl.col("site").drop_nulls().first().alias("site_name"),
        month.drop_nulls().first().alias("header_date"),
    )


def _publishers(found: pl.DataFrame) -> pl.DataFrame:
    """First publisher: the byline's outlet, else the first origin line's, else the site on pages of its own texts."""
    first, last = pl.col("origins").list.first(), pl.col("origins").list.last()
    site = pl.when("own_site").then("site_name")
    found = found.with_columns(pl.coalesce("byline_outlet", first, site).alias("publisher_name"))
    # Origin lines are added as a text is passed on: the last outlet is the one that handed it to this page.
    passed_on = pl.coalesce(pl.when(pl.col("origins").list.len() > 0).then(last), site)
    same = passed_on.str.to_lowercase() == pl.col("publisher_name").str.to_lowercase()
    return found.with_columns(pl.when(~same).then(passed_on).alias("republisher_name"))


def _dates(found: pl.DataFrame) -> pl.DataFrame:
    """The first date that can be read, from byline, footer, then the page's header; the raw text stays where none can."""
    sources = [
        ("byline_date", "byline"),
        ("dateline_date", "dateline"),
        ("footer_date", "footer"),
        ("header_date", "page_header"),
    ]
    distinct = pl.concat([found[name].drop_nulls() for name, _ in sources]).unique()
    read = [read_date(raw) for raw in distinct.to_list()]
    table = pl.DataFrame(
        {
            "raw": distinct,
            "day": pl.Series([r.day if r else None for r in read], dtype=pl.Date),
            "precision": pl.Series([r.precision if r else None for r in read], dtype=pl.String),
            "before": pl.Series([days_before(raw) for raw in distinct.to_list()], dtype=pl.Int64),
        }
    )
    for name, _ in sources:
        renamed = table.rename({"raw": name, "day": f"{name}_day", "precision": f"{name}_precision"})
        found = found.join(renamed, on=name, how="left", maintain_order="left")
        near = pl.col("fetched_on") - pl.duration(days=pl.col("before"))
        day = _believed(pl.coalesce(f"{name}_day", near))
        found = found.with_columns(
            day.alias(f"{name}_day"), pl.when(day.is_not_null()).then(pl.coalesce(f"{name}_precision", pl.lit("day")))
            .alias(f"{name}_precision"),
        ).drop("before")  # fmt: skip
    found = _with_url_days(found)
    sources.append(("url_date", "url"))
    names = [name for name, _ in sources]
    chosen = [pl.when(pl.col(f"{name}_day").is_not_null()) for name in names]
    given_on = _believed(pl.col("given_on"))
    given = (pl.col("is_body") | pl.col("states_one")) & given_on.is_not_null()
    on_page = ~pl.col("is_body") & ~given
    basis = pl.coalesce([when.then(pl.lit(basis)) for when, (_, basis) in zip(chosen, sources, strict=True)])
    raw = pl.coalesce([when.then(pl.col(name)) for when, name in zip(chosen, names, strict=True)])
    precision = pl.coalesce([pl.col(f"{name}_precision") for name in names])
    return found.with_columns(
        pl.when(on_page).then(pl.coalesce([f"{name}_day" for name in names])).otherwise(given_on).alias("published_on"),
        pl.when(on_page).then(pl.coalesce(raw, *names)).otherwise("given_at_raw").alias("published_at_raw"),
        pl.when(given).then(pl.lit("day")).when(on_page).then(precision).alias("published_precision"),
        pl.when(given).then(pl.lit("metadata")).when(on_page & basis.is_not_null()).then(basis)
        .otherwise(pl.lit("none")).alias("published_basis"),
    )  # fmt: skip


def _believed(day: pl.Expr) -> pl.Expr:
    """No text appears after it was read (a day's grace for time zones), and 1970-01-01 is a clock that was never set."""
    after = (day > pl.col("read_on") + pl.duration(days=1)).fill_null(value=False)
    return pl.when(~after & (day != UNSET_CLOCK)).then(day)


def _with_url_days(found: pl.DataFrame) -> pl.DataFrame:
    """Adds the day in the address of pages that hold one article."""
    address = pl.when(pl.len().over(PAGE) == 1).then(pl.col("page_url").str.replace("[?#].*", ""))
    year, month, day = (address.str.extract(URL_DAY, group).str.zfill(2) for group in (1, 2, 3))
    found = found.with_columns(pl.concat_str(year, month, day, separator="-").alias("url_date"))
    read = _believed(pl.col("url_date").str.to_date("%Y-%m-%d", strict=False))
    found = found.with_columns(read.alias("url_date_day"))
    return found.with_columns(
        pl.when(pl.col("url_date_day").is_not_null()).then(pl.lit("day")).alias("url_date_precision"),
        pl.when(pl.col("url_date_day").is_not_null()).then("url_date").alias("url_date"),
    )


def _completeness() -> pl.Expr:
    words = pl.col("word_count")
    feed = [PAGE, "publisher_name"]
    cut_feed = (
        (pl.col("origins").list.len() > 0)
        & pl.col("publisher_name").is_not_null()
        & (pl.len().over(feed) >= CUT_FEED_ITEMS)
        & (words.max().over(feed) <= CUT_FEED_WORDS)
        & (words.max().over(feed) <= CUT_FEED_SPREAD * words.min().over(feed))
    )
    cut = pl.col("body_text").str.tail(8).str.contains(_CUT_END) | pl.col("continues") | cut_feed
    is_excerpt = pl.col("is_excerpt") | (~pl.col("is_body") & cut)
    return pl.when(is_excerpt).then(pl.lit("excerpt")).otherwise(pl.lit("complete")).alias("completeness")


def content_hashes(bodies: pl.Series) -> list[str]:
    """SHA-256 of the normalised texts (see `Articles.content_sha256`). hashlib: the hash is part of the contract."""
    texts = [_plain_letters(text) for text in bodies.cast(pl.Binary)]
    rest = bodies.gather([row for row, text in enumerate(texts) if text is None])
    general = iter(rest.str.normalize("NFKC").str.to_lowercase().str.replace_all(_NOT_ALNUM, "").cast(pl.Binary))
    return [hashlib.sha256(next(general) if text is None else text).hexdigest() for text in texts]


def _plain_letters(text: bytes) -> bytes | None:
    """The lower-case letters and digits of a text in UTF-8, None where it holds others than ASCII and `PLAIN`."""
    letters = text.translate(_ASCII_LOWER, _ASCII_SIGNS)
    beyond = letters.translate(None, _ASCII)
    if not beyond:
        return letters
    if not PLAIN.issuperset(beyond.decode()):
        return None
    letters = _PUNCTUATION.sub(b"", letters)
    if b"\xc2" in beyond:
        letters = _LATIN_SIGNS.sub(b"", letters)
    if any(lead in beyond for lead in _OTHER_CAPITALS):
        return letters.decode().lower().encode()
    return _LATIN_CAPITALS.sub(lambda capital: bytes((0xC3, capital[0][1] + 0x20)), letters)
