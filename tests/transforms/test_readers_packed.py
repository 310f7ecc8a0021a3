"""Compression and archives: what is inside is found, whatever the name says, and nothing hostile gets its way."""

from __future__ import annotations

import bz2
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.dumps import BRIDGE, FERRY, MARKET, gz, html, read, tarred, wet, zipped

PACKERS = {"gz": gz, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd.compress}
ZEROS = bytes(200_000_000)


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("name", ["page.txt.{}", "page"])
def test_a_compressed_file_is_read_whatever_it_is_called(suffix: str, name: str) -> None:
    pages, bad, kind = read(PACKERS[suffix](FERRY.encode()), name.format(suffix))
    assert ([page.text for page in pages], bad, kind) == ([FERRY], [], "text")
    assert (pages[0].member_path, pages[0].start_byte, pages[0].end_byte) == (None, 0, len(FERRY.encode()))


@pytest.mark.parametrize("suffix", PACKERS)
def test_streams_one_after_the_other_are_one_file(suffix: str) -> None:
    half = len(FERRY) // 2
    packed = b"".join(PACKERS[suffix](part.encode()) for part in (FERRY[:half], FERRY[half:]))
    pages, bad, _ = read(packed + bytes(512))  # padded, as some tape tools do
    assert ([page.text for page in pages], bad) == ([FERRY], [])


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_cut_stream_gives_what_it_still_holds_and_says_so(suffix: str) -> None:
    text = "".join(f"{number} {FERRY}\n" for number in range(20_000)) + os.urandom(50_000).hex()
    pages, bad, _ = read(PACKERS[suffix](text.encode())[:-20_000])
    assert len(pages) == 1 and text.startswith(pages[0].text.rstrip("\ufffd")) and len(pages[0].text) > 1_000_000
    assert [(problem.table_name, problem.reason) for problem in bad] == [
        ("dumps", {"gz": "truncated_gzip", "bz2": "truncated_bzip2", "xz": "truncated_xz", "zst": "truncated_zstd"}[suffix])
    ]


def test_a_damaged_stream_costs_its_own_record_alone() -> None:
    records = [gz(record) for record in wet(FERRY, BRIDGE, MARKET)]
    broken = bytearray(records[2])
    broken[60] ^= 0xFF
    pages, bad, _ = read(records[0] + records[1] + bytes(broken) + records[3])
    assert [page.text for page in pages if page.text in (FERRY, MARKET)] == [FERRY, MARKET]
    assert "corrupt_gzip" in [problem.reason for problem in bad]


@pytest.mark.parametrize(
    "pack", [zipped, tarred, lambda members: gz(tarred(members)), lambda members: zstd.compress(tarred(members))]
)
def test_members_of_an_archive_are_pages_of_one_dump(pack) -> None:  # type: ignore[no-untyped-def]
    members = {"b/ferry.txt": FERRY.encode(), "bridge.html": html(BRIDGE), "a/.hidden.txt": b"x", "__MACOSX/a.txt": b"x"}
    pages, bad, kind = read(pack(members))
    assert [(page.member_path, page.start_byte, page.end_byte) for page in pages] == [
        ("b/ferry.txt", 0, len(FERRY.encode())),
        ("bridge.html", 0, len(html(BRIDGE))),
    ]
    assert (pages[0].text, BRIDGE in pages[1].text, bad, kind) == (FERRY, True, [], "mixed")


def test_an_archive_inside_an_archive_is_opened_too() -> None:
    inner = gz(tarred({"ferry.txt": gz(FERRY.encode())}))
    pages, bad, _ = read(zipped({"deep/inner.tgz": inner}))
    assert ([(page.member_path, page.text) for page in pages], bad) == ([("deep/inner.tgz/ferry.txt", FERRY)], [])


@pytest.mark.parametrize(("layers", "reasons"), [(4, []), (5, ["nested_too_deep"]), (300, ["nested_too_deep"])])
def test_nesting_ends_at_the_limit(layers: int, reasons: list[str]) -> None:
    raw = FERRY.encode()
    for _ in range(layers):
        raw = gz(raw)
    pages, bad, _ = read(raw, max_nesting=4)
    assert ([problem.reason for problem in bad], len(pages)) == (reasons, 0 if reasons else 1)


def test_members_of_one_name_stay_apart() -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for text in (FERRY, BRIDGE, MARKET):
            info = tarfile.TarInfo("same.txt")
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    pages, _, _ = read(raw.getvalue())
    assert [page.member_path for page in pages] == ["same.txt", "same.txt#2", "same.txt#3"]


# --- hostile archives


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "name", ["../../escape.txt", "/etc/escape.txt", "a/../../escape.txt", "C:\\escape.txt", "..\\escape.txt"]
)
def test_a_path_that_leads_out_is_a_reject_and_nothing_is_written(pack, name: str, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    pages, bad, _ = read(pack({name: BRIDGE.encode(), "good.txt": FERRY.encode()}))
    assert [page.text for page in pages] == [FERRY]
    assert [problem.reason for problem in bad] == ["unsafe_member_path"]
    assert list(tmp_path.parent.rglob("escape*")) == []


def test_links_and_devices_are_rejects() -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name, kind in (("link.txt", tarfile.SYMTYPE), ("hard.txt", tarfile.LNKTYPE), ("null.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("good.txt")
        info.size = len(FERRY.encode())
        archive.addfile(info, io.BytesIO(FERRY.encode()))
    pages, bad, _ = read(raw.getvalue())
    assert ([page.text for page in pages], [problem.reason for problem in bad]) == ([FERRY], ["special_member"])
    assert bad[0].detail.startswith("3 times, the first: link.txt")
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipper:
        zipper.writestr(link, "/etc/passwd")
    assert [problem.reason for problem in read(packed.getvalue())[1]] == ["special_member"]


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_stream_that_unpacks_out_of_proportion_is_a_reject(suffix: str) -> None:
    pages, bad, _ = read(PACKERS[suffix](ZEROS))
    assert (pages, [problem.reason for problem in bad]) == ([], ["unpack_ratio_too_high"])


def test_a_bomb_in_an_archive_costs_itself_alone() -> None:
    pages, bad, _ = read(zipped({"a.txt": FERRY.encode(), "bomb.txt": ZEROS, "z.txt": BRIDGE.encode()}))
    assert ([page.text for page in pages], [problem.reason for problem in bad]) == ([FERRY, BRIDGE], ["unpack_ratio_too_high"])
    assert bad[0].detail.startswith("bomb.txt: ")


def test_a_dump_unpacks_to_no_more_than_the_limit() -> None:
    members = {f"{number}.txt": f"{number} {FERRY}".encode() * 10 for number in range(20)}
    pages, bad, _ = read(zipped(members), max_unpacked_bytes=10_000)
    assert 1 <= len(pages) < 20
    assert {problem.reason for problem in bad} == {"unpacked_too_large"}
    assert all(page.text.encode() == members[str(page.member_path)] for page in pages), "no page is cut"


def test_members_are_read_up_to_the_limit() -> None:
    members = {f"{number}.txt": FERRY.encode() for number in range(9)}
    for pack in (zipped, tarred):
        pages, bad, _ = read(pack(members), max_members=5)
        assert (len(pages), [problem.reason for problem in bad]) == (5, ["too_many_members"])


def test_a_tar_header_that_asks_for_all_memory_is_refused() -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2**33
    raw = tarred({"a.txt": FERRY.encode()})[:1024] + info.tobuf() + bytes(4096)
    pages, bad, _ = read(raw)
    assert ([page.text for page in pages], [problem.reason for problem in bad]) == ([FERRY], ["corrupt_tar"])


def test_an_encrypted_member_and_foreign_archives_are_told() -> None:
    packed = bytearray(zipped({"a.txt": FERRY.encode(), "b.txt": BRIDGE.encode()}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):  # the first member's two headers
        packed[packed.find(mark) + (6 if mark[2] == 3 else 8)] |= 1
    pages, bad, _ = read(bytes(packed))
    assert ([page.text for page in pages], [problem.reason for problem in bad]) == ([BRIDGE], ["encrypted_member"])
    for magic in (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00"):
        assert [problem.reason for problem in read(magic + bytes(100))[1]] == ["unsupported_format"]


def test_pictures_in_an_archive_are_counted_not_listed() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    pages, bad, _ = read(zipped({**{f"{n}.png": picture for n in range(50)}, "a.txt": FERRY.encode()}))
    assert ([page.text for page in pages], [problem.reason for problem in bad]) == ([FERRY], ["binary_file"])
    assert bad[0].detail.startswith("50 times, the first: 0.png: ")


def test_a_flood_of_rejects_is_told_up_to_the_limit_and_then_counted() -> None:
    pages, bad, _ = read(b"not json\n" * 50 + b'{"text": "A line."}\n', "a.jsonl", max_rejects=10)
    assert (len(pages), len(bad)) == (1, 11)
    assert bad[-1].detail.startswith("40 times, the first: record at byte 90")


# --- damage

TAR = tarred({f"{number}.txt": f"{number} {story}".encode() for number, story in enumerate([FERRY, BRIDGE, MARKET] * 3)})
ZIP = zipped({f"{number}.txt": f"{number} {story}".encode() for number, story in enumerate([FERRY, BRIDGE, MARKET] * 3)})
STREAM = gz(b"".join(wet(FERRY, BRIDGE, MARKET)))
# With a checksum, as the command line tool writes it: without one nobody can tell that a block says something else.
CHECKED = {zstd.CompressionParameter.checksum_flag: 1}
DUMPS = [TAR, ZIP, STREAM, gz(TAR), zipped({"a.tar": TAR}), bz2.compress(TAR), lzma.compress(ZIP),
         zstd.compress(TAR, options=CHECKED),
         b"".join(gz(record) for record in wet(FERRY, BRIDGE, MARKET))]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mutated_and_cut_archives_never_raise_and_tell_what_they_lost(data: st.DataObject) -> None:
    whole = DUMPS[data.draw(st.integers(0, len(DUMPS) - 1))]
    raw = bytearray(whole)
    kept = 265 if whole[257:262] == b"ustar" else 10  # what a file is must still show in its head
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(kept, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(kept, len(raw)))] if data.draw(st.booleans()) else raw)
    pages, bad, _ = read(cut)
    assert len(pages) >= len(read(whole)[0]) or bad, "a page was lost in silence"
    assert len({(page.member_path, page.start_byte, page.end_byte) for page in pages}) == len(pages)
    assert all(page.text.encode() and (page.member_path or "").encode() is not None for page in pages)


def test_a_damaged_tar_header_costs_its_member_alone() -> None:
    raw = bytearray(TAR)
    raw[3 * 1024 + 20] ^= 0xFF  # a header and its one block of text are 1,024 bytes
    pages, bad, _ = read(bytes(raw))
    assert ([page.member_path for page in pages], [problem.reason for problem in bad]) == (
        [f"{number}.txt" for number in range(9) if number != 3],
        ["corrupt_tar"],
    )


def test_a_zip_cut_before_its_directory_is_read_member_by_member() -> None:
    pages, bad, _ = read(ZIP[: ZIP.find(b"PK\x01\x02")])
    assert [page.member_path for page in pages] == [f"{number}.txt" for number in range(9)]
    assert [problem.reason for problem in bad] == ["corrupt_zip"]
