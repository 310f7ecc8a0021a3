"""The vocabulary of page furniture: what bylines, footers, captions, promos and banners say on most sites.

Cues are worded on conventions shared by many sites (content management systems, agencies, languages), never on one
page; a site's own wording belongs into its layout. They run on short lines only (`CUE_CHARS`): long lines are prose,
and hold 95% of the bytes.
"""

from __future__ import annotations

import polars as pl

from transforms.bylines import PUBLISHED
from transforms.dates import AT, DATE, MONTH, TIME, WEEKDAY, YEAR

CUE_CHARS = 400
DATED_BYTES = 200
CAPTION_CHARS = 160  # credits stand at the end
_HEAD = 120

_LABEL = rf"(?:(?:first |originally |last |fact[- ]?)?(?:published|posted|updated|modified|checked|reviewed|verified|created|date|on|am|vom|le|el|il|em|op|den|{PUBLISHED})(?:\s+(?:on|at|am|le|el|il|em|op|den|dnia))?\s*:?\s*)"
_OUTLET_WORK = r"(?:post|article|story|piece|essay|report|commentary|column|interview|op-ed|analysis|item|text|blog post)"
_SEPARATED = r"\s*(?:[|•·–—/]|\s-\s)\s*"

# Name of a cue -> patterns of which any one will do. All ignore case.
CUES: dict[str, list[str]] = {
    # 'By Jane Roe', 'COMMENTARY: By Jane Roe', 'Written by ...', with whatever else the line holds.
    "byline": [
        r"^(?-i:\p{Lu}[\p{Lu} /&-]{2,30}:\s*)?(?:(?:written|reported|words|story|text|reporting) )?(?-i:[Bb]y|BY|Von|VON|Par|PAR|Por|POR|Door)(?:\s*:\s*|\s+)(?-i:[\p{Lu}@])",
        # A blank lost before a link.
        r"^(?-i:By\p{Lu}\p{Ll}+\s\p{Lu})",
        r"^(?:author|authors|autor|auteur|autore)s?\s*:\s*(?-i:\p{Lu})",
        # In lower case, with a name of two words or three: 'di Carla Neri'.
        r"^(?-i:(?:von|par|por|di|door|av|af) \p{Lu}\S*(?: \p{Lu}\S*){1,2})$",
    ],
    # Content management systems' lines about a post: who posted it, where it is filed, how many comments.
    "post_meta": [
        rf"^(?:{DATE}\s*[-–—|•·]?\s*)?posted (?:by|in|under|on)\b",
        r"^(?:filed (?:under|in)|categori[sz]ed (?:as|in)|tagged(?: with| as)?|categories|category|tags|labels|kategorien?|schlagw[oö]rter|veröffentlicht (?:in|unter)|publié dans|publicado en|étiquettes|etiquetas)\s*:?\s+\S",
        r"^this (?:entry|post) was (?:posted|filed|published|tagged) (?:in|on|by|under)\b",
    ],
    # Feeds and reprints that name where a text came from. Groups: `_SYNDICATION`.
    "syndication": [
        r"^the post\b.+\b(?:appeared first|first appeared) on\b",
        r"^der beitrag\b.+\berschien zuerst auf\b",
        r"^l[’'](?:article|articolo)\b.+\b(?:est apparu en premier sur|proviene da)\b",
        r"^la entrada\b.+\b(?:se publicó primero en|apareció primero en)\b",
        r"^o post\b.+\bapareceu primeiro em\b",
        r"^het bericht\b.+\bverscheen eerst op\b",
        rf"^(?:\(?(?:this|the) {_OUTLET_WORK} (?:was |has been |is )?|it was )?\(?(?:originally|first|previously) (?:(?:published|appeared|ran)(?: here)? (?:on|at|in|by|with)|posted(?: here)? (?:on|at|in))\b",
        rf"^\(?(?:(?:this|the) {_OUTLET_WORK} (?:was |has been |is )?)?(?:republished|reprinted|reposted|syndicated|cross-?posted)\b.{{0,40}}\b(?:from|by|courtesy of|at)\b",
    ],
    "caption": [
        r"^(?:file (?:photo|image|picture|pic)|handout (?:photo|image)|stock (?:photo|image)|(?:featured|cover|header|lead|main|top) (?:image|photo|picture)|photo(?:graph)?s?|images?|pictures?|foto|bild|ai[- ]generated image|illustration|screenshot|screengrab)\b\s*(?:[:|©–—-]|by\b|via\b|courtesy\b|credits?\b|from\b)",
        r"^(?:in this (?:file |undated |handout )?(?:photo|image|picture)|pictured\s*[:,])",
    ],
    "promo": [
        r"^(?:read (?:more|also|next|the (?:full|whole|original))|see also|also read|related(?: (?:articles?|stories|posts|news|content|reading|coverage|topics))?\s*(?::|$)|more (?:from|on this|stories|news)\b|recommended(?: for you)?\b|you (?:may|might) (?:also )?(?:like|be interested|enjoy)|continue reading|keep reading|click here|don['’]t miss|trending(?: now)?$|most (?:read|popular)$|(?:watch|listen)\s*(?::|now|more|here)|lire aussi|à lire aussi|lire la suite|en savoir plus|lesen sie auch|mehr zum thema|mehr lesen|weiterlesen|lea también|leer más|seguir leyendo|te puede interesar|leia (?:também|mais)|ler mais|continuar (?:leyendo|lendo)|leggi (?:anche|tutto)|continua a leggere|lees (?:ook|meer|verder)|läs mer|les mer|læs mere|lue lisää|czytaj (?:dalej|więcej)|číst dál|читать (?:далее|дальше|также)|читати далі|devamını oku|baca selengkapnya|続きを読む|もっと見る|阅读(?:更多|全文)|더 보기)",
        r"^(?:source|via|quelle|fuente|fonte)\s*$",
        r"^(?:see also|source|more|link|video|audio|full (?:story|text|report)|here)?\s*:?\s*https?://\S+\s*$",
    ],
    "link": [
        r"^(?:follow|support|subscribe to|join|contact|buy)\b.{0,80}:\s*$",
    ],
    "comments": [
        r"^(?:\d+\.\s+)?(?-i:\p{Lu})\S*(?: \S+){0,3} (?:says|schreibt|dice)$",
        r"^(?:leave (?:a|your) (?:comment|reply)|post a comment|add (?:a )?comment|no comments?(?: yet)?|\d[\d,.]* (?:comments?|repl(?:y|ies)|responses?|kommentare?|commentaires?|comentarios?)|comments?(?: \(\d+\)| off| are (?:closed|off))?(?: on .{1,100})?|\d+ thoughts? on .{1,120}|kommentare?|commentaires?|comentarios?|(?:keine|aucun|sin|nessun|geen|nenhum) (?:kommentare?|commentaires?|comentarios?|commento|reacties|comentário)|\d+ (?:commenti?|comentários?|reacties|kommentarer|комментари\w+)|(?:schreibe einen|laisser un|deja un|deixe um|lascia un) (?:kommentar|commentaire|comentario|comentário|commento))\s*[»→]?$",
    ],
    "banner": [
        r"^(?:disclaimer|advertisement|advertising|sponsored|anzeige|publicité|publicidad|werbung)\b",
        r"^(?:donate|support (?:us|our|independent)|subscribe|sign up|log ?in|register|become a (?:member|patron|supporter|subscriber)|join (?:us|our)|follow us|enjoying this)\b",
    ],
    "loading": [r"^(?:loading|please wait|wird geladen|chargement|cargando)\s*(?:\.{2,}|…)?(?:\s*goal\b.*)?$", r"^loading(?:\.{2,}|…)"],
    "navigation": [
        r"^(?:[«‹←<]{1,2}\s*)?(?:older|newer|previous|next)(?: (?:posts?|entries|page|article|story))?(?:\s*[»›→>]{1,2})?$",
        r"^(?:[«‹←<]{1,2}\s*)?(?:ältere beiträge|neuere beiträge|(?:articles|billets) (?:plus anciens|plus récents|précédents|suivants)|(?:page|página|pagina) (?:suivante|précédente|siguiente|anterior|seguinte|successiva|precedente|volgende|vorige)|nächste seite|vorherige seite|entradas (?:antiguas|más antiguas|recientes)|articoli (?:meno recenti|più recenti)|oudere berichten|nieuwere berichten|следующая|предыдущая|次のページ|前のページ)(?:\s*[»›→>]{1,2})?$",
        r"^(?:home|menu|search|skip to (?:main )?content|share(?: this(?: (?:post|article|story))?)?\s*:?|tweet|print|e-?mail|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|copy link|like this:|recent (?:posts|comments|articles)|archives?|blogroll|meta|back to top|sidebar|top stories|about(?: us)?|contact(?: us)?)$",
        r"^(?:home|startseite|accueil|inicio)(?:\s*[|/·•»›>-]?\s*(?-i:[\p{Lu}])[\w&]+){2,}$",
    ],
    "separator": [r"^[\s*_=~#•·.–—+-]{3,}$"],
    # Heads of archive pages: what all the page's items have in common.
    "page_header": [
        rf"^(?:month|monthly archives?|archives?|archives? for|day|daily archives?|year)\s*[:–—-]?\s*(?:\d{{1,2}}\s+)?{MONTH},?\s+{YEAR}$",
        r"^(?:category|tag|topic|section|author|label|subject|series|kategorie|schlagwort|catégorie|categoría|etiqueta)(?: archives?)?\s*[:–—]\s*\S.{0,80}$",
        r"^(?:browsing|posts? (?:tagged|filed under|by)|archive for)\b.{0,80}$",
    ],
    # 'Jane Roe is a journalist and author ...': who wrote it, told after it.
    "bio": [
        r"^[–—*-]?\s*(?:about the author\b|(?-i:(?:\p{Lu}[\p{L}.'’-]*\s+){1,5})(?:is|was|are|writes|works|serves|covers|has (?:written|reported))\b.{0,90}\b(?:journalist|author|writer|editor|professor|lecturer|columnist|analyst|researcher|scholar|fellow|correspondent|reporter|commentator|activist|filmmaker|director|historian|economist|contributor|founder|lawyer|blogger|photographer)s?\b)",
    ],
}  # fmt: skip
# Patterns that may stand anywhere in a line. They run only where one of the literals stands, which one pass of
# Aho-Corasick tells: 20 times the speed of the patterns alone.
SEARCHED: dict[str, tuple[list[str], list[str]]] = {
    "caption": (
        ["credit", "courtesy", "photo", "image", "picture", "foto", "bild", "illustration", "graphic", "screen", "video",
         "©", "getty", "afp", "reuters", "shutterstock", "wikimedia", "unsplash", "istock", "alamy", "flickr",
         "creative commons"],
        [
            r"(?:photo(?:graph(?:er|y)?)?|image|picture|foto|bild|illustration|graphic|screenshot|screengrab|video)s?\s*(?:credit|courtesy|by|via|/|:)s?\s*:?\s*(?-i:\p{Lu}).{0,80}$",
            r"(?:^|[\s.(—–-])credits?\s*:\s*\S.{0,80}$",
            r"©\s*\S",
            r"(?:getty images|ap photo|afp via|via reuters|shutterstock|wikimedia commons|unsplash|istock|alamy|flickr|creative commons)\b.{0,60}$",
            r"[(\[](?:photo|image|picture|credit|source|foto|bild)s?\b[^)\]]{0,80}[)\]]\.?$",
        ],
    ),
    "link": (
        ["http", "www.", "/", "@"],
        [
            r"https?://|\bwww\.\w|(?:^|\s)/ ?@?\w+\s*$|\b[\w-]+\.(?:com|org|net|me|tv|io)/\w",
        ],
    ),
    "banner": (
        ["donat", "cookie", "privacy", "rights reserved", "terms of", "newsletter",
         "inbox", "$", "goal:", "goal :"],
        [
            r"\b(?:donat(?:e|ions?)\b.{0,60}\b(?:today|now|help|helps|keep)|we (?:use|value) (?:cookies|your privacy)|accept (?:all )?cookies|cookie (?:policy|settings)|privacy policy|all rights reserved|terms of (?:use|service)|our newsletter|your inbox|\$\d+ (?:donation|a month))\b",
            r"^goal\s*:|\bgoal:\s*[\d,.]+",
        ],
    ),
}  # fmt: skip
# A date and little else: 'Outlet | March 7, 2024', 'Outlet – 07.03.2024', 'Posted on March 7, 2024 by Jane Roe'.
_DATED = rf"(?i)^(?:.{{1,100}}?(?:{_SEPARATED}|,\s+))?{_LABEL}?(?:{WEEKDAY},?\s+)?{DATE}\.?(?:\s[гr]\.)?(?:\s?\(\w{{1,9}}\))?(?:(?:\s*[,|–—·•-])?\s*(?:{AT}\s+)?{TIME})?(?:(?:{_SEPARATED}|\s+(?:by|von|par|por|di|door|av|af|przez)\s+|,\s+).{{1,100}})?$"
_LONG_HEAD_CUES = ("bio",)  # told by the head of the line, which may be long
_CREDITS = ["credit", "©"]
_LONG_TAIL = r"(?i)(?:^|[\s.(—–-])credits?\s*:\s*[^.:;]{2,60}\.?\)?$|©[^.]{2,60}\.?$"

_OUTLET = r"(?P<outlet>\S.*?)\s*(?:\bunder an? (?:creative commons|cc)\b.*)?[.)]*$"
_SYNDICATION = [
    rf"(?i)^the post (?P<title>\S.*?) (?:appeared first|first appeared) on\s+{_OUTLET}",
    rf"(?i)^der beitrag (?P<title>\S.*?) erschien zuerst auf\s+{_OUTLET}",
    rf"(?i)^l[’'](?:article|articolo) (?P<title>\S.*?) (?:est apparu en premier sur|proviene da)\s+{_OUTLET}",
    rf"(?i)^la entrada (?P<title>\S.*?) (?:se publicó primero en|apareció primero en)\s+{_OUTLET}",
    rf"(?i)^o post (?P<title>\S.*?) apareceu primeiro em\s+{_OUTLET}",
    rf"(?i)^het bericht (?P<title>\S.*?) verscheen eerst op\s+{_OUTLET}",
    rf"(?i)^(?P<title>)[^:]*?\b(?:published|appeared|posted|ran)(?: here)? (?:on|at|in|by|with)\s+{_OUTLET}",
    rf"(?i)^(?P<title>)[^:]*?\b(?:republished|reprinted|reposted|syndicated|cross-?posted)\b.*?\b(?:from|by|courtesy of|at)\s+{_OUTLET}",
]
# A feed's own name around the outlet's: 'Latest – The Example', 'The Example RSS Feed'.
_FEED_NAME = r"(?i)^(?:latest(?: news| stories| articles)?|news|home|all(?: posts| articles)?|feed|rss)\s+[–—|:-]\s+|\s+[–—|:-]\s+(?:latest(?: news)?|feed|rss(?: feed)?)$|\s+rss feed$"
_NOT_AN_OUTLET = rf"(?i)^(?:\d|{MONTH}|(?:the|our|his|her|their|its) (?:web)?site|here\b|this\b)"


def add_cues(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds a boolean column per cue, and `date_raw`, `syndicated_title`, `syndicated_outlet` from the line's text.

    Patterns run on texts that are empty wherever they cannot match, which costs next to nothing. (Null would not do: Polars'
    pattern kernels look at what stands behind a null too.)
    """
    text, short = pl.col("text"), pl.col("_short")
    lines = lines.with_columns(
        # Damage inside a word (NUL, zero width, soft hyphen) does not hide a phrase.
        only(pl.col("chars") <= CUE_CHARS, text).str.replace_all("[\x00\u200b-\u200d\u00ad\ufeff]", "").alias("_short"),
        only(pl.col("chars") > CUE_CHARS, text).alias("_long"),
    ).with_columns(
        short.str.tail(CAPTION_CHARS).alias("_tail"),
        pl.col("_long").str.tail(80).alias("_long_tail"),
        only((short.str.len_bytes() <= DATED_BYTES) & short.str.contains("(?:19|20)[0-9][0-9]"), short).alias("_year"),
    )
    # One pass of Aho-Corasick for all cues that look at the same part of a line.
    parts = {_part(cue) for cue in SEARCHED}
    searched = [
        only(pl.col(part).str.contains_any(_literals(part), ascii_case_insensitive=True), pl.col(part)).alias(f"_maybe{part}")
        for part in sorted(parts)
    ]
    lines = lines.with_columns(*searched, pl.col("_year").str.extract(f"(?i)({DATE})", 1).alias("date_raw"))
    found = {cue: _contains(short, patterns) for cue, patterns in CUES.items()}
    for cue, (_, patterns) in SEARCHED.items():
        found[cue] = found[cue] | _contains(pl.col(f"_maybe{_part(cue)}"), patterns)
    for cue in _LONG_HEAD_CUES:
        found[cue] = found[cue] | _contains(pl.col("_long").str.head(_HEAD), CUES[cue])
    tail = pl.col("_long_tail")
    found["caption"] = found["caption"] | only(tail.str.contains_any(_CREDITS, ascii_case_insensitive=True), tail).str.contains(
        _LONG_TAIL
    )
    # `.{1,100}` need not be counted in a line no longer than that, which takes a tenth of the time.
    dated = only(pl.col("date_raw").is_not_null(), short)
    fits = dated.str.len_chars() <= 100
    found["dated"] = only(fits, dated).str.contains(_DATED.replace("{1,100}", "+")) | only(~fits, dated).str.contains(_DATED)
    lines = lines.with_columns([expression.alias(cue) for cue, expression in found.items()])
    return _with_origins(lines).drop("_short", "_long", "_tail", "_long_tail", "_year", *[f"_maybe{part}" for part in parts])


def only(condition: pl.Expr, text: pl.Expr) -> pl.Expr:
    """`text` where the condition holds, else the empty text: for patterns that need not look at all lines."""
    return pl.when(condition).then(text).otherwise(pl.lit(""))


def _part(cue: str) -> str:
    """The column with the part of a line that a searched cue looks at."""
    return "_tail" if cue == "caption" else "_short"


def _literals(part: str) -> list[str]:
    return [literal for cue, (literals, _) in SEARCHED.items() if _part(cue) == part for literal in literals]


def _contains(text: pl.Expr, patterns: list[str]) -> pl.Expr:
    return text.str.contains("(?i)" + "|".join(f"(?:{pattern})" for pattern in patterns))


def _with_origins(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds the title and outlet that origin lines name."""
    title, outlet = pl.col("syndicated_title"), pl.col("syndicated_outlet")
    lines = lines.with_row_index("_row")
    origins = lines.filter("syndication").select("_row", "_short")
    groups = [pl.col("_short").str.extract_groups(pattern) for pattern in _SYNDICATION]
    origins = origins.select(
        "_row",
        pl.coalesce([group.struct.field("title") for group in groups]).alias("syndicated_title"),
        pl.coalesce([group.struct.field("outlet") for group in groups])
        .str.replace(_FEED_NAME, "")
        .str.strip_chars()
        .alias("syndicated_outlet"),
    ).with_columns(
        pl.when(title != "").then(title).alias("syndicated_title"),
        pl.when(~outlet.str.contains(_NOT_AN_OUTLET)).then(outlet).alias("syndicated_outlet"),
    )
    return lines.join(origins, on="_row", how="left", maintain_order="left").drop("_row")
