"""The tagger's names, corrected by those of the rules: two readers that err in different places.

Measured on both halves of two sets of news, by the hash of the text: F1 rises by 0.005 to 0.01 in each.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.entities.features import Encoded
from transforms.entities.lexicon import LISTED, PHRASED
from transforms.entities.rules import find_by_rules
from transforms.entities.tagger import Spans, tag

# Names of the tagger less sure than the first are dropped where the rules see none; names of the rules surer than the second are
# taken where the tagger sees none. They, and types told by the rules, are less sure than the rules take them for.
_DOUBTFUL, _SURE, _SOBER = 0.5, 0.6, 0.85


def find_by_both(encoded: Encoded) -> Spans:
    """Names of tokens. Where both see a name with the same ends, the surer one tells its type."""
    tagged, ruled = tag(encoded), find_by_rules(encoded)
    size = len(encoded.word)
    tagged_kinds, ruled_kinds = np.array(tagged.kind, "U8"), np.array(ruled.kind, "U8")
    _, at_tagged, at_ruled = np.intersect1d(
        tagged.first * size + tagged.last, ruled.first * size + ruled.last, assume_unique=True, return_indices=True
    )
    better = (tagged_kinds[at_tagged] != ruled_kinds[at_ruled]) & (ruled.probability[at_ruled] > tagged.probability[at_tagged])
    better &= ~_is_area(encoded, tagged)[at_tagged]
    probability = tagged.probability.copy()
    tagged_kinds[at_tagged[better]] = ruled_kinds[at_ruled[better]]
    probability[at_tagged[better]] = ruled.probability[at_ruled[better]] * _SOBER
    kept = (probability >= _DOUBTFUL) | _touched(tagged, ruled, size) | _is_headed(encoded, tagged)
    new = (ruled.probability >= _SURE) & ~_touched(ruled, tagged, size)
    first = np.concatenate([tagged.first[kept], ruled.first[new]])
    order = np.argsort(first)
    return Spans(
        first[order],
        np.concatenate([tagged.last[kept], ruled.last[new]])[order],
        np.concatenate([tagged_kinds[kept], ruled_kinds[new]])[order].tolist(),
        np.concatenate([probability[kept], ruled.probability[new] * _SOBER])[order],
    )


def _is_area(encoded: Encoded, spans: Spans) -> NDArray[np.bool_]:
    """Which spans are a country or region of the gazetteer: no context makes a body of those."""
    area = (encoded.phrase_bits[spans.first] & (PHRASED["country"] | PHRASED["region"])) > 0
    return np.asarray(area & (encoded.phrase_length[spans.first] == spans.last - spans.first + 1), np.bool_)


def _is_headed(encoded: Encoded, spans: Spans) -> NDArray[np.bool_]:
    """Which spans begin or end with what places and bodies are called by: `Port Amberley`, `Lantern Shipping`."""
    heads = (encoded.words["listed"].to_numpy()[encoded.word] & (LISTED["org_heads"] | LISTED["place_heads"])) > 0
    return np.asarray((heads[spans.first] | heads[spans.last]) & (spans.first < spans.last), np.bool_)


def _touched(spans: Spans, others: Spans, size: int) -> NDArray[np.bool_]:
    """Which spans one of the others overlaps. Both are in order and without overlaps of their own."""
    covered = np.zeros(size + 2, np.int64)
    np.add.at(covered, others.first + 1, 1)
    np.add.at(covered, others.last + 2, -1)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.cumsum(covered) > 0)])
    return np.asarray(before[spans.last + 2] > before[spans.first + 1], np.bool_)
