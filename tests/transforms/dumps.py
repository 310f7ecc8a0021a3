"""Small dumps of each format as tests need them, written in the project's own words."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping

from transforms.readers import Dump, Limits, Page, Unreadable

FERRY = "The ferry to Orrin Bay is late – again. Its captain blames the new tide tables, which were printed upside down."
BRIDGE = "The bridge at Tarn stays shut until May, the county said on Monday. Two of its nine arches have lost their keystones."
MARKET = "The fish market of Karst Bay has a new roof. It leaks in the same places as the old one, traders found on Friday."
STORIES = [FERRY, BRIDGE, MARKET]


def read(raw: bytes, name: str = "dump", **limits: int) -> tuple[list[Page], list[Unreadable], str]:
    """The pages of a dump's bytes, what could not be read, and the format."""
    dump = Dump(io.BytesIO(raw), name, Limits(**limits))
    found = list(dump)
    return [p for p in found if isinstance(p, Page)], [p for p in found if isinstance(p, Unreadable)], dump.format


def html(story: str, title: str = "Late again", head: str = '<meta charset="utf-8">') -> bytes:
    body = f"<body><nav>Home</nav><h1>{title}</h1><p>{story}</p></body>"
    return f"<!DOCTYPE html><html><head>{head}<title>{title}</title></head>{body}</html>".encode()


def warc_record(kind: str, number: int, block: bytes, content_type: str = "text/plain", **headers: str) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": f"https://orrin.example/{number}",
        "WARC-Date": f"2024-03-{number + 7:02}T10:15:00Z",
        "WARC-Record-ID": f"<urn:uuid:{number}>",
        "Content-Type": content_type,
        **{name.replace("_", "-"): value for name, value in headers.items()},
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def wet(*stories: str) -> list[bytes]:
    """Records of a WET file: a warcinfo and a page each."""
    return [
        warc_record("warcinfo", 0, b"isPartOf: harbour-crawl\r\n", "application/warc-fields"),
        *(warc_record("conversion", number, story.encode()) for number, story in enumerate(stories)),
    ]


def response(body: bytes, *headers: str, status: str = "200 OK", content_type: str = "text/html; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 40) -> bytes:
    chunks = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


def zipped(members: Mapping[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return raw.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name, member in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(member)
            archive.addfile(info, io.BytesIO(member))
    return raw.getvalue()


RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Ledger</title><link>https://ledger.example/</link>
<item><title>Ferry &amp; tide</title><link>https://ledger.example/1</link><guid isPermaLink="false">ledger-1</guid>
<pubDate>Thu, 07 Mar 2024 23:30:00 -0500</pubDate><dc:creator>Mara Elsworthy</dc:creator><category>Ports</category>
<category>Tides, tables</category><description>The ferry is late.</description>
<content:encoded><![CDATA[<p>{FERRY}</p><p>Nobody was <b>hurt</b>.</p>]]></content:encoded></item>
<item><title>Bridge shut</title><link>https://ledger.example/2</link><author>desk@ledger.example (Tomas Quill)</author>
<pubDate>yesterday</pubDate><description>&lt;p&gt;{BRIDGE}&lt;/p&gt;</description></item>
<item><title>Nothing but a title</title></item>
</channel></rss>
""".encode()

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>Karst Bay Courier</title>
<author><name>The Courier</name></author>
<entry><title type="html">New roof, &amp;lt;same&amp;gt; leaks</title><id>tag:courier.example,2024:9</id>
<link rel="self" href="https://courier.example/feed/9"/><link rel="alternate" href="https://courier.example/9"/>
<updated>2024-03-09T08:00:00Z</updated><published>2024-03-08T08:00:00+01:00</published><author><name>Ines Varga</name></author>
<category term="markets" label="Markets"/><media:title>A photo of the roof</media:title>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>{MARKET}</p><p>A bucket is <em>three</em> crowns.</p></div></content>
</entry>
<entry><title>Short</title><id>tag:courier.example,2024:10</id><updated>2024-03-10T08:00:00Z</updated>
<summary type="text">Ice &lt;3 and salt.</summary></entry></feed>
""".encode()

RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://tarn.example/"><title>Tarn Post</title></channel>
<item rdf:about="https://tarn.example/3"><title>Shut</title><link>https://tarn.example/3</link><dc:date>2024-03-11</dc:date>
<description>{BRIDGE}</description></item></rdf:RDF>
""".encode()


def gz(raw: bytes) -> bytes:
    return gzip.compress(raw, mtime=0)
