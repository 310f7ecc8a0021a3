"""Figures of events: how many were killed, injured, arrested and displaced, how much money, how far, how many of what.

1. Number expressions are found in the words of a sentence (`numbers.FIGURE`), with their hedges, units and currencies.
2. The role comes from what the number counts (troops, ships), its unit (USD, km) or from the word that it hangs on: `killed 57`,
   `57 people were killed`, `57 dead`, `the death toll rose to 57`, `the killing of 57 people`.
3. A figure belongs to the nearest trigger of its sentence by steps through the tree, and victims to one of a type that has
   victims.

What is not a figure is left out: ages, dates, times, numbers of articles and flights, scores, and counts of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.events.numbers import FIGURE, NO_FIGURE, read_number
from transforms.events.trees import Flags, Rows, Trees, trees

Codes = NDArray[np.int8]
HUMAN_ROLES = ["killed", "injured", "arrested", "displaced"]
# A victim is what these verbs are done to.
_DONE_TO = {
    "killed": "kill murder assassinate execute slay massacre behead lynch slaughter bury",
    "injured": "injure wound hurt maim hospitalize hospitalise",
    "arrested": "arrest detain imprison jail apprehend intern custody",
    "displaced": "displace evacuate uproot expel deport relocate dislocate",
}
# Of these it is the subject.
_SUFFERED = {"killed": "die perish drown suffocate succumb", "displaced": "flee"}
# Adjectives that are said of victims, and nouns that count them: `57 dead`, `57 deaths`, `12 injured`.
_STATES = {
    "killed": "dead killed death fatality slain corpse",
    "injured": "injured wounded hurt injury hospitalized",
    "arrested": "arrested detained arrest detention",
    "displaced": "displaced homeless evacuee",
}
# Nouns of what is done: `the killing of 57 people`.
_DEEDS = {
    "killed": "killing murder assassination death massacre slaughter execution slaying loss",
    "injured": "wounding injury injuring",
    "arrested": "arrest detention imprisonment jailing",
    "displaced": "displacement evacuation expulsion deportation flight",
}
_TOLL = ["toll"]
# Verbs whose object is less than what is told.
_EXCEEDS = ["exceed", "surpass", "top", "outnumber"]
_FORCES = ["force", "cause", "compel", "drive", "lead", "oblige"]
_LIVES, _TAKES_LIVES = ["life", "lives"], ["claim", "take", "lose", "cost", "loss"]
_NOUNS = {
    "troops": "soldier troop troops marine personnel serviceman servicemen fighter reservist paratrooper conscript infantryman "
    "peacekeeper mercenary militiaman recruit",
    "vessels": "ship boat vessel tanker warship frigate destroyer corvette submarine ferry trawler freighter speedboat gunboat",
    "aircraft": "plane aircraft airplane jet helicopter drone bomber warplane airliner uav",
}
_QUANTITIES = "total number group series dozen handful couple pair majority lot".split()
# Periods and tallies of votes and games: no figures of events.
_PERIODS = frozenset(
    "second minute hour day week weekend month year decade century night time degree age point vote goal".split()
)
# What a number with a head before it names rather than counts: `Flight 302`, `Article 5`, `Boeing 737`.
_NAMING = ["nummod", "flat", "compound", "nmod:unmarked", "dep", "nmod:desc", "appos"]
_COUNTS_NOUN = ["nummod", "det", "amod", "compound", "nmod", "nmod:unmarked", "advmod", "nummod:gov", "nmod:poss"]
_PATIENT, _OBJECTS = ["nsubj:pass"], ["obj", "obl", "iobj", "nmod", "xcomp", "ccomp", "nummod", "obl:unmarked"]
# Words between a number and the state that is told of it where the tree does not join them: `and 12 others were injured`.
_BETWEEN = frozenset(
    "people persons others other more men women children civilians were was are is have has been being reported reportedly "
    "also left were then already feared believed confirmed".split()
)
_LONGEST_REACH = 4
# Types of events that victims are told of, in the whole sentence; other figures are told of events of any type that are near.
_FITTING = {
    "killed": ["ASSAULT", "COERCE", "PROTEST", "ACCUSE"],
    "injured": ["ASSAULT", "COERCE", "PROTEST"],
    "arrested": ["COERCE", "PROTEST", "SANCTION"],
    "displaced": ["ASSAULT", "COERCE", "RETREAT"],
}
# Steps through the tree up to which an event is near, and those that are looked at from each side.
_FAR_STEPS, _MOST_STEPS = 4, 8
_LAST_CENTURIES = (1500, 2100)
FIGURES = {
    "event": pl.UInt32(), "figure_role": pl.String(), "value_low": pl.Float64(), "value_high": pl.Float64(),
    "is_approximate": pl.Boolean(), "unit": pl.String(), "start_char": pl.Int64(), "end_char": pl.Int64(),
}  # fmt: skip
_READ = pl.Struct(
    {"low": pl.Float64(), "high": pl.Float64(), "is_approximate": pl.Boolean(), "kind": pl.String(), "unit": pl.String()}
)


def figures(tokens: pl.DataFrame, triggers: pl.DataFrame) -> pl.DataFrame:
    """The figures of `triggers` (`event`, `sentence`, `token`, `event_type`), one row each as `FIGURES`, with offsets into
    body_text.
    A figure has one event; a sentence without a trigger has none."""
    told = tokens.join(triggers.select("sentence").unique(), on="sentence", how="semi", maintain_order="left")
    found = find_figures(told)
    if found.is_empty() or triggers.is_empty():
        return pl.DataFrame(schema=FIGURES)
    return _with_event(trees(told), found, triggers).select(list(FIGURES))


def find_figures(tokens: pl.DataFrame) -> pl.DataFrame:
    """All figures of sentences, with or without events: `row` of `tokens` (the word that stands for the figure), `sentence`, and
    the columns of `FIGURES` but `event`."""
    tree = trees(tokens)
    numbers = _numbers(tree)
    if numbers.is_empty():
        return pl.DataFrame(
            schema={"row": pl.Int64(), "sentence": pl.Int64(), **{k: v for k, v in FIGURES.items() if k != "event"}}
        )
    anchor = tree.anchors(numbers["first"].to_numpy(), numbers["last"].to_numpy(), from_end=True)
    counted = _counted(tree, anchor)
    role = _roles(tree, anchor, counted, numbers)
    words = tree.words
    named = tree.at(tree.has("upos", ["NOUN", "PROPN"]), counted)
    noun = words["lemma"].gather(np.maximum(counted, 0)).set(pl.Series(~named), None)
    found = numbers.with_columns(
        pl.Series("row", anchor),
        pl.Series("figure_role", role),
        pl.coalesce("unit", noun.alias("noun")).alias("unit"),
        words["sentence"].gather(anchor),
        start_char=words["start"].gather(numbers["first"]),
        end_char=words["end"].gather(numbers["last"]),
    )
    return (
        found.with_columns(*_open_ended(tree, anchor, counted))
        .filter(pl.col("figure_role").is_not_null())
        .rename({"low": "value_low", "high": "value_high"})
        .select("row", "sentence", *(name for name in FIGURES if name != "event"))
    )


def _open_ended(tree: Trees, anchor: Rows, counted: Rows) -> tuple[pl.Expr, pl.Expr]:
    """`high` and `is_approximate`, where what the number hangs on says that it is more: `the toll exceeds 75`."""
    exceeded = tree.has("lemma", _EXCEEDS)
    is_object = tree.has("deprel", ["obj"])
    more = np.zeros(len(anchor), dtype=bool)
    for phrase in (anchor, counted):
        more |= tree.at(is_object, phrase) & tree.at(exceeded, tree.above(phrase))
    is_more = pl.lit(pl.Series(more))
    return pl.when(~is_more).then("high").alias("high"), (pl.col("is_approximate") | is_more).alias("is_approximate")


def _numbers(tree: Trees) -> pl.DataFrame:
    """Number expressions: `first` and `last` row of the words, and what they say."""
    tiles = tree.phrases(_MAY_COUNT, rf"(?:{NO_FIGURE}|{FIGURE}) |\S+ ")
    read = tiles.select(pl.col("text").unique()).filter(
        pl.col("text").str.contains(rf"^{FIGURE}$") & ~pl.col("text").str.contains(rf"^{NO_FIGURE}$")
    )
    values = [read_number(text) for text in read["text"].to_list()]
    said = pl.Series("said", [None if value is None else vars(value) for value in values], dtype=_READ)
    known = read.with_columns(said).filter(pl.col("said").is_not_null()).unnest("said")
    return tiles.join(known, on="text", how="inner", maintain_order="left")


# A sentence without any of these has no figure.
_MAY_COUNT = (
    r"[0-9]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozens?|hundreds?|thousands?|"
    r"[mb]illions?|trillions?|scores|tens|several|few|couple|half|third|quarter|no|nobody|an?)\b"
)


def _counted(tree: Trees, anchor: Rows) -> Rows:
    """The noun that each expression counts: the one it hangs on, or the one behind `of` (`three of the men`); -1 for none."""
    head = tree.head[anchor]
    nouns = tree.has("upos", ["NOUN", "PROPN", "ADJ", "SYM"])
    # `eighteen government soldiers`, of which the first noun may be read as counted.
    modifier = tree.at(tree.has("deprel", ["compound"]), head) & (tree.above(head) > head)
    head = np.where(modifier, tree.above(head), head)
    on_noun = tree.has("deprel", _COUNTS_NOUN)[anchor] & tree.at(nouns, head) & (head > anchor)
    of = tree.with_child(tree.has("word", ["of"]) & tree.has("deprel", ["case"]))
    part = tree.child(of & tree.has("deprel", ["nmod", "obl"]))[anchor]
    own = np.where(tree.has("upos", ["NOUN"])[anchor] & ~tree.has("word", _NUMBER_NOUNS)[anchor], anchor, -1)
    return np.where(on_noun, head, np.where(part >= 0, part, own))


_NUMBER_NOUNS = [
    f"{word}{end}"
    for word in "dozen hundred thousand million billion trillion score ten half third quarter".split()
    for end in ("", "s")
]  # fmt: skip


@dataclass(frozen=True)
class _Lists:
    """The role that each word tells, 0 for none: as a verb of what is done to people or what they suffer, a state, a deed."""

    done: Codes
    suffered: Codes
    state: Codes
    deed: Codes


@lru_cache(maxsize=8)
def _codes(kind: str) -> dict[str, int]:
    """Lemma to number of the role in `HUMAN_ROLES`, from 1."""
    lists = {"done_to": _DONE_TO, "suffered": _SUFFERED, "states": _STATES, "deeds": _DEEDS}[kind]
    return {word: HUMAN_ROLES.index(role) + 1 for role, words in lists.items() for word in words.split()}


def _classes(tree: Trees, kind: str, column: str = "lemma") -> Codes:
    """The role that each word tells as a verb, a state or a deed; 0 for none."""
    return tree.words[column].replace_strict(_codes(kind), default=0, return_dtype=pl.Int8).to_numpy()


def _roles(tree: Trees, anchor: Rows, counted: Rows, numbers: pl.DataFrame) -> pl.Series:
    """The role of each expression; null where it is no figure."""
    victims = _victims(tree, anchor, counted, numbers)
    kind = numbers["kind"].to_numpy()
    unit = np.isin(kind, ["money", "distance", "share"])
    noun = tree.words["lemma"].gather(np.maximum(counted, 0)).set(pl.Series(counted < 0), None)
    of_noun = noun.replace_strict(
        {word: role for role, words in _NOUNS.items() for word in words.split()}, default=None, return_dtype=pl.String
    )
    plain = (
        (kind == "number")
        & (counted >= 0)
        & noun.is_in(list(_PERIODS)).fill_null(value=False).not_().to_numpy()
        & ~_names(tree, anchor, numbers)
    )
    return pl.DataFrame({"victims": victims, "kind": kind, "unit": unit, "of_noun": of_noun, "plain": plain}).select(
        pl.when("unit").then("kind")
        .when(pl.col("victims") > 0)
        .then((pl.col("victims") - 1).replace_strict(dict(enumerate(HUMAN_ROLES)), default=None, return_dtype=pl.String))
        .when("plain").then(pl.coalesce("of_noun", pl.lit("count")))
    ).to_series()  # fmt: skip


def _names(tree: Trees, anchor: Rows, numbers: pl.DataFrame) -> Flags:
    """Whether a number is part of a name, or a year, rather than a count."""
    head = tree.head[anchor]
    naming = tree.has("deprel", _NAMING)[anchor] & (head >= 0) & (head < anchor)
    low = numbers["low"].fill_null(0).to_numpy()
    year = numbers["text"].str.contains(r"^[0-9]{4}$").to_numpy() & (low >= _LAST_CENTURIES[0]) & (low < _LAST_CENTURIES[1])
    plural = tree.has("xpos", ["NNS", "NNPS"])
    return naming | (year & ~tree.at(plural, np.where(head > anchor, head, -1)))


def _victims(tree: Trees, anchor: Rows, counted: Rows, numbers: pl.DataFrame) -> Codes:
    """The number of the human role that a count of people has in its sentence; 0 for none."""
    lists = _Lists(*(_classes(tree, kind) for kind in ("done_to", "suffered", "states", "deeds")))
    state = np.maximum(lists.state, _classes(tree, "states", "word"))
    lists = replace(lists, state=state)
    # `three of the soldiers`: what is done is told of three; `57 people`: of people.
    of_part = tree.has("deprel", ["nmod", "obl"])[np.maximum(counted, 0)]
    noun = np.where((counted > anchor) & ~(of_part & (tree.above(counted) == anchor)), counted, anchor)
    role = np.zeros(len(anchor), dtype=np.int8)
    including = tree.with_child(tree.has("word", ["including"]) & tree.has("deprel", ["case"]))
    whole = np.where(tree.at(including, noun), tree.above(noun), noun)
    for phrase in (noun, tree.first_conjunct(noun), np.maximum(whole, 0)):
        told = _told_of(tree, phrase, lists)
        role = np.where(role > 0, role, told)
    # `12 dead and scores injured`: the word right behind it is about it.
    behind = np.minimum(numbers["last"].to_numpy() + 1, len(tree.head) - 1)
    alone = (
        ~tree.has("upos", ["NOUN", "PROPN"])[np.minimum(behind + 1, len(tree.head) - 1)]
        & tree.has("upos", ["ADJ", "VERB"])[behind]
    )
    role = np.where((state[behind] > 0) & alone, state[behind], role)
    own = np.where(counted >= 0, state[np.maximum(counted, 0)], 0)
    role = np.where(role > 0, role, np.where(own > 0, own, 0)).astype(np.int8)
    before = np.maximum(numbers["first"].to_numpy() - 1, 0)
    follows_verb = (
        (before < anchor) & tree.has("upos", ["VERB"])[before] & ~tree.with_child(tree.has("deprel", ["aux:pass"]))[before]
    )
    role = np.where(role > 0, role, np.where(follows_verb, lists.done[before], 0))
    role = np.where(role > 0, role, _state_nearby(tree, np.maximum(noun, anchor), state)).astype(np.int8)
    # `The toll is 17.`
    stated = _of_child(tree, tree.has("lemma", _TOLL).astype(np.int8), ["nsubj"])[anchor]
    role = np.where(role > 0, role, stated).astype(np.int8)
    # `a` counts a victim, not whoever acts: `a gunman killed`.
    helped = tree.with_child(tree.has("deprel", ["aux:pass", "cop"]))
    acts = tree.has("deprel", ["nsubj"])[noun] & ~tree.at(helped, tree.above(noun))
    counts = ~acts & ~tree.has("lemma", _QUANTITIES)[noun]
    single = (numbers["kind"] == "determiner").to_numpy() & numbers["text"].is_in(["a", "an"]).to_numpy()
    return np.where(single & ~counts, 0, role).astype(np.int8)


def _told_of(tree: Trees, phrase: Rows, lists: _Lists) -> Codes:
    """What the sentence tells of the noun of a phrase: by the word it hangs on, or by a clause that hangs on it."""
    done, suffered, state, deed = lists.done, lists.suffered, lists.state, lists.deed
    above = tree.above(phrase)
    here = np.maximum(above, 0)
    passive, subject, objects = (tree.has("deprel", names)[phrase] for names in (_PATIENT, ["nsubj"], ["obj"]))
    loose = tree.has("deprel", _OBJECTS)[phrase]
    no_object = ~tree.with_child(tree.has("deprel", ["obj"]))
    participle = tree.has("xpos", ["VBN", "JJ"]) & no_object
    of = tree.with_child(tree.has("deprel", ["case"]) & tree.has("word", ["of", "to", "among"]))
    clause = tree.child(tree.has("deprel", ["acl"]) & tree.has("xpos", ["VBN"]) & (done > 0))[phrase]
    # `four men who were killed`; of `four men, three of whom were killed` three are told of.
    is_patient, is_relative = tree.has("deprel", _PATIENT), tree.has("word", ["who", "that", "which", "whom"])
    of_phrase = (tree.with_child(is_patient & is_relative) | participle) & ~tree.with_child(is_patient & ~is_relative)
    relative = tree.child(tree.has("deprel", ["acl:relcl"]) & ((suffered > 0) | ((np.maximum(done, state) > 0) & of_phrase)))[
        phrase
    ]
    left = tree.child((state > 0) & tree.has("deprel", ["xcomp", "amod", "acl", "advcl"]))[phrase]
    including = tree.with_child(tree.has("word", ["including"]) & tree.has("deprel", ["case"]))
    forced = tree.has("lemma", _FORCES)

    def outcome(codes: Codes, relation: Flags) -> Codes:
        """What a word of the list tells that hangs on the same verb as the phrase."""
        rows = tree.child((codes > 0) & relation)[here]
        return np.where(rows >= 0, codes[np.maximum(rows, 0)], 0).astype(np.int8)

    # `the toll rose to 31`, `put the number of dead at 31`, `the number of people killed rose to 31`
    told_dead = np.where(state > 0, state, _of_child(tree, state, ["acl"]))
    toll = np.where(tree.has("lemma", _TOLL), 1, tree.has("lemma", ["number"]) * _of_child(tree, told_dead, ["nmod"]))
    counted_toll = _of_child(tree, toll, ["nsubj", "obj"])
    takes = tree.has("lemma", _TAKES_LIVES)
    told = [
        (passive | objects) * done[here],
        (subject & participle[here]) * np.maximum(done, state)[here],
        (subject | passive) * suffered[here],
        # `shot two men dead`, `forced 300 people to flee`
        (passive | objects) * outcome(state, tree.has("deprel", ["xcomp"])),
        (passive | objects) * forced[here] * outcome(suffered, tree.has("deprel", ["xcomp", "advcl", "ccomp"])),
        including[phrase] * done[here],
        # `18 men lost their lives`, `took 30 men into custody`
        (subject & tree.has("lemma", ["lose"])[here] & tree.with_child(tree.has("lemma", _LIVES))[here]) * 1,
        ((passive | objects) & tree.with_child(tree.has("lemma", ["custody"]))[here]) * _codes("done_to")["arrest"],
        (loose & of[phrase]) * deed[here],
        (clause >= 0) * done[np.maximum(clause, 0)],
        (relative >= 0) * np.maximum(np.maximum(done, state), suffered)[np.maximum(relative, 0)],
        loose * np.maximum(toll, counted_toll)[here],
        (tree.has("lemma", _LIVES)[phrase] & takes[here]) * 1,
        # `left 57 people dead`, `leaving 3 wounded`
        (left >= 0) * state[np.maximum(left, 0)],
    ]
    role = np.zeros(len(phrase), dtype=np.int8)
    for of_rule in told:
        role = np.where(role > 0, role, of_rule).astype(np.int8)
    return np.where(above >= 0, role, 0).astype(np.int8)


def _of_child(tree: Trees, codes: Codes, relations: list[str]) -> Codes:
    """The code of the last word that hangs on each by one of the relations and has one; 0 for none."""
    rows = tree.child((codes > 0) & tree.has("deprel", relations))
    return np.where(rows >= 0, codes[np.maximum(rows, 0)], 0).astype(np.int8)


def _state_nearby(tree: Trees, last: Rows, state: Codes) -> Codes:
    """The state told within a few words behind a number, over auxiliaries and words for people alone."""
    sentence = tree.words["sentence"].to_numpy()
    between = tree.has("word", _BETWEEN)
    state = np.where(tree.with_child(tree.has("deprel", ["obj"])), 0, state)
    role = np.zeros(len(last), dtype=np.int8)
    open_ = np.ones(len(last), dtype=bool)
    for step in range(1, _LONGEST_REACH + 1):
        at = np.minimum(last + step, len(sentence) - 1)
        open_ &= (last + step < len(sentence)) & (sentence[at] == sentence[last])
        role = np.where(open_ & (role == 0), state[at], role)
        open_ &= between[at]
    return role


def _with_event(tree: Trees, found: pl.DataFrame, triggers: pl.DataFrame) -> pl.DataFrame:
    """Each figure with the trigger of a fitting type that is the fewest steps away; the others are left out."""
    places = (
        tree.words.select("sentence", "token").with_row_index("trigger_row").with_columns(pl.col("trigger_row").cast(pl.Int64))
    )
    told = triggers.select("event", "sentence", "event_type", pl.col("token").cast(pl.Int32)).join(
        places.with_columns(pl.col("token").cast(pl.Int32)), on=["sentence", "token"], how="inner"
    )
    numbered = found.with_row_index("figure")
    pairs = numbered.select("figure", "row", "sentence", "figure_role").join(told, on="sentence", how="inner")
    fits = pl.DataFrame(
        [(role, kind) for role, kinds in _FITTING.items() for kind in kinds], schema=["figure_role", "event_type"], orient="row"
    ).with_columns(fits=True)
    pairs = pairs.join(fits, on=["figure_role", "event_type"], how="left").with_columns(
        pl.col("fits").fill_null(~pl.col("figure_role").is_in(list(_FITTING))),
        pl.Series("steps", _steps(tree, pairs["row"].to_numpy(), pairs["trigger_row"].to_numpy())),
        (pl.col("row") - pl.col("trigger_row")).abs().alias("words_away"),
    )
    nearest = (
        pairs.filter(pl.col("fits") & (pl.col("figure_role").is_in(HUMAN_ROLES) | (pl.col("steps") <= _FAR_STEPS)))
        .sort("figure", "steps", "words_away", "event")
        .unique("figure", keep="first", maintain_order=True)
    )
    return numbered.join(nearest.select("figure", "event"), on="figure", how="inner", maintain_order="left")


def _steps(tree: Trees, left: Rows, right: Rows) -> Rows:
    """Steps from one word to another through the tree, up and down; `_MOST_STEPS` twice where they meet no lower than that."""
    far = 2 * _MOST_STEPS
    steps = np.full(len(left), far, dtype=np.int64)
    up = left.copy()
    for climbed in range(_MOST_STEPS + 1):
        down = right.copy()
        for descended in range(_MOST_STEPS + 1):
            meet = (up >= 0) & (up == down)
            steps = np.where(meet, np.minimum(steps, climbed + descended), steps)
            down = tree.above(down)
        up = tree.above(up)
    return steps
