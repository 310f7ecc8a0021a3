"""The tables, one Pandera model each: a column's name, type, meaning and limits stand here and nowhere else.

DDL, `COMMENT ON`, `broadsheet tables` and the checks are made from these models. Every check is on one row; laws that
span rows or tables are in `transforms.laws` and `warehouse.laws`. Checks use Polars expressions on whole columns.
`run_id` is added when rows are loaded, so that a batch is a pure function of its bytes.
"""

from __future__ import annotations

from typing import Annotated, Any

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.expectations import SEVERITIES

ROLES = [
    "title", "subtitle", "byline", "dateline", "heading", "body", "quote", "list_item", "caption", "promo", "tags",
    "footer", "page_header", "navigation", "banner", "comments", "blank", "other",
]  # fmt: skip
BODY_ROLES = ["body", "heading", "quote", "list_item"]
DUMP_FORMATS = ["text", "html", "wet", "warc", "jsonl", "parquet", "rss", "mixed", "none"]
DATE_PRECISIONS = ["day", "month", "year"]
DATE_BASES = ["byline", "footer", "dateline", "page_header", "url", "metadata", "none"]
COMPLETENESS = ["complete", "excerpt"]
DUPLICATE_KINDS = ["exact", "near", "excerpt", "passage"]
ENTITY_TYPES = [
    "person", "organization", "place", "facility", "vessel", "aircraft", "weapon", "law", "event_name", "group",
]  # fmt: skip
MENTION_KINDS = ["name", "alias", "title", "demonym", "acronym", "metonym", "pronoun"]
ALIAS_METHODS = ["same_text", "in_article", "initial", "spelling", "short_form", "surname", "context", "acronym", "former_name"]
EVENT_TYPES = [
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
QUAD_CLASSES = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]
MODALITIES = ["happened", "ongoing", "planned", "hypothetical", "denied", "historical"]
PLACE_BASES = ["attached", "dateline"]
EVENT_DATE_BASES = ["stated", "resolved", "published", "none"]
FIGURE_ROLES = [
    "killed", "injured", "arrested", "displaced", "vessels", "aircraft", "troops", "money", "distance", "share", "count",
]  # fmt: skip
RUN_STATUSES = ["published", "interrupted", "stopped", "undone"]
COUNTRY = r"^[A-Z]{3}$"
WIKIDATA = r"^Q[1-9][0-9]*$"

Names = Annotated[pl.List, pl.String()]
Offsets = Annotated[pl.List, pl.Int64()]
Utc = Annotated[pl.Datetime, "us", "UTC"]
HEX_ID = r"^[0-9a-f]{32}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"


def _reference(description: str, *, nullable: bool = False) -> Any:
    """A column that holds another table's id: the foreign key laws say whether it does."""
    return pa.Field(nullable=nullable, description=description)


def _id(description: str, *, nullable: bool = False) -> Any:
    return pa.Field(str_matches=HEX_ID, nullable=nullable, description=description)


def _share(description: str) -> Any:
    return pa.Field(ge=0, le=1, description=description)


class Table(pa.DataFrameModel):
    """What all tables share: exact columns in any order, no coercion."""

    class Config:
        strict = True
        coerce = False


class Dumps(Table):
    """One row per ingested file. Files with the same bytes are one dump, whatever they are called."""

    dump_id: str = _id("First 32 hex characters of the SHA-256 of the file's bytes.")
    dump_path: str = pa.Field(str_length={"min_value": 1}, description="Absolute path of the file as last read.")
    also_at: Names = pa.Field(description="Other paths that held the very same bytes; they add no rows.")
    dump_format: str = pa.Field(
        isin=DUMP_FORMATS,
        description="Kind of its pages, told by content first, extension second, under any compression or archive; `mixed` "
        "for an archive of several, `none` where nothing was read.",
    )
    encoding: str = pa.Field(
        description="Codec that decoded the bytes; `binary` where none could, `none` where nothing was decoded, `mixed` where "
        "pages differ (see pages.encoding)."
    )
    byte_count: int = pa.Field(ge=0, description="Size of the file in bytes.")
    char_count: int = pa.Field(ge=0, description="Characters (Unicode code points) of decoded text, without the BOM.")
    page_count: int = pa.Field(ge=0, description="Pages in the dump.")
    article_count: int = pa.Field(ge=0, description="Articles found on all its pages.")
    code_version: str = pa.Field(description="Version of the parser that read the dump; `--rebuild` reads it anew.")
    ingested_at: Utc = pa.Field(description="When the dump was read.")


class Pages(Table):
    """One row per web page: a text or HTML file is one page; JSONL, Parquet, WARC, WET and feeds have one per record."""

    page_id: str = _id("Hash of dump_id, member_path and the page's byte span.")
    dump_id: str = _reference("The dump that holds the page.")
    page_number: int = pa.Field(ge=0, description="Position of the page in its dump, from 0.")
    member_path: str = pa.Field(nullable=True, description="Path of the file inside the dump, where the dump is an archive.")
    start_byte: int = pa.Field(ge=0, description="Where the page's record starts in the dump or its member, in bytes after "
                               "decompression; in Parquet the row's number.")  # fmt: skip
    end_byte: int = pa.Field(ge=0, description="Where the page's record ends, counted in the same way.")
    encoding: str = pa.Field(description="Codec that decoded the page's bytes.")
    record_id: str = pa.Field(nullable=True, description="The input record's own id, where it has one: JSONL `id`, "
                              "WARC-Record-ID, a feed entry's guid.")  # fmt: skip
    page_url: str = pa.Field(nullable=True, description="Address of the page, where the input states it.")
    site_name: str = pa.Field(nullable=True, description="Site on which the page was saved, as far as the page says.")
    fetched_on: pl.Date = pa.Field(
        nullable=True, description="Day of the crawl, where a WARC states it; never a date of publication."
    )
    page_title: str = pa.Field(nullable=True, description="Title of the whole page, where the input states it.")
    layout_name: str = pa.Field(description="Layout that parsed the page (see transforms/layouts); `record` for a "
                                "finished article, `none` for a page without text.")  # fmt: skip
    layout_confidence: float = pa.Field(ge=0, le=1, description="How sure the layout was that the page is its own.")
    language_code: str = pa.Field(nullable=True, str_matches=LANGUAGE, description="ISO 639 code of most of the page's articles.")
    replaced_char_offsets: Offsets = pa.Field(
        description="Code point offsets, in the page's decoded text, of characters whose bytes the encoding does not "
        "allow. A stray Windows-1252 byte is read as such, any other becomes U+FFFD. Empty for HTML, whose text is rendered.",
    )
    replaced_bytes: Names = pa.Field(description="The bytes at those offsets, in hex, in the same order.")
    char_count: int = pa.Field(ge=0, description="Characters (code points) of the page's decoded text.")
    article_count: int = pa.Field(ge=0, description="Articles found on the page.")


class Blocks(Table):
    """One row per line of a page (a run of blank lines is one block). Blocks tile the page: no gap, no overlap."""

    page_id: str = _reference("The page.")
    dump_id: str = _reference("The dump that holds the page.")
    block_number: int = pa.Field(ge=0, description="Position of the block on its page, from 0.")
    start_char: int = pa.Field(ge=0, description="Code point offset in the page's text where the block starts.")
    end_char: int = pa.Field(ge=1, description="Offset where it ends, line end included; the next block starts here.")
    text_start: int = pa.Field(ge=0, description="Offset where the block's own text starts, past indentation and bullet.")
    text_end: int = pa.Field(ge=0, description="Offset where the block's own text ends, before the line end.")
    role: str = pa.Field(isin=ROLES, description="What the block is on the page. `body`, `heading`, `quote` and "
                         "`list_item` make up an article's body_text.")  # fmt: skip
    article_id: str = _reference("The article that the block belongs to; null outside of articles.", nullable=True)
    rule: str = pa.Field(description="Name of the rule that gave the role.")

    @pa.dataframe_check(name="text_inside_block")
    def text_inside_block(cls, data: PolarsData) -> pl.LazyFrame:
        """start_char <= text_start <= text_end <= end_char, and no empty block."""
        return data.lazyframe.select(
            (pl.col("start_char") < pl.col("end_char"))
            & (pl.col("start_char") <= pl.col("text_start"))
            & (pl.col("text_start") <= pl.col("text_end"))
            & (pl.col("text_end") <= pl.col("end_char"))
        )


class Articles(Table):
    """One row per article on a page. What the page does not show is null, never guessed."""

    article_id: str = _id("Hash of page_id and the article's span on the page.")
    page_id: str = _reference("The page that holds the article.")
    dump_id: str = _reference("The dump that holds the page.")
    article_number: int = pa.Field(ge=0, description="Position of the article on its page, from 0.")
    start_char: int = pa.Field(ge=0, description="Code point offset in the page's text where the article starts.")
    end_char: int = pa.Field(ge=1, description="Offset where it ends, its own footer included.")
    title: str = pa.Field(nullable=True, description="Headline, from the article's head or its footer.")
    subtitle: str = pa.Field(nullable=True, description="Deck or standfirst: the summary line under or for a headline.")
    body_text: str = pa.Field(
        str_length={"min_value": 1},
        description="The article's own words: its body, heading, quote and list_item blocks without indentation and "
        "bullets, joined by a newline. A finished article (JSONL `body_text`) is kept exactly as it is.",
    )
    authors: Names = pa.Field(description="People or pen names of the byline, in order.")
    publisher_name: str = pa.Field(nullable=True, description="Who published it first, as far as the page says.")
    republisher_name: str = pa.Field(nullable=True, description="Who passed it on to where the page was saved.")
    site_name: str = pa.Field(nullable=True, description="Site on which the page was saved.")
    source_url: str = pa.Field(nullable=True, description="Address of the article, where the input states it.")
    language_code: str = pa.Field(
        str_matches=LANGUAGE, description="ISO 639 code; `und` (undetermined) where the text is too short or mixed."
    )
    published_at_raw: str = pa.Field(nullable=True, description="The date as the page prints it.")
    published_on: pl.Date = pa.Field(
        nullable=True, description="Our reading of it; the first day of the period where precision is month or year."
    )
    published_precision: str = pa.Field(nullable=True, isin=DATE_PRECISIONS, description="How exact published_on is.")
    published_basis: str = pa.Field(
        isin=DATE_BASES, description="Where on the page the date stands; `metadata` is what the input record or the HTML states."
    )
    categories: Names = pa.Field(description="Sections that the site filed it under.")
    tags: Names = pa.Field(description="Keywords that the site gave it.")
    completeness: str = pa.Field(
        isin=COMPLETENESS,
        description="`excerpt` where the text is visibly cut, or where its publisher's items on the page are all cut to one "
        "short length.",
    )
    word_count: int = pa.Field(ge=0, description="Words in body_text, told by the spaces between them.")
    content_sha256: str = pa.Field(
        str_matches=r"^[0-9a-f]{64}$",
        description="SHA-256 of body_text after NFKC and lower case, with nothing left but its letters and digits.",
    )
    layout_name: str = pa.Field(description="Layout that found the article.")
    parse_confidence: float = pa.Field(ge=0, le=1, description="How sure the parser is of the article's span.")

    @pa.dataframe_check(name="span_not_empty")
    def span_not_empty(cls, data: PolarsData) -> pl.LazyFrame:
        """start_char < end_char."""
        return data.lazyframe.select(pl.col("start_char") < pl.col("end_char"))

    @pa.dataframe_check(name="date_has_basis_and_precision")
    def date_has_basis_and_precision(cls, data: PolarsData) -> pl.LazyFrame:
        """A date comes with its precision, basis and raw text; no date, no precision."""
        dated = pl.col("published_on").is_not_null()
        return data.lazyframe.select(
            (dated == pl.col("published_precision").is_not_null())
            & (~dated | ((pl.col("published_basis") != "none") & pl.col("published_at_raw").is_not_null()))
        )


class Duplicates(Table):
    """One row per article that copies another: `articles anti join duplicates using (article_id)` are the distinct ones.

    Copies form stars around their canonical article, the earliest published, then the one that is not cut, then the fullest.
    Each was compared with the canonical one itself; no chain of likenesses joins two articles. Articles that share a passage
    alone are in duplicate_pairs only.
    """

    article_id: str = _reference("The copy.")
    canonical_article_id: str = _reference("The article that it copies, which is a copy of none.")
    cluster_id: str = _reference("All copies of one article have the same: its article_id.")
    duplicate_kind: str = pa.Field(
        isin=DUPLICATE_KINDS,
        description="`exact`: the same normalised text; `near`: Jaccard of 0.5 or more, or 0.6 of each in the other; `excerpt`: "
        "a shorter text, half or more of which is in the canonical one. Short texts need more (flows/settings.py).",
    )
    jaccard_similarity: float = _share("Shingles (runs of five words) that both have, of those that either has.")
    containment_share: float = _share("Share of the copy's shingles that the canonical article has.")
    matched_word_count: int = pa.Field(ge=0, description="Words of the copy that stand in runs of five or more shared words.")
    is_same_page: bool = pa.Field(description="Whether both stand on one page.")
    compared_article_id: str = _reference(
        "The article whose comparison with the canonical one is in duplicate_pairs: the copy itself, or the earliest article "
        "with the same normalised text."
    )
    fullest_article_id: str = _reference("The member of the cluster with the most words.")


class DuplicatePairs(Table):
    """One row per two articles that share text, with the evidence. Articles of the same normalised text are compared once.

    The left article is the earlier one by the order of `duplicates`. Both were compared in full, outside of the templates of
    their outlets (duplicate_templates).
    """

    article_id_l: str = _reference("The earlier article.")
    article_id_r: str = _reference("The later article.")
    duplicate_kind: str = pa.Field(
        isin=DUPLICATE_KINDS,
        description="As in duplicates; `passage`: 40 shared shingles or a run of 40 words, and less than other kinds ask for.",
    )
    excerpt_article_id: str = _reference("Which of the two is the excerpt, where the kind is `excerpt`.", nullable=True)
    jaccard_similarity: float = _share("Shingles (runs of five words) that both have, of those that either has.")
    containment_l: float = _share("Share of the left article's shingles that the right one has.")
    containment_r: float = _share("Share of the right article's shingles that the left one has.")
    shared_shingle_count: int = pa.Field(ge=0, description="Distinct shingles that both have.")
    matched_word_count_l: int = pa.Field(ge=0, description="Words of the left article in runs of five or more shared words.")
    matched_word_count_r: int = pa.Field(ge=0, description="Words of the right article in such runs.")
    longest_passage_word_count: int = pa.Field(ge=0, description="Words of the longest shared run.")
    passage_starts_l: Offsets = pa.Field(
        description="Where the longest shared runs, up to five, start in the left article's body_text, as code point offsets. "
        "The five lists go together; runs are in the left article's order."
    )
    passage_ends_l: Offsets = pa.Field(description="Where they end in the left article.")
    passage_starts_r: Offsets = pa.Field(description="Where they start in the right article's body_text.")
    passage_ends_r: Offsets = pa.Field(description="Where they end in the right article.")
    passage_word_counts: Offsets = pa.Field(description="How many words each run has.")


class DuplicateTexts(Table):
    """One row per article that has been searched for copies, with the fingerprints by which it is found again."""

    article_id: str = _reference("The article.")
    compared_article_id: str = _reference(
        "The earliest article with the same normalised text, which stands for all of them when compared; mostly itself."
    )
    outlet_name: str = pa.Field(
        nullable=True, description="Whose template was left out: articles.publisher_name, else its site_name."
    )
    compared_word_count: int = pa.Field(
        ge=0, description="Tokens of body_text: words, and single characters of scripts that have no spaces. 0 where another "
        "article stands for this one."
    )  # fmt: skip
    shingle_count: int = pa.Field(ge=0, description="Runs of five tokens outside of the template.")
    shingle_sum: int = pa.Field(description="Sum of their hashes in 64 bits, which tells whether a new template changed them.")
    fingerprints: Offsets = pa.Field(
        description="Winnowed hashes of 38 bits, ascending; empty where another article stands for this one."
    )


class DuplicateTemplates(Table):
    """One row per outlet with a template: runs of words that many of its articles have, on which no link may rest.

    Learned from the outlet's articles with the lowest ids, up to 50, and learned anew when these change.
    """

    outlet_name: str = pa.Field(description="The outlet.")
    sampled_article_ids: Names = pa.Field(description="The articles that it was learned from.")
    template_shingles: Offsets = pa.Field(description="Hashes of the template's runs of five words, ascending; often none.")


class DuplicateCaps(Table):
    """One row per fingerprint in so many articles (more than 40) that not all of them were compared because of it.

    Each of them was compared with the earliest two that have it; where there are more than 1,000 articles with none.
    Articles that share other fingerprints were compared all the same.
    """

    fingerprint: int = pa.Field(description="The fingerprint, as in duplicate_texts.")
    article_count: int = pa.Field(ge=1, description="Articles that have it, those of the same text counted once.")


class EntityMentions(Table):
    """One row per mention of an entity in an English article. `body_text[start_char:end_char] == mention_text`."""

    mention_id: str = _id("Hash of article_id and the mention's span.")
    article_id: str = _reference("The article.")
    dump_id: str = _reference("The dump that holds the article.")
    entity_id: str = _reference("The entity that the name was resolved to; name_id where nothing was merged.")
    name_id: str = _id("Hash of what the name was resolved to inside of the article: type, plain full name, country or place.")
    entity_type: str = pa.Field(isin=ENTITY_TYPES, description="Type told by the article.")
    mention_text: str = pa.Field(str_length={"min_value": 1}, description="The words as they stand in body_text.")
    mention_kind: str = pa.Field(
        isin=MENTION_KINDS,
        description="`alias` is a short or other form, `title` a person's role before the name, `demonym` a nationality (its "
        "country is the entity) or people, `metonym` a building for those who work there (Kremlin) or a "
        "capital for its country's government (Washington said).",
    )
    start_char: int = pa.Field(ge=0, description="Code point offset in body_text.")
    end_char: int = pa.Field(ge=1, description="Offset where it ends.")
    extractor: str = pa.Field(
        description="Who found it: `crf` the tagger, `rules`, a model (`spacy:` or `gliner:`, name, `@`, hash of its files), "
        "`document` other mentions in the text, `gazetteer`, `watchlist`, or `rule:` and its name."
    )
    confidence: float = pa.Field(ge=0, le=1, description="How likely span and type are right.")

    @pa.dataframe_check(name="as_long_as_its_text")
    def as_long_as_its_text(cls, data: PolarsData) -> pl.LazyFrame:
        """mention_text has end_char - start_char characters."""
        return data.lazyframe.select(
            pl.col("mention_text").str.len_chars().cast(pl.Int64) == pl.col("end_char") - pl.col("start_char")
        )


class ArticleEntities(Table):
    """One row per entity in an article: what it is resolved to there, and how much the article is about it."""

    article_id: str = _reference("The article.")
    dump_id: str = _reference("The dump that holds the article.")
    name_id: str = _id("Hash of type, plain full name, country or place: see entity_mentions.name_id.")
    entity_id: str = _reference("The entity that the name was resolved to over all articles.")
    entity_name: str = pa.Field(str_length={"min_value": 1}, description="The fullest form of the name in the article.")
    entity_type: str = pa.Field(isin=ENTITY_TYPES, description="Type told by the article.")
    country_code: str = pa.Field(
        nullable=True, str_matches=COUNTRY, description="ISO 3166-1 alpha-3: the country a place lies in, or is."
    )
    wikidata_id: str = pa.Field(
        nullable=True, str_matches=WIKIDATA, description="As the gazetteer's source or a watchlist states it."
    )
    geonames_id: int = pa.Field(nullable=True, description="GeoNames id of a city, chosen by the article's other places.")
    watchlist_id: str = pa.Field(nullable=True, description="The id of its entry, where a watchlist has the name.")
    latitude: float = pa.Field(nullable=True, ge=-90, le=90, description="Degrees north, of a city.")
    longitude: float = pa.Field(nullable=True, ge=-180, le=180, description="Degrees east, of a city.")
    roles: Names = pa.Field(
        description="What the article calls a person (`mayor`, `striker`), as far as `seeds/roles.csv` has it."
    )
    mention_count: int = pa.Field(ge=1, description="Mentions in the article's body, titles of persons not counted.")
    first_start_char: int = pa.Field(ge=0, description="Offset in body_text of the first of them.")
    in_title: bool = pa.Field(description="Whether the article's title has one of the mentions' texts.")
    salience: float = pa.Field(
        ge=0, le=1,
        description="How much the article is about it: 0.4 for the title, up to 0.35 for its share of mentions beside the most "
        "mentioned one, up to 0.25 for standing early.",
    )  # fmt: skip


class Entities(Table):
    """One row per person, organisation, place or thing that articles mention, over all articles of the warehouse."""

    entity_id: str = _id(
        "The name_id that all names of the entity were merged into; of a namesake less told of, a hash of it and an article's id."
    )
    entity_name: str = pa.Field(str_length={"min_value": 1}, description="Its fullest form that most articles use.")
    entity_type: str = pa.Field(isin=ENTITY_TYPES, description="What it is.")
    country_code: str = pa.Field(nullable=True, str_matches=COUNTRY, description="ISO 3166-1 alpha-3, of places and metonyms.")
    wikidata_id: str = pa.Field(nullable=True, str_matches=WIKIDATA, description="As the gazetteer's source states it.")
    geonames_id: int = pa.Field(nullable=True, description="GeoNames id of a city.")
    watchlist_id: str = pa.Field(nullable=True, description="The id of its entry, where a watchlist has the name.")
    latitude: float = pa.Field(nullable=True, ge=-90, le=90, description="Degrees north, of a city.")
    longitude: float = pa.Field(nullable=True, ge=-180, le=180, description="Degrees east, of a city.")
    aliases: Names = pa.Field(description="The texts it is mentioned by, the most frequent first, up to 50.")
    mention_count: int = pa.Field(ge=1, description="Mentions in all articles, titles of persons not counted.")
    article_count: int = pa.Field(ge=1, description="Articles that mention it.")
    first_seen_on: pl.Date = pa.Field(nullable=True, description="Earliest date of publication of those articles.")
    last_seen_on: pl.Date = pa.Field(nullable=True, description="Latest one.")


class EntityAliases(Table):
    """One row per text by which articles mention an entity, and how the text came to be the entity's."""

    entity_id: str = _reference("The entity.")
    name_id: str = _id(
        "What the text was resolved to inside of the articles; differs from entity_id where names were merged or told apart."
    )
    alias_text: str = pa.Field(str_length={"min_value": 1}, description="The text of the mentions.")
    mention_kind: str = pa.Field(isin=MENTION_KINDS, description="Most frequent kind of those mentions.")
    article_count: int = pa.Field(ge=1, description="Articles that mention it by this text.")
    method: str = pa.Field(
        isin=ALIAS_METHODS,
        description="`same_text` by its own name; `in_article` a short form, acronym or other name that the article itself "
        "resolves; `initial`, `spelling`, `short_form`, `acronym`, `former_name`: its name was merged over articles; `surname` "
        "a single name, `context` a name of several bearers, given to one by what its articles name beside it.",
    )
    score: float = pa.Field(ge=0, le=1, description="How sure the method is here.")
    evidence: str = pa.Field(description="What it rests on, in a sentence.")


class Events(Table):
    """One row per event that a sentence of an English article reports: who did what to whom, who says so, whether it happened.

    `body_text[start:end]` is the text of each span.
    """

    event_id: str = _id("Hash of article_id, the trigger's span and the event's type.")
    article_id: str = _reference("The article.")
    dump_id: str = _reference("The dump that holds the article.")
    sentence_number: int = pa.Field(ge=0, description="Position of the sentence in the article's body, from 0.")
    start_char: int = pa.Field(ge=0, description="Where the sentence starts, a code point offset in body_text.")
    end_char: int = pa.Field(ge=1, description="Where the sentence ends.")
    trigger_text: str = pa.Field(str_length={"min_value": 1}, description="The words that tell the event.")
    trigger_start: int = pa.Field(ge=0, description="Offset of the trigger in body_text.")
    trigger_end: int = pa.Field(ge=1, description="Offset where it ends.")
    event_type: str = pa.Field(isin=EVENT_TYPES, description="PLOVER event type.")
    event_mode: str = pa.Field(nullable=True, description="PLOVER mode, of the types that have modes; see seeds/event_types.csv.")
    quad_class: str = pa.Field(isin=QUAD_CLASSES, description="Verbal or material, cooperation or conflict.")
    cameo_root: str = pa.Field(
        nullable=True, str_matches=r"^[0-9]{2}$", description="CAMEO root code that type and mode correspond to."
    )
    goldstein_value: float = pa.Field(nullable=True, ge=-10, le=10, description="Goldstein's scale for that root code.")
    actor_name_id: str = _id(
        "The actor's entity_mentions.name_id, where a mention is its head, or a pronoun means it.", nullable=True
    )
    actor_entity_id: str = _reference("The entity that acts.", nullable=True)
    actor_text: str = pa.Field(
        nullable=True, description="Who acts, as it stands in body_text; null where the text does not say."
    )
    actor_start: int = pa.Field(nullable=True, ge=0, description="Offset of actor_text in body_text.")
    actor_end: int = pa.Field(nullable=True, ge=1, description="Offset where it ends.")
    actor_country_code: str = pa.Field(nullable=True, str_matches=COUNTRY, description="ISO 3166-1 alpha-3 of the actor.")
    actor_sector: str = pa.Field(
        nullable=True, str_matches=r"^[A-Z]{3}$", description="PLOVER sector of the actor (GOV, MIL, ...)."
    )
    recipient_name_id: str = _id(
        "The recipient's entity_mentions.name_id, where a mention is its head, or a pronoun means it.", nullable=True
    )
    recipient_entity_id: str = _reference("The entity that it is done to.", nullable=True)
    recipient_text: str = pa.Field(nullable=True, description="Whom it is done to, as it stands in body_text.")
    recipient_start: int = pa.Field(nullable=True, ge=0, description="Offset of recipient_text in body_text.")
    recipient_end: int = pa.Field(nullable=True, ge=1, description="Offset where it ends.")
    recipient_country_code: str = pa.Field(nullable=True, str_matches=COUNTRY, description="ISO 3166-1 alpha-3 of the recipient.")
    recipient_sector: str = pa.Field(nullable=True, str_matches=r"^[A-Z]{3}$", description="PLOVER sector of the recipient.")
    place_name_id: str = _id("The place's entity_mentions.name_id.", nullable=True)
    place_entity_id: str = _reference("The place where it happened.", nullable=True)
    place_text: str = pa.Field(nullable=True, description="The place, as it stands in body_text.")
    place_start: int = pa.Field(nullable=True, ge=0, description="Offset of place_text in body_text.")
    place_end: int = pa.Field(nullable=True, ge=1, description="Offset where it ends.")
    place_basis: str = pa.Field(
        nullable=True, isin=PLACE_BASES,
        description="`attached` to the trigger by syntax, or the `dateline` of the report.",
    )  # fmt: skip
    event_date: pl.Date = pa.Field(nullable=True, description="Day of the event; its first day where it took several.")
    event_date_text: str = pa.Field(nullable=True, description="The words that state it.")
    event_date_basis: str = pa.Field(
        isin=EVENT_DATE_BASES,
        description="`stated` in full; `resolved` from words such as Friday and the article's date; `published` on that date "
        "and told as news of the day; `none`.",
    )
    modality: str = pa.Field(isin=MODALITIES, description="Whether it happened, as the sentence tells it.")
    modality_cue: str = pa.Field(nullable=True, description="The word that says so; null for what is plainly told.")
    claimed_by_name_id: str = _id("The claimant's entity_mentions.name_id, where a mention is its head.", nullable=True)
    claimed_by_entity_id: str = _reference("The entity that says so.", nullable=True)
    claimed_by_text: str = pa.Field(nullable=True, description="Who says so; null where the article says it in its own voice.")
    claimed_by_start: int = pa.Field(nullable=True, ge=0, description="Offset of claimed_by_text in body_text.")
    claimed_by_end: int = pa.Field(nullable=True, ge=1, description="Offset where it ends.")
    claim_cue: str = pa.Field(nullable=True, description="The word of saying: said, claimed, according to.")
    confidence: float = pa.Field(ge=0, le=1, description="How likely type and trigger are right.")
    story_id: str = _reference("The story that the event was joined to.", nullable=True)


class EventFigures(Table):
    """One row per figure that a sentence gives for an event. `body_text[start_char:end_char] == figure_text`."""

    figure_id: str = _id("Hash of event_id, the figure's span and its role.")
    event_id: str = _reference("The event.")
    article_id: str = _reference("The article.")
    dump_id: str = _reference("The dump that holds the article.")
    figure_role: str = pa.Field(isin=FIGURE_ROLES, description="What is counted or measured.")
    value_low: float = pa.Field(nullable=True, description="Lowest value that the words allow; null where they set none.")
    value_high: float = pa.Field(nullable=True, description="Highest one; null where they set none (`at least 57`).")
    is_approximate: bool = pa.Field(description="Whether the words are inexact: about, dozens, at least.")
    unit: str = pa.Field(nullable=True, description="ISO 4217 code, unit of distance, or the noun that is counted.")
    figure_text: str = pa.Field(str_length={"min_value": 1}, description="The words of the figure.")
    start_char: int = pa.Field(ge=0, description="Offset in body_text.")
    end_char: int = pa.Field(ge=1, description="Offset where it ends.")


class Quotes(Table):
    """One row per statement that an English article lays to somebody. `body_text[start_char:end_char] == quote_text`."""

    quote_id: str = _id("Hash of article_id, the statement's span and the cue's offset.")
    article_id: str = _reference("The article.")
    dump_id: str = _reference("The dump that holds the article.")
    sentence_number: int = pa.Field(ge=0, description="Position of the sentence in the article's body, from 0.")
    quote_text: str = pa.Field(str_length={"min_value": 1}, description="What is said.")
    start_char: int = pa.Field(ge=0, description="Offset of quote_text in body_text.")
    end_char: int = pa.Field(ge=1, description="Offset where it ends.")
    is_direct: bool = pa.Field(description="Whether it stands in quotation marks.")
    speaker_name_id: str = _id("The speaker's entity_mentions.name_id, where a mention is its head.", nullable=True)
    speaker_entity_id: str = _reference("The entity that says it.", nullable=True)
    speaker_text: str = pa.Field(nullable=True, description="Who says it, as it stands in body_text.")
    speaker_start: int = pa.Field(nullable=True, ge=0, description="Offset of speaker_text in body_text.")
    speaker_end: int = pa.Field(nullable=True, ge=1, description="Offset where it ends.")
    cue_text: str = pa.Field(str_length={"min_value": 1}, description="The word of saying.")
    cue_start: int = pa.Field(ge=0, description="Offset of cue_text in body_text.")
    cited_source_text: str = pa.Field(nullable=True, description="Whom or what the speaker cites in turn.")


class Stories(Table):
    """One row per event that reports tell, one or several: events of the same kind, participants, place and time."""

    story_id: str = _id("The event_id of its first report: the earliest published, then the smallest id.")
    event_type: str = pa.Field(isin=EVENT_TYPES, description="PLOVER event type of all its events.")
    modality: str = pa.Field(
        isin=MODALITIES, description="Modality of all its events, those that are `ongoing` told as `happened`."
    )
    story_title: str = pa.Field(nullable=True, description="Title of the first report's article.")
    actor_entity_id: str = _reference("The actor that most of its events name.", nullable=True)
    recipient_entity_id: str = _reference("The recipient that most of its events name.", nullable=True)
    place_entity_id: str = _reference("The place that most of its events name.", nullable=True)
    started_on: pl.Date = pa.Field(nullable=True, description="Earliest date of its events.")
    ended_on: pl.Date = pa.Field(nullable=True, description="Latest date of its events.")
    first_reported_on: pl.Date = pa.Field(nullable=True, description="Earliest date of publication of its articles.")
    report_count: int = pa.Field(ge=1, description="Events of the story.")
    article_count: int = pa.Field(ge=1, description="Articles that tell it.")
    independent_article_count: int = pa.Field(
        ge=1,
        description="Articles that they go back to: each counts as the one that it copies (duplicates), in the story or not.",
    )
    independent_publisher_count: int = pa.Field(
        ge=0,
        description="Publishers of the articles that they go back to, or sites where none is named, each counted once in "
        "any case of letters; 0 where neither is known.",
    )


class StoryFrames(Table):
    """One row per kind of event and 16 days whose reports were joined, so that a run joins again what changed alone.

    In a block of more than 64 reports each was compared with its 16 neighbours in time and with the earliest two, so that a story
    may have come apart there."""

    event_types: str = pa.Field(description="PLOVER event type, or types that may tell one thing, a blank between.")
    modality: str = pa.Field(isin=MODALITIES, description="Their modality, as in stories.")
    frame_number: int = pa.Field(description="Spans of 16 days since 1970; -1000000 for events without a day.")
    report_count: int = pa.Field(ge=1, description="Its events.")
    fingerprint: int = pa.Field(description="Differs where anything does that their stories are made of.")
    capped_blocks: Offsets = pa.Field(
        description="Reports of each block too large to compare all with all, the largest first; a block shares two slots, or a "
        "place, in a span of eight days.",
    )


class CorpusSteps(Table):
    """One row per step that works on the whole warehouse, and the version of code and settings that its rows come from."""

    step_name: str = pa.Field(description="The step.")
    step_version: str = pa.Field(description="When it differs from the running version, the step's rows are made anew.")


class Rejects(Table):
    """One row per thing that could not become a row, and why. Nothing is lost silently."""

    dump_id: str = _id("The dump, where its bytes could be read.", nullable=True)
    dump_path: str = pa.Field(nullable=True, description="The file.")
    page_id: str = _id("The page, where there is one.", nullable=True)
    table_name: str = pa.Field(description="The table that has no row because of this.")
    reject_reason: str = pa.Field(
        str_matches=r"^[a-z0-9_:.]+$", description="Short name of the reason, or `check:` and the check that failed."
    )
    detail: str = pa.Field(description="One sentence for a person.")
    raw_excerpt: str = pa.Field(nullable=True, description="Up to 200 characters of what was rejected.")


class Runs(Table):
    """One row per run that published a version of the warehouse, or did not come to it, or was undone."""

    started_at: Utc = pa.Field(description="When the run started.")
    finished_at: Utc = pa.Field(nullable=True, description="When its load was complete.")
    status: str = pa.Field(
        isin=RUN_STATUSES,
        description="Only `published` runs have rows: `interrupted` ones were cut off, `stopped` ones failed the quality gate, "
        "`undone` ones were rolled back.",
    )
    status_detail: str = pa.Field(nullable=True, description="Why a run was stopped.")
    accepted_checks: Names = pa.Field(description="Critical expectations that failed and were accepted with --accept-quality.")
    code_version: str = pa.Field(description="Version of the code that ran.")
    settings: str = pa.Field(description="Settings of the run, as JSON.")
    counts: str = pa.Field(description="What the run did, as JSON: dumps, pages, articles, rejects, bytes.")


class Checks(Table):
    """One row per law or expectation tested on the staged warehouse before it was published."""

    check_name: str = pa.Field(description="The law (warehouse/laws.py) or expectation (schemas/expectations.py).")
    table_name: str = pa.Field(description="The table it is about.")
    passed: bool = pa.Field(description="Whether it held.")
    observed: str = pa.Field(description="What was found.")
    expected: str = pa.Field(description="What was asked for.")
    severity: str = pa.Field(
        isin=SEVERITIES,
        description="A version with a failed `critical` check is published only where a person accepted it; laws are critical.",
    )
