"""The thresholds: what is compared with what, and what counts as a copy."""

from __future__ import annotations

from dataclasses import dataclass

MAX_TEXT_CHARS = 1 << 20  # where a token starts is told in 20 bits
SHINGLE_WORDS = 5  # shorter runs are stock phrases, longer ones miss edited copies
# A window of 20 shingles picks one fingerprint in ten words, and one at least of any 24 words that two texts share. What a
# wide window picks, a narrow one picks too, so texts of any two lengths can meet.
WIDE_WINDOW = 20
NARROW_WINDOW = 4
NARROW_BELOW_SHINGLES = 100  # a wide window leaves such texts fewer than ten fingerprints


@dataclass(frozen=True)
class DuplicateRules:
    """Thresholds of the search for copies, in words, shingles, articles and shares of 1; `flows.settings` says what they cost."""

    min_words: int
    short_words: int
    short_containment: float
    frequency_cap: int
    lead_count: int
    frequency_limit: int
    near_jaccard: float
    near_containment: float
    same_outlet_jaccard: float
    form_jaccard: float
    excerpt_containment: float
    passage_words: int
    kept_passages: int
    template_sample: int
    template_articles: int
    template_share: float
