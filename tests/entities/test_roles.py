"""What a text calls the people it names."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.entities.extract import spans_of
from transforms.entities.roles import with_roles


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Striker Pedro Alvarez left the club on Friday.", {"Pedro Alvarez": "striker"}),
        ("Pedro Alvarez, the mayor of Olinda, met Ruth Bello.", {"Pedro Alvarez": "mayor", "Ruth Bello": None}),
        ("Pedro Alvarez is a retired surgeon. He lives in Madrid.", {"Pedro Alvarez": "surgeon"}),
        ("Pedro Alvarez spoke in Madrid on Friday. The singer will go to France.", {"Pedro Alvarez": "singer"}),
        ("Pedro Alvarez met Ruth Bello on Friday. The singer will go to France.", {"Pedro Alvarez": None, "Ruth Bello": None}),
        ("Pedro Alvarez spoke in Madrid on Friday. The mayor of Madrid was absent.", {"Pedro Alvarez": None}),
    ],
)
def test_roles_stand_beside_names(text: str, roles: dict[str, str | None]) -> None:
    texts = pl.Series([text])
    found = with_roles(spans_of(texts), texts).filter((pl.col("entity_type") == "person") & (pl.col("mention_kind") != "title"))
    assert dict(found.select("mention_text", "role").rows()) == roles
