"""The kind of a file, told by its first bytes, then by the end of its name."""

from __future__ import annotations

import codecs
import re

import orjson

# The shortest magic numbers that do not turn up in text. gzip's includes its flags, bzip2's the first block's.
MAGIC = {
    "gzip": re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\x00"),
    "zip": re.compile(rb"PK\x03\x04|PK\x05\x06"),
    "tar": re.compile(rb".{257}ustar", re.DOTALL),
    "7z": re.compile(rb"7z\xbc\xaf\x27\x1c"),
    "rar": re.compile(rb"Rar!\x1a\x07"),
}
_SUFFIXES = {
    "gzip": (".gz", ".gzip"), "zstd": (".zst", ".zstd"), "bzip2": (".bz2",), "xz": (".xz",),
}  # fmt: skip
_TAR_SUFFIXES = {".tgz": ".tar", ".tbz2": ".tar", ".tbz": ".tar", ".txz": ".tar", ".tzst": ".tar"}
_BLOCK_TAGS = "html|head|body|title|meta|link|script|style|article|main|section|header|footer|nav|aside|div|p|h[1-6]|table|ul|ol"
_HTML_START = re.compile(rb"<!doctype\s+html|<(?:%s)[\s>/]" % _BLOCK_TAGS.encode(), re.IGNORECASE)
_ANY_TAG = re.compile(rb"</?[a-z][^<>]*>", re.IGNORECASE)
_FEED_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]")
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")
_WARC_TYPE = re.compile(rb"\nWARC-Type:[ \t]*(\w+)", re.IGNORECASE)


def container_kind(head: bytes) -> str | None:
    """The compression or archive format that a file's first bytes show, or None."""
    return next((kind for kind, magic in MAGIC.items() if magic.match(head)), None)


def without_suffix(name: str, kind: str) -> str:
    """The name of what is inside a compressed file: `news.jsonl` for `news.jsonl.gz`."""
    lower = name.lower()
    for short, long in _TAR_SUFFIXES.items():
        if lower.endswith(short):
            return name[: -len(short)] + long
    return next((name[: -len(suffix)] for suffix in _SUFFIXES[kind] if lower.endswith(suffix)), name)


def dump_format(head: bytes, name: str) -> str:
    """The kind of pages from a file's first bytes (64 KB or so, unpacked), then its name: a value of `dumps.dump_format`,
    or `xml` for XML that is no feed."""
    name = name.lower()
    if head.startswith(b"PAR1"):
        return "parquet"
    start = _narrow(head).lstrip(b" \t\r\n\f")
    if re.match(rb"WARC/\d+\.\d", start):
        types = [match.lower() for match in _WARC_TYPE.findall(start)]
        if b"conversion" in types or (set(types) <= {b"warcinfo"} and ".wet" in name):
            return "wet"
        return "warc"
    first_line = start.split(b"\n", 1)[0].strip()
    named_jsonl = name.endswith((".jsonl", ".ndjson"))
    if first_line.startswith(b"{"):
        if named_jsonl:
            return "jsonl"
        try:
            return "jsonl" if isinstance(orjson.loads(first_line), dict) else "text"
        except orjson.JSONDecodeError:
            return "text"
    if named_jsonl and first_line:
        return "jsonl"
    return _markup(start, name) or "text"


def xml_root(head: bytes) -> str:
    """The name of the outermost element, for a message."""
    match = _ROOT.match(_narrow(head), _after_prolog(_narrow(head)))
    return match.group(1).decode("ascii", "replace") if match else "unknown"


def _markup(start: bytes, name: str) -> str | None:
    if not start.startswith(b"<"):
        return "html" if name.endswith((".html", ".htm", ".xhtml")) and _ANY_TAG.search(start) else None
    root = _after_prolog(start)
    if _FEED_ROOT.match(start, root):
        return "rss"
    if _HTML_START.match(start, root) or b"<!doctype html" in start[:root].lower():
        return "html"
    if start.startswith(b"<?xml"):
        return "xml"
    return "html" if name.endswith((".html", ".htm", ".xhtml")) and _ANY_TAG.search(start) else None


def _after_prolog(start: bytes) -> int:
    """Where the outermost element starts: past the XML declaration, comments and a document type with its declarations."""
    at = 0
    while True:
        at += len(start) - at - len(start[at:].lstrip())
        if start.startswith(b"<?", at):
            end = start.find(b"?>", at) + 2
        elif start.startswith(b"<!--", at):
            end = start.find(b"-->", at) + 3
        elif start[at : at + 9].lower() == b"<!doctype":
            subset = start.find(b"[", at, start.find(b">", at))
            end = start.find(b">", start.find(b"]", subset) if subset > 0 else at) + 1
        else:
            return at
        if end <= at:
            return at
        at = end


def _narrow(head: bytes) -> bytes:
    """The head with one byte a character where it is UTF-16, and without its BOM."""
    for bom, encoding in ((codecs.BOM_UTF8, None), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(bom):
            rest = head[len(bom) :]
            return rest.decode(encoding, "replace").encode("utf-8", "replace") if encoding else rest
    return head
