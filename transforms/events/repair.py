"""What the parser is known to read wrongly in news, set right: heads, relations and tags of one sentence.

It was trained on web text and takes verbs in the past for participles, and verbs of headlines for nouns:

- `Thousands of teachers marched against the tax.` was read as teachers who were marched, `Sri Lanka established ties with
  Cuba.` as ties that were established, `Court jails editor` as jails of a court. In a sentence without a finite verb the word
  becomes the root, and what stands before it its subject. Headlines end without a stop and may do without a verb: `Nine arrested
  in raid`.
- `The report says the guards beat prisoners.` was read as what the report says: prisoners who were beaten.
- `Drones hit a depot, killing two, the governor said.` was read as a governor who killed.
- `A trawler off Kuching` was read as what did something.
- `Forty rebels surrendered, an official said.` was read as rebels who said it.
- `On Friday Russia expelled envoys.` was read as deeds of a Friday Russia.
- A subject before its verb that was read as an adverb or as a part of a name.
- Participles that were taken for adjectives: `Two soldiers were wounded.`
"""

from __future__ import annotations

from dataclasses import dataclass

_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
SENTENCE_ENDS = frozenset(".!?")
_MISREAD = frozenset(("amod", "acl", "compound"))
_SUBJECTS = frozenset(("compound", "nmod:poss", "obl:unmarked", "amod", "nmod:desc", "nmod:unmarked", "dep", "nsubj"))
_NOMINAL = frozenset(("NOUN", "PROPN", "NUM"))
_PAST = frozenset(("VBN", "VBD"))
_CLAUSES = frozenset(("root", "ccomp", "parataxis"))
_SAYING = frozenset(
    "say says said report reports reported claim claims claimed allege alleges alleged believe believes believed confirm "
    "confirms confirmed show shows showed heard learned suggest suggests suggested mean means meant"
    .split()
)  # fmt: skip
_SOUGHT = frozenset(("refuge", "asylum", "shelter", "sanctuary"))
# Particles, with the relation by which they were taken for something else.
_PARTICLES = frozenset((("over", "case"), ("back", "compound"), ("back", "amod"), ("back", "advmod")))
_DAYS = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October "
    "November December".split()
)
_BEFORE_DAYS = frozenset(("on", "in", "by", "until", "since", "before", "after"))
_ADVERBIAL = frozenset(("advcl", "acl", "xcomp", "ccomp"))
_PLACING = frozenset("in at near off to from of around outside inside over".split())
_GIVING = frozenset("give gives gave given grant grants granted offer offers offered send sends sent hand hands handed".split())


@dataclass
class Reading:
    """The parser's columns of one sentence, mended in place. `is_form` has inflected forms of verbs that tell events,
    `is_name` those that a mention covers or that name somebody."""

    form: list[str]
    upos: list[str]
    xpos: list[str]
    head: list[int]
    deprel: list[str]
    is_form: list[bool]
    is_name: list[bool]

    def mend(self) -> None:
        """All repairs."""
        self._part_days()
        self._restore_names()
        root = self.head.index(-1) if -1 in self.head else -1
        if root >= 0 and not self._has_verb(root):
            self._find_verb(root)
        self._find_said()
        self._find_consequences()
        self._find_subjects()
        self._find_objects()

    def _part_days(self) -> None:
        """`On Friday Russia expelled envoys.`, read as one Friday Russia: the day hangs on what the name hangs on."""
        for day, noun in enumerate(self.head):
            if not 0 < day < noun or self.form[day] not in _DAYS or self.form[day - 1].lower() not in _BEFORE_DAYS:
                continue
            if self.deprel[day] in ("compound", "flat", "amod", "nmod:desc", "nummod"):
                verb = self.head[noun]
                helpers = {self.deprel[at] for at in self._under(verb)}
                if noun < verb and self.deprel[noun] == "obl" and not helpers & {"nsubj", "nsubj:pass"}:
                    self.deprel[noun] = "nsubj:pass" if "aux:pass" in helpers else "nsubj"
                self.head[day], self.deprel[day] = (noun, "nmod") if verb < 0 else (verb, "obl")
                self.head[day - 1], self.deprel[day - 1] = day, "case"

    def _restore_names(self) -> None:
        """Names that were taken for verbs (`a trawler off Kuching`): what hung on them as adjuncts hangs on what they hang on."""
        for word, above in enumerate(self.head):
            is_name = self.is_name[word] and self.form[word][0].isupper() and not self.form[word].isupper()
            if word == 0 or above < 0 or not is_name or self.upos[word] != "VERB" or self.deprel[word] not in _ADVERBIAL:
                continue
            self.upos[word], self.xpos[word] = "PROPN", "NNP"
            self.deprel[word] = "obl" if self.upos[above] == "VERB" else "nmod"
            for at in self._under(word):
                self.head[at] = above if self.deprel[at] == "obl" else word
            if self.form[word - 1].lower() in _PLACING:
                self.head[word - 1], self.deprel[word - 1], self.upos[word - 1] = word, "case", "ADP"

    def _has_verb(self, root: int) -> bool:
        """Whether the root is no noun, or a finite verb stands anywhere."""
        if self.upos[root] not in _NOMINAL:
            return True
        return any(tag in _FINITE and told not in _MISREAD for tag, told in zip(self.xpos, self.deprel, strict=True))

    def _find_verb(self, root: int) -> None:
        """Makes the verb of a sentence without one its root."""
        is_closed = self.form[-1][-1] in SENTENCE_ENDS
        if is_closed and self._is_intended(root):
            return self._turn(root, "VBZ")
        subjects = [root, *(at for at in self._under(root) if self.deprel[at] in ("nmod", "appos"))]
        for word, above in enumerate(self.head):
            is_past = is_closed and self.xpos[word] in _PAST
            is_present = self.is_form[word] and self.xpos[word].startswith("NN") and self.form[word].endswith("s")
            if is_past and self.deprel[word] == "acl" and above in subjects and word > root:
                return self._after(above, word)
            if is_past and self._is_between(root, word):
                return self._between(root, word)
            is_noun = word == root and self.is_form[word] and self.xpos[word].startswith("NN")
            if is_noun and (is_present or is_closed) and self._is_headline(word):
                return self._turn(word, "VBZ" if is_present else "VBD")
            looks_past = is_past or (is_closed and self.is_form[word] and self.xpos[word] == "JJ")
            if (looks_past or is_present) and self.deprel[word] in ("amod", "compound") and self._tops(word) == root:
                before = self._nouns_before(word, root)
                if before:
                    return self._before(root, word, before[-1], -1, "root")
        return None

    def _under(self, word: int) -> list[int]:
        return [at for at, above in enumerate(self.head) if above == word]

    def _tops(self, word: int) -> int:
        """The noun that a word modifies, past nouns that modify it too."""
        above = self.head[word]
        while above >= 0 and self.deprel[above] == "compound":
            above = self.head[above]
        return above if above > word else -1

    def _nouns_before(self, word: int, noun: int) -> list[int]:
        """Nouns before the word that hang on it or on the noun that it was taken to modify."""
        found = [at for at in range(word) if self.head[at] in (noun, word, self.head[word])]
        return [at for at in found if self.upos[at] in ("NOUN", "PROPN") and self.deprel[at] in _SUBJECTS]

    def _is_between(self, root: int, word: int) -> bool:
        above = self.head[word]
        told = self.deprel[word] == "amod" and above != root and self.deprel[above] in ("nmod", "appos", "list")
        return told and self.head[above] == root and root < word

    def _is_headline(self, word: int) -> bool:
        """Whether a plural has a noun before it and one behind it that nothing joins to it."""
        under = self._under(word)
        joined = {self.head[at] for at, told in enumerate(self.deprel) if told in ("case", "cc")}
        return any(at < word and self.deprel[at] == "compound" for at in under) and any(
            at > word and self.upos[at] in ("NOUN", "PROPN") and at not in joined for at in under
        )

    def _is_intended(self, word: int) -> bool:
        """`Trump plans to visit Rome.`, read as plans of a Trump: a plural with a name before it and an infinitive behind."""
        named = self.is_name[word - 1] and self.head[word - 1] == word and self.deprel[word - 1] in ("compound", "flat")
        infinitives = {self.head[at] for at, form in enumerate(self.form) if form == "to" and self.deprel[at] == "mark"}
        return self.xpos[word] == "NNS" and word > 0 and named and any(at in infinitives for at in self._under(word))

    def _turn(self, word: int, tag: str) -> None:
        """Makes a verb of the root; a noun before it is its subject, the first that nothing joins to it behind its object."""
        self.upos[word], self.xpos[word] = "VERB", tag
        joined = {self.head[at] for at, told in enumerate(self.deprel) if told in ("case", "cc")}
        behind = [at for at in self._under(word) if at > word and self.upos[at] in ("NOUN", "PROPN") and at not in joined]
        before = [at for at in self._under(word) if at < word and self.deprel[at] == "compound"]
        for at in before:
            self.head[at] = before[-1]
        for at in before[-1:]:
            self.head[at], self.deprel[at] = word, "nsubj"
        for at in self._under(word):
            if at > word and self.deprel[at] == "acl":
                self.deprel[at] = "xcomp"
        for at in behind[:1]:
            self.deprel[at] = "obj"

    def _after(self, subject: int, verb: int) -> None:
        """The noun is the verb's subject, and what follows the verb is the verb's."""
        root = self.head.index(-1)
        for word in self._under(subject):
            if word > verb:
                self.head[word] = verb
                self.deprel[word] = "obl" if self.deprel[word] == "nmod" else self.deprel[word]
        if subject != root:
            self.head[root], self.deprel[root] = subject, "nmod:desc"
        self.head[subject], self.deprel[subject] = verb, "nsubj"
        self.head[verb], self.deprel[verb] = -1, "root"

    def _between(self, root: int, verb: int) -> None:
        """`Putin on Monday held talks.`, read as talks that were held, of Putin."""
        told = self.head[verb]
        for word in self._under(root):
            if word > verb and word != told:
                self.head[word] = verb
                self.deprel[word] = "obl" if self.deprel[word] == "nmod" else self.deprel[word]
        self.head[root], self.head[told], self.head[verb] = verb, verb, -1
        self.deprel[root], self.deprel[told], self.deprel[verb] = "nsubj", "obj", "root"

    def _before(self, noun: int, verb: int, subject: int, above: int, relation: str) -> None:
        """The noun is the verb's object, and the noun before the verb its subject."""
        for word in (*self._under(noun), *self._under(verb)):
            if word < verb and word != subject:
                self.head[word] = subject
        self.head[noun], self.head[subject], self.head[verb] = verb, verb, above
        self.deprel[noun], self.deprel[subject], self.deprel[verb] = "obj", "nsubj", relation
        self.upos[verb] = "VERB"
        if self.xpos[verb] not in _PAST:
            self.xpos[verb] = "VBZ" if self.xpos[verb].startswith("NN") else "VBD"

    def _find_said(self) -> None:
        """Clauses of what somebody says that were read as its object or its subject."""
        for word, above in enumerate(self.head):
            if above < 0 or self.xpos[word] not in (*_PAST, "JJ") or not self.is_form[word]:
                continue
            told, says = self.deprel[word], self.head[above]
            if told in ("amod", "compound") and above > word and says >= 0 and self.form[says].lower() in _SAYING:
                before = [at for at in self._nouns_before(word, above) if at > says and self._acts(at)]
                if self.deprel[above] == "obj" and before:
                    self._before(above, word, before[-1], says, "ccomp")
            if told == "acl" and word > above:
                self._speaker_behind(word, above)

    def _speaker_behind(self, verb: int, noun: int) -> None:
        """`Members of the group surrendered, an official said.`: the noun is the subject, or what it belongs to."""
        while self.deprel[noun] == "nmod" and self.head[noun] >= 0:
            noun = self.head[noun]
        says = self.head[noun]
        if self.deprel[noun] != "nsubj" or says < 0:
            return
        speaker = [at for at in self._under(says) if at > verb and self.deprel[at] == "nsubj"]
        if speaker and "," in self.form[verb : speaker[0]]:
            self.head[verb], self.deprel[verb] = says, "ccomp"
            self.head[noun] = verb

    def _find_consequences(self) -> None:
        """`Drones hit a depot, killing two, the governor said.`: what follows from it is no doing of the speaker."""
        for word, says in enumerate(self.head):
            if self.deprel[word] != "advcl" or self.xpos[word] != "VBG" or self.form[says].lower() not in _SAYING or says < word:
                continue
            told = [at for at in self._under(says) if self.deprel[at] == "ccomp" and at < word]
            if told and not any(self.deprel[at].startswith("nsubj") and at < word for at in self._under(says)):
                self.head[word] = told[-1]

    def _is_no_verb(self, word: int) -> bool:
        """Whether a word with a subject was taken for an adjective, or for a noun though it has an object: `army shot two`."""
        has_object = any(self.deprel[at] == "obj" for at in self._under(word))
        return self.upos[word] == "ADJ" or (self.upos[word] == "NOUN" and has_object)

    def _acts(self, word: int) -> bool:
        """Whether a noun before a participle is its subject: a name, or a plural, which modifies nothing."""
        return self.is_name[word] or self.xpos[word] in ("NNS", "NNPS")

    def _find_subjects(self) -> None:
        """Names before a verb that hang on it as adverbs do, and verbs with a subject that were taken for adjectives."""
        helped = {above for above, told in zip(self.head, self.deprel, strict=True) if told == "cop"}
        joined = {above for above, told in zip(self.head, self.deprel, strict=True) if told in ("case", "mark")}
        for word, told in enumerate(self.deprel):
            above = self.head[word]
            if told == "nsubj" and above > word and self.is_form[above] and self._is_no_verb(above) and above not in helped:
                self.upos[above], self.xpos[above] = "VERB", "VBD"
        for verb, told in enumerate(self.deprel):
            if told not in _CLAUSES or not self.xpos[verb].startswith("VB") or self.xpos[verb] in ("VB", "VBG"):
                continue
            under = self._under(verb)
            if any(self.deprel[at].startswith(("nsubj", "csubj", "expl", "aux:pass")) for at in under):
                continue
            before = [at for at in under if at < verb and self.is_name[at] and at not in joined]
            for at in before[-1:]:
                if self.deprel[at] in ("advmod", "compound", "nmod:poss", "obl:unmarked", "dep", "amod"):
                    self.deprel[at] = "nsubj"
                    self.upos[at] = self.upos[at] if self.upos[at] in ("NOUN", "PROPN") else "NOUN"

    def _find_objects(self) -> None:
        """`handed over the bodies`, `gave the town an ultimatum`, `sought refuge`: objects that were read as adjuncts."""
        for word, above in enumerate(self.head):
            if above < 0 or not self.upos[above].startswith("V"):
                continue
            if self.deprel[word] == "xcomp" and self.upos[word] == "ADJ" and self.form[word].lower() in _SOUGHT:
                self.upos[word], self.deprel[word] = "NOUN", "obj"
            elif self._follows_particle(word, above):
                self.deprel[word] = "obj"
                self.head[above + 1], self.deprel[above + 1], self.upos[above + 1] = above, "compound:prt", "ADP"
            elif self.deprel[word] in ("obj", "obl:unmarked") and self.form[above].lower() in _GIVING:
                self._second_object(word, above)

    def _follows_particle(self, word: int, verb: int) -> bool:
        """Whether the particle right behind the verb was taken for a part of the noun phrase."""
        particle = verb + 1
        if self.deprel[word] not in ("obl", "obj") or not verb < particle < word or self.head[particle] != word:
            return False
        return (self.form[particle].lower(), self.deprel[particle]) in _PARTICLES

    def _second_object(self, word: int, verb: int) -> None:
        """The first of two objects is to whom."""
        for first in self._under(verb):
            if first < word and self.deprel[first] == "obj" and self.xpos[word] in ("NN", "NNS"):
                self.deprel[first], self.deprel[word] = "iobj", "obj"

    def mend_passives(self, deeds: list[bool]) -> None:
        """Adjectives beside a copula that are the participle of a deed are passive verbs."""
        passive = {word for word, is_deed in enumerate(deeds) if is_deed and self.upos[word] == "ADJ"}
        passive &= {above for above, relation in zip(self.head, self.deprel, strict=True) if relation == "cop"}
        turned = {"cop": "aux:pass", "nsubj": "nsubj:pass", "nsubj:outer": "nsubj:pass"}
        for word, above in enumerate(self.head):
            if above in passive:
                self.deprel[word] = turned.get(self.deprel[word], self.deprel[word])
        for word in passive:
            self.upos[word], self.xpos[word] = "VERB", "VBN"
