"""Sentences in, words out, as Universal Dependencies cuts them for English: clitics and punctuation are words of their own.

`don't` is `do` and `n't`, `Iran's` is `Iran` and `'s`, `well-known` is three words, but `e-mail`, `3.5`, `AT&T`, `U.S.` and
`Gen.` are one.
"""

from __future__ import annotations

import polars as pl

from transforms.entities.tokens import pieces, start_in

# Never end a sentence: a name follows.
TITLES = (
    "Mr Mrs Ms Messrs Mme Mlle Dr Prof St Ste Mt Ft Gen Lt Col Maj Capt Cpl Sgt Pvt Adm Cmdr Brig Pres Gov Sen Sens Rep Reps "
    "Rev Fr Hon Amb Supt Insp vs v"
)
# May end one, where a word that begins sentences follows.
SHORTENED = (
    "Inc Corp Co Cos Ltd Bros Jr Sr Esq etc al Ave Blvd Rd Dept Univ Assn Intl Natl No Nos Fig Figs Vol Art Sec approx ca cf "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun "
    "Calif Fla Mass Mich Minn Pa Va Conn Tenn Ill Ind"
)

_PREFIXES = (
    "anti|ante|bi|co|counter|e|ex|extra|hyper|inter|intra|mega|micro|mid|mini|mis|multi|non|over|post|pre|pro|pseudo|quasi|re|semi|"
    "sub|super|trans|tri|ultra|un|under|vice"
)
# All repetitions that may fail at their end are bounded, so that no text takes quadratic time.
_PIECE = (
    r"(?:https?://|www\.)\S*[^\s.,;:!?)\]}\"'’”]"
    r"|[A-Za-z0-9._%+-]{1,40}@[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,20}){1,4}"
    r"|[A-Za-z0-9_-]{1,40}(?:\.[A-Za-z0-9_-]{1,30}){0,3}\.(?:com|org|net|gov|edu|mil|info|htm|html|pdf|doc|docx|xls|xlsx|jpg)\b"
    r"|(?:\p{L}\.){2,8}"
    rf"|(?:{'|'.join(f'{TITLES} {SHORTENED}'.split())})\."
    r"|\p{Lu}\."
    r"|\d{3}-\d{3}-\d{4}"
    r"|\p{N}+(?:[.,:/]\p{N}+)*(?:[\p{L}_][\p{L}\p{N}_]*)?"
    r"|\p{Lu}{1,4}&\p{Lu}{1,4}"
    rf"|(?i:{_PREFIXES})-\p{{L}}[\p{{L}}\p{{M}}]*"
    r"|[@#]?[\p{L}\p{N}\p{M}_]+(?:['’][\p{L}\p{M}]+)*"
    r"|['’](?i:s|re|ve|ll|d|m)\b"
    r"|\s+"
    r"|-{2,}|\.{2,}|[!?]+|'{2}|’{2}|‘{2}|`{2}|<{2,}|>{2,}|={2,}|\*{2,}|[:;]-?[)(]"
    r"|."
)
# Stands where a word is cut; what holds the mark itself (an address of a hostile text) stays whole.
_MARK = "\0"
_CLITIC = (
    r"(?i)^(?:(\p{L}+)(n['’]t)|(.+)(['’](?:s|re|ve|ll|d|m))|(can)(not)|(gon|wan)(na)|(got)(ta)"
    r"|(do|does|did|is|was|are|were|have|has|had|could|would|should|ca|wo)(nt)|(i)(m|ve)|([\d.:,]+)(am|pm|km|kg|mph))$"
)
# Of each alternative the first group and the second; groups that took no part are empty.
_ALTERNATIVES = range(1, 17, 2)
_ON_BOTH_SIDES = "".join(f"${{{n}}}" for n in _ALTERNATIVES) + _MARK + "".join(f"${{{n + 1}}}" for n in _ALTERNATIVES)
_ADDRESS = r"[@/]"


def split_words(sentences: pl.DataFrame) -> pl.DataFrame:
    """`sentences` has `sentence` (Int64) and `text`. One row per word: `sentence`, `start`, `end` (code points into
    `text`), `form`."""
    whole = pieces(sentences["text"], _PIECE)
    token, blank = pl.col("token"), pl.col("token").str.contains(r"^\s")
    cut = pl.when(token.str.contains(_ADDRESS)).then(token).otherwise(token.str.replace(_CLITIC, _ON_BOTH_SIDES))
    # The stop behind a single letter or a `No` is the sentence's own where nothing follows.
    last = (pl.col("doc") != pl.col("doc").shift(-1)).fill_null(value=True)
    cut = pl.when(last & token.str.contains(r"^(?:\p{Lu}|No)\.$")).then(token.str.replace(r"\.$", f"{_MARK}.")).otherwise(cut)
    placed = (
        whole.with_columns(
            pl.when(token.str.contains(_MARK, literal=True)).then(pl.concat_list(token)).otherwise(cut.str.split(_MARK))
        )
        .explode("token")
        .with_columns(start_in("doc"))
        .filter(~blank)
    )
    key = sentences.select("sentence").with_row_index("doc")
    return placed.join(key, on="doc", how="left", maintain_order="left").select(
        "sentence",
        pl.col("start").cast(pl.Int64),
        (pl.col("start") + token.str.len_chars()).cast(pl.Int64).alias("end"),
        form="token",
    )
