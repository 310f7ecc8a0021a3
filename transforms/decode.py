"""Bytes to text: never raises, names the encoding, and tells every character that it had to replace."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from charset_normalizer import from_bytes

REPLACEMENT = "\ufffd"
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0C, 0x0D, 0x1B})
_ASCII = bytes(range(0x80))
# Longest first: a UTF-32 BOM starts with the UTF-16 one.
_BOMS = [
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
# Quotes, dashes and the letters of western European languages as Windows-1252 bytes, and the five that stand for nothing.
# Text whose high bytes are all of these, and few, needs no guessing: the library takes 5 to 50 ms a file, this test
# microseconds.
_WESTERN = (
    "€‚„…‘’“”•–—™\xa0£§©«®°·»¿¡ÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüœŒ".encode("cp1252") + b"\x81\x8d\x8f\x90\x9d"
)
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "iso8859_2",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_GUESS_BYTES = 64 * 1024
_DECLARED = re.compile(
    rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # HTML asks for the first 1,024 bytes; long comments before it are common
_AS_BROWSERS_READ = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip
_CHARSETS = {
    *(f"cp{number}" for number in (866, 874, 932, 949, *range(1250, 1259))), *(f"iso8859-{number}" for number in range(2, 17)),
    "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp",
}  # fmt: skip


@dataclass(frozen=True)
class Decoded:
    """Text of a file or record. The two lists are as long as each other: where a character stands in for bad bytes."""

    text: str
    encoding: str
    replaced_offsets: list[int] = field(default_factory=list)
    replaced_bytes: list[str] = field(default_factory=list)


def looks_binary(raw: bytes) -> bool:
    """Whether more than 2% of the bytes are control characters that no text holds (pictures and archives: about 10%)."""
    return (len(raw) - len(raw.translate(None, _CONTROLS))) > 0.02 * len(raw)


def decode(raw: bytes) -> Decoded:
    """Decodes a whole file: by its BOM, else as UTF-8 with stray bytes mended, else as the likeliest legacy encoding.

    Encoding `binary` (and no text) means that it is no text at all.
    """
    if not raw:
        return Decoded("", "none")
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return decode_as(raw[len(bom) :], encoding)
    wide = _wide_without_bom(raw)
    if wide:
        return decode_as(raw, wide)
    if looks_binary(raw):
        return Decoded("", "binary")
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    as_utf8 = raw.decode("utf-8", "surrogateescape")
    stray = len(_SURROGATE.findall(as_utf8))
    multibyte = sum(1 for char in as_utf8 if char > "\x7f") - stray
    # Mixed damage: a UTF-8 page with pasted Windows-1252 bytes. Legacy text hardly ever forms whole sequences by chance.
    if multibyte >= 0.5 * stray:
        return repair(as_utf8, "utf-8", escaped=True)
    return decode_as(raw, _legacy_encoding(raw))


def decode_html(raw: bytes, charset: str | None = None) -> Decoded:
    """Decodes an HTML or XML document: by its BOM, else as the HTTP header or the document itself says, else as `decode`.

    A charset that the bytes break is not believed. Names of old charsets stand for what browsers read them as.
    """
    if not any(raw.startswith(bom) for bom, _ in _BOMS) and not _wide_without_bom(raw):
        declared = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
        for label in (charset, (declared[1] or declared[2]).decode("ascii") if declared else None):
            encoding = _known_charset(label)
            if encoding and encoding != "utf-8" and not looks_binary(raw):
                try:
                    return Decoded(raw.decode(encoding), encoding)
                except UnicodeDecodeError:
                    continue
    return decode(raw)


def _known_charset(label: str | None) -> str | None:
    """The codec of a charset's name, or None for what is no charset that the web uses."""
    try:
        name = codecs.lookup((label or "").strip(" \t\"'")[:40]).name
    except (LookupError, ValueError):
        return None
    name = _AS_BROWSERS_READ.get(name, name)
    return name if name == "utf-8" or name in _CHARSETS else None


def repair(text: str, encoding: str = "utf-8", *, escaped: bool = False) -> Decoded:
    """Replaces lone surrogates one for one, so that offsets hold.

    With `escaped`, those that Python's surrogateescape made stand for a byte each, and are read as Windows-1252.
    """
    if text.isascii() or not _SURROGATE.search(text):
        return Decoded(text, encoding)
    offsets, bad, pieces, at = [], [], [], 0
    for match in _SURROGATE.finditer(text):
        offset = match.start()
        char, shown = _mended(text, offset) if escaped else (REPLACEMENT, f"{ord(text[offset]):04x}")
        pieces += [text[at:offset], char]
        at = offset + 1
        offsets.append(offset)
        bad.append(shown)
    pieces.append(text[at:])
    return Decoded("".join(pieces), encoding, offsets, bad)


def _mended(text: str, offset: int) -> tuple[str, str]:
    byte = _escaped_byte(text, offset)
    if byte is None:
        return REPLACEMENT, f"{ord(text[offset]):04x}"
    # A lead byte before a continuation byte is a UTF-8 sequence that was cut, not two Windows-1252 characters.
    lead = offset
    while offset - lead < 3 and 0x80 <= (_escaped_byte(text, lead) or 0) <= 0xBF:
        lead -= 1
    starts = 0xC2 <= (_escaped_byte(text, lead) or 0) <= 0xF4
    cut = starts and (lead < offset or 0x80 <= (_escaped_byte(text, offset + 1) or 0) <= 0xBF)
    char = REPLACEMENT if cut else bytes([byte]).decode("cp1252", "replace")
    return char, f"{byte:02x}"


def _escaped_byte(text: str, offset: int) -> int | None:
    """The byte that a surrogate stands for, or None where there is no such surrogate."""
    byte = ord(text[offset]) - 0xDC00 if 0 <= offset < len(text) else 0
    return byte if 0x80 <= byte <= 0xFF else None


def _wide_without_bom(raw: bytes) -> str | None:
    """UTF-16 without a BOM: in most scripts nearly every second byte of the file's head is zero, always on one side."""
    head = raw[:4096]
    if len(head) < 4 or not head.count(0):
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def decode_as(raw: bytes, encoding: str) -> Decoded:
    """Decodes bytes of a known encoding, with those that it does not allow mended."""
    if encoding == "utf-8":
        return repair(raw.decode("utf-8", "surrogateescape"), encoding, escaped=True)
    if encoding.startswith(("utf-16", "utf-32")):
        width = 2 if encoding.startswith("utf-16") else 4
        whole = len(raw) - len(raw) % width
        try:
            text = raw[:whole].decode(encoding, "surrogatepass")
        except UnicodeDecodeError:  # UTF-32 beyond U+10FFFF
            return Decoded("", "binary")
        mended = repair(text, encoding)
        if whole == len(raw):
            return mended
        return Decoded(
            mended.text + REPLACEMENT,
            encoding,
            [*mended.replaced_offsets, len(mended.text)],
            [*mended.replaced_bytes, raw[whole:].hex()],
        )
    return repair(raw.decode(encoding, "surrogateescape"), encoding, escaped=True)


def _legacy_encoding(raw: bytes) -> str:
    high = raw.translate(None, _ASCII)
    if len(high) < 0.08 * len(raw) and not high.translate(None, _WESTERN):
        return "cp1252"
    # The stretch with the most to tell: from the first high byte on.
    first = next(at for at, byte in enumerate(raw) if byte > 0x7F)
    start = max(0, first - 1024)
    sample = raw[start : start + _GUESS_BYTES]
    found = from_bytes(sample, cp_isolation=_CANDIDATES, enable_fallback=False).best()
    if found is None or str(found) == sample.decode("cp1252", "replace"):
        return "cp1252"
    return found.encoding
