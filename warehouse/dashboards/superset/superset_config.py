"""Superset's settings: everything it keeps stands in SUPERSET_HOME, with a key that was made there and nowhere else."""

import os
from pathlib import Path

_HOME = Path(os.environ["SUPERSET_HOME"])
SECRET_KEY = (_HOME / "secret_key").read_text(encoding="utf-8").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}"
RATELIMIT_STORAGE_URI = "memory://"
# No results are kept, so that a chart shows the version that is published.
CACHE_CONFIG = DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
