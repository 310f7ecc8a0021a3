"""Settings of a run: defaults here, overridden by a file, broadsheet.toml, and that by BROADSHEET_* environment variables."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from transforms.duplicates.rules import MAX_TEXT_CHARS, DuplicateRules
from transforms.readers import Limits

ROOT = Path(__file__).parent.parent
SOURCES = {".py", ".parquet", ".json", ".npz"}  # code, gazetteers, weights
# Of seeds/, what transforms read.
SEEDS = (
    "event_types.csv", "event_triggers.csv", "event_nouns.csv", "quote_cues.csv", "named_things.csv", "acronyms.csv",
)  # fmt: skip
DEFAULT_WAREHOUSE = Path("warehouse/broadsheet.duckdb")


CONFIG_VARIABLE = "BROADSHEET_CONFIG"  # names another file
CONFIG_FILE = "broadsheet.toml"


_ALONE_BYTES = 1024 * 1024  # five seconds of work, and another process starts in two


class SettingsError(Exception):
    """The settings' file or a variable does not say what can be set. The message names it."""


class Settings(BaseSettings):
    """What can be set, in bytes, characters, seconds and counts."""

    model_config = SettingsConfigDict(env_prefix="BROADSHEET_", frozen=True, extra="forbid")

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

    duplicates: Literal["on", "off"] = Field("on", description="`off` searches for no copies; their tables are then empty.")
    duplicate_min_words: int = Field(8, ge=1, description="Shorter texts copy nobody: they are stock phrases.")
    duplicate_short_words: int = Field(
        50, ge=0, description="Below this a near copy or an excerpt needs a containment of duplicate_short_containment: a quote "
        "is soon half of so short a text. Lower finds more teasers, and takes some quotes for them."
    )  # fmt: skip
    duplicate_short_containment: float = Field(0.8, ge=0, le=1, description="See duplicate_short_words.")
    duplicate_frequency_cap: int = Field(
        40, ge=2, description="A fingerprint in more texts pairs each with the earliest duplicate_lead_count of them alone. "
        "Candidates grow with it; recall hardly does."
    )  # fmt: skip
    duplicate_lead_count: int = Field(2, ge=0, description="0 passes capped fingerprints over: wire stories in many outlets too.")
    duplicate_frequency_limit: int = Field(1_000, ge=2, description="A fingerprint in more texts pairs none.")
    duplicate_near_jaccard: float = Field(0.5, gt=0, le=1, description="A near copy shares this much of what either has ...")
    duplicate_near_containment: float = Field(0.6, gt=0, le=1, description="... or this much of each. 0.4 takes reports by form.")
    duplicate_same_outlet_jaccard: float = Field(
        0.7, gt=0, le=1, description="A near copy in the same outlet shares this much, and an excerpt as much as a short text. "
        "Lower takes its weather and market reports for copies; higher misses its heavier revisions."
    )  # fmt: skip
    duplicate_form_jaccard: float = Field(
        0.8, gt=0, le=1, description="And this much where single words differ here and there, as in reports by form. At 0.7 one "
        "link in a thousand joins two of them; higher misses versions that only exchange words. Below, they are passages."
    )  # fmt: skip
    duplicate_excerpt_containment: float = Field(0.5, gt=0, le=1, description="Of an excerpt, this much is in the longer text.")
    duplicate_passage_words: int = Field(
        40, ge=5, description="Shared shingles, or words of one run, from which on a pair below the others is told as a passage. "
        "Lower tells more quotes; pairs grow fast."
    )  # fmt: skip
    duplicate_kept_passages: int = Field(5, ge=1, description="Longest shared runs that are kept of a pair.")
    duplicate_template_sample: int = Field(50, ge=1, description="Articles of an outlet that its template is learned from.")
    duplicate_template_articles: int = Field(4, ge=2, description="In so many of them a run of words must be ...")
    duplicate_template_share: float = Field(0.15, gt=0, le=1, description="... and in this share of them, to be template.")
    max_compared_chars: int = Field(
        1_000_000, ge=1, le=MAX_TEXT_CHARS, description="Of a longer body, this much is searched for copies."
    )

    entities: Literal["tagger", "rules", "off"] = Field(
        "tagger", description="`rules` is faster and finds some names less; `off` looks for no entities, which take more than "
        "nine tenths of a run. A change takes --rebuild."
    )  # fmt: skip
    entity_model: str | None = Field(
        None, description="`spacy:PATH`, `spacy:PACKAGE` or `gliner:PATH`: a model that stands on this machine finds names "
        "instead of the tagger or the rules. Nothing is downloaded. A change takes --rebuild."
    )  # fmt: skip
    events: Literal["on", "off"] = Field(
        "on", description="`off` looks for no events; nor are there any without entities. A change takes --rebuild."
    )
    watchlist: Path | None = Field(None, description="CSV or FollowTheMoney file of names to find; a change takes --rebuild.")

    search: Literal["on", "off"] = Field(
        "on", description="`off` makes no full-text index, which takes 0.1 ms and 0.8 KB an article of 3,000 characters."
    )
    quality: Literal["on", "off"] = Field("on", description="`off` publishes without the quality gate; laws are tested anyway.")
    retry_seconds: list[float] = Field([30, 120, 600], description="A scheduled run that failed is tried again after each wait.")
    settle_seconds: float = Field(30, ge=0, description="Files of an inbox that changed since are left for the next run.")
    on_failure_command: list[str] = Field(
        [], description="Run when a scheduled run has failed: program and arguments, no shell; JSON on its standard input."
    )
    on_failure_webhook: SecretStr | None = Field(None, description="URL that gets the same JSON by POST; shown masked.")
    keep_versions: int = Field(3, ge=0, description="Versions kept for rollback beside the published one; each takes its size.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _file_source(settings_cls)

    @property
    def alone_bytes(self) -> int:
        """Dump bytes that one worker reads in less time than others take to start; it looks for entities and events in them."""
        return self.batch_bytes if self.entities == "off" else min(self.batch_bytes, _ALONE_BYTES)

    @property
    def duplicate_rules(self) -> DuplicateRules:
        """The thresholds of the search for copies."""
        return DuplicateRules(**{field.name: getattr(self, f"duplicate_{field.name}") for field in fields(DuplicateRules)})

    @property
    def limits(self) -> Limits:
        """The bounds that readers and parsers keep."""
        return Limits(**{field.name: getattr(self, field.name) for field in fields(Limits)})


def _file_source(settings_cls: type[BaseSettings]) -> TomlConfigSettingsSource:
    named = os.environ.get(CONFIG_VARIABLE)
    if named and not Path(named).is_file():
        raise SettingsError(f"{CONFIG_VARIABLE} names {named}, which is no file.")
    try:
        return TomlConfigSettingsSource(settings_cls, Path(named or CONFIG_FILE))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{named or CONFIG_FILE} cannot be read: {error}.") from error


def origins() -> dict[str, str]:
    """Where each setting's value comes from: `default`, `environment`, or the file's path."""
    file = os.environ.get(CONFIG_VARIABLE) or CONFIG_FILE
    given = dict.fromkeys(_file_source(Settings)(), file) | dict.fromkeys(EnvSettingsSource(Settings)(), "environment")
    return {name: given.get(name, "default") for name in Settings.model_fields}


def told_faults(error: ValidationError) -> str:
    """What is wrong with the settings, in one line, without values that may be secret."""
    faults = []
    for fault in error.errors(include_input=False, include_url=False):
        name = ".".join(map(str, fault["loc"]))
        unknown = fault["type"] == "extra_forbidden"
        faults.append(f"there is no setting {name}" if unknown else f"{name}: {fault['msg']}")
    return f"Settings ({CONFIG_FILE}, BROADSHEET_*): {'; '.join(faults)}. All settings: broadsheet config, or flows/settings.py."


@lru_cache(maxsize=1)
def code_version() -> str:
    """The package's version and a hash of the sources that decide what a dump becomes.

    Corpus steps have versions of their own, since they are run anew without reading the dumps again.
    """
    sources = (file for folder in ("schemas", "transforms") for file in (ROOT / folder).rglob("*") if file.suffix in SOURCES)
    of_steps = {"duplicates", "stories", "expectations.py"}
    deciding = [file for file in sources if of_steps.isdisjoint(file.relative_to(ROOT).parts)]
    return f"{version('broadsheet')}+{sources_hash([*deciding, *(ROOT / 'seeds' / name for name in SEEDS)])}"


def sources_hash(files: Iterable[Path]) -> str:
    """A hash of these files' names and bytes, in 12 hex digits."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
