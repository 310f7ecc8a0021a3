"""Prefect flows and tasks, and the command line: the pipeline, read like a table of contents."""
