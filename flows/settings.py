"""Settings of a run: defaults here, overridden by BROADSHEET_* environment variables."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from transforms.readers import Limits

DEFAULT_WAREHOUSE = Path("warehouse/broadsheet.duckdb")


class Settings(BaseSettings):
    """What can be set, in bytes, characters, seconds and counts."""

    model_config = SettingsConfigDict(env_prefix="BROADSHEET_", frozen=True)

    batch_bytes: int = Field(64 * 1024 * 1024, ge=1, description="Dump bytes in one batch; a bigger dump is alone in its.")
    chunk_chars: int = Field(24 * 1024 * 1024, ge=1, description="Characters of pages that are parsed at a time.")
    workers: int = Field(2, ge=1, description="Batches that are parsed side by side, each in a process.")
    memory_limit: str = Field("768MB", description="DuckDB's memory while it loads.")
    max_page_bytes: int = Field(256 * 1024 * 1024, ge=1, description="A bigger page or record is a reject.")
    max_line_chars: int = Field(1_000_000, ge=1, description="A longer line is kept as one block and a reject.")

    max_unpacked_bytes: int = Field(64 * 1024**3, ge=1, description="What one compressed dump or archive may unpack to.")
    max_unpack_ratio: int = Field(
        250, ge=1, description="Unpacked to packed bytes of one stream, looked at past 64 MB; news is packed to 1/3 to 1/20."
    )
    max_nesting: int = Field(4, ge=1, description="Layers of compression and archives in each other; .tar.gz has two.")
    max_members: int = Field(1_000_000, ge=1, description="Members of one archive.")
    max_rejects: int = Field(1_000, ge=1, description="Rejects of one reason that a dump tells one by one; more are counted.")

    @property
    def limits(self) -> Limits:
        """The bounds that readers and parsers keep."""
        return Limits(**{field.name: getattr(self, field.name) for field in fields(Limits)})


_DECIDING = {".py", ".npz"}


@lru_cache(maxsize=1)
def code_version() -> str:
    """The package's version and a hash of the sources and weights that decide what a dump becomes."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for folder in ("schemas", "transforms"):
        files = [file for file in (root / folder).rglob("*") if file.suffix in _DECIDING]
        for file in sorted(files):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return f"{version('broadsheet')}+{digest.hexdigest()[:12]}"
