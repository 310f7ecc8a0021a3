"""English sentences, their words, tags and dependencies: a small network trained on a treebank, run by NumPy alone.

`sentences.split_sentences` cuts articles into sentences, `parser.parse` reads sentences. Weights and tables (`data`) are made by
`python -m tests.training.syntax`.
"""
