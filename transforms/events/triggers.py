"""Which words of a parsed sentence tell an event, and of which type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.events.lexicon import ANY, Trigger, lexicon
from transforms.events.participants import acting, governor, suffering
from transforms.events.sentence import Sentence

# What is asked, promised, threatened, refused or blamed is no deed by that.
SPEECH = frozenset(("AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE"))
COOPERATIVE = frozenset(("CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"))
CONFLICT = frozenset(("SANCTION", "COERCE", "ASSAULT", "PROTEST"))
_CLAUSES = ("xcomp", "ccomp", "obj", "obl", "nmod", "acl", "advcl", "iobj", "nsubj:pass")
_BLOCKED_BY = ("acl:relcl", "nsubj", "parataxis", "conj")
_FUTURE = frozenset(("will", "shall", "'ll", "wo", "’ll"))


@dataclass(frozen=True)
class Found:
    """A word that tells an event, the row of the seeds that says so, and the type that its mood makes of it."""

    word: int
    trigger: Trigger
    event_type: str
    event_mode: str | None
    recast: bool = False


def find_triggers(tree: Sentence) -> Iterator[Found]:
    """Events of the sentence, in order of the text, without the content of requests, promises, threats and the like."""
    found = {word: _recast(tree, hit) for word in range(len(tree.form)) if (hit := _trigger(tree, word)) is not None}
    doubled = {word for word in found if _is_doubled(tree, word, found)}
    content = {word for word in found if _is_content(tree, word, found)}
    for word, hit in found.items():
        if word not in doubled and word not in content:
            yield hit


def _trigger(tree: Sentence, word: int) -> Found | None:
    rows: list[Trigger] = []
    if tree.is_verb(word):
        if tree.deprel[word] in ("amod", "compound"):
            return None
        rows = lexicon().triggers.get((tree.base[word], "verb"), [])
    elif tree.is_noun(word):
        if tree.deprel[word] in ("compound", "flat"):
            return None
        rows = lexicon().triggers.get((tree.base[word], "noun"), [])
    elif tree.upos[word] == "AUX" and tree.deprel[word] == "aux":
        rows = lexicon().triggers.get((tree.base[word], "aux"), [])
    elif tree.upos[word] == "ADJ":
        rows = lexicon().triggers.get((tree.base[word], "adj"), [])
    hit = next((row for row in rows if all(_holds(tree, word, *condition) for condition in row.conditions)), None)
    return None if hit is None else Found(word, hit, hit.event_type, hit.event_mode)


def _holds(tree: Sentence, word: int, key: str, wanted: bool, values: frozenset[str]) -> bool:
    return _CHECKS[key](tree, word, values) == wanted


def _object(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    objects = [suffering(tree, word)] if tree.is_verb(word) else list(tree.contained(word))
    return any(at is not None and _any_of(tree, at, values) for at in objects)


def _any_of(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    return any(tree.matches(at, values) for at in (word, *tree.having(word, "conj")))


def _subject(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    actor = acting(tree, word)
    return actor is not None and tree.matches(actor, values)


def _preposition(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    for value in values:
        preposition, _, inner = value.partition(":")
        nested = [at for part in tree.having(word, "nmod", "obj") for at in tree.with_case(part, preposition)]
        for at in (*tree.with_case(word, preposition), *nested):
            if not inner or tree.matches(at, frozenset((inner,))):
                return True
    return False


def _particle(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    return any(tree.base[child] in values for child in tree.having(word, "compound:prt", "advmod")) or any(
        tree.base[mark] in values
        for child in tree.having(word, "obl")
        if not tree.is_time(child)
        for mark in tree.having(child, "case")
    )


def _complement(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    clauses = list(tree.having(word, "xcomp", "ccomp", "csubj")) or [
        child for child in tree.having(word, "acl", "advcl") if tree.upos[word] != "VERB" or _is_infinitive(tree, child)
    ]
    # `ordered the army to go` may be read as an army to go.
    told = suffering(tree, word) if tree.is_verb(word) else None
    if not clauses and told is not None:
        clauses = [child for child in tree.having(told, "acl") if _is_infinitive(tree, child)]
    if "inf" in values:
        return any(_is_infinitive(tree, clause) for clause in clauses)
    return any(ANY in values or tree.base[clause] in values for clause in clauses)


def _reported(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    """Whether the verb of the auxiliary is what somebody else says."""
    verb = tree.head[word]
    told, head = tree.deprel[verb], tree.head[verb]
    if told not in ("ccomp", "parataxis") or head < 0 or tree.base[head] not in values:
        return False
    speaker, doer = acting(tree, head), acting(tree, verb)
    return speaker is not None and speaker != doer and tree.can_act(speaker)


def _is_infinitive(tree: Sentence, verb: int) -> bool:
    return any(tree.base[mark] == "to" for mark in tree.having(verb, "mark"))


def _is_told(tree: Sentence, verb: int) -> bool:
    """Whether the clause is what is asked or blamed (`accused them of killing`) or its condition, and not when or how it was."""
    return any(
        tree.base[mark] in ("to", "of", "for", "from", "with", "over", "if", "unless", "until")
        for mark in tree.having(verb, "mark", "case")
    )


def _mentioned(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    known = lexicon().classes
    return any(tree.base[at] in values or known.get(tree.base[at], frozenset()) & values for at in tree.subtree(word))


def _governed(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    verb = governor(tree, word)
    return verb is not None and tree.base[verb] in values


def _modified(tree: Sentence, word: int, values: frozenset[str]) -> bool:
    return any(tree.base[child] in values for child in tree.having(word, "compound", "amod", "nmod"))


_CHECKS = {
    "obj": _object, "subj": _subject, "prep": _preposition, "part": _particle, "comp": _complement, "ment": _mentioned,
    "gov": _governed, "mod": _modified, "told": _reported,
}  # fmt: skip


def _is_doubled(tree: Sentence, word: int, found: dict[int, Found]) -> bool:
    """Whether a verb that governs the noun tells the same: `resumed talks`."""
    if not tree.is_noun(word):
        return False
    verb = governor(tree, word)
    if verb is None or verb not in found:
        return False
    told = found[verb].event_type
    return told == found[word].event_type or (told in ("CONCEDE", "SANCTION", "RETREAT") and tree.deprel[word] != "obl")


def _is_content(tree: Sentence, word: int, found: dict[int, Found]) -> bool:
    """Whether the word stands in what is asked, promised, threatened, refused or blamed by another trigger, or is its purpose."""
    at = word
    demanded = {tree.head[other] for other in found if tree.upos[other] == "AUX"}
    while tree.head[at] >= 0:
        if at in demanded and tree.upos[word] != "AUX":
            return True
        relation, head = tree.deprel[at], tree.head[at]
        if relation in _BLOCKED_BY and not (relation == "conj" and at != word and tree.is_noun(at)):
            if relation == "conj" and (tree.is_verb(at) == tree.is_verb(head)):
                at = head
                continue
            if relation != "nsubj" or tree.deprel[head] not in ("ccomp", "xcomp"):
                return False
        if head in found and at == word and relation == "advcl" and _is_infinitive(tree, at):
            return True
        if head in found and found[head].event_type in SPEECH and relation in (*_CLAUSES, "nsubj"):
            return relation != "nsubj" and not (relation == "advcl" and not _is_told(tree, at))
        at = head
    return False


def _recast(tree: Sentence, hit: Found) -> Found:
    """Deeds that their doer says will be done are promises or threats."""
    word, kind = hit.word, hit.event_type
    if not tree.is_verb(word) or kind in SPEECH:
        return hit
    actor = acting(tree, word)
    if actor is None or not tree.can_act(actor) or tree.is_passive(word):
        return hit
    verb = word if tree.deprel[word] != "conj" or tree.first(word, "aux") is not None else tree.head[word]
    negated = _is_negated(tree, verb)
    if kind == "CONCEDE" and negated:
        return Found(word, hit.trigger, "REJECT", None, recast=True)
    if not any(_is_future(tree, verb, child) for child in tree.having(verb, "aux")):
        return hit
    if kind in COOPERATIVE:
        return Found(word, hit.trigger, "REJECT" if negated else "AGREE", None, recast=True)
    if kind in CONFLICT and not negated:
        return Found(word, hit.trigger, "THREATEN", None, recast=True)
    return hit


def _is_future(tree: Sentence, verb: int, auxiliary: int) -> bool:
    """Whether the auxiliary says what its subject will do; `would` does in what somebody says."""
    form = tree.form[auxiliary].lower()
    return form in _FUTURE or (form == "would" and tree.deprel[verb] in ("ccomp", "parataxis", "conj"))


def _is_negated(tree: Sentence, verb: int) -> bool:
    """Whether the verb is denied: `will not`, `will no longer`."""
    for child in tree.having(verb, "advmod"):
        if any(tree.base[at] in ("not", "n't", "n’t", "never", "no") for at in (child, *tree.children[child])):
            return True
    return False
