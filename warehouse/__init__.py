"""The only code that touches DuckDB: load, laws, publish, query."""
