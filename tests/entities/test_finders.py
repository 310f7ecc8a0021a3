"""Rules and other people's models in the tagger's place: what they find lands as its names do, and all of a text is read."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.settings import Settings
from flows.stage import StagingError, batch_key
from tests.conftest import build, rows
from transforms.entities.extract import spans_of
from transforms.entities.finders import RULES, Finder, Reading
from transforms.entities.models import OVERLAP, ModelError, load_model, windows


def found(text: str, finder: Finder) -> list[tuple[str, str, str]]:
    return spans_of(pl.Series([text]), None, finder).select("mention_text", "entity_type", "extractor").rows()


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The talks were led by Mohammed bin Salman on Monday.", "Mohammed bin Salman", "person"),
        ("He was sent by the Ministry of Trade and Industry to look.", "Ministry of Trade and Industry", "organization"),
        ("But Nairobi was quiet, police said.", "Nairobi", "place"),
        ("Transport Minister Amina Okonkwo said that she would resign.", "Amina Okonkwo", "person"),
    ],
    ids=["particle", "head noun and pair", "sentence's first word", "title"],
)
def test_rules_cut_names_from_capitals(text: str, name: str, kind: str) -> None:
    assert (name, kind, "rules") in found(text, RULES)


def test_what_rules_know_of_a_text_is_used_for_all_of_it() -> None:
    text = "Amina Okonkwo opened the hall. Later Okonkwo flew to Lagos."
    spans = spans_of(pl.Series([text]), None, RULES)
    assert spans.filter(pl.col("mention_text") == "Okonkwo").select("entity_name", "mention_kind").rows() == [
        ("Amina Okonkwo", "alias")
    ]


@given(st.lists(st.integers(0, 90), max_size=6), st.integers(1, 40).map(lambda half: 2 * half), st.integers(0, 5))
def test_windows_read_all_tokens_and_each_is_the_own_of_one(counts: list[int], overlap: int, more: int) -> None:
    docs = np.repeat(np.arange(len(counts)), counts)
    parts = windows(docs, overlap + 1 + more, overlap)
    own = [row for part in parts for row in range(part.own_first, part.own_last + 1)]
    assert own == list(range(len(docs)))
    for part in parts:
        assert part.first <= part.own_first
        assert part.own_last <= part.last
        assert part.last - part.first <= overlap + more
        assert {int(doc) for doc in docs[part.first : part.last + 1]} == {part.doc}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline of spaCy's on disk that knows two made-up names."""
    spacy = pytest.importorskip("spacy", reason="the extra `spacy` is not installed")
    model = spacy.blank("en")
    ruler = model.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "zorblat quux"}, {"label": "GPE", "pattern": "Vash-Tor"},
                        {"label": "DATE", "pattern": "Monday"}])  # fmt: skip
    path = tmp_path_factory.mktemp("model") / "tiny"
    model.to_disk(path)
    return path


def test_a_model_of_spacy_finds_what_it_knows_and_nothing_of_other_kinds(pipeline: Path) -> None:
    model = load_model(f"spacy:{pipeline}")
    assert found("On Monday zorblat quux left Vash-Tor.", model) == [
        ("zorblat quux", "person", model.name), ("Vash-Tor", "place", model.name),
    ]  # fmt: skip
    assert model.name == f"spacy:tiny@{model.version}"


def test_a_name_is_found_once_wherever_a_window_ends(pipeline: Path) -> None:
    model = load_model(f"spacy:{pipeline}")
    for before in (model.window - 2, model.window - OVERLAP // 2 - 1, model.window - OVERLAP, 3 * model.window):  # type: ignore[attr-defined]
        text = "so " * before + "zorblat quux slept." + " so" * 50
        reading = Reading.of(pl.Series([text]))
        assert reading is not None
        spans = model.find(reading)
        assert [(int(a), int(b)) for a, b in zip(spans.first, spans.last, strict=True)] == [(2 + before, 3 + before)]


def test_a_changed_model_reads_dumps_anew_and_is_told_in_each_row(pipeline: Path, tmp_path: Path) -> None:
    settings = Settings(entity_model=f"spacy:{pipeline}", events="off")
    dump = tmp_path / "dump.jsonl"
    dump.write_text('{"id": "1", "language_code": "en", "body_text": "On Monday zorblat quux left Vash-Tor for the coast."}\n')
    build(tmp_path / "w.duckdb", dump, settings=settings)
    told = rows(tmp_path / "w.duckdb", "select distinct extractor from entity_mentions where mention_text = 'Vash-Tor'")
    assert told == [(load_model(f"spacy:{pipeline}").name,)]
    assert batch_key([], settings) != batch_key([], Settings(events="off"))


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("en_core_web_sm", "names no model"),
        ("stanza:en", "names no model"),
        ("spacy:/nowhere/at/all", "none is downloaded"),
        ("spacy:no_such_package_here", "none is downloaded"),
    ],
)
def test_a_model_that_is_not_there_is_refused_and_not_fetched(told: str, message: str) -> None:
    pytest.importorskip("spacy", reason="the extra `spacy` is not installed")
    with pytest.raises(ModelError, match=message):
        load_model(told)
    with pytest.raises(StagingError, match=message):
        batch_key([], Settings(entity_model=told))


@pytest.mark.skipif(importlib.util.find_spec("gliner") is not None, reason="gliner is installed")
def test_an_extra_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"broadsheet\[gliner\]"):
        load_model(f"gliner:{tmp_path}")


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="the extra `spacy` is not installed")
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(f"spacy:{tmp_path}")


def test_a_model_of_gliner_is_read_from_its_folder_and_reads_all_of_a_text(tmp_path: Path) -> None:
    """One with random weights: what it calls names is chance, but all must be spans of the text, from its start to its end."""
    gliner = pytest.importorskip("gliner", reason="the extra `gliner` is not installed: torch is several hundred MB")
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz"]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    backbone = tmp_path / "backbone"
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(backbone)
    shape = BertConfig(vocab_size=40, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertModel(shape).save_pretrained(backbone)
    config = gliner.GLiNERConfig(model_name=str(backbone), hidden_size=32, max_width=4, max_len=384, span_mode="markerV0")
    gliner.GLiNER.from_config(config).save_pretrained(tmp_path / "tiny")

    text = "Amina Okonkwo flew to Lagos on Monday. " * 60
    names = spans_of(pl.Series([text]), None, load_model(f"gliner:{tmp_path / 'tiny'}"))
    assert all(text[start:end] == name for start, end, name in names.select("start_char", "end_char", "mention_text").rows())
    assert names["extractor"].str.starts_with("gliner:tiny@").any()
