"""Pure functions from Polars frames to Polars frames: no Prefect, no DuckDB, no clock, no network."""
