"""Whether what a trigger tells happened, as its sentence has it: by auxiliaries, negation, what governs it, and dates long past."""

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
_PLANNED = frozenset("plan planned upcoming scheduled proposed future forthcoming intended next".split())
_POSSIBLE = frozenset("possible potential hypothetical would-be likely eventual feared imminent any".split())
_UNDERWAY = frozenset("ongoing continuing continued current continue".split())
_LONG_AGO = re.compile(
    r"\b(?:in|since|of|from|during) (?:the )?(?:early |late |mid-?)?(?:(1[0-9]{3})s?|(20[0-9]{2})s?)\b"
    r"|\b(?:\w+ )?(?:years|decades|centuries) (?:ago|earlier|before)\b|\b(?:a|one|last) (?:decade|century|generation) ago\b|\blast century\b"
    r"|\b(?:first|second) world war\b|\bworld war (?:i|ii|one|two)\b|\bcold war\b|\banniversary\b",
    re.IGNORECASE,
)  # fmt: skip
_DEPTH = 5


def modality(tree: Sentence, word: int, text: str, year: int | None, *, recast: bool) -> tuple[str, str | None]:
    """`modality` of `events`, and the word that says so. `text` is the sentence; `year` is that of the article, if known."""
    verb = _verb(tree, word)
    mood = _of_noun(tree, word) if verb != word else None
    mood = mood or _of_clause(tree, verb if verb is not None else word, depth=0)
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


def _of_noun(tree: Sentence, word: int) -> tuple[str, str] | None:
    for child in tree.having(word, "amod", "compound", "det"):
        name = tree.base[child]
        if name == "no":
            return "denied", tree.form[child]
        if name in _PLANNED:
            return "planned", tree.form[child]
        if name in _POSSIBLE:
            return "hypothetical", tree.form[child]
        if name in _UNDERWAY:
            return "ongoing", tree.form[child]
    head = tree.head[word]
    if head >= 0 and tree.is_noun(head) and tree.deprel[word] in ("nmod", "compound"):
        name = tree.base[head]
        if name in ("plan", "preparation", "proposal"):
            return "planned", tree.form[head]
        if name in ("threat", "possibility", "risk", "fear", "prospect", "danger", "chance", "hope"):
            return "hypothetical", tree.form[head]
    verb = _verb(tree, word)
    if verb is not None and tree.deprel[word].startswith(("obj", "nsubj:pass")):
        name = tree.base[verb]
        if name in _DENIALS:
            return "denied", tree.form[verb]
        if name in _PLANS and name not in ("agree", "announce", "order", "approve", "authorize", "authorise", "promise", "set"):
            return "planned", tree.form[verb]
        if name in _WISHES and name not in ("threaten", "urge", "help", "discuss", "call", "try"):
            return "hypothetical", tree.form[verb]
        if name == "continue":
            return "ongoing", tree.form[verb]
    if verb is not None and tree.deprel[word] == "nsubj" and tree.base[verb] == "continue":
        return "ongoing", tree.form[verb]
    return None


def _of_clause(tree: Sentence, verb: int, depth: int) -> tuple[str, str] | None:
    conditional = next((child for child in tree.having(verb, "mark") if tree.base[child] in _CONDITIONS), None)
    if conditional is not None:
        return "hypothetical", tree.form[conditional]
    relation, head = tree.deprel[verb], tree.head[verb]
    infinitive = next((child for child in tree.having(verb, "mark") if tree.base[child] == "to"), None)
    denial = next((c for c in tree.having(verb, "advmod", "cc", "cc:preconj", "det") if tree.base[c] in _NEGATIONS), None)
    if denial is not None:
        return "denied", tree.form[denial]
    helpers = [(child, tree.form[child].lower()) for child in tree.having(verb, "aux")]
    for child, form in helpers:
        if form in _FUTURE:
            return "planned", tree.form[child]
        if form in _MAYBE and not (form == "could" and False):
            return "hypothetical", tree.form[child]
        if form == "would":
            return _of_would(tree, verb, child)
    if infinitive is not None and head >= 0:
        going = tree.base[head] in ("go", "be") and tree.xpos[head] == "VBG"
        if going:
            return "planned", f"{tree.form[head]} to"
        if tree.base[head] in _PLANS:
            return "planned", tree.form[head]
        if tree.base[head] in _DENIALS:
            return "denied", tree.form[head]
        if tree.base[head] in _ASPECT:
            return "ongoing", tree.form[head]
        if tree.base[head] not in _STARTS and relation in ("xcomp", "acl", "advcl", "ccomp", "csubj"):
            said = tree.is_passive(head) and tree.base[head] in _SAYING
            if not said:
                return "hypothetical", tree.form[infinitive]
    if any(form in ("is", "are", "am", "'s", "'re") for _, form in helpers) and tree.xpos[verb] == "VBG":
        return "ongoing", tree.form[verb]
    if any(form == "been" for _, form in helpers) and tree.xpos[verb] == "VBG":
        return "ongoing", tree.form[verb]
    if relation == "xcomp" and head >= 0 and tree.base[head] in _ASPECT:
        return "ongoing", tree.form[head]
    if head >= 0 and depth < _DEPTH and (tree.is_verb(head) or tree.upos[head] in ("ADJ", "NOUN")):
        if relation in ("ccomp", "xcomp", "advcl") and tree.base[head] in ("deny", "dismiss", "refute"):
            return "denied", tree.form[head]
        if relation == "ccomp" and tree.base[head] in _WISHES:
            return "hypothetical", tree.form[head]
        if relation in ("conj", "xcomp") and not helpers:
            return _of_clause(tree, head, depth + 1)
    return None


def _of_would(tree: Sentence, verb: int, helper: int) -> tuple[str, str] | None:
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
