"""Trees without a finite verb, of sentences that end like sentences: the parser took the past form of the verb for a participle.

`Thousands of teachers marched against the tax.` was read as teachers who were marched, `Sri Lanka established ties with Cuba.` as
ties that were established. The participle becomes the root, and what stands before it its subject. Headlines end without a stop
and may do without a verb: `Nine arrested in raid`.

And participles that it took for adjectives: `Two soldiers were wounded.`
"""

from __future__ import annotations

_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
SENTENCE_ENDS = frozenset(".!?")
_MISREAD = frozenset(("amod", "acl"))
_SUBJECTS = frozenset(("compound", "nmod:poss", "obl:unmarked", "amod", "nmod:desc", "nmod:unmarked", "dep"))


def repaired(
    form: list[str], upos: list[str], xpos: list[str], head: list[int], deprel: list[str]
) -> tuple[list[int], list[str]]:
    """Heads and relations of the sentence, mended where it has no verb."""
    root = head.index(-1) if -1 in head else -1
    if root < 0 or upos[root] not in ("NOUN", "PROPN", "NUM") or form[-1][-1] not in SENTENCE_ENDS:
        return head, deprel
    if any(tag in _FINITE and relation not in _MISREAD for tag, relation in zip(xpos, deprel, strict=True)):
        return head, deprel
    subject = [root, *(at for at, above in enumerate(head) if above == root and deprel[at] == "nmod")]
    for word, above in enumerate(head):
        if xpos[word] not in ("VBN", "VBD"):
            continue
        if deprel[word] == "acl" and above in subject and word > root:
            return _after(root, word, head, deprel)
        if deprel[word] == "amod" and above != root and deprel[above] == "nmod" and head[above] == root and root < word:
            return _between(root, word, head, deprel)
        before = [
            at for at in range(word) if head[at] in (root, word) and upos[at] in ("NOUN", "PROPN") and deprel[at] in _SUBJECTS
        ]
        if deprel[word] == "amod" and above == root and before:
            return _before(root, word, before[-1], head, deprel)
    return head, deprel


def _after(root: int, verb: int, head: list[int], deprel: list[str]) -> tuple[list[int], list[str]]:
    """The noun is the verb's subject, and what follows the verb is the verb's."""
    heads = [verb if above == root and word > verb else above for word, above in enumerate(head)]
    relations = [
        "obl" if above == root and word > verb and deprel[word] == "nmod" else deprel[word] for word, above in enumerate(head)
    ]
    heads[root], heads[verb] = verb, -1
    relations[root], relations[verb] = "nsubj", "root"
    return heads, relations


def _between(root: int, verb: int, head: list[int], deprel: list[str]) -> tuple[list[int], list[str]]:
    """`Putin on Monday held talks.`, read as talks that were held, of Putin."""
    told = head[verb]
    heads, relations = list(head), list(deprel)
    heads[root], heads[told], heads[verb] = verb, verb, -1
    relations[root], relations[told], relations[verb] = "nsubj", "obj", "root"
    return heads, relations


def _before(root: int, verb: int, subject: int, head: list[int], deprel: list[str]) -> tuple[list[int], list[str]]:
    """The noun is the verb's object, and the noun before the verb its subject."""
    heads = [subject if above == root and word < verb and word != subject else above for word, above in enumerate(head)]
    relations = list(deprel)
    heads[root], heads[subject], heads[verb] = verb, verb, -1
    relations[root], relations[subject], relations[verb] = "obj", "nsubj", "root"
    return heads, relations


def with_passives(
    upos: list[str], xpos: list[str], head: list[int], deprel: list[str], deeds: list[bool]
) -> tuple[list[str], list[str], list[str]]:
    """Tags and relations in which adjectives beside a copula that are the participle of a deed (`deeds`) are passive verbs."""
    passive = {word for word, is_deed in enumerate(deeds) if is_deed and upos[word] == "ADJ"}
    passive &= {above for above, relation in zip(head, deprel, strict=True) if relation == "cop"}
    if not passive:
        return upos, xpos, deprel
    turned = {"cop": "aux:pass", "nsubj": "nsubj:pass", "nsubj:outer": "nsubj:pass"}
    relations = [turned.get(told, told) if above in passive else told for above, told in zip(head, deprel, strict=True)]
    upos = ["VERB" if word in passive else tag for word, tag in enumerate(upos)]
    xpos = ["VBN" if word in passive else tag for word, tag in enumerate(xpos)]
    return upos, xpos, relations
