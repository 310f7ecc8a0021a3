"""Scores of heads in, trees out: each word's best head, and the best tree for the few sentences where those run in circles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Heads = NDArray[np.int64]
_NEVER = np.float32(-1e9)


def trees(arcs: Floats) -> Heads:
    """(sentence, place): heads, 0 for the root and n for the word at place n - 1. `arcs` are scores (sentence, place, head) of
    sentences of one length.

    The root is the word that loses most by another head. The others have the heads that are best for each, or, where those make
    no tree, those of the best tree under that root.
    """
    best: Heads = arcs[:, :, 1:].argmax(axis=2)
    lost = arcs[:, :, 0] - np.take_along_axis(arcs[:, :, 1:], best[:, :, None], axis=2)[:, :, 0]
    root = lost.argmax(axis=1)
    heads: Heads = best + 1
    heads[np.arange(len(heads)), root] = 0
    for sentence in np.flatnonzero(_circular(heads)):
        scores = np.full((arcs.shape[2], arcs.shape[2]), _NEVER, np.float32)
        scores[1:, 1:] = arcs[sentence, :, 1:]
        scores[root[sentence] + 1] = _NEVER
        scores[root[sentence] + 1, 0] = 0
        heads[sentence] = best_tree(scores)[1:]
    return heads


def _circular(heads: Heads) -> NDArray[np.bool_]:
    """Sentences in which some word never comes to the root: after n steps of doubled length all others have."""
    up = np.concatenate([np.zeros((len(heads), 1), np.int64), heads], axis=1)
    for _ in range(int(heads.shape[1]).bit_length()):
        up = np.take_along_axis(up, up, axis=1)
    return np.asarray(up.any(axis=1))


def best_tree(scores: Floats) -> Heads:
    """Heads of the tree under node 0 whose `scores` (dependant, head) add up to most: Chu and Liu (1965), Edmonds (1967)."""
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    heads: Heads = scores.argmax(axis=1)
    heads[0] = 0
    circle = _circle(heads)
    if not len(circle):
        return heads
    # The circle becomes one node, the last, which pays for what it gives up by being entered.
    rest = np.setdiff1d(np.arange(len(scores)), circle)
    gain = scores[np.ix_(circle, rest)] - scores[circle, heads[circle]][:, None]
    leave = scores[np.ix_(rest, circle)]
    entered, left = circle[gain.argmax(axis=0)], circle[leave.argmax(axis=1)]
    smaller = np.full((len(rest) + 1, len(rest) + 1), -np.inf, np.float32)
    smaller[:-1, :-1] = scores[np.ix_(rest, rest)]
    smaller[-1, :-1], smaller[:-1, -1] = gain.max(axis=0), leave.max(axis=1)
    found = best_tree(smaller)
    inner = found[:-1]
    heads[rest] = np.where(inner == len(rest), left, rest[np.minimum(inner, len(rest) - 1)])
    heads[entered[found[-1]]] = rest[found[-1]]
    heads[0] = 0
    return heads


def _circle(heads: Heads) -> Heads:
    """The nodes of one circle, in order of their numbers; none if there is none."""
    up = heads.copy()
    for _ in range(len(heads).bit_length()):
        up = up[up]
    on: Heads = np.flatnonzero(up)
    if not len(on):
        return on
    node, members = int(up[on[0]]), []
    while node not in members:
        members.append(node)
        node = int(heads[node])
    return np.sort(np.array(members))
