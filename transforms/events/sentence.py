"""One parsed sentence as a tree to walk on. Rules on trees look at few words of few sentences, by chains of heads whose
length is not known before: row by row, at some 20 µs a word, which is a fraction of what the parser takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from transforms.events.lexicon import ACTOR, ANY, MENTION, lexicon
from transforms.events.repair import SENTENCE_ENDS, Reading

# Nouns that stand for what follows `of`.
_CONTAINERS = frozenset(
    "number group series lot dozen hundred thousand million wave team crowd majority part member some handful string spate score "
    "ten couple pair list batch contingent shipment round act type kind state bit one all most many several both"
    .split()
)  # fmt: skip
# `hundreds of thousands of people`.
_CONTAINED = 3
_MODIFIERS = ("amod", "compound", "flat", "nmod:poss", "nmod:desc", "flat:name")
_NAME_PARTS = ("compound", "flat", "flat:name", "goeswith")
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow week month year day morning evening night "
    "afternoon hour minute time weekend century decade midnight noon dawn war"
    .split()
)  # fmt: skip
_MONTHS = frozenset(
    "January February March April May June July August September October November December Jan Feb Mar "
    "Apr Aug Sept Sep Oct Nov Dec"
    .split()
)  # fmt: skip
_BODIES = frozenset(
    "office campaign team service bureau staff side unit command court board council forum body institution branch wing arm "
    "group department camp alliance administration"
    .split()
)  # fmt: skip
_PERSONAL = frozenset("he she they him her them who whom we i it us".split())


def _base(lemma: str, form: str, tag: str) -> str:
    """The lemma in lower case; of triggers by their forms, and of plurals that the parser's lemmas do not know."""
    base, plain = lemma.lower(), form.lower()
    if tag.startswith("VB"):
        return lexicon().verbs.get(plain, base)
    if plain in lexicon().sectors:
        return plain
    unknown = tag in ("NNS", "NNPS") and base == plain and base.endswith("s") and not base.endswith("ss")
    return base[:-1] if unknown else base


@dataclass
class Sentence:
    """Columns of the parser for one sentence; `mention` has the number of the mention that covers a word, or -1, and `is_city`
    whether that is a city's."""

    form: list[str]
    lemma: list[str]
    upos: list[str]
    xpos: list[str]
    head: list[int]
    deprel: list[str]
    mention: list[int]
    is_city: list[bool]
    base: list[str] = field(init=False)

    def __post_init__(self) -> None:
        known, plain = lexicon(), [form.lower() for form in self.form]
        names = [
            mention >= 0 or form in known.sectors or lemma.lower() in known.sectors
            for mention, form, lemma in zip(self.mention, plain, self.lemma, strict=True)
        ]
        reading = Reading(
            self.form,
            self.upos,
            self.xpos,
            self.head,
            self.deprel,
            [known.verbs.get(form, form) != form for form in plain],
            names,
        )
        reading.mend()
        reading.mend_passives([form in known.deeds for form in plain])
        self.base = [_base(*word) for word in zip(self.lemma, self.form, self.xpos, strict=True)]

    @cached_property
    def is_closed(self) -> bool:
        """Whether it ends like a sentence; headlines do not."""
        return self.form[-1][-1] in SENTENCE_ENDS

    @cached_property
    def children(self) -> list[list[int]]:
        """Words that hang on each word."""
        found: list[list[int]] = [[] for _ in self.form]
        for word, head in enumerate(self.head):
            if head >= 0:
                found[head].append(word)
        return found

    def having(self, word: int, *relations: str) -> Iterator[int]:
        """Words that hang on `word` by one of the relations."""
        return (child for child in self.children[word] if self.deprel[child] in relations)

    def first(self, word: int, *relations: str) -> int | None:
        """The first of `having`."""
        return next(self.having(word, *relations), None)

    def case(self, word: int) -> str:
        """The preposition before a word, in lower case; empty without one."""
        mark = self.first(word, "case")
        return "" if mark is None else self.base[mark]

    def with_case(self, word: int, preposition: str) -> Iterator[int]:
        """Nouns that hang on `word` with the preposition."""
        return (
            child
            for child in self.children[word]
            if self.deprel[child].partition(":")[0] in ("obl", "nmod", "advcl", "acl")
            and self.case(child) == preposition
            and not self.is_time(child)
        )

    def is_time(self, word: int) -> bool:
        """Whether the noun is a date, a day or a month."""
        return self.base[word] in _TIMES or self.form[word].rstrip(".") in _MONTHS or self.form[word].isdigit()

    def is_verb(self, word: int) -> bool:
        """Whether it is read as a verb."""
        return self.upos[word] == "VERB" or (self.upos[word] == "ADJ" and self.xpos[word].startswith("VB"))

    def is_noun(self, word: int) -> bool:
        """Whether it is read as a noun or a name."""
        return self.upos[word] in ("NOUN", "PROPN")

    def is_passive(self, verb: int) -> bool:
        """Whether its subject suffers: `were arrested`, `the man arrested by them`."""
        relations = {self.deprel[child] for child in self.children[verb]}
        if relations & {"aux:pass", "obl:agent"}:
            return True
        # `The pope called for peace.` was read like a headline's `Pope called to account`.
        if relations & {"nsubj:pass", "csubj:pass"} and self.xpos[verb] == "VBN":
            return bool(relations & {"aux", "cop"}) or not self.is_closed
        # A participle with an object is a verb in the past that the parser took for one: `rebels held the town`.
        participle = self.xpos[verb] == "VBN" and self.first(verb, "aux", "obj") is None
        return participle and self.deprel[verb] in ("acl", "amod", "advcl", "acl:relcl")

    def names(self, word: int) -> set[str]:
        """Lemmas by which a noun phrase is known: its head's, those of its modifiers, and of what it contains."""
        found = {self.base[word]}
        found.update(self.base[child] for child in self.having(word, "compound", "amod", "flat", "nummod", "nmod:desc"))
        for part in self.contained(word) if self.is_container(word) else ():
            found.add(self.base[part])
            found.update(self.base[child] for child in self.having(part, "compound", "amod"))
        return found

    def contained(self, word: int) -> Iterator[int]:
        """What stands behind `of`."""
        return (child for child in self.having(word, "nmod") if self.case(child) == "of")

    def is_container(self, word: int) -> bool:
        """Whether the noun stands for what follows `of`."""
        return self.base[word] in _CONTAINERS

    def core(self, word: int) -> int:
        """The noun that a phrase is about: `a group of rebels` is about rebels."""
        for _ in range(_CONTAINED):
            if self.base[word] not in _CONTAINERS and self.upos[word] not in ("NUM", "DET", "PRON", "ADJ", "SYM"):
                break
            word = next(self.contained(word), word)
        return word

    def is_named(self, word: int) -> bool:
        """Whether the word is a name of somebody or something, known as a mention or not."""
        if self.is_mentioned(word):
            return True
        if self.upos[word] != "PROPN" or self.is_time(word):
            return False
        # A capital at the start says nothing, but that of a name beside it: `Trump and Putin`.
        beside = any(self.mention[at] >= 0 for at in self.having(word, "conj"))
        return word > 0 or beside or self.base[word] not in lexicon().common

    def is_mentioned(self, word: int) -> bool:
        """Whether a mention covers the word or a part of its name."""
        return self.mention[word] >= 0 or any(self.mention[child] >= 0 for child in self.having(word, *_NAME_PARTS))

    def matches(self, word: int, wanted: frozenset[str], *, whole: bool = True) -> bool:
        """Whether the phrase has one of the words or is of one of the classes; `whole` looks at its modifiers too."""
        core = self.core(word)
        if ANY in wanted or (ACTOR in wanted and self.can_act(core)):
            return True
        if MENTION in wanted and (self.is_named(core) or self.base[core] in _PERSONAL):
            return True
        known = lexicon().classes
        names = (self.names(word) | self.names(core)) if whole else {self.base[core]}
        return any(name in wanted or known.get(name, frozenset()) & wanted for name in names)

    def can_act(self, word: int) -> bool:
        """Whether the phrase names somebody: an entity, or people and bodies of the list of nouns with sectors."""
        core = self.core(word)
        if self.is_named(core) or self.base[core] in lexicon().sectors:
            return True
        return self.base[core] in _PERSONAL or self.is_owned(core)

    def is_owned(self, word: int) -> bool:
        """Whether it is a body of somebody: `the prosecutor's office`, `the Trump campaign`; deeds are not."""
        if (self.base[word], "noun") in lexicon().triggers or self.upos[word] != "NOUN" or self.base[word] not in _BODIES:
            return False
        return any(self.is_named(at) or self.base[at] in lexicon().sectors for at in self.having(word, "nmod:poss", "compound"))

    def subtree(self, word: int) -> set[int]:
        """The word and all that hangs on it."""
        found, waiting = {word}, [word]
        while waiting:
            for child in self.children[waiting.pop()]:
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found

    def phrase(self, word: int) -> tuple[int, int]:
        """First and last word of a short form of the phrase: head and modifiers without articles, numbers and clauses."""
        first = last = word
        for child in self.having(word, *_MODIFIERS):
            inner = self.phrase(child) if self.deprel[child] == "nmod:poss" else (child, child)
            first, last = min(first, inner[0]), max(last, inner[1])
        for at in (word, *self.having(word, *_NAME_PARTS)):
            if self.mention[at] >= 0:
                while first > 0 and self.mention[first - 1] == self.mention[at]:
                    first -= 1
                while last + 1 < len(self.form) and self.mention[last + 1] == self.mention[at]:
                    last += 1
        while last + 1 < len(self.form) and self.upos[last] == self.upos[last + 1] == "PROPN" and not self.is_time(last + 1):
            last += 1
        return first, last
