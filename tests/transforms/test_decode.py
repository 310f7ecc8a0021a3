from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.decode import REPLACEMENT, Decoded, decode, looks_binary, repair

FERRY = "The ferry to Orrin Bay is late – again."
moderate = settings(max_examples=100, deadline=None)
# Whatever Python can write as UTF-8: everything but surrogates.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
PLAIN_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
# The bytes that only Windows-1252 gives a character; five of them have none even there.
STRAY = {bytes([byte]): bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_bom_names_the_encoding_and_is_not_part_of_the_text(bom: bytes, encoding: str) -> None:
    assert decode(bom + FERRY.encode(encoding)) == Decoded(FERRY, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", [FERRY, "Zoë says: “No ferry until März.”\r\n" * 300, f"Паром до бухты не ходит до весны: {FERRY}"]
)
def test_utf_16_without_a_bom_is_told_by_its_zero_bytes(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == Decoded(text, encoding)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "The café on Quay Street “will not reopen” – its owner, Zoë Brandt, said so on Friday."),
        ("cp1252", "Die Fähre nach Möwenhafen fährt bis März nicht, sagte die Hafenmeisterin am Dienstag."),
        ("cp1251", "Паром до бухты Оррин не ходит: порт закрыт до весны, сообщил капитан Лисовский."),
        ("shift_jis", "港の渡し船は春まで休みです。船長は火曜日にそう述べました。橋の工事も続いています。"),
    ],
)
def test_text_in_a_legacy_encoding_is_read_whole(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == Decoded(text, encoding)


def test_undefined_byte_in_windows_1252_becomes_one_replacement_character() -> None:
    text = "The café on Quay Street ? will “not” reopen – its owner, Zoë Brandt, said so on Friday." * 4
    raw = text.encode("cp1252").replace(b"?", b"\x81")
    places = [offset for offset, char in enumerate(text) if char == "?"]
    assert decode(raw) == Decoded(text.replace("?", REPLACEMENT), "cp1252", places, ["81"] * 4)


@pytest.mark.parametrize(
    ("raw", "text", "offsets", "replaced"),
    [
        # Code points, not bytes: the rocket before the stray bytes is one character of four bytes.
        ("🚀é ".encode() + b"\x93hi\x94", "🚀é “hi”", [3, 6], ["93", "94"]),
        ("é ".encode() + b"caf\xe9 ", "é café ", [5], ["e9"]),
        ("é ".encode() + b"\x81.", "é \ufffd.", [2], ["81"]),
        ("é ".encode() + b"\xe2\x82.", "é \ufffd\ufffd.", [2, 3], ["e2", "82"]),
        ("éé ".encode() + b"\xf0\x9f\x9a.", "éé \ufffd\ufffd\ufffd.", [3, 4, 5], ["f0", "9f", "9a"]),
        ("éé ".encode() + b"\xf0\x9f\x9a", "éé \ufffd\ufffd\ufffd", [3, 4, 5], ["f0", "9f", "9a"]),
        # Two sequences cut one after the other.
        ("éé ".encode() + b"\xe2\x82\xe2\x82.", "éé \ufffd\ufffd\ufffd\ufffd.", [3, 4, 5, 6], ["e2", "82", "e2", "82"]),
    ],
    ids=["quotes", "accent", "undefined", "cut_3", "cut_4", "cut_4_at_end", "cut_twice"],
)
def test_stray_bytes_in_utf_8_are_mended_and_cut_sequences_marked_byte_by_byte(
    raw: bytes, text: str, offsets: list[int], replaced: list[str]
) -> None:
    assert decode(raw) == Decoded(text, "utf-8", offsets, replaced)


@moderate
@given(st.lists(st.one_of(st.sampled_from(["é", "€", "🚀", "ж", "港"]), st.sampled_from(sorted(STRAY)))))
def test_every_stray_byte_is_told_with_its_place(pieces: list[str | bytes]) -> None:
    # A space between all pieces: no bytes can form a sequence by chance, so each bad byte stands for itself.
    pieces = ["é"] * len(pieces) + pieces
    raw = b" ".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    stray = [(2 * place, piece) for place, piece in enumerate(pieces) if isinstance(piece, bytes)]
    decoded = decode(raw)
    assert decoded.text == " ".join(STRAY.get(piece, piece) for piece in pieces)
    assert decoded.replaced_offsets == [offset for offset, _ in stray]
    assert decoded.replaced_bytes == [byte.hex() for _, byte in stray]


@pytest.mark.parametrize(
    ("raw", "text", "offsets", "replaced"),
    [
        ("ab".encode("utf-16-le") + b"\x63", "ab\ufffd", [2], ["63"]),
        (b"a\x00\x00\xd8b\x00", "a\ufffdb", [1], ["d800"]),
        (b"a\x00\x00\xdcb\x00", "a\ufffdb", [1], ["dc00"]),
        # A lone surrogate of the range in which Python hides bad bytes is no Windows-1252 quote.
        (b"a\x00\x93\xdcb\x00", "a\ufffdb", [1], ["dc93"]),
        (b"a\x00\x00\xd8\x00", "a\ufffd\ufffd", [1, 2], ["d800", "00"]),
        ("🚀".encode("utf-16-le") + b"\x00\xd8", "🚀\ufffd", [1], ["d800"]),
    ],
    ids=["odd_byte", "high_alone", "low_alone", "low_alone_like_escape", "cut_pair_and_odd_byte", "after_a_pair"],
)
def test_damage_in_utf_16_becomes_replacement_characters(raw: bytes, text: str, offsets: list[int], replaced: list[str]) -> None:
    assert decode(codecs.BOM_UTF16_LE + raw) == Decoded(text, "utf-16-le", offsets, replaced)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        b"\x1f\x8b\x08\x00" + bytes(range(0, 256, 3)) * 8,
        b"\x01\x02\x03 three controls in forty letters",
        codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff",
    ],
    ids=["picture", "archive", "controls", "beyond_unicode"],
)
def test_what_is_no_text_is_binary_and_has_no_text(raw: bytes) -> None:
    assert decode(raw) == Decoded("", "binary")


@pytest.mark.parametrize(("controls", "binary"), [(2, False), (3, True)])
def test_more_than_two_percent_of_control_characters_are_binary(controls: int, binary: bool) -> None:
    assert looks_binary(b"\x07" * controls + b"a" * (100 - controls)) is binary


def test_no_bytes_are_text_in_no_encoding() -> None:
    assert decode(b"") == Decoded("", "none")


def test_few_nul_bytes_stay_in_the_text() -> None:
    text = f"Tide\x00tables. {FERRY * 3}\n" * 3
    assert decode(text.encode()) == Decoded(text, "utf-8")


def damaged(text: str, encoding: str, cut: int, bad: bytes) -> bytes:
    raw = text.encode(encoding, "ignore")
    cut %= len(raw) + 1
    return raw[:cut] + bad + raw[cut:]


SCRIPTS = [FERRY, "Паром до бухты не ходит, порт закрыт. ", "港の渡し船は春まで休みです。", "항구는 봄까지 닫혀 있다. "]
LEGACY = ["utf-8", "utf-16", "utf-32", "cp1252", "cp1251", "koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]
DAMAGED = st.builds(
    damaged,
    st.builds(lambda text, times: text * times, st.sampled_from(SCRIPTS), st.integers(1, 4)),
    st.sampled_from(LEGACY),
    st.integers(0, 400),
    st.binary(max_size=6),
)


@moderate
@given(st.one_of(st.binary(), DAMAGED))
@example(b"\xff\xfe\x93\xdc")
@example(b"\xff\xfe\x00")
@example(b"\x80")
def test_any_bytes_decode_to_text_that_utf_8_can_hold(raw: bytes) -> None:
    decoded = decode(raw)
    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
    offsets = decoded.replaced_offsets
    assert offsets == sorted(set(offsets))
    assert not offsets or (offsets[0] >= 0 and offsets[-1] < len(decoded.text))
    assert len(decoded.replaced_bytes) == len(offsets)
    assert all(bytes.fromhex(shown) for shown in decoded.replaced_bytes)


@moderate
@given(PLAIN_TEXT.filter(lambda text: not text.startswith("\ufeff")))
def test_any_text_without_controls_round_trips_through_utf_8(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8")


# A UTF-16 file whose first character is NUL starts with the bytes of the UTF-32 BOM: nothing tells them apart.
@moderate
@given(ANY_TEXT.filter(lambda text: not text.startswith("\x00")))
def test_any_text_round_trips_through_utf_16_with_a_bom(text: str) -> None:
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == Decoded(text, "utf-16-le")


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@moderate
@given(text=ANY_TEXT)
def test_any_text_even_controls_round_trips_behind_a_bom(bom: bytes, encoding: str, text: str) -> None:
    assert decode(bom + text.encode(encoding)) == Decoded(text, encoding)


@moderate
@given(st.text(st.characters()))
def test_repair_replaces_surrogates_one_for_one_and_nothing_else(text: str) -> None:
    repaired = repair(text)
    bad = [offset for offset, char in enumerate(text) if "\ud800" <= char <= "\udfff"]
    assert repaired.replaced_offsets == bad
    assert len(repaired.text) == len(text)
    assert [char for offset, char in enumerate(repaired.text) if offset not in bad] == [
        char for char in text if not "\ud800" <= char <= "\udfff"
    ]
