"""Whether what a trigger tells happened, as its sentence has it: auxiliaries, negation, what governs it, dates long past."""

from __future__ import annotations

import re

from transforms.events.sentence import Sentence

_NEGATIONS = frozenset(("not", "n't", "n’t", "never", "no", "neither", "nor"))
_FUTURE = frozenset(("will", "shall", "'ll", "’ll", "wo"))
_MAYBE = frozenset(("may", "might", "could", "can", "should", "must", "ca", "ought"))
_CONDITIONS = frozenset(("if", "unless", "whether", "lest"))
_PLANS = frozenset(
    "plan intend prepare schedule expect aim propose set arrange decide vow agree promise pledge order announce due ready slate "
    "poise instruct authorise authorize approve".split()
)
_WISHES = frozenset(
    "want hope seek consider try attempt like wish urge ask call demand need suggest fear threaten discuss contemplate "
    "able allow mull debate warn risk avoid prevent prepare help".split()
)
_DENIALS = frozenset(
    "deny dismiss refute disprove rule fail refuse decline foil thwart avert prevent cancel abandon scrap".split()
)
_ASPECT = frozenset("continue keep remain resume go".split())
_STARTS = frozenset("begin start manage proceed help use move come go end finish complete stop cease".split())
_SAYING = frozenset("say announce report tell add state declare claim confirm believe think allege know note".split())
_PROGRESSIVE = frozenset(("is", "are", "am", "'s", "'re", "been"))
_OF_MODIFIERS = {"no": "denied"} | {
    word: mood
    for mood, words in (
        ("planned", "plan planned upcoming scheduled proposed future forthcoming intended next"),
        ("hypothetical", "possible potential hypothetical would-be likely eventual feared imminent any"),
        ("ongoing", "ongoing continuing continued current continue"),
    )
    for word in words.split()
}
_OF_HEADS = {
    word: mood
    for mood, words in (
        ("planned", "plan preparation proposal"),
        ("hypothetical", "threat possibility risk fear prospect danger chance hope"),
    )
    for word in words.split()
}
# Verbs whose object did not happen by that: `planned a strike`, `denied an attack`, `averted a raid`.
_OF_GOVERNORS = {"continue": "ongoing"} | {
    word: mood
    for mood, words in (
        ("denied", "deny dismiss refute disprove fail refuse decline foil thwart avert prevent cancel abandon scrap"),
        ("planned", "plan intend prepare schedule expect propose arrange decide"),
        ("hypothetical", "want seek consider attempt suggest fear contemplate mull debate risk avoid"),
    )
    for word in words.split()
}
_LONG_AGO = re.compile(
    r"\b(?:in|since|of|from|during) (?:the )?(?:early |late |mid-?)?(?:(1[0-9]{3})s?|(20[0-9]{2})s?)\b"
    r"|\b(?:\w+ )?(?:years|decades|centuries) (?:ago|earlier|before)\b"
    r"|\b(?:a|one|last) (?:decade|century|generation) ago\b|\blast century\b"
    r"|\b(?:first|second) world war\b|\bworld war (?:i|ii|one|two)\b|\bcold war\b|\banniversary\b",
    re.IGNORECASE,
)  # fmt: skip
_DEPTH = 5
Mood = tuple[str, str]


def modality(tree: Sentence, word: int, text: str, year: int | None, *, recast: str | None) -> tuple[str, str | None]:
    """`modality` of `events`, and the word that says so. `text` is the sentence; `year` is the article's, if known; `recast`
    is the type that the mood of a deed makes of it, if any: what is `not` granted is refused, and that happened."""
    verb = _verb(tree, word)
    mood = _of_noun(tree, word) if verb != word else None
    mood = mood or _of_clause(tree, verb if verb is not None else word, depth=0)
    if recast == "REJECT" and (mood is None or mood[0] in ("denied", "planned", "ongoing")):
        return "happened", mood[1] if mood else None
    if recast and (mood is None or mood[0] in ("planned", "ongoing")):
        return "planned", mood[1] if mood else None
    if mood is not None:
        return mood
    old = _long_ago(text, year)
    if old is not None and _long_ago(_clause(tree, verb if verb is not None else word), year) is None:
        old = None
    if old is not None:
        return "historical", old
    return "happened", None


def _verb(tree: Sentence, word: int) -> int | None:
    """The verb that the trigger is, or that governs it."""
    if not tree.is_noun(word):
        return word
    at = word
    for _ in range(_DEPTH):
        head = tree.head[at]
        if head < 0:
            return None
        if tree.is_verb(head) or tree.upos[head] in ("AUX", "ADJ"):
            return None if tree.deprel[at] in ("acl:relcl",) else head
        at = head
    return None


def _of_noun(tree: Sentence, word: int) -> Mood | None:
    """What is said of an event that is a noun: by its modifiers, by the noun it belongs to, by the verb that it is object of."""
    for child in tree.having(word, "amod", "compound", "det"):
        mood = _OF_MODIFIERS.get(tree.base[child])
        if mood is not None:
            return mood, tree.form[child]
    head = tree.head[word]
    if head >= 0 and tree.is_noun(head) and tree.deprel[word] in ("nmod", "compound"):
        mood = _OF_HEADS.get(tree.base[head])
        if mood is not None:
            return mood, tree.form[head]
    verb = _verb(tree, word)
    if verb is None or not tree.deprel[word].startswith(("obj", "nsubj")):
        return None
    is_object = tree.deprel[word] != "nsubj"
    mood = _OF_GOVERNORS.get(tree.base[verb]) if is_object or tree.base[verb] == "continue" else None
    return None if mood is None else (mood, tree.form[verb])


def _of_clause(tree: Sentence, verb: int, depth: int) -> Mood | None:
    for look in (_condition, _negation, _auxiliary, _infinitive, _aspect):
        mood = look(tree, verb)
        if mood is not None:
            return mood
    relation, head = tree.deprel[verb], tree.head[verb]
    if head < 0 or depth >= _DEPTH or not (tree.is_verb(head) or tree.upos[head] in ("ADJ", "NOUN")):
        return None
    if relation in ("ccomp", "xcomp", "advcl") and tree.base[head] in ("deny", "dismiss", "refute"):
        return "denied", tree.form[head]
    if relation == "ccomp" and tree.base[head] in _WISHES:
        return "hypothetical", tree.form[head]
    if relation in ("conj", "xcomp") and tree.first(verb, "aux") is None:
        return _of_clause(tree, head, depth + 1)
    return None


def _condition(tree: Sentence, verb: int) -> Mood | None:
    mark = next((child for child in tree.having(verb, "mark") if tree.base[child] in _CONDITIONS), None)
    return None if mark is None else ("hypothetical", tree.form[mark])


def _negation(tree: Sentence, verb: int) -> Mood | None:
    helpers = tree.having(verb, "advmod", "cc", "cc:preconj", "det")
    found = next((child for child in helpers if tree.base[child] in _NEGATIONS), None)
    return None if found is None else ("denied", tree.form[found])


def _auxiliary(tree: Sentence, verb: int) -> Mood | None:
    for child in tree.having(verb, "aux"):
        form = tree.form[child].lower()
        if form in _FUTURE:
            return "planned", tree.form[child]
        if form in _MAYBE:
            return "hypothetical", tree.form[child]
        if form == "would":
            return _of_would(tree, verb, child)
    return None


def _infinitive(tree: Sentence, verb: int) -> Mood | None:
    """`to attack` is what the word before it makes of it: planned, denied, still going on, or no more than wished."""
    head = tree.head[verb]
    mark = next((child for child in tree.having(verb, "mark") if tree.base[child] == "to"), None)
    if mark is None or head < 0:
        return None
    name = tree.base[head]
    if name == "go" and tree.xpos[head] == "VBG":
        return "planned", f"{tree.form[head]} to"
    for names, mood in ((_PLANS, "planned"), (_DENIALS, "denied"), (_ASPECT, "ongoing")):
        if name in names:
            return mood, tree.form[head]
    reported = name in _STARTS or (tree.is_passive(head) and name in _SAYING)
    if reported or tree.deprel[verb] not in ("xcomp", "acl", "advcl", "ccomp", "csubj"):
        return None
    return "hypothetical", tree.form[mark]


def _aspect(tree: Sentence, verb: int) -> Mood | None:
    helpers = {tree.form[child].lower() for child in tree.having(verb, "aux")}
    if tree.xpos[verb] == "VBG" and helpers & _PROGRESSIVE:
        return "ongoing", tree.form[verb]
    head = tree.head[verb]
    if tree.deprel[verb] == "xcomp" and head >= 0 and tree.base[head] in _ASPECT:
        return "ongoing", tree.form[head]
    return None


def _of_would(tree: Sentence, verb: int, helper: int) -> Mood | None:
    """`would` of reported speech is the future, with a condition or on its own it is not."""
    if any(tree.base[mark] in _CONDITIONS for child in tree.having(verb, "advcl") for mark in tree.having(child, "mark")):
        return "hypothetical", tree.form[helper]
    at = verb
    for _ in range(_DEPTH):
        head = tree.head[at]
        if head < 0:
            break
        if tree.deprel[at] in ("ccomp", "acl", "parataxis") or tree.base[head] in _SAYING:
            return "planned", tree.form[helper]
        at = head
    if any(tree.base[child] in _SAYING for child in tree.having(verb, "parataxis")):
        return "planned", tree.form[helper]
    return "hypothetical", tree.form[helper]


def _clause(tree: Sentence, word: int) -> str:
    """The words of the trigger's clause without those of clauses inside of it."""
    found, waiting = {word}, [word]
    while waiting:
        for child in tree.children[waiting.pop()]:
            if tree.deprel[child] not in ("acl:relcl", "ccomp", "parataxis", "acl", "advcl") and not (
                tree.deprel[child] == "conj" and tree.is_verb(child)
            ):
                found.add(child)
                waiting.append(child)
    return " ".join(tree.form[at] for at in sorted(found))


def _long_ago(text: str, year: int | None) -> str | None:
    for match in _LONG_AGO.finditer(text):
        stated = match.group(1) or match.group(2)
        if stated is None:
            return match.group()
        if (year is not None and int(stated) < year - 1) or (year is None and match.group(1)):
            return match.group()
    return None
