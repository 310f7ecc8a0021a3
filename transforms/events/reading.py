"""One sentence in, its events out: triggers, participants, modality, and how sure all that is."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from transforms.events.lexicon import lexicon
from transforms.events.modality import modality
from transforms.events.participants import OF_PEOPLE, Roles, acting_modifier, roles
from transforms.events.sentence import Sentence
from transforms.events.triggers import Found, find_triggers

# What `read_sentence` yields of an event: words by number, mentions by number, null where there is none.
READ = {
    "event_type": pl.String(), "event_mode": pl.String(), "modality": pl.String(), "modality_cue": pl.String(),
    "confidence": pl.Float64(), "trigger_word": pl.Int32(), "trigger_first": pl.Int32(), "trigger_last": pl.Int32(),
    "actor_first": pl.Int32(), "actor_last": pl.Int32(), "actor_mention": pl.Int64(), "actor_country_mention": pl.Int64(),
    "actor_sector": pl.String(), "recipient_first": pl.Int32(), "recipient_last": pl.Int32(), "recipient_mention": pl.Int64(),
    "recipient_country_mention": pl.Int64(), "recipient_sector": pl.String(),
}  # fmt: skip
# Things that kill and destroy for somebody who is not named.
_INSTRUMENTS = frozenset(("WEAPON", "ORDNANCE", "ATTACK"))
_ARMS = _INSTRUMENTS | {"TROOPS"}
# `Five others were wounded.`
_UNNAMED = frozenset(("other",))
# `A tanker was seized.`
_SEIZED = frozenset(("PROPERTY", "WEAPON"))
_STRUCK = frozenset(("LAND", "PROPERTY", "ROUTE", "TROOPS"))
# Types that are told of whom they are done to alone: `was arrested`, `was condemned`.
_AGENTLESS = frozenset(("ASSAULT", "COERCE", "SANCTION", "RETREAT", "ACCUSE", "REJECT", "CONCEDE"))
_OWN_VOICE = frozenset(("i", "you", "we", "me", "us"))
_SURE, _NAMED, _LISTED, _TOWARDS, _EXACTING = 0.45, 0.2, 0.1, 0.15, 0.05
_NOUN, _MADE, _UNSURE = 0.05, 0.1, 0.25
_NAME_PARTS = ("compound", "flat", "appos", "flat:name")
_COUNTRY_PARTS = ("amod", "compound", "nmod:poss", "nmod", "flat", "appos")
Participant = tuple[int | None, int | None, int | None, int | None, str | None]


def read_sentence(tree: Sentence, text: str, year: int | None) -> Iterator[tuple[object, ...] | str]:
    """Each event of the sentence as a row of `READ`, or the reason why a trigger is none."""
    for found in find_triggers(tree):
        parts = roles(tree, found.word, found.trigger)
        reason = _lacks(tree, found, parts)
        if reason is not None:
            yield reason
            continue
        mood, cue = modality(tree, found.word, text, year, recast=found.event_type if found.recast else None)
        first, last = _trigger_span(tree, found.word)
        sure = _confidence(tree, found, parts, mood)
        acting = None if _is_nobody(tree, found, parts.actor) else parts.actor
        actor, recipient = _participant(tree, acting), _participant(tree, parts.recipient)
        yield (found.event_type, found.event_mode, mood, cue, sure, found.word, first, last, *actor, *recipient)


def _lacks(tree: Sentence, found: Found, parts: Roles) -> str | None:
    """Why the trigger makes no event; None where it does."""
    actor, recipient = parts.actor, parts.recipient
    acts = actor is not None and tree.can_act(actor)
    suffers = recipient is not None and (tree.can_act(recipient) or acting_modifier(tree, recipient) is not None)
    if acts and actor is not None and tree.base[actor] in _OWN_VOICE and tree.mention[actor] < 0:
        return "own_voice"
    if acts:
        return None
    if actor is not None:
        arms = found.event_type == "ASSAULT" and tree.matches(actor, _ARMS)
        return None if arms else "cannot_act"
    human = recipient is not None and (found.event_mode in OF_PEOPLE or tree.base[recipient] in _UNNAMED)
    if found.event_type in _AGENTLESS and (suffers or human) and (tree.is_noun(found.word) or tree.is_passive(found.word)):
        return None
    if found.event_mode == "seize" and recipient is not None and tree.is_passive(found.word):
        return None if tree.matches(recipient, _SEIZED) else "no_participant"
    # The noun of an attack is one whoever did it, where it says on what.
    if found.event_type == "ASSAULT" and tree.is_noun(found.word):
        struck = recipient is not None and (suffers or tree.matches(recipient, _STRUCK))
        return None if struck or any(key == "gov" for key, _, _ in found.trigger.conditions) else "no_participant"
    return "no_participant"


def _trigger_span(tree: Sentence, word: int) -> tuple[int, int]:
    """The trigger and the particle beside it."""
    particle = tree.first(word, "compound:prt")
    return (word, particle) if particle == word + 1 else (word, word)


def _confidence(tree: Sentence, found: Found, parts: Roles, mood: str) -> float:
    sure = _SURE + _EXACTING * min(len(found.trigger.conditions), 2)
    if parts.actor is not None:
        sure += _NAMED if tree.is_mentioned(tree.core(parts.actor)) else _LISTED
    if parts.recipient is not None and tree.can_act(parts.recipient):
        sure += _TOWARDS
    if parts.pattern == "noun":
        sure -= _NOUN
    if found.recast:
        sure -= _MADE
    if mood in ("hypothetical", "denied"):
        sure -= _UNSURE
    return round(min(max(sure, 0.0), 1.0), 2)


def _is_nobody(tree: Sentence, found: Found, actor: int | None) -> bool:
    """Whether what kills is arms or an attack, which are nobody."""
    return (
        actor is not None
        and found.event_type == "ASSAULT"
        and not tree.is_mentioned(tree.core(actor))
        and tree.matches(actor, _INSTRUMENTS, whole=False)
    )


def _participant(tree: Sentence, word: int | None) -> Participant:
    """First and last word, mention that is its head, mention that tells its country, sector."""
    if word is None:
        return None, None, None, None, None
    word = tree.core(word)
    first, last = tree.phrase(word)
    mention = next((tree.mention[at] for at in (word, *tree.having(word, *_NAME_PARTS)) if tree.mention[at] >= 0), None)
    if mention is None and tree.upos[last] == "PROPN" and tree.mention[last] >= 0:
        mention = tree.mention[last]
    elif mention is not None and tree.mention[word] < 0 and not _is_name_of(tree, word, mention):
        mention = None
    country = next((tree.mention[at] for at in (word, *tree.having(word, *_COUNTRY_PARTS)) if tree.mention[at] >= 0), None)
    return first, last, mention, country, _sector(tree, word, first, last)


def _is_name_of(tree: Sentence, word: int, mention: int) -> bool:
    """Whether the mention is the phrase's own name or apposition, and not `Russian` of `Russian troops`."""
    return any(
        tree.mention[at] == mention and tree.deprel[at] in ("flat", "appos", "flat:name")
        for at in tree.having(word, *_NAME_PARTS)
    )


def _sector(tree: Sentence, word: int, first: int, last: int) -> str | None:
    sectors = lexicon().sectors
    nearest = sorted(range(first, last + 1), key=lambda at: (at != word, -at))
    return next((sectors[tree.base[at]] for at in nearest if tree.base[at] in sectors), None)
