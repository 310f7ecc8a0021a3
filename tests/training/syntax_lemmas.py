"""Derives the rules of `transforms/syntax/lemmas` from a treebank: `python -m tests.training.syntax_lemmas`, a few seconds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from tests.syntax.treebank import Sentence, read_treebank
from transforms.syntax.features import ASCII_QUOTES, DATA
from transforms.syntax.lemmas import KEPT, LONGEST_ENDING

Change = tuple[int, str]
# An ending that fewer distinct words have says nothing of others.
LEAST_WORDS = 2
# Nothing seen once is trusted as an exception, unless it is a verb's: those are few, and rarely misspelt.
LEAST_SEEN = {"V": 1}
LEAST_SEEN_OTHERS = 2
# Base form, past tense and past participle of verbs that have no regular ones.
IRREGULAR_VERBS = Path(__file__).with_name("irregular_verbs.txt")
_QUOTES = str.maketrans(ASCII_QUOTES)


def change(form: str, lemma: str) -> Change:
    """What to cut off the form's end and to put on."""
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]


def derive(sentences: Sequence[Sentence]) -> pl.DataFrame:
    """The fewest rules that say the same as the treebank's words do, by tag and ending; each distinct word has one vote."""
    seen: dict[tuple[str, str], Counter[Change]] = defaultdict(Counter)
    for one in sentences:
        for form, lemma, xpos in zip(one.forms, one.lemmas, one.xpos, strict=True):
            if xpos not in KEPT:
                lower = form.translate(_QUOTES).lower()
                seen[xpos, lower][change(lower, lemma if xpos == "PRP" else lemma.lower())] += 1
    for xpos, form, lemma in _inflected(sentences):
        if (xpos, form) not in seen:
            seen[xpos, form][change(form, lemma)] += 1
    votes: dict[tuple[str, str], Counter[Change]] = defaultdict(Counter)
    for (xpos, lower), counts in seen.items():
        for size in range(LONGEST_ENDING + 1):
            votes[xpos, f"^{lower}"[-size:] if size else ""][counts.most_common(1)[0][0]] += 1
    rules: dict[tuple[str, str], Change] = {}
    for (xpos, ending), counts in sorted(votes.items(), key=lambda item: len(item[0][1])):
        said, voices = counts.most_common(1)[0]
        if voices >= (LEAST_WORDS if ending else 1) and said != _longest(rules, xpos, ending):
            rules[xpos, ending] = said
    for (xpos, lower), counts in seen.items():
        said, times = counts.most_common(1)[0]
        if times >= LEAST_SEEN.get(xpos[0], LEAST_SEEN_OTHERS) and said != _longest(rules, xpos, f"^{lower}"):
            rules[xpos, f"^{lower}"] = said
    rows = [(xpos, ending, cut, add) for (xpos, ending), (cut, add) in sorted(rules.items())]
    return pl.DataFrame(rows, schema=["xpos", "ending", "cut", "add"], orient="row")


def _inflected(sentences: Sequence[Sentence]) -> Iterator[tuple[str, str, str]]:
    """Forms (tag, form, lemma) of the treebank's verbs and nouns that need not stand in it: `bombed`, if only `bomb` does."""
    irregular = {base: (past, participle) for base, past, participle in map(str.split, IRREGULAR_VERBS.read_text().splitlines())}
    verbs, nouns = _lemmas(sentences, "VERB"), _lemmas(sentences, "NOUN")
    for noun in nouns:
        yield "NNS", _with_s(noun), noun
    for verb in sorted({*verbs, *irregular}):
        past, participle = irregular.get(verb, (_with_ed(verb), _with_ed(verb)))
        yield from (("VBZ", _with_s(verb), verb), ("VBG", _with_ing(verb), verb), ("VBD", past, verb), ("VBN", participle, verb))


def _lemmas(sentences: Sequence[Sentence], upos: str) -> list[str]:
    """Plain lemmas that were seen at least twice."""
    counts = Counter(lemma for one in sentences for lemma, tag in zip(one.lemmas, one.upos, strict=True) if tag == upos)
    return sorted(lemma for lemma, count in counts.items() if count >= 2 and re.fullmatch("[a-z]{3,}", lemma))


def _with_s(word: str) -> str:
    if re.search("[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search("(?:s|x|z|ch|sh|[^aeiou]o)$", word) else f"{word}s"


def _with_ed(word: str) -> str:
    if re.search("[^aeiou]y$", word):
        return f"{word[:-1]}ied"
    return f"{word}d" if word.endswith("e") else f"{_doubled(word)}ed"


def _with_ing(word: str) -> str:
    if word.endswith("ie"):
        return f"{word[:-2]}ying"
    return f"{word[:-1]}ing" if re.search("[^eoy]e$", word) else f"{_doubled(word)}ing"


def _doubled(word: str) -> str:
    """A last consonant behind one short vowel is doubled where the word has no other vowel."""
    return word + word[-1] if re.fullmatch("[^aeiou]*(?:qu)?[aeiou][^aeiouwxyh]", word) else word


def _longest(rules: dict[tuple[str, str], Change], xpos: str, ending: str) -> Change:
    sizes = range(min(len(ending), LONGEST_ENDING), -1, -1)
    return next(
        (rules[xpos, ending[len(ending) - size :]] for size in sizes if (xpos, ending[len(ending) - size :]) in rules), (0, "")
    )


if __name__ == "__main__":
    derive(read_treebank("train")).write_parquet(DATA / "lemmas.parquet", compression="zstd")
