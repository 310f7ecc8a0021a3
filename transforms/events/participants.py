"""Who acts and whom it is done to, read off a sentence's tree."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.events.lexicon import Trigger
from transforms.events.sentence import Sentence

# Chains of heads that are followed so far; longer ones are the parser's errors.
_DEPTH = 4
# The one told to do it does it: `urged the army to withdraw`.
_OBJECT_CONTROL = frozenset(
    "urge order ask tell force allow permit help persuade enable encourage instruct require request beg push invite let make "
    "want call press convince authorise authorize warn expect lead send get".split()
)
# Their subject is whom the noun is done to: `the town suffered an attack`.
_SUFFERING = frozenset("suffer face survive escape receive get witness undergo endure see sustain flee resist repel foil".split())
# Verbs that say little more than that the noun takes place, and whose subject does it.
_LIGHT = frozenset(
    "carry conduct launch stage hold mount make begin start commit perform execute wage lead order plan pay undertake impose "
    "enter join attend resume renew open continue end take engage organise organize host announce deliver issue threaten "
    "complete intensify escalate unleash commence have file initiate participate step arrive go return travel fly meet"
    .split()
)  # fmt: skip
_TOWARDS = ("to", "with", "against", "from", "on", "for", "into", "in")
_NOT_TOWARDS = ("in", "at", "near", "on", "accord", "according")
_RELATIVE = frozenset("who which that whom".split())
# Of `a missile attack` nobody is told who does it.
_ARMS = frozenset(("WEAPON", "ORDNANCE"))
_INSTRUMENTS = frozenset(("WEAPON", "ORDNANCE", "ATTACK"))
# Modes of deeds that are done to people alone.
OF_PEOPLE = frozenset(("arrest", "abduct", "deport", "assassinate"))
_VERBS = ("nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "xcomp", "ccomp", "advcl", "iobj")


@dataclass(frozen=True)
class Roles:
    """Head words of actor and recipient, and how sure the pattern is from which they were read."""

    actor: int | None
    recipient: int | None
    pattern: str


def roles(tree: Sentence, word: int, trigger: Trigger) -> Roles:
    """Actor and recipient of the event whose trigger is `word`."""
    if tree.upos[word] == "AUX":
        return _demanded(tree, word)
    if tree.is_verb(word) or tree.upos[word] == "ADJ":
        actor, pattern = acting(tree, word), "verb"
    else:
        by_verb = any(key == "gov" for key, _, _ in trigger.conditions)
        actor, pattern = _nominal_actor(tree, word, of_actor="of" not in trigger.recipient, by_verb=by_verb), "noun"
        if actor is not None and tree.deprel[actor] == "nmod:poss" and _is_of_owner(tree, word, trigger):
            return Roles(next(tree.with_case(word, "by"), None), actor, pattern)
    recipient = _recipient(tree, word, trigger, actor)
    if pattern == "noun":
        clause = governor(tree, word)
        if clause is not None and tree.base[clause] in _SUFFERING and tree.deprel[word] == "obj":
            places = (word, clause, *tree.contained(word))
            sources = [at for place in places for how in ("from", "by") for at in tree.with_case(place, how)]
            actor, recipient = next(iter(sources), None), acting(tree, clause)
    if actor is not None and trigger.event_type == "ASSAULT" and pattern == "verb":
        actor = _armed(tree, actor)
    return Roles(actor, recipient, pattern)


def _is_of_owner(tree: Sentence, noun: int, trigger: Trigger) -> bool:
    """Whether it is done to whom the noun belongs: `the activist's arrest`, but not `the army's arrest of an activist`."""
    return trigger.event_mode in OF_PEOPLE and not any(tree.with_case(noun, "of"))


def _armed(tree: Sentence, actor: int) -> int:
    """Who is told to use the arms or to make the attack that did it (`shells of the army killed`), else the word itself."""
    if tree.is_mentioned(actor) or not tree.matches(actor, _INSTRUMENTS, whole=False):
        return actor
    user = _nominal_actor(tree, actor, of_actor=True)
    return actor if user is None else user


def governor(tree: Sentence, noun: int) -> int | None:
    """The verb that a noun is subject, object or adjunct of, past `a series of` and conjunctions."""
    at = noun
    for _ in range(_DEPTH):
        relation = tree.deprel[at]
        head = tree.head[at]
        if head < 0:
            return None
        if relation in _VERBS and (tree.is_verb(head) or tree.upos[head] in ("AUX", "ADJ")):
            return head
        holds = relation in ("conj", "compound", "appos") or (relation == "nmod" and tree.is_container(head))
        if not holds:
            return None
        at = head
    return None


def acting(tree: Sentence, verb: int, depth: int = 0) -> int | None:
    """Who does what the verb says, whether it is active or passive."""
    if tree.is_passive(verb):
        agent = tree.first(verb, "obl:agent")
        if agent is None:
            agent = next(tree.with_case(verb, "by"), None)
        agent = _agent_inside(tree, verb) if agent is None else agent
        return _first_of_two(tree, verb) if agent is None else agent
    return subject(tree, verb, depth)


def _agent_inside(tree: Sentence, word: int) -> int | None:
    """Who does it where `by` hangs on a word between: `was sent to Chad by Oman`, `was shot dead by soldiers`."""
    found = (by for at in tree.having(word, "obl", "obj", "nmod", "advcl", "xcomp") if at > word for by in tree.children[at])
    return next((by for by in found if tree.case(by) == "by" and tree.can_act(by)), None)


def _first_of_two(tree: Sentence, verb: int) -> int | None:
    """`A deal between Egypt and Greece was signed`: the first of them."""
    done = tree.first(verb, "nsubj:pass")
    found = () if done is None else tree.with_case(done, "between")
    return next((at for at in found if tree.can_act(at)), None)


def subject(tree: Sentence, verb: int, depth: int = 0) -> int | None:
    """The subject of a verb, its own or that of the verb it hangs on; `who` is the noun it stands for."""
    own = _own_subject(tree, verb)
    if own is not None:
        return _antecedent(tree, own, verb, depth)
    relation, head = tree.deprel[verb], tree.head[verb]
    if head < 0 or depth >= _DEPTH:
        return None
    if relation in ("acl", "acl:relcl"):
        return head if relation == "acl:relcl" or tree.can_act(head) else _controller(tree, head, depth)
    if not (tree.is_verb(head) or tree.upos[head] in ("AUX", "ADJ")):
        return _controller(tree, head, depth) if relation in ("xcomp", "advcl", "conj", "parataxis") else None
    if relation == "xcomp" and tree.base[head] in _OBJECT_CONTROL:
        controlled = suffering(tree, head, depth + 1)
        if controlled is not None:
            return controlled
    if relation in ("xcomp", "conj", "advcl", "ccomp", "parataxis"):
        return subject(tree, head, depth + 1)
    return None


def _controller(tree: Sentence, noun: int, depth: int) -> int | None:
    """Who does what hangs on a noun: `its pledge to free them`, `a campaign to oust him`."""
    owner = tree.first(noun, "nmod:poss")
    if owner is not None and tree.can_act(owner):
        return owner
    if tree.can_act(noun):
        return noun
    verb = governor(tree, noun)
    return None if verb is None else acting(tree, verb, depth + 1)


def _antecedent(tree: Sentence, word: int, verb: int, depth: int) -> int:
    """The noun a relative pronoun stands for; the speaker for a pronoun in reported speech; else the word itself."""
    if tree.base[word] in _RELATIVE and tree.deprel[verb] == "acl:relcl":
        return tree.head[verb]
    if tree.base[word] in ("it", "they", "he", "she", "we") and tree.mention[word] < 0 and depth < _DEPTH:
        at = verb
        for _ in range(_DEPTH):
            relation, head = tree.deprel[at], tree.head[at]
            if head < 0 or relation not in ("ccomp", "conj", "xcomp", "advcl", "acl"):
                break
            speaker = tree.first(head, "nsubj") if tree.is_verb(head) else None
            if speaker is not None and speaker != word and tree.can_act(speaker) and speaker < word:
                return _antecedent(tree, speaker, head, depth + 1)
            at = head
    return word


def suffering(tree: Sentence, verb: int, depth: int = 0) -> int | None:
    """Whom or what the verb is done to: object, passive subject, or the noun that a participle describes."""
    if tree.is_passive(verb):
        own = _own_subject(tree, verb)
        if own is not None:
            return _antecedent(tree, own, verb, depth)
        relation, head = tree.deprel[verb], tree.head[verb]
        if relation in ("acl", "acl:relcl", "amod"):
            return head
        if relation in ("conj", "xcomp", "advcl") and head >= 0 and depth < _DEPTH:
            return subject(tree, head, depth + 1)
        return None
    own = tree.first(verb, "obj")
    own = tree.first(verb, "iobj") if own is None else own
    own = _beside(tree, verb) if own is None else own
    own = _hedged(tree, verb) if own is None else own
    if own is not None and tree.base[own] in _RELATIVE and tree.deprel[verb] == "acl:relcl":
        return tree.head[verb]
    return own


def _own_subject(tree: Sentence, verb: int) -> int | None:
    """Its subject; of two the noun and not the relative pronoun: `a report that 70 were killed`."""
    found = list(tree.having(verb, "nsubj", "nsubj:pass", "nsubj:outer"))
    return next((word for word in found if tree.base[word] not in _RELATIVE), found[0] if found else None)


def _hedged(tree: Sentence, verb: int) -> int | None:
    """The noun with a number behind the verb that `at least` made an adjunct of: `destroyed at least 14 boats`."""
    found = (at for at in tree.having(verb, "obl") if at > verb and tree.first(at, "case") is None and not tree.is_time(at))
    return next((at for at in found if tree.first(at, "nummod") is not None), None)


def _beside(tree: Sentence, verb: int) -> int | None:
    """The noun phrase right behind the verb where the parser hung it on a word before: `Japan on Friday lifted sanctions`."""
    at = verb + 1
    while at < len(tree.form) and (tree.upos[at] in ("DET", "ADJ", "NUM", "PRON") or at < tree.head[at] <= at + 2):
        at += 1
    return at if at < len(tree.form) and tree.is_noun(at) and 0 <= tree.head[at] < verb and not tree.is_time(at) else None


def _demanded(tree: Sentence, auxiliary: int) -> Roles:
    """`X said that Y must go`: X asks it of Y."""
    verb = tree.head[auxiliary]
    speaker = subject(tree, tree.head[verb])
    return Roles(speaker, subject(tree, verb), "verb")


def _nominal_actor(tree: Sentence, noun: int, *, of_actor: bool, by_verb: bool = False) -> int | None:
    """Who does it: whose it is, by whom, `of` whom where `of_actor`, or its verb's subject, of any verb where `by_verb`."""
    owner = tree.first(noun, "nmod:poss")
    if owner is not None and tree.can_act(owner):
        return owner
    for preposition in ("by", "between", "among"):
        for word in tree.with_case(noun, preposition):
            if tree.can_act(word):
                return word
    agent = _agent_inside(tree, noun)
    if agent is not None:
        return agent
    modifier = acting_modifier(tree, noun)
    if modifier is not None:
        return modifier
    if of_actor:
        for word in tree.with_case(noun, "of"):
            if tree.can_act(word):
                return word
    verb = governor(tree, noun)
    if verb is None or not (by_verb or tree.base[verb] in _LIGHT | _SUFFERING):
        return None
    found = acting(tree, verb)
    return found if found is not None and found != noun and tree.can_act(found) else None


def acting_modifier(tree: Sentence, noun: int) -> int | None:
    """`a Taliban attack`, `police raids`; adjectives act where they are names alone, `Israeli` but not `criminal`."""
    for word in tree.having(noun, "compound", "amod", "nmod:desc"):
        if tree.is_city[word]:
            continue  # `the Bali bombing`
        if tree.is_named(word) or (tree.upos[word] == "NOUN" and tree.can_act(word) and not tree.matches(word, _ARMS)):
            return word
    return None


def _recipient(tree: Sentence, word: int, trigger: Trigger, actor: int | None) -> int | None:
    places = [word]
    if tree.is_noun(word):
        verb = governor(tree, word)
        if verb is not None:
            places.append(verb)
    elif (suffered := suffering(tree, word)) is not None:
        places.append(suffered)
    taken = {actor, word}
    fallback = None
    for how in trigger.recipient:
        for found in _ways(tree, word, how, places, actor):
            if found in taken:
                continue
            named = somebody(tree, found, taken)
            if named is not None:
                return named
            if fallback is None:
                fallback = found
    if fallback is not None:
        return fallback
    inside = tree.subtree(word) - (tree.subtree(actor) if actor is not None else set())
    named_words = [at for at in sorted(inside) if at > word and tree.mention[at] >= 0 and tree.head[at] not in taken]
    return next((at for at in named_words if tree.case(at) not in _NOT_TOWARDS), None)


def _ways(tree: Sentence, word: int, how: str, places: list[int], actor: int | None) -> list[int]:
    """Words that may be the recipient by one way of saying it."""
    if how == "obj":
        found = suffering(tree, word) if tree.is_verb(word) else None
        return [] if found is None else [found]
    if how == "govobj":
        found = suffering(tree, places[-1]) if len(places) > 1 else None
        return [] if found is None else [found]
    if how == "iobj":
        return [child for place in places for child in tree.having(place, "iobj")]
    if how == "both":
        return [] if actor is None else list(tree.having(actor, "conj"))
    if how == "comp":
        return _complement(tree, word, actor)
    found_all = [child for place in places for child in tree.with_case(place, how)]
    if not found_all:
        found_all = [child for part in tree.having(word, "nmod", "obj") for child in tree.with_case(part, how)]
    if how == "between":
        found_all = [child for found in found_all for child in tree.having(found, "conj")] or found_all
    return found_all


def _complement(tree: Sentence, word: int, actor: int | None) -> list[int]:
    """Those named in what is promised, asked or threatened: who shall do it, to whom, and what."""
    shall: list[int] = []
    towards: list[int] = []
    what: list[int] = []
    inside: set[int] = set()
    for clause in tree.having(word, "xcomp", "ccomp", "acl", "advcl"):
        own = subject(tree, clause)
        if own is not None and own != actor and tree.can_act(own):
            shall.append(own)
        objects = [] if (suffered := suffering(tree, clause)) is None else [suffered]
        what.extend(at for at in objects if not _is_own(tree, at))
        for place in (clause, *objects):
            for preposition in _TOWARDS:
                towards.extend(tree.with_case(place, preposition))
        inside |= tree.subtree(clause)
    named = [at for at in sorted(inside) if tree.mention[at] >= 0 and tree.is_noun(at)]
    people = [at for at in what if tree.can_act(at)]
    return [*shall, *people, *(at for at in towards if tree.can_act(at)), *towards, *what, *named]


def _is_own(tree: Sentence, word: int) -> bool:
    """Whether the phrase is of the one who acts: `its troops`."""
    owner = tree.first(word, "nmod:poss")
    return owner is not None and tree.base[owner] in ("its", "their", "his", "her", "our", "my")


def somebody(tree: Sentence, word: int, taken: set[int | None]) -> int | None:
    """The word where it names somebody, else who stands in its phrase: whose decision, whose demand, troops of whom."""
    if tree.can_act(word):
        return word
    owner = tree.first(word, "nmod:poss")
    if owner is not None and owner not in taken and tree.can_act(owner):
        return owner
    modifier = acting_modifier(tree, word)
    if modifier is not None and modifier not in taken:
        return word  # its short form has the modifier: `police post`
    for child in tree.having(word, "nmod", "obl", "acl", "acl:relcl"):
        if child in taken or not tree.is_noun(child):
            continue
        if tree.can_act(child) and tree.case(child) in ("of", "by", "from", "to", "on", "against", "with", "for", "in"):
            return child
    return None
