"""Who copied whom: texts to tokens, shingles and fingerprints, candidates, verified links, and stars.

Pure functions on arrays and frames. `flows.duplicates` drives them over the whole warehouse, part by part.
"""
